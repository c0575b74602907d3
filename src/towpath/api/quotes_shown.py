"""Quotes as the API shows them. Every figure comes from a `Face`, which the domain opens for its one audience (QUO-02, QUO-05)."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from pydantic import Field

from towpath.api.accounts import Owner
from towpath.api.fields import Number, Shown, plain_json
from towpath.domain.quotes.actions.moves import QUOTES
from towpath.domain.quotes.audiences import Face, FaceLine
from towpath.domain.quotes.models import Approval, Dispatch, Quote
from towpath.domain.quotes.queries import Past, Record
from towpath.kernel.identity.models import Person
from towpath.program.decision import Decision
from towpath.program.decisions.quotes.approvals import Level
from towpath.program.decisions.quotes.findings import Finding
from towpath.program.decisions.quotes.route import QuoteRoute

Kind = Literal["direct", "one_tier", "two_tier", "msp", "marketplace", "private_offer", "oem"]
State = Literal["draft", "in_review", "approved", "rejected", "sent", "accepted", "lapsed", "withdrawn", "superseded"]
Sale = Literal["new", "add_on", "renewal_flat", "renewal_add_on", "renewal_upgrade", "services", "internal_use"]
Path = Literal["direct", "resale", "msp", "marketplace", "private_offer", "dsor", "oem"]
Side = Literal["partner", "sales", "esm"]


class QuoteShown(Shown):
    """A quote in a list: no figure stands here. What is the vendor's own is empty for readers outside."""

    reference: str = Field(examples=["QUO00042-1"])
    href: str
    number: str
    number_version: int
    kind: Kind
    state: State
    proposal: bool = Field(description="A draft proposal: priced and shown, never an order form.")
    customer: str = Field(description="Who uses what is sold, by name.")
    partner: str = Field(description="The reference of the resale partner, the managed service provider or provider.")
    partner_name: str
    distributor: str = Field(description="The code of the distributor that is quoted, or empty.")
    currency: str
    starts_on: date
    term_months: int
    valid_until: date = Field(description="The last day on which it can be ordered.")
    sent_at: datetime | None
    accepted_at: datetime | None
    opportunity: str = Field(description="For the vendor's people.")
    region: str = Field(description="For the vendor's people.")
    owner: Owner | None = Field(description="For the vendor's people.")
    primary: bool | None = Field(description="Whether it counts for its opportunity; for the vendor's people.")
    submitted_at: datetime | None = Field(description="For the vendor's people.")
    decided_at: datetime | None = Field(description="For the vendor's people.")
    version: int


class QuotePage(Shown):
    items: list[QuoteShown]
    next: str | None
    previous: str | None


class QuoteGround(Shown):
    """One reason of a decision of the program."""

    rule: str
    catalogue_ids: list[str]
    in_force_since: str
    source: str
    says: str
    mend: str


class QuoteLineShown(Shown):
    """A product over [starts_on, ends_on) of the term, with what each discount takes off its list amount and why."""

    position: int = Field(description="The stretches of a ramp are rows of one position.")
    sku: str
    name: str
    starts_on: date
    ends_on: date
    quantity: Number
    unit_price: Number
    program_percent: Number
    customer_percent: Number
    list_amount: Number
    program_off: Number
    customer_off: Number
    net_amount: Number
    annual_amount: Number
    customer_why: str
    because: list[QuoteGround] = Field(description="Why the program gives this discount.")


class PricesOfQuote(Shown):
    """What the quote's one audience may see of its prices, in its currency."""

    currency: str
    list_amount: Number
    net_amount: Number
    lines: list[QuoteLineShown]
    opened_for: str = Field(description="The part that the reader has in this quote.", examples=["distributor"])


class ConsentShown(Shown):
    side: Side
    agreed: bool
    given_at: datetime | None
    given_by: str = Field(description="By name: the vendor's people for the vendor's people alone.")
    words: str


class QuoteFinding(Shown):
    field: str
    wrong: str
    right: str
    rule: str


class LevelShown(Shown):
    key: str
    label: str
    why: list[str]


class QuoteApprovalShown(Shown):
    round: int
    level: str
    why: list[str]
    asked: Owner
    asked_for: Owner | None = Field(description="Who is away, where a backup is asked.")
    outcome: Literal["", "approved", "rejected", "set_aside"] = Field(description="Empty: it waits.")
    decided_at: datetime | None
    decided_by: Owner | None
    decided_for: Owner | None
    comments: str


