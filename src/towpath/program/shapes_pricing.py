"""The shape of the pages about discounts: which one a sale earns, how high it is, and how it may be negotiated down."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from towpath.program.locate import Place
from towpath.program.spec import Anything, Flag, Listed, Mapped, Misfit, Number, OneOrMore, Shape, Table, Text

SALES = ("new", "add_on", "renewal_flat", "renewal_add_on", "renewal_upgrade", "services", "internal_use")
BASES = (
    "partner_sourced", "co_sell", "partner_base", "preferred_co_sell", "renewal_incumbent", "renewal_last_year",
    "services_resale", "internal_use", "msrp", "contract", "direct",
)  # fmt: skip
PRODUCTS = ("subscription", "add_on", "storage", "services", "training")
CONSENTS = ("partner", "sales", "esm")
TAKEN = ("last_year", "contract")
_text = Text()
rules = Listed(Text(pattern=r"[A-Z]{3}-\d{2}", written_like="INC-06"), unique="")
when = OneOrMore(Mapped(Anything(), at_least=0))
values: Shape = Listed(Anything(), unique="")
_percent = Number(most=Decimal(100))
_BASIS_INPUTS = ("sale", "registration", "incumbent", "tender", "market", "preferred", "channel", "eligible")


def _rate_together(row: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    if ("percent" in row) == ("taken" in row):
        yield Misfit(place, "A rate is a percent, or is taken from somewhere.", "Write one of percent and taken.")


PRICING_SHAPES: dict[str, Table] = {
    "quotes.discount": Table(
        {
            "inputs": Mapped(values, keys=_BASIS_INPUTS, at_least=len(_BASIS_INPUTS)),
            "service_attach": Flag(),
            "row": Listed(
                Table(
                    {"label": _text, "when": when, "basis": Text(one_of=BASES), "says": _text, "rules": rules},
                    {"exception_to": _text, "mend": _text},
                ),
                unique="label",
            ),
        },
        {"note": _text},
    ),
    "pricing.rates": Table(
        {
            "inputs": Mapped(values, keys=("basis", "track", "product"), at_least=3),
            "no_renewal_discount": Table({"tiers": Listed(_text, at_least=0, unique="")}),
            "distributor_percent": Mapped(_percent, keys=PRODUCTS, at_least=len(PRODUCTS)),
            "row": Listed(
                Table({"when": when}, {"percent": _percent, "taken": Text(one_of=TAKEN)}, together=_rate_together)
            ),
        },
        {"note": _text},
    ),
    "pricing.concession": Table({"consents": Listed(Text(one_of=CONSENTS), unique=""), "program_approval": Flag()}),
}
