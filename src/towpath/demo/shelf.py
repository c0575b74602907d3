"""The library of the demo: one file of each usual kind, made up and saying so, and who has taken which."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Any

from towpath.demo.files import Made, one_page_pdf
from towpath.domain.library.actions import assets, downloads
from towpath.domain.library.models import Asset
from towpath.kernel.identity.roles import Role

if TYPE_CHECKING:
    from towpath.demo.channel import Channel

DAY = 8  # working hours
EVERYBODY = {"for_partners": True, "for_inside": True}
# title, kind, who reads it, what stands in it
SHELF: tuple[tuple[str, str, dict[str, Any], tuple[str, ...]], ...] = (
    ("Partner guide", "partner_guide", EVERYBODY | {"for_prospects": True, "for_distributors": True},
     ("Tracks: Open, Select, Technology.", "What each asks, and what it gives.")),
    ("Partner agreement", "agreement", EVERYBODY | {"for_prospects": True},
     ("Its text stands in the portal, where it is accepted.",)),
    ("Deal registration guide", "deal_registration_guide", EVERYBODY,
     ("Register before you quote.", "An approval protects for ninety days.")),
    ("Partner locator guide", "locator_guide", EVERYBODY, ("How customers find you, and what they read.",)),
    ("Discount table of the Select track", "discount_table", EVERYBODY | {"tracks": ["select"]},
     ("Registered and not registered, by track.", "The figures are left out.")),
)  # fmt: skip
PRICE_FILE = "Price file of this quarter"
TOOK = (("nadia", 0), ("nina", 2), ("ruth", 0), ("ruth", 2), ("nadia", 4))  # who took which of the shelf


def shelved(channel: "Channel", ago: Callable[[str, float], datetime]) -> Iterator[tuple[datetime, str, Any]]:
    """Published by the programs team in spring, the guide anew since; last year's price file is withdrawn."""
    for number, (title, kind, readers, lines) in enumerate(SHELF):
        at = ago("EMEA", (90 - number) * DAY)
        yield at, "EMEA", partial(_publish, channel=channel, given=_given(title, kind, readers, at), lines=lines)
    prices = {"for_distributors": True, "for_inside": True, "inside_roles": [Role.PROGRAMS.value, Role.FINANCE.value]}
    for days, title in ((95, "Price file of the last quarter"), (30, PRICE_FILE)):
        at = ago("EMEA", days * DAY)
        yield at, "EMEA", partial(_publish, channel=channel, given=_given(title, "price_file", prices, at), lines=())
    yield ago("EMEA", 29 * DAY), "EMEA", partial(_withdraw, channel=channel, title="Price file of the last quarter")
    yield ago("EMEA", 40 * DAY), "EMEA", partial(_replace, channel=channel)
    for number, (who, which) in enumerate(TOOK):
        yield ago("EMEA", (20 - 4 * number) * DAY), "EMEA", partial(_take, channel=channel, first=who, which=which)


def _given(title: str, kind: str, readers: dict[str, Any], at: datetime) -> dict[str, Any]:
    summary = "Made up for the demo, as its text says."
    return {"title": title, "kind": kind, "summary": summary, "starts_on": at.date(), "ends_on": None, **readers}


def _publish(at: datetime, *, channel: "Channel", given: dict[str, Any], lines: tuple[str, ...]) -> None:
    file = _page(given["title"], at.date(), lines) if lines else _prices(given["title"])
    assets.publish(channel.by(channel.inside[Role.PROGRAMS, ""][0], at), given, file)


def _replace(at: datetime, *, channel: "Channel") -> None:
    title, _, _, lines = SHELF[0]
    who = channel.by(channel.inside[Role.PROGRAMS, ""][0], at)
    newer = _page(title, at.date(), (*lines, "New: what the designations ask."))
    assets.replace(_reference(title), who, upload=newer, note="What the designations ask")


def _withdraw(at: datetime, *, channel: "Channel", title: str) -> None:
    who = channel.by(channel.inside[Role.PROGRAMS, ""][0], at)
    assets.withdraw(_reference(title), who, reason="The new quarter has its own")


def _take(at: datetime, *, channel: "Channel", first: str, which: int) -> None:
    slug = "alderbrook" if first.startswith("n") else "brightfen"
    partner = next(partner for company, partner in channel.partners if company.slug == slug)
    person = next(one for one in channel.sellers[partner.pk] if one.email.startswith(f"{first}@"))
    downloads.take(_reference(SHELF[which][0]), channel.by(person, at))


def _reference(title: str) -> str:
    return Asset.objects.values_list("reference", flat=True).get(title=title)


def _page(title: str, on: date, lines: tuple[str, ...]) -> Made:
    name = f"{title.lower().replace(' ', '-')}.pdf"
    return Made(name, one_page_pdf([title, f"As of {on:%d %B %Y}", "Made up for the demo.", "", *lines]))


def _prices(title: str) -> Made:
    rows = ("note,sku,product,list price,currency", *(
        f"made up,TP-{number:03},Subscription {number},{100 + 37 * number}.00,USD" for number in range(1, 9)
    ))  # fmt: skip
    return Made(f"{title.lower().replace(' ', '-')}.csv", ("\n".join(rows) + "\n").encode())
