"""What a registration asks and offers: types, form fields, denial reasons, sourcing findings, the conflict warning."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from towpath.program.book import Book
from towpath.program.kept import kept
from towpath.program.problem import did_you_mean

FORM = "deal_registration.form"
TYPES_PAGE = "deal_registration.types"
DENIAL = "deal_registration.denial_reasons"
SOURCING = "deal_registration.sourcing"
CONFLICT = "deal_registration.conflict_warning"
GUIDANCE = "deal_registration.guidance"


@dataclass(frozen=True)
class FieldSpec:
    """One field of the form. `kind`: text, longtext, email, phone, domain, country, money, currency, day, whole, flag, choice."""

    name: str
    label: str
    kind: str
    required: bool
    help: str = ""
    section: str = ""
    choices: tuple[tuple[str, str], ...] = ()  # (value, label)
    longest: int | None = None  # characters


@dataclass(frozen=True)
class RegistrationType:
    """One type of registration, in words and with its form."""

    key: str  # "resale", "msp", "referral"
    title: str
    meaning: str
    transacts: str
    reward: str
    collaboration: str
    opportunity_account: str  # "customer" or "partner": whose account the opportunity stands on (DRG-13)
    opportunity_deal_type: str  # DR - Partner Deal Type on the opportunity (FLD-02)
    fields: tuple[FieldSpec, ...]


@dataclass(frozen=True)
class DenialReason:
    """One entry of the list from which a denial's reason is picked (DRG-08).

    rests_on  the page, one that partners read, which says what the program asks here; "" where there is none
    """

    key: str
    words_for_partner: str
    words_internal: str
    rests_on: str = ""


@dataclass(frozen=True)
class SourcingFinding:
    """One answer to who sourced the opportunity (DRG-16)."""

    key: str
    words: str
    supports_approval: bool


@dataclass(frozen=True)
class ConflictWarning:
    """Which registrations count for "may already be registered", on which fields, from which score of 100."""

    states: tuple[str, ...]
    fields: tuple[str, ...]
    likely_from_score: int
    says: str


@dataclass(frozen=True)
class Guidance:
    """One place where the Sales Rep reads on: a label and a web address."""

    label: str
    address: str


@kept
def guidance(type_key: str, book: Book, on: date) -> tuple[Guidance, ...]:
    """What the Sales Rep is given to read once a registration of this type is approved (DRG-13); may be none."""
    _, wording = book[GUIDANCE].in_force(on)
    return tuple(Guidance(each["label"], each["address"]) for each in wording["link"] if type_key in each["types"])


@kept
def registration_types(book: Book, on: date) -> tuple[RegistrationType, ...]:
    """All types in the order of the page, each with its own form (DRG-01)."""
    _, wording = book[TYPES_PAGE].in_force(on)
    return tuple(
        RegistrationType(
            key=each["key"],
            title=each["title"],
            meaning=each["meaning"],
            transacts=each["transacts"],
            reward=each["reward"],
            collaboration=each["collaboration"],
            opportunity_account=each["opportunity_account"],
            opportunity_deal_type=each["opportunity_deal_type"],
            fields=form_fields(each["key"], book, on),
        )
        for each in wording["type"]
    )


def registration_type(key: str, book: Book, on: date) -> RegistrationType:
    """One type; LookupError names the known ones."""
    return _pick(key, registration_types(book, on), TYPES_PAGE)


@kept
def form_fields(type_key: str, book: Book, on: date) -> tuple[FieldSpec, ...]:
    """The fields that a registration of this type asks for, in order (DRG-26 among them)."""
    _, wording = book[FORM].in_force(on)
    return tuple(
        FieldSpec(
            name=each["name"],
            label=each["label"],
            kind=each["kind"],
            required=each["required"],
            help=each.get("help", ""),
            section=each.get("section", ""),
            choices=tuple((choice["value"], choice["label"]) for choice in each.get("choices", ())),
            longest=each.get("longest"),
        )
        for each in wording["field"]
        if type_key in each.get("only_for", (type_key,))
    )


@kept
def denial_reasons(book: Book, on: date) -> tuple[DenialReason, ...]:
    """The list from which a denial's reason is picked."""
    _, wording = book[DENIAL].in_force(on)
    return tuple(
        DenialReason(each["key"], each["partner"], each["internal"], each.get("rests_on", ""))
        for each in wording["reason"]
    )


def denial_reason(key: str, book: Book, on: date) -> DenialReason:
    """One reason; LookupError names the known ones."""
    return _pick(key, denial_reasons(book, on), DENIAL)


@kept
def sourcing_findings(book: Book, on: date) -> tuple[SourcingFinding, ...]:
    """The findings that a reviewer may record about who sourced the opportunity."""
    _, wording = book[SOURCING].in_force(on)
    return tuple(SourcingFinding(each["key"], each["words"], each["supports_approval"]) for each in wording["finding"])


def sourcing_finding(key: str, book: Book, on: date) -> SourcingFinding:
    """One finding; LookupError names the known ones."""
    return _pick(key, sourcing_findings(book, on), SOURCING)


@kept
def conflict_warning(book: Book, on: date) -> ConflictWarning:
    """When the form says that a customer may already be registered; never by whom."""
    _, wording = book[CONFLICT].in_force(on)
    return ConflictWarning(
        tuple(wording["states"]), tuple(wording["fields"]), wording["likely_from_score"], wording["says"]
    )


def _pick[Entry: (RegistrationType, DenialReason, SourcingFinding)](
    key: str, entries: Iterable[Entry], page: str
) -> Entry:
    by_key = {each.key: each for each in entries}
    if key not in by_key:
        raise LookupError(f'{page} has no "{key}". {did_you_mean(key, by_key)}')
    return by_key[key]
