"""`towpath accounts opportunities`: find, create, tag by hand and close them; their registrations follow."""

from datetime import date
from decimal import Decimal, InvalidOperation

import click

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, Acting, Day, ReferenceType, acts, person_named
from towpath.domain.accounts import queries
from towpath.domain.accounts.actions import opportunities as actions
from towpath.domain.accounts.lifecycles import STATES

HEADERS = ("Opportunity", "Name", "Account", "State", "Stage", "Owner", "Registration")
OPPORTUNITY = click.argument("reference", type=ReferenceType("OPP"), metavar="OPP…")


@click.group()
def opportunities() -> None:
    """List opportunities, and close them as won or lost.

    \b
    towpath accounts opportunities close-won OPP00021 --as sofia@example.org
    """


@opportunities.command("list")
@click.option("--q", "words", default="", help="A reference, or a part of a name.")
@click.option("--state", type=click.Choice(STATES), default=None, help="Only this state.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@AS_JSON
@acts
def list_opportunities(occasion: Acting, words: str, state: str | None, limit: int, as_json: bool) -> None:
    """List the opportunities that a person may see, newest first."""
    found = queries.opportunities(occasion.actor, q=words, state=state or "", size=limit)
    rows = [[o.reference, o.name, o.account.name, o.state, o.stage, o.owner.name, o.dr_deal_id] for o in found.rows]
    if as_json:
        tables.as_json([dict(zip((header.lower() for header in HEADERS), row, strict=True)) for row in rows])
        return
    tables.table(HEADERS, rows, empty="No opportunity fits.")
    if found.next:
        click.echo(f"\nThere are more than {limit}; --limit shows more.")


@opportunities.command("create")
@click.option("--account", required=True, type=ReferenceType("ACC"), metavar="ACC…", help="Whose opportunity it is.")
@click.option("--name", required=True, help="Such as “Acme: 200 seats”.")
@click.option("--owner", default="", metavar="EMAIL", help="Without it the account's Sales Rep.")
@click.option("--amount", default=None, help="Such as 48000; may be left open.")
@click.option("--currency", default="USD", show_default=True, help="Three letters, such as EUR.")
@click.option("--close-on", type=Day(), default=None, metavar="DAY", help="The expected day, such as 2026-12-31.")
@acts
def create(
    occasion: Acting, account: str, name: str, owner: str, amount: str | None, currency: str, close_on: date | None
) -> None:
    """Create an opportunity by hand. From a registration: `deals create-opportunity`."""
    try:
        value = Decimal(amount) if amount is not None else None
    except InvalidOperation:
        raise click.BadParameter(f"{amount} is no amount; write it like 48000 or 48000.50.") from None
    made = actions.create(
        occasion, account=queries.account(occasion.actor, account), name=name, amount=value, currency=currency,
        owner=person_named(owner) if owner else None, close_on=close_on,
    )  # fmt: skip
    click.echo(f"{made.reference} {made.name}: created, owned by {made.owner.name}.")


@opportunities.command("fix-sources")
@OPPORTUNITY
@click.option("--why", required=True, help="Stands in the history.")
@click.option("--initial-source", default=None, help="Without it as it is.")
@click.option("--sales-qualified-source", default=None, help="Without it as it is; such as “AE Generated”.")
@acts
def fix_sources(
    occasion: Acting, reference: str, why: str, initial_source: str | None, sales_qualified_source: str | None
) -> None:
    """Set the sources by hand; no registration changes them from then on."""
    fixed = actions.fix_sources(
        reference, occasion, why=why, initial_source=initial_source, sales_qualified_source=sales_qualified_source
    )
    shown = f"{fixed.initial_source or 'none'}, {fixed.sales_qualified_source or 'none'}"
    click.echo(f"{fixed.reference} {fixed.name}: sources fixed ({shown}).")


@opportunities.command("free-sources")
@OPPORTUNITY
@acts
def free_sources(occasion: Acting, reference: str) -> None:
    """Let registrations set the sources again."""
    freed = actions.free_sources(reference, occasion)
    click.echo(f"{freed.reference} {freed.name}: registrations set the sources again.")


@opportunities.command("close-won")
@OPPORTUNITY
@acts
def close_won(occasion: Acting, reference: str) -> None:
    """Close as won; the approved registration on it follows."""
    closed = actions.close_won(reference, occasion)
    click.echo(f"{closed.reference} {closed.name}: closed as won.")


@opportunities.command("close-lost")
@OPPORTUNITY
@click.option("--reason", required=True, help="Why it was lost; stands in the history.")
@acts
def close_lost(occasion: Acting, reference: str, reason: str) -> None:
    """Close as lost; its registrations follow and their partners are told."""
    closed = actions.close_lost(reference, occasion, reason=reason)
    click.echo(f"{closed.reference} {closed.name}: closed as lost.")
