"""Quotes of the demo: by every route and in every state, who approves them, and an inbox that is not empty.

Each quote is made, approved, sent and ordered by the right people at their moments, by the product's own actions. Who
approves and what a distributor's billing account is called stand there from the beginning, as an import would bring them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING

from towpath.domain.accounts.lifecycles import OPEN
from towpath.domain.accounts.models import Contact, Opportunity
from towpath.domain.partners.models import Partner
from towpath.domain.quotes.actions import approvals, quotes, sending
from towpath.domain.quotes.asked import Asked
from towpath.domain.quotes.models import Approver, Quote
from towpath.domain.quotes.pricing import Wanted
from towpath.domain.quotes.queries import readers
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import Ineligible, Invalid

if TYPE_CHECKING:
    from towpath.demo.channel import Channel

DAY = 8  # working hours
type Acts = Iterator[tuple[datetime, str, Callable[[datetime], None]]]
SEATS = (60, 90, 120, 150, 200, 300, 450)
# Where the customers are: their tax numbers can be named, and somebody distributes there.
NEAR = {"EMEA": ("DE", "GB", "CH", "NO"), "AMER": ("US",), "APJ": ("AU", "NZ", "SG", "MY", "ID")}
TAX_NUMBERS = {"DE": "DE136695976"}
MOST_TRIED = 5  # opportunities, until one can be quoted as planned
WHYS = ("Three years agreed", "Against a rival’s offer in hand", "They give a reference", "All teams at once")


@dataclass(frozen=True)
class Plan:
    """A quote: on which opportunity it stands is found when it is made.

    who      slug of the partner; "" for a direct quote
    off      percent for the customer, which decides who approves
    ago      working days since it was made
    steps    what became of it, each a working day after the other
    """

    region: str
    path: str
    who: str
    ago: float
    steps: tuple[str, ...] = ()
    off: int = 0
    buys: str = "unsaid"
    sku: str = "PREM-SAAS-12"
    more: Mapping[str, object] = field(default_factory=dict)


SUBMIT, APPROVED = ("submit",), ("primary", "submit", "approve")
SENT, ORDERED = (*APPROVED, "send"), (*APPROVED, "send", "order")
MARKET = {"contract": Decimal(3), "proposal": True}
FEDERAL = {"distributor": "carahsoft"}
PLANS = (
    # one tier: bought directly
    Plan("EMEA", "resale", "alderbrook", 16, ORDERED, buys="direct"),
    Plan("EMEA", "resale", "alderbrook", 12, SENT, off=12, buys="direct", sku="ULT-SAAS-12"),
    Plan("EMEA", "resale", "alderbrook", 2, ("submit", "agree"), off=22, buys="direct", sku="ULT-SM-12"),
    Plan("EMEA", "resale", "alderbrook", 1, buys="direct", more={"term_months": 36, "ramp": (100, 150, 200)}),
    Plan("EMEA", "resale", "alderbrook", 9, ("submit", "reject"), off=14, buys="direct"),
    Plan("EMEA", "resale", "brightfen", 2, buys="direct"),
    Plan("APJ", "resale", "banksiavale", 3, buys="direct"),
    # two tier: through a distributor
    Plan("EMEA", "resale", "calderwick", 10, SENT, off=8),
    Plan("EMEA", "resale", "garrowby", 2, SUBMIT, off=9, sku="ULT-SAAS-12"),
    Plan("EMEA", "resale", "garrowby", 1, SUBMIT, off=18),
    Plan("EMEA", "resale", "hollinmoor", 5, APPROVED),
    Plan("EMEA", "resale", "lunevar", 30, (*SENT, "lapse")),
    Plan("EMEA", "resale", "lunevar", 8, (*SENT, "revise")),
    Plan("EMEA", "resale", "dunmarsh", 6, ("withdraw",)),
    Plan("EMEA", "resale", "calderwick", 1, SUBMIT, more={"special_terms": "Payment upon their board’s consent."}),
    Plan("EMEA", "resale", "hollinmoor", 4, SUBMIT, more={"proposal": True}),
    Plan("PUBSEC", "resale", "juniperfield", 3, SUBMIT, off=6),
    Plan("AMER", "resale", "pinecombe", 18, ORDERED, more=FEDERAL),
    Plan("AMER", "resale", "pinecombe", 15, SENT, more=FEDERAL),
    Plan("AMER", "resale", "quarrystone", 4, SUBMIT, off=11, more=FEDERAL),
    Plan("AMER", "resale", "redmarsh", 2, SUBMIT, off=7, more=FEDERAL),
    Plan("AMER", "resale", "redmarsh", 1, more=FEDERAL),
    # managed service providers, marketplaces, direct
    Plan("EMEA", "msp", "alderbrook", 5, APPROVED),
    Plan("EMEA", "msp", "fjellgard", 3),
    Plan("APJ", "msp", "asagiri", 3),
    Plan("EMEA", "marketplace", "mirrowdale", 14, (*SUBMIT, "send"), more={**MARKET, "cloud": "gcp"}),
    Plan("AMER", "marketplace", "westerhay", 4, SUBMIT, more={**MARKET, "cloud": "aws"}),
    Plan("AMER", "marketplace", "westerhay", 2, more={"contract": Decimal(3), "cloud": "aws"}),
    Plan("AMER", "direct", "", 11, APPROVED),
    Plan("AMER", "direct", "", 3, SUBMIT, off=5),
)  # fmt: skip


def quoted(channel: "Channel", ago: Callable[[str, float], datetime]) -> Acts:
    """Every quote with what became of it."""
    for number, plan in enumerate(PLANS):
        kept: list[str] = []
        yield (
            ago(plan.region, plan.ago * DAY),
            plan.region,
            partial(_make, channel=channel, plan=plan, number=number, kept=kept),
        )
        for after, step in enumerate(plan.steps, start=1):
            since = max(0.2, plan.ago - (after if plan.ago > len(plan.steps) + 1 else after * 0.15))
            since = 0.5 if step == "lapse" else since
            at = ago(plan.region, since * DAY) + timedelta(minutes=after)
            yield at, plan.region, partial(_step, channel=channel, plan=plan, name=step, kept=kept)


def approvers(channel: "Channel") -> None:
    """Who approves at which level, by region where it differs."""
    somebody = {
        "deal_desk": Role.DEAL_DESK, "vp": Role.CHANNELS_VP, "vp_channel": Role.CHANNELS_VP, "cs": Role.APPROVER,
        "legal": Role.LEGAL, "cro": Role.APPROVER, "cfo": Role.FINANCE, "ceo": Role.APPROVER,
    }  # fmt: skip
    named = [(level, "", channel.inside[role, ""][0]) for level, role in somebody.items()]
    for region in ("EMEA", "AMER", "APJ", "PUBSEC"):
        named.append(("asm", region, channel.inside[Role.ASM, region][0]))
        named.append(("rd", region, channel.inside[Role.CHANNEL_DIRECTOR, region][0]))
    since = channel.started_at.date()
    Approver.objects.bulk_create(
        Approver(level=level, region=region, person=person, starts_on=since) for level, region, person in named
    )


def _make(at: datetime, *, channel: "Channel", plan: Plan, number: int, kept: list[str]) -> None:
    """Drafted by who owns the opportunity: the largest one of the region without registration and quote that can be sold so."""
    free = Opportunity.objects.filter(region=plan.region, state=OPEN, dr_deal_id="", quotes=None, created_at__lt=at)
    if plan.region in NEAR:
        free = free.filter(account__country__in=NEAR[plan.region])
    partner = next((one for company, one in channel.partners if company.slug == plan.who), None)
    more = {name: value for name, value in plan.more.items() if name != "special_terms"}
    ramp = tuple(Decimal(str(each)) for each in more.pop("ramp", ()))  # type: ignore[attr-defined]
    line = Wanted(
        plan.sku, ramp[0] if ramp else Decimal(SEATS[number % len(SEATS)]), ramp=ramp, customer_percent=Decimal(plan.off),
        customer_why=WHYS[number % len(WHYS)] if plan.off else "",
    )  # fmt: skip
    lines = (line, Wanted("PS-DAY", Decimal(5))) if number % 4 == 0 else (line,)
    for found in free.select_related("owner", "account").order_by("-amount", "id")[:MOST_TRIED]:
        try:
            kept.append(
                quotes.create(channel.by(found.owner, at), _asked(found, partner, plan, lines, at, more)).reference
            )
        except (Invalid, Ineligible):  # nobody distributes there, or it is sold otherwise there
            continue
        return


def _asked(
    found: Opportunity, partner: Partner | None, plan: Plan, lines: tuple[Wanted, ...], at: datetime, more: dict[str, object]
) -> Asked:  # fmt: skip
    return Asked(
        found.reference, plan.path, "new", lines, (at + timedelta(days=30)).date().replace(day=1), currency="USD",
        partner=partner.reference if partner else "", buys=plan.buys, **_parties(found, partner, plan, at), **more,  # type: ignore[arg-type]
    )  # fmt: skip


def _parties(found: Opportunity, partner: Partner | None, plan: Plan, at: datetime) -> dict[str, object]:
    """To whom it is sold and billed, and where: what every kind asks for. A provider's quote names people of its own."""
    billed = (
        partner.country
        if partner is not None and (plan.buys == "direct" or plan.path == "msp")
        else found.account.country
    )
    if plan.path == "msp" and partner is not None:
        who = Person.objects.filter(organisation=partner.organisation_id).order_by("id").first()
        contact = who.pk if who else None
        words = f"{partner.name} owns the licences on behalf of {found.account.name}."
    else:
        email = f"purchasing@{found.account.website or 'customer.example'}"
        made, _ = Contact.objects.get_or_create(
            account=found.account, email=email, defaults={"name": "Purchasing", "created_at": at}
        )
        contact, words = made.pk, str(plan.more.get("special_terms", ""))
    return {
        "special_terms": words, "sold_to": contact, "bill_to": contact, "end_user_email": f"it@{found.account.website or 'customer.example'}",
        "shipping_address": "1 Example Street", "postal_code": "10115", "vat_number": TAX_NUMBERS.get(billed, ""),
    }  # fmt: skip


