"""All benchmarks in one run: `python -m bench`, or some parts: `python -m bench submission pages --quick`.

Starts its own database server and web processes. Each part prints its table as soon as it is done; one that fails is
named at the end and keeps no other from its turn. The figures are written as JSON into bench/results.
"""

import argparse
import importlib
import time
import traceback
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from bench import product, report

PARTS = (
    "due_dates",
    "discounts",
    "decisions",
    "imports",
    "candidates",
    "compliance",
    "completions",
    "opportunities",
    "pricing",
    "replay",
    "submission",
    "pages",
)
SMALL = 10_000  # registrations of the smaller channel

type Figures = dict[str, Any]


def main() -> int:
    """0 when every aim of the parts that ran was reached and none failed, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"which of {', '.join(PARTS)}; all when none is named")
    parser.add_argument("--quick", action="store_true", help="small sizes: to see that it runs, not to judge")
    parser.add_argument(
        "--registrations", type=int, help="the larger size of the pages (default 1,000,000; quick 50,000)"
    )
    options = parser.parse_args()
    wanted = options.parts or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"there is no part {sorted(unknown)[0]}; the parts are {', '.join(PARTS)}")
    quick: bool = options.quick
    large = options.registrations or (50_000 if quick else 1_000_000)
    figures: Figures = {}
    server = product.prepare()
    if "due_dates" in wanted:
        attempt(figures, "due_dates", lambda: part("due_dates")([]))
    if "discounts" in wanted:
        attempt(figures, "discounts", lambda: part("discounts")(20_000 if quick else 200_000))
    if "decisions" in wanted:
        attempt(figures, "decisions", lambda: part("decisions")(2_000 if quick else 20_000))
    if set(wanted) - {"due_dates", "discounts", "decisions"}:
        with product.database(server):
            if "imports" in wanted:
                attempt(figures, "imports", lambda: part("imports")(5_000 if quick else 100_000))
            if "candidates" in wanted:
                attempt(figures, "candidates", lambda: part("candidates")(20_000 if quick else 1_000_000))
            if "compliance" in wanted:
                attempt(figures, "compliance", lambda: part("compliance")(2_000 if quick else 50_000))
            if "completions" in wanted:
                attempt(figures, "completions", lambda: part("completions")(5_000 if quick else 200_000))
            if "opportunities" in wanted:
                few, many = (2_000, 50_000) if quick else (20_000, 2_000_000)
                attempt(figures, "opportunities", lambda: part("opportunities")(few, many))
            if "pricing" in wanted:
                attempt(figures, "pricing", lambda: part("pricing")(5 if quick else 40))
            if "replay" in wanted:
                attempt(figures, "replay", lambda: part("replay")(20_000 if quick else 1_000_000))
            if {"submission", "pages"} & set(wanted):
                on_the_channel(figures, wanted, server.running_pid() or 0, large, quick=quick)
    report.show_summary(figures)
    print(f"\nFigures: {product.write_json(figures)}")
    return 0 if all(reached(one) for one in figures.values()) else 1


def part(name: str) -> Callable[..., Figures]:
    """The `main` of a part, imported when its turn comes: most need Django set up."""
    return importlib.import_module(f"bench.{name}").main


def attempt(figures: Figures, name: str, work: Callable[[], Figures]) -> None:
    """Run one part and keep its figures; one that fails is kept as failed, and the others go on."""
    print(f"\n== {name.replace('_', ' ')} ==", flush=True)
    began = time.monotonic()
    try:
        figures[name] = work()
    except Exception as error:
        traceback.print_exc()
        figures[name] = {"failed": f"{type(error).__name__}: {error}", "reached": False}
    print(f"({name.replace('_', ' ')}: {time.monotonic() - began:.0f} s)", flush=True)


def on_the_channel(figures: Figures, wanted: list[str], database_pid: int, large: int, *, quick: bool) -> None:
    """The parts that need the product running over a filled database."""
    attempt(figures, "channel", filled)
    if "failed" in figures["channel"]:
        return
    with ExitStack() as held:
        port, pid = held.enter_context(product.web())
        if "submission" in wanted:

            def submitted() -> Figures:
                found = part("submission")(port, pid, database_pid, each=25 if quick else 120)
                report.show_submission(found)
                return found

            attempt(figures, "submission", submitted)
        if "pages" in wanted:
            times = 60 if quick else 200
            attempt(figures, "pages", lambda: read_at_both_sizes(figures, port, pid, database_pid, large, times))


def filled() -> Figures:
    """The demo channel grown to the smaller size."""
    data = importlib.import_module("bench.data")
    began = time.monotonic()
    data.seed()
    print(f"  the demo channel loaded in {time.monotonic() - began:.1f} s")
    grown: Figures = data.grow(SMALL)
    report.show_growth(grown)
    return {"small": grown}


def read_at_both_sizes(
    figures: Figures, port: int, pid: int, database_pid: int, large: int, times: int
) -> dict[str, Figures]:
    """The pages at the smaller size, the growth, and the pages again."""
    data, pages = importlib.import_module("bench.data"), importlib.import_module("bench.pages")
    few = pages.main(port, pid, database_pid, times=times)
    print(f"  read at {SMALL:,} registrations; growing to {large:,}", flush=True)
    figures["channel"]["large"] = data.grow(large, before=SMALL)
    report.show_growth(figures["channel"]["large"])
    found: dict[str, Figures] = pages.compared(few, pages.main(port, pid, database_pid, times=times))
    report.show_pages(found, SMALL, large)
    return found


def reached(figures: Figures) -> bool:
    """Whether the aims of a part, or of all its rows, were reached; parts without an aim count as reached."""
    if "reached" in figures or "met" in figures:
        return bool(figures.get("reached", figures.get("met")))
    return all(reached(one) for one in figures.values() if isinstance(one, dict))


if __name__ == "__main__":
    raise SystemExit(main())
