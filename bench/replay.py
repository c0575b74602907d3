"""Replay: the decisions of 1,000,000 registrations put to a program whose protection is shorter, by `towpath program compare`.

Run `python -m bench replay`. The registrations are the demo's, copied; their decisions are made by the program itself and
written with facts that vary as real ones do: every amount of an approval chain is another, approvals lie on any day of the
year. Timed is the whole command over two processes, its start included.
"""

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection

from bench import data
from bench.product import HOME, ROOT, cpu_ms
from towpath.kernel.in_force import book as book_in_force
from towpath.program.book import Book
from towpath.program.questions import ask

AIM_SECONDS = 120
SMALL = 10_000
PROTECTION, CHAIN, TAGS = "deal_registration.protection", "deal_registration.approval_chain", "tagging.source_tags"
POOL = 2_000  # decisions of each kind that the program makes; their facts are spread over the registrations
OVER = ("approved", "expired", "closed_won", "closed_lost")
DAYS = 360


def main(registrations: int = 1_000_000) -> dict[str, Any]:
    """Fill, replay, and the figures. On an empty migrated database (`bench.product.database`)."""
    began = time.perf_counter()
    data.seed()
    data.grow(SMALL)
    if registrations > SMALL:
        data.grow(registrations, before=SMALL)
    today = datetime.now(UTC).date()
    decided = _decided(book_in_force(), today)
    filled = time.perf_counter() - began
    print(f"  {registrations:,} registrations with {decided:,} decisions written in {filled:.0f} s", flush=True)
    with TemporaryDirectory(dir=HOME) as folder:
        return _replayed(_draft(Path(folder), book_in_force(), today), registrations)


def _replayed(folder: Path, registrations: int) -> dict[str, Any]:
    command = [
        sys.executable,
        "-m",
        "towpath",
        "program",
        "compare",
        "--against",
        str(folder),
        "--json",
        "--processes",
        "2",
    ]
    began, used = time.perf_counter(), cpu_ms(os.getpid())
    outside = {
        name: value for name, value in os.environ.items() if name != "TOWPATH_EMBEDDED"
    }  # its server runs already
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT, env=outside)
    if done.returncode != 0:
        raise RuntimeError(done.stderr[-2000:])
    seconds, cpu = time.perf_counter() - began, cpu_ms(os.getpid()) - used
    found = json.loads(done.stdout)
    total = found["total"]
    figures = {
        "name": "replay", "registrations": registrations, "decisions": sum(total.values()), "differ": total["loss"],
        "unasked": total["unasked"], "seconds": round(seconds, 1), "cpu_seconds": round(cpu / 1000, 1),
        "decisions_a_second": round(sum(total.values()) / seconds), "aim_seconds": AIM_SECONDS,
        "met": seconds <= AIM_SECONDS and total["unasked"] == 0 and total["loss"] > 0,
    }  # fmt: skip
    print(
        f"  {figures['decisions']:,} decisions replayed in {figures['seconds']} s ({figures['decisions_a_second']:,} a second); "
        f"{figures['differ']:,} differ, {figures['unasked']} could not be asked (aim {AIM_SECONDS} s for 1,000,000): "
        f"{'reached' if figures['met'] else 'MISSED'}"
    )
    return figures


def _draft(folder: Path, book: Book, today: date) -> Path:
    """The protection's page with 60 days from the day after tomorrow, without examples that would then be others."""
    page = book[PROTECTION]
    newest = max(page.since)
    begins = today + timedelta(days=2)
    head, wording = page.text.split(f"[since.{newest}]", 1)
    first, _ = wording.split("[[example]]", 1)
    example = f"""[[example]]
case = "before the change"
on = {today}
given = {{ approved_on = {today} }}
expect = {{ expires_on = {today + timedelta(days=page.since[newest]["term_days"])} }}
"""
    shorter = first.replace(f"term_days = {page.since[newest]['term_days']}", "term_days = 60").replace(
        f"since.{newest}", f"since.{begins}"
    )
    text = f"{head}[since.{newest}]{first}\n[since.{begins}]{shorter}\n{example}"
    file = folder.joinpath(*PROTECTION.split(".")).with_suffix(".toml")
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return folder


def _decided(book: Book, today: date) -> int:
    """Write the events that keep decisions: one when a registration was put forward, one when it was approved."""
    chance = random.Random(1)
    pools = {name: list(_made(name, book, today, chance)) for name in (CHAIN, PROTECTION, TAGS)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, organisation_id, state FROM deals_registration WHERE state <> 'draft' ORDER BY id")
        rows = cursor.fetchall()
        written = 0
        columns = "name, at, door, organisation_id, subject_type, subject_id, data"
        with cursor.connection.cursor().copy(f"COPY events_event ({columns}) FROM STDIN") as copy:
            for one, organisation, state in rows:
                at = datetime.combine(today, datetime.min.time(), UTC) - timedelta(days=chance.randrange(1, DAYS))
                for name, kept in _events(pools, chance, state):
                    copy.write_row(
                        (name, at, "job", organisation, "deals.registration", one, json.dumps({"decisions": kept}))
                    )
                    written += len(kept)
        cursor.execute("ANALYZE events_event")
    return written


def _events(pools: dict[str, list[dict[str, Any]]], chance: random.Random, state: str) -> Iterator[tuple[str, Any]]:
    chain = dict(chance.choice(pools[CHAIN]))
    chain["facts"] = {**chain["facts"], "amount": f"{chance.randrange(100_000, 100_000_000) / 100:.2f}"}
    yield "deals.registration.put_forward", [chain]
    if state in OVER:
        yield "deals.registration.approved", [chance.choice(pools[PROTECTION]), chance.choice(pools[TAGS])]


def _made(name: str, book: Book, today: date, chance: random.Random) -> Iterator[dict[str, Any]]:
    """Decisions of one kind as the program makes and keeps them."""
    for _ in range(POOL):
        day = today - timedelta(days=chance.randrange(1, DAYS))
        facts: dict[str, Any] = {
            PROTECTION: {"approved_on": day.isoformat(), "extensions": chance.choice((0, 0, 0, 1))},
            CHAIN: {
                "type": chance.choice(("resale", "msp", "referral")), "amount": "1000.00",
                "region": chance.choice(("AMER", "EMEA", "APJ")), "public_sector": chance.random() < 0.1,
            },
            TAGS: {
                "moment": "approved", "opportunity_existed": chance.random() < 0.5, "initial_source": "",
                "sales_qualified_source": "", "deal_type": "resale", "forecast_locked": False,
            },
        }[name]  # fmt: skip
        yield ask(name, facts, book, day).as_record()
