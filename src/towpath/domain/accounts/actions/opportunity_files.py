"""Reading a file of opportunities in, as one unit: columns named, every row checked, a trial run, and an undo."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction

from towpath.basics.csv_files import RowError, UnreadableFile
from towpath.basics.sheet_files import TableFile, opened_table
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.actions.imports import BadRows
from towpath.domain.accounts.actions.opportunities import MOVES, begun
from towpath.domain.accounts.actions.opportunities.begin import tag_as_begun
from towpath.domain.accounts.actions.opportunities.edit import together
from towpath.domain.accounts.actions.opportunities.moves import changes, judge_order_type
from towpath.domain.accounts.lifecycles import OPEN
from towpath.domain.accounts.models import Account, Opportunity, OpportunityImport, OpportunityImportLine
from towpath.domain.accounts.opportunity_fields import FIELDS, LOCKED, read
from towpath.kernel.events.log import record
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady, Refusal
from towpath.program.decisions.opportunities.stages import stages

MOST_ROWS = 10_000
UNDONE = "Its import was undone"
COLUMNS = ("reference", "account", *FIELDS)  # what a column can mean
OTHER_WORDS = {
    "opportunity": "reference", "opportunityid": "reference", "id": "reference", "accountid": "account",
    "accountreference": "account", "customer": "account", "opportunityname": "name", "closedate": "close_on",
    "closes": "close_on", "annualrecurringrevenue": "net_arr", "netarr": "net_arr", "startdate": "starts_on",
    "enddate": "ends_on", "opportunityowner": "owner", "owneremail": "owner", "currencyisocode": "currency",
}  # fmt: skip


@dataclass
class Outcome:
    """What became of a file, or would. `ignored` are headers that mean nothing here."""

    columns: dict[str, str]
    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    errors: list[RowError] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    kept: OpportunityImport | None = None


def guess(header: list[str]) -> dict[str, str]:
    """Field -> the header's cell that means it, by its words; columns that nobody knows are left out."""
    found: dict[str, str] = {}
    for cell in header:
        plain = "".join(each for each in cell.lower() if each.isalnum())
        name = {each.replace("_", ""): each for each in COLUMNS}.get(plain) or OTHER_WORDS.get(plain)
        if name:
            found.setdefault(name, cell)
    return found


@transaction.atomic(durable=True)
def import_opportunities(
    occasion: Occasion,
    source: Path | BinaryIO,
    *,
    file_name: str = "",
    columns: Mapping[str, str] | None = None,
    accept_good: bool = False,
    dry_run: bool = False,
) -> Outcome:
    """Change the opportunities that a file names by reference, and create the others on the account it names.

    columns  field -> the header's cell; without it as `guess` reads the header
    An empty cell leaves its field as it is. Raises Invalid when the file or the naming of its columns cannot be taken, BadRows when a row is wrong and not
    `accept_good`; then nothing is kept. `dry_run` counts what would happen and keeps nothing.
    """
    if not ACCESS.may(occasion.actor, Permission.IMPORT_OPPORTUNITIES):
        raise NotAllowed("Opportunities are imported by Ecosystem Operations.")
    try:
        table, digest = _opened(source)
        named = dict(columns) if columns else guess(table.header)
        if errors := unfit(named, table.header):
            raise Invalid(errors)
        outcome = Outcome(named, ignored=[cell for cell in table.header if cell not in named.values()])
        lines = _rows(table, named, outcome, occasion)
    except UnreadableFile as error:
        raise Invalid({"file": [str(error)]}, "The file cannot be read; nothing of it was imported.") from error
    if outcome.errors and not accept_good:
        raise BadRows(outcome.errors, outcome.rows, outcome.refused)
    if dry_run:
        transaction.set_rollback(True)
        return outcome
    if not lines:
        raise NotReady("There is nothing to import: no row would add or change an opportunity.")
    outcome.kept = _kept(
        outcome, lines, occasion, file_name or getattr(source, "name", "") or "opportunities.csv", digest
    )
    return outcome


