"""What one page names and another must hold: SLAs, status labels, form fields, stages and segments. A name that leads nowhere is a problem."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from towpath.program.book import Book, Page
from towpath.program.decisions.compliance.pages import subjects, tracks
from towpath.program.decisions.quotes.discount import bases
from towpath.program.locate import Place, line_of
from towpath.program.problem import Problem, did_you_mean
from towpath.program.references_regions import strange_regions

CHAIN = "deal_registration.approval_chain"
CONFLICT = "deal_registration.conflict_warning"
DENIALS = "deal_registration.denial_reasons"
STATUS = "deal_registration.status"
FORM = "deal_registration.form"
ASSIGNMENT = "territories.assignment"
SEGMENTS = "territories.segments"
INACTIVITY, STAGES = "opportunities.inactivity", "opportunities.stages"
BADGES = "enablement.badges"
EVIDENCE = "compliance.evidence"
TRACKS, DESIGNATIONS = "partners.tracks", "partners.designations"
DISCOUNT, RATES = "quotes.discount", "pricing.rates"
AUTHORIZATION, STATUSES = "partners.authorization", "partners.statuses"


def dangling(book: Book) -> Iterator[Problem]:
    """Every name that leads nowhere on some day on which its wording is in force."""
    for day, wording in book[CHAIN].since.items():
        place: Place = ("since", day.isoformat())
        yield from _steps(book, day, wording["step"], (*place, "step"))
        for index, exception in enumerate(wording.get("exception", ())):
            yield from _steps(book, day, exception["step"], (*place, "exception", index, "step"))
    for day, wording in book[CONFLICT].since.items():
        place = ("since", day.isoformat())
        labels = _in_force(book[STATUS], day).get("label", {})
        yield from _unknown(book[CONFLICT], (*place, "states"), wording["states"], labels, "state of the status page")
        asked = [each["name"] for each in _in_force(book[FORM], day).get("field", ())]
        yield from _unknown(book[CONFLICT], (*place, "fields"), wording["fields"], asked, "field of the form")
    for day, wording in book[ASSIGNMENT].since.items():
        sizes = [each["name"] for each in _in_force(book[SEGMENTS], day).get("segment", ())]
        for index, exception in enumerate(wording.get("exception", ())):
            place = ("since", day.isoformat(), "exception", index, "segments")
            yield from _unknown(book[ASSIGNMENT], place, exception.get("segments", ()), sizes, "segment")
    yield from _denials(book)
    yield from _idle(book)
    if DISCOUNT in book and RATES in book:
        yield from _bases_without_a_rate(book)
    yield from _taken_names(book)
    yield from _tracks(book)
    yield from _active(book)
    yield from strange_regions(book)
    for page in book:
        if page.name.startswith(("compliance.", "eligibility.")) and page.name != EVIDENCE:
            yield from _asked_of_partners(book, page)


def _denials(book: Book) -> Iterator[Problem]:
    """The pages to which a letter of denial leads: there must be such a page, and partners must be able to read it."""
    page, known = book[DENIALS], [each.name for each in book if each.audience == "partner"]
    for day, wording in page.since.items():
        for index, reason in enumerate(wording["reason"]):
            place: Place = ("since", day.isoformat(), "reason", index, "rests_on")
            named = [reason["rests_on"]] if "rests_on" in reason else []
            yield from _unknown(page, place, named, known, "page that partners read")


def _idle(book: Book) -> Iterator[Problem]:
    """Stages and segments of the inactivity page; every segment of a day has its limit."""
    page = book[INACTIVITY]
    for day, wording in page.since.items():
        place: Place = ("since", day.isoformat())
        known = [each["name"] for each in _in_force(book[STAGES], day).get("stage", ())]
        yield from _unknown(page, (*place, "stages"), wording["stages"], known, "stage")
        sizes = _in_force(book[SEGMENTS], day)
        segments = [*(each["name"] for each in sizes.get("segment", ())), *filter(None, [sizes.get("public_sector")])]
        limited = [segment for limit in wording["limit"] for segment in limit["segments"]]
        yield from _unknown(page, (*place, "limit"), limited, segments, "segment")
        for segment in segments:
            if segment not in limited:
                line = line_of(page.text, (*place, "limit"))
                yield Problem(
                    page.path, line, f'The segment "{segment}" has no limit.', "Name it in one of the limits."
                )


def _bases_without_a_rate(book: Book) -> Iterator[Problem]:
    """Discounts of a wording for which the rates have no figure on some day on which both are in force."""
    for day, until, _ in book[DISCOUNT].periods():
        rated = [
            since
            for since, end, _ in book[RATES].periods()
            if (until is None or since < until) and not (end and end <= day)
        ]
        known = [set(book[RATES].since[since]["inputs"]["basis"]) for since in rated]
        for each, row in bases(book, day).items():
            place: Place = ("since", day.isoformat(), "row", row, "basis")
            yield from _unknown(
                book[DISCOUNT], place, [each], set.intersection(*known) if known else (), "basis of the rates"
            )


def _tracks(book: Book) -> Iterator[Problem]:
    """Tracks that pages name and the program has not, requirements of none, and tables that leave one out."""
    for page in book:
        if page.name in (TRACKS, DESIGNATIONS):
            continue
        for day, wording in page.since.items():
            known = [each.key for each in tracks(book, max(day, min(book[TRACKS].since)))]
            for place, named in _named_tracks(wording, ("since", day.isoformat())):
                yield from _unknown(page, place, named, known, "track of the program")
            inputs = wording.get("inputs", {})
            for key in known if "track" in inputs else ():
                if key not in inputs["track"]:
                    line = line_of(page.text, ("since", day.isoformat(), "inputs", "track"))
                    yield Problem(page.path, line, f'The table leaves out the track "{key}".', "Add it to track.")
    for page in book:
        subject = page.name.removeprefix("compliance.")
        if page.name.startswith("compliance.") and page.name != EVIDENCE and subject not in subjects(book):
            known = [each["key"] for wording in book[TRACKS].since.values() for each in wording["track"]]
            yield Problem(page.path, 0, f'"{subject}" is no track of the program.', did_you_mean(subject, known))


def _named_tracks(value: Any, place: Place) -> Iterator[tuple[Place, list[str]]]:
    """Where a wording names tracks, and which."""
    if isinstance(value, dict):
        for key, each in value.items():
            named = [each] if isinstance(each, str) else each
            if key in ("track", "tracks", "by_itself") and all(isinstance(one, str) for one in named):
                yield (*place, key), list(named)
            else:
                yield from _named_tracks(each, (*place, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from _named_tracks(each, (*place, index))


def _taken_names(book: Book) -> Iterator[Problem]:
    """A page's name for partners leads to that page alone."""
    names = [page.name for page in book]
    seen: set[str] = set()
    for page in book:
        public = page.known_outside_as
        if public and (public in names or public in seen):
            line = line_of(page.text, ("known_outside_as",))
            yield Problem(page.path, line, f'Another page is called "{public}".', "Write a name that no page bears.")
        seen.add(public)


