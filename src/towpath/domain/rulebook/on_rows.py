"""Decisions that no event keeps: those that stand on a record, such as a price's, and those that a page asks as things stand.

Each is named by its record and a key, "QUO00042-1" and "line-2", so that it has an address as those of events do. Who may
read one is said by the record's own room; a price's leave through its `audiences` alone.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from towpath.basics.countries import COUNTRY_NAMES
from towpath.domain.accounts.facts import inactivity_facts, territory_facts
from towpath.domain.accounts.lifecycles import OPEN
from towpath.domain.accounts.models import Account, Opportunity
from towpath.domain.accounts.tagging import offers
from towpath.domain.deals.models import Registration
from towpath.domain.distribution import queries as buying
from towpath.domain.enablement import compliance_queries as compliance
from towpath.domain.partners.access import ACCESS as PARTNERS
from towpath.domain.partners.access import Permission as PartnersPermission
from towpath.domain.partners.facts import incentive_facts, way_in_facts
from towpath.domain.partners.lifecycles import PROSPECT
from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.access import ACCESS as PURSUITS
from towpath.domain.pursuits.access import Permission as PursuitsPermission
from towpath.domain.pursuits.actions.preferred import judged as by_guidelines
from towpath.domain.pursuits.lifecycles import SUBMITTED
from towpath.domain.pursuits.models import Duty, PreferredCoSell
from towpath.domain.pursuits.queries import incumbency_of, situation
from towpath.domain.quotes.judgements import Judged, of_order, of_quote
from towpath.kernel.events.decided import pages_of
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid
from towpath.program.book import NoWordingInForce
from towpath.program.decision import Decision
from towpath.program.decisions.deal_registration.eligibility import incentives_apply
from towpath.program.decisions.eligibility import asked_of
from towpath.program.decisions.opportunities.inactivity import inactivity
from towpath.program.decisions.partners.agreement import way_in
from towpath.program.decisions.territories import territory
from towpath.program.parts import has

SEGMENTS = ("commercial", "public_sector")


@dataclass(frozen=True)
class OnRow:
    """One decision beside the event log.

    key     names it within its record
    at      when it was made; None where that is not kept, or nothing is
    kept    it stands on the record; else it is asked as things stand on the day
    of      which part of the record it judges, in words; "" for all of it
    opened  its reasons are the reader's whatever page they rest on: the record tells them to her anyway
    """

    key: str
    record: Mapping[str, Any]
    at: datetime | None = None
    kept: bool = False
    of: str = ""
    opened: bool = False

    @property
    def pages(self) -> set[str]:
        return pages_of(self.record)


type Source = Callable[[Any, Occasion, str, date], Iterator[OnRow]]


def of_row(kind: str, row: Model, occasion: Occasion, *, key: str = "", on: date | None = None) -> Iterator[OnRow]:
    """The decisions on a row beside those of its events, that the occasion's actor may read.

    key  only this one is looked for
    on   the day on which is asked what nothing keeps; without it today. On a day before the program began nothing is told
    """
    source = SOURCES.get(kind)
    if source is None:
        return
    with suppress(NoWordingInForce):
        yield from (each for each in source(row, occasion, key, on or occasion.day) if key in ("", each.key))


def way_key(country: str, segment: str) -> str:
    """The key of the decision how a partner buys for a country and market."""
    return f"buys-{country}-{segment}"


def case_key(question: str) -> str:
    """The key of the decision which tagging case an opportunity is, by the question's page."""
    return question.rpartition(".")[2].replace("_", "-")


def _now(key: str, decision: Decision[Any], of: str = "") -> OnRow:
    return OnRow(key, decision.as_record(), of=of)


def _registration(row: Registration, occasion: Occasion, key: str, on: date) -> Iterator[OnRow]:
    yield _now("incentives", incentives_apply(incentive_facts(row.partner), occasion.book, on=row.judged_on or on))


