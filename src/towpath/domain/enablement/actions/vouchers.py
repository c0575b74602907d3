"""Vouchers for exams: taken in, issued to a partner, used, withdrawn; one by one or from a file (CRT-03)."""

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

from django.db import transaction

from towpath.basics.csv_files import RowError, UnreadableFile
from towpath.basics.voucher_files import VoucherRow, voucher_rows
from towpath.domain.enablement.access import ACCESS, Permission
from towpath.domain.enablement.actions.learners import by_address
from towpath.domain.enablement.lifecycles import FREE, ISSUED, USED, VOUCHER, WITHDRAWN
from towpath.domain.enablement.models import Voucher
from towpath.domain.partners.merger_queries import following
from towpath.domain.partners.models import Partner
from towpath.kernel.events.log import record
from towpath.kernel.moves import Moves
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Invalid, NotAllowed, NotReady, Taken
from towpath.program.decisions.enablement.badges import badge_name, badges, read_as

DEFAULT_BADGE = "pse"

MOVES = Moves(Voucher, VOUCHER, ACCESS, organisation=lambda row: row.partner.organisation_id if row.partner else None)


@dataclass
class Outcome:
    """What became of a file of vouchers; bad rows are left out and named."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    errors: list[RowError] = field(default_factory=list)


@transaction.atomic(durable=True)
def receive(occasion: Occasion, *, code: str, badge: str = DEFAULT_BADGE, expires_on: date | None = None) -> Voucher:
    """Take one code in. Taken when it is here already."""
    _may(occasion)
    code = code.strip().upper()
    errors: dict[str, list[str]] = {}
    if not 1 <= len(code) <= 60:
        errors["code"] = ["Write a code of at most 60 characters."]
    if badge not in {each.code for each in badges(occasion.book, occasion.day)}:
        errors["badge"] = ["Choose a badge of the program."]
    if errors:
        raise Invalid(errors)
    if Voucher.objects.filter(code__iexact=code).exists():
        raise Taken(f"The voucher {code} is here already.")
    row = Voucher(
        reference=next_reference("VCH"), code=code, badge=badge, received_on=occasion.day, expires_on=expires_on
    )
    return MOVES.begin(
        row, VOUCHER.moves["receive"], occasion, code=code, badge=badge_name(badge, occasion.book, occasion.day)
    )


@transaction.atomic(durable=True)
def issue(reference: str, occasion: Occasion, *, partner: str, email: str = "") -> Voucher:
    """Give a free code to a partner, perhaps for one of its people."""
    row, move = MOVES.take("issue", reference, occasion)
    if row.expires_on is not None and row.expires_on <= occasion.day:
        raise NotReady(f"The voucher {row.code} ran out on {row.expires_on}.", remedy="Issue another one.")
    row.partner = following(partner)
    if row.partner is None:
        raise Invalid({"partner": ["There is no such partner; give its reference, such as PAR00001."]})
    if email.strip() and (learner := by_address(email.strip())) is None:
        raise Invalid({"email": ["Nobody learns under this address yet; leave it empty."]})
    row.learner = learner if email.strip() else None
    row.issued_on = occasion.day
    return MOVES.keep(row, move, occasion, code=row.code, partner=row.partner.name)


@transaction.atomic(durable=True)
def use(reference: str, occasion: Occasion, *, used_on: date | None = None) -> Voucher:
    """The exam was taken with it."""
    row, move = MOVES.take("use", reference, occasion)
    row.used_on = used_on or occasion.day
    if row.used_on > occasion.day or (row.issued_on and row.used_on < row.issued_on):
        raise Invalid({"used_on": ["Give a day between its issue and today."]})
    return MOVES.keep(row, move, occasion, code=row.code, used_on=row.used_on.isoformat())


@transaction.atomic(durable=True)
def withdraw(reference: str, occasion: Occasion, *, reason: str) -> Voucher:
    row, move = MOVES.take("withdraw", reference, occasion)
    if not reason.strip():
        raise Invalid({"reason": ["Say why; the history keeps it."]})
    return MOVES.keep(row, move, occasion, code=row.code, reason=reason.strip()[:500])


@transaction.atomic(durable=True)
def import_vouchers(
    occasion: Occasion, source: Path | BinaryIO, *, file_name: str, encoding: str | None = None, dry_run: bool = False
) -> Outcome:
    """Add the codes of a file and bring those that are here up to it; the code itself makes it repeatable.

    A used voucher stays used, whatever the file says. A partner is named by reference or by its whole name.
    """
    _may(occasion)
    outcome = Outcome()
    partners = _partners()
    known = {row.code.upper(): row for row in Voucher.objects.select_for_update()}
    new: list[Voucher] = []
    changed: list[Voucher] = []
    try:
        for each in voucher_rows(
            source, read_badge=lambda text: read_as(text, occasion.book), default_badge=DEFAULT_BADGE, encoding=encoding
        ):
            outcome.rows += 1
            fault = each if isinstance(each, RowError) else _fault(each, partners, occasion.day)
            if fault is not None or isinstance(each, RowError):
                outcome.errors.append(fault or each)  # type: ignore[arg-type]
                continue
            row = known.get(each.code)
            before = None if row is None else _face(row)
            row = row or Voucher(reference=next_reference("VCH"), code=each.code, received_on=occasion.day, state=FREE)
            _take_over(row, each, partners)
            if before is None:
                new.append(row)
            elif _face(row) != before:
                row.version += 1
                changed.append(row)
    except UnreadableFile as error:
        raise Invalid({"file": [str(error)]}, "The file cannot be read; nothing of it was imported.") from error
    outcome.added, outcome.changed = len(new), len(changed)
    outcome.unchanged = outcome.rows - len(outcome.errors) - len(new) - len(changed)
    if dry_run or not (new or changed):
        return outcome
    Voucher.objects.bulk_create(new, batch_size=1000)
    Voucher.objects.bulk_update(changed, [*_FACE, "version"], batch_size=500)
    record(
        "enablement.voucher.imported", occasion, subject=(new or changed)[0],
        added=len(new), altered=len(changed), file=Path(file_name).name[:200],
    )  # fmt: skip
    return outcome


_FACE = ("state", "badge", "partner_id", "learner_id", "issued_on", "used_on", "expires_on")


def _face(row: Voucher) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in _FACE)


def _partners() -> dict[str, int]:
    """Reference and whole name, in lower case -> partner; a name that two have means neither."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    for pk, into, reference, name in Partner.objects.values_list("pk", "merged_into", "reference", "name"):
        if found.setdefault(name.casefold(), into or pk) != (into or pk):
            twice.add(name.casefold())
        found[reference.casefold()] = into or pk
    return {key: pk for key, pk in found.items() if key not in twice}


