"""What quotes are made from in tests: products and books, a distributor, an opportunity, and requests in few words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from tests.cast import LONG_AGO
from tests.domain.pricing import shelf
from towpath.domain.accounts.actions import opportunities
from towpath.domain.accounts.models import Contact
from towpath.domain.distribution.models import BillingContact, BillingRecord, Distributor
from towpath.domain.partners.models import Partner
from towpath.domain.quotes.actions.quotes import Asked
from towpath.domain.quotes.models import Approver
from towpath.domain.quotes.pricing import Wanted
from towpath.kernel.references import next_reference

SKU = "PREM-SAAS-12"


def stocked(cast, by) -> SimpleNamespace:
    """A list book at 228 dollars and a distribution book at 200; Amazic, for whom Dirk works; an opportunity of Sofia's.

    Northwind is an Open partner and must buy through Amazic; Rivalry is Select and may choose.
    """
    paula = by(cast.paula)
    shelf.product(paula)
    shelf.product(paula, "PS-DAY", kind="services", tier="", deployment="", unit="day", term_months=None)
    for code, kind, amount, day in (("list-usd", "list", "228", "1900"), ("dist-usd", "distribution", "228", "1900")):
        shelf.book(paula, code, kind=kind)
        shelf.price(paula, amount, code=code)
        shelf.price(paula, day, sku="PS-DAY", code=code)
    amazic = Distributor.objects.create(
        organisation=cast.dirk.organisation, code="amazic", name="Amazic", mailbox="orders@amazic.example",
        billing_account="Amazic BV", billing_contact="Accounts Payable", billing_email="ap@amazic.example",
    )  # fmt: skip
    Partner.objects.filter(pk=cast.rival.pk).update(track="select")
    opportunity = opportunities.create(
        by(cast.sofia), account=cast.acme, name="Acme: 200 seats", amount=Decimal(40_000), close_on=date(2026, 12, 18)
    )
    return SimpleNamespace(amazic=amazic, opportunity=opportunity)


def asked(shop, *, path="resale", **more) -> Asked:
    """A year of 200 seats for Acme, through Northwind unless said otherwise."""
    fields = {
        "opportunity": shop.opportunity.reference, "path": path, "sale": "new", "starts_on": date(2026, 10, 1),
        "lines": (Wanted(SKU, Decimal(200)),),
    } | more  # fmt: skip
    return Asked(**fields)


def again(one: Asked, **more) -> Asked:
    return replace(one, **more)


def approver(level: str, who, *, region: str, ends_on: date | None = None) -> Approver:
    """Who approves at a level since long ago."""
    return Approver.objects.create(level=level, region=region, person=who, starts_on=date(2025, 1, 1), ends_on=ends_on)


def complete(shop, partner: Partner, **more) -> Asked:
    """A one-tier quote with every field that its kind asks for."""
    contact, _ = Contact.objects.get_or_create(
        account=shop.opportunity.account, email="carla@acme-robotics.example",
        defaults={"name": "Carla Contact", "created_at": LONG_AGO},
    )  # fmt: skip
    if not BillingRecord.objects.filter(partner=partner).exists():
        told = BillingContact.objects.create(
            partner=partner, organisation=partner.organisation, email="ap@rival.example", made_at=LONG_AGO
        )
        BillingRecord.objects.create(
            reference=next_reference("BIL"), partner=partner, organisation=partner.organisation, state="complete",
            company_name=partner.name, contact=told, account_number="A-1", requested_at=LONG_AGO, completed_at=LONG_AGO,
        )  # fmt: skip
    fields = {
        "partner": partner.reference, "buys": "direct", "sold_to": contact.pk, "bill_to": contact.pk,
        "end_user_email": contact.email, "shipping_address": "Werkstr. 1, Berlin", "postal_code": "10115",
        "vat_number": "DE136695976",
    } | more  # fmt: skip
    return asked(shop, **fields)
