"""What makes a partner authorized, which status counts as that, when one that is not may transact once, who is known already."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from towpath.program.book import Book
from towpath.program.decision import Decision, Reason
from towpath.program.decisions.judged import judged
from towpath.program.kept import kept

AUTHORIZATION, ONE_OFF, DUPLICATES = "partners.authorization", "partners.one_off", "partners.duplicates"
STATUSES = "partners.statuses"
WORDS = {"click_through": "an agreement clicked through", "contract_on_file": "a contract on file"}
type Likeness = Literal["known", "suspected", "new"]


@dataclass(frozen=True)
class AuthorizationFacts:
    """What the partner has signed."""

    signed_contract: bool  # there is a Signed Contract Date
    click_through: bool
    contract_on_file: bool


@dataclass(frozen=True)
class StatusFacts:
    """What a partner's record says of its standing."""

    status: str  # "prospect", "authorized", "active", "denied", "former"
    kinds: tuple[str, ...]
    signed_contract: bool  # there is a Signed Contract Date
    agreement: bool  # clicked through, or a contract on file


@dataclass(frozen=True)
class OneOffFacts:
    """What is known when a permission for one opportunity is recorded."""

    authorized: bool
    customer_reason: bool  # the customer's reason to require this very partner was given
    will_not_join: bool  # somebody confirmed that the partner does not want to join


@dataclass(frozen=True)
class DuplicateFacts:
    """How a company that signs up resembles a known partner."""

    same_domain: bool
    same_tax_number: bool
    name_alike: int  # 0 to 100
    same_country: bool


@dataclass(frozen=True)
class OneOffTerms:
    """Who records and who approves a one-off permission, as names of roles, and how long it is good for."""

    recorded_by: tuple[str, ...]
    approved_by: tuple[str, ...]
    good_for_days: int


def authorization(facts: AuthorizationFacts, book: Book, *, on: date) -> Decision[bool]:
    """Whether the partner's status may read Authorized (or Active); every missing thing is named (ONB-04, ELG-05)."""
    page = book[AUTHORIZATION]
    failed = tuple(_against_authorizing(facts, book, on))
    passed = page.reason(on, "The contract is signed and on record.", "ONB-04")
    return judged(AUTHORIZATION, not failed, failed or (passed,), facts, book, on)


def _against_authorizing(facts: AuthorizationFacts, book: Book, on: date) -> Iterator[Reason]:
    page = book[AUTHORIZATION]
    _, wording = page.in_force(on)
    if wording["signed_contract_date"] and not facts.signed_contract:
        mend = "Let an authorized signatory accept the agreement, or record the signed contract with its date."
        yield page.reason(on, "There is no Signed Contract Date.", "ONB-04", mend=mend)
    if not any(getattr(facts, name) for name in wording["one_of"]):
        needed = " nor ".join(WORDS[name] for name in wording["one_of"])
        mend = "Accept the agreement in the portal, or put the signed contract on file through a legal request."
        yield page.reason(on, f"There is neither {needed}.", "ONB-04", mend=mend)


@kept
def active_for(book: Book, on: date) -> tuple[str, ...]:
    """The kinds of partner whose status reads Active in the place of Authorized."""
    return tuple(book[AUTHORIZATION].in_force(on)[1]["active_for"])


def counts_as_authorized(facts: StatusFacts, book: Book, *, on: date) -> Decision[bool]:
    """Whether the partner is authorized in the sense of every rule that asks for it (ELG-01, ONB-04, DRG-21)."""
    page = book[STATUSES]
    failed = []
    if not status_counts(facts.status, facts.kinds, book, on):
        mend = "Let an authorized signatory accept the agreement; the status follows from it."
        failed.append(page.reason(on, f"The status {facts.status} does not count as authorized.", "ELG-01", mend=mend))
    if not (facts.signed_contract and facts.agreement):
        mend = "Let an authorized signatory accept the agreement, or record the signed contract with its date."
        failed.append(page.reason(on, "No signed contract is on record.", "ONB-04", mend=mend))
    passed = page.reason(on, f"The status {facts.status} counts as authorized, and the contract stands.")
    return judged(STATUSES, not failed, failed or (passed,), facts, book, on)


def status_counts(status: str, kinds: Collection[str], book: Book, on: date) -> bool:
    """Whether a status counts as authorized for a partner of these kinds; contracts are not looked at."""
    counting = _counting(book, on)
    only = counting.get(status)
    return status in counting and (only is None or not only.isdisjoint(kinds))


@kept
def _counting(book: Book, on: date) -> Mapping[str, frozenset[str] | None]:
    """Status -> the kinds of partner for which it counts, None for every kind; before the first wording, by that one."""
    page = book[STATUSES]
    _, wording = page.in_force(max(on, min(page.since)))
    return {each["status"]: frozenset(each["kinds"]) if "kinds" in each else None for each in wording["status"]}


@kept
def one_off_terms(book: Book, on: date) -> OneOffTerms:
    _, wording = book[ONE_OFF].in_force(on)
    return OneOffTerms(tuple(wording["recorded_by"]), tuple(wording["approved_by"]), wording["good_for_days"])


def one_off(facts: OneOffFacts, book: Book, *, on: date) -> Decision[bool]:
    """Whether a permission for one opportunity may be asked for (ONB-08)."""
    page = book[ONE_OFF]
    failed = tuple(_against_one_off(facts, book, on))
    passed = page.reason(on, "The customer requires this partner, which will not join.", "ONB-08")
    return judged(ONE_OFF, not failed, failed or (passed,), facts, book, on)


def _against_one_off(facts: OneOffFacts, book: Book, on: date) -> Iterator[Reason]:
    page = book[ONE_OFF]
    if facts.authorized:
        mend = "Nothing is needed: it transacts like every authorized partner."
        yield page.reason(on, "The partner is authorized.", "ONB-08", mend=mend)
    if not facts.customer_reason:
        mend = "Write why the customer requires this very partner."
        yield page.reason(on, "The customer's reason is missing.", "ONB-08", mend=mend)
    if not facts.will_not_join:
        mend = "Let the partner sign up; only where it will not join is there an exception."
        yield page.reason(on, "Nobody confirmed that the partner will not join.", "ONB-08", mend=mend)


def likeness(facts: DuplicateFacts, book: Book, *, on: date) -> Decision[Likeness]:
    """Whether the company is a known partner, may be one, or is new (ONB-05)."""
    page = book[DUPLICATES]
    _, wording = page.in_force(on)
    points = wording["points"]
    grounds = [
        (facts.same_domain, "same_domain", "the same web domain"),
        (facts.same_tax_number, "same_tax_number", "the same tax number"),
        (facts.name_alike >= wording["name_alike_from"], "alike_name", f"a name that is alike ({facts.name_alike} %)"),
        (facts.same_country, "same_country", "the same country"),
    ]
    held = [(points[key], words) for holds, key, words in grounds if holds]
    total = sum(each for each, _ in held)
    outcome: Likeness = (
        "known" if total >= wording["known_from"] else "suspected" if total >= wording["suspected_from"] else "new"
    )
    says = f"{total} points: {', '.join(words for _, words in held) or 'nothing alike'}."
    return judged(DUPLICATES, outcome, [page.reason(on, says, "ONB-05")], facts, book, on)
