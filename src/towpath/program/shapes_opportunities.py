"""The shape of the pages about opportunities: how they are tagged, their order type, stages, inactivity and names."""

from towpath.program.spec import Anything, Flag, Listed, Mapped, Shape, Table, Text, Whole

_text = Text()
_rules = Listed(Text(pattern=r"[A-Z]{3}-\d{2}", written_like="TAG-08"), unique="")
_when = Mapped(Anything(), at_least=0)
_inputs = Mapped(Listed(Anything(), unique=""))
_names = Listed(_text, unique="")
_types = Listed(Text(one_of=("new_business", "add_on", "renewal")), unique="")
CASES = ("1", "2", "3", "4", "none", "unsettled")
KINDS = ("pending", "open", "won", "lost", "unqualified", "duplicate")
_WHO = Text(one_of=("reseller", "cloud", "oem"))
_cloud = Table({"partner": _text, "invoice_owner": _text, "invoice_contact": _text})


def _rows(then: Shape) -> Listed:
    """The rows of a table, each with what it answers to, its answer, a sentence and its rules."""
    return Listed(Table({"when": _when, "then": then, "says": _text, "rules": _rules}, {"mend": _text}))


OPPORTUNITY_SHAPES: dict[str, Table] = {
    "tagging.use_cases": Table(
        {
            "partner_qualified_lead": _text,
            "deal_paths": Mapped(_text, keys=("partner", "direct", "web_direct"), at_least=3),
            "sources": Mapped(_text),
            "deal_types": Mapped(_text, keys=("resale", "msp", "referral"), at_least=3),
            "order_types": _names,
            "inputs": _inputs,
            "row": _rows(
                Table(
                    {"case": Text(one_of=CASES)},
                    {
                        "deal_path": _text,
                        "initial_source": Text(one_of=("partner_qualified_lead",)),
                        "sources": _names,
                        "deal_type": Text(one_of=("registered", "blank")),
                    },
                )
            ),
        }
    ),
    "tagging.defaults": Table(
        {"sources": Mapped(_text), "renewals_take_first_source": Flag(), "inputs": _inputs, "row": _rows(_text)}
    ),
    "tagging.marketplace_cases": Table(
        {
            "cloud": Mapped(_cloud, keys=("aws", "gcp"), at_least=2),
            "inputs": _inputs,
            "row": _rows(
                Table(
                    {"case": Text(one_of=CASES[:5])},
                    {
                        "resale_partner": Flag(),
                        "dr_partner": Flag(),
                        "influence_partner": Flag(),
                        "deal_type": _text,
                        "quote": Flag(),
                    },
                )
            ),
        }
    ),
    "tagging.arrangements": Table(
        {
            "dsor_distributor": _text,
            "oem_name_holds": _text,
            "inputs": _inputs,
            "row": _rows(
                Table(
                    {"case": Text(one_of=("dsor", "cppo", "oem", "none", "unsettled"))},
                    {"resale_partner": _WHO, "cppo_or_dsor_partner": _WHO, "distributor": Flag(), "name_holds": Flag()},
                )
            ),
        }
    ),
    "opportunities.order_type": Table(
        {
            "values": _names,
            "returns_within_days": Whole(1, 3650),
            "contracting": _names,
            "decommissioning": _names,
            "other_categories": _names,
            "services_record_type": _text,
            "builds_on": Mapped(_types, keys=("add_on", "renewal"), at_least=2),
            "inputs": _inputs,
            "row": _rows(_text),
        }
    ),
    "opportunities.stages": Table(
        {
            "stage": Listed(Table({"name": _text, "kind": Text(one_of=KINDS)}), unique="name"),
            "begins_at": _text,
            "details_from": Whole(),
            "other_reason": _text,
            "merged_reason": _text,
            "lost_reason": Listed(Table({"name": _text}), unique="name"),
            "inputs": _inputs,
            "row": _rows(Flag()),
        }
    ),
    "opportunities.inactivity": Table(
        {
            "types": _types,
            "stages": _names,
            "reason": _text,
            "limit": Listed(
                Table({"segments": _names, "warn_after_days": Whole(1, 3650), "close_after_days": Whole(1, 3650)})
            ),
        }
    ),
    "opportunities.names": Table({"form": Mapped(_text)}),
}
