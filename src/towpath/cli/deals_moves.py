"""The commands of `towpath deals` that change a registration: each one call into the domain, then one line that says how it stands."""

import functools
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import click

from towpath.cli.acting import AS_JSON, REGISTRATION, Acting, Day, ReferenceType, acts, person_named
from towpath.cli.deals_words import ATTACHABLE, FIELDS, FROM_FILE, FileUpload, fields_of, tell
from towpath.domain.deals import queries
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Registration
from towpath.domain.partners import queries as partners

MOVES: list[click.Command] = []
VERSION = click.option(
    "--if-version", "version", type=int, metavar="N", help="Refuse when somebody changed it since it was at version N."
)
ON_BEHALF = click.option(
    "--partner", "partner_reference", type=ReferenceType("PAR"), metavar="PAR…", help="On behalf of this partner."
)


def move(name: str) -> Callable[[Callable[..., Registration]], click.Command]:
    """A command on one registration: --as, --if-version and --json come with it; what it returns is told."""

    def bind(action: Callable[..., Registration]) -> click.Command:
        @REGISTRATION
        @VERSION
        @AS_JSON
        @acts
        @functools.wraps(action)
        def wrapped(occasion: Acting, reference: str, as_json: bool, **options: Any) -> None:
            # Told from what the action returns: a move can take the registration out of the actor's sight.
            tell(action(occasion, reference, **options), occasion, as_json=as_json)

        command = click.command(name)(wrapped)
        MOVES.append(command)
        return command

    return bind


def other[C: click.Command](command: C) -> C:
    MOVES.append(command)
    return command


# -- the partner's side ------------------------------------------------------------------------------------------------


def _begin(action: Callable[..., Registration]) -> Callable[..., None]:
    @FIELDS
    @FROM_FILE
    @ON_BEHALF
    @AS_JSON
    @acts
    @functools.wraps(action)
    def wrapped(
        occasion: Acting, fields: tuple[str, ...], source: str | None, partner_reference: str | None, as_json: bool
    ) -> None:
        partner = partners.one(occasion.actor, partner_reference) if partner_reference else None
        made = action(occasion, fields_of(fields, source), partner)
        tell(made, occasion, as_json=as_json)

    return wrapped


@other
@click.command()
@_begin
def draft(occasion: Acting, fields: dict[str, Any], partner: Any) -> Registration:
    """Begin a registration; anything may still be missing.

    \b
    towpath deals draft -f deal_type=resale -f customer_name="Acme Robotics" --as nadia@example.org
    """
    return registrations.draft(occasion, fields, partner=partner)


@other
@click.command()
@_begin
def register(occasion: Acting, fields: dict[str, Any], partner: Any) -> Registration:
    """Draft and submit in one act.

    \b
    towpath deals register --from deal.json --as nadia@example.org
    """
    return registrations.register(occasion, fields, partner=partner)


@move("amend")
@FIELDS
@FROM_FILE
def amend(
    occasion: Acting, reference: str, fields: tuple[str, ...], source: str | None, version: int | None
) -> Registration:
    """Change a draft, or a registration that was returned."""
    return registrations.amend(reference, occasion, fields_of(fields, source), version=version)


@move("submit")
def submit(occasion: Acting, reference: str, version: int | None) -> Registration:
    """Send a draft to the vendor."""
    return registrations.submit(reference, occasion, version=version)


@move("resubmit")
def resubmit(occasion: Acting, reference: str, version: int | None) -> Registration:
    """Send a returned registration to the vendor again."""
    return registrations.resubmit(reference, occasion, version=version)


@move("withdraw")
@click.option("--why", default="", help="The reason; it stands in the history.")
def withdraw(occasion: Acting, reference: str, why: str, version: int | None) -> Registration:
    """Take a registration back. It cannot be undone; the same deal can be registered anew."""
    return registrations.withdraw(reference, occasion, why=why, version=version)


@move("ask-extension")
@click.option("--why", required=True, help="Why the deal needs more time.")
@click.option("--until", "until_on", type=Day(), help="Until this day; without it the standard days.")
def ask_extension(
    occasion: Acting, reference: str, why: str, until_on: date | None, version: int | None
) -> Registration:
    """Ask the vendor for more days of protection."""
    return registrations.ask_extension(reference, occasion, why=why, until_on=until_on, version=version)


# -- Ecosystem Operations ----------------------------------------------------------------------------------------------


@move("link-account")
@click.option("--account", required=True, type=ReferenceType("ACC"), metavar="ACC…", help="See `deals candidates`.")
@click.option("--grounds", default="", help="Why it is the same company.")
def link_account(occasion: Acting, reference: str, account: str, grounds: str, version: int | None) -> Registration:
    """Tie a registration to its customer account and contact."""
    return registrations.link_account(reference, occasion, account=account, grounds=grounds, version=version)


