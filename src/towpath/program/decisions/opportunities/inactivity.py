"""When an opportunity that does not move is warned of, and when it closes by itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from towpath.basics.days import day_in_words
from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged
from towpath.program.locate import Place
from towpath.program.spec import Misfit

INACTIVITY = "opportunities.inactivity"


@dataclass(frozen=True)
class InactivityFacts:
    """Where an open opportunity stands, and the days of its last activity and of the warning after it, if there was one."""

    type: Literal["new_business", "add_on", "renewal"]
    stage: str
    segment: str
    last_activity_on: date
    warned_on: date | None = None


@dataclass(frozen=True)
class Inactivity:
    """What is due on the day; the two days are None where the rule leaves the opportunity alone."""

    step: Literal["leave", "wait", "warn", "close"]
    warn_on: date | None
    close_on: date | None
    reason: str  # with which it closes


def inactivity(facts: InactivityFacts, book: Book, *, on: date) -> Decision[Inactivity]:
    """Whether the opportunity is left alone, waits, is to be warned of, or closes. A late warning moves the end."""
    page = book[INACTIVITY]
    _, wording = page.in_force(on)
    limit = next((each for each in wording["limit"] if facts.segment in each["segments"]), None)
    if limit is None or facts.type not in wording["types"] or facts.stage not in wording["stages"]:
        says = "Only new business at its first stages closes by itself."
        return judged(INACTIVITY, Inactivity("leave", None, None, ""), [page.reason(on, says)], facts, book, on)
    warn_after, close_after = limit["warn_after_days"], limit["close_after_days"]
    warn_on = facts.last_activity_on + timedelta(days=warn_after)
    warned = facts.warned_on or max(warn_on, on)
    close_on = max(
        facts.last_activity_on + timedelta(days=close_after), warned + timedelta(days=close_after - warn_after)
    )
    step: Literal["wait", "warn", "close"] = "wait"
    if facts.warned_on is None:
        step = "warn" if on >= warn_on else "wait"
    elif on >= close_on:
        step = "close"
    says = (
        f"No activity since {day_in_words(facts.last_activity_on)}: in segment {facts.segment} it is warned of after "
        f"{warn_after} days and closes on {day_in_words(close_on)}."
    )
    mend = "Move it to its next stage, or note the next step."
    found = Inactivity(step, warn_on, close_on, wording["reason"])
    return judged(INACTIVITY, found, [page.reason(on, says, mend=mend)], facts, book, on)


def watched(book: Book, on: date) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """Types and stages that close by themselves, and the fewest days without activity after which any is warned of."""
    _, wording = book[INACTIVITY].in_force(on)
    fewest = min(each["warn_after_days"] for each in wording["limit"])
    return tuple(wording["types"]), tuple(wording["stages"]), fewest


def inactivity_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """A warning comes before the end, and no segment has two limits."""
    seen: set[str] = set()
    for index, limit in enumerate(wording["limit"]):
        here = (*place, "limit", index)
        if limit["warn_after_days"] >= limit["close_after_days"]:
            yield Misfit(here, "The warning does not come before the end.", "Warn after fewer days than it closes.")
        for segment in limit["segments"]:
            if segment in seen:
                yield Misfit(here, f'The segment "{segment}" has two limits.', "Keep one of them.")
            seen.add(segment)
