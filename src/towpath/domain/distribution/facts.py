"""Rows turned into plain facts: the only bridge from this room to the program."""

from collections.abc import Iterable
from datetime import date

from towpath.domain.distribution.models import Buying, Distributor
from towpath.domain.partners.facts import authorized, has_agreement
from towpath.domain.partners.models import Partner
from towpath.program.book import Book
from towpath.program.decisions.distribution.billing import BillingFacts
from towpath.program.decisions.distribution.coverage import Cover
from towpath.program.decisions.distribution.route import Route, RouteFacts
from towpath.program.decisions.eligibility import PartnerFacts


def inactive() -> tuple[str, ...]:
    """Codes of distributors that take no orders at present."""
    return tuple(Distributor.objects.filter(active=False).order_by("code").values_list("code", flat=True))


def route_facts(
    partner: Partner, *, country: str = "", segment: str = "commercial", away: Iterable[str] | None = None
) -> RouteFacts:
    """How this partner would buy for a country and segment: by default its own country, the commercial market."""
    return RouteFacts(
        track=str(partner.track),
        country=country or partner.country,
        segment=segment,  # type: ignore[arg-type]
        designations=tuple(partner.kinds),
        inactive=inactive() if away is None else tuple(away),
    )


def buys(rows: Iterable[Buying], on: date) -> str:
    """What a partner has said about how it buys, of its rows that run on a day."""
    running = [row for row in rows if row.starts_on <= on and (row.ends_on is None or on < row.ends_on)]
    ways = {"direct" if row.distributor_id is None else "distributor" for row in running}
    return "both" if len(ways) == 2 else next(iter(ways), "unsaid")


def billing_facts(partner: Partner, route: Route, rows: Iterable[Buying], on: date) -> BillingFacts:
    return BillingFacts(route.way, buys(rows, on), has_agreement(partner))  # type: ignore[arg-type]


def marketplace_facts(partner: Partner, book: Book, on: date) -> PartnerFacts:
    """What the program asks before a page on a distributor's marketplace (DST-04)."""
    return PartnerFacts(
        question="e_marketplace", authorized=authorized(partner, book, on), good_standing=partner.good_standing,
        track=str(partner.track), agreement=has_agreement(partner), compliant=partner.compliant,
    )  # fmt: skip


def mailbox(cover: Cover, known: dict[str, Distributor]) -> str:
    """Where orders for a distributor go: its own mailbox where one is on file, else that of its country (DST-03)."""
    row = known.get(cover.code)
    return row.mailbox if row is not None and row.mailbox else cover.mailbox
