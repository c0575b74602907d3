"""A file of 200,000 completions of which one row in a hundred is bad: checked, imported, read again and undone.

Run `python -m bench.completions` on a migrated, otherwise empty database that may be written to (DATABASE_URL), with
`--rows N` and `--json FILE`. By the product's own actions; what is kept is counted after every step.
"""

from __future__ import annotations

import csv
import io
import os
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

import django
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "towpath.config.settings")
if not apps.ready:
    django.setup()

from django.conf import settings

from bench.compliance import grow
from bench.imports import somebody, timed
from bench.report import alone
from towpath.domain.enablement.actions import imports
from towpath.domain.enablement.models import Completion, CompletionImport
from towpath.kernel.events.log import jobs_held_back
from towpath.kernel.in_force import occasion
from towpath.kernel.occasion import Occasion

AIM = 5_000  # rows a second, read, checked, compared and written
PARTNERS, EACH = 500, 4  # the partners whose people learned; completions of one learner
HEADER = ("Record ID", "Email", "Name", "Course", "Date earned")
COURSES = ("GitLab Foundations for Partners", "PSE", "Sales Core", "Solutions Architect Verified Associate")
# every hundredth row: what stands in which column
FAULTS = ((1, "no address"), (4, "03/04/2026"), (4, "2999-01-01"), (3, "Advanced basket weaving"))


def write_file(place: Path, rows: int) -> None:
    """A training platform's export; four completions of each learner, every hundredth row with one of four faults."""
    with place.open("w", encoding="utf-8", newline="") as handle:
        out = csv.writer(handle, lineterminator="\r\n")
        out.writerow(HEADER)
        for number in range(rows):
            learner, which = divmod(number, EACH)
            row = [
                f"BC-{number:07}", f"p{learner}@bench-{learner % PARTNERS}.example", f"Learner {learner}", COURSES[which],
                f"2026-0{1 + number % 6}-{1 + number % 27:02}",
            ]  # fmt: skip
            if number % 100 == 99:
                column, text = FAULTS[number // 100 % 4]
                row[column] = text
            out.writerow(row)


def _received(who: Occasion, source: BinaryIO) -> CompletionImport:
    row = imports.receive(who, source, file_name="completions.csv")
    return imports.check(row.reference, who, columns=row.columns, run=False)


def main(rows: int = 200_000) -> dict[str, Any]:
    """Check, import, check again, undo; print a table; the figures as a dictionary."""
    who = occasion(somebody(), datetime.now(UTC), "workspace")
    grow(PARTNERS)
    mine = Completion.objects.filter(source_id__startswith="BC-")
    bad = rows // 100
    with tempfile.TemporaryDirectory() as folder, jobs_held_back():
        settings.FILES = Path(folder)
        file = Path(folder, "completions.csv")
        write_file(file, rows)
        content = file.read_bytes()
        one = _received(who, io.BytesIO(content))
        one, checking = timed(lambda: imports.read(one.reference, who))
        nothing_kept = not mine.exists()
        named = (one.state, one.added, one.refused, len(one.problems)) == ("checked", rows - bad, bad, bad)
        imports.apply(one.reference, who, run=False)
        done, writing = timed(lambda: imports.read(one.reference, who))
        whole = done.state == "applied" and mine.filter(voided_at=None).count() == rows - bad
        again = _received(who, io.BytesIO(content))
        again, comparing = timed(lambda: imports.read(again.reference, who))
        imports.drop(again.reference, who)
        _, undoing = timed(lambda: imports.undo(one.reference, who))
        undone = not mine.filter(voided_at=None).exists()
    return _shown(
        {
            "rows": rows,
            "bad_rows": bad,
            "check_seconds": round(checking, 1),
            "import_seconds": round(writing, 1),
            "rows_a_second": round(rows / writing),
            "again_seconds": round(comparing, 1),
            "undo_seconds": round(undoing, 1),
            "every_bad_row_named": named,
            "check_kept_nothing": nothing_kept,
            "whole": whole,
            "again_unchanged": (again.added, again.unchanged) == (0, rows - bad),
            "undone": undone,
            "reached": rows / writing >= AIM and named and nothing_kept and whole and undone,
        }
    )


def _shown(figures: dict[str, Any]) -> dict[str, Any]:
    print(f"A file of {figures['rows']:,} completions, {figures['bad_rows']:,} rows of it bad")
    print(f"  checked                    {figures['check_seconds']:8.1f} s   every bad row named, with its line: "
          f"{'yes' if figures['every_bad_row_named'] else 'NO'}")  # fmt: skip
    print(f"  imported                   {figures['import_seconds']:8.1f} s   {figures['rows_a_second']:8,} rows/s")
    print(f"  the same file again        {figures['again_seconds']:8.1f} s   nothing changed")
    print(f"  undone                     {figures['undo_seconds']:8.1f} s")
    print(f"Aim: at least {AIM:,} rows/s, nothing lost: {'reached' if figures['reached'] else 'MISSED'}")
    return figures


if __name__ == "__main__":
    alone(main, __doc__, rows=200_000)
