"""After approval: extensions, reminders, expiry, the opportunity's end, and corrections by Ecosystem Operations."""

from datetime import date

from django.db import IntegrityError, transaction

from towpath.basics.days import day_in_words
from towpath.domain.accounts.actions import opportunities
from towpath.domain.accounts.lifecycles import CLOSED_LOST as LOST
from towpath.domain.accounts.lifecycles import CLOSED_WON as WON
from towpath.domain.accounts.models import Account, Opportunity
from towpath.domain.deals.actions.chain import closed
from towpath.domain.deals.actions.moves import MOVES
from towpath.domain.deals.actions.registrations.review import known_type, taken
from towpath.domain.deals.actions.stamps import ONE_APPROVED, Moment, left, locked, stamp, tags_for
from towpath.domain.deals.facts import protection_facts
from towpath.domain.deals.lifecycles import HELD, REGISTRATION
from towpath.domain.deals.models import ExtensionRequest, Registration
from towpath.kernel.events.models import Event
from towpath.kernel.lifecycle import Move
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound, NotReady, Taken
from towpath.program.decisions.deal_registration.protection import protection


@transaction.atomic(durable=True)
def ask_extension(
    reference: str, occasion: Occasion, *, why: str, until_on: date | None = None, version: int | None = None
) -> Registration:
    """The partner asks for more days: the standard ones, or until a day (DRG-18)."""
    registration, move = MOVES.take("ask_extension", reference, occasion, version=version)
    if not why.strip():
        raise Invalid({"why": ["Say in a sentence why the deal needs more time."]})
    if until_on is not None and until_on <= registration.expires_on:
        raise Invalid(
            {
                "until_on": [
                    f"It is protected until {day_in_words(registration.expires_on)} already; ask for a later day."
                ]
            }
        )
    if registration.extension_requests.filter(state=ExtensionRequest.State.OPEN).exists():
        raise Taken("An extension was asked for already.", remedy="Wait for the answer, or write a comment.")
    ExtensionRequest.objects.create(
        registration=registration, asked_by=occasion.actor, asked_at=occasion.at, until_on=until_on, why=why.strip()
    )
    return MOVES.keep(registration, move, occasion, why=why.strip(), until_on=until_on and until_on.isoformat())


@transaction.atomic(durable=True)
def extend(reference: str, occasion: Occasion, *, why: str = "", version: int | None = None) -> Registration:
    """One more standard extension, in one click, by the partner team or field sales (DRG-18)."""
    registration, move = MOVES.take("extend", reference, occasion, version=version)
    registration.extensions += 1
    return _prolong(registration, move, occasion, why or "standard extension")


@transaction.atomic(durable=True)
def extend_to(
    reference: str, occasion: Occasion, *, until_on: date, why: str, version: int | None = None
) -> Registration:
    """Any other date, by Ecosystem Operations, with the reason of the case (DRG-18)."""
    registration, move = MOVES.take("extend_to", reference, occasion, version=version)
    errors = {}
    if until_on <= registration.expires_on:
        errors["until_on"] = [
            f"It is protected until {day_in_words(registration.expires_on)} already; choose a later day."
        ]
    if not why.strip():
        errors["why"] = ["Say why: it stands in the history."]
    if errors:
        raise Invalid(errors)
    registration.extended_to, registration.extensions = until_on, 0
    return _prolong(registration, move, occasion, why.strip())


def _prolong(registration: Registration, move: Move, occasion: Occasion, why: str) -> Registration:
    if registration.expires_on <= occasion.day:
        raise NotReady("The protection has ended already.", remedy="The partner can register the deal anew.")
    before = registration.expires_on
    term = protection(protection_facts(registration), occasion.book, on=registration.judged_on)
    registration.expires_on, registration.changed_at = term.outcome.expires_on, occasion.at
    registration.extension_requests.filter(state=ExtensionRequest.State.OPEN).update(
        state=ExtensionRequest.State.GRANTED, answered_by=occasion.actor, answered_at=occasion.at, answer=why
    )
    return MOVES.keep(
        registration,
        move,
        occasion,
        expires_on=registration.expires_on.isoformat(),
        before_expires_on=before.isoformat(),
        why=why,
        decisions=[term.as_record()],
    )


