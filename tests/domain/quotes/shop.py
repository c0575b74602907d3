"""What quotes are made from in tests: products and books, a distributor, an opportunity, and requests in few words."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from types import SimpleNamespace

from tests.cast import LONG_AGO, account, person
from tests.domain.pricing import shelf
from towpath.domain.accounts.actions import opportunities
from towpath.domain.accounts.models import Contact, Opportunity
from towpath.domain.distribution.models import BillingContact, BillingRecord, Distributor
from towpath.domain.partners.models import Partner
from towpath.domain.quotes.asked import Asked
from towpath.domain.quotes.models import Approver
from towpath.domain.quotes.pricing import Wanted
from towpath.kernel.identity.models import Organisation
from towpath.kernel.identity.roles import Role
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


CONTACTS = ("sold_to", "bill_to", "end_user_email", "shipping_address", "postal_code", "vat_number")


def contacts(shop, cast) -> dict:
    """What every form asks of the customer, without the partner's own."""
    full = complete(shop, cast.rival)
    return {name: getattr(full, name) for name in CONTACTS}


def seller_of_record(shop, cast) -> SimpleNamespace:
    """Carahsoft, for whom Dana works, sells Northwind's deal to an agency of Sal's over AWS; what Sal asks for."""
    house = Organisation.objects.create(name="Carahsoft", kind=Organisation.Kind.DISTRIBUTOR)
    Distributor.objects.create(
        organisation=house, code="carahsoft", name="Carahsoft", billing_account="Carahsoft Technology Corporation",
        billing_contact="Carahsoft - Accounts Payable", billing_email="ap@carahsoft.example",
    )  # fmt: skip
    sal = person("Sal", Role.SALES_REP, region="PUBSEC")
    dana = person("Dana", Role.DISTRIBUTOR_USER, organisation=house)
    aws = Partner.objects.create(
        organisation=Organisation.objects.create(name="Amazon Web Services"), name="Amazon Web Services",
        reference="PAR90001", country="US", region="AMER", status="authorized", kinds=["hyperscaler"],
        domain="aws.example", click_through_agreement=True, signed_contract_on=date(2025, 1, 6),
    )  # fmt: skip
    Opportunity.objects.filter(pk=shop.opportunity.pk).update(
        region="PUBSEC", owner=sal, arrangement="dsor", cloud="aws", cppo_or_dsor_partner=aws
    )
    more = {"path": "dsor", "listing": aws.reference, **contacts(shop, cast)}
    return SimpleNamespace(sal=sal, dana=dana, aws=aws, asked=asked(shop, partner=cast.northwind.reference, **more))


def managed_service(shop, cast, by) -> SimpleNamespace:
    """Northwind runs the product for Acme: the account of the deal and the licences are Northwind's own; what is asked for."""
    own = account("Northwind", territory=cast.dach, website="northwind.example")
    deal = opportunities.create(
        by(cast.sofia),
        account=own,
        name="Acme: 200 seats (MSP via Northwind)",
        amount=40_000,
        close_on=date(2026, 12, 18),
    )
    Opportunity.objects.filter(pk=deal.pk).update(end_user=cast.acme)
    approver("deal_desk", person("Della", Role.DEAL_DESK), region="")
    approver("legal", person("Lex", Role.LEGAL), region="")
    complete(shop, cast.northwind)  # its billing record: an MSP is invoiced itself
    terms = "Northwind owns the licences on behalf of Acme Robotics GmbH."
    more = {"opportunity": deal.reference, "partner": cast.northwind.reference, "sold_to": cast.nina.pk, "bill_to": cast.nadia.pk, "special_terms": terms}  # fmt: skip
    address = {name: text for name, text in contacts(shop, cast).items() if name not in ("sold_to", "bill_to")}
    return SimpleNamespace(deal=deal, asked=asked(shop, path="msp", **address, **more))
