"""`towpath partners`: the moves of becoming a partner and staying one: statuses, contracts, access, one-off permissions."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
from django.core.files import File

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, Acting, Day, acts
from towpath.domain.accounts import one_off as one_off_readers
from towpath.domain.accounts.actions import one_off
from towpath.domain.partners import queries
from towpath.domain.partners.actions import access_requests, dormancy, legal_requests
from towpath.domain.partners.actions import partners as actions
from towpath.domain.partners.models import Partner

type Find = Callable[[Acting, str], Partner]
REASON = click.option("--reason", required=True, help="Why; stands in the history.")
ROLES = ("partner_seller", "partner_admin", "partner_viewer", "partner_marketing")


def add_to(group: click.Group, find: Find) -> None:
    """Add the commands to `towpath partners`; `find` reads a partner by reference or name."""
    _moves(group, find)
    for more in (create, legal, access, permission):
        group.add_command(more)


def _moves(group: click.Group, find: Find) -> None:
    for name, act, words in (
        ("deny", actions.deny, "Deny an application."),
        ("end", actions.end, "End a partnership: the partner is a former one from now on."),
        ("reinstate", actions.reinstate, "Take a denied or former partner back as a prospect."),
        ("suspend", actions.suspend, "Take good standing away."),
        ("restore", actions.restore, "Give good standing back."),
        ("revive", dormancy.revive, "Open the portal again to a partner that had fallen asleep."),
    ):
        group.add_command(_with_reason(name, act, words, find))

    @group.command()
    @click.argument("partner")
    @acts
    def authorize(occasion: Acting, partner: str) -> None:
        """Authorize a prospect whose contract stands (ONB-04)."""
        moved = actions.authorize(find(occasion, partner).reference, occasion)
        click.echo(f"{moved.reference} {moved.name}: {moved.get_status_display().lower()}.")


def _with_reason(name: str, act: Callable[..., Partner], words: str, find: Find) -> click.Command:
    @click.command(name, help=words)
    @click.argument("partner")
    @REASON
    @acts
    def command(occasion: Acting, partner: str, reason: str) -> None:
        moved = act(find(occasion, partner).reference, occasion, reason=reason)
        standing = "" if moved.good_standing else ", not in good standing"
        click.echo(f"{moved.reference} {moved.name}: {moved.get_status_display().lower()}{standing}.")

    return command


@click.command()
@click.option("--company", required=True, help="Its name.")
@click.option("--country", required=True, help="ISO 3166 code, such as DE.")
@click.option("--kind", required=True, help="Such as reseller.")
@click.option("--website", default="", help="Such as northwind.example.")
@click.option("--tax-number", default="", help="Checked by the rules of its country.")
@click.option("--legal-name", default="", help="As in the company register.")
@click.option("--reason", required=True, help="Why it does not sign up itself.")
@click.option("--sure", is_flag=True, help="It resembles known partners, but is none of them.")
@acts
def create(occasion: Acting, reason: str, sure: bool, **typed: str) -> None:
    """Create a partner by hand, which is the exception (ONB-01)."""
    made = actions.create(occasion, typed, reason=reason, sure=sure)
    click.echo(f"{made.reference} {made.name}: prospect.")


# -- contracts by Legal ------------------------------------------------------------------------------------------------


@click.group()
def legal() -> None:
    """List contracts that Legal makes, and work on them."""


@legal.command("list")
@click.option("--state", default="open", show_default=True, help="A state, open for all that wait, or empty for all.")
@AS_JSON
@acts
def list_legal(occasion: Acting, state: str, as_json: bool) -> None:
    """List legal requests, newest first."""
    found = queries.legal_requests(occasion.actor, state=state).rows
    tables.listed(
        ("Request", "Partner", "Kind", "State", "Signed"),
        [[o.reference, o.partner.name, o.get_kind_display(), o.state, o.signed_on] for o in found],
        as_json,
        empty="No legal request here.",
    )


@legal.command()
@click.argument("reference")
@acts
def take_up(occasion: Acting, reference: str) -> None:
    """Take a request up."""
    click.echo(f"{legal_requests.take_up(reference.upper(), occasion).reference}: with Legal.")


@legal.command()
@click.argument("reference")
@click.option("--note", required=True, help="What the partner is to do.")
@acts
def send(occasion: Acting, reference: str, note: str) -> None:
    """Send a request to the partner."""
    click.echo(f"{legal_requests.send(reference.upper(), occasion, note=note).reference}: with the partner.")


@legal.command()
@click.argument("reference")
@click.option("--signed-on", type=Day(), required=True, help="The day of the signature.")
@click.option("--file", "path", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=True)
@acts
def sign(occasion: Acting, reference: str, signed_on: Any, path: Path) -> None:
    """Put the signed contract on file; a prospect is authorized by it."""
    with path.open("rb") as content:
        signed = legal_requests.sign(
            reference.upper(), occasion, signed_on=signed_on, upload=File(content, name=path.name)
        )
    click.echo(f"{signed.reference}: signed.")


@legal.command()
@click.argument("reference")
@REASON
@acts
def decline(occasion: Acting, reference: str, reason: str) -> None:
    """Decline a request; the partner reads the reason."""
    click.echo(f"{legal_requests.decline(reference.upper(), occasion, reason=reason).reference}: declined.")


# -- requests for access -----------------------------------------------------------------------------------------------


@click.group()
def access() -> None:
    """List those who ask for access to a known partner's portal, and answer them."""


