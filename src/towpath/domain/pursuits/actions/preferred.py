"""Preferred co-sell in the US public sector: claimed, completed, linked, decided, removed (PSC-01 to PSC-08)."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from towpath.basics import crm_ids
from towpath.domain.accounts.access import ACCESS as ACCOUNTS
from towpath.domain.accounts.access import Permission as Accounts
from towpath.domain.accounts.models import Opportunity
from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.domain.pursuits.actions.moves import CLAIMS, LONGEST_TEXT, by_whom, day_of, said
from towpath.domain.pursuits.events import PREFERRED_COMPLETE
from towpath.domain.pursuits.facts import preferred_facts, public_sector_partner
from towpath.domain.pursuits.lifecycles import APPROVED, PREFERRED
from towpath.domain.pursuits.models import PreferredCoSell
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Ineligible, Invalid, NotAllowed, Taken
from towpath.program.decision import Decision
from towpath.program.decisions.pursuits.preferred_co_sell import PREFERRED as PAGE
from towpath.program.decisions.pursuits.preferred_co_sell import preferred

LONGEST_BUSINESS_REASON = 1000
SALES = (Role.SALES_REP,)


@transaction.atomic(durable=True)
def submit(occasion: Occasion, typed: Mapping[str, str]) -> PreferredCoSell:
    """Claim preferred co-sell. The identifier, the meeting and the plan may follow (PSC-02).

    typed  customer_name, sae_email (of the vendor's account executive, who is told), opportunity_id, meeting_on, plan
    """
    rows = ACCESS.rows(occasion.person, Permission.SUBMIT_PREFERRED, Partner.objects.filter(merged_into=None))
    partner = rows.first()
    if partner is None:
        raise NotAllowed("Preferred co-sell is claimed by a partner's own people.")
    if not public_sector_partner(partner, occasion.book, occasion.day):
        raise Ineligible(
            "Preferred co-sell is for authorized partners of the US public sector.",
            remedy="Elsewhere every channel deal has the co-sell discount without a claim.",
        )
    made = PreferredCoSell(
        reference=next_reference("PCS"), partner=partner, organisation_id=partner.organisation_id,
        sae=_executive(typed.get("sae_email", "")), submitted_by=occasion.person, submitted_at=occasion.at,
        customer_name=said(typed.get("customer_name", ""), "customer_name", "Name the customer.", 200),
    )  # fmt: skip
    _fill(made, typed, occasion)
    return CLAIMS.begin(
        made, PREFERRED.moves["submit"], occasion, customer=made.customer_name, executive=made.sae.name,
        opportunity_id=made.given_id,
    )  # fmt: skip


def _executive(email: str) -> Person:
    """The account executive of an address; one that nobody of sales has is refused, so that no claim waits unread."""
    people = Person.objects.filter(email__iexact=email.strip(), is_active=True, organisation=None)
    found = next((each for each in people if each.has(*SALES)), None)
    if found is None:
        raise Invalid({"sae_email": ["No account executive has this address. Copy it from one of their mails."]})
    return found


def _fill(claim: PreferredCoSell, typed: Mapping[str, str], occasion: Occasion) -> list[str]:
    """Take over what was typed; the names of what changed."""
    prefix = occasion.book[PAGE].in_force(occasion.day)[1]["opportunity_prefix"]
    given = typed.get("opportunity_id", claim.given_id).strip()
    try:
        given = crm_ids.read(given, prefix=prefix) if given else ""
    except crm_ids.BadCrmId as error:
        raise Invalid({"opportunity_id": [str(error)]}) from error
    meeting = (
        day_of(typed["meeting_on"], "meeting_on", until=occasion.day) if "meeting_on" in typed else claim.meeting_on
    )
    plan = " ".join(typed.get("plan", claim.plan).split())
    if len(plan) > LONGEST_TEXT:
        raise Invalid({"plan": [f"At most {LONGEST_TEXT:,} characters fit; this has {len(plan):,}."]})
    new = {"given_id": given, "meeting_on": meeting, "plan": plan}
    words = {"given_id": "the opportunity's identifier", "meeting_on": "the meeting", "plan": "the plan"}
    changed = [words[name] for name, value in new.items() if getattr(claim, name) != value]
    for name, value in new.items():
        setattr(claim, name, value)
    return changed


@transaction.atomic(durable=True)
def amend(
    reference: str, occasion: Occasion, typed: Mapping[str, str], *, version: int | None = None
) -> PreferredCoSell:
    """Add or change the identifier, the meeting and the plan, as long as nobody decided."""
    claim, move = CLAIMS.take("amend", reference, occasion, version=version)
    before = missing(claim, occasion)
    changed = _fill(claim, typed, occasion)
    if not changed:
        return claim
    kept = CLAIMS.keep(claim, move, occasion, what=", ".join(changed))
    _told_complete(kept, before, occasion)
    return kept


@transaction.atomic(durable=True)
def link(
    reference: str, occasion: Occasion, *, opportunity: str, opportunity_id: str, version: int | None = None
) -> PreferredCoSell:
    """Link the opportunity, with its identifier in the CRM: by the account executive or a channel manager (PSC-01).

    A claim that came without an identifier takes this one over: it is the one that the executive gave (PSC-05).
    """
    claim, move = CLAIMS.take("link", reference, occasion, version=version)
    rows = ACCOUNTS.rows(occasion.actor, Accounts.VIEW_OPPORTUNITY, Opportunity.objects.select_related("owner"))
    deal = rows.filter(reference=opportunity.strip().upper()).first()
    if deal is None:
        raise Invalid({"opportunity": ["There is no opportunity of this reference for you."]})
    prefix = occasion.book[PAGE].in_force(occasion.day)[1]["opportunity_prefix"]
    try:
        known = crm_ids.read(opportunity_id, prefix=prefix)
    except crm_ids.BadCrmId as error:
        raise Invalid({"opportunity_id": [str(error)]}) from error
    before = missing(claim, occasion)
    claim.opportunity, claim.known_id, claim.given_id = deal, known, claim.given_id or known
    claim.linked_by, claim.linked_at = occasion.person, occasion.at
    try:
        with transaction.atomic():
            kept = CLAIMS.keep(claim, move, occasion, opportunity=deal.reference, by=by_whom(occasion))
    except IntegrityError as error:
        if "preferred_once_a_partner" not in str(error):
            raise
        raise Taken(
            f"{claim.partner.name} claims {deal.reference} already.", remedy="Go on with that claim."
        ) from error
    _told_complete(kept, before, occasion)
    return kept


def judged(claim: PreferredCoSell, occasion: Occasion, *, reason: str = "") -> Decision[bool]:
    """What the guidelines say of a claim today, with a business reason where one is given."""
    return preferred(preferred_facts(claim, occasion.book, occasion.day, reason=reason), occasion.book, on=occasion.day)


def missing(claim: PreferredCoSell, occasion: Occasion) -> list[str]:
    """What a claim lacks before somebody can decide on it; [] for a complete one (PSC-05)."""
    decision = judged(claim, occasion, reason="given with the decision")
    return [] if decision.outcome else [f"{each.says} {each.mend}" for each in decision.because]


def _told_complete(claim: PreferredCoSell, before: list[str], occasion: Occasion) -> None:
    if before and not missing(claim, occasion):
        CLAIMS.note(claim, PREFERRED_COMPLETE, occasion)


@transaction.atomic(durable=True)
def approve(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> PreferredCoSell:
    """Approve by the guidelines, with the business reason; the identifier is shared with the partner (PSC-03, PSC-04)."""
    claim, move = CLAIMS.take("approve", reference, occasion, version=version)
    why = said(reason, "reason", "Write the business reason: it is kept with the decision.", LONGEST_BUSINESS_REASON)
    decision = judged(claim, occasion, reason=why)
    if not decision.outcome:
        raise Ineligible(
            "The guidelines do not allow this claim yet.", because=[each.as_record() for each in decision.because]
        )
    claim.decided_by, claim.decided_at, claim.reason = occasion.person, occasion.at, why
    try:
        with transaction.atomic():
            return CLAIMS.keep(
                claim, move, occasion, by=by_whom(occasion), reason=why, crm_id=claim.known_id,
                decision=decision.as_record(),
            )  # fmt: skip
    except IntegrityError as error:
        if "preferred_one_approved" not in str(error):
            raise
        other = PreferredCoSell.objects.filter(opportunity=claim.opportunity, state=APPROVED).first()
        raise Taken(
            f"{other.partner.name if other else 'Another partner'} is preferred on this opportunity.",
            remedy="Remove it first, or deny this claim.",
        ) from error


@transaction.atomic(durable=True)
def deny(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> PreferredCoSell:
    """Deny, with the business reason, which the partner reads."""
    claim, move = CLAIMS.take("deny", reference, occasion, version=version)
    claim.reason = said(reason, "reason", "Write the business reason: the partner reads it.", LONGEST_BUSINESS_REASON)
    claim.decided_by, claim.decided_at = occasion.person, occasion.at
    return CLAIMS.keep(claim, move, occasion, by=by_whom(occasion), reason=claim.reason)


@transaction.atomic(durable=True)
def remove(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> PreferredCoSell:
    """Take the preference away from an approved partner, which is told by mail (PSC-06)."""
    claim, move = CLAIMS.take("remove", reference, occasion, version=version)
    claim.removal_reason = said(reason, "reason", "Say why: the partner reads it.", LONGEST_BUSINESS_REASON)
    claim.removed_by, claim.removed_at = occasion.person, occasion.at
    return CLAIMS.keep(claim, move, occasion, by=by_whom(occasion), reason=claim.removal_reason)


@transaction.atomic(durable=True)
def withdraw(reference: str, occasion: Occasion, *, version: int | None = None) -> PreferredCoSell:
    """The partner takes its claim back before it was decided."""
    claim, move = CLAIMS.take("withdraw", reference, occasion, version=version)
    return CLAIMS.keep(claim, move, occasion)
