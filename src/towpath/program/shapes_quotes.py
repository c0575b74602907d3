"""The shape of the pages about quotes: to whom and by whom, who may see them, and by which of the vendor's companies."""

from collections.abc import Iterator, Mapping
from typing import Any

from towpath.basics.countries import COUNTRY_NAMES
from towpath.program.locate import Place
from towpath.program.problem import did_you_mean
from towpath.program.shapes_pricing import rules, values, when
from towpath.program.spec import Flag, Listed, Mapped, Misfit, Table, Text, Whole

PATHS = ("direct", "resale", "msp", "marketplace", "private_offer", "dsor", "oem")
KINDS = ("direct", "one_tier", "two_tier", "msp", "marketplace", "private_offer", "oem")
RECIPIENTS = ("customer", "reseller", "distributor", "msp", "provider")
ADDRESSES = ("customer_contact", "reseller_contact", "distributor_orders", "msp_contact", "provider_contact")
READERS = ("vendor", *RECIPIENTS, "other_distributor", "other_partner")
SHOWN = ("prices", "document", "draft_proposal")
QUOTERS = ("sales_rep", "renewal_manager", "partner_operations", "ecosystem_specialist")
_text = Text()
_code = Text(pattern=r"[a-z][a-z0-9_]*", written_like="climb")
_country = Text(one_of=tuple(sorted(COUNTRY_NAMES)))
_some_countries = Listed(_country, at_least=0, unique="")
_kind = Text(one_of=KINDS)


def _route_together(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    known = {each["key"] for each in wording["kind"]}
    for index, row in enumerate(wording["row"]):
        here = (*place, "row", index)
        if ("quote" in row) == ("mend" in row):
            yield Misfit(here, "A row quotes, or refuses and says the way out.", "Write one of quote and mend.")
        elif row.get("quote", "direct") not in known:
            yield Misfit((*here, "quote"), f'There is no kind "{row["quote"]}".', did_you_mean(row["quote"], known))


def _entity_together(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    names = [each["name"] for each in wording["entity"]]
    owner: dict[str, str] = {}
    for index, each in enumerate(wording["entity"]):
        for country in each["countries"]:
            if country in owner:
                what = f"{country} is quoted by {owner[country]} and by {each['name']}."
                yield Misfit((*place, "entity", index, "countries"), what, "Leave each country with one company.")
            owner[country] = each["name"]
    for at, named in [(("default",), wording["default"]), *_overriding(wording)]:
        if named not in names:
            yield Misfit((*place, *at), f'There is no company "{named}".', did_you_mean(named, names))


def _overriding(wording: Mapping[str, Any]) -> list[tuple[Place, str]]:
    return [(("override", index, "entity"), each["entity"]) for index, each in enumerate(wording.get("override", ()))]


QUOTE_SHAPES: dict[str, Table] = {
    "quotes.route": Table(
        {
            "kind": Listed(
                Table({"key": _kind, "recipient": Text(one_of=RECIPIENTS), "address": Text(one_of=ADDRESSES)}),
                unique="key",
            ),
            "partner_only": Table({"countries": _some_countries}),
            "record_distributor": _code,
            "inputs": Mapped(values, keys=("path", "buys", "standing", "renewal_of", "partner_only"), at_least=5),
            "row": Listed(
                Table({"when": when, "says": _text, "rules": rules}, {"quote": _kind, "form": _code, "mend": _text})
            ),
        },
        {"note": _text},
        together=_route_together,
    ),
    "quotes.quoting": Table(
        {
            "inputs": Mapped(values, keys=("kind", "region", "renewal"), at_least=3),
            "row": Listed(
                Table(
                    {"when": when, "by": Text(one_of=QUOTERS), "says": _text, "rules": rules},
                    {"within_hours": Whole(1, 1000)},
                )
            ),
            "distributor_requests": Table({"through_support": Listed(_text, at_least=0, unique="")}),
        },
        {"note": _text},
    ),
    "quotes.needed": Table(
        {
            "inputs": Mapped(values, keys=("kind", "discount"), at_least=2),
            "row": Listed(
                Table(
                    {
                        "when": when,
                        "at_least": Text(one_of=("nothing", "draft_proposal", "quote")),
                        "says": _text,
                        "rules": rules,
                    }
                )
            ),
        },
        {"note": _text},
    ),
    "quotes.audiences": Table(
        {
            "inputs": Mapped(values, keys=("kind", "what", "reader"), at_least=3),
            "row": Listed(Table({"when": when, "may": Flag(), "says": _text, "rules": rules})),
        }
    ),
    "quotes.entity": Table(
        {
            "entity": Listed(Table({"name": _text, "countries": _some_countries}), unique="name"),
            "default": _text,
            "amendments_keep": Flag(),
        },
        {"override": Listed(Table({"invoice_owner": _text, "entity": _text}), unique="invoice_owner")},
        together=_entity_together,
    ),
}
