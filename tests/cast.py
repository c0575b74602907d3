"""The cast: the same few people in every test, so that a test reads as a story."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

from towpath.domain.accounts.actions.accounts import words_of
from towpath.domain.accounts.models import Account, Territory
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Organisation, Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.references import next_reference

LONG_AGO = datetime(2025, 1, 6, 9, tzinfo=UTC)
EVERYBODY = (
    "nadia", "nina", "ruth", "dirk", "omar", "elena", "emil", "erin", "amir", "anna", "aiko", "sofia", "paula", "felix",
)  # fmt: skip


def person(name: str, *roles: Role, **more) -> Person:
    """Somebody who can act; her address follows from her name."""
    return Person.objects.create(
        name=name, email=f"{name.lower()}@example.org", roles=[r.value for r in roles], joined_at=LONG_AGO, **more
    )


def partner(name: str, *, manager: Person | None = None, **more) -> Partner:
    """An authorized partner in good standing that may register deals, unless said otherwise."""
    fields = {
        "country": "DE", "region": "EMEA", "status": Partner.Status.AUTHORIZED, "kinds": ["reseller"],
        "signed_contract_on": date(2025, 1, 6), "click_through_agreement": True, "sales_certified": 2,
        "foundations_completed": 3, "domain": f"{name.lower()}.example",
    }  # fmt: skip
    organisation = Organisation.objects.create(name=name)
    return Partner.objects.create(
        organisation=organisation, name=name, reference=next_reference("PAR"), manager=manager, **(fields | more)
    )


def account(
    name: str, *, territory: Territory | None = None, website: str = "", country: str = "DE", **more
) -> Account:
    """A customer account, placed when a territory is given."""
    placed = {"territory": territory, "owner": territory.owner, "region": territory.region} if territory else {}
    return Account.objects.create(
        reference=next_reference("ACC"), created_at=LONG_AGO, **words_of(name, website, country), **(placed | more)
    )


def assemble() -> SimpleNamespace:
    """Two rival partners, the vendor's people of two regions, a territory and an account in it."""
    elena = person("Elena", Role.ESM, region="EMEA", zone="Europe/Berlin")
    amir = person("Amir", Role.ASM, region="EMEA", zone="Europe/Berlin")
    sofia = person("Sofia", Role.SALES_REP, region="EMEA", zone="Europe/Berlin")
    northwind, rival = partner("Northwind", manager=elena), partner("Rivalry", manager=elena)
    carrier = Organisation.objects.create(name="Carrier", kind=Organisation.Kind.DISTRIBUTOR)
    dach = Territory.objects.create(code="EMEA-DACH", region="EMEA", owner=sofia, esm=elena, asm=amir)
    return SimpleNamespace(
        northwind=northwind,
        rival=rival,
        nadia=person("Nadia", Role.PARTNER_SELLER, organisation=northwind.organisation, zone="Europe/Berlin"),
        nina=person("Nina", Role.PARTNER_ADMIN, organisation=northwind.organisation),
        ruth=person("Ruth", Role.PARTNER_ADMIN, Role.PARTNER_SELLER, organisation=rival.organisation),
        dirk=person("Dirk", Role.DISTRIBUTOR_USER, organisation=carrier),
        omar=person("Omar", Role.OPS, zone="Europe/Amsterdam"),
        elena=elena,
        emil=person("Emil", Role.ESM, region="EMEA"),
        erin=person("Erin", Role.ESM, region="AMER"),
        amir=amir,
        anna=person("Anna", Role.ASM, region="EMEA"),
        aiko=person("Aiko", Role.ASM, region="APJ"),
        sofia=sofia,
        paula=person("Paula", Role.PROGRAMS),
        felix=person("Felix", Role.FINANCE),
        dach=dach,
        acme=account("Acme Robotics GmbH", territory=dach, website="acme-robotics.example"),
    )


def claim(**more) -> dict:
    """The fields of a complete resale registration, as a form sends them."""
    return {
        "deal_type": "resale", "business": "net_new", "deal_name": "200 seats for the data platform",
        "customer_name": "Acme Robotics", "customer_website": "acme-robotics.example", "customer_country": "DE",
        "contact_name": "Carla Contact", "contact_email": "carla@acme-robotics.example", "amount": "48000",
        "currency": "EUR", "close_on": "2026-12-18", "product": "premium", "need": "One platform for forty teams.",
        "how_sourced": "We ran the assessment that led to the project.",
    } | more  # fmt: skip
