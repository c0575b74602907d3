"""The pages behind compliance: which tracks and designations there are, what counts as evidence, what each asks (ONB-10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from towpath.program.book import Book, NoWordingInForce
from towpath.program.kept import kept
from towpath.program.problem import did_you_mean

TRACKS, DESIGNATIONS, EVIDENCE = "partners.tracks", "partners.designations", "compliance.evidence"
# Designations that have a page of requirements; every track of the program has one.
DESIGNATION_KEYS = ("psp", "ctp", "msp", "alliance", "gsi", "oem", "distributor")


@dataclass(frozen=True)
class Subject:
    """A track or a designation that a partner can be in or hold."""

    key: str  # "select", "psp"
    label: str
    meaning: str
    by_invitation: bool = False


@dataclass(frozen=True)
class EvidenceKind:
    """Something that people record about a partner, since no room of the product computes it."""

    key: str
    label: str
    unit: str  # "yes": it is so or it is not; "count": a number of things; "usd": US dollars
    help: str = ""


@kept
def tracks(book: Book, on: date) -> tuple[Subject, ...]:
    """The tracks of the program on a day."""
    return _subjects(book, TRACKS, "track", on)


def first_track(book: Book, on: date) -> str:
    """The track in which a partner begins: the first that the page names; before its first wording, the first of that."""
    return tracks(book, max(on, min(book[TRACKS].since)))[0].key


def track_label(key: str, book: Book, on: date) -> str:
    """What the program calls a track; the key itself where it knows none such, and nothing for none."""
    known = tracks(book, max(on, min(book[TRACKS].since)))
    return next((each.label for each in known if each.key == key), key)


@kept
def designations(book: Book, on: date) -> tuple[Subject, ...]:
    """The designations of the program on a day."""
    return _subjects(book, DESIGNATIONS, "designation", on)


@kept
def subjects(book: Book) -> tuple[str, ...]:
    """Every track that the program ever had, and every designation that has a page of requirements."""
    named = [each["key"] for wording in book[TRACKS].since.values() for each in wording["track"]]
    return (*dict.fromkeys(named), *(key for key in DESIGNATION_KEYS if page_name(key) in book))


def subject(key: str, book: Book, on: date) -> Subject:
    """A track or a designation by its key; LookupError when the program has none such on that day."""
    found = {each.key: each for each in (*tracks(book, on), *designations(book, on))}
    if key not in found:
        raise LookupError(f'The program has no track or designation "{key}" on {on}. {did_you_mean(key, found)}')
    return found[key]


@kept
def evidence_kinds(book: Book, on: date) -> tuple[EvidenceKind, ...]:
    """What can be recorded as evidence."""
    _, wording = book[EVIDENCE].in_force(on)
    return tuple(
        EvidenceKind(each["key"], each["label"], each["unit"], each.get("help", "")) for each in wording["kind"]
    )


def evidence_kind(key: str, book: Book, on: date) -> EvidenceKind:
    """One kind of evidence; LookupError for an unknown one."""
    found = {each.key: each for each in evidence_kinds(book, on)}
    if key not in found:
        raise LookupError(f'There is no evidence "{key}". {did_you_mean(key, found)}')
    return found[key]


def page_name(key: str) -> str:
    return f"compliance.{key}"


@kept
def wording_of(key: str, book: Book, on: date) -> tuple[date | None, Mapping[str, Any] | None]:
    """The requirements of a track or designation in force on a day, with the day they began; (None, None) before any."""
    name = page_name(key)
    if name not in book:
        return None, None
    try:
        return book[name].in_force(on)
    except NoWordingInForce:
        return None, None


def _subjects(book: Book, name: str, list_name: str, on: date) -> tuple[Subject, ...]:
    _, wording = book[name].in_force(on)
    return tuple(
        Subject(each["key"], each["label"], each["meaning"], each.get("by_invitation", False))
        for each in wording[list_name]
    )