class DispatchShown(Shown):
    to: str
    name: str = Field(description="Empty for a mailbox for orders.")
    by: str
    at: datetime


class QuoteInside(Shown):
    """What the vendor's people work with."""

    form: str = Field(description="Whose fields it has: the kind, or a variant of it.")
    cloud: Literal["", "aws", "gcp"]
    sale: Sale
    listing: str = Field(description="The reference of the listing partner (MKT-03, MKT-04).")
    template: str
    end_user_email: str
    postal_code: str
    payment_details: str
    non_standard: list[str]
    comments: str = Field(description="Of who submitted it, for those who approve.")
    customer_percent: Number = Field(description="What the customer gets beyond the program's discount.")
    findings: list[QuoteFinding] = Field(description="What is not as this kind of quote needs it.")
    required: list[LevelShown] = Field(description="The levels that would be asked if it were submitted now.")
    approvals: list[QuoteApprovalShown]
    dispatches: list[DispatchShown]
    versions: list[str] = Field(description="References under its number, the newest first.")


class QuoteRecord(QuoteShown):
    """One quote with its prices, opened for the reader."""

    entity: str = Field(description="Which company of the vendor quotes.")
    invoice_owner: str
    invoice_contact: str
    sold_to: str
    bill_to: str
    shipping_address: str
    vat_number: str
    renewal_term_months: int
    payment_schedule: str
    payment_days: int
    special_terms: str
    prices: PricesOfQuote
    consents: list[ConsentShown] = Field(description="To a discount that is negotiated down; else empty.")
    moves: list[str] = Field(description="What the reader may do with it now.", examples=[["edit", "submit"]])
    inside: QuoteInside | None = Field(description="None for readers outside.")


class WaitingShown(Shown):
    """A level of a quote that waits for the reader."""

    quote: QuoteShown
    level: str
    why: list[str]
    asked_for: Owner | None = Field(description="In whose name she is asked.")
    comments: str = Field(description="Of who submitted it.")


class WaitingPage(Shown):
    items: list[WaitingShown]
    next: str | None
    previous: str | None


class RouteChoice(Shown):
    code: str
    mailbox: str


class QuoteRouteShown(Shown):
    """To whom a sale would be quoted today, or why it may not be and what the way out is."""

    allowed: bool
    kind: Kind | Literal[""]
    form: str
    recipient: str
    address: str
    distributors: list[RouteChoice]
    because: list[QuoteGround]


class AddresseeShown(Shown):
    id: int
    name: str
    email: str


class Addressees(Shown):
    """Who may be sent a quote, and nobody else."""

    people: list[AddresseeShown]
    mailboxes: list[str]


class PastShown(Shown):
    reference: str
    state: State
    valid_until: date
    customer_percent: Number
    total_percent: Number = Field(description="Off list price, all discounts together.")
    whys: list[str]


class PastList(Shown):
    items: list[PastShown]


_PLAIN = (
    "reference", "number", "number_version", "kind", "state", "proposal", "currency", "starts_on", "term_months",
    "valid_until", "sent_at", "accepted_at", "version",
)  # fmt: skip
_TOLD = (
    "entity", "invoice_owner", "invoice_contact", "shipping_address", "vat_number", "renewal_term_months",
    "payment_schedule", "payment_days", "special_terms",
)  # fmt: skip
_INSIDE = ("form", "cloud", "sale", "template", "end_user_email", "postal_code", "payment_details", "comments")


def quote_shown(one: Quote, actor: Person) -> QuoteShown:
    return QuoteShown(**_fields(one, actor))


def _fields(one: Quote, actor: Person) -> dict[str, Any]:
    inside = actor.is_internal
    own: dict[str, Any] = {
        "opportunity": one.opportunity.reference, "region": one.region, "owner": _person(one.owner),
        "primary": one.primary, "submitted_at": one.submitted_at, "decided_at": one.decided_at,
    }  # fmt: skip
    outside = {name: "" if isinstance(value, str) else None for name, value in own.items()}
    return {
        **{name: getattr(one, name) for name in _PLAIN},
        **(own if inside else outside),
        "href": f"/api/v1/quotes/{one.reference}",
        "customer": one.account.name,
        "partner": one.resale_partner.reference if one.resale_partner else "",
        "partner_name": one.resale_partner.name if one.resale_partner else "",
        "distributor": one.distributor.code if one.distributor else "",
    }


