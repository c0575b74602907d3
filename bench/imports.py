"""Bulk import: how many rows of an account file a second are checked, compared and written, and that nothing is half-done.

Run `python -m bench.imports` on a migrated database that may be written to (DATABASE_URL), with `--rows N` and
`--json FILE`. The file has the columns of Salesforce's Data Loader, quoted newlines and ids included.
"""

from __future__ import annotations

import csv
import os
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "towpath.config.settings")
if not apps.ready:
    django.setup()

from django.db import connection

from bench.labelled_names import made_accounts
from bench.report import alone
from towpath.basics.account_files import parse_account_rows, salesforce_id
from towpath.domain.accounts.actions.imports import BadRows, Outcome, import_accounts
from towpath.domain.accounts.models import Account
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.in_force import occasion

AIM = 5_000  # rows a second, read, checked and written
HEADER = ("Id", "Name", "Website", "BillingCountry", "Industry", "NumberOfEmployees", "Phone", "OwnerId", "Description")
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"


def identifier(number: int, start: str = "001") -> str:
    """An 18-character id, its last three saying which of the others are capitals."""
    digits = ""
    while number or len(digits) < 12:
        number, rest = divmod(number, len(LETTERS))
        digits = LETTERS[rest] + digits
    return salesforce_id(start + digits)


def write_file(place: Path, rows: int, *, bad: int = 0) -> None:
    """A file of made-up accounts as the Data Loader exports them; `bad` rows at its end have no name."""
    chance = random.Random(20260201)
    with place.open("w", encoding="utf-8-sig", newline="") as handle:
        out = csv.writer(handle, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
        out.writerow(HEADER)
        for made in made_accounts(rows):
            name = "" if made.id > rows - bad else made.name
            about = f"{made.name} is a customer.\nIt has offices in {chance.randint(1, 90)} places; see the file."
            out.writerow(
                (identifier(7_000_000 + made.id), name, made.domain, made.country, "Manufacturing",
                 chance.randint(1, 90_000), "+49 30 1234567", identifier(1, "005"), about)
            )  # fmt: skip


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    answer = work()
    return answer, time.perf_counter() - began


def somebody() -> Person:
    """A person of Ecosystem Operations, made when there is none."""
    found = Person.objects.filter(roles__contains=[Role.OPS.value], is_active=True).first()
    return found or Person.objects.create(
        name="Bench operations",
        email="bench-operations@example.org",
        roles=[Role.OPS.value],
        joined_at=datetime.now(UTC),
    )


def main(rows: int = 100_000) -> dict[str, Any]:
    """Import a file anew, again, changed and with a bad row; print a table; the figures as a dictionary."""
    actor = somebody()

    def taken(file: Path) -> Outcome:
        return import_accounts(occasion(actor, datetime.now(UTC), "cli"), file)

    mine = Account.objects.filter(external_id__startswith="001AAAAA")
    with tempfile.TemporaryDirectory() as folder:
        good, spoilt = Path(folder, "accounts.csv"), Path(folder, "spoilt.csv")
        write_file(good, rows)
        write_file(spoilt, rows, bad=1)
        mine.delete()
        try:
            _, reading = timed(lambda: sum(1 for _ in parse_account_rows(good)))
            try:
                taken(spoilt)
                half_done = True
            except BadRows:
                half_done = mine.exists()
            first, writing = timed(lambda: taken(good))
            again, comparing = timed(lambda: taken(good))
            whole = (first.added, again.unchanged, mine.count()) == (rows, rows, rows)
        finally:
            mine.delete()
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE accounts_account")
    return _shown(
        {
            "rows": rows,
            "read_and_check_seconds": round(reading, 2),
            "import_seconds": round(writing, 2),
            "import_rows_a_second": round(rows / writing),
            "import_again_rows_a_second": round(rows / comparing),
            "import_over_reading": round(writing / reading, 2),
            "half_done": half_done,
            "whole": whole,
            "reached": rows / writing >= AIM and whole and not half_done,
        }
    )


def _shown(figures: dict[str, Any]) -> dict[str, Any]:
    print(f"Import of {figures['rows']:,} accounts from a Data Loader file")
    print(f"  read and checked alone     {figures['read_and_check_seconds']:8.2f} s")
    print(
        f"  checked and written        {figures['import_seconds']:8.2f} s   {figures['import_rows_a_second']:8,} rows/s, "
        f"{figures['import_over_reading']} times the reading alone"
    )
    print(
        f"  the same file again                     {figures['import_again_rows_a_second']:8,} rows/s, nothing changed"
    )
    print(f"  a file with one bad row kept {'SOMETHING' if figures['half_done'] else 'nothing'}")
    print(f"Aim: at least {AIM:,} rows/s validated and written: {'reached' if figures['reached'] else 'MISSED'}")
    return figures


if __name__ == "__main__":
    alone(main, __doc__, rows=100_000)
