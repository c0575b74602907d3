"""`towpath distribution`: distributors, their resellers, billing records and e-marketplace pages."""

from collections.abc import Callable
from typing import Any

import click

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, Acting, acts
from towpath.domain.distribution import queries
from towpath.domain.distribution.actions import billing as billing_actions
from towpath.domain.distribution.actions import distributors as distributor_actions
from towpath.domain.distribution.actions import marketplace as page_actions
from towpath.domain.distribution.actions import people as people_actions

NOTE = click.option("--note", required=True, help="Why; others read it.")


@click.group(epilog="Say who acts with --as EMAIL, or once with TOWPATH_AS. Each command takes --help.")
def group() -> None:
    """Distributors, billing records, e-marketplace pages.

    \b
    towpath distribution add amazic --as omar@example.org
    towpath distribution invite amazic dirk@amazic.example --as omar@example.org
    towpath distribution billing list --as bela@example.org
    towpath distribution page approve EMP00001 --as omar@example.org
    """


@group.command("list")
@AS_JSON
@acts
def list_distributors(occasion: Acting, as_json: bool) -> None:
    """List distributors on file."""
    rows = [
        [o.code, o.name, "yes" if o.active else "no", o.mailbox or "by country", o.billing_account]
        for o in queries.distributors(occasion.person)
    ]
    _listed(("Code", "Name", "Active", "Mailbox", "Billing account"), rows, as_json, "No distributor is on file.")


@group.command()
@click.argument("code")
@click.option("--organisation", type=int, help="The number of a distributor's organisation that is here already.")
@acts
def add(occasion: Acting, code: str, organisation: int | None) -> None:
    """Bring a distributor of the program's coverage in."""
    made = distributor_actions.add(occasion, code=code, organisation=organisation)
    click.echo(f"{made.code}: {made.name} is on file.")


@group.command()
@click.argument("code")
@click.option("--active/--inactive", default=None, help="Whether it takes orders.")
@click.option("--mailbox", help="For all its orders; empty for those of the coverage.")
@acts
def change(occasion: Acting, code: str, active: bool | None, mailbox: str | None) -> None:
    """Change whether a distributor takes orders, and its mailbox."""
    now = queries.distributor(occasion.person, code)
    changed = distributor_actions.change(
        now.code, occasion, active=now.active if active is None else active,
        mailbox=now.mailbox if mailbox is None else mailbox, billing_account=now.billing_account,
        billing_contact=now.billing_contact, billing_email=now.billing_email,
    )  # fmt: skip
    click.echo(f"{changed.code}: {'takes orders' if changed.active else 'takes no orders'}.")


@group.command()
@click.option("--distributor", default="", help="Only of this one.")
@AS_JSON
@acts
def resellers(occasion: Acting, distributor: str, as_json: bool) -> None:
    """List partners that buy through distributors; for a distributor's people their own."""
    found = queries.resellers(occasion.person, occasion.day, distributor=distributor, size=200).rows
    rows = [[o.partner.reference, o.partner.name, o.partner.country, o.distributor, o.starts_on] for o in found]
    _listed(("Partner", "Name", "Country", "Distributor", "Since"), rows, as_json, "No reseller here.")


# -- people of a distributor -------------------------------------------------------------------------------------------


@group.command("people")
@click.argument("code")
@AS_JSON
@acts
def list_people(occasion: Acting, code: str, as_json: bool) -> None:
    """List who can sign in for a distributor, and who is invited."""
    found = queries.distributor(occasion.person, code)
    rows = [[one.name, one.email, "has access"] for one in queries.people_of(found)]
    rows += [
        [one.name, one.email, f"invited until {tables.moment(one.expires_at, occasion.person)}"]
        for one in queries.invitations(occasion.person, found)
    ]
    _listed(("Name", "Address", "Access"), rows, as_json, "Nobody of this distributor can sign in yet.")


@group.command()
@click.argument("code")
@click.argument("email")
@click.option("--name", default="", help="As the form greets whoever accepts.")
@acts
def invite(occasion: Acting, code: str, email: str, name: str) -> None:
    """Ask somebody in as one of the distributor's people; the mail goes to that address alone."""
    invitation = people_actions.invite(code, occasion, email=email, name=name)
    until = tables.moment(invitation.expires_at, occasion.person)
    click.echo(f"{invitation.email} is invited until {until}; the mail is on its way.")


@group.command("take-back")
@click.argument("code")
@click.argument("email")
@acts
def take_back(occasion: Acting, code: str, email: str) -> None:
    """Take an invitation back; its link is worth nothing from then on."""
    waiting = queries.invitations(occasion.person, queries.distributor(occasion.person, code))
    found = next((one.pk for one in waiting if one.email == email.strip().lower()), 0)
    click.echo(f"The invitation of {people_actions.revoke(code, occasion, invitation=found).email} is taken back.")


