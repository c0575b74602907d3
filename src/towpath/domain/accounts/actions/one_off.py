"""The exception for one opportunity (ONB-08): recorded by Programs, approved by one of three directors, used once."""

from django.db import IntegrityError, transaction

from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.lifecycles import APPROVED, ONE_OFF, OPEN, RECORDED
from towpath.domain.accounts.models import OneOffPermission, Opportunity
from towpath.domain.partners.facts import authorized
from towpath.domain.partners.models import Partner
from towpath.kernel.moves import Moves
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Ineligible, Invalid, NotAllowed, NotFound, NotReady, Taken
from towpath.program.decisions.partners.standing import OneOffFacts, one_off, one_off_terms

LONGEST_REASON, LONGEST_CUSTOMER_REASON = 300, 1000
MOVES = Moves(OneOffPermission, ONE_OFF, ACCESS, organisation=lambda row: None, region=lambda row: row.region)


@transaction.atomic(durable=True)
def record(
    occasion: Occasion, *, partner: str, opportunity: str, customer_reason: str, will_not_join: bool
) -> OneOffPermission:
    """Ask for permission: this partner, this opportunity, the customer's reason, and that the partner will not join."""
    if not ACCESS.may(occasion.actor, Permission.RECORD_ONE_OFF):
        raise NotAllowed("One-off permissions are recorded by the programs team.")
    found = Partner.objects.filter(reference=partner.strip().upper(), merged_into=None).first()
    deal = Opportunity.objects.filter(reference=opportunity.strip().upper()).first()
    reason, errors = " ".join(customer_reason.split()), {}
    if found is None:
        errors["partner"] = ["There is no partner of this reference; it is written like PAR00042."]
    if deal is None or deal.state != OPEN:
        errors["opportunity"] = ["There is no open opportunity of this reference; it is written like OPP00042."]
    if len(reason) > LONGEST_CUSTOMER_REASON:
        errors["customer_reason"] = [f"At most {LONGEST_CUSTOMER_REASON} characters fit; this has {len(reason)}."]
    if errors or found is None or deal is None:
        raise Invalid(errors)
    facts = OneOffFacts(
        authorized=authorized(found, occasion.book, occasion.day),
        customer_reason=bool(reason),
        will_not_join=will_not_join,
    )
    decision = one_off(facts, occasion.book, on=occasion.day)
    if not decision.outcome:
        raise Ineligible("There is no exception here.", because=[each.as_record() for each in decision.because])
    permission = OneOffPermission(
        reference=next_reference("PRM"), partner=found, opportunity=deal, region=deal.region, customer_reason=reason,
        will_not_join=will_not_join, recorded_by=occasion.person, recorded_at=occasion.at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            return MOVES.begin(
                permission, ONE_OFF.moves["record"], occasion, partner=found.name, opportunity=deal.reference,
                reason=reason, decision=decision.as_record(),
            )  # fmt: skip
    except IntegrityError as error:
        if "one_off_live_once" not in str(error):
            raise
        live = OneOffPermission.objects.filter(partner=found, opportunity=deal, state__in=[RECORDED, APPROVED]).first()
        name = live.reference if live else "another one"
        raise Taken(f"{name} stands for this partner and opportunity.", remedy="Go on there.") from error


@transaction.atomic(durable=True)
def approve(reference: str, occasion: Occasion, *, version: int | None = None) -> OneOffPermission:
    """Approve, as one of the three; it is good for the days that the program gives it, for this opportunity alone."""
    permission, move = MOVES.take("approve", reference, occasion, version=version)
    _not_ones_own(permission, occasion)
    terms = one_off_terms(occasion.book, occasion.day)
    if not occasion.person.roles or not set(occasion.person.roles) & set(terms.approved_by):
        raise NotAllowed("This is approved by one of the program's directors.")
    permission.expires_on = occasion.day.fromordinal(occasion.day.toordinal() + terms.good_for_days)
    permission.decided_by, permission.decided_at = occasion.person, occasion.at
    return MOVES.keep(permission, move, occasion, by=occasion.person.name, expires_on=str(permission.expires_on))


def _not_ones_own(permission: OneOffPermission, occasion: Occasion) -> None:
    if permission.recorded_by_id == occasion.person.pk:
        raise NotReady("You recorded this yourself.", remedy="Another director decides it.")


@transaction.atomic(durable=True)
def decline(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> OneOffPermission:
    """Decline, with the reason."""
    why = _said(reason)
    permission, move = MOVES.take("decline", reference, occasion, version=version)
    permission.decided_by, permission.decided_at, permission.reason = occasion.person, occasion.at, why
    return MOVES.keep(permission, move, occasion, by=occasion.person.name, reason=why)


@transaction.atomic(durable=True)
def withdraw(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> OneOffPermission:
    """Take it back, asked for or approved, as long as it was not used."""
    why = _said(reason)
    permission, move = MOVES.take("withdraw", reference, occasion, version=version)
    permission.reason = why
    return MOVES.keep(permission, move, occasion, reason=why)


def used(occasion: Occasion, *, partner: Partner, opportunity: Opportunity, what: str) -> OneOffPermission:
    """Use the permission that holds for this partner and opportunity, in the caller's transaction: once and never again.

    NotFound when none holds: none was given, it was used, or it ran out. `what` is the reference of what it was for.
    """
    live = OneOffPermission.objects.select_for_update(of=("self",)).filter(
        partner=partner, opportunity=opportunity, state=APPROVED, expires_on__gt=occasion.day
    )
    permission = live.first()
    if permission is None:
        raise NotFound(f"{partner.name} has no permission for {opportunity.reference}.")
    permission.used_at, permission.used_for = occasion.at, what
    return MOVES.keep(permission, ONE_OFF.take("use", permission.state), occasion, used_for=what)


def expire_due(occasion: Occasion) -> int:
    """The night's work: those that were not used in time expire, each in a transaction of its own."""
    due = OneOffPermission.objects.filter(state=APPROVED, expires_on__lte=occasion.day)
    done = 0
    for reference in list(due.values_list("reference", flat=True)):
        with transaction.atomic():
            permission = due.select_for_update(of=("self",), skip_locked=True).filter(reference=reference).first()
            if permission is not None:
                MOVES.keep(permission, ONE_OFF.moves["expire"], occasion)
                done += 1
    return done


def _said(reason: str) -> str:
    text = " ".join(reason.split())
    if not text:
        raise Invalid({"reason": ["Say why: it stands in the history."]})
    if len(text) > LONGEST_REASON:
        raise Invalid({"reason": [f"At most {LONGEST_REASON} characters fit; this has {len(text)}."]})
    return text
