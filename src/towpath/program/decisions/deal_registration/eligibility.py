"""May this partner register, may it transact, do the incentives apply to it? Every failed condition is named (ELG-05)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from towpath.program.book import Book, Page
from towpath.program.decision import Decision, Reason
from towpath.program.decisions.judged import judged

REGISTER = "deal_registration.eligibility"
TRANSACT = "deal_registration.transacting"
INCENTIVES = "deal_registration.incentives"

KIND_NAMES = {
    "alliance": "an alliance partner",
    "oem": "an OEM partner",
    "gsi": "a global system integrator",
    "reseller": "a reseller",
    "distributor": "a distributor",
    "msp": "a managed service provider",
    "psp": "a professional services partner",
}


@dataclass(frozen=True)
class EligibilityFacts:
    """What is known of the partner when a registration is to be submitted."""

    authorized: bool
    good_standing: bool
    agreement_accepted: bool
    sales_certified: int  # people with a sales certification in force
    foundations_completed: int  # people who completed the Foundations training
    kinds: tuple[str, ...]  # "reseller", "alliance", ...
    track: str  # as the program calls it
    submitted_by: Literal["partner", "vendor"] = "partner"
    one_off_permission: bool = False  # the programs team let this partner sell in this one case


@dataclass(frozen=True)
class TransactFacts:
    """What is known of the partner when it is to transact."""

    authorized: bool
    good_standing: bool
    sales_certified: int
    one_off_permission: bool = False


@dataclass(frozen=True)
class IncentiveFacts:
    """What kinds of partner the registering organisation is."""

    kinds: tuple[str, ...]


def eligibility(facts: EligibilityFacts, book: Book, *, on: date) -> Decision[bool]:
    """Whether the registration may be submitted (ELG-01, ELG-02, ELG-03, DRG-21)."""
    page = book[REGISTER]
    failed = tuple(_against_registering(facts, page, book["vendor"].in_force(on)[1], on))
    passed = page.reason(on, "Every condition for registering a deal is met.")
    return judged(REGISTER, not failed, failed or (passed,), facts, book, on)


def vendor_submits_for(book: Book, on: date) -> tuple[str, ...]:
    """The kinds of partner whose registrations the vendor begins and submits for them (DRG-21)."""
    return tuple(book[REGISTER].in_force(on)[1]["vendor_submits_for"])


def may_transact(facts: TransactFacts, book: Book, *, on: date) -> Decision[bool]:
    """Whether the partner may transact (ELG-01, ONB-08)."""
    page = book[TRANSACT]
    failed = tuple(_against_transacting(facts, page, on))
    passed = page.reason(on, "Every condition for transacting is met.")
    if not failed and facts.one_off_permission and not (facts.authorized and facts.good_standing):
        passed = page.reason(on, "The programs team allows this one transaction.", "ONB-08", "ELG-01")
    return judged(TRANSACT, not failed, failed or (passed,), facts, book, on)


def incentives_apply(facts: IncentiveFacts, book: Book, *, on: date) -> Decision[bool]:
    """Whether an approved registration earns this partner the incentives of registration (DRG-21)."""
    page = book[INCENTIVES]
    barred = [kind for kind in facts.kinds if kind in page.in_force(on)[1]["not_for"]]
    says = "The incentives of deal registration apply."
    if barred:
        says = f"The incentives of deal registration do not apply to {KIND_NAMES[barred[0]]}."
    return judged(INCENTIVES, not barred, [page.reason(on, says)], facts, book, on)


def _against_registering(facts: EligibilityFacts, page: Page, vendor: Mapping[str, Any], on: date) -> Iterator[Reason]:
    _, wording = page.in_force(on)
    by_vendor = [kind for kind in facts.kinds if kind in wording["vendor_submits_for"]]
    if by_vendor and facts.submitted_by == "partner":
        yield page.reason(
            on,
            f"{KIND_NAMES[by_vendor[0]].capitalize()} does not submit registrations itself.".replace("Oem", "OEM"),
            "DRG-21",
            mend=f"Ask your Ecosystem Sales Manager at {vendor['name']} to start the registration for you.",
        )
    if not facts.authorized:
        yield page.reason(
            on,
            "The partner organisation is not authorized.",
            "ELG-01",
            mend="Have an authorized signatory accept the partner agreement; authorization follows from it.",
        )
    if not facts.good_standing and not facts.one_off_permission:
        yield page.reason(
            on,
            "The partner organisation is not in good standing with the program.",
            "ELG-01",
            mend=f"Settle what is open with the program, or ask {vendor['support_address']} for a case-by-case approval.",
        )
    if wording["agreement_required"] and not facts.agreement_accepted:
        yield page.reason(
            on,
            "The partner agreement has not been accepted.",
            "ELG-03",
            mend="Let an authorized signatory accept the agreement in the portal.",
        )
    yield from _against_training(facts, page, on)


def _against_training(facts: EligibilityFacts, page: Page, on: date) -> Iterator[Reason]:
    _, wording = page.in_force(on)
    needed, training = wording["foundations_completed"], wording["foundations_training"]
    if facts.foundations_completed < needed:
        yield page.reason(
            on,
            f'{facts.foundations_completed} of at least {needed} employees completed "{training}".',
            "ELG-02",
            mend=f'Have at least {needed} of your people complete "{training}".',
        )


def _against_transacting(facts: TransactFacts, page: Page, on: date) -> Iterator[Reason]:
    _, wording = page.in_force(on)
    approvers = ", ".join(wording["one_off_by"])
    if not facts.authorized and not facts.one_off_permission:
        yield page.reason(
            on,
            "The partner organisation is not authorized.",
            "ELG-01",
            "ONB-08",
            mend=f"Accept the partner agreement; a single exception needs the approval of one of: {approvers}.",
        )
    if wording["good_standing_required"] and not facts.good_standing and not facts.one_off_permission:
        yield page.reason(
            on,
            "The partner organisation is not in good standing with the program.",
            "ELG-01",
            mend="Settle what is open with the program, or ask the programs team for a case-by-case approval.",
        )
    needed = wording["sales_certified"]
    if facts.sales_certified < needed and not facts.one_off_permission:
        yield page.reason(
            on,
            f"{facts.sales_certified} of at least {needed} employees hold a sales certification.",
            "ELG-01",
            mend=f"Have at least {needed} of your people complete a sales certification.",
        )
