"""A customer's past: sales, notices, updates, tenders and claims as rows, for tests of what follows from them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from types import SimpleNamespace

from tests.cast import account, claim, partner, person
from towpath.domain.accounts.models import Account, Opportunity, Territory
from towpath.domain.deals.actions import registrations
from towpath.domain.distribution.models import Distributor
from towpath.domain.pursuits.models import Sale
from towpath.kernel.identity.models import Organisation
from towpath.kernel.identity.roles import Role
from towpath.kernel.references import next_reference


def sold(account: Account, partner=None, on: date = date(2026, 6, 1), **more) -> Sale:
    """A sale of a day, for a year, through a partner or directly."""
    fields = {
        "starts_on": on, "ends_on": on.replace(year=on.year + 1), "amount": Decimal(48000), "currency": "EUR",
        "recorded_at": datetime.combine(on, time(12), UTC),
    }  # fmt: skip
    return Sale.objects.create(
        reference=next_reference("SAL"), account=account, partner=partner,
        organisation=partner.organisation if partner else None, transacted_on=on,
        transacted_at=datetime.combine(on, time(12), UTC), **(fields | more),
    )  # fmt: skip


def deal(account: Account, owner, **more) -> Opportunity:
    """An open opportunity on an account, of the account's region."""
    fields = {"region": account.region or "EMEA", "created_at": datetime(2026, 1, 5, 9, tzinfo=UTC)}
    if "last_activity_at" in {each.name for each in Opportunity._meta.fields}:
        fields["last_activity_at"] = fields["created_at"]
    return Opportunity.objects.create(
        reference=next_reference("OPP"), name="Renewal", name_norm="renewal", account=account, owner=owner,
        **(fields | more),
    )  # fmt: skip


def federal_market() -> SimpleNamespace:
    """The US public sector: its people, three partners with a seller each, and an agency."""
    people = {
        name: person(name.title(), role, region="PUBSEC")
        for name, role in (("vera", Role.SALES_REP), ("edgar", Role.ESM), ("ada", Role.ASM))
    }
    found = SimpleNamespace(**people)
    land = Territory.objects.create(code="US-FED", region="PUBSEC", owner=found.vera, esm=found.edgar, asm=found.ada)
    Distributor.objects.create(
        organisation=Organisation.objects.create(name="Carahsoft"), code="carahsoft", name="Carahsoft",
        mailbox="orders@carahsoft.example", billing_account="Carahsoft", billing_contact="Accounts Payable",
        billing_email="ap@carahsoft.example",
    )  # fmt: skip
    found.agency = account("Agency of Rivers", territory=land, country="US", website="rivers.example")
    for name, seller in (("Liberty", "lou"), ("Concord", "cleo"), ("Harbor", "hana")):
        company = partner(name, region="PUBSEC", country="US", track="select")
        setattr(found, name.lower(), company)
        setattr(found, seller, person(seller.title(), Role.PARTNER_ADMIN, organisation=company.organisation))
    return found


def registered(federal, cast, by) -> Opportunity:
    """Liberty's registration, approved by both signatures on the first of September."""
    ref = registrations.draft(
        by(federal.lou), claim(customer_name="Agency of Rivers", customer_country="US", currency="USD")
    ).reference
    registrations.submit(ref, by(federal.lou))
    registrations.link_account(ref, by(cast.omar), account=federal.agency.reference)
    registrations.put_forward(ref, by(cast.omar))
    registrations.confirm_type(ref, by(federal.edgar))
    registrations.record_sourcing(ref, by(federal.edgar), finding="partner_created")
    registrations.create_opportunity(ref, by(federal.edgar))
    registrations.approve(ref, by(federal.edgar))
    registrations.record_alignment(ref, by(federal.ada), note="Agreed with the sales manager.")
    return registrations.approve(ref, by(federal.ada)).opportunity
