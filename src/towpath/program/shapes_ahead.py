"""The shape of the pages that no room relies on yet."""

from towpath.program.spec import Flag, Listed, Number, Table, Text, Whole

_key = Text(pattern=r"[a-z][a-z0-9_]*", written_like="good_standing")
_keys = Listed(_key, at_least=0, unique="")
_days = Whole(1, 3650)

AHEAD_SHAPES: dict[str, Table] = {
    "service_attach.eligibility": Table({"tracks": _keys, "designations": _keys}),
    "service_attach.scope": Table(
        {"service": Listed(Table({"key": _key, "label": Text(), "counts": Flag()}, {"least": Number()}), unique="key")}
    ),
    "deal_registration.unanswered": Table({}, {"after_days": _days, "once_signed_by": _keys}),
    "quotes.booking": Table({"days_before_start": _days}),
    "opportunities.late_renewals": Table({"same_within_days": _days, "renewal_within_days": _days}),
    "marketing_funds.eligibility": Table({"tracks": _keys, "through_distribution": _keys, "marketing_ready": Flag()}),
    "marketing_funds.reminders": Table(
        {"remind_on_days": Listed(_days, unique=""), "claim_days": _days, "first_claim_days": _days}
    ),
}