@group.command()
@click.argument("code")
@click.argument("email")
@click.confirmation_option(prompt="End this access now? Sessions and tokens end with it", help="Do not ask.")
@acts
def remove(occasion: Acting, code: str, email: str) -> None:
    """End the access of one of the distributor's people; the history keeps the name."""
    there = queries.people_of(queries.distributor(occasion.person, code))
    found = next((one.pk for one in there if one.email.lower() == email.strip().lower()), 0)
    click.echo(f"{people_actions.remove(code, occasion, person=found).name} has no access any more.")


# -- billing records ---------------------------------------------------------------------------------------------------


@group.group()
def billing() -> None:
    """List billing records, and work on them."""


@billing.command("list")
@click.option("--state", default="open", show_default=True, help="A state, open, changed, or empty for all.")
@AS_JSON
@acts
def list_billing(occasion: Acting, state: str, as_json: bool) -> None:
    """List billing records, newest first."""
    found = queries.billing_records(occasion.person, state=state, size=200).rows
    rows = [[o.reference, o.partner.name, o.company_name, o.state, o.account_number] for o in found]
    _listed(("Record", "Partner", "Company", "State", "Account"), rows, as_json, "No billing record here.")


@billing.command()
@AS_JSON
@acts
def needs(occasion: Acting, as_json: bool) -> None:
    """List partners that need a billing record for which nobody has asked yet, those that wait longest first (BIL-01)."""
    found = queries.billing_needs(occasion.person, size=200).rows
    rows = [
        [o.partner.reference, o.partner.name, o.partner.manager.name if o.partner.manager else "", o.reason]
        for o in found
    ]
    _listed(("Partner", "Name", "Manager", "Why"), rows, as_json, "No partner needs one that is not asked for.")


@billing.command()
@click.argument("partner")
@click.option("--contact-email", required=True, help="Of accounts payable.")
@click.option("--company-name", default="", help="Without it, the registered name.")
@click.option("--tax-number", default="", help="Checked by the rules of the partner's country.")
@click.option("--street", default="")
@click.option("--city", default="")
@click.option("--postal-code", default="")
@acts
def request(occasion: Acting, partner: str, **typed: str) -> None:
    """Ask Billing Operations for the billing account of a partner that buys directly (BIL-01 to BIL-03)."""
    made = billing_actions.request(partner.upper(), occasion, typed)
    click.echo(f"{made.reference}: requested for {made.company_name}.")


@billing.command("complete")
@click.argument("reference")
@click.option("--account", required=True, help="Its number in the billing system.")
@acts
def complete_billing(occasion: Acting, reference: str, account: str) -> None:
    """Record that the billing account is made."""
    click.echo(f"{billing_actions.complete(reference.upper(), occasion, account_number=account).reference}: complete.")


# -- e-marketplace pages -----------------------------------------------------------------------------------------------


@group.group()
def page() -> None:
    """List pages on distributors' e-marketplaces, and review them (DST-04)."""


@page.command("list")
@click.option("--state", default="", help="A state, open, or empty for all.")
@AS_JSON
@acts
def list_pages(occasion: Acting, state: str, as_json: bool) -> None:
    """List e-marketplace pages, newest first."""
    found = queries.marketplace_pages(occasion.person, state=state, size=200).rows
    rows = [[o.reference, o.partner.name, o.distributor.name, o.state, o.draft_address] for o in found]
    _listed(("Page", "Partner", "Distributor", "State", "Draft"), rows, as_json, "No page here.")


def _plain(owner: click.Group, name: str, act: Callable[..., Any], words: str) -> None:
    @owner.command(name, help=words)
    @click.argument("reference")
    @acts
    def command(occasion: Acting, reference: str) -> None:
        moved = act(reference.upper(), occasion)
        click.echo(f"{moved.reference}: {moved.state.replace('_', ' ')}.")


def _noted(owner: click.Group, name: str, act: Callable[..., Any], words: str) -> None:
    @owner.command(name, help=words)
    @click.argument("reference")
    @NOTE
    @acts
    def command(occasion: Acting, reference: str, note: str) -> None:
        moved = act(reference.upper(), occasion, note=note)
        click.echo(f"{moved.reference}: {moved.state.replace('_', ' ')}.")


_plain(billing, "take-up", billing_actions.take_up, "Take a request up.")
_plain(billing, "confirm", billing_actions.confirm, "Confirm that a change was carried over.")
_noted(billing, "return", billing_actions.send_back, "Return a request with what is missing.")
_plain(page, "approve", page_actions.approve, "Approve a draft in writing.")
_plain(page, "go-live", page_actions.go_live, "Record that an approved page was switched on.")
_plain(page, "resume", page_actions.resume, "Let a paused page go live again.")
_noted(page, "return", page_actions.send_back, "Return a draft with what to change.")
_noted(page, "decline", page_actions.decline, "Decline a page.")
_noted(page, "pause", page_actions.pause, "Pause a live page.")
_noted(page, "end", page_actions.end, "End a page.")


def _listed(headers: tuple[str, ...], rows: list[list[Any]], as_json: bool, empty: str) -> None:
    if as_json:
        keys = [header.lower().replace(" ", "_") for header in headers]
        tables.as_json([dict(zip(keys, [str(each) for each in row], strict=True)) for row in rows])
        return
    tables.table(headers, rows, empty=empty)
