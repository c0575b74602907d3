"""The approval chain: confirm, confer, name the opportunity and who sourced it, then approve, deny or send back."""

from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction

from towpath.domain.accounts.access import ACCESS as ACCOUNTS
from towpath.domain.accounts.access import Permission as AccountPermission
from towpath.domain.accounts.actions import opportunities
from towpath.domain.accounts.lifecycles import OPEN
from towpath.domain.accounts.models import Opportunity
from towpath.domain.deals.actions.chain import closed, open_place, opened
from towpath.domain.deals.actions.moves import MOVES
from towpath.domain.deals.actions.stamps import ONE_APPROVED, left, locked, stamp, tags_for
from towpath.domain.deals.actions.words import missing
from towpath.domain.deals.checklist import for_approval
from towpath.domain.deals.facts import protection_facts
from towpath.domain.deals.lifecycles import HELD, REGISTRATION
from towpath.domain.deals.models import Place, Registration
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound, NotReady, Taken
from towpath.program.decisions.deal_registration.form import (
    denial_reasons,
    registration_type,
    sourcing_findings,
)
from towpath.program.decisions.deal_registration.protection import protection


@transaction.atomic(durable=True)
def confirm_type(
    reference: str, occasion: Occasion, *, deal_type: str = "", version: int | None = None
) -> Registration:
    """Confirm type and completeness (DRG-08); `deal_type` corrects what the partner chose.

    NotReady names what the form of the type asks for and the partner has not said.
    """
    registration, move = MOVES.take("confirm_type", reference, occasion, version=version)
    kind = known_type(deal_type or registration.deal_type, registration, occasion)
    if lacking := missing(registration, kind.fields):
        raise NotReady(
            f"As {kind.title} it is not complete: {', '.join(lacking)}.",
            remedy="Return it to the partner and ask for that.",
        )
    registration.deal_type = kind.key
    registration.type_confirmed, registration.changed_at = True, occasion.at
    return MOVES.keep(registration, move, occasion, type=registration.deal_type)


def known_type(deal_type: str, registration: Registration, occasion: Occasion) -> Any:
    try:
        return registration_type(deal_type, occasion.book, registration.judged_on)
    except LookupError as error:
        raise Invalid({"deal_type": [str(error)]}) from error


@transaction.atomic(durable=True)
def record_sourcing(
    reference: str, occasion: Occasion, *, finding: str, note: str = "", version: int | None = None
) -> Registration:
    """Record who sourced this opportunity: its creation or conversion, not the first touch (DRG-16)."""
    registration, move = MOVES.take("record_sourcing", reference, occasion, version=version)
    known = {one.key: one for one in sourcing_findings(occasion.book, registration.judged_on)}
    if finding not in known:
        raise Invalid({"finding": [f"Choose one of: {', '.join(known)}."]})
    registration.sourcing, registration.sourcing_note = finding, note.strip()
    registration.changed_at = occasion.at
    return MOVES.keep(registration, move, occasion, finding=known[finding].words, note=note.strip())


@transaction.atomic(durable=True)
def link_opportunity(
    reference: str, occasion: Occasion, *, opportunity: str, primary: bool, version: int | None = None
) -> Registration:
    """Link the opportunity; make it primary when going to approve, link only when going to deny (DRG-12)."""
    registration, move = MOVES.take("link_opportunity", reference, occasion, version=version)
    found, before = linkable(opportunity, registration, occasion)
    created_here = before is not None and before.pk == found.pk and not registration.opportunity_was_there
    registration.opportunity, registration.is_primary = found, primary
    registration.opportunity_was_there = not created_here
    registration.changed_at = occasion.at
    MOVES.keep(registration, move, occasion, opportunity=str(found), primary=" as primary" if primary else "")
    _arrived(registration, found, before, occasion)
    return registration


def _arrived(registration: Registration, found: Opportunity, before: Opportunity | None, occasion: Occasion) -> None:
    """The opportunity reads pending from now on (FLD-03); the one linked before reads so no more."""
    if before is not None and before.pk != found.pk:
        stamp(before, registration, occasion, tags=tags_for(registration, before, "unregistered", occasion))
    stamp(found, registration, occasion, tags=tags_for(registration, found, "submitted", occasion))


