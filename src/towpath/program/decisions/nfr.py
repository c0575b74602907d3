"""Licences that are not for resale: what a partner may have, and whether a request passes (NFR-01, NFR-02)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from towpath.program.book import Book
from towpath.program.decision import Decision, Reason
from towpath.program.decisions.eligibility import PartnerFacts, may
from towpath.program.decisions.judged import judged
from towpath.program.kept import kept

POLICY, EXCEPTIONS = "nfr.policy", "nfr.exceptions"
type Verdict = Literal["pass", "ineligible", "beyond"]


@dataclass(frozen=True)
class Product:
    """Something that can be licensed; `unit` says what its amount counts."""

    key: str
    label: str
    unit: str


@dataclass(frozen=True)
class Allotment:
    """How much those whom it fits may have of these products together."""

    products: tuple[str, ...]
    amount: int
    tracks: tuple[str, ...]
    designations: tuple[str, ...]
    evidence: tuple[str, ...]  # all of it must stand

    def fits(self, track: str, kinds: tuple[str, ...], evidence: tuple[str, ...]) -> bool:
        belongs = track in self.tracks or not set(self.designations).isdisjoint(kinds)
        return belongs and set(self.evidence) <= set(evidence)


@dataclass(frozen=True)
class Policy:
    """The policy of a day. Uses are (key, label). `ask_days`: how long before the end a renewal may be asked for."""

    since: date
    plan: str
    term_months: int
    permitted: tuple[tuple[str, str], ...]
    prohibited: tuple[tuple[str, str], ...]
    products: tuple[Product, ...]
    allotments: tuple[Allotment, ...]
    renewed_by_itself: tuple[str, ...]  # tracks
    remind_days: int
    ask_days: int

    def product(self, key: str) -> Product | None:
        return next((each for each in self.products if each.key == key), None)

    def use(self, key: str) -> str:
        """A use in words; its key where the policy of the day does not know it."""
        return dict((*self.permitted, *self.prohibited)).get(key, key)


@dataclass(frozen=True)
class NfrFacts:
    """The partner as it stands, and what it asks for.

    people    one entry for each employee who holds something: the badges she holds
    evidence  kinds of the page compliance.evidence that stand on the day
    held      product -> amount that runs or is on its way, without what this request renews
    """

    authorized: bool
    good_standing: bool
    agreement: bool
    track: str
    product: str
    amount: int
    use: str
    kinds: tuple[str, ...] = ()
    people: tuple[tuple[str, ...], ...] = ()
    evidence: tuple[str, ...] = ()
    held: Mapping[str, int] = field(default_factory=dict)


@kept
def policy(book: Book, on: date) -> Policy:
    """The policy in the wording of a day."""
    since, wording = book[POLICY].in_force(on)
    renewal = wording["renewal"]
    return Policy(
        since=since,
        plan=wording["plan"],
        term_months=wording["term_months"],
        permitted=tuple((each["key"], each["label"]) for each in wording["permitted"]),
        prohibited=tuple((each["key"], each["label"]) for each in wording["prohibited"]),
        products=tuple(Product(each["key"], each["label"], each["unit"]) for each in wording["product"]),
        allotments=tuple(
            Allotment(
                tuple(each["products"]),
                each["amount"],
                *(tuple(each.get(name, ())) for name in ("tracks", "designations", "evidence")),
            )
            for each in wording["allotment"]
        ),
        renewed_by_itself=tuple(renewal["by_itself"]),
        remind_days=renewal["remind_days"],
        ask_days=renewal["ask_days"],
    )


def allotment(facts: NfrFacts, book: Book, on: date) -> Allotment | None:
    """The largest entry that fits the partner and holds the product."""
    fitting = [
        each
        for each in policy(book, on).allotments
        if facts.product in each.products and each.fits(facts.track, facts.kinds, facts.evidence)
    ]
    return max(fitting, key=lambda each: each.amount, default=None)


def left(facts: NfrFacts, book: Book, on: date) -> int:
    """How much of the product the partner may still have."""
    found = allotment(facts, book, on)
    return max(0, found.amount - sum(facts.held.get(key, 0) for key in found.products)) if found else 0


def nfr(facts: NfrFacts, book: Book, *, on: date) -> Decision[Verdict]:
    """Whether a request passes; "ineligible" with each missing requirement, "beyond" where only an exception helps."""
    standing = may(
        PartnerFacts(
            question="nfr",
            authorized=facts.authorized,
            good_standing=facts.good_standing,
            track=facts.track,
            agreement=facts.agreement,
            kinds=facts.kinds,
            people=facts.people,
        ),
        book,
        on=on,
    )
    beyond = tuple(_beyond(facts, book, on))
    if not standing.outcome:
        return judged(POLICY, "ineligible", (*standing.because, *beyond), facts, book, on)
    if beyond:
        return judged(POLICY, "beyond", beyond, facts, book, on)
    says = "The partner is eligible, the use is permitted, and the amount is within its allotment."
    return judged(POLICY, "pass", (book[POLICY].reason(on, says, "NFR-01"),), facts, book, on)


def _beyond(facts: NfrFacts, book: Book, on: date) -> Iterator[Reason]:
    page, terms = book[POLICY], policy(book, on)
    mend = "Write to your contact at the vendor, who can ask for an exception with a justification, or help you to buy."
    if facts.use not in dict(terms.permitted):
        says = f"These licences are not for this use: {terms.use(facts.use).lower()}."
        yield page.reason(on, says, "NFR-02", mend="Buy licences for it, at the discount of the program.")
    product = terms.product(facts.product)
    found = allotment(facts, book, on)
    if product is None or found is None:
        label = product.label if product else facts.product
        yield page.reason(on, f"The program gives you no {label}.", "NFR-02", mend=mend)
        return
    free = left(facts, book, on)
    if facts.amount > free:
        says = f"{facts.amount} {product.unit} are asked for; {free} of {found.amount} are left."
        fewer = f"Ask for at most {free}. " if free else ""
        yield page.reason(on, says, "NFR-02", mend=fewer + mend)


@dataclass(frozen=True)
class ExceptionFacts:
    """What an exception goes beyond: so much more than is left, another use, requirements that are not met."""

    beyond: int
    permitted: bool
    eligible: bool


@dataclass(frozen=True)
class ExceptionTerms:
    """Who files and who approves an exception, as names of roles."""

    filed_by: tuple[str, ...]
    approved_by: tuple[str, ...]
    director_from: int


@kept
def exception_terms(book: Book, on: date) -> ExceptionTerms:
    _, wording = book[EXCEPTIONS].in_force(on)
    return ExceptionTerms(tuple(wording["filed_by"]), tuple(wording["approved_by"]), wording["director_from"])


def exception_facts(facts: NfrFacts, verdict: Verdict, book: Book, on: date) -> ExceptionFacts:
    """What an exception for this request would go beyond."""
    return ExceptionFacts(
        beyond=max(0, facts.amount - left(facts, book, on)),
        permitted=facts.use in dict(policy(book, on).permitted),
        eligible=verdict != "ineligible",
    )


def needs_director(facts: ExceptionFacts, book: Book, *, on: date) -> Decision[bool]:
    """Whether a director decides on an exception (NFR-02)."""
    page, terms = book[EXCEPTIONS], exception_terms(book, on)
    reasons = []
    if not facts.eligible:
        reasons.append(page.reason(on, "The partner does not meet what these licences ask for.", "NFR-02"))
    if not facts.permitted:
        reasons.append(page.reason(on, "The use is not one that the policy permits.", "NFR-02"))
    if facts.beyond >= terms.director_from:
        reasons.append(page.reason(on, f"It is {facts.beyond} more than the policy leaves.", "NFR-02"))
    passed = page.reason(on, "It is within what the policy leaves.", "NFR-02")
    return judged(EXCEPTIONS, bool(reasons), reasons or (passed,), facts, book, on)
