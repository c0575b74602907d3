"""All benchmarks in one run: `python -m bench`, or some parts: `python -m bench submission pages --quick`.

Starts its own database server and web processes. Prints tables, and writes the figures as JSON into bench/results.
"""

import argparse
import importlib
from typing import Any

from bench import product, report

PARTS = ("due_dates", "submission", "pages", "candidates", "imports")


def main() -> int:
    """0 when every aim of the parts that ran was reached, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", help=f"which of {', '.join(PARTS)}; all when none is named")
    parser.add_argument("--quick", action="store_true", help="small sizes: to see that it runs, not to judge")
    parser.add_argument(
        "--registrations", type=int, help="the larger size of the pages (default 1,000,000; quick 50,000)"
    )
    options = parser.parse_args()
    wanted = options.parts or list(PARTS)
    if unknown := set(wanted) - set(PARTS):
        parser.error(f"there is no part {sorted(unknown)[0]}; the parts are {chr(44).join(PARTS)}")
    figures: dict[str, Any] = {}
    server = product.prepare()
    if "due_dates" in wanted:
        figures["due_dates"] = importlib.import_module("bench.due_dates").main([])
    with product.database(server):
        if {"submission", "pages"} & set(wanted):
            large = options.registrations or (50_000 if options.quick else 1_000_000)
            figures |= on_the_channel(wanted, server.running_pid() or 0, large, quick=options.quick)
        if "candidates" in wanted:
            figures["candidates"] = importlib.import_module("bench.candidates").main(
                20_000 if options.quick else 1_000_000
            )
        if "imports" in wanted:
            figures["imports"] = importlib.import_module("bench.imports").main(5_000 if options.quick else 100_000)
    report.show_summary(figures)
    print(f"\nFigures: {product.write_json(figures)}")
    return 0 if all(reached(one) for one in figures.values()) else 1


def on_the_channel(wanted: list[str], database_pid: int, large: int, *, quick: bool) -> dict[str, Any]:
    """The parts that need the product running over a filled database."""
    data, pages = importlib.import_module("bench.data"), importlib.import_module("bench.pages")
    submission = importlib.import_module("bench.submission")
    figures: dict[str, Any] = {}
    small = 10_000
    data.seed()
    figures["data"] = {"small": data.grow(small)}
    with product.web() as (port, pid):
        if "submission" in wanted:
            figures["submission"] = submission.main(port, pid, database_pid, each=25 if quick else 120)
            report.show_submission(figures["submission"])
        if "pages" in wanted:
            times = 60 if quick else 200
            few = pages.main(port, pid, database_pid, times=times)
            figures["data"]["large"] = data.grow(large, before=small)
            print(f"Grown to {figures['data']['large']}")
            figures["pages"] = pages.compared(few, pages.main(port, pid, database_pid, times=times))
            report.show_pages(figures["pages"], small, large)
    return figures


def reached(figures: dict[str, Any]) -> bool:
    """Whether the aims of a part, or of all its rows, were reached; parts without an aim count as reached."""
    if "reached" in figures or "met" in figures:
        return bool(figures.get("reached", figures.get("met")))
    return all(reached(one) for one in figures.values() if isinstance(one, dict))


if __name__ == "__main__":
    raise SystemExit(main())
