"""The shape of the pages that check papers: the fields of a quote, its approvals, and purchase orders."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from towpath.basics.countries import COUNTRY_NAMES
from towpath.program.locate import Place
from towpath.program.problem import did_you_mean
from towpath.program.shapes_pricing import rules, values, when
from towpath.program.spec import Flag, Listed, Mapped, Misfit, Number, Table, Text, Whole

FORMS = (
    "direct", "one_tier", "two_tier", "dsor", "msp", "marketplace_aws", "marketplace_gcp", "oem",
    "private_offer_aws", "private_offer_gcp",
)  # fmt: skip
HOLDERS = ("customer", "reseller", "distributor", "msp", "provider")
FIELDS = (
    "start_date", "initial_term", "renewal_term", "template", "bill_to_contact", "sold_to_contact", "sold_to_role",
    "end_user_email", "shipping_address", "postal_code", "resale_partner", "distributor", "invoice_owner",
    "invoice_owner_contact", "special_terms", "listing_partner", "payment_details", "vat_number",
)  # fmt: skip
ELEMENTS = ("deferred_payments", "price_lock", "contingent_on_release", "second_instance", "non_standard_ramp")
CHANGES = (
    "rate_plans", "total_contract_value", "subtotal", "discount", "total", "contract_terms", "order_status",
    "payment_term", "amendment", "initial_term", "renewal_term", "asked_by_hand",
)  # fmt: skip
ALSO = (
    "special_terms", "flagged", "program_rate_lowered", "contractual", "waived_true_ups", "longer_payment",
)  # fmt: skip
BUYERS = ("customer", "reseller", "distributor_commercial", "distributor_public_sector")
ORDER_FIELDS = (
    "po_number", "entity", "quote_number", "line_descriptions", "subtotal", "sold_to", "bill_to", "end_customer_name",
    "end_customer_email", "end_customer_address", "performance_from", "performance_to",
)  # fmt: skip
REMIT_TO = ("opportunity_team", "distributor", "vendor_sales", "orders_address", "support_address")
_text = Text()
_key = Text(pattern=r"[a-z][a-z0-9_]*", written_like="sales_rep")
_field = Text(one_of=FIELDS)
_percent = Number(most=Decimal(100))
_levels = Listed(_key, unique="")


def _form_together(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    missing = [each for each in FORMS if each not in {form["key"] for form in wording["form"]}]
    if missing:
        yield Misfit((*place, "form"), f"The form {missing[0]} is not there.", "Write its template and its fields.")


def _rule_together(rule: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    narrowed = {"held_by", "one_of", "names_end_user"} & rule.keys()
    if rule["must"] == "blank" and narrowed:
        yield Misfit(place, f"{rule['field']} must be blank, and {narrowed.pop()} is asked of it.", "Leave one out.")


def _approvals_together(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    known = [each["key"] for each in wording["level"]]
    named = [(("band", at), each["level"]) for at, each in enumerate(wording["band"])]
    named += [(("longer", at), each["level"]) for at, each in enumerate(wording["longer"])]
    named += [(("element", at), level) for at, each in enumerate(wording["element"]) for level in each["levels"]]
    named += [
        (("also", key), level) for key, levels in wording["also"].items() if key != "invented" for level in levels
    ]
    for at, level in named:
        if level not in known:
            yield Misfit((*place, *at), f'There is no level "{level}".', did_you_mean(level, known))
    for key, measure in (("band", "above_percent"), ("longer", "over_months")):
        limits = [each[measure] for each in wording[key]]
        if limits != sorted(set(limits)):
            yield Misfit((*place, key), f"{measure} does not rise from entry to entry.", "Put the entries in order.")
    lacking = [each for each in ELEMENTS if each not in {one["key"] for one in wording["element"]}]
    if lacking:
        yield Misfit((*place, "element"), f"{lacking[0]} triggers no approval.", "Name the levels that approve it.")


FORM_SHAPES: dict[str, Table] = {
    "quotes.fields": Table(
        {
            "required": Listed(_field, unique=""),
            "sold_to_role": _text,
            "draft_template": _text,
            "payment_schedules": Listed(_text, unique=""),
            "provider_schedules": Mapped(Listed(_text, unique=""), keys=FORMS),
            "annual_payments": Table({"schedule": _text, "terms": Listed(Whole(12, 600), unique="")}),
            "custom_payments": Table({"schedule": _text}),
            "extension_days": Whole(1, 365),
            "reminder": Table({"days_before": Whole(1, 90)}),
            "ramp_over_months": Whole(1, 600),
            "vat_countries": Listed(Text(one_of=tuple(sorted(COUNTRY_NAMES))), unique=""),
            "program_lines": Table({"forms": Listed(Text(one_of=FORMS), at_least=0, unique="")}),
            "form": Listed(
                Table(
                    {
                        "key": Text(one_of=FORMS),
                        "templates": Listed(_text, unique=""),
                        "field": Listed(
                            Table(
                                {"field": _field, "must": Text(one_of=("given", "blank")), "rules": rules},
                                {
                                    "held_by": Text(one_of=HOLDERS),
                                    "one_of": Listed(_text, unique=""),
                                    "names_end_user": Flag(),
                                },
                                together=_rule_together,
                            ),
                            unique="field",
                        ),
                    }
                ),
                unique="key",
            ),
        },
        {"note": _text},
        together=_form_together,
    ),
    "quotes.approvals": Table(
        {
            "level": Listed(Table({"key": _key, "label": _text}), unique="key"),
            "band": Listed(Table({"above_percent": _percent, "level": _key})),
            "longer": Listed(Table({"over_months": Whole(1, 600), "level": _key})),
            "element": Listed(Table({"key": Text(one_of=ELEMENTS), "label": _text, "levels": _levels}), unique="key"),
            "also": Mapped(
                _levels,
                keys=ALSO,
                at_least=len(ALSO),
            ),
            "standard_net_days": Whole(0, 365),
            "waived_true_ups": Table({"seats_from": Whole(1, 10_000)}),
            "large_deal": Table({"booked_arr_from": Number(), "template": _text}),
            "recalculated_on": Listed(Text(one_of=CHANGES), unique=""),
        },
        {"note": _text},
        together=_approvals_together,
    ),
    "quotes.purchase_orders": Table(
        {
            "currency": Text(pattern=r"[A-Z]{3}", written_like="USD"),
            "must_show": Mapped(Listed(Text(one_of=ORDER_FIELDS), unique=""), keys=BUYERS, at_least=len(BUYERS)),
            "quote_number_for": Text(one_of=("other_discounts", "all")),
            "must_be_signed": Listed(Text(one_of=BUYERS), at_least=0, unique=""),
            "form_instead": Table(
                {"buyers": Listed(Text(one_of=BUYERS), at_least=0, unique=""), "signature": Listed(_key, unique="")}
            ),
            "tolerance": Mapped(Number(), keys=BUYERS),
            "templates": Mapped(Listed(_text, unique=""), keys=BUYERS),
            "inputs": Mapped(values, keys=("buyer", "region"), at_least=2),
            "row": Listed(
                Table({"when": when, "remit_to": Text(one_of=REMIT_TO), "says": _text, "rules": rules}),
            ),
        },
        {"note": _text},
    ),
}
__all__ = ["BUYERS", "CHANGES", "ELEMENTS", "FORM_SHAPES"]