@transaction.atomic(durable=True)
def decline_extension(reference: str, occasion: Occasion, *, why: str, version: int | None = None) -> Registration:
    """Answer an asked extension with no, and why."""
    registration, move = MOVES.take("decline_extension", reference, occasion, version=version)
    if not why.strip():
        raise Invalid({"why": ["Say why: the partner reads it."]})
    asked = registration.extension_requests.filter(state=ExtensionRequest.State.OPEN)
    if not asked.update(
        state=ExtensionRequest.State.DECLINED, answered_by=occasion.actor, answered_at=occasion.at, answer=why.strip()
    ):
        raise NotReady("No extension is asked for.")
    return MOVES.keep(registration, move, occasion, why=why.strip())


@transaction.atomic(durable=True)
def remind_expiry(reference: str, occasion: Occasion, *, days: int) -> Registration | None:
    """Say that the protection ends soon; once for each number of days and end. None when it was said already."""
    registration, move = MOVES.take("remind_expiry", reference, occasion)
    said = Event.objects.filter(
        name=move.event,
        subject_type=Registration._meta.label_lower,
        subject_id=registration.pk,
        data__expires_on=registration.expires_on.isoformat(),
        data__days=days,
    )
    if said.exists():
        return None
    return MOVES.keep(registration, move, occasion, days=days, expires_on=registration.expires_on.isoformat())


@transaction.atomic(durable=True)
def expire(reference: str, occasion: Occasion) -> Registration:
    """End the protection on its day (DRG-17): expires_on is the first day without it."""
    registration, move = MOVES.take("expire", reference, occasion)
    if occasion.day < registration.expires_on:
        raise NotReady(f"{reference} is protected until {day_in_words(registration.expires_on)}.")
    registration.changed_at = occasion.at
    MOVES.keep(registration, move, occasion, expires_on=registration.expires_on.isoformat())
    left(registration, occasion)
    return registration


@transaction.atomic(durable=True)
def close_won(reference: str, occasion: Occasion) -> Registration:
    """The opportunity was won; the registration follows."""
    return _follow("close_won", reference, occasion, WON)


@transaction.atomic(durable=True)
def close_lost(reference: str, occasion: Occasion) -> Registration:
    """The opportunity was lost; the registration becomes Closed Lost and the partner is told (DRG-20)."""
    return _follow("close_lost", reference, occasion, LOST)


def _follow(name: str, reference: str, occasion: Occasion, state: str) -> Registration:
    registration, move = MOVES.take(name, reference, occasion)
    opportunity = registration.opportunity
    if opportunity is None or opportunity.state != state:
        raise NotReady(f"The opportunity of {reference} is not {state.replace('_', ' ')}.")
    return _end_with(registration, move, opportunity, occasion)


def _end_with(registration: Registration, move: Move, opportunity: Opportunity, occasion: Occasion) -> Registration:
    closed(registration)
    registration.changed_at = occasion.at
    MOVES.keep(registration, move, occasion, opportunity=str(opportunity))
    if registration.state not in HELD:
        left(registration, occasion)
    return registration