def linkable(reference: str, registration: Registration, occasion: Occasion) -> tuple[Opportunity, Opportunity | None]:
    """An open opportunity that the actor may see, and the one linked so far, both locked; refusals say what to do."""
    visible = ACCOUNTS.rows(occasion.actor, AccountPermission.VIEW_OPPORTUNITY, Opportunity.objects.all())
    wanted = visible.filter(reference=reference).values_list("pk", flat=True).first()
    if wanted is None:
        raise NotFound(f"There is no opportunity {reference} for you.")
    rows = locked(wanted, *([registration.opportunity_id] if registration.opportunity_id else []))
    found = rows[wanted]
    if found.state != OPEN:
        raise NotReady(
            f"{found.reference} is {found.state.replace('_', ' ')}.",
            remedy="Linking to a closed opportunity is done by Ecosystem Operations after the decision.",
        )
    return found, rows.get(registration.opportunity_id or 0)


@transaction.atomic(durable=True)
def create_opportunity(
    reference: str, occasion: Occasion, *, name: str = "", amount: Decimal | None = None, version: int | None = None
) -> Registration:
    """Create New: a Standard opportunity owned by the Sales Rep who owns the customer account, made primary."""
    registration, move = MOVES.take("create_opportunity", reference, occasion, version=version)
    account = registration.account
    if account is None or account.owner is None:
        raise NotReady("The customer account has no owner yet.", remedy="Link an account that has its territory.")
    before = registration.opportunity
    if before is not None and not registration.opportunity_was_there:
        raise NotReady(
            f"{before.reference} was created from this registration already.",
            remedy="Link another opportunity first if this one is wrong.",
        )
    registration.opportunity_was_there = False
    tags = tags_for(registration, None, "submitted", occasion)
    opportunity = opportunities.begun(
        occasion,
        account=account,
        name=name or registration.deal_name,
        owner=account.owner,
        amount=amount if amount is not None else registration.amount,
        currency=registration.currency,
        close_on=registration.close_on,
        initial_source=tags.outcome.initial_source or "",
    )
    registration.opportunity, registration.is_primary = opportunity, True
    registration.changed_at = occasion.at
    MOVES.keep(
        registration,
        move,
        occasion,
        opportunity=str(opportunity),
        owner=account.owner.name,
        decisions=[tags.as_record()],
    )
    stamp(opportunity, registration, occasion, tags=tags)
    if before is not None:
        before = locked(before.pk)[before.pk]
        stamp(before, registration, occasion, tags=tags_for(registration, before, "unregistered", occasion))
    return registration


@transaction.atomic(durable=True)
def record_alignment(reference: str, occasion: Occasion, *, note: str, version: int | None = None) -> Registration:
    """Record with whom the decision was aligned (DRG-08, DRG-09)."""
    registration, move = MOVES.take("record_alignment", reference, occasion, version=version)
    if not note.strip():
        raise Invalid({"note": ["Say with whom and what was agreed, in a sentence."]})
    place = open_place(registration)
    place.aligned_at, place.aligned_note = occasion.at, note.strip()
    place.save()
    return MOVES.keep(registration, move, occasion, note=note.strip())


@transaction.atomic(durable=True)
def tell_delay(reference: str, occasion: Occasion, *, note: str, version: int | None = None) -> Registration:
    """Tell the ESM that the decision will take longer than the clock allows (DRG-10). The clock runs on."""
    registration, move = MOVES.take("tell_delay", reference, occasion, version=version)
    if not note.strip():
        raise Invalid({"note": ["Say why it takes longer and until when."]})
    place = open_place(registration)
    place.delay_note = note.strip()
    place.save()
    return MOVES.keep(registration, move, occasion, note=note.strip())


@transaction.atomic(durable=True)
def approve(reference: str, occasion: Occasion, *, comments: str = "", version: int | None = None) -> Registration:
    """Approve the open place: the next one opens, or the registration is approved and protected.

    Refused while something is missing (NotReady names all of it) and where the opportunity already has an approved
    registration (Taken, DRG-03), whoever comes first.
    """
    registration, move = MOVES.take("approve", reference, occasion, version=version)
    place = open_place(registration)
    if registration.opportunity_id is not None:  # approvals on one opportunity go one after the other (DRG-03)
        registration.opportunity = locked(registration.opportunity_id)[registration.opportunity_id]
    _ready(registration, place, occasion)
    _decide(registration, place, occasion, Place.Outcome.APPROVED, comments)
    following = registration.places.filter(round=place.round, place__gt=place.place).order_by("place").first()
    if following is not None:
        opened(registration, following, occasion)
        following.save()
        return MOVES.keep(
            registration,
            REGISTRATION.moves["sign"],
            occasion,
            status=place.status_label,
            holder=registration.holder.name,
            on_behalf_of=place.decided_for,
        )
    return _approved(registration, move, place, occasion, comments)


