"""Which agreement stands open to be clicked through, and what is asked of those who sign up (ONB-02, ONB-03)."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Literal

from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged
from towpath.program.kept import kept

AGREEMENT = "partners.agreement"
SIGN_UP = "partners.sign_up"
type Way = Literal["click_through", "legal_request"]


@dataclass(frozen=True)
class Agreement:
    """One agreement as the book words it on a day; the checksum is the SHA-256 of its text."""

    key: str
    version: str
    title: str
    text: str
    checksum: str
    invented: bool


@dataclass(frozen=True)
class Kind:
    """A kind of partner that one can sign up as."""

    key: str
    label: str
    help: str
    click_through: bool
    track: str


@dataclass(frozen=True)
class Field:
    """One field of the sign-up form."""

    name: str
    label: str
    help: str
    required: bool
    longest: int
    section: str


@dataclass(frozen=True)
class SignUpTerms:
    """How long a link holds, which kinds there are, what is asked, and how often it may be tried."""

    link_hours: int
    free_mail_refused: bool
    minutes: int  # the window in which tries are counted
    by_place: int
    by_address: int
    kinds: tuple[Kind, ...]
    fields: tuple[Field, ...]


@dataclass(frozen=True)
class WayInFacts:
    """Who wants to sign, for which kind of partner, and where."""

    kind: str
    signatory: bool
    region: str


@kept
def agreement(region: str, book: Book, on: date) -> Agreement | None:
    """The agreement that a partner of a region clicks through on a day; None where Legal makes its contract."""
    _, wording = book[AGREEMENT].in_force(on)
    for each in wording["agreement"]:
        if region in each["regions"]:
            text = each["text"].strip() + "\n"
            checksum = sha256(text.encode()).hexdigest()
            return Agreement(
                each["key"], each["version"], each["title"], text, checksum, bool(each.get("invented", False))
            )
    return None


@kept
def sign_up_terms(book: Book, on: date) -> SignUpTerms:
    """The sign-up form and its limits on a day."""
    _, wording = book[SIGN_UP].in_force(on)
    return SignUpTerms(
        link_hours=wording["link_hours"],
        free_mail_refused=wording["free_mail_refused"],
        minutes=wording["tries"]["minutes"],
        by_place=wording["tries"]["by_place"],
        by_address=wording["tries"]["by_address"],
        kinds=tuple(
            Kind(each["key"], each["label"], each.get("help", ""), each["click_through"], each["track"])
            for each in wording["kind"]
        ),
        fields=tuple(
            Field(each["name"], each["label"], each.get("help", ""), each["required"], each["longest"], each["section"])
            for each in wording["field"]
        ),
    )


def way_in(facts: WayInFacts, book: Book, *, on: date) -> Decision[Way]:
    """Whether the agreement is clicked through or a contract goes through Legal (ONB-02, ONB-03)."""
    page = book[SIGN_UP]
    kind = next((each for each in sign_up_terms(book, on).kinds if each.key == facts.kind), None)
    reasons = []
    if kind is None or not kind.click_through:
        label = kind.label if kind else "A partner of several kinds"
        says = f"{label}: the agreement cannot be clicked through; the contract is made with Legal."
        reasons.append(page.reason(on, says, "ONB-10", "ONB-03", mend="Ask for a contract; Legal sends it."))
    if agreement(facts.region, book, on) is None:
        says = "There is no agreement to click through in this region."
        reasons.append(page.reason(on, says, "ONB-03", mend="Ask for a contract; Legal sends it."))
    if not facts.signatory:
        says = "Only somebody with the authority to sign for the company accepts the agreement."
        mend = "Ask for a contract, or let somebody who may sign accept the agreement."
        reasons.append(page.reason(on, says, "ONB-03", mend=mend))
    if reasons:
        return judged(SIGN_UP, "legal_request", reasons, facts, book, on)
    says = "An authorized signatory may accept the agreement by click."
    return judged(SIGN_UP, "click_through", [page.reason(on, says, "ONB-02")], facts, book, on)
