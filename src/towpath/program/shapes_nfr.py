"""The shape of the page about licences that are not for resale."""

from towpath.program.shapes_compliance import DESIGNATIONS, TRACK
from towpath.program.spec import Listed, Table, Text, Whole

_text = Text()
_key = Text(pattern=r"[a-z][a-z0-9_]*", written_like="self_managed")
_named = Listed(Table({"key": _key, "label": _text}), unique="key")
_tracks = Listed(TRACK, at_least=0, unique="")
_filers = Listed(Text(one_of=("esm", "solution_architect")), unique="")
_approvers = Listed(Text(one_of=("channel_director", "programs_director", "channels_vp")), unique="")

NFR_SHAPES: dict[str, Table] = {
    "nfr.exceptions": Table(
        {"filed_by": _filers, "approved_by": _approvers, "director_from": Whole(1, 100_000)},
    ),
    "nfr.policy": Table(
        {
            "plan": _text,
            "term_months": Whole(1, 120),
            "permitted": _named,
            "prohibited": _named,
            "product": Listed(Table({"key": _key, "label": _text, "unit": _text}), unique="key"),
            "renewal": Table({"by_itself": _tracks, "remind_days": Whole(1, 365), "ask_days": Whole(1, 365)}),
            "allotment": Listed(
                Table(
                    {"products": Listed(_key, unique=""), "amount": Whole(1, 1_000_000)},
                    {
                        "tracks": _tracks,
                        "designations": Listed(Text(one_of=DESIGNATIONS), unique=""),
                        "evidence": Listed(_key, unique=""),
                    },
                )
            ),
        }
    ),
}
