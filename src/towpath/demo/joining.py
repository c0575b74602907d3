"""What happened to partners in the demo's last months: sign-ups, contracts, exceptions, ends, and news of training.

Each is an act of the product's own, by the right person, at its moment; `acts(channel)` are played among all others.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from secrets import token_urlsafe
from typing import TYPE_CHECKING

from towpath.demo.buying import bought
from towpath.demo.cast import DOMAIN
from towpath.demo.files import note_file, one_page_contract
from towpath.demo.hours import Hours
from towpath.demo.licences import licensed
from towpath.demo.mergers import merged
from towpath.demo.ordering import ordered
from towpath.demo.prices import priced
from towpath.demo.quoting import quoted
from towpath.demo.shelf import shelved
from towpath.demo.sleep import asleep
from towpath.demo.training import training
from towpath.domain.accounts.actions import one_off
from towpath.domain.accounts.lifecycles import OPEN
from towpath.domain.accounts.models import Opportunity
from towpath.domain.partners.actions import legal_requests, partners, sign_up
from towpath.domain.partners.models import LegalRequest, Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role

if TYPE_CHECKING:
    from towpath.demo.channel import Channel

PLACE = "203.0.113.77"  # an address of networks that are kept for examples
DAY = 8  # working hours
type Act = Callable[[datetime], None]
type Acts = Iterator[tuple[datetime, str, Act]]  # moment, region, what happens then


def acts(channel: "Channel") -> Acts:
    """All of them, in no order."""
    ago = partial(_ago, channel, Hours(channel.book, channel.now))
    yield from _ends(channel, ago)
    yield from _comers(channel, ago)
    yield from _contracts(channel, ago)
    yield from _exceptions(channel, ago)
    yield from training(channel, ago)
    yield from shelved(channel, ago)
    yield from priced(channel, ago)
    yield from ordered(channel, ago)
    yield from bought(channel, ago)
    yield from licensed(channel, ago)
    yield from merged(channel, ago)
    yield from quoted(channel, ago)
    yield from asleep(channel)


def _ago(channel: "Channel", calendars: Hours, region: str, hours: float) -> datetime:
    """So many working hours of a region ago."""
    return calendars.before(region, channel.now, hours)


def _partner(channel: "Channel", slug: str) -> Partner:
    return next(partner for company, partner in channel.partners if company.slug == slug)


def _administrator(channel: "Channel", slug: str) -> Person:
    return channel.sellers[_partner(channel, slug).pk][-1]


def _ends(channel: "Channel", ago: Callable[[str, float], datetime]) -> Acts:
    """One partner lost its good standing, one left the program, one was never taken in."""
    omar, paula = channel.inside[Role.OPS, ""][0], channel.inside[Role.PROGRAMS, ""][0]

    def suspend(at: datetime) -> None:
        reference = _partner(channel, "kestrelby").reference
        partners.suspend(reference, channel.by(paula, at), reason="Two invoices stand open since spring")

    def end(at: datetime) -> None:
        reference = _partner(channel, "penwithiel").reference
        partners.end(reference, channel.by(omar, at), reason="The company closed its business with resale")

    def create(at: datetime) -> None:
        typed = {
            "company": "Zephyrstone Trading",
            "website": "zephyrstone.example",
            "country": "US",
            "kind": "reseller",
        }
        partners.create(channel.by(omar, at), typed, reason="Applied by letter; it has no portal of its own yet")

    def deny(at: datetime) -> None:
        reference = Partner.objects.values_list("reference", flat=True).get(name="Zephyrstone Trading")
        partners.deny(reference, channel.by(paula, at), reason="It resells by auction, which the program does not know")

    yield ago("EMEA", 32 * DAY), "EMEA", suspend
    yield ago("EMEA", 70 * DAY), "EMEA", end
    yield ago("AMER", 25 * DAY), "AMER", create
    yield ago("AMER", 22 * DAY), "AMER", deny


def _comers(channel: "Channel", ago: Callable[[str, float], datetime]) -> Acts:
    """A company signed up this morning and has not answered about the agreement; somebody asks to come into a known one."""
    wrenfield = {
        "company": "Wrenfield Systems", "website": "wrenfield.example", "country": "AU", "kind": "reseller",
        "name": "Wilma (Wrenfield)", "title": "Head of sales", "email": f"wilma@wrenfield.{DOMAIN}",
    }  # fmt: skip
    nestor = {
        "company": "Alderbrook", "website": "alderbrook.example", "country": "DE", "kind": "reseller",
        "name": "Nestor (Alderbrook)", "title": "Account executive", "email": f"nestor@alderbrook.{DOMAIN}",
    }  # fmt: skip
    begun: dict[str, sign_up.SignUp] = {}

    def begin(at: datetime, *, typed: dict[str, str]) -> None:
        begun[typed["email"]] = sign_up.begin(channel.by(None, at, "portal"), typed, place=PLACE)

    def confirm(at: datetime) -> None:
        key = sign_up.key_of(begun[wrenfield["email"]])
        who = channel.by(None, at, "portal")
        person = sign_up.confirm(key, who, password=token_urlsafe(24), zone="Australia/Sydney")
        person.set_unusable_password()  # nobody of the demo has one
        person.save(update_fields=["password"])

    def ask(at: datetime) -> None:
        sign_up.ask_access(sign_up.key_of(begun[nestor["email"]]), channel.by(None, at, "portal"))

    yield ago("APJ", 2.6), "APJ", partial(begin, typed=wrenfield)
    yield ago("APJ", 2.4), "APJ", confirm
    yield ago("EMEA", 9.5), "EMEA", partial(begin, typed=nestor)
    yield ago("EMEA", 9.3), "EMEA", ask


# who asks; the kind; the question; then each step with the working days since which it is done
CONTRACTS = (
    ("umberley", "partner_contract", "We cannot accept clause 4; may we agree on sixty days' notice?", (("ask", 2.2),)),
    ("brightfen", "amendment", "We opened an office in Dublin. Please add it to the contract.",
     (("ask", 5), ("take_up", 4))),
    ("kingsmere", "amendment", "Our agency asks for its own clauses on data. They are in the file that we sent.",
     (("ask", 9), ("take_up", 8.5), ("send", 6))),
    ("marblehall", "amendment", "The framework ends; please renew it by two years.",
     (("ask", 42), ("take_up", 41), ("send", 38), ("answer", 34), ("sign", 32))),
    ("hollinmoor", "other", "May we be the only partner in the south?", (("ask", 24), ("decline", 21))),
)  # fmt: skip


def _contracts(channel: "Channel", ago: Callable[[str, float], datetime]) -> Acts:
    """Requests to Legal, one in each state."""
    regions = {company.slug: company.region for company, _ in channel.partners}
    for slug, kind, question, steps in CONTRACTS:
        for name, days in steps:
            act = partial(_contract_step, channel=channel, slug=slug, kind=kind, question=question, name=name)
            yield ago(regions[slug], days * DAY), regions[slug], act


def _contract_step(at: datetime, *, channel: "Channel", slug: str, kind: str, question: str, name: str) -> None:
    partner, leila = _partner(channel, slug), channel.by(channel.inside[Role.LEGAL, ""][0], at)
    asker = channel.by(_administrator(channel, slug), at)
    if name == "ask":
        legal_requests.ask(partner.reference, asker, question=question, signatory=True, kind=kind)
        return
    reference = LegalRequest.objects.values_list("reference", flat=True).get(partner=partner, kind=kind)
    contract = one_page_contract(partner.name, at.date())
    if name == "take_up":
        legal_requests.take_up(reference, leila)
    elif name == "send":
        legal_requests.send(reference, leila, note="Please read the draft and send it back signed", upload=contract)
    elif name == "answer":
        signed = note_file("answer.txt", "Our director has signed; the contract follows by post as well.")
        legal_requests.answer(reference, asker, note="Signed by our director", upload=signed)
    elif name == "sign":
        legal_requests.sign(reference, leila, signed_on=(at - timedelta(days=1)).date(), upload=contract)
    else:
        legal_requests.decline(reference, leila, reason="The program gives no exclusive territories.")


def _exceptions(channel: "Channel", ago: Callable[[str, float], datetime]) -> Acts:
    """Umberley may sell once; whether Zephyrstone may, a director has still to say (ONB-08)."""
    paula, desmond = channel.inside[Role.PROGRAMS, ""][0], channel.inside[Role.CHANNEL_DIRECTOR, "AMER"][0]
    given: list[str] = []

    def record(at: datetime, *, partner: str, reason: str, number: int) -> None:
        deals = Opportunity.objects.filter(state=OPEN, region="AMER", registrations=None, created_at__lt=at)
        deal = deals.order_by("reference")[number]
        reference = Partner.objects.values_list("reference", flat=True).get(name=partner)
        made = one_off.record(
            channel.by(paula, at), partner=reference, opportunity=deal.reference, customer_reason=reason,
            will_not_join=True,
        )  # fmt: skip
        given.append(made.reference)

    def approve(at: datetime) -> None:
        one_off.approve(given[0], channel.by(desmond, at))

    framework = "The customer buys through its framework with this partner until the end of the year"
    yield ago("AMER", 7 * DAY), "AMER", partial(record, partner="Umberley Consulting", reason=framework, number=0)
    yield ago("AMER", 5 * DAY), "AMER", approve
    only = "Their procurement has this supplier on its list and cannot add another one before May"
    yield ago("AMER", 1.5 * DAY), "AMER", partial(record, partner="Zephyrstone Trading", reason=only, number=1)
