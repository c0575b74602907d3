"""The shape of the pages about who pursues a sale: the incumbent, and the preferred partner of the public sector."""

from towpath.program.shapes_pricing import rules, values, when
from towpath.program.spec import Flag, Listed, Mapped, Table, Text, Whole

STANDINGS = ("this", "this_lapsed", "another", "none")
GUIDELINES = (
    "us_public_sector",
    "vendor_sourced",
    "authorized_public_sector",
    "met",
    "alignment",
    "opportunity_id",
    "reason",
)
_text = Text()

PURSUIT_SHAPES: dict[str, Table] = {
    "pursuits.incumbency": Table(
        {
            "inputs": Mapped(values, keys=("last_sale", "notice", "complies"), at_least=3),
            "row": Listed(Table({"when": when, "standing": Text(one_of=STANDINGS), "says": _text, "rules": rules})),
            "good_credit": Flag(),
        },
        {
            "update_every_months": Whole(1, 24),
            "review_within_days": Whole(1, 365),
            "review_due_days_before": Whole(0, 365),
            "note": _text,
        },
    ),
    "pursuits.preferred_co_sell": Table(
        {
            "guideline": Listed(
                Table({"key": Text(one_of=GUIDELINES), "says": _text, "mend": _text, "rules": rules}), unique="key"
            ),
            "opportunity_prefix": Text(pattern=r"([A-Za-z0-9]{3})?", written_like="006", may_be_empty=True),
        },
        {"note": _text},
    ),
}
