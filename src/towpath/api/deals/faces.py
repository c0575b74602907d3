"""Rows turned into what the API gives, cut to what the reader may know."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Literal

from towpath.api.deals import shown
from towpath.domain.accounts.models import Account, Contact
from towpath.domain.deals.actions.moves import MOVES
from towpath.domain.deals.clocks import promises
from towpath.domain.deals.lifecycles import DRAFT, IN_REVIEW, RETURNED, SUBMITTED
from towpath.domain.deals.models import ExtensionRequest, Place, Registration
from towpath.domain.deals.queries import places, status_for
from towpath.domain.partners.models import Partner
from towpath.kernel.clocks.faces import Face
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.program.book import Book
from towpath.program.decisions.deal_registration.form import denial_reason

ROOT = "/api/v1/deals/registrations"
SAID = (
    "reference", "state", "version", "deal_type", "business", "deal_name", "customer_name", "customer_website",
    "customer_country", "customer_employees", "public_sector", "contact_name", "contact_email", "contact_phone",
    "contact_title", "amount", "currency", "close_on", "seats", "product", "distributor", "need", "how_sourced",
    "extra", "created_at", "changed_at", "submitted_at", "decided_at", "told_partner", "approved_on", "expires_on",
)  # fmt: skip
FOUND = (
    "region", "on_behalf", "judged_on", "maybe_known", "is_primary", "step", "type_confirmed", "sourcing",
    "sourcing_note", "contacted_at", "clock_kind", "denial_reason", "approved_at", "extensions", "extended_to",
)  # fmt: skip
LISTED = (
    "reference", "state", "version", "deal_type", "deal_name", "customer_name", "customer_country", "amount",
    "currency", "submitted_at", "changed_at", "expires_on",
)  # fmt: skip


def href(reference: str, *parts: str) -> str:
    return "/".join((ROOT, reference, *parts))


def person(one: Person | Contact | None) -> Any:
    return None if one is None else {"id": one.pk, "name": one.name}


def ref(one: Account | Partner | None) -> Any:
    return None if one is None else {"reference": one.reference, "name": one.name}


def with_whom(registration: Registration, actor: Person) -> Literal["you", "partner", "vendor", "nobody"]:
    """Whose turn it is, as the reader says it."""
    state = registration.state
    if state in (DRAFT, RETURNED):
        if not registration.on_behalf:
            return "partner" if actor.is_internal else "you"
        return "you" if registration.started_by_id == actor.pk else "vendor"
    if state in (SUBMITTED, IN_REVIEW):
        return "you" if registration.holder_id == actor.pk else "vendor"
    return "nobody"


def due_at(registrations: Sequence[Registration], actor: Person, book: Book) -> dict[int, datetime | None]:
    """By each id: for the vendor's people the clock due first; for a partner the answer that she is promised."""
    if actor.is_internal:
        return {one.pk: one.due_at for one in registrations}
    promised = promises(registrations, book)
    return {one.pk: promised.get(one.pk) for one in registrations}


def denial(registration: Registration, book: Book) -> str:
    """Why it was denied, in the words for the partner."""
    if not registration.denial_reason or registration.judged_on is None:
        return ""
    return denial_reason(registration.denial_reason, book, registration.judged_on).words_for_partner


def briefs(
    registrations: Sequence[Registration], actor: Person, book: Book
) -> list[shown.OutsideBrief | shown.InsideBrief]:
    """The lines of a list; for a partner one query more, whatever their number."""
    due = due_at(registrations, actor, book)
    return [_brief(one, actor, book, due[one.pk]) for one in registrations]


def _brief(
    registration: Registration, actor: Person, book: Book, due: datetime | None
) -> shown.OutsideBrief | shown.InsideBrief:
    fields: dict[str, Any] = {name: getattr(registration, name) for name in LISTED} | {
        "href": href(registration.reference),
        "status": status_for(actor, registration, book),
        "with_whom": with_whom(registration, actor),
        "due_at": due,
    }
    if not actor.is_internal:
        return shown.OutsideBrief(**fields)
    return shown.InsideBrief(
        **fields,
        partner=ref(registration.partner),
        region=registration.region,
        on_behalf=registration.on_behalf,
        esm=person(registration.esm),
        holder=person(registration.holder),
        holder_for=person(registration.holder_for),
        account=ref(registration.account),
        clock_kind=registration.clock_kind,
    )


