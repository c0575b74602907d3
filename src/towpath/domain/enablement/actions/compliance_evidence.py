"""Record what people know of a partner for compliance, and withdraw what was wrong. Dated, with evidence and who says so."""

from datetime import date
from decimal import Decimal, InvalidOperation

from django.db import transaction

from towpath.basics.days import day_in_words
from towpath.domain.enablement import events
from towpath.domain.enablement.access import ACCESS, Permission
from towpath.domain.enablement.models import Attestation
from towpath.domain.partners.models import Partner
from towpath.kernel.events.log import record as keep
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotFound
from towpath.program.decisions.compliance import EvidenceKind, evidence_kinds

LONGEST, MOST = 500, Decimal(10) ** 11


@transaction.atomic(durable=True)
def record(
    reference: str,
    occasion: Occasion,
    *,
    kind: str,
    starts_on: date | None,
    ends_on: date | None = None,
    amount: str | Decimal = "1",
    evidence: str = "",
) -> Attestation:
    """Record one fact. `amount` counts or sums what the kind says; a fact that is so or is not has the amount 1."""
    partner = _partner(reference, occasion)
    known = {each.key: each for each in evidence_kinds(occasion.book, occasion.day)}
    errors: dict[str, list[str]] = {}
    if kind not in known:
        errors["kind"] = [f"Choose one of: {', '.join(each.label for each in known.values())}."]
    if starts_on is None:
        errors["starts_on"] = ["Give the day from which it holds, or on which it took place."]
    elif starts_on > occasion.day:
        errors["starts_on"] = ["Record it once the day has come."]
    elif ends_on is not None and ends_on <= starts_on:
        errors["ends_on"] = [f"Choose a day after {day_in_words(starts_on)}, or none."]
    if not evidence.strip():
        errors["evidence"] = ["Say where it can be seen: a document, a link, or who confirmed it."]
    elif len(evidence.strip()) > LONGEST:
        errors["evidence"] = [f"At most {LONGEST} characters fit."]
    number = _amount(amount, known.get(kind), errors)
    if errors or starts_on is None:
        raise Invalid(errors)
    made = Attestation.objects.create(
        partner=partner, kind=kind, amount=number, starts_on=starts_on, ends_on=ends_on, evidence=evidence.strip(),
        recorded_by=occasion.person, recorded_at=occasion.at,
    )  # fmt: skip
    keep(
        events.EVIDENCE_RECORDED, occasion, subject=partner, organisation=partner.organisation_id,
        label=known[kind].label, amount=f"{number.normalize():f}", starts_on=starts_on.isoformat(),
        evidence=evidence.strip(), attestation=made.pk,
    )  # fmt: skip
    return made


@transaction.atomic(durable=True)
def withdraw(reference: str, occasion: Occasion, *, attestation: int, why: str) -> Attestation:
    """Take a recorded fact back; it stays in the history and counts no more, on any day."""
    partner = _partner(reference, occasion)
    found = Attestation.objects.select_for_update().filter(partner=partner, pk=attestation).first()
    if found is None:
        raise NotFound("Nothing of the kind was recorded about this partner.")
    if found.withdrawn_at is not None:
        raise MoveNotOpen("It was withdrawn already.")
    if not why.strip() or len(why.strip()) > LONGEST:
        raise Invalid({"why": [f"Give the reason, in at most {LONGEST} characters."]})
    found.withdrawn_at, found.withdrawn_by = occasion.at, occasion.person
    found.save(update_fields=["withdrawn_at", "withdrawn_by"])
    labels = {each.key: each.label for each in evidence_kinds(occasion.book, occasion.day)}
    keep(
        events.EVIDENCE_WITHDRAWN, occasion, subject=partner, organisation=partner.organisation_id,
        label=labels.get(found.kind, found.kind), starts_on=found.starts_on.isoformat(), why=why.strip(),
        attestation=found.pk,
    )  # fmt: skip
    return found


def _partner(reference: str, occasion: Occasion) -> Partner:
    mine = ACCESS.rows(occasion.actor, Permission.EVIDENCE, Partner.objects.all())
    found = mine.select_for_update(of=("self",)).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no partner {reference} for you.")
    return found


def _amount(given: str | Decimal, kind: EvidenceKind | None, errors: dict[str, list[str]]) -> Decimal:
    """The amount as a number; what is so or is not counts 1."""
    if kind is None or kind.unit == "yes":
        return Decimal(1)
    try:
        number = Decimal(str(given).strip().replace(",", "").replace(" ", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or not 0 < number < MOST:
        errors["amount"] = ["Write a number above 0, such as 120000."]
    elif kind.unit == "count" and number != number.to_integral_value():
        errors["amount"] = ["Write a whole number."]
    elif number != number.quantize(Decimal("0.01")):
        errors["amount"] = ["At most two decimals fit."]
    return number
