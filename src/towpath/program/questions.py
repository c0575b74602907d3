"""Every question of the book: how plain values are put to its decision, and how its page is proved free of contradiction."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from towpath.program.book import Book
from towpath.program.decisions import ahead, sla, tagging, territories
from towpath.program.decisions import compliance as complying
from towpath.program.decisions import deal_registration as deals
from towpath.program.decisions import eligibility as eligible
from towpath.program.decisions import vendor as vendors
from towpath.program.decisions.deal_registration.approval import chain_misfits
from towpath.program.decisions.distribution import billing as bills
from towpath.program.decisions.distribution import coverage as covers
from towpath.program.decisions.distribution import route as routes
from towpath.program.decisions.enablement import badges as learning
from towpath.program.decisions.library import asset_kind
from towpath.program.decisions.nfr import ExceptionFacts, NfrFacts, needs_director, nfr
from towpath.program.decisions.nfr import policy as nfr_policy
from towpath.program.decisions.opportunities import inactivity as idle
from towpath.program.decisions.opportunities import names as naming
from towpath.program.decisions.opportunities import order_type as orders
from towpath.program.decisions.opportunities import stages as staging
from towpath.program.decisions.partners import agreement as agreements
from towpath.program.decisions.partners import dormancy as resting
from towpath.program.decisions.partners import mergers, name_changes, standing
from towpath.program.decisions.pricing.concession import ConcessionFacts, concession
from towpath.program.decisions.pricing.rates import DiscountFacts, discount, rate_misfits, rates_of
from towpath.program.decisions.pursuits.incumbency import IncumbencyFacts, incumbency, incumbency_misfits
from towpath.program.decisions.pursuits.preferred_co_sell import PreferredFacts, preferred, preferred_misfits
from towpath.program.decisions.quotes.approvals import ApprovalFacts, approvals
from towpath.program.decisions.quotes.audiences import AudienceFacts, audience_misfits, may_see
from towpath.program.decisions.quotes.discount import BasisFacts, basis, basis_misfits
from towpath.program.decisions.quotes.entity import EntityFacts, entity
from towpath.program.decisions.quotes.fields import QuoteFacts, quote_findings
from towpath.program.decisions.quotes.purchase_orders import OrderFacts, order_misfits, purchase_order
from towpath.program.decisions.quotes.quoting import (
    NeededFacts,
    QuoterFacts,
    needed,
    needed_misfits,
    quoter,
    quoting_misfits,
)
from towpath.program.decisions.quotes.route import QuoteRouteFacts, quote_route, quote_route_misfits
from towpath.program.decisions.regions import region, region_terms
from towpath.program.decisions.tagging import cases
from towpath.program.given import UnfitFacts, facts_from
from towpath.program.locate import Place
from towpath.program.problem import did_you_mean
from towpath.program.spec import Misfit

type Given = Mapping[str, Any]
type Ask = Callable[[Given, Book, date], Any]
type Proof = Callable[[Mapping[str, Any], Place], Iterator[Misfit]]


@dataclass(frozen=True)
class Question:
    """`ask` takes plain values, the book and the day; `proof` looks at one wording with its place in the page."""

    ask: Ask
    proof: Proof | None = None
    judges: type[Any] | None = None  # the facts of its judgement, where `ask` does not say them itself

    @property
    def facts(self) -> type[Any] | None:
        """The dataclass of what the decision may depend on; None where nothing is judged."""
        return self.ask.facts if isinstance(self.ask, Judge) else self.judges


def ask(name: str, given: Given, book: Book, on: date) -> Any:
    """Put a question by the name of its page: a Decision, or the looked-up entry where nothing is judged.

    With the `question`, `facts` and `on` of a kept decision this replays it, under the same book or another.
    """
    return question(name).ask(given, book, on)


def question(name: str) -> Question:
    """The question that a page answers; LookupError for a page that no decision reads."""
    if name in QUESTIONS:
        return QUESTIONS[name]
    if name.startswith("compliance."):
        return Question(_requirements(name))
    if name.startswith("sla."):
        return Question(lambda given, book, on: _sla_effect(name, given, book, on))
    raise LookupError(f"No decision reads the page {name}. {did_you_mean(name, QUESTIONS)}")


@dataclass(frozen=True)
class Judge:
    """Plain values become the facts of a decision, and the decision is asked: the `ask` of a question that is judged."""

    facts: type[Any]
    decide: Callable[..., Any]
    terms: Callable[[Book, date], Any] | None = None  # what is read off the page where nothing is given

    def __call__(self, given: Given, book: Book, on: date) -> Any:
        if self.terms is not None and not given:
            return self.terms(book, on)
        return self.decide(facts_from(self.facts, given), book, on=on)


def _judge(facts: type[Any], decide: Callable[..., Any]) -> Judge:
    return Judge(facts, decide)


def _pick(entry: Callable[[str, Book, date], Any]) -> Ask:
    return lambda given, book, on: entry(_only(given, "key"), book, on)


def _only(given: Given, name: str) -> str:
    """The single value that such an example gives."""
    if list(given) != [name] or not isinstance(given[name], str):
        raise UnfitFacts(f'Give just {{ {name} = "..." }}.')
    return str(given[name])


def _status(given: Given, book: Book, on: date) -> dict[str, str]:
    unknown = given.keys() - {"state", "role"}
    if unknown or "state" not in given:
        raise UnfitFacts('Give { state = "..." }, with role = "..." while someone must sign.')
    return {
        "label": deals.status_label(given["state"], given.get("role"), book, on=on),
        "on_opportunity": deals.opportunity_status_label(given["state"], book, on=on),
    }


def _terms_or(terms: Callable[[Book, date], Any], ask: Ask) -> Ask:
    """The figures that the product reads off the page where nothing is given; else what is asked."""
    if isinstance(ask, Judge):
        return replace(ask, terms=terms)
    return lambda given, book, on: ask(given, book, on) if given else terms(book, on)


def _form(given: Given, book: Book, on: date) -> dict[str, Any]:
    fields = deals.form_fields(_only(given, "type"), book, on)
    return {
        "required": [each.name for each in fields if each.required],
        "asked": [each.name for each in fields],
        "longest": {each.name: each.longest for each in fields if each.longest is not None},
    }


def _sla_effect(name: str, given: Given, book: Book, on: date) -> Any:
    """What an event does to a clock of the page; its allowance and warning where nothing is given."""
    page = sla.sla_page(name, book, on)
    if not given:
        owed = {"amount": int(page.allowance.amount), "unit": page.allowance.unit}
        return {"allowance": owed, "warn_at_fraction": page.warn_at_fraction}
    event = _only(given, "event")
    effects = {
        "meets": page.met_by,
        "cancels": page.cancelled_by,
        "pauses": page.pauses_on,
        "resumes": page.resumes_on,
        "starts": page.starts_on,
    }
    did = [effect for effect, events in effects.items() if event in events]
    return " or ".join(did) or "nothing"


def _calendar(given: Given, book: Book, on: date) -> dict[str, Any]:
    if given.keys() != {"team", "region"}:
        raise UnfitFacts('Give { team = "...", region = "..." }.')
    calendar = sla.calendar_definition(book, on, given["team"], given["region"])
    return {"name": calendar.name, "zone": calendar.zone, "country": calendar.country or ""}


def _fiscal(given: Given, book: Book, on: date) -> str:
    if given.keys() != {"day"} or type(given["day"]) is not date:
        raise UnfitFacts("Give just { day = 2025-02-01 }.")
    return str(vendors.fiscal_calendar(book, on).quarter_of(given["day"]))


def _badges(book: Book, on: date) -> dict[str, Any]:
    """Which badges can be earned, which are retired, and how many months those of each group hold."""
    known = learning.badges(book, on)
    return {
        "earned": [each.code for each in known if not each.retired],
        "retired": [each.code for each in known if each.retired],
        "months": {each.key: each.months for each in learning.groups(book, on)},
    }


def _allotted(given: Given, book: Book, on: date) -> dict[str, int]:
    """How much of each product a partner of a track may have, with designations and evidence where it has any."""
    if "track" not in given or given.keys() - {"track", "kinds", "evidence"}:
        raise UnfitFacts('Give { track = "..." }, with kinds = [...] and evidence = [...] where there are any.')
    terms = nfr_policy(book, on)
    kinds, evidence = tuple(given.get("kinds", ())), tuple(given.get("evidence", ()))
    fitting = [each for each in terms.allotments if each.fits(given["track"], kinds, evidence)]
    amounts = {one.key: [each.amount for each in fitting if one.key in each.products] for one in terms.products}
    return {key: max(found) for key, found in amounts.items() if found}


def _nfr(given: Given, book: Book, on: date) -> Any:
    """A request judged where a product is given, else what a partner may have, else the terms of every licence."""
    if "product" in given:
        return nfr(facts_from(NfrFacts, given), book, on=on)
    return _allotted(given, book, on) if given else nfr_policy(book, on)


def _rates(given: Given, book: Book, on: date) -> Any:
    """The discount of a sale where one is given, else every percent of a track and a product, with the distributor's."""
    if given.keys() != {"track", "product"}:
        return discount(facts_from(DiscountFacts, given), book, on=on)
    return rates_of(given["track"], given["product"], book, on)