def _opportunity(row: Opportunity, occasion: Occasion, key: str, on: date) -> Iterator[OnRow]:
    if row.order_type_decision:
        yield OnRow("order-type", row.order_type_decision, kept=True)
    for each in offers(row, occasion).decisions:
        yield _now(case_key(each.question), each)
    if row.state == OPEN:
        yield _now("inactivity", inactivity(inactivity_facts(row, occasion), occasion.book, on=occasion.day))
    actor = occasion.actor if has("quotes", occasion.book) else None
    if actor is not None and PURSUITS.may(actor, PursuitsPermission.VIEW_SALE) and key in ("", "incumbent"):
        yield _now("incumbent", situation(actor, row, occasion).because)


def _account(row: Account, occasion: Occasion, key: str, on: date) -> Iterator[OnRow]:
    if row.territory_id is None and row.partner_id is None and row.country in COUNTRY_NAMES:
        yield _now("territory", territory(territory_facts(row), occasion.book, on=occasion.day))


def _partner(row: Partner, occasion: Occasion, key: str, on: date) -> Iterator[OnRow]:
    yield from _standing(row, occasion, key, on)
    if key in ("", "may-incentives"):
        yield _now("may-incentives", incentives_apply(incentive_facts(row), occasion.book, on=on))
    if key in ("", "way-in") and row.status == PROSPECT:
        yield _now("way-in", way_in(way_in_facts(row), occasion.book, on=occasion.day))
    if not has("distribution", occasion.book):
        return
    if (key and not key.startswith("buys")) or not PARTNERS.held(occasion.actor, [PartnersPermission.VIEW], row):
        return
    country, _, segment = key.removeprefix("buys-").partition("-") if key else (row.country, "", SEGMENTS[0])
    own = buying.way(row, occasion)
    if country in COUNTRY_NAMES and segment in SEGMENTS:
        asked = own if (country, segment) == (row.country, SEGMENTS[0]) else None
        way = asked or buying.way(row, occasion, country=country, segment=segment)
        yield _now(way_key(country, segment), way.decision, COUNTRY_NAMES[country])
    if key in ("", "buys-billing") and occasion.actor is not None:
        yield _now("buys-billing", buying.billing_needed(occasion.actor, row, occasion, own=own))


def _standing(row: Partner, occasion: Occasion, key: str, on: date) -> Iterator[OnRow]:
    """How it stands in its track and designations, and what it may do, on a day; nothing before the program began."""
    if not key or key.startswith("stands-"):
        seen = compliance.visible(occasion.actor).filter(pk=row.pk).exists()
        for card in compliance.scorecard(row, occasion.book, on).cards if seen else ():
            yield _now(f"stands-{card.subject.key}", card.decision, card.subject.label)
    wanted = tuple(each for each in asked_of(occasion.book) if key in ("", f"may-{each}"))
    with suppress(Invalid):
        answers = compliance.all_answers(occasion.actor, row, occasion, on, wanted) if wanted else []
        yield from (_now(f"may-{name}", answer) for name, answer in zip(wanted, answers, strict=True))


def _duty(row: Duty, occasion: Occasion, key: str, on: date) -> Iterator[OnRow]:
    yield _now("incumbent", incumbency_of(row.account, row.partner, occasion))


def _preferred(row: PreferredCoSell, occasion: Occasion, key: str, on: date) -> Iterator[OnRow]:
    """A claim that waits for its decision, as whoever decides reads it: the business reason comes with the decision."""
    if row.state == SUBMITTED:
        yield _now("guidelines", by_guidelines(row, occasion, reason="given with the decision"))


def _priced(found: Callable[[Any, Any, Occasion], Iterator[Judged]]) -> Source:
    """What stands on a quote or its order, as the quotes' room opens it for the reader."""
    return lambda row, occasion, key, on: (
        OnRow(each.key, each.record, each.at, each.at is not None, each.of, opened=True)
        for each in found(row, occasion.actor, occasion)
    )


SOURCES: dict[str, Source] = {
    "registration": _registration,
    "opportunity": _opportunity,
    "account": _account,
    "partner": _partner,
    "duty": _duty,
    "preferred": _preferred,
    "quote": _priced(of_quote),
    "order": _priced(of_order),
}
