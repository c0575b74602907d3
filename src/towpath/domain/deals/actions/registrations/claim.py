"""The partner's side of a registration: draft, amend, submit, resubmit, withdraw."""

from collections.abc import Mapping
from typing import Any, Literal

from django.db import transaction

from towpath.basics.names import normalise_domain, normalise_name
from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.actions.chain import closed
from towpath.domain.deals.actions.moves import MOVES
from towpath.domain.deals.actions.stamps import left, tags_for
from towpath.domain.deals.actions.words import WRITABLE, checked, cleaned, read
from towpath.domain.deals.lifecycles import DRAFT, REGISTRATION
from towpath.domain.deals.models import Registration
from towpath.domain.deals.queries import claimed
from towpath.domain.partners.facts import eligibility_facts
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.roles import Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Ineligible, Invalid, NotAllowed, NotFound
from towpath.program.decisions.deal_registration.eligibility import eligibility, vendor_submits_for


@transaction.atomic(durable=True)
def draft(occasion: Occasion, fields: Mapping[str, Any], *, partner: Partner | None = None) -> Registration:
    """Begin a registration. Anything may still be missing; what is typed wrongly is refused field by field.

    A partner's person drafts for her own company; an ESM names the alliance, OEM or GSI partner (DRG-21).
    """
    registration = _blank(occasion, partner)
    _write(registration, cleaned(fields, occasion))
    return MOVES.begin(registration, REGISTRATION.moves["draft"], occasion)


@transaction.atomic(durable=True)
def register(occasion: Occasion, fields: Mapping[str, Any], *, partner: Partner | None = None) -> Registration:
    """Draft and submit in one act, for doors that send everything at once: one row, one event."""
    registration = _blank(occasion, partner)
    _may_submit(registration, occasion)
    decisions = _submitted(registration, occasion, fields)
    return MOVES.begin(
        registration,
        REGISTRATION.moves["submit"],
        occasion,
        partner=registration.partner.name,
        decisions=decisions,
    )


@transaction.atomic(durable=True)
def amend(reference: str, occasion: Occasion, fields: Mapping[str, Any], *, version: int | None = None) -> Registration:
    """Change what the partner says, in a draft or after a return. Only what differs is kept in the event."""
    registration, move = MOVES.take("amend", reference, occasion, version=version)
    before = {name: getattr(registration, name) for name in WRITABLE}
    _write(registration, cleaned(fields, occasion, registration.judged_on))
    changed = _differences(registration, before)
    if not changed:
        return registration
    registration.changed_at = occasion.at
    if registration.state == DRAFT:  # a draft saves itself while one types: no event for every pause
        registration.version += 1
        MOVES.write(registration)
        return registration
    return MOVES.keep(
        registration,
        move,
        occasion,
        fields=", ".join(name.replace("_", " ") for name in changed),
        changed=changed,
    )


@transaction.atomic(durable=True)
def submit(
    reference: str, occasion: Occasion, fields: Mapping[str, Any] | None = None, *, version: int | None = None
) -> Registration:
    """Send the draft to the vendor (DRG-04): judged by the book of this day, clocks start, everybody is told.

    fields  what a form shows at this moment, written in the same act, so that a second click finds nothing half done
    """
    registration, move = MOVES.take("submit", reference, occasion, version=version)
    decisions = _submitted(registration, occasion, fields or {})
    return MOVES.keep(registration, move, occasion, partner=registration.partner.name, decisions=decisions)


@transaction.atomic(durable=True)
def resubmit(
    reference: str, occasion: Occasion, fields: Mapping[str, Any] | None = None, *, version: int | None = None
) -> Registration:
    """Send an amended registration back to the vendor (DRG-22). Its day, and so its book, stays the first one.

    fields  what a form shows at this moment, written in the same act
    """
    registration, move = MOVES.take("resubmit", reference, occasion, version=version)
    before = {name: getattr(registration, name) for name in WRITABLE}
    decisions = _submitted(registration, occasion, fields or {})
    registration.type_confirmed = False
    changed = _differences(registration, before)
    return MOVES.keep(
        registration, move, occasion, partner=registration.partner.name, decisions=decisions,
        **({"changed": changed} if changed else {}),
    )  # fmt: skip


@transaction.atomic(durable=True)
def withdraw(reference: str, occasion: Occasion, *, why: str = "", version: int | None = None) -> Registration:
    """Take the registration back; it cannot be undone, but the same deal can be registered anew."""
    registration, move = MOVES.take("withdraw", reference, occasion, version=version)
    closed(registration)
    registration.changed_at = registration.decided_at = occasion.at
    MOVES.keep(registration, move, occasion, why=why.strip() or "no reason given")
    left(registration, occasion)
    return registration