def _approved(registration: Registration, move: Any, place: Place, occasion: Occasion, comments: str) -> Registration:
    closed(registration)
    registration.approved_at, registration.approved_on = occasion.at, occasion.day
    registration.decided_at, registration.told_partner = occasion.at, comments.strip()
    registration.contacted_at = registration.contacted_at or occasion.at
    term = protection(protection_facts(registration), occasion.book, on=registration.judged_on)
    registration.expires_on = term.outcome.expires_on
    opportunity = registration.opportunity
    tags = tags_for(registration, opportunity, "approved", occasion)
    try:
        with transaction.atomic():
            MOVES.keep(
                registration,
                move,
                occasion,
                expires_on=registration.expires_on.isoformat(),
                comments=comments.strip(),
                decisions=[term.as_record(), tags.as_record()],
                on_behalf_of=place.decided_for,
            )
    except IntegrityError as error:
        if ONE_APPROVED not in str(error):
            raise
        raise taken(opportunity) from error
    stamp(opportunity, registration, occasion, tags=tags)
    return registration


def taken(opportunity: Opportunity | None) -> Taken:
    return Taken(
        f"{opportunity.reference if opportunity else 'The opportunity'} already has an approved registration.",
        remedy="Deny this one, or link it to another opportunity if it is another deal.",
    )


def _ready(registration: Registration, place: Place, occasion: Occasion) -> None:
    """Everything that an approval needs (DRG-08, DRG-09, DRG-12, DRG-16), all at once."""
    missing = [need.mend for need in for_approval(registration, place, occasion.book) if not need.done]
    if missing:
        raise NotReady(f"{registration.reference} cannot be approved yet.", remedy=" ".join(missing))
    rival = Registration.objects.filter(opportunity=registration.opportunity, state__in=HELD).exclude(
        pk=registration.pk
    )
    if rival.exists():
        raise taken(registration.opportunity)


def _decide(registration: Registration, place: Place, occasion: Occasion, outcome: str, comments: str) -> None:
    place.decided_at, place.decided_by, place.outcome = occasion.at, occasion.actor, outcome
    place.decided_for, place.comments = registration.holder_for, comments.strip()
    place.save()
    registration.changed_at = occasion.at


@transaction.atomic(durable=True)
def deny(
    reference: str, occasion: Occasion, *, reason: str, comments: str = "", version: int | None = None
) -> Registration:
    """Deny with a reason of the program's list, told to the partner in its words (FLD-09)."""
    registration, move = MOVES.take("deny", reference, occasion, version=version)
    known = {one.key: one for one in denial_reasons(occasion.book, registration.judged_on)}
    if reason not in known:
        raise Invalid({"reason": ["Choose the reason from the list: the partner is told it in words."]})
    place = open_place(registration)
    _decide(registration, place, occasion, Place.Outcome.DENIED, comments)
    closed(registration)
    registration.denial_reason, registration.decided_at = reason, occasion.at
    registration.told_partner, registration.is_primary = comments.strip(), False
    registration.contacted_at = registration.contacted_at or occasion.at
    MOVES.keep(
        registration,
        move,
        occasion,
        reason=known[reason].words_internal,
        reason_partner=known[reason].words_for_partner,
        rests_on=known[reason].rests_on,
        comments=comments.strip(),
        on_behalf_of=place.decided_for,
    )
    left(registration, occasion)
    return registration


@transaction.atomic(durable=True)
def send_back(reference: str, occasion: Occasion, *, comments: str, version: int | None = None) -> Registration:
    """Return it to the partner with what is missing; she amends and resubmits, the history stays (DRG-22)."""
    registration, move = MOVES.take("send_back", reference, occasion, version=version)
    if not comments.strip():
        raise Invalid({"comments": ["Say what is missing: the partner reads it and amends."]})
    behalf = None
    if registration.step:
        place = open_place(registration)
        _decide(registration, place, occasion, Place.Outcome.RETURNED, comments)
        behalf = place.decided_for
    closed(registration)
    registration.told_partner, registration.changed_at = comments.strip(), occasion.at
    registration.contacted_at = registration.contacted_at or occasion.at
    return MOVES.keep(registration, move, occasion, comments=comments.strip(), on_behalf_of=behalf)
