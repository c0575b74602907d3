"""The moves of this room, bound to their lifecycles and grants, and what several actions share."""

from datetime import date

from towpath.basics.days import day_in_words
from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.access import ACCESS
from towpath.domain.pursuits.lifecycles import BID, DUTY, NOTICE, PREFERRED, TENDER
from towpath.domain.pursuits.models import Bid, CustomerNotice, Duty, PreferredCoSell, Tender
from towpath.kernel.moves import Moves
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid

NOTICES = Moves(CustomerNotice, NOTICE, ACCESS, organisation=lambda row: None, region=lambda row: row.region)
DUTIES = Moves(Duty, DUTY, ACCESS, organisation=lambda row: row.organisation_id, region=lambda row: row.region)
TENDERS = Moves(Tender, TENDER, ACCESS, organisation=lambda row: None, region=lambda row: row.region)
BIDS = Moves(Bid, BID, ACCESS, organisation=lambda row: row.organisation_id)
CLAIMS = Moves(PreferredCoSell, PREFERRED, ACCESS, organisation=lambda row: row.organisation_id)
LONGEST_REASON, LONGEST_TEXT = 300, 4000


def said(text: str, field: str, why: str, most: int = LONGEST_REASON) -> str:
    """A few words as they are kept; Invalid when they are missing or too many."""
    words = " ".join(text.split())
    if not words:
        raise Invalid({field: [why]})
    if len(words) > most:
        raise Invalid({field: [f"At most {most:,} characters fit; this has {len(words):,}."]})
    return words


def day_of(text: str, field: str, *, until: date | None = None) -> date | None:
    """A day as typed, None for an empty text; Invalid for one that is none, or lies after `until`."""
    if not text.strip():
        return None
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid({field: ["Write the day as year-month-day, such as 2026-11-30."]}) from None
    if until is not None and day > until:
        raise Invalid({field: [f"{day_in_words(day)} has not come yet."]})
    return day


def needed_day(text: str, field: str, needed: str, *, until: date | None = None) -> date:
    """A day as typed; Invalid where it is missing, with what is `needed`."""
    day = day_of(text, field, until=until)
    if day is None:
        raise Invalid({field: [needed]})
    return day


def partner_named(reference: str, field: str = "partner") -> Partner:
    """A partner by its reference; Invalid where there is none."""
    found = Partner.objects.filter(reference=reference.strip().upper(), merged_into=None).first()
    if found is None:
        raise Invalid({field: ["There is no partner of this reference; it is written like PAR00042."]})
    return found


def by_whom(occasion: Occasion) -> str:
    return occasion.actor.name if occasion.actor is not None else "Towpath"
