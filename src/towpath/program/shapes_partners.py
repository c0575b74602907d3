"""The shape of the pages about becoming a partner."""

from towpath.program.shapes_compliance import TRACK
from towpath.program.spec import Flag, Listed, Shape, Table, Text, Whole

KINDS = ("reseller", "distributor", "msp", "alliance", "oem", "gsi", "psp")
STATUSES = ("prospect", "authorized", "active", "denied", "former")
FIELDS = ("company", "legal_name", "website", "country", "tax_number", "kind", "name", "title", "email", "phone")
ROLES = ("programs", "ops", "channel_director", "programs_director", "channels_vp")
_text = Text()
_key = Text(pattern=r"[a-z][a-z0-9_]*", written_like="general")
_roles = Listed(Text(one_of=ROLES), unique="")
_points: Shape = Whole(0, 1000)

PARTNER_SHAPES: dict[str, Table] = {
    "partners.agreement": Table(
        {
            "agreement": Listed(
                Table(
                    {
                        "key": _key,
                        "version": Text(pattern=r"[A-Za-z0-9.-]{1,20}", written_like="2025-1"),
                        "title": _text,
                        "regions": Listed(_text, unique=""),
                        "text": _text,
                    }
                ),
                unique="key",
            )
        }
    ),
    "partners.sign_up": Table(
        {
            "link_hours": Whole(1, 720),
            "free_mail_refused": Flag(),
            "tries": Table({"minutes": Whole(1, 1440), "by_place": Whole(1, 10_000), "by_address": Whole(1, 1000)}),
            "kind": Listed(
                Table(
                    {"key": Text(one_of=KINDS), "label": _text, "click_through": Flag(), "track": TRACK},
                    {"help": _text},
                ),
                unique="key",
            ),
            "field": Listed(
                Table(
                    {
                        "name": Text(one_of=FIELDS),
                        "label": _text,
                        "required": Flag(),
                        "longest": Whole(1, 254),
                        "section": _text,
                    },
                    {"help": _text},
                ),
                at_least=len(FIELDS),
                unique="name",
            ),
        }
    ),
    "partners.authorization": Table(
        {
            "signed_contract_date": Flag(),
            "one_of": Listed(Text(one_of=("click_through", "contract_on_file")), unique=""),
            "active_for": Listed(Text(one_of=KINDS), at_least=0, unique=""),
        }
    ),
    "partners.statuses": Table(
        {
            "status": Listed(
                Table({"status": Text(one_of=STATUSES)}, {"kinds": Listed(Text(one_of=KINDS), unique="")}),
                unique="status",
            )
        }
    ),
    "partners.one_off": Table(
        {"recorded_by": _roles, "approved_by": _roles, "good_for_days": Whole(1, 3650)},
    ),
    "partners.dormancy": Table(
        {"months": Whole(1, 120), "warnings": Table({"days_before": Listed(Whole(1, 365), unique="")})},
    ),
    "partners.mergers": Table(
        {
            "done_by": _roles,
            "undo_days": Whole(1, 3650),
            "administrators": Text(one_of=("kept", "both")),
            "designations": Text(one_of=("carry", "end")),
        },
    ),
    "partners.name_changes": Table(
        {
            "kind": Listed(
                Table(
                    {"key": _key, "label": _text, "documents": Listed(_key, at_least=0, unique="")},
                    {"categories": Listed(_key, unique="")},
                ),
                unique="key",
            ),
            "document": Listed(Table({"key": _key, "label": _text}), unique="key"),
        },
    ),
    "partners.duplicates": Table(
        {
            "name_alike_from": Whole(1, 100),
            "known_from": Whole(1, 1000),
            "suspected_from": Whole(1, 1000),
            "points": Table(dict.fromkeys(("same_domain", "same_tax_number", "alike_name", "same_country"), _points)),
        }
    ),
}