@move("create-account")
@click.option("--name", help="The customer's name; without it as the partner wrote it.")
@click.option("--website", help="Without it as the partner wrote it.")
@click.option("--country", help="Two letters; without it as the partner wrote it.")
@click.option("--employees", type=click.IntRange(0))
@click.option("--industry", default="")
@click.option("--public-sector/--private-sector", default=None)
def create_account(
    occasion: Acting,
    reference: str,
    name: str | None,
    website: str | None,
    country: str | None,
    employees: int | None,
    industry: str,
    public_sector: bool | None,
    version: int | None,
) -> Registration:
    """Create the customer account and link it; the nightly assignment gives it its territory."""
    row = queries.one(occasion.actor, reference)
    return registrations.create_account(
        reference,
        occasion,
        name=row.customer_name if name is None else name,
        website=row.customer_website if website is None else website,
        country=(row.customer_country if country is None else country).upper(),
        employees=row.customer_employees if employees is None else employees,
        industry=industry,
        public_sector=row.public_sector if public_sector is None else public_sector,
        version=version,
    )


@move("reassign-esm")
@click.option("--esm", required=True, metavar="EMAIL", help="The Ecosystem Sales Manager who takes it over.")
def reassign_esm(occasion: Acting, reference: str, esm: str, version: int | None) -> Registration:
    """Give a registration to another Ecosystem Sales Manager."""
    return registrations.reassign_esm(reference, occasion, esm=person_named(esm).pk, version=version)


@move("put-forward")
def put_forward(occasion: Acting, reference: str, version: int | None) -> Registration:
    """Submit for approval: the first reviewer's turn begins."""
    return registrations.put_forward(reference, occasion, version=version)


# -- the chain ---------------------------------------------------------------------------------------------------------


@move("confirm-type")
@click.option("--type", "deal_type", default="", help="Correct the type, such as msp.")
def confirm_type(occasion: Acting, reference: str, deal_type: str, version: int | None) -> Registration:
    """Confirm that type and details are right."""
    return registrations.confirm_type(reference, occasion, deal_type=deal_type, version=version)


@move("record-sourcing")
@click.option("--finding", required=True, help="A key of `deals choices`, such as partner_created.")
@click.option("--note", default="", help="What was found, in a sentence.")
def record_sourcing(occasion: Acting, reference: str, finding: str, note: str, version: int | None) -> Registration:
    """Record who sourced the opportunity."""
    return registrations.record_sourcing(reference, occasion, finding=finding, note=note, version=version)


@move("link-opportunity")
@click.option("--opportunity", required=True, type=ReferenceType("OPP"), metavar="OPP…", help="See `deals likely`.")
@click.option("--primary/--link-only", default=True, show_default=True, help="Primary when going to approve.")
def link_opportunity(
    occasion: Acting, reference: str, opportunity: str, primary: bool, version: int | None
) -> Registration:
    """Link an opportunity that is there already."""
    return registrations.link_opportunity(
        reference, occasion, opportunity=opportunity, primary=primary, version=version
    )


@move("create-opportunity")
@click.option("--name", default="", help="Without it the deal's name.")
@click.option("--amount", default=None, help="Without it as the partner wrote it.")
def create_opportunity(
    occasion: Acting, reference: str, name: str, amount: str | None, version: int | None
) -> Registration:
    """Create the opportunity, owned by the account's Sales Rep, and make it primary."""
    try:
        value = Decimal(amount) if amount is not None else None
    except InvalidOperation:
        raise click.BadParameter(f"{amount} is no amount; write it like 48000 or 48000.50.") from None
    return registrations.create_opportunity(reference, occasion, name=name, amount=value, version=version)


@move("align")
@click.option("--note", required=True, help="With whom and what was agreed.")
def align(occasion: Acting, reference: str, note: str, version: int | None) -> Registration:
    """Record with whom the decision was aligned."""
    return registrations.record_alignment(reference, occasion, note=note, version=version)


@move("delay")
@click.option("--note", required=True, help="Why it takes longer and until when.")
def delay(occasion: Acting, reference: str, note: str, version: int | None) -> Registration:
    """Say that the decision takes longer; the clock runs on."""
    return registrations.tell_delay(reference, occasion, note=note, version=version)


@move("approve")
@click.option("--comments", default="", help="Words for the partner.")
def approve(occasion: Acting, reference: str, comments: str, version: int | None) -> Registration:
    """Approve in one's turn; the last approval protects the partner."""
    return registrations.approve(reference, occasion, comments=comments, version=version)