def _active(book: Book) -> Iterator[Problem]:
    """Kinds of partner that enter as Active must be such for which that status counts."""
    for day, wording in book[AUTHORIZATION].since.items():
        active = [each for each in _in_force(book[STATUSES], day).get("status", ()) if each["status"] == "active"]
        counting = [kind for each in active for kind in each.get("kinds", wording["active_for"])]
        place: Place = ("since", day.isoformat(), "active_for")
        what = "kind of partner for which the status active counts (partners.statuses)"
        yield from _unknown(book[AUTHORIZATION], place, wording["active_for"], counting, what)


def _asked_of_partners(book: Book, page: Page) -> Iterator[Problem]:
    """Badges and evidence that the requirements of a track, a designation or an eligibility name."""
    for day, wording in page.since.items():
        badges = [each["code"] for each in _in_force(book[BADGES], day).get("badge", ())]
        kinds = [each["key"] for each in _in_force(book[EVIDENCE], day).get("kind", ())]
        place: Place = ("since", day.isoformat())
        yield from _unknown(book[page.name], place, wording.get("people", ()), badges, "badge")
        yield from _unknown(book[page.name], place, wording.get("temporary", {}).get("people", ()), badges, "badge")
        for index, each in enumerate(wording.get("requirement", ())):
            here: Place = (*place, "requirement", index)
            for one in each["any"]:
                yield from _unknown(page, here, one.get("people", ()), badges, "badge")
                yield from _unknown(page, here, [one["evidence"]] if "evidence" in one else (), kinds, "evidence")


def _steps(book: Book, day: date, steps: Iterable[dict[str, Any]], place: Place) -> Iterator[Problem]:
    page, named = book[CHAIN], list(steps)
    labels = _in_force(book[STATUS], day).get("waiting_for", {})
    yield from _unknown(page, place, [step["role"] for step in named], labels, "role of the status page's waiting_for")
    slas = [each.name.removeprefix("sla.") for each in book if each.name.startswith("sla.") and min(each.since) <= day]
    wanted = [step["sla"] for step in named if "sla" in step]
    yield from _unknown(page, place, wanted, [each for each in slas if each != "calendars"], "SLA page")


def _in_force(page: Page, day: date) -> Any:
    """The wording in force, or an empty one where the page begins later."""
    return page.in_force(day)[1] if min(page.since) <= day else {}


def _unknown(page: Page, place: Place, named: Iterable[str], known: Iterable[str], kind: str) -> Iterator[Problem]:
    known = list(known)
    text = page.text
    for each in named:
        if each not in known:
            yield Problem(page.path, line_of(text, place), f'"{each}" is no {kind}.', did_you_mean(each, known))
