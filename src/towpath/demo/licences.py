"""Licences that are not for resale in the demo: requests and licences in every state, one that ends soon among them."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from towpath.domain.enablement.actions import nfr
from towpath.domain.enablement.models import Licence, LicenceRequest
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role

if TYPE_CHECKING:
    from towpath.demo.channel import Channel

DAY = 8  # working hours
NIGHTS = (20, 3)  # working days ago: what was over ended, of what ends soon its people were reminded
type Steps = tuple[tuple[str, float], ...]
type Acts = Iterator[tuple[datetime, str, Callable[[datetime], None]]]
# company, product, how many, days from now on which the licence ends (None: the policy's term), each step with the
# working days since which it was taken
REQUESTS: tuple[tuple[str, str, int, int | None, Steps], ...] = (
    ("alderbrook", "self_managed", 15, 7, (("ask", 42), ("fulfil", 41))),
    ("alderbrook", "saas", 10, None, (("ask", 1),)),
    ("brightfen", "self_managed", 10, -3, (("ask", 40), ("fulfil", 39), ("renew", 9), ("fulfil", 8))),
    ("calderwick", "self_managed", 5, -33, (("ask", 41), ("fulfil", 40))),
    ("dunmarsh", "saas", 10, None, (("ask", 38), ("fulfil", 37), ("revoke", 8))),
    ("jarvenport", "saas", 5, None, (("ask", 16),)),
    ("hollinmoor", "saas", 8, None, (("ask", 6), ("withdraw", 5.8))),
    ("northgarth", "self_managed", 20, None, (("ask", 30), ("fulfil", 29))),
    ("isenholt", "self_managed", 60, None, (("file", 2),)),
    ("eskervale", "self_managed", 60, None, (("file", 20), ("approve", 18), ("fulfil", 17))),
    ("garrowby", "saas", 80, None, (("refer", 12),)),
    ("lunevar", "saas", 40, None, (("file", 14), ("decline", 13))),
)
GROUNDS = {
    "isenholt": "They train sixty people for a roll-out at a bank", "eskervale": "A launch in three cities at once",
    "garrowby": "They want it for their own development", "lunevar": "Forty seats for a summer school",
}  # fmt: skip


def licensed(channel: "Channel", ago: Callable[[str, float], datetime]) -> Acts:
    """All of it, each act by the right person at its moment."""
    regions = {company.slug: company.region for company, _ in channel.partners}
    for slug, product, amount, ends, steps in REQUESTS:
        for name, days in steps:
            act = partial(_step, channel=channel, slug=slug, product=product, amount=amount, ends=ends, name=name)
            yield ago(regions[slug], days * DAY), regions[slug], act
    for days in NIGHTS:
        yield ago("EMEA", days * DAY), "EMEA", partial(_night, channel=channel)


def _night(at: datetime, *, channel: "Channel") -> None:
    nfr.follow_the_day(channel.by(None, at))


def _step(
    at: datetime, *, channel: "Channel", slug: str, product: str, amount: int, ends: int | None, name: str
) -> None:
    partner = next(partner for company, partner in channel.partners if company.slug == slug)
    seller, luca = channel.sellers[partner.pk][0], channel.inside[Role.LICENCE_SUPPORT, ""][0]
    given = {"product": product, "amount": amount, "use": "training", **_contact(seller)}
    if name in ("ask", "renew"):
        old = _licence(partner, product).reference if name == "renew" else ""
        nfr.ask(partner.reference, channel.by(seller, at), **given, renews=old)
    elif name in ("file", "refer"):
        more = {"should_pay": name == "refer", "consulted": "Arne: agreed", "justification": GROUNDS[slug]}
        nfr.file_exception(partner.reference, channel.by(partner.manager, at), **given, **more)
    elif name == "fulfil":
        last = (channel.now + timedelta(days=ends)).date() if ends is not None and not _renewing(partner) else None
        nfr.fulfil(_request(partner), channel.by(luca, at), key=f"demo-{slug}-{product}", expires_on=last)
    elif name == "revoke":
        nfr.revoke(_licence(partner, product).reference, channel.by(luca, at), reason="It ran at a customer's")
    elif name == "withdraw":
        nfr.withdraw(_request(partner), channel.by(seller, at))
    else:
        _decide(name, partner, channel, at)


def _decide(name: str, partner: Partner, channel: "Channel", at: datetime) -> None:
    director = channel.by(channel.inside[Role.CHANNEL_DIRECTOR, partner.region][0], at)
    if name == "approve":
        nfr.approve(_request(partner), director)
    else:
        nfr.decline(_request(partner), director, reason="Twenty are enough for a school; ask again with their names")


def _contact(seller: Person) -> dict[str, Any]:
    return {"contact_name": seller.name, "contact_email": seller.email}


def _waiting(partner: Partner) -> LicenceRequest:
    return LicenceRequest.objects.filter(partner=partner, state__in=("to_fulfil", "with_director")).latest("pk")


def _request(partner: Partner) -> str:
    return _waiting(partner).reference


def _renewing(partner: Partner) -> bool:
    return _waiting(partner).renews_id is not None


def _licence(partner: Partner, product: str) -> Licence:
    return Licence.objects.filter(partner=partner, product=product, state="active").latest("pk")
