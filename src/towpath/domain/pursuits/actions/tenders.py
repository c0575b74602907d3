"""Tenders and their bids (INC-06 to INC-09): recorded by the vendor, settled as one; a bidder changes its own bid alone."""

from collections.abc import Mapping

from django.db import IntegrityError, transaction

from towpath.domain.accounts.lifecycles import OPEN as OPEN_DEAL
from towpath.domain.accounts.models import Opportunity
from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.domain.pursuits.actions.moves import BIDS, TENDERS, needed_day, partner_named, said
from towpath.domain.pursuits.facts import sourced_before
from towpath.domain.pursuits.lifecycles import BID, ENTERED, OPEN, STANDING, TENDER
from towpath.domain.pursuits.models import Bid, Tender
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady, Taken


@transaction.atomic(durable=True)
def open_tender(occasion: Occasion, typed: Mapping[str, str]) -> Tender:
    """Record that an opportunity is put out to tender. typed: opportunity (OPP…), title, opened_on, closes_on."""
    if not ACCESS.may(occasion.actor, Permission.KEEP_TENDER):
        raise NotAllowed("Tenders are recorded by sales, Ecosystem Operations and Deal Desk.")
    rows = ACCESS.rows(occasion.actor, Permission.KEEP_TENDER, Opportunity.objects.all())
    deal = rows.filter(reference=typed.get("opportunity", "").strip().upper(), state=OPEN_DEAL).first()
    if deal is None:
        raise Invalid({"opportunity": ["There is no open opportunity of this reference for you."]})
    made = Tender(
        reference=next_reference("TND"), opportunity=deal, region=deal.region,
        title=said(typed.get("title", ""), "title", "Name the tender as its papers do.", 200),
        recorded_by=occasion.person, recorded_at=occasion.at,
    )  # fmt: skip
    _days(made, typed)
    try:
        with transaction.atomic():
            return TENDERS.begin(
                made, TENDER.moves["open"], occasion, opportunity=deal.reference, closes_on=str(made.closes_on)
            )
    except IntegrityError as error:
        if "tender_one_of_opportunity" not in str(error):
            raise
        live = Tender.objects.filter(opportunity=deal, state__in=STANDING).first()
        raise Taken(f"{live.reference if live else 'A tender'} stands on this opportunity.", remedy="Go on there.") from error  # fmt: skip


def _days(tender: Tender, typed: Mapping[str, str]) -> None:
    opened = needed_day(typed.get("opened_on", ""), "opened_on", "Write the day on which it was put out.")
    closes = needed_day(typed.get("closes_on", ""), "closes_on", "Write the last day for bids.")
    if closes < opened:
        raise Invalid({"closes_on": ["It closes on the day it was put out, or later."]})
    tender.opened_on, tender.closes_on = opened, closes


@transaction.atomic(durable=True)
def amend(reference: str, occasion: Occasion, typed: Mapping[str, str], *, version: int | None = None) -> Tender:
    """Change its days; what each bidder sourced before it is computed again."""
    tender, move = TENDERS.take("amend", reference, occasion, version=version)
    _days(tender, typed)
    for bid in _bids(tender):
        sourced = sourced_before(bid.partner, tender.opportunity, tender.opened_on)
        if sourced != bid.sourced_before:
            bid.sourced_before = sourced
            bid.save(update_fields=["sourced_before"])
    return TENDERS.keep(tender, move, occasion, what=f"open from {tender.opened_on} to {tender.closes_on}")


def _bids(tender: Tender) -> list[Bid]:
    rows = Bid.objects.select_for_update(of=("self",)).filter(tender=tender, state=ENTERED)
    return list(rows.select_related("partner").order_by("pk"))


@transaction.atomic(durable=True)
def enter_bid(reference: str, occasion: Occasion, *, partner: str, own_services: bool = False) -> Bid:
    """Enter that a partner bids; whether it sourced the opportunity before the tender follows from its registration."""
    tender = TENDERS.lock(reference, Permission.ENTER_BID, occasion)
    if tender.state != OPEN:
        raise NotReady(f"{reference} is {tender.state}: nobody bids any more.")
    found = partner_named(partner)
    made = Bid(
        reference=next_reference("BID"), tender=tender, partner=found, organisation_id=found.organisation_id,
        sourced_before=sourced_before(found, tender.opportunity, tender.opened_on), own_services=own_services,
        entered_by=occasion.person, entered_at=occasion.at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            return BIDS.begin(made, BID.moves["enter"], occasion, partner=found.name, tender=tender.title)
    except IntegrityError as error:
        if "bid_once" not in str(error):
            raise
        raise Taken(f"{found.name} bids already.", remedy="Change its bid instead.") from error


@transaction.atomic(durable=True)
def say_services(reference: str, occasion: Occasion, *, offered: bool, version: int | None = None) -> Bid:
    """Say whether the bidder offers services of its own, which may earn service-attach incentives on top (INC-09)."""
    bid, move = BIDS.take("services", reference, occasion, version=version)
    bid.own_services = offered
    return BIDS.keep(bid, move, occasion, offered="yes" if offered else "no")


@transaction.atomic(durable=True)
def withdraw_bid(reference: str, occasion: Occasion, *, version: int | None = None) -> Bid:
    """The partner bids no more."""
    bid, move = BIDS.take("withdraw", reference, occasion, version=version)
    return BIDS.keep(bid, move, occasion)


@transaction.atomic(durable=True)
def award(reference: str, occasion: Occasion, *, bid: str, version: int | None = None) -> Tender:
    """Record who won: its bid wins and every other loses, in one act."""
    tender, move = TENDERS.take("award", reference, occasion, version=version)
    bids = _bids(tender)
    winner = next((each for each in bids if each.reference == bid.strip().upper()), None)
    if winner is None:
        raise NotFound(f"There is no bid {bid} in {reference}.")
    for each in bids:
        BIDS.keep(each, BID.moves["win" if each is winner else "lose"], occasion)
    tender.ended_at = occasion.at
    return TENDERS.keep(tender, move, occasion, partner=winner.partner.name)


@transaction.atomic(durable=True)
def cancel(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> Tender:
    """The tender came to nothing; its bids are void, and the opportunity goes on without it."""
    why = said(reason, "reason", "Say why: it stands in the history.")
    tender, move = TENDERS.take("cancel", reference, occasion, version=version)
    for each in _bids(tender):
        BIDS.keep(each, BID.moves["void"], occasion)
    tender.ended_at, tender.reason = occasion.at, why
    return TENDERS.keep(tender, move, occasion, reason=why)