def _requirements(name: str) -> Ask:
    """How a partner stands; the days of grace and of notice where nothing is given."""

    def terms(book: Book, on: date) -> dict[str, Any]:
        wording = book[name].in_force(on)[1]
        return {key: wording[key] for key in ("grace_days", "notice_days_before")}

    return _terms_or(terms, _judge(complying.ComplianceFacts, complying.compliance))


def _badge(given: Given, book: Book, on: date) -> dict[str, Any]:
    """What a badge is, however it is written, and until when it holds when it was completed on a day."""
    if given.keys() != {"badge", "completed_on"} or type(given["completed_on"]) is not date:
        raise UnfitFacts('Give { badge = "...", completed_on = 2025-02-01 }.')
    code = learning.read_as(given["badge"], book)
    if code is None:
        raise UnfitFacts(f'No badge is written "{given["badge"]}".')
    found = learning.badge(code, book, on)
    return {
        "code": code,
        "name": found.name,
        "group": found.group.key,
        "retired": found.retired,
        "counts_as": list(found.counts_as),
        "expires_on": learning.runs_out_on(code, given["completed_on"], book),
    }


def _agreement(given: Given, book: Book, on: date) -> dict[str, str]:
    found = agreements.agreement(_only(given, "region"), book, on)
    return {"version": found.version if found else "", "title": found.title if found else ""}


