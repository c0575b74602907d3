"""Which tagging case an opportunity is (TAG-08, MKT-01 to MKT-05), what its fields should say, and how it begins (TAG-03)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged
from towpath.program.locate import Place
from towpath.program.problem import did_you_mean
from towpath.program.spec import Misfit
from towpath.program.tables import proved

USE_CASES, DEFAULTS = "tagging.use_cases", "tagging.defaults"
MARKETPLACE, ARRANGEMENTS = "tagging.marketplace_cases", "tagging.arrangements"
BOTH = (True, False)
TRANSACTS = ("partner", "direct", "web_direct", "unknown")
REGISTERED = ("resale", "msp", "referral", "none")
CLOUDS = ("aws", "gcp", "none")
SPECIAL = ("dsor", "cppo", "oem", "none")


@dataclass(frozen=True)
class UseCaseFacts:
    """What is known of a deal and its partners.

    transacts       who takes the customer's order
    registration    the type of the approved partner-sourced registration that stands on it
    existed_before  False where the opportunity was made for a partner's order
    influenced      an influence partner is named
    """

    transacts: Literal["partner", "direct", "web_direct", "unknown"] = "unknown"
    registration: Literal["resale", "msp", "referral", "none"] = "none"
    initial_source: str = ""
    existed_before: bool = True
    influenced: bool = False


@dataclass(frozen=True)
class UseCase:
    """The case and what each field should say; "" or nothing where the case leaves a field as it is.

    sources     values of Sales Qualified Source of which one is right
    deal_type   "" is blank by rule (TAG-10)
    """

    case: Literal["1", "2", "3", "4", "none", "unsettled"]
    deal_path: str
    initial_source: str
    sources: tuple[str, ...]
    deal_type: str
    order_types: tuple[str, ...]


def use_case(facts: UseCaseFacts, book: Book, *, on: date) -> Decision[UseCase]:
    """The tagging case of a deal, with the values that it offers."""
    page = book[USE_CASES]
    _, wording = page.in_force(on)
    source = "other" if facts.initial_source else "blank"
    if facts.initial_source == wording["partner_qualified_lead"]:
        source = "partner_qualified_lead"
    row = page.table(on).row_for(
        {
            "transacts": facts.transacts, "registration": facts.registration, "initial_source": source,
            "existed_before": facts.existed_before, "influenced": facts.influenced,
        }
    )  # fmt: skip
    then = row["then"]
    found = UseCase(
        case=then["case"],
        deal_path=wording["deal_paths"][then["deal_path"]] if "deal_path" in then else "",
        initial_source=wording[then["initial_source"]] if "initial_source" in then else "",
        sources=tuple(wording["sources"][each] for each in then.get("sources", ())),
        deal_type=wording["deal_types"][facts.registration] if then.get("deal_type") == "registered" else "",
        order_types=tuple(wording["order_types"]) if then["case"] in ("1", "2") else (),
    )
    reason = page.reason(on, row["says"], *row["rules"], mend=row.get("mend", ""))
    return judged(USE_CASES, found, [reason], facts, book, on)


def deal_paths(book: Book, on: date) -> dict[str, str]:
    """Who transacts -> the value of Deal Path (TAG-01)."""
    return dict(book[USE_CASES].in_force(on)[1]["deal_paths"])


def use_case_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the table, and that it offers only values that the page names."""
    inputs = {
        "transacts": TRANSACTS, "registration": REGISTERED, "existed_before": BOTH, "influenced": BOTH,
        "initial_source": ("partner_qualified_lead", "other", "blank"),
    }  # fmt: skip
    yield from proved(wording, inputs, place)
    for index, row in enumerate(wording["row"]):
        here = (*place, "row", index, "then")
        for each in row["then"].get("sources", ()):
            if each not in wording["sources"]:
                yield Misfit(
                    (*here, "sources"), f'"{each}" is not among sources.', did_you_mean(each, wording["sources"])
                )
        path = row["then"].get("deal_path")
        if path and path not in wording["deal_paths"]:
            remedy = did_you_mean(path, wording["deal_paths"])
            yield Misfit((*here, "deal_path"), f'"{path}" is not among deal_paths.', remedy)


@dataclass(frozen=True)
class DefaultFacts:
    """fixed: sales set the sources by hand; partner: an approved registration stands, or a partner qualified the lead."""

    fixed: bool = False
    partner: bool = False
    sdr: bool = False
    web_direct: bool = False


@dataclass(frozen=True)
class Default:
    """`source` is the Sales Qualified Source to begin with; "" leaves it as it is."""

    source: str
    renewals_take_first_source: bool


