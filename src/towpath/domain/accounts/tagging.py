"""Which tagging cases an opportunity is, why, and what they offer for its fields: what the record page and the API show."""

from dataclasses import dataclass
from typing import Any

from towpath.domain.accounts.facts import arrangement_facts, marketplace_facts, use_case_facts
from towpath.domain.accounts.models import Opportunity
from towpath.domain.accounts.opportunity_fields import LOCKED
from towpath.domain.partners.models import Partner
from towpath.kernel.occasion import Occasion
from towpath.program.decision import Decision, Reason
from towpath.program.decisions.tagging import cases
from towpath.program.parts import has

FIXED = "Sales has fixed the sources by hand (TAG-09)."
CASES = {
    "1": "use case 1", "2": "use case 2", "3": "use case 3", "4": "use case 4", "none": "no use case of partners",
    "unsettled": "not settled yet",
}  # fmt: skip
UNNAMED = "No partner of this name is known here; Ecosystem Operations adds it."


@dataclass(frozen=True)
class Offer:
    """A value that a case asks for. `lock` says why nobody takes it over by hand; "" where one may.

    value  what would be written; a text, or a partner
    among  every value that is right, where there are several
    fits   the field says so already
    """

    field: str
    value: Any
    among: tuple[str, ...]
    fits: bool
    lock: str


@dataclass(frozen=True)
class Tagged:
    """The cases in words, the decisions behind them, and what they offer."""

    title: str
    use_case: str
    marketplace_case: str
    arrangement: str
    decisions: tuple[Decision[Any], ...]
    offers: tuple[Offer, ...]

    @property
    def because(self) -> list[Reason]:
        return [reason for decision in self.decisions for reason in decision.because]

    @property
    def open(self) -> list[Offer]:
        """What differs and may be taken over."""
        return [offer for offer in self.offers if not offer.fits and not offer.lock]


def offers(opportunity: Opportunity, occasion: Occasion) -> Tagged:
    """The opportunity's cases by the program of today, each with its reasons, and the values they offer."""
    book, on = occasion.book, occasion.day
    use = cases.use_case(use_case_facts(opportunity), book, on=on)
    decisions: list[Decision[Any]] = [use]
    titles = [CASES[use.outcome.case]]
    if not has("marketplaces", book):
        return Tagged(
            titles[0], use.outcome.case, "none", "none", (use,), tuple(_of_use_case(opportunity, use.outcome))
        )
    market = cases.marketplace_case(marketplace_facts(opportunity), book, on=on)
    special = cases.arrangement(arrangement_facts(opportunity), book, on=on)
    if market.outcome.case != "none":
        decisions.append(market)
        titles.append(f"marketplace case {market.outcome.case}")
    if special.outcome.case != "none":
        decisions.append(special)
        titles.append(
            special.outcome.case.upper() if special.outcome.case != "unsettled" else "arrangement not settled"
        )
    made = [
        *_of_use_case(opportunity, use.outcome),
        *_of_marketplace(opportunity, market.outcome),
        *_of_arrangement(opportunity, special.outcome, cases.cloud_names(book, on).get(opportunity.cloud, "")),
    ]
    return Tagged(
        ", ".join(titles), use.outcome.case, market.outcome.case, special.outcome.case, tuple(decisions), tuple(made)
    )


def _of_use_case(opportunity: Opportunity, case: cases.UseCase) -> list[Offer]:
    found = []
    if case.deal_path:
        found.append(_offer(opportunity, "deal_path", case.deal_path))
    fixed = FIXED if opportunity.forecast_locked else ""
    if case.initial_source:
        found.append(_offer(opportunity, "initial_source", case.initial_source, lock=fixed))
    if case.sources:
        found.append(_offer(opportunity, "sales_qualified_source", case.sources[0], among=case.sources, lock=fixed))
    if case.deal_type or opportunity.dr_deal_type:
        found.append(_offer(opportunity, "dr_deal_type", case.deal_type, lock=LOCKED["dr_deal_type"]))
    return found


def _of_marketplace(opportunity: Opportunity, case: cases.MarketplaceCase) -> list[Offer]:
    found = []
    for field in ("resale_partner", "dr_partner", "influence_partner"):
        if name := getattr(case, field):
            found.append(_partner(opportunity, field, name, LOCKED.get(field, "")))
    return found


def _of_arrangement(opportunity: Opportunity, case: cases.Arrangement, cloud: str) -> list[Offer]:
    found = []
    if case.cppo_or_dsor_partner == "cloud" and cloud:
        found.append(_partner(opportunity, "cppo_or_dsor_partner", cloud, ""))
    if case.resale_partner == "cloud" and cloud and not opportunity.on_marketplace:
        found.append(_partner(opportunity, "resale_partner", cloud, LOCKED["resale_partner"]))
    if case.distributor:
        told = opportunity.distributor.name if opportunity.distributor else ""
        found.append(Offer("distributor", case.distributor, (), told == case.distributor, LOCKED["distributor"]))
    if case.name_holds and case.name_holds not in opportunity.name:
        found.append(Offer("name", f"{opportunity.name} {case.name_holds}"[:255], (), False, ""))
    return found


def _offer(opportunity: Opportunity, field: str, value: str, *, among: tuple[str, ...] = (), lock: str = "") -> Offer:
    now = getattr(opportunity, field)
    return Offer(field, value, among, now == value or now in among, lock)


def _partner(opportunity: Opportunity, field: str, name: str, lock: str) -> Offer:
    """A partner by the name that the program gives it; locked where no such partner is known."""
    now = getattr(opportunity, field)
    if now is not None and now.name.casefold() == name.casefold():
        return Offer(field, now, (), True, lock)
    known = Partner.objects.filter(name__iexact=name, merged_into=None).order_by("id").first()
    return Offer(field, known or name, (), False, lock or ("" if known else UNNAMED))