def _vendor(given: Given, book: Book, on: date) -> Any:
    if given:
        raise UnfitFacts("Nothing needs to be given: write given = {}.")
    return vendors.vendor(book, on)


def _calendar_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """Zones, holidays and hours that cannot be, by the very class that reckons with them."""
    for name, entry in wording["calendar"].items():
        if name == "invented":
            continue
        try:
            sla.read_calendar(name, entry)
        except ValueError as error:
            yield Misfit((*place, "calendar", name), str(error), "")


def _subject(given: Given, book: Book, on: date) -> complying.Subject:
    return complying.subject(_only(given, "key"), book, on)


def _covering(given: Given, book: Book, on: date) -> dict[str, Any]:
    """How a country is covered: the class, and mailbox by code."""
    if set(given) != {"country", "segment"} or given["segment"] not in covers.SEGMENTS:
        raise UnfitFacts('Give { country = "DE", segment = "commercial" }, or segment = "public_sector".')
    found = covers.covering(given["country"], given["segment"], book, on)
    return {"coverage": found.coverage, "mailboxes": {each.code: each.mailbox for each in found.distributors}}


QUESTIONS: dict[str, Question] = {
    "vendor": Question(_vendor),
    "fiscal.year": Question(_fiscal),
    "partners.agreement": Question(_agreement),
    "partners.sign_up": Question(_terms_or(agreements.sign_up_terms, _judge(agreements.WayInFacts, agreements.way_in))),
    "partners.authorization": Question(_judge(standing.AuthorizationFacts, standing.authorization)),
    "partners.statuses": Question(_judge(standing.StatusFacts, standing.counts_as_authorized)),
    "partners.one_off": Question(_terms_or(standing.one_off_terms, _judge(standing.OneOffFacts, standing.one_off))),
    "partners.dormancy": Question(_terms_or(resting.dormancy_terms, _judge(resting.DormancyFacts, resting.dormancy))),
    "partners.mergers": Question(_judge(mergers.UndoFacts, mergers.may_undo)),
    "partners.name_changes": Question(
        _judge(name_changes.NameChangeFacts, name_changes.name_change), name_changes.name_change_misfits
    ),
    "partners.duplicates": Question(_judge(standing.DuplicateFacts, standing.likeness)),
    "distribution.coverage": Question(_covering, covers.coverage_misfits),
    "distribution.route": Question(_judge(routes.RouteFacts, routes.route), routes.route_misfits),
    "distribution.billing": Question(_judge(bills.BillingFacts, bills.billing), bills.billing_misfits),
    "deal_registration.eligibility": Question(_judge(deals.EligibilityFacts, deals.eligibility)),
    "deal_registration.transacting": Question(_judge(deals.TransactFacts, deals.may_transact)),
    "deal_registration.incentives": Question(_judge(deals.IncentiveFacts, deals.incentives_apply)),
    "deal_registration.approval_chain": Question(_judge(deals.ApprovalChainFacts, deals.approval_chain), chain_misfits),
    "deal_registration.status": Question(_status),
    "deal_registration.denial_reasons": Question(_pick(deals.denial_reason)),
    "deal_registration.protection": Question(_judge(deals.ProtectionFacts, deals.protection)),
    "deal_registration.sourcing": Question(_pick(deals.sourcing_finding)),
    "deal_registration.types": Question(_pick(deals.registration_type)),
    "deal_registration.form": Question(_form),
    "deal_registration.guidance": Question(
        lambda given, book, on: {"labels": [each.label for each in deals.guidance(given["type"], book, on)]}
    ),
    "deal_registration.conflict_warning": Question(lambda given, book, on: deals.conflict_warning(book, on)),
    "tagging.source_tags": Question(_judge(tagging.TagFacts, tagging.source_tags), tagging.tag_misfits),
    "tagging.defaults": Question(_judge(cases.DefaultFacts, cases.default_source), cases.default_misfits),
    "tagging.use_cases": Question(_judge(cases.UseCaseFacts, cases.use_case), cases.use_case_misfits),
    "tagging.marketplace_cases": Question(
        _judge(cases.MarketplaceFacts, cases.marketplace_case), cases.marketplace_misfits
    ),
    "tagging.arrangements": Question(_judge(cases.ArrangementFacts, cases.arrangement), cases.arrangement_misfits),
    "opportunities.order_type": Question(
        _terms_or(
            lambda book, on: {"returns_within_days": orders.returns_within_days(book, on)},
            _judge(orders.OrderTypeFacts, orders.order_type),
        ),
        orders.order_type_misfits,
    ),
    "opportunities.stages": Question(_judge(staging.StageFacts, staging.may_move), staging.stage_misfits),
    "opportunities.inactivity": Question(_judge(idle.InactivityFacts, idle.inactivity), idle.inactivity_misfits),
    "opportunities.names": Question(_judge(naming.NameFacts, naming.suggested_name), naming.name_misfits),
    "sla.calendars": Question(_calendar, _calendar_misfits),
    "enablement.badges": Question(_terms_or(_badges, _badge), learning.badge_misfits),
    "library.kinds": Question(_pick(asset_kind)),
    "nfr.exceptions": Question(_judge(ExceptionFacts, needs_director)),
    "nfr.policy": Question(_nfr, judges=NfrFacts),
    "territories.regions": Question(_terms_or(region_terms, _pick(region))),
    "territories.segments": Question(_judge(territories.TerritoryFacts, territories.segment)),
    "territories.assignment": Question(
        _judge(territories.TerritoryFacts, territories.territory), territories.territory_misfits
    ),
    "partners.tracks": Question(_subject),
    "partners.designations": Question(_subject),
    "compliance.evidence": Question(_pick(complying.evidence_kind)),
    "quotes.discount": Question(_judge(BasisFacts, basis), basis_misfits),
    "quotes.route": Question(_judge(QuoteRouteFacts, quote_route), quote_route_misfits),
    "quotes.quoting": Question(_judge(QuoterFacts, quoter), quoting_misfits),
    "quotes.needed": Question(_judge(NeededFacts, needed), needed_misfits),
    "quotes.audiences": Question(_judge(AudienceFacts, may_see), audience_misfits),
    "quotes.entity": Question(_judge(EntityFacts, entity)),
    "quotes.fields": Question(_judge(QuoteFacts, quote_findings)),
    "quotes.approvals": Question(_judge(ApprovalFacts, approvals)),
    "quotes.purchase_orders": Question(_judge(OrderFacts, purchase_order), order_misfits),
    "pursuits.incumbency": Question(_judge(IncumbencyFacts, incumbency), incumbency_misfits),
    "pursuits.preferred_co_sell": Question(_judge(PreferredFacts, preferred), preferred_misfits),
    "pricing.rates": Question(_rates, rate_misfits, DiscountFacts),
    "pricing.concession": Question(_judge(ConcessionFacts, concession)),
    ahead.ATTACH: Question(_judge(ahead.AttachFacts, ahead.earns_attach_rebate)),
    ahead.SCOPE: Question(_judge(ahead.ScopeFacts, ahead.in_scope)),
    ahead.UNANSWERED: Question(_judge(ahead.UnansweredFacts, ahead.unanswered)),
    ahead.BOOKING: Question(_judge(ahead.BookingFacts, ahead.may_book)),
    ahead.LATE: Question(_judge(ahead.LateFacts, ahead.late_renewal)),
    ahead.FUNDS: Question(_judge(ahead.FundsFacts, ahead.may_have_funds)),
    ahead.REMINDERS: Question(_judge(ahead.ClaimFacts, ahead.claim_times)),
    **{f"eligibility.{name}": Question(_judge(eligible.PartnerFacts, eligible.may)) for name in eligible.JUDGED_HERE},
}
OPTIONAL = frozenset(ahead.PAGES)  # a program may leave these out: no room of the product asks them yet
# Parts of the product that a vendor may do without: a program has every page of a part, or none.
PARTS: dict[str, tuple[str, ...]] = {
    "quotes": (*sorted(name for name in QUESTIONS if name.startswith(("quotes.", "pricing.")) and name not in OPTIONAL),
               "eligibility.discount", *sorted(name for name in QUESTIONS if name.startswith("pursuits."))),
    "distribution": (*sorted(name for name in QUESTIONS if name.startswith("distribution.")), "eligibility.e_marketplace"),
    "licences": ("nfr.exceptions", "nfr.policy", "eligibility.nfr"),
    "marketplaces": ("tagging.arrangements", "tagging.marketplace_cases"),
    "letters": ("eligibility.letter",),
}  # fmt: skip
