"""Decisions that no room relies on yet: what the sources say of them is decided, so that whoever builds the room finds it.

A program may leave their pages out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from towpath.basics.days import day_in_words
from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged

ATTACH, SCOPE = "service_attach.eligibility", "service_attach.scope"
UNANSWERED = "deal_registration.unanswered"
BOOKING, LATE = "quotes.booking", "opportunities.late_renewals"
FUNDS, REMINDERS = "marketing_funds.eligibility", "marketing_funds.reminders"
PAGES = (ATTACH, SCOPE, UNANSWERED, BOOKING, LATE, FUNDS, REMINDERS)
WAIT, MAY_APPROVE = "wait", "operations_may_approve"
IN_SCOPE, TOO_SMALL, OUT = "in_scope", "too_small", "out_of_scope"


@dataclass(frozen=True)
class AttachFacts:
    """The partner that sold services of its own: its track and its designations."""

    track: str
    designations: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScopeFacts:
    """A service by its key on the page, and what it is worth in the program's currency."""

    service: str
    worth: Decimal


@dataclass(frozen=True)
class UnansweredFacts:
    """A registration that waits. `signed` names the roles that approved it already."""

    days_since_submission: int
    signed: tuple[str, ...] = ()


@dataclass(frozen=True)
class BookingFacts:
    """An order beside the day on which its quote begins."""

    booked_on: date
    starts_on: date


@dataclass(frozen=True)
class LateFacts:
    """A renewal that comes in after its subscription has ended."""

    days_late: int


@dataclass(frozen=True)
class FundsFacts:
    """Who asks for marketing funds. `through_distribution`: a distributor pays it out of its own."""

    track: str
    marketing_ready: bool
    through_distribution: bool = False


@dataclass(frozen=True)
class ClaimFacts:
    """An activity that is over and whose claim is waited for."""

    completed_on: date
    first_claim: bool = False


@dataclass(frozen=True)
class ClaimTimes:
    """When the partner is reminded, and the last day on which it may claim."""

    remind_on: tuple[date, ...]
    last_on: date


def earns_attach_rebate(facts: AttachFacts, book: Book, *, on: date) -> Decision[bool]:
    """Whether services of the partner's own earn the service-attach rebate (SVC-01, SVC-08)."""
    wording = _wording(ATTACH, book, on)
    fits = facts.track in wording["tracks"] or not set(facts.designations).isdisjoint(wording["designations"])
    says = "The partner's track or designation earns the rebate." if fits else "Neither track nor designation earns it."
    return _judged(ATTACH, fits, says, facts, book, on)


def in_scope(facts: ScopeFacts, book: Book, *, on: date) -> Decision[str]:
    """Whether a service counts for a service-attached registration: in_scope, too_small or out_of_scope (SVC-04)."""
    named = {each["key"]: each for each in _wording(SCOPE, book, on)["service"]}
    found = named.get(facts.service)
    if found is None or not found["counts"]:
        return _judged(SCOPE, OUT, "This kind of service does not count.", facts, book, on)
    least = Decimal(found.get("least", 0))
    if facts.worth < least:
        return _judged(SCOPE, TOO_SMALL, f"This kind of service counts from {least:,} on.", facts, book, on)
    return _judged(SCOPE, IN_SCOPE, "This kind of service counts.", facts, book, on)


def unanswered(facts: UnansweredFacts, book: Book, *, on: date) -> Decision[str]:
    """What may be done with a registration that nobody answers (DRG-09, DRG-10); nothing is ever approved by itself."""
    wording = _wording(UNANSWERED, book, on)
    after, signed = wording.get("after_days"), set(wording.get("once_signed_by", ()))
    if after is None:
        return _judged(UNANSWERED, WAIT, "It waits until somebody answers; silence approves nothing.", facts, book, on)
    if facts.days_since_submission <= after or not signed <= set(facts.signed):
        says = f"Operations may approve it after {after} days, once the first review has passed."
        return _judged(UNANSWERED, WAIT, says, facts, book, on)
    says = f"The final review was silent for more than {after} days; Operations may approve in its place."
    return _judged(UNANSWERED, MAY_APPROVE, says, facts, book, on)


def may_book(facts: BookingFacts, book: Book, *, on: date) -> Decision[bool]:
    """Whether an order may be booked so long before its quote begins (QUO-09)."""
    most = _wording(BOOKING, book, on)["days_before_start"]
    first = facts.starts_on - timedelta(days=most)
    says = f"It may be booked from {day_in_words(first)} on, {most} days before it begins."
    return _judged(BOOKING, facts.booked_on >= first, says, facts, book, on)


def late_renewal(facts: LateFacts, book: Book, *, on: date) -> Decision[str]:
    """What becomes of a renewal that comes late: "renewal", "new_renewal" or "new_business" (FLD-10, TAG-04)."""
    wording = _wording(LATE, book, on)
    if facts.days_late <= wording["same_within_days"]:
        return _judged(LATE, "renewal", "It is booked on its own opportunity.", facts, book, on)
    if facts.days_late <= wording["renewal_within_days"]:
        says = "Its opportunity closes as lost, and a new renewal opportunity takes the order."
        return _judged(LATE, "new_renewal", says, facts, book, on)
    return _judged(LATE, "new_business", "The customer comes back as new business.", facts, book, on)


def may_have_funds(facts: FundsFacts, book: Book, *, on: date) -> Decision[bool]:
    """Whether a partner may ask for marketing funds (BRD-02)."""
    wording = _wording(FUNDS, book, on)
    tracks = wording["through_distribution"] if facts.through_distribution else wording["tracks"]
    ready = facts.marketing_ready or not wording["marketing_ready"]
    says = "The track has marketing funds." if facts.track in tracks else "The track has none on this way."
    says += "" if ready else " The checklist of the marketing-ready is not complete."
    return _judged(FUNDS, facts.track in tracks and ready, says, facts, book, on)


def claim_times(facts: ClaimFacts, book: Book, *, on: date) -> Decision[ClaimTimes]:
    """When a claim for marketing funds is reminded of, and until when it may come (BRD-02)."""
    wording = _wording(REMINDERS, book, on)
    days = wording["first_claim_days" if facts.first_claim else "claim_days"]
    times = ClaimTimes(
        tuple(facts.completed_on + timedelta(days=each) for each in wording["remind_on_days"]),
        facts.completed_on + timedelta(days=days),
    )
    says = f"The claim is due by {day_in_words(times.last_on)}; what comes later is forfeited."
    return _judged(REMINDERS, times, says, facts, book, on)


def _wording(name: str, book: Book, on: date) -> Mapping[str, Any]:
    return book[name].in_force(on)[1]


def _judged[Outcome](name: str, outcome: Outcome, says: str, facts: Any, book: Book, on: date) -> Decision[Outcome]:
    return judged(name, outcome, [book[name].reason(on, says)], facts, book, on)