def _fault(row: VoucherRow, partners: dict[str, int], today: date) -> RowError | None:
    if row.partner and row.partner.casefold() not in partners:
        return RowError(
            row.line, "partner", row.partner, "no partner has this reference or name.", "Write its reference."
        )
    if (row.issued_on or row.used_on) and not row.partner:
        return RowError(row.line, "partner", "", "an issued voucher needs its partner.", "Write its reference.")
    if row.used_on and row.used_on > today:
        return RowError(row.line, "used on", str(row.used_on), "this day lies in the future.", "Correct it.")
    return None


def _take_over(row: Voucher, given: VoucherRow, partners: dict[str, int]) -> None:
    if row.state in (USED, WITHDRAWN):
        return
    row.badge, row.expires_on = given.badge, given.expires_on or row.expires_on
    if given.partner:
        row.partner_id = partners[given.partner.casefold()]
        row.issued_on = given.issued_on or row.issued_on or given.used_on or row.received_on
        row.state = ISSUED
    if given.email:
        row.learner = by_address(given.email) or row.learner
    if given.used_on:
        row.used_on, row.state = given.used_on, USED


def _may(occasion: Occasion) -> None:
    if not ACCESS.may(occasion.actor, Permission.MANAGE_VOUCHER):
        raise NotAllowed("Vouchers are looked after by Ecosystem Operations and Programs.")