@access.command("list")
@click.option("--state", default="asked", show_default=True, help="asked, granted, declined, or empty for all.")
@AS_JSON
@acts
def list_access(occasion: Acting, state: str, as_json: bool) -> None:
    """List requests for access, newest first."""
    found = queries.access_requests(occasion.actor, state=state).rows
    rows = [[o.reference, o.partner.name, o.name, o.email, o.state] for o in found]
    tables.listed(("Request", "Partner", "Name", "Address", "State"), rows, as_json, empty="Nobody asks.")


@access.command()
@click.argument("reference")
@click.option("--role", type=click.Choice(ROLES), required=True, help="What the person may do.")
@acts
def grant(occasion: Acting, reference: str, role: str) -> None:
    """Give access: an invitation goes to the confirmed address."""
    given = access_requests.grant(reference.upper(), occasion, role=role)
    click.echo(f"{given.reference}: {given.email} is invited.")


@access.command("decline")
@click.argument("reference")
@REASON
@acts
def decline_access(occasion: Acting, reference: str, reason: str) -> None:
    """Decline; the one who asked reads the reason."""
    click.echo(f"{access_requests.decline(reference.upper(), occasion, reason=reason).reference}: declined.")


# -- one-off permissions -----------------------------------------------------------------------------------------------


@click.group()
def permission() -> None:
    """Let a partner that is not authorized transact one opportunity (ONB-08)."""


@permission.command("list")
@click.option("--state", default="", help="Only this state.")
@AS_JSON
@acts
def list_permissions(occasion: Acting, state: str, as_json: bool) -> None:
    """List one-off permissions, newest first."""
    found = one_off_readers.listed(occasion.actor, state=state).rows
    rows = [[o.reference, o.partner.name, o.opportunity.reference, o.state, o.expires_on] for o in found]
    tables.listed(
        ("Permission", "Partner", "Opportunity", "State", "Good until"), rows, as_json, empty="No permission here."
    )


@permission.command()
@click.argument("partner")
@click.argument("opportunity")
@click.option("--customer-reason", required=True, help="Why the customer requires this partner.")
@click.option("--will-not-join", is_flag=True, help="The partner was asked and will not join.")
@acts
def ask(occasion: Acting, partner: str, opportunity: str, customer_reason: str, will_not_join: bool) -> None:
    """Ask for a permission, as the programs team."""
    made = one_off.record(
        occasion, partner=partner, opportunity=opportunity, customer_reason=customer_reason, will_not_join=will_not_join
    )
    click.echo(f"{made.reference}: waits for approval.")


@permission.command()
@click.argument("reference")
@acts
def approve(occasion: Acting, reference: str) -> None:
    """Approve, as one of the program's directors."""
    made = one_off.approve(reference.upper(), occasion)
    click.echo(f"{made.reference}: approved, good until {made.expires_on}.")


@permission.command("decline")
@click.argument("reference")
@REASON
@acts
def decline_permission(occasion: Acting, reference: str, reason: str) -> None:
    """Decline."""
    click.echo(f"{one_off.decline(reference.upper(), occasion, reason=reason).reference}: declined.")


@permission.command()
@click.argument("reference")
@REASON
@acts
def withdraw(occasion: Acting, reference: str, reason: str) -> None:
    """Take a permission back."""
    click.echo(f"{one_off.withdraw(reference.upper(), occasion, reason=reason).reference}: withdrawn.")
