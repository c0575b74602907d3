"""Billing records: asked for with the contact and the VAT number, worked on by Billing Operations, kept true (BIL-01 to BIL-03)."""

from collections.abc import Mapping

from django.db import transaction

from towpath.basics.tax_numbers import BadTaxNumber, TaxNumber
from towpath.basics.tax_numbers import read as read_tax
from towpath.domain.distribution import events
from towpath.domain.distribution.access import Permission
from towpath.domain.distribution.actions.distributors import address_problem
from towpath.domain.distribution.actions.moves import BILLINGS, locked, said
from towpath.domain.distribution.facts import billing_facts, route_facts
from towpath.domain.distribution.lifecycles import BILLING, COMPLETE
from towpath.domain.distribution.models import BillingContact, BillingNeed, BillingRecord, Buying
from towpath.domain.partners.actions import address
from towpath.domain.partners.models import Partner
from towpath.kernel.events.log import record
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Ineligible, Invalid, Taken
from towpath.program.decision import Decision
from towpath.program.decisions.distribution.billing import NEEDED, Answer, billing, contact_name
from towpath.program.decisions.distribution.route import route

LONGEST_COMPANY, LONGEST_ACCOUNT = 200, 40


def needed(partner: Partner, occasion: Occasion) -> Decision[Answer]:
    """Whether the vendor needs billing records of a partner, as it buys today (BIL-01)."""
    way = route(route_facts(partner), occasion.book, on=occasion.day).outcome
    rows = list(Buying.objects.filter(partner=partner))
    return billing(billing_facts(partner, way, rows, occasion.day), occasion.book, on=occasion.day)


@transaction.atomic(durable=True)
def request(reference: str, occasion: Occasion, typed: Mapping[str, str]) -> BillingRecord:
    """Ask Billing Operations for a billing account.

    typed  company_name (default: the registered name), contact_email, tax_number (default: the partner's), and the
           partner's address (street, city, postal_code, state_province) where it has none yet
    """
    partner = locked(reference, Permission.REQUEST_BILLING, occasion)
    existing = BillingRecord.objects.filter(partner=partner).first()
    if existing is not None:
        raise Taken(f"{existing.reference} stands for this partner.", remedy="Go on there.")
    decision = needed(partner, occasion)
    if decision.outcome != NEEDED:
        raise Ineligible(
            f"{partner.name} needs no billing records now.", because=[each.as_record() for each in decision.because]
        )
    words, number = _read(partner, typed)
    BillingNeed.objects.filter(partner=partner).delete()
    _with_address(partner, typed, occasion)
    made = BillingRecord(
        reference=next_reference("BIL"), partner=partner, organisation_id=partner.organisation_id,
        company_name=words["company_name"], contact=_contact(partner, words["contact_email"], occasion),
        tax_kind=number.kind, tax_number=number.number, requested_by=occasion.actor, requested_at=occasion.at,
    )  # fmt: skip
    return BILLINGS.begin(
        made, BILLING.moves["request"], occasion, company=made.company_name, decision=decision.as_record()
    )


def _read(partner: Partner, typed: Mapping[str, str]) -> tuple[dict[str, str], TaxNumber]:
    words = {name: " ".join(typed.get(name, "").split()) for name in ("company_name", "contact_email", "tax_number")}
    words["company_name"] = words["company_name"] or partner.legal_name or partner.name
    words["tax_number"] = words["tax_number"] or partner.tax_number
    errors: dict[str, list[str]] = {}
    if len(words["company_name"]) > LONGEST_COMPANY:
        errors["company_name"] = [f"At most {LONGEST_COMPANY} characters fit."]
    if problem := address_problem(words["contact_email"]):
        errors["contact_email"] = [problem]
    number = TaxNumber("", "")
    try:
        number = read_tax(words["tax_number"], partner.country)
    except BadTaxNumber as wrong:
        errors["tax_number"] = [str(wrong)]
    if errors:
        raise Invalid(errors)
    return words, number


def _with_address(partner: Partner, typed: Mapping[str, str], occasion: Occasion) -> None:
    """The contact's address is the partner's: it must be there before the request goes out (BIL-02)."""
    if address.is_whole(partner) and not any(typed.get(name, "").strip() for name in address.FIELDS):
        return
    changed = address.place(partner, address.read(typed))
    if changed:
        record(events.ADDRESS_CHANGED, occasion, subject=partner, organisation=partner.organisation_id, changed=changed)


def _contact(partner: Partner, email: str, occasion: Occasion) -> BillingContact:
    """The partner's contact with this address; where there is none, one named by the rule (BIL-02, BIL-04)."""
    found = BillingContact.objects.filter(partner=partner, email__iexact=email).first()
    if found is not None:
        return found
    made = BillingContact.objects.create(
        partner=partner, organisation_id=partner.organisation_id, email=email, made_at=occasion.at
    )
    name = contact_name(partner.name, occasion.book, occasion.day)
    record(events.CONTACT_MADE, occasion, subject=partner, organisation=partner.organisation_id, name=name, email=email)
    return made


