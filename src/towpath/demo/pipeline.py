"""What the vendor's people sell in the demo: types, net ARR, terms, tags and next steps of every opportunity.

Written on the rows alone, as the import of a CRM would bring it; the order types are decided by the program.
"""

from datetime import timedelta
from decimal import Decimal

from towpath.demo.channel import Channel
from towpath.domain.accounts.facts import segment_of
from towpath.domain.accounts.lifecycles import OPEN
from towpath.domain.accounts.models import Opportunity
from towpath.domain.partners.models import Partner
from towpath.program.decisions.opportunities.inactivity import InactivityFacts, inactivity
from towpath.program.decisions.opportunities.order_type import OrderTypeFacts, order_type

STILL = 0.04  # so many of the open ones stand still and are warned of
STAGES = ("1-Discovery", "2-Scoping", "3-Technical Evaluation", "3-Technical Evaluation", "4-Proposal", "4-Proposal", "5-Negotiating", "6-Awaiting Signature", "7-Closing")  # fmt: skip
STEPS = (
    "Workshop with the platform team", "Send the security questionnaire back", "Agree on the start of the term",
    "Order form to their legal department", "Call with the economic buyer", "Show the migration to their architects",
)  # fmt: skip
FIELDS = (
    "type", "category", "segment", "public_sector", "net_arr", "arr_basis", "starts_on", "ends_on", "next_step",
    "last_activity_at", "warned_at", "stage", "transacts", "deal_path", "cloud", "on_marketplace", "influence_partner",
    "came_with_order", "order_type", "order_type_decision", "sales_qualified_source",
)  # fmt: skip
KINDS = ("new_business",) * 6 + ("add_on", "renewal", "renewal")


def settle(channel: Channel) -> None:
    """Give every opportunity what sales keeps on it; open ones were worked on in the last days, a few stand still."""
    chance, rows = channel.chance, Opportunity.objects.select_related("account", "end_user").order_by("id")
    influencers = list(Partner.objects.filter(status="authorized", demonstration=False).order_by("id")[:12])
    bought: set[int] = set()
    changed = list(rows)
    for one in changed:
        one.segment, one.public_sector = segment_of(one, channel.by(None, channel.now)), one.account.public_sector
        one.type = "new_business" if one.dr_deal_id else chance.choice(KINDS)
        _money(one, channel)
        _tags(one, channel, influencers)
        if one.state == OPEN:
            _work(one, channel)
        customer = (one.end_user or one.account).pk
        facts = OrderTypeFacts(
            type=one.type, net_arr=one.net_arr, family_bought=customer in bought, account_bought=customer in bought,
            lost=one.state == "closed_lost", still_subscribed=True,
        )  # fmt: skip
        decision = order_type(facts, channel.book, on=channel.now.date())
        one.order_type, one.order_type_decision = decision.outcome, decision.as_record()
        if one.state == "closed_won":
            bought.add(customer)
    Opportunity.objects.bulk_update(changed, FIELDS, batch_size=200)


def _money(one: Opportunity, channel: Channel) -> None:
    amount = one.amount or Decimal(0)
    share = {"new_business": Decimal(1), "add_on": Decimal(1), "renewal": Decimal("0.15")}[one.type]
    less = one.type == "renewal" and (one.state == "closed_lost" or channel.chance.random() < 0.15)
    one.net_arr = round(amount * (-share if less else share), 2)
    one.arr_basis = amount if one.type == "renewal" else None
    if one.close_on:
        one.starts_on = one.close_on + timedelta(days=channel.chance.randrange(1, 30))
        one.ends_on = one.starts_on + timedelta(days=365)


def _tags(one: Opportunity, channel: Channel, influencers: list[Partner]) -> None:
    chance = channel.chance
    if one.dr_deal_id:
        one.transacts = {"Referral": "direct", "": ""}.get(one.dr_deal_type, "partner")
        one.deal_path = "Partner" if one.dr_deal_type else ""
        return
    one.transacts = chance.choice(("partner", "partner", "direct", "direct", "web_direct", ""))
    one.came_with_order = one.transacts == "partner" and not one.initial_source and chance.random() < 0.4
    if chance.random() < 0.15:
        one.cloud, one.on_marketplace = chance.choice(("aws", "gcp")), chance.random() < 0.6
    if one.transacts == "direct" and chance.random() < 0.25:
        one.influence_partner = chance.choice(influencers)
    if chance.random() < 0.6:  # the others wait for somebody to take over what their case offers
        one.deal_path = {"partner": "Partner", "direct": "Partner" if one.influence_partner_id else "Direct", "web_direct": "Web Direct"}.get(one.transacts, "")  # fmt: skip
        one.sales_qualified_source = one.sales_qualified_source or chance.choice(("AE Generated", "SDR Generated"))


def _work(one: Opportunity, channel: Channel) -> None:
    """At some stage, touched in the last days; or still for so long that it was warned of this morning."""
    chance = channel.chance
    one.stage, one.next_step = chance.choice(STAGES), chance.choice(STEPS)
    one.last_activity_at = max(one.created_at, channel.now - timedelta(days=chance.uniform(0, 5)))
    if one.type != "new_business" or chance.random() > STILL or one.created_at > channel.now - timedelta(days=60):
        return
    one.stage, one.next_step, one.last_activity_at = "1-Discovery", "", channel.now - timedelta(days=50)
    facts = InactivityFacts("new_business", one.stage, one.segment, one.last_activity_at.date())
    if inactivity(facts, channel.book, on=channel.now.date()).outcome.step == "warn":
        one.warned_at = channel.now - timedelta(hours=9)
