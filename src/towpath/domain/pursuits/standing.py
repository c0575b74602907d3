"""How a partner stands on an opportunity besides its registration: incumbency, tender, preferred co-sell."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Max, OuterRef, Q, Subquery

from towpath.domain.accounts.models import Account, Opportunity
from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.facts import customer_of, good_credit, in_force, incumbency_facts
from towpath.domain.pursuits.lifecycles import ACCEPTED, APPROVED, STANDING, VOID, WITHDRAWN
from towpath.domain.pursuits.models import Bid, CustomerNotice, CustomerUpdate, Duty, PreferredCoSell, Sale, Tender
from towpath.kernel.occasion import Occasion
from towpath.program.decision import Decision
from towpath.program.decisions.pursuits.incumbency import Incumbency, incumbency


@dataclass(frozen=True)
class Standing:
    """A partner on an opportunity, or its customer when no opportunity is asked about.

    incumbent           this, this_lapsed, another or none; beside it who it is, and the decision that says why
    notice              the customer's accepted written notice that counts today, if there is one
    tender, bid         the references of the tender that stands on the opportunity and of this partner's bid in it
    sourced_before      the bid's: an approved registration began before the tender was opened (INC-06)
    preferred           this, another or none: whose claim to preferred co-sell is approved (PSC-07)
    last_year_percent   what the partner had off list price at the last sale, where it is known (INC-08)
    """

    incumbent: str
    incumbent_partner: Partner | None
    because: Decision[Incumbency]
    last_sale: Sale | None = None
    notice: CustomerNotice | None = None
    tender: str = ""
    bid: str = ""
    sourced_before: bool = False
    own_services: bool = False
    preferred: str = "none"
    last_year_percent: Decimal | None = None


@dataclass(frozen=True)
class History:
    """What a customer bought last and wrote since, by its own word and not by any partner's."""

    sale: Sale | None
    notice: CustomerNotice | None

    @property
    def incumbent(self) -> Partner | None:
        """Whoever stands first for the renewal: whom the customer named, else who sold last (INC-02, INC-03)."""
        if self.notice is not None:
            return self.notice.partner
        return self.sale.partner if self.sale is not None else None


def last_sales(on: date | None = None) -> Q:
    """Sales that count for incumbency: subscriptions that nobody took back, up to a day."""
    rows = Q(kind=Sale.Kind.SUBSCRIPTION, cancels__isnull=True, cancelled_by__isnull=True)
    return rows if on is None else rows & Q(transacted_on__lte=on)


def history(account: Account, on: date, *, but_not: Opportunity | None = None) -> History:
    """A customer's last sale and the notice that counts; two queries. `but_not`: a sale of that opportunity is left out."""
    sales = Sale.objects.filter(last_sales(on), account=account).select_related("partner")
    if but_not is not None:
        sales = sales.exclude(opportunity=but_not)
    sale = sales.order_by("-transacted_at", "-id").first()
    notices = CustomerNotice.objects.filter(account=account, state=ACCEPTED, dated_on__lte=on)
    notice = notices.select_related("partner").order_by("-dated_on", "-id").first()
    return History(sale, in_force(notice, sale))


def standing_for(opportunity: Opportunity, partner: Partner | None, occasion: Occasion) -> Standing:
    """How a partner (None: nobody, a direct sale) stands on an opportunity today; four queries.

    An opportunity that was won and is asked about again does not count as its own last sale.
    """
    account, on = customer_of(opportunity), occasion.day
    past = history(account, on, but_not=opportunity)
    decided = incumbency_in(past, partner, account, occasion)
    found = _around(opportunity, partner)
    preferred = found["preferred_partner"]
    sale, mine = past.sale, partner.pk if partner is not None else None
    return Standing(
        incumbent=decided.outcome.standing,
        incumbent_partner=past.incumbent,
        because=decided,
        last_sale=sale,
        notice=past.notice,
        tender=found["tender_reference"] or "",
        bid=found["bid_reference"] or "",
        sourced_before=bool(found["bid_sourced"]),
        own_services=bool(found["bid_services"]),
        preferred="none" if preferred is None else "this" if preferred == mine else "another",
        last_year_percent=sale.percent_off if sale is not None and sale.partner_id == mine else None,
    )


def incumbency_of(account: Account, partner: Partner | None, occasion: Occasion) -> Decision[Incumbency]:
    """Whether a partner is the incumbent of a customer today, and what it owes; three queries."""
    return incumbency_in(history(account, occasion.day), partner, account, occasion)


def incumbency_in(past: History, partner: Partner | None, account: Account, occasion: Occasion) -> Decision[Incumbency]:
    """The same where the customer's past is known already; one query for a partner, none for nobody."""
    given = {"update": None, "review": None}
    if partner is not None:
        rows = CustomerUpdate.objects.filter(account=account, partner=partner, given_on__lte=occasion.day)
        given |= dict(rows.values_list("kind").annotate(Max("given_on")))
    facts = incumbency_facts(
        partner.pk if partner is not None else None, past.sale, past.notice,
        good_credit=partner is not None and good_credit(partner),
        last_update_on=given[Duty.Kind.UPDATE], review_on=given[Duty.Kind.REVIEW],
    )  # fmt: skip
    return incumbency(facts, occasion.book, on=occasion.day)


def _around(opportunity: Opportunity, partner: Partner | None) -> dict[str, Any]:
    """The tender on an opportunity, the partner's bid in it, and who is preferred: in one query."""
    tender = Tender.objects.filter(opportunity=OuterRef("pk"), state__in=STANDING)
    bid = Bid.objects.filter(tender__opportunity=OuterRef("pk"), tender__state__in=STANDING, partner=partner).exclude(
        state__in=[WITHDRAWN, VOID]
    )
    preferred = PreferredCoSell.objects.filter(opportunity=OuterRef("pk"), state=APPROVED)
    asked = Opportunity.objects.filter(pk=opportunity.pk).annotate(
        tender_reference=Subquery(tender.values("reference")[:1]),
        bid_reference=Subquery(bid.values("reference")[:1]),
        bid_sourced=Subquery(bid.values("sourced_before")[:1]),
        bid_services=Subquery(bid.values("own_services")[:1]),
        preferred_partner=Subquery(preferred.values("partner")[:1]),
    )
    return asked.values("tender_reference", "bid_reference", "bid_sourced", "bid_services", "preferred_partner").get()
