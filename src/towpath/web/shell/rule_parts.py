"""The parts of a page of the rule book: its wordings, two days beside each other, its examples, where it is enforced."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from towpath.domain.rulebook import decisions as decided
from towpath.domain.rulebook.enforced import places
from towpath.kernel.identity.models import Person
from towpath.program.book import Book, NoWordingInForce, Page, stripped
from towpath.program.check import example_verdicts
from towpath.web.shell.addresses import address
from towpath.web.shell.decision_words import outcome
from towpath.web.shell.formats import days_in_words
from towpath.web.shell.formats import translated as _
from towpath.web.shell.wordings import Block, blocks, pairs

ROOMS = {
    "deals": "Deal registration", "accounts": "Accounts and opportunities", "partners": "Partners", "distribution": "Distribution and billing",
    "enablement": "Training, compliance and licences", "quotes": "Quotes", "pricing": "Prices", "pursuits": "Renewals, tenders and co-sell",
    "library": "Library", "": "By itself",
}  # fmt: skip


@dataclass(frozen=True)
class Wording:
    """One dated wording of a page, ready to be shown. `last` is the last day on which it holds."""

    since: date
    last: date | None
    standing: str  # "now", "past" or "coming"
    blocks: list[Block]
    invented: bool


@dataclass(frozen=True)
class Compared:
    """Two wordings beside each other, each as of a day; `errors` name what was asked wrongly, field by field."""

    days: tuple[str, str]
    sides: tuple[Wording, ...] = ()
    same: bool = False
    errors: dict[str, str] = field(default_factory=dict)


def wordings(page: Page, today: date, without: Collection[str] = ()) -> list[Wording]:
    """Every wording, newest first, with what it changed against the one before it; keys of `without` left out."""
    made: list[Wording] = []
    before: Any = None
    for start, end, whole in page.periods():
        made.append(_wording(page, start, end, whole, before, today, without))
        before = stripped(whole, without)
    return made[::-1]


def as_it_stands(page: Page, today: date, without: Collection[str] = ()) -> list[Wording]:
    """The wording of a day and those to come, oldest first, unmarked: what went before is not beside them."""
    periods = [each for each in page.periods() if each[1] is None or each[1] > today]
    return [_wording(page, start, end, whole, None, today, without) for start, end, whole in periods]


def compared(page: Page, one: str, other: str, today: date, without: Collection[str] = ()) -> Compared | None:
    """The wordings of two days beside each other, the later one marked with what differs; None where none is asked for."""
    if not one and not other:
        return None
    errors: dict[str, str] = {}
    found = [_in_force(page, text, name, errors) for name, text in (("one", one), ("other", other))]
    if errors or None in found:
        return Compared((one, other), errors=errors)
    days = sorted({each for each in found if each is not None})
    ends = {start: end for start, end, _wording in page.periods()}
    sides, before = [], None
    for start in days:
        sides.append(_wording(page, start, ends[start], page.since[start], before, today, without))
        before = stripped(page.since[start], without)
    return Compared((one, other), tuple(sides), same=len(days) == 1)


def _in_force(page: Page, text: str, name: str, errors: dict[str, str]) -> date | None:
    """The first day of the wording that held on a day as typed."""
    try:
        return page.in_force(date.fromisoformat(text))[0]
    except NoWordingInForce:
        first = min(page.since).isoformat()
        errors[name] = _("The page begins on %(first)s. Choose that day or a later one.") % {
            "first": days_in_words(first)
        }
    except ValueError:
        errors[name] = _("Choose a day, such as %(day)s.") % {"day": min(page.since).isoformat()}
    return None


def _wording(
    page: Page, start: date, end: date | None, whole: Any, before: Any, today: date, without: Collection[str]
) -> Wording:
    standing = "coming" if start > today else "past" if end is not None and end <= today else "now"
    invented = any(place.split(".")[0] == start.isoformat() for place in page.invented)
    last = end - timedelta(days=1) if end else None
    return Wording(start, last, standing, blocks(stripped(whole, without), before), invented)


def examples(page: Page, book: Book, without: Collection[str] = ()) -> list[dict[str, Any]]:
    """The examples, each with how the page's answer differs from it: "" where it holds."""
    return [
        {
            "case": example["case"],
            "on": example["on"],
            "given": pairs(stripped(example["given"], without)),
            "expect": pairs(stripped(example["expect"], without)),
            "cites": example.get("cites", []),
            "differs": differs,
        }
        for example, differs in zip(page.examples, example_verdicts(book, page.name), strict=True)
    ]


def enforced(page: Page) -> list[dict[str, Any]]:
    """The acts that ask the page, by room: each with its name and what it does in a sentence."""
    rooms: dict[str, list[dict[str, str]]] = {}
    for place in places(page.name):
        rooms.setdefault(_(ROOMS.get(place.room, place.room.capitalize())), []).append(
            {"act": place.act.capitalize() if place.room else "", "says": place.says}
        )
    return [{"room": room, "acts": acts} for room, acts in rooms.items()]


def lately(actor: Person, book: Book, page: Page) -> list[dict[str, Any]]:
    """The decisions that rested on the page lately, for the vendor's people: each leads to its own page."""
    return [
        {
            "at": told.kept.at,
            "reference": told.reference,
            "url": address("workspace:decision", *told.address.split("/")),
            "outcome": outcome(told.kept.record["outcome"]).line,
            "says": _said(told, page),
        }
        for told in decided.lately(actor, book, page.name)
    ]


def _said(told: decided.Told, page: Page) -> str:
    """The first sentence of the decision that rests on this very page, else its first."""
    because = told.kept.record["because"]
    own = [reason["says"] for reason in because if reason["rule"] == page.name]
    return days_in_words((own or [reason["says"] for reason in because] or [""])[0])
