"""Banks for referral fees: kept sealed, shown masked; reading the numbers is a right of its own and an event."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from towpath.basics.bank_numbers import BadBankNumber, BankNumber, read
from towpath.basics.countries import COUNTRY_NAMES
from towpath.domain.distribution import events
from towpath.domain.distribution.access import ACCESS, Permission
from towpath.domain.distribution.actions.moves import locked, said
from towpath.domain.distribution.models import BankDetails
from towpath.domain.partners.models import Partner
from towpath.kernel.events.log import record
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound, NotReady
from towpath.kernel.sealed import Unreadable, seal, unseal

PURPOSE = "distribution.bank"
LONGEST_HOLDER = 140


@dataclass(frozen=True)
class Revealed:
    """The numbers of a bank, to be shown once and kept nowhere."""

    holder: str
    country: str
    kind: str
    number: str
    code: str


@transaction.atomic(durable=True)
def keep(reference: str, occasion: Occasion, typed: Mapping[str, str]) -> BankDetails:
    """Keep the bank to which referral fees go; the one before stays on record as replaced.

    typed  holder, country (of the bank; default: the partner's), number (IBAN, or an account number), code (BIC, or
           the bank's national code)
    """
    partner = locked(reference, Permission.KEEP_BANK, occasion)
    holder, country = " ".join(typed.get("holder", "").split()), typed.get("country", "").strip() or partner.country
    errors: dict[str, list[str]] = {}
    if not holder or len(holder) > LONGEST_HOLDER:
        errors["holder"] = [f"Write whose account it is, as the bank has it, in at most {LONGEST_HOLDER} characters."]
    if country not in COUNTRY_NAMES:
        errors["country"] = ["Choose the bank's country."]
    else:
        try:
            number = read(typed.get("number", ""), typed.get("code", ""), country)
        except BadBankNumber as problem:
            errors[problem.field] = [str(problem)]
    if errors:
        raise Invalid(errors)
    _replace(partner, occasion)
    made = BankDetails.objects.create(
        partner=partner, organisation_id=partner.organisation_id, holder=holder, country=country, kind=number.kind,
        sealed=_sealed(number), hint=number.hint, kept_by=occasion.actor, kept_at=occasion.at,
    )  # fmt: skip
    record(events.BANK_KEPT, occasion, subject=partner, organisation=partner.organisation_id, hint=made.hint)
    return made


def _sealed(number: BankNumber) -> str:
    return seal(json.dumps([number.number, number.code]), PURPOSE)


def _replace(partner: Partner, occasion: Occasion) -> str:
    """Set the bank that holds aside; its hint, or "" where there was none."""
    before = BankDetails.objects.select_for_update().filter(partner=partner, replaced_at=None).first()
    if before is None:
        return ""
    before.replaced_at = occasion.at
    before.save(update_fields=["replaced_at"])
    return before.hint


@transaction.atomic(durable=True)
def remove(reference: str, occasion: Occasion, *, reason: str) -> None:
    """Take the bank away: referral fees wait until there is another."""
    why = said(reason, "reason", "Say why: it stands in the history.")
    partner = locked(reference, Permission.KEEP_BANK, occasion)
    hint = _replace(partner, occasion)
    if not hint:
        raise NotFound("No bank is on file.")
    record(events.BANK_REMOVED, occasion, subject=partner, organisation=partner.organisation_id, hint=hint, reason=why)


@transaction.atomic(durable=True)
def reveal(reference: str, occasion: Occasion, *, reason: str) -> Revealed:
    """Read the numbers, for a payment. Who read them, and why, is on record before they are shown."""
    rows = ACCESS.rows(occasion.actor, Permission.REVEAL_BANK, BankDetails.objects.select_related("partner"))
    found = rows.filter(partner__reference=reference.strip().upper(), replaced_at=None).first()
    if found is None:
        raise NotFound(f"There is no bank of {reference} for you.")
    why = said(reason, "reason", "Say what for: it stands in the history.")
    try:
        number, code = json.loads(unseal(found.sealed, PURPOSE))
    except Unreadable:
        raise NotReady(
            "The numbers cannot be opened: the installation's secret key has changed since they were kept.",
            remedy="Start with the secret key of that time, or have the bank given again.",
        ) from None
    record(
        events.BANK_REVEALED, occasion, subject=found.partner, organisation=found.organisation_id,
        by=occasion.person.name, hint=found.hint, reason=why,
    )  # fmt: skip
    return Revealed(found.holder, found.country, found.kind, number, code)
