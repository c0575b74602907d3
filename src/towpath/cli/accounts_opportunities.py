"""`towpath accounts opportunities`: find opportunities and close them; their registrations follow."""

import click

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, Acting, ReferenceType, acts
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
