"""The rows that the demo's stories stand on: organisations, people, partners, territories, accounts, opportunities."""

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Model

from towpath.demo.cast import DISTRIBUTORS, DOMAIN, FIRST_NAMES, INSIDE, PARTNERS, READERS, ZONES, Company
from towpath.demo.learning import learned
from towpath.demo.partnership import came_in
from towpath.demo.quoting import approvers
from towpath.demo.sleep import last_seen
from towpath.demo.words import DEALS, FORMS, LOST, Customer, customers
from towpath.domain.accounts.actions import accounts
from towpath.domain.accounts.facts import territory_facts
from towpath.domain.accounts.lifecycles import CLOSED_LOST, CLOSED_WON, OPEN
from towpath.domain.accounts.models import Account, Opportunity, Territory
from towpath.domain.distribution.models import Distributor
from towpath.domain.partners.models import Partner
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Organisation, Person, SavedView
from towpath.kernel.identity.roles import Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference, next_references
from towpath.program.book import Book
from towpath.program.decisions.partners.agreement import agreement
from towpath.program.decisions.territories import region_by_territory, territory

ACCOUNTS = 300
OTHER_OPPORTUNITIES = 330  # those that no registration creates


@dataclass
class Channel:
    """Everybody and everything that a story can name. `started_at` is when the demo's past begins, `told_since` from when clocks speak and mails go out."""

    now: datetime
    started_at: datetime
    told_since: datetime
    book: Book
    chance: random.Random
    inside: dict[tuple[Role, str], list[Person]] = field(default_factory=dict)
    partners: list[tuple[Company, Partner]] = field(default_factory=list)
    sellers: dict[int, list[Person]] = field(default_factory=dict)  # partner's id -> its people
    customers: list[tuple[Customer, Account]] = field(default_factory=list)
    people: dict[int, Person] = field(default_factory=dict)  # the vendor's own, by id
    turns: int = 0  # how often an absence has moved work from one to another
    open_opportunities: dict[int, list[Opportunity]] = field(default_factory=dict)  # account's id -> its own

    def by(self, actor: Person | None, at: datetime, door: str = "") -> Occasion:
        """The occasion on which somebody acts; None is the product itself."""
        usual = "job" if actor is None else "workspace" if actor.is_internal else "portal"
        return Occasion(actor=actor, at=at, door=door or usual, book=self.book)

    def new_customer(self, region: str) -> Customer:
        """A company that nobody knows yet."""
        known = {customer.website for customer, _ in self.customers}
        while True:
            for customer in customers(self.chance, 40):
                if customer.region == region and customer.website not in known:
                    return customer

    def somebody(self, role: Role, region: str = "") -> Person:
        """Mostly the first of a role and region: her desk should be full."""
        people = self.inside[role, region]
        return people[0] if self.chance.random() < 0.5 else self.chance.choice(people)


def assemble(channel: Channel) -> None:
    """Make all of it, in one transaction and with the events that the actions would have kept."""
    with transaction.atomic():
        _people(channel)
        _partners(channel)
        came_in(channel)
        learned(channel)
        _distributors(channel)
        _territories(channel)
        _accounts(channel)
        _opportunities(channel)
        _saved_views(channel)
        approvers(channel)


def _person(channel: Channel, name: str, email: str, *roles: Role, **more: object) -> Person:
    person = Person(name=name, email=email, roles=[role.value for role in roles], joined_at=channel.started_at, **more)
    person.set_unusable_password()
    return person


def _people(channel: Channel) -> None:
    made = [
        (one, _person(channel, one.name, one.email, one.role, region=one.region, zone=ZONES[one.region]))
        for one in INSIDE
    ]
    Person.objects.bulk_create(person for _, person in made)
    for one, person in made:
        channel.inside.setdefault((one.role, one.region), []).append(person)
        channel.people[person.pk] = person


def _partners(channel: Channel) -> None:
    names = iter(FIRST_NAMES * 2)
    references = next_references("PAR", len(PARTNERS))
    for company, reference in zip(PARTNERS, references, strict=True):
        seen = last_seen(company.slug, channel.now)
        organisation = Organisation.objects.create(name=company.name, last_seen_on=seen)
        manager = channel.inside[Role.ESM, company.region][len(channel.partners) % 2]
        if company.weight > 4:
            manager = channel.inside[Role.ESM, company.region][0]
        partner = Partner.objects.create(
            organisation=organisation, reference=reference, name=company.name, domain=f"{company.slug}.example",
            country=company.country, region=company.region, track=company.track, kinds=list(company.kinds),
            manager=manager, **_standing(channel, company),
        )  # fmt: skip
        channel.partners.append((company, partner))
        channel.sellers[partner.pk] = _staff(channel, company, organisation, names)
    _own_accounts(channel)


