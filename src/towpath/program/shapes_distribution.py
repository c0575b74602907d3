"""The shape of the pages about distributors: who covers what, who buys through whom, and what a bill needs."""

from towpath.basics.countries import COUNTRY_NAMES
from towpath.program.spec import Anything, Flag, Listed, Mapped, Shape, Table, Text

SEGMENTS = ("commercial", "public_sector")
COVERAGES = ("mandatory", "covered", "no_direct", "none")
WAYS = ("distributor", "direct", "either", "contract")
BUYS = ("direct", "distributor", "both", "unsaid")
DESIGNATIONS = ("psp", "ctp", "msp", "alliance", "gsi", "oem", "distributor")
_text = Text()
_code = Text(pattern=r"[a-z][a-z0-9_]*", written_like="climb")
_country = Text(one_of=tuple(sorted(COUNTRY_NAMES)))
_countries = Listed(_country, unique="")
_mailbox = Text(pattern=r"[^@\s]+@[^@\s]+", written_like="orders@climb.example")
_rules = Listed(Text(pattern=r"[A-Z]{3}-\d{2}", written_like="DST-01"), unique="")
_when = Mapped(Anything(), at_least=0)
_values: Shape = Listed(Anything(), unique="")

DISTRIBUTION_SHAPES: dict[str, Table] = {
    "distribution.coverage": Table(
        {
            "distributor": Listed(Table({"code": _code, "name": _text}), unique="code"),
            "cover": Listed(
                Table(
                    {
                        "distributor": _code,
                        "segment": Text(one_of=SEGMENTS),
                        "countries": _countries,
                        "mailbox": _mailbox,
                    },
                    {"mandatory": Flag()},
                )
            ),
            "no_direct": Table({"countries": Listed(_country, at_least=0, unique="")}),
        }
    ),
    "distribution.route": Table(
        {
            "deciding": Listed(Text(one_of=DESIGNATIONS), at_least=0, unique=""),
            "inputs": Mapped(_values, keys=("track", "segment", "coverage", "designation"), at_least=4),
            "row": Listed(
                Table({"when": _when, "way": Text(one_of=WAYS), "says": _text, "rules": _rules}, {"mend": _text})
            ),
        }
    ),
    "distribution.billing": Table(
        {
            "contact_name": Text(pattern=r".*PARTNER NAME.*", written_like='"PARTNER NAME - Accounts Payable"'),
            "inputs": Mapped(_values, keys=("way", "buys", "agreed"), at_least=3),
            "row": Listed(
                Table(
                    {
                        "when": _when,
                        "answer": Text(one_of=("needed", "not_needed", "not_yet")),
                        "says": _text,
                        "rules": _rules,
                    },
                    {"mend": _text},
                )
            ),
        }
    ),
}
__all__ = ["BUYS", "COVERAGES", "DISTRIBUTION_SHAPES", "SEGMENTS", "WAYS"]