def default_source(facts: DefaultFacts, book: Book, *, on: date) -> Decision[Default]:
    """The Sales Qualified Source that an opportunity begins with, and whether renewals take over the first source."""
    page = book[DEFAULTS]
    _, wording = page.in_force(on)
    case = {"fixed": facts.fixed, "partner": facts.partner, "sdr": facts.sdr, "web_direct": facts.web_direct}
    row = page.table(on).row_for(case)
    source = "" if row["then"] == "stays" else wording["sources"][row["then"]]
    found = Default(source, wording["renewals_take_first_source"])
    return judged(DEFAULTS, found, [page.reason(on, row["says"], *row["rules"])], facts, book, on)


def default_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the table, and that it gives only sources that the page names."""
    yield from proved(wording, dict.fromkeys(("fixed", "partner", "sdr", "web_direct"), BOTH), place)
    for index, row in enumerate(wording["row"]):
        if row["then"] != "stays" and row["then"] not in wording["sources"]:
            remedy = did_you_mean(row["then"], wording["sources"])
            yield Misfit((*place, "row", index, "then"), f'"{row["then"]}" is not among sources.', remedy)


@dataclass(frozen=True)
class MarketplaceFacts:
    """sourced: the provider's own registration stands; on_marketplace: the customer buys there."""

    cloud: Literal["aws", "gcp", "none"] = "none"
    sourced: bool = False
    on_marketplace: bool = False
    influenced: bool = False


@dataclass(frozen=True)
class MarketplaceCase:
    """The values that a marketplace case asks for; "" where it says nothing of a field. The last two stand on quotes."""

    case: Literal["1", "2", "3", "4", "none"]
    resale_partner: str
    dr_partner: str
    deal_type: str
    influence_partner: str
    invoice_owner: str
    invoice_contact: str


def marketplace_case(facts: MarketplaceFacts, book: Book, *, on: date) -> Decision[MarketplaceCase]:
    """Which of the four marketplace cases a deal is, and how opportunity and quote are tagged (MKT-01, MKT-02)."""
    page = book[MARKETPLACE]
    _, wording = page.in_force(on)
    row = page.table(on).row_for(
        {
            "cloud": facts.cloud, "sourced": facts.sourced, "on_marketplace": facts.on_marketplace,
            "influenced": facts.influenced,
        }
    )  # fmt: skip
    then, cloud = row["then"], wording["cloud"].get(facts.cloud, {})
    names = {name: cloud["partner"] if then.get(name) else "" for name in _PLACES}
    quote = cloud if then.get("quote") else {}
    found = MarketplaceCase(
        case=then["case"], deal_type=then.get("deal_type", ""), invoice_owner=quote.get("invoice_owner", ""),
        invoice_contact=quote.get("invoice_contact", ""), **names,
    )  # fmt: skip
    return judged(MARKETPLACE, found, [page.reason(on, row["says"], *row["rules"])], facts, book, on)


_PLACES = ("resale_partner", "dr_partner", "influence_partner")


def cloud_names(book: Book, on: date) -> dict[str, str]:
    """The cloud providers and the partner that each is."""
    return {
        key: each["partner"] for key, each in book[MARKETPLACE].in_force(on)[1]["cloud"].items() if key != "invented"
    }


def marketplace_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the table: every provider, and each case once."""
    inputs = {"cloud": CLOUDS, "sourced": BOTH, "on_marketplace": BOTH, "influenced": BOTH}
    yield from proved(wording, inputs, place)


@dataclass(frozen=True)
class ArrangementFacts:
    arrangement: Literal["dsor", "cppo", "oem", "none"] = "none"
    cloud: Literal["aws", "gcp", "none"] = "none"


@dataclass(frozen=True)
class Arrangement:
    """Who stands in which field: "reseller" (the working one), "cloud" (the provider), "oem"; "" where nothing is said.

    distributor and name_holds are texts of the page.
    """

    case: Literal["dsor", "cppo", "oem", "none", "unsettled"]
    resale_partner: str
    cppo_or_dsor_partner: str
    distributor: str
    name_holds: str


def arrangement(facts: ArrangementFacts, book: Book, *, on: date) -> Decision[Arrangement]:
    """How a private offer, a distributor sale of record or an OEM deal is tagged (MKT-03 to MKT-05)."""
    page = book[ARRANGEMENTS]
    _, wording = page.in_force(on)
    row = page.table(on).row_for({"arrangement": facts.arrangement, "cloud": facts.cloud})
    then = row["then"]
    found = Arrangement(
        case=then["case"],
        resale_partner=then.get("resale_partner", ""),
        cppo_or_dsor_partner=then.get("cppo_or_dsor_partner", ""),
        distributor=wording["dsor_distributor"] if then.get("distributor") else "",
        name_holds=wording["oem_name_holds"] if then.get("name_holds") else "",
    )
    reason = page.reason(on, row["says"], *row["rules"], mend=row.get("mend", ""))
    return judged(ARRANGEMENTS, found, [reason], facts, book, on)


def arrangement_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the table."""
    yield from proved(wording, {"arrangement": SPECIAL, "cloud": CLOUDS}, place)
