"""Discounts: how many discount decisions with their reasons two processes make a second.

The rate counts CPU time of each process, so that a busy machine disturbs little; the one by the clock is kept beside it.
Run `python -m bench discounts`; `main` returns the figures. Each process opens the book by itself, as the product's do.
"""

import random
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

from towpath.program.book import Book
from towpath.program.decisions.pricing.rates import DiscountFacts, discount
from towpath.program.decisions.quotes.discount import DISCOUNT
from towpath.program.shapes_pricing import PRODUCTS

AIM, LEAST = 100_000, 30_000  # decisions a second: what is aimed at, and what is not to be fallen short of
PROCESSES = 2
PROGRAM = Path(__file__).parents[1] / "program" / "gitlab"
DAYS = (date(2025, 3, 1), date(2026, 1, 31), date(2026, 9, 1))


def facts(book: Book, count: int, seed: int) -> list[DiscountFacts]:
    """Sales of every kind, always the same ones: any case of the table, any product and track."""
    chance = random.Random(seed)
    inputs = book[DISCOUNT].table(DAYS[0]).inputs
    return [
        DiscountFacts(
            **{name: chance.choice(values) for name, values in inputs.items()},
            own_services=chance.random() < 0.2,
            track=chance.choice(("open", "select")),
            product=chance.choice(PRODUCTS),
            through_distributor=chance.random() < 0.5,
        )
        for _ in range(count)
    ]


def decided(count: int, seed: int) -> dict[str, Any]:
    """Decide so many in this process: when it began and ended on the machine's clock, and the CPU time it took."""
    book = Book(PROGRAM)
    sales = facts(book, count, seed)
    for day in DAYS:
        discount(sales[0], book, on=day)  # the first question to a wording lays its table out
    begun, cpu = time.monotonic(), time.process_time()
    reasons = sum(len(discount(sale, book, on=DAYS[at % 3]).because) for at, sale in enumerate(sales))
    cpu = time.process_time() - cpu
    return {"begun": begun, "ended": time.monotonic(), "cpu": cpu, "reasons": reasons}


def main(count: int = 200_000) -> dict[str, Any]:
    """The figures, with a table on the screen; `count` decisions in each process."""
    with ProcessPoolExecutor(PROCESSES) as pool:
        runs: Sequence[dict[str, Any]] = list(pool.map(decided, [count] * PROCESSES, range(PROCESSES)))
    made = count * PROCESSES
    elapsed = max(run["ended"] for run in runs) - min(run["begun"] for run in runs)
    rate = sum(count / run["cpu"] for run in runs)
    found = {
        "name": "discounts", "aim_a_second": AIM, "least_a_second": LEAST, "processes": PROCESSES, "decisions": made,
        "a_second": round(rate), "a_second_by_the_clock": round(made / elapsed),
        "microseconds": round(sum(run["cpu"] for run in runs) / made * 1e6, 2),
        "reasons_each": round(sum(run["reasons"] for run in runs) / made, 2), "met": rate >= AIM,
    }  # fmt: skip
    print(f"  {made:,} decisions with {found['reasons_each']} reasons each, in {PROCESSES} processes")
    print(
        f"  {found['a_second']:,} a second by CPU time, {found['microseconds']} us each (aim {AIM:,}, at least {LEAST:,}); "
        f"{found['a_second_by_the_clock']:,} by the clock of this machine: {'reached' if found['met'] else 'MISSED'}"
    )
    return found


if __name__ == "__main__":
    main()
