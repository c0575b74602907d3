"""Another book beside this one: which pages differ, and what kept decisions would have been under it. Pure functions."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Literal

from towpath.basics.days import day_in_words
from towpath.program.book import Book, Page
from towpath.program.replay import Unasked, outcome_under

type Kind = Literal["same", "gain", "loss", "other", "unasked"]
KINDS: tuple[Kind, ...] = ("same", "gain", "loss", "other", "unasked")


@dataclass(frozen=True)
class ChangedPage:
    """A page that the two books don't share word for word. `wordings` are the days whose wording is new or another."""

    name: str
    title: str
    what: Literal["changed", "new", "gone", "words only"]  # "words only": title, note or examples
    wordings: tuple[date, ...]
    before: Mapping[date, Mapping[str, Any]]
    after: Mapping[date, Mapping[str, Any]]


@dataclass(frozen=True)
class PastDecision:
    """A decision of the past as the event log gives it; facts and outcome as JSON texts, so that like ones are asked once."""

    question: str
    facts: str
    on: str
    outcome: str
    book: str = ""


@dataclass(frozen=True)
class Verdict:
    """What became of one decision, seen from the partner: the outcome in plain values under either book.

    says  what differs, in words; for "unasked" why it could not be asked
    """

    kind: Kind
    before: Any
    after: Any
    says: str = ""


def overlaid(base: Book, texts: Mapping[str, str]) -> Book:
    """The base with some pages written otherwise: name -> text. BadBook where one of them is malformed."""
    return Book.of({**base.texts, **texts}, base.folder)


def changed_pages(base: Book, other: Book) -> tuple[ChangedPage, ...]:
    """Every page that differs, in order of name."""
    before, after = {page.name: page for page in base}, {page.name: page for page in other}
    return tuple(
        _changed(before.get(name), after.get(name))
        for name in sorted(before.keys() | after.keys())
        if name not in before or name not in after or before[name].text != after[name].text
    )


def _changed(one: Page | None, two: Page | None) -> ChangedPage:
    page = two or one
    if page is None:
        raise ValueError("A page that neither book has cannot have changed.")
    before, after = one.since if one else {}, two.since if two else {}
    days = tuple(sorted(day for day in {**before, **after} if before.get(day) != after.get(day)))
    what: Any = "new" if one is None else "gone" if two is None else "changed" if days else "words only"
    return ChangedPage(page.name, page.title, what, days, before, after)


def as_if(base: Book, other: Book, start: date) -> Book:
    """The other book as if its newest change had held from a day: what was changed is brought forward to `start`.

    Of a page whose wordings differ, the latest of them holds from `start` on; all else keeps its own days. What stood
    before `start` is left alone.
    """
    moved = []
    for changed in changed_pages(base, other):
        days = [day for day in changed.wordings if day in changed.after]
        if days and changed.name in other:
            since = {day: wording for day, wording in changed.after.items() if day < start}
            since[start] = changed.after[days[-1]]
            moved.append(replace(other[changed.name], since=since))
    return other.with_pages(moved, mark=f"as if since {start}")


class BothBooks:
    """Kept decisions put to two books. Like decisions are asked once: the answers are kept for the life of the replay.

    base   the book beside which the other is set; a decision that it made itself is not asked again
    other  the book that is tried
    """

    def __init__(self, base: Book, other: Book):
        self.base, self.other = base, other
        self._had: dict[tuple[str, str, str, str], Verdict] = {}

    def put(self, kept: PastDecision) -> Verdict:
        """Both answers and what lies between them."""
        made_by_base = kept.book == self.base.fingerprint
        key = (kept.question, kept.facts, kept.on, kept.outcome if made_by_base else "")
        had = self._had.get(key)
        if had is None:
            had = self._had[key] = self._judged(kept, made_by_base)
        return had

    def _judged(self, kept: PastDecision, made_by_base: bool) -> Verdict:
        facts, on = json.loads(kept.facts), date.fromisoformat(kept.on)
        try:
            before = json.loads(kept.outcome) if made_by_base else outcome_under(kept.question, facts, self.base, on)
            after = outcome_under(kept.question, facts, self.other, on)
        except Unasked as error:
            return Verdict("unasked", None, None, str(error))
        return verdict(kept.question, before, after)

    @property
    def asked(self) -> int:
        """How many different decisions there were."""
        return len(self._had)


def verdict(question: str, before: Any, after: Any) -> Verdict:
    """Who gains by another outcome: the partner ("gain"), nobody ("same"), or it cannot be said ("other")."""
    one, two = _essence(question, before), _essence(question, after)
    if one == two:
        return Verdict("same", before, after)
    way = _way(question)(before, after)
    kind: Kind = "gain" if way > 0 else "loss" if way < 0 else "other"
    return Verdict(kind, before, after, "; ".join(differences(one, two)))


def _essence(question: str, outcome: Any) -> Any:
    """What of an outcome counts as another answer: of a standing its state and what is missing, not every count."""
    if not question.startswith("compliance."):
        return outcome
    missing = [each["label"] for each in outcome["requirements"] if not each["met"]]
    return {"state": outcome["state"], "missing": missing, "grace_until": outcome["grace_until"]}


def differences(before: Any, after: Any, label: str = "") -> Iterable[str]:
    """What differs between two outcomes, one entry a place: "Expires on: 30 May 2025 becomes 30 Apr 2025"."""
    if isinstance(before, dict) and isinstance(after, dict):
        for key in {**before, **after}:
            if before.get(key) != after.get(key):
                yield from differences(before.get(key), after.get(key), f"{label} {key}".strip().replace("_", " "))
        return
    named = f"{label[:1].upper()}{label[1:]}: " if label else ""
    yield f"{named}{_word(before)} becomes {_word(after)}"


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return ", ".join(_word(each) for each in value) or "none"
    if isinstance(value, dict):
        return str(value.get("label") or value.get("role") or value.get("key") or json.dumps(value))
    if _is_day(value):
        return day_in_words(date.fromisoformat(value))
    return "none" if value in (None, "") else str(value)


type Way = Callable[[Any, Any], int]


def _by_itself(before: Any, after: Any) -> int:
    """Yes is better than no; of anything else it cannot be said."""
    if isinstance(before, bool) and isinstance(after, bool):
        return int(after) - int(before)
    return 0


def _more(*path: str) -> Way:
    """More of a number, or a later day, is better."""

    def way(before: Any, after: Any) -> int:
        one, two = before, after
        for key in path:
            one, two = one[key], two[key]
        if one is None or two is None:
            return 0
        one, two = (Decimal(one), Decimal(two)) if not _is_day(one) else (one, two)
        return (two > one) - (two < one)

    return way


def _is_day(value: Any) -> bool:
    return isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value) is not None


def _fewer(before: Any, after: Any) -> int:
    """Fewer signatures are better."""
    return (len(after) < len(before)) - (len(after) > len(before))


_STATES = ("not", "grace", "temporary", "compliant")


def _standing(before: Any, after: Any) -> int:
    one, two = _STATES.index(before["state"]), _STATES.index(after["state"])
    return (two > one) - (two < one)


#: Which outcome is better for the partner, where it can be said; yes is better than no wherever nothing stands here.
BETTER: dict[str, Way] = {
    "deal_registration.protection": _more("expires_on"),
    "deal_registration.approval_chain": _fewer,
    "pricing.rates": _more("total"),
    "pricing.concession": _more("percent"),
}


def _way(question: str) -> Way:
    if question.startswith("compliance."):
        return _standing
    return BETTER.get(question, _by_itself)
