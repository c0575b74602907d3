"""Reading a file of completions in: received, its columns named, checked, applied as one unit, undone if need be (CRT-05)."""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.db import connection, transaction

from towpath.basics.completion_files import COLUMNS, CompletionRow, CompletionRows, header_digest
from towpath.basics.csv_files import RowError, UnreadableFile
from towpath.basics.sheet_files import opened_table
from towpath.domain.enablement.access import ACCESS, Permission
from towpath.domain.enablement.actions import counts
from towpath.domain.enablement.actions.merge import clear, merge, stage
from towpath.domain.enablement.lifecycles import APPLYING, CHECKING, IMPORT
from towpath.domain.enablement.models import Completion, CompletionImport, ImportLine, SavedMapping
from towpath.kernel.events.log import enqueue
from towpath.kernel.moves import Moves
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Invalid, NotAllowed, NotReady
from towpath.program.decisions.enablement.badges import read_as, runs_out_on

READ_TASK = "towpath.enablement.read_import"
MOST_PROBLEMS = 10_000  # kept of one file; the rest is counted
SAMPLE = 5  # rows shown where columns are named

type Progress = Callable[[int], None]  # called with the number of rows read so far

MOVES = Moves(CompletionImport, IMPORT, ACCESS, organisation=lambda row: None)


@transaction.atomic(durable=True)
def receive(occasion: Occasion, source: BinaryIO, *, file_name: str, encoding: str | None = None) -> CompletionImport:
    """Put a file aside and read its header: columns are named as the last file of this header was, or guessed.

    Invalid says what is wrong with a file that cannot be read as a table at all; then nothing is kept.
    """
    if not ACCESS.may(occasion.actor, Permission.IMPORT):
        raise NotAllowed("Completions are imported by Ecosystem Operations and Programs.")
    reference = next_reference("IMP")
    place = place_of(reference)
    try:
        digest = _put_aside(source, place)
        table = opened_table(place, encoding or None)
        sample = [cells for _, cells in islice(table, SAMPLE)]
    except UnreadableFile as error:
        place.unlink(missing_ok=True)
        raise Invalid({"file": [str(error)]}, "The file cannot be read; nothing of it was kept.") from error
    saved = SavedMapping.objects.filter(header=header_digest(table.header)).first()
    row = CompletionImport(
        reference=reference, file_name=Path(file_name or "completions.csv").name[:200], sha256=digest,
        header=table.header, sample=sample, encoding=encoding or "", done_by=occasion.actor, received_at=occasion.at,
        columns=_fitting(saved.columns, table.header) if saved else COLUMNS.guess(table.header),
    )  # fmt: skip
    return MOVES.begin(row, IMPORT.moves["receive"], occasion, file=row.file_name)


@transaction.atomic(durable=True)
def check(reference: str, occasion: Occasion, *, columns: Mapping[str, str], run: bool = True) -> CompletionImport:
    """Name the columns and let the file be checked; the naming is kept for the next file with this header.

    columns  field -> the header's cell; fields without a column are left out
    run      False: the caller reads the file itself, at once
    """
    row, move = MOVES.take("check", reference, occasion)
    named = {field: cell for field, cell in columns.items() if cell}
    if errors := COLUMNS.unfit(named, row.header):
        raise Invalid(errors)
    row.columns, row.failure, row.read = named, "", 0
    SavedMapping.objects.update_or_create(
        header=header_digest(row.header), defaults={"columns": named, "kept_at": occasion.at}
    )
    MOVES.keep(row, move, occasion, file=row.file_name)
    if run:
        enqueue(READ_TASK, reference=row.reference)
    return row


@transaction.atomic(durable=True)
def apply(reference: str, occasion: Occasion, *, run: bool = True) -> CompletionImport:
    """Ask for what the check has shown to be done."""
    row, move = MOVES.take("apply", reference, occasion)
    if not row.added + row.changed:
        raise NotReady("There is nothing to import: no row would add or change a completion.", remedy="Drop the file.")
    row.done_by, row.read = occasion.actor, 0
    MOVES.keep(row, move, occasion, file=row.file_name)
    if run:
        enqueue(READ_TASK, reference=row.reference)
    return row


