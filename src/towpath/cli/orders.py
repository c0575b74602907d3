"""`towpath orders`: purchase orders that answer quotes."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click
from django.core.files import File

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, Acting, Day, ReferenceType, acts
from towpath.domain.quotes import order_queries as readers
from towpath.domain.quotes.actions import orders as actions
from towpath.domain.quotes.models import PurchaseOrder

ORDER = click.argument("reference", type=ReferenceType("POR"), metavar="POR…")
SET = click.option(
    "--set", "told", multiple=True, metavar="FIELD=TEXT", help=f"What stands on the paper: {', '.join(actions.FIELDS)}."
)
WHY = click.option("--why", required=True, help="Stands in the history.")


@click.group("orders")
def group() -> None:
    """Hand in, check, accept or decline purchase orders."""


def _told(told: Iterable[str]) -> dict[str, str]:
    found = {}
    for pair in told:
        name, sign, text = pair.partition("=")
        if not sign:
            raise click.UsageError(f"Write --set as FIELD=TEXT, not {pair}.")
        found[name.strip()] = text.strip()
    return found


@group.command("receive")
@click.argument("quote", metavar="QUO…")
@click.option("--file", "source", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="The paper.")
@SET
@click.option("--kind", type=click.Choice(PurchaseOrder.Kind.values), default="purchase_order", show_default=True)
@click.option("--buyer", type=click.Choice(PurchaseOrder.Buyer.values), help="Who sent it; without it, who must.")
@click.option("--on", "received_on", type=Day(), help="The day on which it came; without it today.")
@acts
def receive(
    occasion: Acting, quote: str, source: Path | None, told: tuple[str, ...], kind: str, buyer: str | None,
    received_on: date | None,
) -> None:  # fmt: skip
    """Hand in the order for a quote; a file of text (.txt, .csv, .eml) is read, every file is kept.

    \b
    towpath orders receive QUO00042-1 --file order.txt --set currency=USD --as sofia@example.org
    """
    handed = actions.Handed(quote, typed=_told(told), kind=kind, buyer=buyer or "", received_on=received_on)
    if source is None:
        made = actions.receive(occasion, handed)
    else:
        with source.open("rb") as stream:
            made = actions.receive(occasion, handed, File(stream, name=source.name))
    _show(readers.shown(occasion, made.reference), as_json=False)


@group.command("list")
@click.option("--state", type=click.Choice([readers.WAITING, *dict.fromkeys(actions.ORDER.states)]), help="Only these.")
@click.option("--quote", default="", metavar="QUO…", help="Only of this quote.")
@acts
def list_orders(occasion: Acting, state: str | None, quote: str) -> None:
    """List orders, the newest first."""
    found = readers.listed(occasion.actor, state=state or "", quote=quote)
    tables.table(
        ("Order", "Number", "Quote", "Customer", "From", "Came", "State"),
        (
            [one.reference, one.number, one.quote.reference, one.quote.account.name, one.buyer, one.received_on, one.state]
            for one in found.rows
        ),
        empty="No order.",
    )  # fmt: skip


@group.command("show")
@ORDER
@AS_JSON
@acts
def show(occasion: Acting, reference: str, as_json: bool) -> None:
    """Show an order, what stands on it, and in what it does not fit."""
    _show(readers.shown(occasion, reference), as_json)


def _show(found: readers.Shown, as_json: bool) -> None:
    one = found.order
    if as_json:
        names = ("reference", "kind", "buyer", "state", "received_on", "remit_to", "findings", "version")
        tables.as_json({name: getattr(one, name) for name in names} | {"quote": one.quote.reference, "told": found.told, "asked": found.asked})  # fmt: skip
        return
    tables.pairs([("Order", f"{one.reference} {one.state}"), ("Quote", one.quote.reference), *found.told.items()])
    if found.asked:
        tables.title(f"Not found: {', '.join(found.asked)}.")
        click.echo("Look it up on the paper, then run `towpath orders check`; what stays empty does not stand there.")
    if one.findings:
        tables.title("Does not fit:")
        for each in one.findings:
            click.echo(f"- {each['wrong']} {each['right']} ({each['rule']})")


@group.command("check")
@ORDER
@SET
@acts
def check(occasion: Acting, reference: str, told: tuple[str, ...]) -> None:
    """Check an order beside its quote, with what was looked up."""
    actions.check(reference, occasion, _told(told))
    _show(readers.shown(occasion, reference), as_json=False)


@group.command("note-number")
@ORDER
@acts
def note_number(occasion: Acting, reference: str) -> None:
    """Write the order's number on its quote, and check again."""
    actions.note_number(reference, occasion)
    _show(readers.shown(occasion, reference), as_json=False)


@group.command("override")
@ORDER
@WHY
@acts
def override(occasion: Acting, reference: str, why: str) -> None:
    """Take an order in spite of what does not fit, as Deal Desk."""
    click.echo(f"{actions.override(reference, occasion, why=why).reference}: taken as it is.")


@group.command("accept")
@ORDER
@acts
def accept(occasion: Acting, reference: str) -> None:
    """Accept an order: its quote is ordered in the same act."""
    done = actions.accept(reference, occasion)
    click.echo(f"{done.reference}: accepted; {done.quote.reference} is ordered.")


@group.command("decline")
@ORDER
@WHY
@acts
def decline(occasion: Acting, reference: str, why: str) -> None:
    """Decline an order."""
    click.echo(f"{actions.decline(reference, occasion, why=why).reference}: declined.")
