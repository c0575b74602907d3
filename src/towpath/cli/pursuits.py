"""`towpath pursuits`: renewals, sales, customers' notices, tenders and preferred co-sell."""

from datetime import date
from pathlib import Path

import click
from django.core.files.uploadedfile import UploadedFile

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, ENCODING, Acting, Day, ReferenceType, acts
from towpath.cli.pursuits_bidding import bids, preferred, tenders
from towpath.domain.accounts import queries as accounts
from towpath.domain.pursuits import queries, renewals
from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.domain.pursuits.actions import duties, notices, sales, sales_files
from towpath.domain.pursuits.models import CustomerNotice
from towpath.kernel.documents.store import opened
from towpath.kernel.refusals import NotAllowed

LIMIT = click.option("--limit", default=50, type=click.IntRange(1, 1000), show_default=True)
NOTICE = click.argument("reference", type=ReferenceType("NTC"), metavar="NTC…")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(epilog="Say who acts with --as EMAIL, or once with TOWPATH_AS. Each command takes --help.")
def group() -> None:
    """Renewals, sales, customers' notices, tenders and preferred co-sell.

    \b
    towpath pursuits incumbency ACC00042 --as sofia@example.org
    towpath pursuits sales read past-sales.csv --dry-run --as omar@example.org
    towpath pursuits notices record ACC00042 letter.pdf --names PAR00007 ... --as sofia@example.org
    towpath pursuits tenders open OPP00042 --title "Forty teams" --from 2026-08-10 --until 2026-09-30 --as omar@example.org
    """


group.add_command(tenders)
group.add_command(bids)
group.add_command(preferred)


@group.command("renewals")
@click.option("--from", "begins", required=True, type=Day(), help="The first day on which a term may end.")
@click.option("--until", "ends", required=True, type=Day(), help="The first day after the last.")
@LIMIT
@AS_JSON
@acts
def list_renewals(occasion: Acting, begins: date, ends: date, limit: int, as_json: bool) -> None:
    """Terms that end within some days, each with who is to renew it and what is owed for it."""
    _, found = renewals.ending(occasion.actor, begins, ends, size=limit)
    within = occasion.actor.is_internal
    rows = [
        {"ends_on": str(one.sale.ends_on), "customer": one.sale.account.name,
         "incumbent": one.incumbent.name if one.incumbent and (within or one.incumbent.organisation_id == occasion.actor.organisation_id) else "",
         "owed": [f"{each.kind} {each.due_on}" for each in one.duties] if within else [], "health": one.health if within else "",
         "sale": one.sale.reference}
        for one in found
    ]  # fmt: skip
    _print(
        rows, as_json, ("Renews", "Customer", "Incumbent", "Owed", "Last heard", "Sale"), "No term ends in these days."
    )


def _print(rows: list[dict[str, object]], as_json: bool, heads: tuple[str, ...], empty: str) -> None:
    if as_json:
        tables.as_json(rows)
    else:
        tables.table(heads, [list(one.values()) for one in rows], empty=empty)


@group.command("owed")
@click.option("--quarter", default="", help="A fiscal quarter such as FY27-Q4.")
@click.option("--late", is_flag=True, help="Only what is late.")
@LIMIT
@AS_JSON
@acts
def list_owed(occasion: Acting, quarter: str, late: bool, limit: int, as_json: bool) -> None:
    """Updates and reviews that incumbents owe, the earliest first."""
    found = queries.owed(occasion.actor, quarter=quarter.upper(), state="missed" if late else "", size=limit)
    rows: list[dict[str, object]] = [
        {"reference": one.reference, "kind": one.kind, "customer": one.account.name, "partner": one.partner.name,
         "due_on": str(one.due_on), "state": one.state}
        for one in found.rows
    ]  # fmt: skip
    _print(rows, as_json, ("Reference", "What", "Customer", "Incumbent", "Due", "State"), "Nothing is owed.")


@group.command("give")
@click.argument("reference", type=ReferenceType("DTY"), metavar="DTY…")
@click.option("--health", required=True, type=click.Choice(duties.HEALTH), help="How the customer stands.")
@click.option("--text", required=True, help="What happened, and what comes next.")
@click.option("--seats", default="", help="Seats in use.")
@acts
def give(occasion: Acting, reference: str, health: str, text: str, seats: str) -> None:
    """Give an update, or record the review that was held, as the incumbent."""
    made = duties.give(reference, occasion, {"health": health, "text": text, "seats_used": seats})
    click.echo(f"{reference}: given on {made.given_on}.")


@group.command("incumbency")
@click.argument("account", type=ReferenceType("ACC"), metavar="ACC…")
@acts
def incumbency(occasion: Acting, account: str) -> None:
    """Who is the incumbent of a customer, whether it complies, and why."""
    if not ACCESS.may(occasion.actor, Permission.VIEW_SALE):
        raise NotAllowed("Sales are shown to sales, Ecosystem Operations and Programs.")
    found = accounts.account(occasion.actor, account)
    past = queries.history(found, occasion.day)
    decision = queries.incumbency_in(past, past.incumbent, found, occasion)
    who = past.incumbent.name if past.incumbent else "nobody"
    stands = {"this_lapsed": ", which does not comply"}.get(decision.outcome.standing, "")
    click.echo(f"{found.name}: the incumbent is {who}{stands}.")
    for each in decision.because:
        click.echo(f"  {each.says} {each.mend}".rstrip() + f" ({', '.join(each.catalogue_ids)})")


