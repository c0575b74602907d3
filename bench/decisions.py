"""Decisions: how many single decisions with their reasons one process makes a second, on a table of 20 rows and 5 inputs.

In one run beside zen-engine, openfisca-core and a bare Python function, over the same cases; all must answer alike.
Rates count CPU time. The two others live in an environment of their own (requirements/bench.txt), made at the first run.
"""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

from bench.report import alone
from towpath.program.book import Book, Page
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged
from towpath.program.tables import DecisionTable

ROOT = Path(__file__).parents[1]
PLACE, LOCK = ROOT / ".towpath" / "bench", ROOT / "requirements" / "bench.txt"
BESIDE_ZEN, BESIDE_OPENFISCA, BESIDE_BARE = 5.0, 50.0, 0.10  # what is aimed at, as a multiple of each
NAME, DAY = "bench.discount", date(2026, 3, 1)
INPUTS: dict[str, list[Any]] = {
    "track": ["open", "select"],
    "sale": ["new", "add_on", "renewal"],
    "registration": ["approved", "another", "none"],
    "market": ["commercial", "public_sector"],
    "tender": [True, False],
}


@dataclass(frozen=True)
class Sale:
    """The five facts of the table."""

    track: str
    sale: str
    registration: str
    market: str
    tender: bool


def rows() -> list[dict[str, Any]]:
    """Twenty rows that answer each of the 72 cases once: two for tenders, eighteen for the rest."""
    parts = product(INPUTS["sale"], INPUTS["registration"], INPUTS["market"])
    whens = [{"sale": sale, "registration": held, "market": market, "tender": False} for sale, held, market in parts]
    whens += [{"tender": True, "track": track} for track in INPUTS["track"]]
    return [
        {"when": when, "then": f"basis_{at}", "says": f"Row {at + 1} answers.", "rules": ["DRG-27", "COS-01"]}
        for at, when in enumerate(whens)
    ]


def cases() -> list[dict[str, Any]]:
    return [dict(zip(INPUTS, values, strict=True)) for values in product(*INPUTS.values())]


def book() -> Book:
    """A book of one page that holds the table, after its proof."""
    wording = {"inputs": INPUTS, "row": rows()}
    if unfit := list(DecisionTable.of(wording).misfits()):
        raise ValueError(f"The table is not sound: {unfit[0].what}")
    page = Page(NAME, Path("discount.toml"), "Which discount", ("DRG-27",), "The benchmark", {DAY: wording}, ())
    return Book.bound([page], Path("bench"))


def decide(facts: Sale, held: Book, *, on: date) -> Decision[str]:
    """As every table of the program is asked: the row, its reason, and the record to keep."""
    page = held[NAME]
    case = {"track": facts.track, "sale": facts.sale, "registration": facts.registration,
            "market": facts.market, "tender": facts.tender}  # fmt: skip
    row = page.table(on).row_for(case)
    return judged(NAME, row["then"], [page.reason(on, row["says"], *row["rules"])], facts, held, on)


def bare(facts: Sale) -> tuple[str, str]:
    """The same table as a programmer would write it by hand, rows tried in their order: an answer and a sentence."""
    if not facts.tender:
        at = 0
        for sale in ("new", "add_on", "renewal"):
            for held in ("approved", "another", "none"):
                for market in ("commercial", "public_sector"):
                    if facts.sale == sale and facts.registration == held and facts.market == market:
                        return f"basis_{at}", f"Row {at + 1} answers."
                    at += 1
    return ("basis_18", "Row 19 answers.") if facts.track == "open" else ("basis_19", "Row 20 answers.")


def rate(work: Any, sales: list[Sale], count: int) -> float:
    """Decisions a second of CPU time, the best of three runs."""
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        for at in range(count):
            work(sales[at % len(sales)])
        best = min(best, time.process_time() - begun)
    return count / best


def rivals(table: dict[str, Any], count: int) -> dict[str, Any]:
    """What the two others make of it, in their own environment; RuntimeError says why where that cannot be."""
    python = PLACE / "bin" / "python"
    stamp = PLACE / "made-of"
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != LOCK.read_text(encoding="utf-8"):
        _run([sys.executable, "-m", "venv", "--clear", str(PLACE)])
        _run([str(python), "-m", "pip", "install", "-q", "--require-hashes", "-r", str(LOCK)])
        stamp.write_text(LOCK.read_text(encoding="utf-8"), encoding="utf-8")
    said = _run([str(python), str(Path(__file__).with_name("rivals.py")), str(count)], json.dumps(table))
    found: dict[str, Any] = json.loads(said)
    return found


def _run(command: list[str], given: str = "") -> str:
    ran = subprocess.run(command, input=given, capture_output=True, text=True, check=False)
    if ran.returncode:
        raise RuntimeError(f"{Path(command[0]).name} {command[1]} failed: {ran.stderr.strip()[-400:]}")
    return ran.stdout


def main(count: int = 20_000) -> dict[str, Any]:
    """The figures, with a table on the screen; the others make `count` decisions, openfisca-core a fortieth of them."""
    held, every = book(), cases()
    sales = [Sale(**case) for case in every]
    answers = [decide(sale, held, on=DAY).outcome for sale in sales]
    others = rivals({"inputs": INPUTS, "rows": rows(), "cases": every}, count)
    alike = all(each["answers"] == answers for each in others.values()) and answers == [bare(sale)[0] for sale in sales]
    ours = rate(lambda sale: decide(sale, held, on=DAY), sales, 5 * count)
    by_hand = rate(bare, sales, 10 * count)
    zen, openfisca = others["zen"]["a_second"], others["openfisca"]["a_second"]
    beside = {"zen": ours / zen, "openfisca": ours / openfisca, "bare": ours / by_hand}
    aims = {"zen": BESIDE_ZEN, "openfisca": BESIDE_OPENFISCA, "bare": BESIDE_BARE}
    found = {
        "name": "decisions", "rows": len(rows()), "inputs": len(INPUTS), "answers_alike": alike,
        "a_second": {"towpath": round(ours), "zen": round(zen), "openfisca": round(openfisca), "bare": round(by_hand)},
        "versions": {name: each["version"] for name, each in others.items()},
        "beside": {name: round(each, 3) for name, each in beside.items()}, "aims": aims,
        "met": alike and all(beside[name] >= aim for name, aim in aims.items()),
    }  # fmt: skip
    _show(found)
    return found | {"reached": found["met"]}


def _show(found: dict[str, Any]) -> None:
    print(
        f"  {found['rows']} rows, {found['inputs']} inputs; all answers alike: {'yes' if found['answers_alike'] else 'NO'}"
    )
    rates, beside, aims = found["a_second"], found["beside"], found["aims"]
    print(f"  {rates['towpath']:,} single decisions a second, each with its reasons, facts, day and book")
    for name, label in (("zen", "zen-engine"), ("openfisca", "openfisca-core"), ("bare", "a bare Python function")):
        verdict = "reached" if beside[name] >= aims[name] else "MISSED"
        print(f"  {rates[name]:>12,} {label:24} {beside[name]:>8} times as fast (aim {aims[name]}) {verdict}")


if __name__ == "__main__":
    alone(main, __doc__, count=20_000)