@move("deny")
@click.option("--reason", required=True, help="A key of `deals choices`; the partner reads its words.")
@click.option("--comments", default="", help="More words for the partner.")
def deny(occasion: Acting, reference: str, reason: str, comments: str, version: int | None) -> Registration:
    """Deny, with a reason of the program's list."""
    return registrations.deny(reference, occasion, reason=reason, comments=comments, version=version)


@move("return")
@click.option("--comments", required=True, help="What is missing: the partner reads it and amends.")
def send_back(occasion: Acting, reference: str, comments: str, version: int | None) -> Registration:
    """Return it to the partner with what is missing."""
    return registrations.send_back(reference, occasion, comments=comments, version=version)


@move("hand-over")
@click.option(
    "--to", "backup", required=True, metavar="EMAIL", help="Who decides in the name of the one whose turn it is."
)
@click.option("--why", required=True, help="The reason; it stands in the history.")
def hand_over(occasion: Acting, reference: str, backup: str, why: str, version: int | None) -> Registration:
    """Ask a backup to decide, when the one whose turn it is cannot."""
    return registrations.hand_over(reference, occasion, to=person_named(backup).pk, why=why, version=version)


# -- talking and files -------------------------------------------------------------------------------------------------


@move("contact")
@click.option("--note", required=True, help="How and about what; the partner reads it too.")
def contact(occasion: Acting, reference: str, note: str, version: int | None) -> Registration:
    """Record that the partner was contacted by telephone or mail."""
    return registrations.contact(reference, occasion, note=note, version=version)


@other
@click.command()
@REGISTRATION
@click.argument("body")
@click.option("--internal", is_flag=True, help="For colleagues of the vendor alone.")
@click.option("--mention", "mentions", multiple=True, metavar="EMAIL", help="Tell this colleague; may be repeated.")
@acts
def comment(occasion: Acting, reference: str, body: str, internal: bool, mentions: tuple[str, ...]) -> None:
    """Write a comment: shared between partner and vendor, or with --internal inside the vendor."""
    people = [person_named(email).pk for email in mentions]
    audience = "internal" if internal else "shared"
    registrations.comment(reference, occasion, body=body, audience=audience, mentions=people)
    click.echo(f"Written on {reference}.")


@other
@click.command(help=f"Attach a file: {ATTACHABLE}; at most 10 MB.")
@REGISTRATION
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--internal", is_flag=True, help="For colleagues of the vendor alone.")
@acts
def attach(occasion: Acting, reference: str, file: Path, internal: bool) -> None:
    audience = "internal" if internal else "shared"
    kept = registrations.add_file(reference, occasion, FileUpload(file), audience=audience)
    click.echo(f"“{kept.name}” ({kept.size:,} bytes) is attached to {reference}.")


# -- after the approval ------------------------------------------------------------------------------------------------


@move("extend")
@click.option("--why", default="", help="The reason; it stands in the history.")
def extend(occasion: Acting, reference: str, why: str, version: int | None) -> Registration:
    """Extend the protection by the standard days."""
    return registrations.extend(reference, occasion, why=why, version=version)


@move("extend-to")
@click.argument("until_on", type=Day(), metavar="DAY")
@click.option("--why", required=True, help="The reason; it stands in the history.")
def extend_to(occasion: Acting, reference: str, until_on: date, why: str, version: int | None) -> Registration:
    """Extend the protection to a day; by Ecosystem Operations."""
    return registrations.extend_to(reference, occasion, until_on=until_on, why=why, version=version)


@move("decline-extension")
@click.option("--why", required=True, help="Why not; the partner reads it.")
def decline_extension(occasion: Acting, reference: str, why: str, version: int | None) -> Registration:
    """Answer an asked extension with no."""
    return registrations.decline_extension(reference, occasion, why=why, version=version)


@move("relink-opportunity")
@click.option("--opportunity", required=True, type=ReferenceType("OPP"), metavar="OPP…")
@click.option("--why", required=True, help="The case and the reason.")
def relink_opportunity(
    occasion: Acting, reference: str, opportunity: str, why: str, version: int | None
) -> Registration:
    """Link an approved registration to another opportunity; by Ecosystem Operations."""
    return registrations.relink_opportunity(reference, occasion, opportunity=opportunity, why=why, version=version)


@move("switch-account")
def switch_account(occasion: Acting, reference: str, version: int | None) -> Registration:
    """MSP: put the opportunity on the partner's own account, with the customer as end user."""
    return registrations.switch_account(reference, occasion, version=version)
