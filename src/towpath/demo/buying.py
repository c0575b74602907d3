"""How the demo's partners buy: through distributors or directly, with billing records, a bank and marketplace pages."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from towpath.demo.cast import DOMAIN
from towpath.domain.distribution.actions import banks, billing, buying, marketplace
from towpath.domain.distribution.models import BillingRecord, MarketplacePage
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role

if TYPE_CHECKING:
    from towpath.demo.channel import Channel

DAY = 8  # working hours
type Steps = tuple[tuple[str, float], ...]
type Acts = Iterator[tuple[datetime, str, Callable[[datetime], None]]]
# company -> how it buys; those that may choose have chosen
WAYS = {
    "alderbrook": ("direct", "amazic"), "brightfen": ("direct",), "eskervale": ("direct",), "isenholt": ("direct",),
    "calderwick": ("amazic",), "dunmarsh": ("amazic",), "garrowby": ("amazic",), "hollinmoor": ("amazic",),
    "lunevar": ("amazic",), "fjellgard": ("amazic",), "ivorypoint": ("carahsoft",), "kingsmere": ("carahsoft",),
    "juniperfield": ("carahsoft",), "larkspurton": ("carahsoft",),
}  # fmt: skip
# company, where it is, each step with the working days since which it was taken
RECORDS: tuple[tuple[str, tuple[str, str, str], Steps], ...] = (
    ("alderbrook", ("Erlenweg 4", "Ulm", "89073"), (("request", 100), ("take_up", 99), ("complete", 97))),
    ("brightfen", ("7 Fen Row", "Ely", "CB7 4XX"), (("request", 60), ("take_up", 59), ("send_back", 58))),
    ("eskervale", ("Åsgatan 12", "Lund", "222 22"), (("request", 6), ("take_up", 5))),
    ("isenholt", ("Bachstrasse 9", "Chur", "7000"), (("request", 2),)),
)  # fmt: skip
# company, each step with the working days since which it was taken
PAGES: tuple[tuple[str, Steps], ...] = (
    ("alderbrook", (("request", 50), ("draft", 46), ("approve", 43), ("go_live", 41))),
    ("calderwick", (("request", 8), ("draft", 4))),
    ("dunmarsh", (("request", 30), ("draft", 27), ("send_back", 25))),
    ("lunevar", (("request", 1.4),)),
)
IBAN = "DE91100000000123456789"  # of no bank: only its check digits are right


def bought(channel: "Channel", ago: Callable[[str, float], datetime]) -> Acts:
    """All of it, each act by the right person at its moment."""
    regions = {company.slug: company.region for company, _ in channel.partners}
    for number, (slug, ways) in enumerate(WAYS.items()):
        for way in ways:
            at = ago(regions[slug], (180 - 2 * number) * DAY)
            yield at, regions[slug], partial(_begin, channel=channel, slug=slug, way=way)
    for slug, place, steps in RECORDS:
        for name, days in steps:
            at = ago(regions[slug], days * DAY)
            yield at, regions[slug], partial(_record, channel=channel, slug=slug, place=place, name=name)
    yield ago("EMEA", 95 * DAY), "EMEA", partial(_bank, channel=channel)
    for slug, steps in PAGES:
        for name, days in steps:
            yield ago("EMEA", days * DAY), "EMEA", partial(_page, channel=channel, slug=slug, name=name)


def _partner(channel: "Channel", slug: str) -> tuple[Partner, Person]:
    """A partner and its administrator."""
    partner = next(partner for company, partner in channel.partners if company.slug == slug)
    return partner, channel.sellers[partner.pk][-1]


def _begin(at: datetime, *, channel: "Channel", slug: str, way: str) -> None:
    partner, administrator = _partner(channel, slug)
    buying.begin(partner.reference, channel.by(administrator, at), how=way)


def _record(at: datetime, *, channel: "Channel", slug: str, place: tuple[str, str, str], name: str) -> None:
    partner, _ = _partner(channel, slug)
    bianca = channel.by(channel.inside[Role.BILLING_OPS, ""][0], at)
    if name == "request":
        street, city, code = place
        typed = {"contact_email": f"accounts@{slug}.{DOMAIN}", "street": street, "city": city, "postal_code": code}
        billing.request(partner.reference, channel.by(partner.manager, at), typed)
        return
    reference = BillingRecord.objects.values_list("reference", flat=True).get(partner=partner)
    if name == "take_up":
        billing.take_up(reference, bianca)
    elif name == "complete":
        billing.complete(reference, bianca, account_number=f"B-{10_000 + partner.pk}")
    else:
        billing.send_back(
            reference, bianca, note="Please give the VAT number; without it there is tax on each invoice."
        )


def _bank(at: datetime, *, channel: "Channel") -> None:
    partner, administrator = _partner(channel, "alderbrook")
    typed = {"holder": partner.legal_name or partner.name, "country": "DE", "number": IBAN}
    banks.keep(partner.reference, channel.by(administrator, at), typed)


def _page(at: datetime, *, channel: "Channel", slug: str, name: str) -> None:
    """A page on Carrowmoor's marketplace: asked for by the partner, drafted and switched on by the distributor."""
    partner, administrator = _partner(channel, slug)
    dirk = channel.by(Person.objects.get(email=f"dirk@carrowmoor.{DOMAIN}"), at)
    omar = channel.by(channel.inside[Role.OPS, ""][0], at)
    if name == "request":
        marketplace.request(
            partner.reference, channel.by(administrator, at), distributor="amazic",
            expertise="We move teams to one platform, with reviews that auditors accept.",
        )  # fmt: skip
        return
    reference = MarketplacePage.objects.values_list("reference", flat=True).get(partner=partner)
    if name == "draft":
        marketplace.draft(reference, dirk, {"draft_address": f"https://shop.carrowmoor.example/draft/{slug}"})
    elif name == "approve":
        marketplace.approve(reference, omar)
    elif name == "go_live":
        marketplace.go_live(reference, dirk)
    else:
        marketplace.send_back(reference, omar, note="The product's name is written in two ways; please choose one.")