def whole(registration: Registration, occasion: Occasion) -> shown.OutsideRegistration | shown.InsideRegistration:
    """A registration with the moves that its reader may take now."""
    actor, book = occasion.actor, occasion.book
    if actor is None:
        raise ValueError("A registration is shown to a person.")
    fields: dict[str, Any] = {name: getattr(registration, name) for name in SAID} | {
        "href": href(registration.reference),
        "status": status_for(actor, registration, book),
        "with_whom": with_whom(registration, actor),
        "due_at": due_at([registration], actor, book)[registration.pk],
        "denial": denial(registration, book),
        "days_left": _days_left(registration, occasion.day),
        "extension_asked": _extension_asked(registration),
        "moves": moves(registration, actor),
    }
    if not actor.is_internal:
        return shown.OutsideRegistration(**fields)
    return shown.InsideRegistration(**fields, **_found(registration))


def moves(registration: Registration, actor: Person) -> list[shown.MoveLink]:
    """What the reader may do next, with the address that does it; what only the product does is left out."""
    return [
        shown.MoveLink(
            name=move.name,
            label=move.label,
            method="PATCH" if move.name == "amend" else "POST",
            href=_address(registration.reference, move.name),
        )
        for move in MOVES.offered(registration, actor)
        if move.name in BY_HAND
    ]


def _address(reference: str, move: str) -> str:
    if move == "amend":
        return href(reference)
    return href(reference, "comments" if move == "comment" else move)


BY_HAND: set[str] = {"amend", "comment"}  # and every move that has an address: towpath.api.deals.moves adds them


def _days_left(registration: Registration, today: date) -> int | None:
    if registration.state != "approved" or registration.expires_on is None:
        return None
    return max(0, (registration.expires_on - today).days)


def _extension_asked(registration: Registration) -> bool:
    if registration.state != "approved":
        return False
    return registration.extension_requests.filter(state=ExtensionRequest.State.OPEN).exists()


def _found(registration: Registration) -> dict[str, Any]:
    opportunity = registration.opportunity
    return {name: getattr(registration, name) for name in FOUND} | {
        "partner": ref(registration.partner),
        "account": ref(registration.account),
        "contact": person(registration.contact),
        "opportunity": None
        if opportunity is None
        else {"reference": opportunity.reference, "name": opportunity.name, "state": opportunity.state},
        "started_by": person(registration.started_by),
        "submitted_by": person(registration.submitted_by),
        "esm": person(registration.esm),
        "asm": person(registration.asm),
        "holder": person(registration.holder),
        "holder_for": person(registration.holder_for),
        "sheet": _sheet(registration),
    }


def _sheet(registration: Registration) -> list[shown.PlaceShown]:
    if registration.account_id is None:  # nothing is put forward without its account, so there is no sheet to read
        return []
    return [_place(one) for one in places(registration)]


def _place(place: Place) -> shown.PlaceShown:
    return shown.PlaceShown(
        round=place.round,
        place=place.place,
        role=place.role,
        status=place.status_label,
        assigned_to=person(place.assigned_to),
        opened_at=place.opened_at,
        aligned_at=place.aligned_at,
        aligned_note=place.aligned_note,
        delay_note=place.delay_note,
        decided_at=place.decided_at,
        decided_by=person(place.decided_by),
        decided_for=person(place.decided_for),
        outcome=place.outcome,
        comments=place.comments,
    )


def clock(face: Face, reference: str, actor: Person) -> shown.OutsideClock | shown.InsideClock:
    """One clock as the reader sees it."""
    one = face.clock
    fields: dict[str, Any] = {
        "id": one.pk,
        "href": href(reference, "clocks", str(one.pk)),
        "title": face.title,
        "state": face.state,
        "due_at": face.due_at,
        "remaining": face.remaining,
        "unit": face.unit,
        "met": face.met,
        "meaning": face.meaning,
    }
    if not actor.is_internal:
        return shown.OutsideClock(**fields)
    return shown.InsideClock(
        **fields,
        kind=face.kind,
        team=face.team,
        owner=person(one.owner),
        started_at=one.started_at,
        stopped_at=one.stopped_at,
        warned_at=one.warned_at,
        breached_at=one.breached_at,
    )