@transaction.atomic(durable=True)
def drop(reference: str, occasion: Occasion) -> CompletionImport:
    """Let a file go that was not imported."""
    row, move = MOVES.take("drop", reference, occasion)
    MOVES.keep(row, move, occasion, file=row.file_name)
    transaction.on_commit(lambda: place_of(reference).unlink(missing_ok=True))
    return row


def read(reference: str, occasion: Occasion, progress: Progress | None = None) -> CompletionImport:
    """Do what the file waits for: check it, or import it, by whichever state it is in. Repeating it is safe.

    Its rows are staged first, with progress that other connections see; then all of it becomes true in one
    transaction, or, for a check, is reckoned and rolled back. Bad rows are left out and kept with what is wrong.
    """
    row = CompletionImport.objects.get(reference=reference)
    if row.state not in (CHECKING, APPLYING):
        return row
    occasion = replace(occasion, actor=None)  # the product's own work, whoever waits for it
    problems = _Problems()
    try:
        rows = CompletionRows(
            place_of(reference),
            row.columns,
            read_badge=lambda text: read_as(text, occasion.book),
            runs_out=lambda code, on: runs_out_on(code, on, occasion.book),
            today=occasion.day,
            encoding=row.encoding or None,
        )
        stage(_good(rows, problems), lambda: _tell(row, problems, progress))
    except FileNotFoundError:
        return _fail(reference, occasion, "the file is not here any more; choose it again")
    except UnreadableFile as error:
        return _fail(reference, occasion, str(error))
    else:
        return (
            _import(reference, occasion, problems) if row.state == APPLYING else _reckon(reference, occasion, problems)
        )
    finally:
        clear()


class _Problems:
    def __init__(self) -> None:
        self.rows = self.refused = self.in_all = self._last = 0
        self.kept: list[list[Any]] = []

    def add(self, error: RowError) -> None:
        self.in_all += 1
        if error.line != self._last:  # a bad row gives one error for each fault
            self._last = error.line
            self.rows += 1
            self.refused += 1
        if len(self.kept) < MOST_PROBLEMS:
            self.kept.append([error.line, error.column, error.value[:200], error.what, error.remedy])

    def note(self, row: CompletionImport) -> None:
        row.rows = row.read = self.rows
        row.refused, row.problems, row.problems_in_all = self.refused, self.kept, self.in_all


def _good(rows: CompletionRows, problems: _Problems) -> Iterator[CompletionRow]:
    for each in rows:
        if isinstance(each, CompletionRow):
            problems.rows += 1
            yield each
        else:
            problems.add(each)


def _tell(row: CompletionImport, problems: _Problems, progress: Progress | None) -> None:
    CompletionImport.objects.filter(pk=row.pk).update(read=problems.rows)
    if progress is not None:
        progress(problems.rows)


@transaction.atomic(durable=True)
def _reckon(reference: str, occasion: Occasion, problems: _Problems) -> CompletionImport:
    """What the staged rows would do: done, counted, and taken back."""
    row, move = MOVES.take("checked", reference, occasion)
    before = transaction.savepoint_create()
    found = merge(occasion, Completion.Source.FILE, row)
    transaction.savepoint_rollback(before)
    problems.note(row)
    row.added, row.changed, row.unchanged, row.unplaced = found.added, found.changed, found.unchanged, found.unplaced
    return MOVES.keep(
        row, move, occasion, file=row.file_name, added=row.added, altered=row.changed, refused=row.refused
    )


@transaction.atomic(durable=True)
def _import(reference: str, occasion: Occasion, problems: _Problems) -> CompletionImport:
    row, move = MOVES.take("applied", reference, occasion)
    found = merge(occasion, Completion.Source.FILE, row)
    problems.note(row)
    row.added, row.changed, row.unchanged, row.unplaced = found.added, found.changed, found.unchanged, found.unplaced
    row.applied_at = occasion.at
    MOVES.keep(row, move, occasion, file=row.file_name, added=row.added, altered=row.changed, refused=row.refused)
    transaction.on_commit(lambda: place_of(reference).unlink(missing_ok=True))
    return row


@transaction.atomic(durable=True)
def _fail(reference: str, occasion: Occasion, why: str) -> CompletionImport:
    row, move = MOVES.take("fail", reference, occasion)
    row.failure = why
    return MOVES.keep(row, move, occasion, file=row.file_name, why=why)


