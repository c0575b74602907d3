"""What may be published: no day that has come is judged anew, every new wording is shown by an example."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from towpath.domain.rulebook.checking import Finding
from towpath.domain.rulebook.writing import values
from towpath.program.locate import Place, line_of

type Wordings = dict[date, Mapping[str, Any]]


@dataclass(frozen=True)
class Change:
    """What one page of a draft changes against the page in force."""

    page: str
    new: tuple[date, ...]  # days from which another wording would hold than does now
    gone: tuple[date, ...]  # wordings to come that would come no more
    head: tuple[str, ...]  # what else is corrected: "title", "note", "example"
    added: bool = False  # there was no such page


def change_of(name: str, text: str, base: str) -> Change:
    """The change of a page that is written well; ValueError where it is not."""
    before, after = written(base), written(text)
    was, will = _wordings(before), _wordings(after)
    return Change(
        name,
        new=tuple(sorted(day for day, wording in will.items() if not _same(was.get(day), wording))),
        gone=tuple(sorted(was.keys() - will.keys())),
        head=tuple(key for key in {**before, **after} if key != "since" and not _same(before.get(key), after.get(key))),
        added=not base,
    )


def forbidden(name: str, text: str, base: str, today: date) -> Iterator[Finding]:
    """Why a page that is sound by itself may not be published on a day: each with place and remedy."""
    change = change_of(name, text, base)
    tomorrow, was = today + timedelta(days=1), _wordings(written(base))
    for day in change.new:
        if day > today:
            continue
        place: Place = ("since", day.isoformat())
        if day in was:
            what = f"The wording of {day} is in force or was: it stays word for word."
            yield _finding(
                name, text, place, what, f"Put it back, and write a new wording from {tomorrow} at the earliest."
            )
        else:
            what = f"A new wording cannot begin on {day}: days that have come are judged already."
            yield _finding(name, text, place, what, f"Let it begin on {tomorrow} or later.")
    for day in change.gone:
        if day <= today:
            what = f"The wording of {day} is missing: what was judged by it must still find it."
            yield _finding(name, text, ("since",), what, "Put it back as it was.")
    yield from _without_example(name, text, [day for day in change.new if day > today])


def begins_on(changes: list[Change]) -> date | None:
    """The first day on which anything is judged otherwise; None where only words beside the rules are corrected."""
    return min((day for each in changes for day in (*each.new, *each.gone)), default=None)


def _without_example(name: str, text: str, days: list[date]) -> Iterator[Finding]:
    page = written(text)
    begin = sorted(_wordings(page))
    for day in days:
        until = next((each for each in begin if each > day), date.max)
        if not any(day <= example["on"] < until for example in page["example"]):
            what = f"No example shows the wording of {day}."
            remedy = f"Add one whose day is {day} or later{f', before {until}' if until != date.max else ''}."
            yield _finding(name, text, ("since", day.isoformat()), what, remedy)


def _finding(name: str, text: str, place: Place, what: str, remedy: str) -> Finding:
    return Finding(name, what, remedy, place, line_of(text, place))


def written(text: str) -> dict[str, Any]:
    """What a page says; a page that is not there has no wordings and no examples. ValueError where it cannot be read."""
    return values(text) if text else {"since": {}, "example": []}


def _wordings(page: Mapping[str, Any]) -> Wordings:
    return {date.fromisoformat(day): wording for day, wording in page["since"].items()}


def _same(one: Any, other: Any) -> bool:
    """Equal word for word: 1 is not true and not 1.0, and keys in another order are the same."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(_same(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(_same, one, other))
    return bool(one == other)