@transaction.atomic(durable=True)
def take_up(reference: str, occasion: Occasion, *, version: int | None = None) -> BillingRecord:
    """Take a request up: it is with the one who did."""
    row, move = BILLINGS.take("take_up", reference, occasion, version=version)
    row.holder = occasion.person
    return BILLINGS.keep(row, move, occasion, holder=occasion.person.name)


@transaction.atomic(durable=True)
def complete(reference: str, occasion: Occasion, *, account_number: str, version: int | None = None) -> BillingRecord:
    """The billing account is made: its number in the billing system goes on record."""
    number = " ".join(account_number.split())
    if not number or len(number) > LONGEST_ACCOUNT:
        raise Invalid(
            {"account_number": [f"Write the number of the billing account, at most {LONGEST_ACCOUNT} characters."]}
        )
    row, move = BILLINGS.take("complete", reference, occasion, version=version)
    row.account_number, row.completed_at, row.holder, row.note = number, occasion.at, occasion.person, ""
    return BILLINGS.keep(row, move, occasion, account=number)


@transaction.atomic(durable=True)
def send_back(reference: str, occasion: Occasion, *, note: str, version: int | None = None) -> BillingRecord:
    """Return a request: the note says what is missing."""
    words = said(note, "note", "Say what is missing, so that it can be given.")
    row, move = BILLINGS.take("send_back", reference, occasion, version=version)
    row.note, row.holder = words, occasion.person
    return BILLINGS.keep(row, move, occasion, note=words)


@transaction.atomic(durable=True)
def resubmit(
    reference: str, occasion: Occasion, typed: Mapping[str, str] | None = None, *, version: int | None = None
) -> BillingRecord:
    """Send a returned request again, with what was missing."""
    row, move = BILLINGS.take("resubmit", reference, occasion, version=version)
    changed = _amended(row, typed, occasion) if typed else {}
    row.note = ""
    return BILLINGS.keep(row, move, occasion, **({"changed": changed} if changed else {}))


@transaction.atomic(durable=True)
def amend(reference: str, occasion: Occasion, typed: Mapping[str, str], *, version: int | None = None) -> BillingRecord:
    """Change the company's name, the contact or the VAT number; on a complete record Billing Operations confirms it."""
    row, move = BILLINGS.take("amend", reference, occasion, version=version)
    changed = _amended(row, typed, occasion)
    if not changed:
        return row
    if row.state == COMPLETE:
        row.changed_at = occasion.at
    what = ", ".join(name.replace("_", " ") for name in changed)
    return BILLINGS.keep(row, move, occasion, what=what, changed=changed)


def _amended(row: BillingRecord, typed: Mapping[str, str], occasion: Occasion) -> dict[str, dict[str, str]]:
    before = {
        "company_name": row.company_name, "contact_email": row.contact.email, "tax_number": row.tax_number,
    }  # fmt: skip
    given = before | {name: value for name, value in typed.items() if name in before and value.strip()}
    words, number = _read(row.partner, given)
    after = words | {"tax_number": number.number}
    row.company_name, row.tax_kind, row.tax_number = words["company_name"], number.kind, number.number
    if words["contact_email"].lower() != before["contact_email"].lower():
        row.contact = _contact(row.partner, words["contact_email"], occasion)
    return {name: {"before": before[name], "after": after[name]} for name in before if before[name] != after[name]}


@transaction.atomic(durable=True)
def confirm(reference: str, occasion: Occasion, *, version: int | None = None) -> BillingRecord:
    """A change of a complete record was carried over into the billing system."""
    row, move = BILLINGS.take("confirm", reference, occasion, version=version)
    if row.changed_at is None:
        return row
    row.changed_at = None
    return BILLINGS.keep(row, move, occasion)


@transaction.atomic(durable=True)
def change_address(reference: str, occasion: Occasion, typed: Mapping[str, str]) -> Partner:
    """Change a partner's address. Its billing contact has the same at once; Billing Operations hears of it (BIL-02)."""
    partner = locked(reference, Permission.CHANGE_ADDRESS, occasion)
    changed = address.place(partner, address.read(typed))
    if not changed:
        return partner
    record(events.ADDRESS_CHANGED, occasion, subject=partner, organisation=partner.organisation_id, changed=changed)
    row = BillingRecord.objects.select_for_update(of=("self",)).filter(partner=partner).first()
    if row is not None:
        if row.state == COMPLETE:
            row.changed_at = occasion.at
            row.save(update_fields=["changed_at"])
        BILLINGS.note(row, events.BILLING_ADDRESS, occasion, changed=changed)
    return partner