def _blank(occasion: Occasion, partner: Partner | None) -> Registration:
    actor = occasion.actor
    if actor is None:
        raise NotAllowed("A registration is begun by a person.")
    on_behalf = actor.is_internal
    if on_behalf:
        if partner is None or not ACCESS.may(actor, Permission.DRAFT_FOR):
            raise NotAllowed("Registrations on behalf of a partner are begun by Ecosystem Sales Managers.")
        if actor.region and partner.region != actor.region:
            raise NotFound("There is no such partner for you.")
        if not set(partner.kinds) & set(vendor_submits_for(occasion.book, occasion.day)):
            raise NotAllowed(
                f"{partner.name} registers its deals itself.",
                remedy="Only those of alliance, OEM and GSI partners are begun by the vendor.",
            )
    else:
        partner = getattr(actor.organisation, "partner", None)  # the API has read it with the person
        if partner is None or not ACCESS.may(actor, Permission.DRAFT):
            raise NotAllowed("Registrations are begun by people of a partner.")
    return Registration(
        reference=next_reference("REG"),
        partner=partner,
        organisation_id=partner.organisation_id,
        region=partner.region,
        state=DRAFT,
        on_behalf=on_behalf,
        demonstration=partner.demonstration,
        started_by=actor,
        esm_id=partner.manager_id,
        created_at=occasion.at,
        changed_at=occasion.at,
    )


def _may_submit(registration: Registration, occasion: Occasion) -> None:
    """DRG-21: a registration on behalf of a partner is begun by the ESM but submitted by Ops."""
    if registration.on_behalf and not (occasion.actor and occasion.actor.has(Role.OPS)):
        raise NotAllowed("A registration on behalf of a partner is submitted by Ecosystem Operations.")


def _differences(registration: Registration, before: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Field -> what it was and is, as the history shows it; answers that only the program's page knows by their names."""
    was, now = _answers(before), _answers({name: getattr(registration, name) for name in WRITABLE})
    return {
        name: {"before": was.get(name, ""), "after": now.get(name, "")}
        for name in {**was, **now}
        if was.get(name, "") != now.get(name, "")
    }


def _answers(values: Mapping[str, Any]) -> dict[str, str]:
    flat = {**values, **values["extra"]}
    return {name: "" if value is None else str(value) for name, value in flat.items() if name != "extra"}


def _write(registration: Registration, values: Mapping[str, Any]) -> None:
    for name, value in values.items():
        setattr(registration, name, {**registration.extra, **value} if name == "extra" else value)
    registration.customer_norm = normalise_name(registration.customer_name) if registration.customer_name else ""
    registration.customer_domain = normalise_domain(registration.customer_website)


def _submitted(registration: Registration, occasion: Occasion, fields: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Write the form, check the whole of it and the program's conditions, then stamp the submission.

    Returns the decisions as records. The day of the first submission stays the one whose book counts (DRG-22).
    """
    first = registration.judged_on is None
    day = registration.judged_on or occasion.day
    values, unreadable = read(fields, occasion, registration.judged_on)
    _write(registration, values)
    errors = checked(registration, occasion) | unreadable
    if errors:
        raise Invalid(errors, "Not submitted yet: some fields need another look.")
    by: Literal["partner", "vendor"] = "vendor" if registration.on_behalf else "partner"
    decision = eligibility(eligibility_facts(registration.partner, by, occasion.book, day), occasion.book, on=day)
    if not decision.outcome:
        failed = [reason for reason in decision.because if reason.mend]
        raise Ineligible(
            "This deal cannot be registered yet. " + " ".join(reason.says for reason in failed),
            remedy=" ".join(reason.mend for reason in failed),
            because=[reason.as_record() for reason in decision.because],
        )
    registration.changed_at, registration.submitted_by = occasion.at, occasion.actor
    registration.told_partner = ""
    registration.maybe_known = claimed(registration, occasion)
    if not first:
        return [decision.as_record()]
    registration.submitted_at, registration.judged_on = occasion.at, day
    registration.esm_id = registration.partner.manager_id  # DRG-06: the owner of the partner account
    tags = tags_for(registration, registration.opportunity, "submitted", occasion)  # TAG-02, TAG-05
    return [decision.as_record(), tags.as_record()]
