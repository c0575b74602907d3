"""Due dates: how many deadlines a second one core computes over calendars with public holidays.

Run `python bench/due_dates.py`, with `--json FILE` to keep the figures. `main` returns them as a dictionary.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from towpath.basics.business_time import Calendar, CalendarDefinition, Span, WeeklyHours

AIM = 100_000  # deadlines a second
WEEK = WeeklyHours.parse({day: ["09:00-12:00", "13:00-17:30"] for day in ("mon", "tue", "wed", "thu", "fri")})
PLACES = (
    ("Bavaria", "Europe/Berlin", "DE", "BY"),
    ("New York", "America/New_York", "US", "NY"),
    ("Sydney", "Australia/Sydney", "AU", "NSW"),
    ("Tokyo", "Asia/Tokyo", "JP", None),
    ("Sao Paulo", "America/Sao_Paulo", "BR", "SP"),
)
SPANS = (
    Span(2, "hours"),
    Span(16, "hours"),
    Span(1, "days"),
    Span(2, "days"),
    Span(10, "days"),
)


def definitions(suffix: str = "") -> list[CalendarDefinition]:
    """Five teams on four continents, with lunch, zones that change their clocks and public holidays."""
    return [CalendarDefinition(name + suffix, zone, WEEK, land, part) for name, zone, land, part in PLACES]


def moments(count: int) -> list[datetime]:
    """Any second of three years, open or not, always the same ones."""
    chance = random.Random(20260201)
    first = datetime(2025, 1, 1, tzinfo=UTC)
    return [first + timedelta(seconds=chance.randrange(3 * 365 * 86_400)) for _ in range(count)]


def measure(work: Callable[[], int], repeats: int) -> dict[str, float]:
    """The best of some runs, in CPU time of this process, so that a busy machine disturbs little."""
    best, count = float("inf"), 0
    for _ in range(repeats):
        begun = time.process_time()
        count = work()
        best = min(best, time.process_time() - begun)
    return {
        "count": count,
        "cpu_seconds": round(best, 4),
        "a_second": round(count / best),
        "microseconds": best / count * 1e6,
    }


def parts(count: int, repeats: int) -> dict[str, dict[str, float]]:
    """Each part of the work with its figures; the first is the one with the aim."""
    calendars = [Calendar(definition) for definition in definitions()]
    starts = moments(count)
    cold = measure(
        lambda: len([Calendar(one).deadline(starts[0], SPANS[0]) for one in definitions("(new)")]),
        1,
    )
    for calendar in calendars:
        for span in SPANS:
            calendar.deadline(max(starts), span)
    jobs = [(calendars[i % 5], start, SPANS[(i // 5) % 5]) for i, start in enumerate(starts)]

    def deadlines(unit: str | None) -> Callable[[], int]:
        chosen = [job for job in jobs if unit in (None, job[2].unit)]
        return lambda: len([calendar.deadline(start, span) for calendar, start, span in chosen])

    found: dict[str, dict[str, float]] = {"deadlines, all": measure(deadlines(None), repeats)}
    found["deadlines in working hours"] = measure(deadlines("hours"), repeats)
    found["deadlines in business days"] = measure(deadlines("days"), repeats)
    some = jobs[: max(1, count // 10)]
    later = timedelta(days=9)
    found["elapsed hours over nine days"] = measure(
        lambda: len([calendar.elapsed(start, start + later, "hours") for calendar, start, _ in some]),
        repeats,
    )
    hour = timedelta(hours=5)
    found["deadlines with one pause"] = measure(
        lambda: len([c.deadline_with_pauses(start, span, [(start, start + hour)]) for c, start, span in some]),
        repeats,
    )
    found["first deadline of a new calendar"] = cold
    return found


def main(arguments: Sequence[str] | None = None) -> dict[str, Any]:
    """Measure, print the table, write the JSON where asked; returns what was written."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there as well")
    parser.add_argument(
        "--count",
        type=int,
        default=100_000,
        help="deadlines a run (default: %(default)s)",
    )
    parser.add_argument(
        "--repeats",
        type=int,
        default=3,
        help="runs, of which the best counts (default: %(default)s)",
    )
    options = parser.parse_args(arguments)
    measured = parts(options.count, options.repeats)
    reached = measured["deadlines, all"]["a_second"]
    result: dict[str, Any] = {
        "name": "due_dates", "aim_a_second": AIM, "a_second": reached, "ratio_to_aim": round(reached / AIM, 2),
        "met": reached >= AIM, "parts": measured,
    }  # fmt: skip
    print(f"{'Business time, one core':34} {'count':>9} {'a second':>11} {'each':>12}")
    for name, row in measured.items():
        print(f"{name:34} {row['count']:>9,.0f} {row['a_second']:>11,.0f} {row['microseconds']:>9,.2f} us")
    print(
        f"{reached / AIM:.2f} times the {AIM:,} deadlines a second that are the aim: {'met' if result['met'] else 'MISSED'}"
    )
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return result


if __name__ == "__main__":
    main()