def unfit(columns: Mapping[str, str], header: list[str]) -> dict[str, list[str]]:
    """What is wrong with a naming of columns, by field."""
    errors: dict[str, list[str]] = {}
    for name, cell in columns.items():
        if name in LOCKED and name != "account":
            errors[name] = [f"{name} is not imported. {LOCKED[name]}"]
        elif name not in COLUMNS:
            errors[name] = [f"An opportunity has no field {name}."]
        elif cell not in header:
            errors[name] = [f"The file has no column “{cell}”."]
    if not {"reference", "account"} & set(columns):
        errors["account"] = ["Name the column of the account (to create), or of the reference (to change)."]
    return errors


def _opened(source: Path | BinaryIO) -> tuple[TableFile, str]:
    if isinstance(source, Path):
        with source.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    else:
        digest = hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]
        source.seek(0)
    return opened_table(source), digest


def _rows(
    table: TableFile, columns: dict[str, str], outcome: Outcome, occasion: Occasion
) -> list[tuple[Opportunity, dict[str, Any] | None]]:
    """Every row carried out, each by itself; what is wrong with the others is gathered in the outcome."""
    places = {name: table.header.index(cell) for name, cell in columns.items()}
    done: list[tuple[Opportunity, dict[str, Any] | None]] = []
    seen: set[str] = set()
    for line, cells in table:
        outcome.rows += 1
        if outcome.rows > MOST_ROWS:
            raise Invalid({"file": [f"At most {MOST_ROWS:,} rows fit in one file. Split it."]})
        typed = {name: cells[place].strip() for name, place in places.items() if place < len(cells)}
        try:
            with transaction.atomic():
                found = _row(typed, seen, occasion)
        except Invalid as refusal:
            outcome.refused += 1
            outcome.errors += _faults(line, typed, columns, refusal)
            continue
        if found is None:
            outcome.unchanged += 1
        else:
            outcome.added += found[1] is None
            outcome.changed += found[1] is not None
            done.append(found)
    return done


def _faults(line: int, typed: Mapping[str, str], columns: Mapping[str, str], refusal: Invalid) -> Iterator[RowError]:
    for name, texts in refusal.errors.items():
        for text in texts:
            yield RowError(line, columns.get(name, name), typed.get(name, ""), text, "")


def _row(
    typed: Mapping[str, str], seen: set[str], occasion: Occasion
) -> tuple[Opportunity, dict[str, Any] | None] | None:
    """One row: the opportunity it changed with what was before, or made (nothing before); None: it is so already."""
    reference = typed.get("reference", "").upper()
    given = {name: value for name, value in typed.items() if name in FIELDS and value}  # an empty cell says nothing
    if not reference:
        return _added(typed.get("account", ""), given, occasion), None
    if reference in seen:
        raise Invalid({"reference": [f"{reference} stands in the file twice. Keep one of the rows."]})
    seen.add(reference)
    try:
        one, move = MOVES.take("edit", reference, occasion)
    except Refusal as refusal:
        raise Invalid({"reference": [str(refusal)]}) from refusal
    values, errors = read(given, occasion, one)
    before = {name: _as_typed(getattr(one, name)) for name in values if getattr(one, name) != values[name]}
    changed = changes(one, values)
    if errors := {**together(one, occasion), **errors}:
        raise Invalid(errors)
    if not changed:
        return None
    one.name_norm = one.name.lower()
    decisions = judge_order_type(one, occasion)
    fields = ", ".join(name.replace("_", " ") for name in changed)
    return MOVES.keep(one, move, occasion, fields=fields, changed=changed, decisions=decisions), before


