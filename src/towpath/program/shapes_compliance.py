"""The shape of the pages about tracks, designations, what each asks, and what a partner may do."""

from towpath.program.spec import Flag, Listed, Table, Text, Whole
from towpath.program.together import condition_together

DESIGNATIONS = ("psp", "ctp", "msp", "alliance", "gsi", "oem", "distributor")
_text = Text()
_key = Text(pattern=r"[a-z][a-z0-9_]*", written_like="good_standing")
_subjects = Listed(
    Table(
        {"key": Text(pattern=r"[a-z][a-z0-9_]{0,11}", written_like="select"), "label": _text, "meaning": _text},
        {"by_invitation": Flag()},
    ),
    unique="key",
)
_badges = Listed(_key, unique="")
TRACK = Text(
    pattern=r"[a-z][a-z0-9_]{0,11}", written_like="select"
)  # which ones there are says the page partners.tracks
_least = Whole(1)
_condition = Table(
    {},
    {
        "people": _badges,
        "evidence": _key,
        "within": Text(one_of=("year", "quarter")),
        "designation": Text(one_of=DESIGNATIONS),
        "track": Listed(TRACK, unique=""),
        "standing": Text(one_of=("authorized", "good_standing", "agreement")),
        "least": _least,
        "first_days": _least,
    },
    together=condition_together,
)
REQUIREMENTS = Table(
    {
        "grace_days": Whole(0, 3650),
        "notice_days_before": Listed(Whole(1, 365), at_least=0, unique=""),
        "requirement": Listed(
            Table({"key": _key, "label": _text, "mend": _text, "any": Listed(_condition)}), unique="key"
        ),
    },
    {"temporary": Table({"people": _badges, "least": _least, "days": Whole(1, 3650)})},
)
_ELIGIBILITY = Table(
    {"needs": Listed(Text(one_of=("authorized", "good_standing", "agreement", "compliant")), unique="")},
    {"tracks": Listed(TRACK, unique=""), "foundations": _least, "people": _badges},
)

COMPLIANCE_SHAPES: dict[str, Table] = {
    "partners.tracks": Table({"track": _subjects}),
    "partners.designations": Table({"designation": _subjects}),
    "compliance.evidence": Table(
        {
            "kind": Listed(
                Table({"key": _key, "label": _text, "unit": Text(one_of=("yes", "count", "usd"))}, {"help": _text}),
                unique="key",
            )
        }
    ),
    **dict.fromkeys([f"compliance.{key}" for key in DESIGNATIONS], REQUIREMENTS),
    **dict.fromkeys([f"eligibility.{name}" for name in ("discount", "nfr", "e_marketplace", "letter")], _ELIGIBILITY),
}
