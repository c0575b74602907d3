"""Northwind and Rivalry with something of everything, and a merger of the two in any stage."""

from datetime import date
from typing import Any

from tests.cast import claim, person
from towpath.domain.accounts.models import Account
from towpath.domain.deals.actions import registrations
from towpath.domain.distribution.models import BankDetails, BillingContact, BillingRecord, Buying
from towpath.domain.enablement.models import Attestation, Completion, Employment, Learner, Licence, LicenceRequest
from towpath.domain.partners.actions import mergers
from towpath.domain.partners.belongings import all_belongings
from towpath.domain.partners.models import Membership, Merger, Partner
from towpath.kernel.identity.models import Invitation
from towpath.kernel.identity.roles import Role


def furnish(cast, by, noon) -> None:
    """Rivalry, which goes, holds a little of what a partner can hold; Northwind, which stays, some of the same."""
    gone, kept = cast.rival, cast.northwind
    cast.amos = person("Amos", Role.PARTNER_SELLER, organisation=gone.organisation)
    cast.theirs = registrations.register(by(cast.ruth), claim()).reference
    cast.ours = registrations.register(by(cast.nadia), claim()).reference
    for partner, email in ((gone, "new@rivalry.example"), (gone, "both@example.org"), (kept, "both@example.org")):
        Invitation.objects.create(
            organisation=partner.organisation, email=email, role="partner_seller", digest=f"{partner.pk}{email}",
            invited_by=cast.omar, made_at=noon, expires_at=noon,
        )  # fmt: skip
    for partner, value, group in ((gone, "open", "track"), (kept, "open", "track"), (gone, "psp", "designation")):
        Membership.objects.create(partner=partner, group=group, value=value, starts_on=date(2025, 1, 6))
    Partner.objects.filter(pk=gone.pk).update(kinds=["psp", "reseller"])
    learner = Learner.objects.create(name="Tess", email="tess@rivalry.example", works_at=gone)
    Employment.objects.create(learner=learner, partner=gone, starts_on=date(2025, 1, 1))
    Completion.objects.create(learner=learner, badge="sales_core", completed_on=date(2026, 3, 1), source="manual")
    Attestation.objects.create(
        partner=gone, kind="business_plan", starts_on=date(2026, 2, 1), evidence="On file", recorded_by=cast.paula,
        recorded_at=noon,
    )  # fmt: skip
    for reference, partner in (("BIL90001", kept), ("BIL90002", gone)):
        contact = BillingContact.objects.create(
            partner=partner, organisation=partner.organisation, email=f"ap@{partner.domain}", made_at=noon
        )
        BillingRecord.objects.create(
            reference=reference, partner=partner, organisation=partner.organisation, contact=contact,
            company_name=partner.name, requested_at=noon,
        )  # fmt: skip
    BankDetails.objects.create(
        partner=gone, organisation=gone.organisation, holder="Rivalry", country="DE", kind="iban", sealed="gAAAA1",
        hint="DE··42", kept_at=noon,
    )  # fmt: skip
    Buying.objects.create(partner=gone, organisation=gone.organisation, starts_on=date(2025, 3, 1))
    request = LicenceRequest.objects.create(
        reference="NFR90001", partner=gone, organisation=gone.organisation, region="EMEA", state="fulfilled",
        product="self_managed", amount=5, use="training", contact_name="Ruth", contact_email="ruth@example.org",
        asked_by=cast.ruth, asked_at=noon,
    )  # fmt: skip
    Licence.objects.create(
        reference="LIC90001", request=request, partner=gone, organisation=gone.organisation, region="EMEA",
        product="self_managed", plan="ultimate", amount=5, starts_on=date(2026, 1, 1), expires_on=date(2027, 1, 1),
        sealed_key="gAAAA1", issued_by=cast.omar, issued_at=noon,
    )  # fmt: skip
    Account.objects.filter(pk=cast.acme.pk).update(partner=gone)


def planned(cast, by, **more: Any) -> Merger:
    given = {"reason": "Northwind bought Rivalry"} | more
    return mergers.plan(cast.northwind.reference, cast.rival.reference, by(cast.omar), **given)


def done(cast, by, **more: Any) -> Merger:
    return mergers.carry_out(planned(cast, by, **more).reference, by(cast.omar))


def picture() -> dict[str, list[tuple[Any, ...]]]:
    """Every column of every row that can belong to a partner, to be compared with a later one."""
    found = {}
    for some in all_belongings():
        if some.model in ("events.event", "partners.merger", "partners.partner"):
            continue
        columns = sorted(each.attname for each in some.rows_of._meta.concrete_fields)
        found[some.model] = list(some.rows_of._base_manager.order_by("pk").values_list(*columns))
    return found
