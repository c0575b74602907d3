"""Kept decisions in words for pages: outcomes, facts, and what became of the rules that they rest on. No queries."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from towpath.domain.rulebook.decisions import Explained, Ground
from towpath.kernel.identity.models import Person
from towpath.program.book import Book
from towpath.program.counterfactual import Change
from towpath.program.questions import QUESTIONS
from towpath.web.shell.addresses import address
from towpath.web.shell.formats import date_words, days_in_words, number
from towpath.web.shell.formats import translated as _
from towpath.web.shell.standing import LABELS as STATES
from towpath.web.shell.wordings import label, words

MEANINGS = {True: "good", False: "stop"}


@dataclass(frozen=True)
class Outcome:
    """An outcome in words: one line, and its parts where it has several."""

    line: str
    meaning: str
    parts: tuple[tuple[str, str], ...] = ()


def outcome(value: Any) -> Outcome:
    """A plain outcome as a page tells it."""
    meaning = MEANINGS.get(value, "neutral") if isinstance(value, bool) else "neutral"
    if isinstance(value, Mapping):
        if (
            value.get("label") and value.get("total") is not None
        ):  # a discount is told by what is given, not by its basis
            line = _("%(label)s: %(percent)s percent") % {
                "label": value["label"],
                "percent": value_words(value["total"]),
            }
            return Outcome(line[:1].upper() + line[1:], meaning, _parts(value))
        told = _parts(value)
        return Outcome(": ".join(told[0]) if told else _("no change"), meaning, told)
    if isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        parts = tuple((str(at), _entry(each)) for at, each in enumerate(value, 1))
        return Outcome(_(", then ").join(_short(each) for each in value), meaning, parts)
    return Outcome(value_words(value) or _("nothing"), meaning)


def _parts(value: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Each part of an outcome that says something, with its name."""
    parts = ((label(str(key)), value_words(each, str(key))) for key, each in value.items())
    return tuple((name, said) for name, said in parts if said)


def value_words(value: Any, key: str = "") -> str:
    """A plain value of a fact or an outcome: days and amounts are kept as texts and told as what they are."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, list):
        return (
            " · ".join(_entry(each) for each in value)
            if _nested(value)
            else ", ".join(value_words(each, key) for each in value)
        )
    if isinstance(value, Mapping):
        return _entry(value)
    if key == "state" and value in STATES:
        return str(STATES[value])
    if isinstance(value, str):
        try:
            return date_words(date.fromisoformat(value))
        except ValueError:
            return _amount(value) or words(value, key)
    return words(value, key)


def _amount(text: str) -> str:
    """A decimal that was kept as a text; "" for what is none."""
    if not text[:1].isdigit() and not text.startswith("-"):
        return ""
    try:
        found = Decimal(text)
        cents = found.quantize(Decimal("0.01"))
        return number(cents if found == cents and len(text.partition(".")[2]) > 2 else found)
    except InvalidOperation:
        return ""


def _nested(value: list[Any]) -> bool:
    return any(isinstance(each, Mapping | list) for each in value)


def _entry(value: Any) -> str:
    if isinstance(value, Mapping) and isinstance(value.get("label"), str) and value["label"]:
        more = words(value["met"], "met") if "met" in value else " ".join(map(str, value.get("why") or ()))
        return f"{value['label']}: {more}" if more else value["label"]
    if isinstance(value, Mapping):
        told = [(key, value_words(each, str(key))) for key, each in value.items()]
        return "; ".join(f"{label(str(key))}: {said}" for key, said in told if said)
    return value_words(value)


def _short(value: Any) -> str:
    """An element of a list by the first text in it."""
    if isinstance(value, Mapping):
        return next((words(each, key) for key, each in value.items() if isinstance(each, str) and each), "")
    return value_words(value)


def facts(question: str, given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What a decision was judged on, as `ui.facts` draws one group; in the order in which the question asks for it."""
    kind = QUESTIONS[question].facts if question in QUESTIONS else None
    order = [each.name for each in fields(kind)] if kind is not None else []
    names = [*(name for name in order if name in given), *(name for name in given if name not in order)]
    return [{"label": label(name), "value": value_words(given[name], name)} for name in names]


def grounds(found: Explained, book: Book, reader: Person) -> list[dict[str, Any]]:
    """Each reason with the rule it rests on, where the reader has a page of it, and what became of its wording."""
    return [_ground(each, book, reader, rules=found.rules) for each in found.grounds]


def _ground(ground: Ground, book: Book, reader: Person, *, rules: bool) -> dict[str, Any]:
    reason = ground.reason
    page = next((each for each in book if each.name == reason.rule), None)
    inside = reader.is_internal
    name = reason.rule if inside else book.public_name(reason.rule)
    door = "workspace:rule" if inside else "portal:rule"
    opens = page is not None and (inside or (reader.is_partner and page.audience == "partner"))
    return {
        "sentence": days_in_words(reason.says),
        "mend": days_in_words(reason.mend),
        "rules": ", ".join(reason.catalogue_ids),
        "title": page.title if page else name,
        "url": address(door, name) if opens else "",
        "since": reason.in_force_since,
        "source": reason.source,
        "invented": bool(page and page.invented),
        "standing": _standing(ground) if rules else "",
        "changed": rules and ground.wording.standing in ("changed", "rewritten", "gone"),
    }


def _standing(ground: Ground) -> str:
    """What became of the wording, in one sentence."""
    wording = ground.wording
    if wording.standing == "changed" and wording.since is not None:
        day = date_words(wording.since)
        return _("Another wording holds since %(day)s.") % {"day": day}
    return {
        "same": _("This wording still holds."),
        "rewritten": _("The rule book tells another text for that day now."),
        "gone": _("The rule book has no such page any more."),
    }.get(wording.standing, _("The wording of the same day still holds."))


def changes(found: tuple[Change, ...], limit: int = 8) -> list[str]:
    """What would have had to differ, a sentence each, the smallest change first."""
    return [each.says for each in found[:limit]]


def why_none(found: Explained) -> str:
    """Why no single fact would have changed it; "" where one would."""
    return {
        "several": _("No single fact would have changed it: more than one of them would have to differ."),
        "near": _(
            "No single fact would have changed it: every case that is one fact away is answered alike by the rules of that day."
        ),
        "looked_up": _("Nothing is weighed here: the rule book is only looked up."),
        "unasked": _("The question cannot be asked any more, so nobody can say what would have changed it."),
        "closed": _("It was judged on what is not told here, and so is what would have changed it."),
    }.get(found.why_none, "")


def replays(found: Explained, *, inside: bool) -> list[dict[str, str]]:
    """Both replays in words, each with its meaning; none where it was asked just now."""
    if found.then is None or found.now is None:
        return []
    asked_then = {
        "same": (_("Asked again of the very rules that decided, the answer is the same."), "good"),
        "other": (
            _("Asked again of the very rules that decided, the answer is another: tell the programs team."),
            "stop",
        ),
        "unasked": (found.then.why, "attention"),
    }
    asked_now = {
        "same": (_("Under today's rule book the answer for that day would be the same."), "good"),
        "other": (_("Under today's rule book the answer for that day would be another: %(outcome)s."), "attention"),
        "unasked": (_("Today's rule book cannot be asked this any more. %(why)s"), "attention"),
    }
    told = [asked_then[found.then.verdict]] if inside or found.then.verdict == "same" else []
    says, meaning = asked_now[found.now.verdict]
    told.append((says % {"outcome": outcome(found.now.outcome).line, "why": found.now.why}, meaning))
    return [{"says": says, "meaning": meaning} for says, meaning in told if says]