@transaction.atomic(durable=True)
def undo(reference: str, occasion: Occasion) -> CompletionImport:
    """Take an import back: what it made counts no more, what it changed is as it was before.

    Refused when a completion of it was changed since: that later change would be lost.
    """
    row, move = MOVES.take("undo", reference, occasion)
    since = [line.completion_id for line in ImportLine.objects.raw(_CHANGED_SINCE, [row.pk])]
    if since:
        raise NotReady(
            f"{len(since):,} of its completions were changed since, by hand or by a later import.",
            remedy="Undo the later import first, or take single completions back.",
        )
    named = {"of": row.pk, "at": occasion.at}
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT completion.learner_id FROM enablement_importline line "
                       "JOIN enablement_completion completion ON completion.id = line.completion_id "
                       "WHERE line.of_id = %(of)s", named)  # fmt: skip
        learners = {found[0] for found in cursor.fetchall()}
        cursor.execute(_VOID, named)
        voided = cursor.rowcount
        cursor.execute(_RESTORE, named)
        restored = cursor.rowcount
        cursor.execute("SELECT DISTINCT learner_id FROM enablement_completion c JOIN enablement_importline l "
                       "ON l.completion_id = c.id WHERE l.of_id = %(of)s", named)  # fmt: skip
        learners |= {found[0] for found in cursor.fetchall()}
        employers = counts.employers_of(learners)
        cursor.execute(_UNEMPLOY, named)
        cursor.execute(_NOWHERE, {"learners": list(learners)})
    counts.follow(occasion, employers)
    return MOVES.keep(row, move, occasion, file=row.file_name, voided=voided, restored=restored)


_CHANGED_SINCE = """
    SELECT line.* FROM enablement_importline line JOIN enablement_completion c ON c.id = line.completion_id
    WHERE line.of_id = %s AND c.version <> line.version
"""
_VOID = """
    UPDATE enablement_completion c SET voided_at = %(at)s, voided_as = 'undone', version = c.version + 1
    FROM enablement_importline line WHERE line.of_id = %(of)s AND line.before IS NULL AND c.id = line.completion_id
"""
# The version goes back as well: what an earlier import left is as that import left it, and can be undone in its turn.
_RESTORE = """
    UPDATE enablement_completion c SET learner_id = old.learner_id, badge = old.badge, completed_on = old.completed_on,
        expires_on = old.expires_on, voucher = old.voucher, voided_at = old.voided_at, voided_as = old.voided_as,
        version = line.version - 1
    FROM enablement_importline line, jsonb_to_record(line.before) AS old (
        learner_id bigint, badge text, completed_on date, expires_on date, voucher text,
        voided_at timestamptz, voided_as text)
    WHERE line.of_id = %(of)s AND line.before IS NOT NULL AND c.id = line.completion_id
"""
# The employments that the import made go with it, unless something that still counts rests on them.
_UNEMPLOY = """
    DELETE FROM enablement_employment e WHERE e.made_by_id = %(of)s AND e.ends_on IS NULL
        AND NOT EXISTS (SELECT FROM enablement_completion c WHERE c.learner_id = e.learner_id AND c.voided_at IS NULL)
"""
_NOWHERE = """
    UPDATE enablement_learner l SET works_at_id = NULL WHERE l.id = ANY(%(learners)s) AND l.works_at_id IS NOT NULL
        AND NOT EXISTS (SELECT FROM enablement_employment e WHERE e.learner_id = l.id)
"""


def place_of(reference: str) -> Path:
    """Where a received file lies until it is imported, dropped, or left for a day."""
    return Path(settings.FILES) / "imports" / f"{reference}.table"


def _put_aside(source: BinaryIO, place: Path) -> str:
    place.parent.mkdir(parents=True, exist_ok=True)
    with place.open("wb") as out:
        shutil.copyfileobj(source, out)
    with place.open("rb") as kept:
        return hashlib.file_digest(kept, "sha256").hexdigest()


def _fitting(columns: Mapping[str, str], header: list[str]) -> dict[str, str]:
    """A saved naming as this header spells it; case and signs may differ from the file that it was made for."""
    there = {"".join(c for c in cell.lower() if c.isalnum()): cell for cell in header}
    spelled = {field: "".join(c for c in cell.lower() if c.isalnum()) for field, cell in columns.items()}
    return {field: there[cell] for field, cell in spelled.items() if cell in there}