@group.group("sales")
def sales_group() -> None:
    """Sales: listed, read from a file, taken back."""


@sales_group.command("list")
@click.option("--account", default="", help="Of one customer, such as ACC00042.")
@click.option("--partner", default="", help="Of one partner, such as PAR00042.")
@LIMIT
@AS_JSON
@acts
def list_sales(occasion: Acting, account: str, partner: str, limit: int, as_json: bool) -> None:
    """Sales, the newest first."""
    rows: list[dict[str, object]] = [
        {"reference": one.reference, "customer": one.account.name, "partner": one.partner.name if one.partner else "",
         "transacted_on": str(one.transacted_on), "ends_on": str(one.ends_on or ""),
         "counts": one.cancels_id is None and not hasattr(one, "cancelled_by")}
        for one in queries.sales(occasion.actor, account=account, partner=partner, size=limit).rows
    ]  # fmt: skip
    _print(rows, as_json, ("Reference", "Customer", "Sold by", "Sold on", "Renews", "Counts"), "No sale fits.")


@sales_group.command("read")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Say what would happen; keep nothing.")
@ENCODING
@acts
def read_sales(occasion: Acting, file: Path, dry_run: bool, encoding: str | None) -> None:
    """Read past sales in from a CSV file; a line that is wrong is told and passed over."""
    with file.open("rb") as source:
        done = sales_files.read_csv(occasion, source, really=not dry_run, encoding=encoding)
    for line, what in done.wrong:
        click.echo(f"line {line}: {what}", err=True)
    words = "would be recorded" if dry_run else "recorded"
    click.echo(f"{done.taken} {words}, {done.known} known already, {len(done.wrong)} with something wrong.")
    if done.wrong:
        raise click.exceptions.Exit(1)


@sales_group.command("take-back")
@click.argument("reference", type=ReferenceType("SAL"), metavar="SAL…")
@click.option("--why", required=True)
@acts
def take_back(occasion: Acting, reference: str, why: str) -> None:
    """Take a sale back that was recorded by mistake."""
    back = sales.take_back(reference, occasion, why=why)
    click.echo(f"{reference} is taken back by {back.reference}; neither counts.")


@group.group("notices")
def notices_group() -> None:
    """Customers' written notices: recorded with their letter, accepted, declined, withdrawn."""


def _said(one: CustomerNotice) -> None:
    click.echo(f"{one.reference}: {one.state}.")


@notices_group.command("list")
@click.option("--state", default="", type=click.Choice(["", "recorded", "accepted", "declined", "withdrawn"]))
@LIMIT
@AS_JSON
@acts
def list_notices(occasion: Acting, state: str, limit: int, as_json: bool) -> None:
    """Notices, the newest first."""
    rows: list[dict[str, object]] = [
        {"reference": one.reference, "customer": one.account.name, "wants": one.partner.name if one.partner else "no partner",
         "dated_on": str(one.dated_on), "state": one.state}
        for one in queries.notices(occasion.actor, state=state, size=limit).rows
    ]  # fmt: skip
    _print(rows, as_json, ("Reference", "Customer", "Wants", "Written", "State"), "No notice fits.")


@notices_group.command("record")
@click.argument("account", type=ReferenceType("ACC"), metavar="ACC…")
@click.argument("letter", type=FILE)
@click.option("--names", default="", help="The partner that it names, such as PAR00042; left out: it wants none.")
@click.option("--by", "contact_name", required=True, help="Who at the customer wrote it.")
@click.option("--from", "contact_email", required=True, help="From which address.")
@click.option("--on", "dated_on", required=True, type=Day(), help="The day on the letter.")
@acts
def record_notice(
    occasion: Acting, account: str, letter: Path, names: str, contact_name: str, contact_email: str, dated_on: date
) -> None:
    """Record what a customer wrote about its renewal, with the letter or mail as evidence."""
    typed = {
        "account": account, "partner": names, "contact_name": contact_name, "contact_email": contact_email,
        "dated_on": str(dated_on),
    }  # fmt: skip
    with letter.open("rb") as source:
        upload = UploadedFile(source, name=letter.name, size=letter.stat().st_size)
        _said(notices.record(occasion, typed, upload))


@notices_group.command("letter")
@NOTICE
@click.argument("to", type=click.Path(dir_okay=False, path_type=Path))
@acts
def take_letter(occasion: Acting, reference: str, to: Path) -> None:
    """Write the customer's letter to a file that is not there yet."""
    found = queries.notice(occasion.actor, reference)
    if found.document is None:
        raise click.ClickException(f"{reference} has no letter.")
    with opened(found.document) as source, to.open("xb") as target:
        target.writelines(source)
    click.echo(f"{found.document.name} is in {to}.")


@notices_group.command("accept")
@NOTICE
@acts
def accept_notice(occasion: Acting, reference: str) -> None:
    """Accept it as the word of somebody authorized at the customer."""
    _said(notices.accept(reference, occasion))


@notices_group.command("decline")
@NOTICE
@click.option("--reason", required=True)
@acts
def decline_notice(occasion: Acting, reference: str, reason: str) -> None:
    """Decline it."""
    _said(notices.decline(reference, occasion, reason=reason))


@notices_group.command("withdraw")
@NOTICE
@click.option("--reason", required=True)
@acts
def withdraw_notice(occasion: Acting, reference: str, reason: str) -> None:
    """The customer took it back, or it was accepted by mistake."""
    _said(notices.withdraw(reference, occasion, reason=reason))
