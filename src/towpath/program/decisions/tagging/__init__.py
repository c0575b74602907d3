"""How a registration tags its opportunity: Initial Source, Sales Qualified Source, DR - Partner Deal Type (TAG, FLD-02)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from towpath.program.book import Book
from towpath.program.decision import Decision, Reason
from towpath.program.decisions.judged import judged
from towpath.program.locate import Place
from towpath.program.problem import did_you_mean
from towpath.program.spec import Misfit
from towpath.program.tables import DecisionTable

SOURCE_TAGS = "tagging.source_tags"

# What `source_tags` hands to the table; a page that enumerates other inputs could not be asked.
_INPUTS: Mapping[str, list[Any]] = {
    "moment": ["submitted", "approved", "unregistered"],
    "opportunity_existed": [True, False],
    "initial_source": ["partner_qualified_lead", "other", "blank"],
    "forecast_locked": [True, False],
}


@dataclass(frozen=True)
class TagFacts:
    """The moment of the registration and how the opportunity is tagged now ("" = blank)."""

    moment: Literal["submitted", "approved", "unregistered"]  # unregistered: no partner-sourced registration stands
    opportunity_existed: bool  # before this registration; False where one is made from it, or none is there yet
    initial_source: str = ""
    sales_qualified_source: str = ""
    deal_type: str = ""  # of the registration: "resale", "msp", "referral"; "" where there is none
    forecast_locked: bool = False  # sales has fixed the source fields by hand


@dataclass(frozen=True)
class TagChanges:
    """The new value of each field; None leaves it as it is, "" blanks it."""

    initial_source: str | None = None
    sales_qualified_source: str | None = None
    deal_type: str | None = None


def source_tags(facts: TagFacts, book: Book, *, on: date) -> Decision[TagChanges]:
    """What to write on the opportunity. Fields that sales forecasts are never among it (TAG-09)."""
    page = book[SOURCE_TAGS]
    since, wording = page.in_force(on)
    sources = wording["sales_qualified_sources"]
    if facts.sales_qualified_source and facts.sales_qualified_source not in sources:
        remedy = did_you_mean(facts.sales_qualified_source, sources)
        raise ValueError(f'"{facts.sales_qualified_source}" is not a Sales Qualified Source. {remedy}')
    row = page.table(on).row_for(_case(facts, wording))
    changes = _changes(row["then"], facts, wording)
    reason = Reason(SOURCE_TAGS, tuple(row["rules"]), since, page.source, row["says"])
    return judged(SOURCE_TAGS, changes, [reason], facts, book, on)


def never_written(book: Book, on: date) -> tuple[str, ...]:
    """Fields of the opportunity that sales forecasts; no registration may write them (TAG-09)."""
    return tuple(book[SOURCE_TAGS].in_force(on)[1]["never_written"])


def sales_qualified_sources(book: Book, on: date) -> tuple[str, ...]:
    """The values of Sales Qualified Source that the program knows (TAG-03)."""
    return tuple(book[SOURCE_TAGS].in_force(on)[1]["sales_qualified_sources"])


def tag_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """The proof of the table, and that it enumerates just what `source_tags` hands to it."""
    table = DecisionTable.of(wording)
    for name, values in _INPUTS.items():
        if sorted(map(str, table.inputs.get(name, []))) != sorted(map(str, values)):
            yield Misfit((*place, "inputs"), f'Input "{name}" must be {_written(values)}.', "Write it so.")
            return
    for name in table.inputs.keys() - _INPUTS.keys():
        yield Misfit((*place, "inputs", name), f'No fact answers the input "{name}".', did_you_mean(name, _INPUTS))
        return
    if wording["partner_generated"] not in wording["sales_qualified_sources"]:
        remedy = did_you_mean(wording["partner_generated"], wording["sales_qualified_sources"])
        what = f'"{wording["partner_generated"]}" is not among sales_qualified_sources.'
        yield Misfit((*place, "partner_generated"), what, remedy)
    yield from table.misfits(place)


def _written(values: list[Any]) -> str:
    return "[" + ", ".join(str(value).lower() if isinstance(value, bool) else f'"{value}"' for value in values) + "]"


def _case(facts: TagFacts, wording: Mapping[str, Any]) -> dict[str, Any]:
    source = "other" if facts.initial_source else "blank"
    if facts.initial_source == wording["partner_qualified_lead"]:
        source = "partner_qualified_lead"
    return {
        "moment": facts.moment,
        "opportunity_existed": facts.opportunity_existed,
        "initial_source": source,
        "forecast_locked": facts.forecast_locked,
    }


def _changes(then: Mapping[str, str], facts: TagFacts, wording: Mapping[str, Any]) -> TagChanges:
    deal_type = None
    if then.get("deal_type") == "blank":
        deal_type = ""
    elif then.get("deal_type") == "registered":
        if facts.deal_type not in wording["deal_types"]:
            remedy = did_you_mean(facts.deal_type, wording["deal_types"])
            raise ValueError(f'"{facts.deal_type}" is not a type of registration. {remedy}')
        deal_type = wording["deal_types"][facts.deal_type]
    return TagChanges(
        wording[then["initial_source"]] if "initial_source" in then else None,
        wording[then["sales_qualified_source"]] if "sales_qualified_source" in then else None,
        deal_type,
    )