def _step(at: datetime, *, channel: "Channel", plan: Plan, name: str, kept: list[str]) -> None:
    if not kept:
        return
    reference = kept[0]
    quote = Quote.objects.select_related("owner", "distributor").get(reference=reference)
    who = channel.by(quote.owner, at)
    if name in ("agree", "approve", "reject"):
        _decide(channel, quote, at, name)
    elif name == "submit":
        approvals.submit(reference, who, comments="Their board decides at the end of the month.")
    elif name == "primary":
        quotes.make_primary(reference, who)
    elif name == "send":
        _send(channel, quote, at)
    elif name == "order":
        sending.accept(reference, who, how=f"Purchase order {4700 + quote.pk}")
    elif name == "withdraw":
        quotes.withdraw(reference, who, why="They decided for another product")
    elif name == "revise":
        kept[0] = quotes.revise(reference, who).reference
    elif name == "lapse":
        quotes.lapse(reference, channel.by(None, at))


def _decide(channel: "Channel", quote: Quote, at: datetime, name: str) -> None:
    """The first level of those that wait, or all of them."""
    waiting = quote.approvals.filter(outcome="").select_related("assigned_to").order_by("place")
    for row in waiting if name == "approve" else waiting[:1]:
        who = channel.by(row.assigned_to, at)
        if name == "reject":
            approvals.reject(quote.reference, who, comments="Too deep for the volume; come back with three years.")
        else:
            approvals.approve(quote.reference, who)


def _send(channel: "Channel", quote: Quote, at: datetime) -> None:
    who = channel.by(quote.owner, at)
    mailbox = next(iter(sending.order_mailboxes(quote, who)), "")
    if people := readers(quote)[:2]:
        sending.send(quote.reference, who, people=[one.pk for one in people], mailbox=mailbox)
