"""Does a partner meet what its track or designation asks on a day? Every missing requirement, and what would mend it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from towpath.basics.days import day_in_words
from towpath.program.book import Book, Page
from towpath.program.decision import Decision, Reason
from towpath.program.decisions.compliance.pages import page_name, subject, wording_of
from towpath.program.decisions.judged import judged

COMPLIANT, TEMPORARY, GRACE, NOT = "compliant", "temporary", "grace", "not"
STATES = (COMPLIANT, TEMPORARY, GRACE, NOT)


@dataclass(frozen=True)
class ComplianceFacts:
    """What is known of a partner on the day that is asked about.

    people    one entry for each employee who holds something that day: the badges she holds
    evidence  kind -> amount in force; "kind.year" and "kind.quarter" -> amount within those windows
    lost_on   the day on which the partner fell out of a subject that it had met; None while met, or never met
    """

    subject: str
    authorized: bool = True
    good_standing: bool = True
    agreement: bool = True
    track: str = ""
    designations: tuple[str, ...] = ()
    people: tuple[tuple[str, ...], ...] = ()
    evidence: Mapping[str, Decimal] = field(default_factory=dict)
    member_since: date | None = None
    lost_on: date | None = None


@dataclass(frozen=True)
class Requirement:
    """One requirement as it stands: `have` of `need`, in `unit` ("people", "count", "usd" or "yes")."""

    key: str
    label: str
    met: bool
    have: Decimal
    need: Decimal
    unit: str
    mend: str = ""

    @property
    def lacking(self) -> Decimal:
        return max(self.need - self.have, Decimal(0))


@dataclass(frozen=True)
class Standing:
    """How a partner stands in one track or designation. What keeps its rights: every state but "not"."""

    state: str
    requirements: tuple[Requirement, ...]
    grace_until: date | None = None  # the first day without the rights, while in grace
    temporary_until: date | None = None
    next_step: str = ""

    @property
    def missing(self) -> tuple[Requirement, ...]:
        return tuple(each for each in self.requirements if not each.met)

    @property
    def keeps_rights(self) -> bool:
        return self.state != NOT


def compliance(facts: ComplianceFacts, book: Book, *, on: date) -> Decision[Standing]:
    """The state of a partner in a track or designation, by the wording in force on the day (ELG-03, CRT-04)."""
    label = subject(facts.subject, book, on).label
    _, wording = wording_of(facts.subject, book, on)
    if wording is None:
        return judged(
            page_name(facts.subject),
            Standing(COMPLIANT, ()),
            [_nothing_asked(facts, label, book, on)],
            facts,
            book,
            on,
        )
    page = book[page_name(facts.subject)]
    standing = _standing(facts, wording, on)
    return judged(page.name, standing, _reasons(page, standing, label, on), facts, book, on)


def standing(facts: ComplianceFacts, book: Book, on: date) -> Standing:
    """The outcome alone, without reasons: for the night, which judges everybody and keeps what changed."""
    _, wording = wording_of(facts.subject, book, on)
    return Standing(COMPLIANT, ()) if wording is None else _standing(facts, wording, on)


def all_met(facts: ComplianceFacts, wording: Mapping[str, Any] | None, on: date) -> bool:
    """Whether every requirement of a wording is met; True where nothing is asked."""
    return wording is None or all(any(_holds(one, facts, on) for one in each["any"]) for each in wording["requirement"])


def _holds(condition: Mapping[str, Any], facts: ComplianceFacts, on: date) -> bool:
    have, need, _ = _measured(condition, facts, on)
    return have >= need


def _standing(facts: ComplianceFacts, wording: Mapping[str, Any], on: date) -> Standing:
    requirements = tuple(_requirement(each, facts, on) for each in wording["requirement"])
    missing = [each for each in requirements if not each.met]
    if not missing:
        return Standing(COMPLIANT, requirements)
    step = min(missing, key=lambda each: (each.lacking / each.need, each.key)).mend  # the nearest to done
    if facts.lost_on is not None:
        until = facts.lost_on + timedelta(days=wording["grace_days"])
        if on < until:
            return Standing(GRACE, requirements, grace_until=until, next_step=step)
    temporary = wording.get("temporary")
    if temporary is not None and _holds(temporary, facts, on):
        until_on = facts.member_since + timedelta(days=temporary["days"]) if facts.member_since else None
        if until_on is None or on < until_on:
            return Standing(TEMPORARY, requirements, temporary_until=until_on, next_step=step)
    return Standing(NOT, requirements, next_step=step)


def _requirement(each: Mapping[str, Any], facts: ComplianceFacts, on: date) -> Requirement:
    """The requirement by the alternative that comes nearest to being met."""
    measured = [_measured(one, facts, on) for one in each["any"]]
    open_to_it = [one for one in measured if one[1] >= 0]
    have, need, unit = max(open_to_it, key=lambda one: (one[0] >= one[1], one[0] / one[1] if one[1] else 1))
    met = have >= need
    return Requirement(each["key"], each["label"], met, Decimal(have), Decimal(need), unit, "" if met else each["mend"])


def _measured(
    condition: Mapping[str, Any], facts: ComplianceFacts, on: date
) -> tuple[Decimal | int, Decimal | int, str]:
    """(have, need, unit) of one condition. One that is for beginners only cannot be met once their time is over."""
    least = condition.get("least", 1)
    if "first_days" in condition and (
        facts.member_since is None or on >= facts.member_since + timedelta(days=condition["first_days"])
    ):
        return -1, least, "count"
    if "people" in condition:
        wanted = condition["people"]
        return sum(any(badge in wanted for badge in held) for held in facts.people), least, "people"
    if "evidence" in condition:
        key = ".".join(filter(None, (condition["evidence"], condition.get("within"))))
        return facts.evidence.get(key, 0), least, "yes" if least == 1 and "within" not in condition else "count"
    if "designation" in condition:
        return int(condition["designation"] in facts.designations), 1, "yes"
    if "track" in condition:
        return int(facts.track in condition["track"]), 1, "yes"
    return int(getattr(facts, condition["standing"])), 1, "yes"


def _reasons(page: Page, standing: Standing, label: str, on: date) -> list[Reason]:
    if standing.state == COMPLIANT:
        return [page.reason(on, f"Every requirement of {label} is met.")]
    failed = [page.reason(on, says(each), mend=each.mend) for each in standing.missing]
    if standing.grace_until:
        failed.append(
            page.reason(on, f"It fell out of {label} and keeps its rights until {day_in_words(standing.grace_until)}.")
        )
    elif standing.state == TEMPORARY:
        until = f" until {day_in_words(standing.temporary_until)}" if standing.temporary_until else ""
        failed.append(page.reason(on, f"It is temporarily eligible{until}, since the first requirement is begun."))
    return failed


def says(one: Requirement) -> str:
    """The requirement and how far it is met, in one sentence."""
    if one.unit == "yes":
        return f"{one.label}: {'yes' if one.met else 'not yet'}."
    if one.unit == "usd" or one.need >= 1000:
        return f"{one.label}: {max(one.have, Decimal(0)):,.0f} of {one.need:,.0f}."
    return f"{one.label}: {max(one.have, Decimal(0)):.0f} of {one.need:.0f}."


def _nothing_asked(facts: ComplianceFacts, label: str, book: Book, on: date) -> Reason:
    from_page = book["partners.tracks"] if facts.subject == facts.track else book["partners.designations"]
    return from_page.reason(on, f"The program asks nothing of {label} on this day.")
