"""`towpath quotes`: lists, records with their prices, papers, drafts and their lines; the moves are in quotes_moves."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, Acting, Day, ReferenceType, acts
from towpath.cli.quotes_moves import MOVES
from towpath.cli.quotes_words import QUOTE, WHY, Figure
from towpath.domain.quotes import queries
from towpath.domain.quotes.actions import quotes
from towpath.domain.quotes.asked import Asked
from towpath.domain.quotes.audiences import FaceLine
from towpath.domain.quotes.lifecycles import STATES
from towpath.domain.quotes.models import Consent, Quote
from towpath.domain.quotes.paper import paper
from towpath.domain.quotes.pricing import Wanted

PATHS = ("direct", "resale", "msp", "marketplace", "private_offer", "dsor", "oem")
SALES = ("new", "add_on", "renewal_flat", "renewal_add_on", "renewal_upgrade", "services", "internal_use")
HEADS = ("Quote", "Kind", "State", "Customer", "Partner", "Distributor", "Currency", "Valid until")


LIMIT = click.option("--limit", default=50, type=click.IntRange(1, 1000), show_default=True)
SKU = click.argument("sku", metavar="SKU")


@click.group(epilog="Say who acts with --as EMAIL, or once with TOWPATH_AS. Each command takes --help.")
def group() -> None:
    """Quotes: drafted line by line, approved, sent to their one audience, ordered.

    \b
    towpath quotes draft OPP00042 --partner PAR00012 --line PREM-SAAS-12=200 --from 2026-10-01 --as sofia@example.org
    towpath quotes submit QUO00042-1 --comments "Their board meets on Friday" --as sofia@example.org
    towpath quotes approve QUO00042-1 --as amir@example.org
    """


# -- to read -----------------------------------------------------------------------------------------------------------


@group.command("list")
@click.option("--q", "words", default="", help="A number, or any part of the customer's name.")
@click.option("--state", "states", multiple=True, type=click.Choice(STATES), help="May be given several times.")
@click.option(
    "--kind", "kinds", multiple=True, type=click.Choice(Quote.Kind.values), help="May be given several times."
)
@click.option("--partner", default="", help="The resale partner: its reference, or any part of its name.")
@click.option("--opportunity", default="", help="Only on this opportunity.")
@click.option("--mine", is_flag=True, help="Only one's own.")
@click.option("--sort", type=click.Choice(sorted(queries.SORTS)), default="newest", show_default=True)
@LIMIT
@AS_JSON
@acts
def list_quotes(
    occasion: Acting, words: str, states: tuple[str, ...], kinds: tuple[str, ...], partner: str, opportunity: str,
    mine: bool, sort: str, limit: int, as_json: bool,
) -> None:  # fmt: skip
    """The quotes that you may see; what each comes to stands on itself."""
    filters = queries.Filters(
        q=words, states=states, kinds=kinds, partner=partner, opportunity=opportunity, mine=mine, sort=sort
    )
    found = queries.listed(occasion.actor, filters, size=limit)
    tables.listed(HEADS, [_row(one) for one in found.rows], as_json, empty="No quote fits.")
    if found.next and not as_json:
        click.echo(f"\nThere are more than {limit}; --limit shows more.")


def _row(one: Quote) -> list[str]:
    partner = one.resale_partner.name if one.resale_partner else ""
    through = one.distributor.name if one.distributor else ""
    return [one.reference, one.kind, one.state, one.account.name, partner, through, one.currency, str(one.valid_until)]


@group.command("show")
@QUOTE
@AS_JSON
@acts
def show(occasion: Acting, reference: str, as_json: bool) -> None:
    """One quote with its prices, line by line, and why each discount is given; for its one audience."""
    found = queries.record(occasion.actor, reference, occasion)
    face, lines = found.face, [_line(each) for each in found.face.lines]
    heads = ("SKU", "From", "Until", "Quantity", "List", "Program", "Customer", "Net", "Why")
    if as_json:
        tables.as_json({
            **tables.named(HEADS, _row(found.quote)), "list": face.list_amount, "net": face.net_amount,
            "lines": [tables.named(heads, line) for line in lines],
        })  # fmt: skip
        return
    tables.pairs(zip(HEADS, _row(found.quote), strict=True))
    tables.pairs([("List", f"{face.list_amount:,.2f}"), ("Net", f"{face.net_amount:,.2f}")])
    tables.title("Lines")
    tables.table(heads, lines)
    if occasion.actor.is_internal:
        _inside(found)


def _line(line: FaceLine) -> list[str]:
    why = "; ".join(str(each["says"]) for each in line.explained.get("because", ()))
    amounts = (line.list_amount, line.program_off, line.customer_off, line.net_amount)
    words = f"{why}; {line.customer_why}" if line.customer_why else why
    shown = [f"{each:.2f}" for each in amounts]
    return [line.sku, str(line.starts_on), str(line.ends_on), f"{line.quantity.normalize():f}", *shown, words]


def _inside(found: queries.Record) -> None:
    for each in found.findings:
        click.echo(f"{each.field}: {each.wrong} {each.right}")
    if found.required and found.required.outcome.levels:
        click.echo(f"Would be approved by: {', '.join(level.label for level in found.required.outcome.levels)}.")
    for side, given in found.consents:
        click.echo(f"{Consent.Side(side).label}: {'agreed' if given else 'has not agreed yet'}.")
    for one in found.approvals:
        whose = f" for {one.assigned_for.name}" if one.assigned_for else ""
        click.echo(f"Round {one.round}, {one.level}: {one.assigned_to.name}{whose}, {one.outcome or 'waits'}.")


@group.command("waiting")
@LIMIT
@AS_JSON
@acts
def waiting(occasion: Acting, limit: int, as_json: bool) -> None:
    """What waits for your approval, the longest waiting first."""
    rows = queries.waiting_for(occasion.actor, size=limit).rows
    shown = [[one.quote.reference, one.quote.account.name, one.level, one.quote.comments] for one in rows]
    tables.listed(("Quote", "Customer", "Level", "Comments"), shown, as_json, empty="No quote waits for you.")


@group.command("route")
@click.argument("opportunity", type=ReferenceType("OPP"), metavar="OPP…")
@click.option("--path", default="resale", type=click.Choice(PATHS), show_default=True)
@click.option("--sale", default="new", type=click.Choice(SALES), show_default=True)
@click.option("--partner", default="", help="The partner's reference.")
@click.option("--buys", default="unsaid", type=click.Choice(["unsaid", "direct", "distributor"]))
@acts
def show_route(occasion: Acting, opportunity: str, **asked: str) -> None:
    """Say to whom a sale would be quoted today and why; make nothing."""
    found = queries.route(occasion, opportunity=opportunity, **asked)
    route = found.outcome
    through = ", ".join(each.code for each in route.distributors)
    click.echo(
        f"{route.kind}, to the {route.recipient}{f' ({through})' if through else ''}."
        if route.allowed
        else "Not allowed."
    )
    for reason in found.because:
        click.echo(f"  {reason.says} {reason.mend}".rstrip())


@group.command("pdf")
@QUOTE
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Where to; without it beside you.")
@acts
def pdf(occasion: Acting, reference: str, out: Path | None) -> None:
    """Write the quote as PDF, for its one audience."""
    found = queries.one(occasion.actor, reference)
    drawn = paper(found, occasion.actor, occasion.book)
    into = out or Path(f"{found.reference}.pdf")
    into.write_bytes(drawn)
    click.echo(f"{into}: {len(drawn):,} bytes.")


# -- to make and change ------------------------------------------------------------------------------------------------


@group.command("draft")
@click.argument("opportunity", type=ReferenceType("OPP"), metavar="OPP…")
@click.option(
    "--line", "lines", multiple=True, required=True, metavar="SKU=QUANTITY", help="May be given several times."
)
@click.option("--from", "starts_on", type=Day(), required=True, help="The first day of the term.")
@click.option("--months", "term_months", default=12, type=click.IntRange(1, 60), show_default=True)
@click.option("--path", default="resale", type=click.Choice(PATHS), show_default=True)
@click.option("--sale", default="new", type=click.Choice(SALES), show_default=True)
@click.option("--partner", default="", help="The partner's reference.")
@click.option("--distributor", default="", help="Its code, where there is a choice.")
@click.option("--listing", default="", help="The listing partner's reference, on a marketplace.")
@click.option("--cloud", default="", type=click.Choice(["", "aws", "gcp"]), help="Whose marketplace.")
@click.option("--buys", default="unsaid", type=click.Choice(["unsaid", "direct", "distributor"]))
@click.option("--currency", default="", help="The opportunity's if left out.")
@click.option("--contract", type=Figure(), help="Percent of the partner's own contract, for a marketplace or OEM.")
@click.option("--sold-to", type=int, help="The id of a contact; of an MSP's quote, of one of its people.")
@click.option("--bill-to", type=int)
@click.option("--end-user-email", default="")
@click.option("--shipping-address", default="")
@click.option("--postal-code", default="")
@click.option("--vat-number", default="")
@click.option("--proposal", is_flag=True, help="A draft proposal: priced and shown, never an order form.")
@acts
def draft(occasion: Acting, lines: tuple[str, ...], **asked: Any) -> None:
    """Make a quote on an opportunity; the program says to whom it goes and what each line earns."""
    made = quotes.create(occasion, Asked(**asked, lines=tuple(_wanted(each) for each in lines)))
    _said(made, occasion)


def _wanted(text: str) -> Wanted:
    sku, sign, quantity = text.partition("=")
    if not sign:
        raise click.BadParameter(f"{text} says no quantity; write it like PREM-SAAS-12=200.", param_hint="--line")
    return Wanted(sku.strip(), Figure().convert(quantity, None, None))


def _said(quote: Quote, occasion: Acting) -> None:
    """A quote that was made or changed, with what it comes to: read through its face, like everywhere."""
    face = queries.record(occasion.actor, quote.reference, occasion).face
    click.echo(
        f"{quote.reference}: {quote.kind}, {quote.state}; {face.net_amount:,.2f} of {face.list_amount:,.2f} {face.currency}."
    )


@group.group("line")
def line() -> None:
    """Add, change and remove lines of a draft; the whole draft is priced again as of now."""


@line.command("set")
@QUOTE
@SKU
@click.option("--quantity", type=Figure(), help="Needed for a new line.")
@click.option("--ramp", default="", metavar="Q,Q,…", help="A quantity for each year of the term.")
@click.option("--sale", type=click.Choice(SALES), help="What this line is, where it is not what the quote is.")
@click.option("--customer-percent", type=Figure(), help="What the customer gets besides.")
@click.option("--customer-why", help="Why.")
@click.option("--reduced-to", type=Figure(), help="To which percent the program's discount is negotiated down.")
@acts
def set_line(occasion: Acting, reference: str, sku: str, ramp: str, **given: Any) -> None:
    """Add a line, or change the one of this part number; what is not said stays."""
    before = quotes.asked_of(queries.one(occasion.actor, reference))
    said = {name: value for name, value in given.items() if value is not None}
    if ramp:
        said["ramp"] = tuple(Figure().convert(each, None, None) for each in ramp.split(","))
        said.setdefault("quantity", said["ramp"][0])
    known = [each.sku for each in before.lines]
    if sku in known:
        at = known.index(sku)
        lines = (*before.lines[:at], replace(before.lines[at], **said), *before.lines[at + 1 :])
    elif "quantity" in said:
        lines = (*before.lines, Wanted(sku, **said))
    else:
        raise click.UsageError(f"{sku} is no line of {reference} yet; say --quantity to add it.")
    _said(quotes.edit(reference, occasion, replace(before, lines=lines)), occasion)


@line.command("remove")
@QUOTE
@SKU
@acts
def remove_line(occasion: Acting, reference: str, sku: str) -> None:
    """Take the lines of a part number out."""
    before = quotes.asked_of(queries.one(occasion.actor, reference))
    lines = tuple(each for each in before.lines if each.sku != sku)
    if len(lines) == len(before.lines):
        raise click.UsageError(f"{reference} has no line of {sku}.")
    _said(quotes.edit(reference, occasion, replace(before, lines=lines)), occasion)


@group.command("reprice")
@QUOTE
@WHY
@acts
def reprice(occasion: Acting, reference: str, why: str) -> None:
    """Price a draft again as of now."""
    _said(quotes.reprice(reference, occasion, why=why), occasion)


@group.command("revise")
@QUOTE
@acts
def revise(occasion: Acting, reference: str) -> None:
    """Make a new version, priced as of now; the one before counts no more."""
    _said(quotes.revise(reference, occasion), occasion)


for command in MOVES:
    group.add_command(command)