def _standing(channel: Channel, company: Company) -> dict[str, object]:
    """How it stands at first. What ended since then, an action ends: see towpath.demo.joining."""
    if company.standing == "prospect":
        return {"status": Partner.Status.PROSPECT}
    signed: date = channel.started_at.date() - timedelta(days=channel.chance.randrange(60, 900))
    if company.learning == "new":
        signed = channel.now.date() - timedelta(days=80)
    clicked = company.track == "open" and agreement(company.region, channel.book, signed) is not None
    return {
        "status": Partner.Status.ACTIVE if company.standing == "active" else Partner.Status.AUTHORIZED,
        "signed_contract_on": signed, "click_through_agreement": clicked, "contract_on_file": not clicked,
        "legal_name": f"{company.name} {FORMS[company.country]}",
    }  # fmt: skip


def _staff(channel: Channel, company: Company, organisation: Organisation, names) -> list[Person]:
    """Sellers first, then the administrator, who sells as well in small companies."""
    sellers = min(5, 1 + company.weight // 3)
    known = {
        "alderbrook": ["Nadia", "Nils", "Noor", "Nico", "Nami", "Nina"],
        "brightfen": ["Ruth", "Rosa", "Rafi", "Remo"],
    }
    firsts = known.get(company.slug) or [next(names) for _ in range(sellers + 1)]
    people = []
    for number, first in enumerate(firsts):
        last = number == len(firsts) - 1
        roles = [Role.PARTNER_ADMIN] if last else [Role.PARTNER_SELLER]
        if (last and len(firsts) < 4) or first == "Ruth":
            roles = [Role.PARTNER_ADMIN, Role.PARTNER_SELLER]
        people.append(
            _person(
                channel, f"{first} ({company.name.split()[0]})", f"{first.lower()}@{company.slug}.{DOMAIN}", *roles,
                organisation=organisation, zone=ZONES[company.region],
                mail_pace=Person.MailPace.DIGEST if channel.chance.random() < 0.15 else Person.MailPace.AT_ONCE,
            )
        )  # fmt: skip
    more = _readers(channel, company, organisation)
    for person in [*people, *more] if company.standing == "former" else ():
        person.is_active = False
    return Person.objects.bulk_create([*people, *more])[: len(people)]


def _readers(channel: Channel, company: Company, organisation: Organisation) -> list[Person]:
    """Those of the best known partners who look at deals, or at files and training, and sell nothing."""
    return [
        _person(
            channel, f"{first} ({company.name.split()[0]})", f"{first.lower()}@{company.slug}.{DOMAIN}", role,
            organisation=organisation, zone=ZONES[company.region],
        )
        for first, role in zip(READERS.get(company.slug, ()), (Role.PARTNER_VIEWER, Role.PARTNER_MARKETING), strict=False)
    ]  # fmt: skip


def _own_accounts(channel: Channel) -> None:
    """The accounts that stand for managed service providers: their opportunities move there (DRG-13)."""
    for company, partner in channel.partners:
        if "msp" not in company.kinds:
            continue
        owner = channel.inside[Role.SALES_REP, company.region][0]
        Account.objects.create(
            reference=next_reference("ACC"), created_at=channel.started_at, partner=partner, owner=owner,
            region=company.region, industry="IT services", **accounts.words_of(company.name, partner.domain, company.country),
        )  # fmt: skip


def _distributors(channel: Channel) -> None:
    for name, first, code in DISTRIBUTORS:
        slug = name.split()[0].lower()
        house = Organisation.objects.create(name=name, kind=Organisation.Kind.DISTRIBUTOR)
        Distributor.objects.create(
            organisation=house,
            code=code,
            name=name,
            billing_account=f"{name} Ltd",
            billing_contact="Accounts Payable",
            billing_email=f"payables@{slug}.{DOMAIN}",
        )
        _person(
            channel, f"{first} ({name.split()[0]})", f"{first.lower()}@{slug}.{DOMAIN}", Role.DISTRIBUTOR_USER,
            organisation=house, zone=ZONES["EMEA"],
        ).save()  # fmt: skip


def _territories(channel: Channel) -> None:
    """Everyone of a region takes turns; the first of each role takes the territories that come first."""
    turn: dict[str, int] = {}
    made = []
    for code, region in region_by_territory(channel.book, channel.now.date()).items():
        number = turn[region] = turn.get(region, -1) + 1
        who = [channel.inside[role, region] for role in (Role.SALES_REP, Role.ESM, Role.ASM)]
        owner, esm, asm = (people[(number + 1 if region == "EMEA" else number) % len(people)] for people in who)
        if code == "EMEA-DACH":
            owner, esm, asm = (people[0] for people in who)
        made.append(Territory(code=code, region=region, owner=owner, esm=esm, asm=asm))
    Territory.objects.bulk_create(made)


def _accounts(channel: Channel) -> None:
    """The customers, placed in the night after they came; written all at once, as an import writes them."""
    ops = channel.inside[Role.OPS, ""]
    found = {one.code: one for one in Territory.objects.select_related("owner", "esm", "asm")}
    made, told = [], []
    references = next_references("ACC", ACCOUNTS)
    for number, customer in enumerate(customers(channel.chance, ACCOUNTS)):
        who = channel.by(ops[number % len(ops)], channel.started_at + timedelta(hours=8 + number / 30))
        account = Account(
            reference=references[number], employees=customer.employees, industry=customer.industry,
            public_sector=customer.public_sector, created_at=who.at, created_by=who.actor,
            **accounts.words_of(customer.name, customer.website, customer.country),
        )  # fmt: skip
        night = channel.by(None, who.at + timedelta(hours=14))
        place = territory(territory_facts(account), channel.book, on=night.day)
        there = found[place.outcome.code]
        account.territory, account.owner = there, there.owner
        account.region, account.segment = there.region, place.outcome.segment
        made.append(account)
        data = {"territory": there.code, "owner": there.owner.name, "decision": place.as_record()}
        told += [
            (account, "accounts.account.created", who, {"name": account.name}),
            (account, "accounts.account.placed", night, data),
        ]
        channel.customers.append((customer, account))
    Account.objects.bulk_create(made)
    _kept(told)


def _kept(told: list[tuple[Model, str, Occasion, dict[str, Any]]]) -> None:
    """The events of rows that were written all at once."""
    Event.objects.bulk_create(
        Event(
            name=name, at=who.at, actor=who.actor, door=who.door, subject_type=subject._meta.label_lower,
            subject_id=subject.pk, data=data,
        )
        for subject, name, who, data in told
    )  # fmt: skip


def _opportunities(channel: Channel) -> None:
    """What the vendor's own people sell: open ones to be found by reviewers, and closed ones."""
    chance = channel.chance
    span = channel.now - channel.started_at
    moments = sorted(channel.started_at + span * chance.uniform(0.05, 0.97) for _ in range(OTHER_OPPORTUNITIES))
    made, told = [], []
    for at, reference in zip(moments, next_references("OPP", OTHER_OPPORTUNITIES), strict=True):
        customer, account = chance.choice(channel.customers)
        seats = chance.choice((50, 80, 120, 200, 350, 600, 1200))
        name = f"{customer.short}: {chance.choice(DEALS).format(seats=seats)}"
        one = Opportunity(
            reference=reference, account=account, owner=account.owner, region=account.region, name=name,
            name_norm=name.lower(), amount=Decimal(seats * 348), currency=customer.currency, state=OPEN, version=1,
            close_on=at.date() + timedelta(days=chance.randrange(40, 260)), created_at=at, created_by=account.owner,
            last_activity_at=at, segment=account.segment, public_sector=account.public_sector,
            initial_source=chance.choice(("", "Inbound Request", "Web Direct", "Conference")),
            stage=chance.choice(("1-Discovery", "2-Scoping", "3-Technical Evaluation", "4-Proposal", "5-Negotiating")),
        )  # fmt: skip
        if one.close_on < channel.now.date() - timedelta(days=20):
            _end(one, channel)
        else:
            channel.open_opportunities.setdefault(account.pk, []).append(one)
        made.append(one)
        told.append((one, "accounts.opportunity.created", channel.by(account.owner, at), {"after": OPEN, "name": name}))
    Opportunity.objects.bulk_create(made)
    _kept(told)


def _end(opportunity: Opportunity, channel: Channel) -> None:
    """Closed about the day it was expected: the row alone, as a CRM's import would bring it."""
    won = channel.chance.random() < 0.4
    opportunity.state = CLOSED_WON if won else CLOSED_LOST
    opportunity.stage = "Closed Won" if won else "8-Closed Lost"
    opportunity.closed_reason = "" if won else channel.chance.choice(LOST)
    opportunity.closed_at = datetime.combine(opportunity.close_on, opportunity.created_at.timetz())


VIEWS = (
    ("omar.ops", "Queue of EMEA", "view=queue&region=EMEA"),
    ("omar.ops", "Alderbrook, everything open", "state=submitted&state=in_review&state=returned&q=&partner=PAR00001"),
    ("elena.esm", "Managed service deals", "deal_type=msp"),
    ("elena.esm", "My protected ones, ending first", "view=protected&sort=expires"),
    ("amir.asm", "Waiting, due first", "view=waiting&sort=due"),
    ("nadia@alderbrook", "Returned to us", "state=returned"),
    ("nadia@alderbrook", "Protected, ending first", "state=approved&sort=expires"),
)


def _saved_views(channel: Channel) -> None:
    for whose, name, query in VIEWS:
        email = f"{whose}.{DOMAIN}" if "@" in whose else f"{whose}@{DOMAIN}"
        person = Person.objects.get(email=email)
        SavedView.objects.create(person=person, place="deals.registrations", name=name, query=query)