@transaction.atomic(durable=True)
def relink_opportunity(
    reference: str, occasion: Occasion, *, opportunity: str, why: str, version: int | None = None
) -> Registration:
    """Link to a closed or a different open opportunity afterwards, by Ecosystem Operations (DRG-25).

    An opportunity that is closed takes the registration with it: it becomes Closed Won or Closed Lost in the same act.
    """
    registration, move = MOVES.take("relink_opportunity", reference, occasion, version=version)
    if not why.strip():
        raise Invalid({"why": ["Name the case and the reason: it stands in the history."]})
    wanted = Opportunity.objects.filter(reference=opportunity).values_list("pk", flat=True).first()
    if wanted is None:
        raise NotFound(f"There is no opportunity {opportunity} for you.")
    if wanted == registration.opportunity_id:
        raise Invalid({"opportunity": [f"It is linked to {opportunity} already."]})
    rows = locked(wanted, registration.opportunity_id)
    found, before = rows[wanted], rows[registration.opportunity_id]
    registration.opportunity_was_there = True
    _moved(registration, move, occasion, found=found, before=before, why=why.strip())
    if found.state in FOLLOWS:
        return _end_with(registration, REGISTRATION.moves[FOLLOWS[found.state]], found, occasion)
    return registration


@transaction.atomic(durable=True)
def follow_merge(reference: str, occasion: Occasion) -> Registration:
    """The opportunity was merged into another: the registration goes over to it, with its protection as it stands.

    Taken where another registration was approved on that one meanwhile (DRG-03): Ecosystem Operations settles it.
    """
    registration, move = MOVES.take("follow_merge", reference, occasion)
    merged = registration.opportunity
    if merged is None or merged.duplicate_of_id is None:
        raise NotReady(f"The opportunity of {reference} was not merged.")
    rows = locked(merged.pk, merged.duplicate_of_id)
    before, found = rows[merged.pk], rows[merged.duplicate_of_id]
    if registration.submitted_at is not None and found.created_at < registration.submitted_at:
        registration.opportunity_was_there = True
    _moved(registration, move, occasion, found=found, before=before, why="merged")
    if found.state in FOLLOWS and registration.state not in HELD[1:]:
        ending = REGISTRATION.moves[FOLLOWS[found.state]]
        return (
            _end_with(registration, ending, found, occasion) if registration.state in ending.sources else registration
        )
    return registration


FOLLOWS = {WON: "close_won", LOST: "close_lost"}  # state of the opportunity -> what its registration does


def _moved(
    registration: Registration, move: Move, occasion: Occasion, *, found: Opportunity, before: Opportunity, why: str
) -> None:
    registration.opportunity = found
    registration.changed_at = occasion.at
    moment: Moment = "approved" if registration.state in HELD else "submitted"
    tags = tags_for(registration, found, moment, occasion)
    try:
        with transaction.atomic():
            MOVES.keep(registration, move, occasion, opportunity=str(found), before_opportunity=str(before), why=why)
    except IntegrityError as error:
        if ONE_APPROVED not in str(error):
            raise
        raise taken(found) from error
    stamp(before, registration, occasion, tags=tags_for(registration, before, "unregistered", occasion))
    stamp(found, registration, occasion, tags=tags)


@transaction.atomic(durable=True)
def switch_account(reference: str, occasion: Occasion, *, version: int | None = None) -> Registration:
    """MSP (DRG-13): the opportunity's account becomes the partner's own; the customer stays on it as end user."""
    registration, move = MOVES.take("switch_account", reference, occasion, version=version)
    kind = known_type(registration.deal_type, registration, occasion)
    if kind.opportunity_account != "partner":
        raise NotReady(f"A {kind.title} registration keeps the customer's account on its opportunity.")
    own = Account.objects.filter(partner=registration.partner).first()
    if own is None:
        raise NotReady(
            f"{registration.partner.name} has no account of its own.",
            remedy="Ecosystem Operations creates the account that stands for the partner.",
        )
    opportunity = Opportunity.objects.select_for_update().get(pk=registration.opportunity_id)
    if opportunity.account_id == own.pk:
        raise NotReady(f"{opportunity.reference} stands on {own.name} already.")
    opportunities.stamped(
        opportunity, {"account": own, "end_user": registration.account}, occasion, registration=registration.reference
    )
    registration.opportunity, registration.changed_at = opportunity, occasion.at
    return MOVES.keep(
        registration, move, occasion, opportunity=str(opportunity), account=own.name, end_user=registration.account.name
    )