def _added(account: str, given: Mapping[str, Any], occasion: Occasion) -> Opportunity:
    rows = ACCESS.rows(occasion.actor, Permission.VIEW_ACCOUNT, Account.objects.select_related("owner"))
    customer = rows.filter(reference=account.strip().upper()[:12]).first() if account.strip() else None
    if customer is None or not customer.region or customer.owner is None:
        raise Invalid({"account": ["There is no such account with a territory for you. Write it like ACC00012."]})
    values, errors = read(given, occasion)
    values = {"currency": "USD", "owner": customer.owner} | values
    if not values.get("name"):
        errors.setdefault("name", ["An opportunity needs a name, such as “Acme: 200 seats”."])
    owner = values["owner"]
    if owner.region not in ("", customer.region):
        errors["owner"] = ["Choose a colleague who works in the account’s region or in all regions."]
    draft = Opportunity(account=customer, region=customer.region, **values)
    if errors or (errors := together(draft, occasion)):
        raise Invalid(errors)
    more = values | tag_as_begun(draft, occasion)
    plain = {name: more.pop(name, None) for name in ("name", "owner", "amount", "close_on")}
    return begun(occasion, account=customer, currency=more.pop("currency"), more=more, move="import", **plain)


def _as_typed(value: Any) -> str | bool | None:
    """A value as it could be typed again: what an undo reads."""
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, Person):
        return str(value.pk)
    return str(getattr(value, "reference", value))


def _kept(
    outcome: Outcome, lines: list[tuple[Opportunity, dict[str, Any] | None]], occasion: Occasion, name: str, digest: str
) -> OpportunityImport:
    kept = OpportunityImport.objects.create(
        file_name=Path(name).name[:200], sha256=digest, columns=outcome.columns, rows=outcome.rows, added=outcome.added,
        changed=outcome.changed, unchanged=outcome.unchanged, refused=outcome.refused, done_by=occasion.person,
        done_at=occasion.at,
    )  # fmt: skip
    OpportunityImportLine.objects.bulk_create(
        OpportunityImportLine(of=kept, opportunity=one, before=before, version=one.version) for one, before in lines
    )
    words = {"file": kept.file_name, "added": kept.added, "changed": kept.changed, "refused": kept.refused}
    record("accounts.opportunity.imported", occasion, subject=kept, **words)
    return kept


@transaction.atomic(durable=True)
def undo_import(number: int, occasion: Occasion) -> OpportunityImport:
    """Take an import back: what it changed is as it was, what it made is closed as lost.

    Refused when any of it was changed since: that later change would be lost.
    """
    if not ACCESS.may(occasion.actor, Permission.IMPORT_OPPORTUNITIES):
        raise NotAllowed("Opportunities are imported by Ecosystem Operations.")
    kept = OpportunityImport.objects.select_for_update().filter(pk=number).first()
    if kept is None:
        raise NotFound("There is no such import for you.")
    if kept.undone_at is not None:
        raise NotReady(f"{kept.file_name} was undone already.")
    lines = {line.opportunity_id: line for line in kept.lines.all()}
    rows = list(Opportunity.objects.select_for_update(of=("self",)).filter(pk__in=lines).order_by("pk"))
    since = [one.reference for one in rows if one.version != lines[one.pk].version or one.state != OPEN]
    if since:
        raise NotReady(
            f"{len(since):,} of its opportunities were changed since: {', '.join(since[:5])}.",
            remedy="Put single opportunities right by hand.",
        )
    for one in rows:
        _put_back(one, lines[one.pk].before, kept, occasion)
    kept.undone_at, kept.undone_by = occasion.at, occasion.person
    kept.save(update_fields=["undone_at", "undone_by"])
    record("accounts.opportunity.import_undone", occasion, subject=kept, file=kept.file_name)
    return kept


def _put_back(one: Opportunity, before: dict[str, Any] | None, kept: OpportunityImport, occasion: Occasion) -> None:
    moves = MOVES.lifecycle.moves
    if before is None:
        one.stage, one.closed_at = stages(occasion.book, occasion.day).named("lost"), occasion.at
        one.closed_reason = UNDONE
        MOVES.keep(one, moves["drop_imported"], occasion, reason=UNDONE)
        return
    values, errors = read(before, occasion, None)
    if errors:
        raise Invalid({one.reference: [text for texts in errors.values() for text in texts]})
    changed = changes(one, values)
    one.name_norm = one.name.lower()
    decisions = judge_order_type(one, occasion)
    MOVES.keep(one, moves["undo_import"], occasion, file=kept.file_name, changed=changed, decisions=decisions)


__all__ = ["COLUMNS", "Outcome", "guess", "import_opportunities", "undo_import", "unfit"]
