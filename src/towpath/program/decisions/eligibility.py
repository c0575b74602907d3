"""May this partner ...? One place for every such question: each failed condition with what would mend it (ELG-05).

To register and to transact are judged in `deal_registration`; discount, not-for-resale licences, a marketplace page and
a letter of authorization are judged here, each by its own page.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from towpath.program.book import Book, Page
from towpath.program.decision import Decision, Reason
from towpath.program.decisions.compliance.pages import first_track, track_label
from towpath.program.decisions.deal_registration.eligibility import (
    EligibilityFacts,
    TransactFacts,
    eligibility,
    may_transact,
    vendor_submits_for,
)
from towpath.program.decisions.judged import judged
from towpath.program.decisions.vendor import vendor

QUESTIONS = ("register", "transact", "discount", "nfr", "e_marketplace", "letter")
JUDGED_HERE = QUESTIONS[2:]


@dataclass(frozen=True)
class PartnerFacts:
    """What is known of a partner on the day that is asked about.

    people  one entry for each employee who holds something: the badges she holds
    """

    question: str
    authorized: bool
    good_standing: bool
    track: str  # a key of the page partners.tracks
    agreement: bool = False
    compliant: bool = False
    sales_certified: int = 0
    foundations: int = 0
    kinds: tuple[str, ...] = ()
    people: tuple[tuple[str, ...], ...] = ()


def asked_of(book: Book) -> tuple[str, ...]:
    """The questions that a program answers: to register and to transact always, the others where it has their page."""
    return tuple(each for each in QUESTIONS if each not in JUDGED_HERE or f"eligibility.{each}" in book)


def may(facts: PartnerFacts, book: Book, *, on: date) -> Decision[bool]:
    """Whether the partner may do what `facts.question` names, by the wording of the day; LookupError for another name."""
    if facts.question == "register":
        return eligibility(_registering(facts, book, on), book, on=on)
    if facts.question == "transact":
        return may_transact(TransactFacts(facts.authorized, facts.good_standing, facts.sales_certified), book, on=on)
    if facts.question not in JUDGED_HERE:
        raise LookupError(f'There is no question "{facts.question}". Ask one of {", ".join(QUESTIONS)}.')
    page = book[f"eligibility.{facts.question}"]
    failed = tuple(_against(facts, page, book, on))
    passed = page.reason(on, "Every condition is met.")
    return judged(page.name, not failed, failed or (passed,), facts, book, on)


def _registering(facts: PartnerFacts, book: Book, on: date) -> EligibilityFacts:
    by_vendor = set(facts.kinds) & set(vendor_submits_for(book, on))
    return EligibilityFacts(
        facts.authorized, facts.good_standing, facts.agreement, facts.sales_certified, facts.foundations, facts.kinds,
        track_label(facts.track, book, on), "vendor" if by_vendor else "partner",
    )  # fmt: skip


def _against(facts: PartnerFacts, page: Page, book: Book, on: date) -> Iterator[Reason]:
    _, wording = page.in_force(on)
    support = vendor(book, max(on, min(book["vendor"].since))).support_address  # of its first wording for days before
    yield from _against_standing(facts, page, wording["needs"], support, on)
    if facts.track not in wording.get("tracks", (facts.track,)):
        named = " or ".join(track_label(each, book, on) for each in wording["tracks"])
        yield page.reason(
            on,
            f"This is for partners of the track {named}; the partner's track is {track_label(facts.track, book, on) or 'none'}.",
            mend=f"Write to {support} to join the {track_label(first_track(book, on), book, on)} track.",
        )
    yield from _against_people(facts, page, wording, on)


def _against_standing(facts: PartnerFacts, page: Page, needs: list[str], support: str, on: date) -> Iterator[Reason]:
    if "authorized" in needs and not facts.authorized:
        yield page.reason(
            on,
            "The partner organisation is not authorized.",
            *_cited(page, "ELG-03"),
            mend="Have an authorized signatory accept the partner agreement; authorization follows from it.",
        )
    if "good_standing" in needs and not facts.good_standing:
        yield page.reason(
            on,
            "The partner organisation is not in good standing with the program.",
            mend=f"Settle what is open with the program; {support} says what it is.",
        )
    if "agreement" in needs and not facts.agreement:
        yield page.reason(
            on,
            "The partner agreement has not been accepted.",
            *_cited(page, "ELG-03"),
            mend="Let an authorized signatory accept the agreement in the portal.",
        )
    if "compliant" in needs and not facts.compliant:
        yield page.reason(
            on,
            "The partner does not meet what its track asks.",
            *_cited(page, "ELG-03"),
            mend="Your scorecard names each missing requirement and what would mend it.",
        )


def _against_people(facts: PartnerFacts, page: Page, wording: Mapping[str, Any], on: date) -> Iterator[Reason]:
    needed = wording.get("foundations", 0)
    if facts.foundations < needed:
        yield page.reason(
            on,
            f"{facts.foundations} of at least {needed} employees completed the foundations training.",
            *_cited(page, "ELG-02"),
            mend=f"Have at least {needed} of your people complete the foundations training.",
        )
    wanted = wording.get("people", ())
    if wanted and not any(badge in wanted for held in facts.people for badge in held):
        yield page.reason(
            on,
            "Nobody holds one of the technical certifications that this asks for.",
            mend="Have one of your people certified as a Solutions Architect or a Professional Services Engineer.",
        )


def _cited(page: Page, rule: str) -> tuple[str, ...]:
    """The rule, where the page rests on it; otherwise all that the page rests on."""
    return (rule,) if rule in page.rules else ()