def record_shown(found: Record, actor: Person) -> QuoteRecord:
    one = found.quote
    return QuoteRecord(
        **_fields(one, actor),
        **{name: getattr(one, name) for name in _TOLD},
        sold_to=_name(one.sold_to or one.sold_to_person),
        bill_to=_name(one.bill_to or one.bill_to_person),
        prices=_prices(found.face),
        consents=_consents(found, actor),
        moves=[move.name for move in QUOTES.offered(one, actor)],
        inside=_inside(found) if actor.is_internal else None,
    )


def _inside(found: Record) -> QuoteInside:
    one = found.quote
    return QuoteInside(
        **{name: getattr(one, name) for name in _INSIDE},
        listing=one.listing_partner.reference if one.listing_partner else "",
        non_standard=list(one.non_standard),
        customer_percent=found.customer_percent,
        findings=[_finding(each) for each in found.findings],
        required=[_level(each) for each in found.required.outcome.levels] if found.required else [],
        approvals=[_approval(each) for each in found.approvals],
        dispatches=[_dispatch(each) for each in found.dispatches],
        versions=[each.reference for each in found.versions],
    )


def _prices(face: Face) -> PricesOfQuote:
    lines = [_line(each) for each in face.lines]
    return PricesOfQuote(
        currency=face.currency, list_amount=face.list_amount, net_amount=face.net_amount, lines=lines,
        opened_for=face.for_reader,
    )  # fmt: skip


def _line(line: FaceLine) -> QuoteLineShown:
    plain = {name: getattr(line, name) for name in QuoteLineShown.model_fields if name != "because"}
    return QuoteLineShown(**plain, because=_grounds(line.explained.get("because", ())))


def _grounds(records: Sequence[Any]) -> list[QuoteGround]:
    names = QuoteGround.model_fields
    return [QuoteGround(**{name: plain_json(each.get(name, "")) for name in names}) for each in records]


def _consents(found: Record, actor: Person) -> list[ConsentShown]:
    """Each side that must agree, and whether it did; who of the vendor did is the vendor's own affair."""
    return [
        ConsentShown(
            side=side,  # type: ignore[arg-type]
            agreed=given is not None,
            given_at=given.given_at if given else None,
            given_by=given.given_by.name if given and (actor.is_internal or not given.given_by.is_internal) else "",
            words=given.words if given and actor.is_internal else "",
        )
        for side, given in found.consents
    ]


def _finding(one: Finding) -> QuoteFinding:
    return QuoteFinding(field=one.field, wrong=one.wrong, right=one.right, rule=one.rule)


def _level(one: Level) -> LevelShown:
    return LevelShown(key=one.key, label=one.label, why=list(one.why))


def _approval(one: Approval) -> QuoteApprovalShown:
    return QuoteApprovalShown(
        round=one.round,
        level=one.level,
        why=[str(each) for each in one.because],
        asked=_person(one.assigned_to),
        asked_for=_somebody(one.assigned_for),
        outcome=one.outcome,
        decided_at=one.decided_at,
        decided_by=_somebody(one.decided_by),
        decided_for=_somebody(one.decided_for),
        comments=one.comments,
    )


def waiting_shown(one: Approval, actor: Person) -> WaitingShown:
    return WaitingShown(
        quote=quote_shown(one.quote, actor), level=one.level, why=[str(each) for each in one.because],
        asked_for=_somebody(one.assigned_for), comments=one.quote.comments,
    )  # fmt: skip


def _dispatch(one: Dispatch) -> DispatchShown:
    return DispatchShown(to=one.to, name=_name(one.person), by=one.by.name, at=one.at)


def route_shown(decision: Decision[QuoteRoute]) -> QuoteRouteShown:
    route = decision.outcome
    return QuoteRouteShown(
        allowed=route.allowed, kind=route.kind, form=route.form, recipient=route.recipient, address=route.address,  # type: ignore[arg-type]
        distributors=[RouteChoice(code=each.code, mailbox=each.mailbox) for each in route.distributors],
        because=_grounds([each.as_record() for each in decision.because]),
    )  # fmt: skip


def past_shown(one: Past) -> PastShown:
    quote = one.quote
    return PastShown(
        reference=quote.reference, state=quote.state, valid_until=quote.valid_until,
        customer_percent=one.customer_percent, total_percent=one.total_percent, whys=list(one.whys),
    )  # fmt: skip


def _person(one: Person) -> Owner:
    return Owner(id=one.pk, name=one.name)


def _somebody(one: Person | None) -> Owner | None:
    return None if one is None else _person(one)


def _name(one: Any) -> str:
    return one.name if one is not None else ""
