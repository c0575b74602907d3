"""The shape of the pages about where customers belong: regions, territories, segments."""

from collections.abc import Iterator, Mapping
from typing import Any

from towpath.basics.countries import COUNTRY_NAMES
from towpath.program.locate import Place
from towpath.program.problem import did_you_mean
from towpath.program.spec import Flag, Listed, Misfit, Table, Text, Whole
from towpath.program.together import assignment_together, segments_together

LONGEST_REGION = 10  # characters of a key: as wide as the columns of rows that bear one
_text = Text()
_country = Text(one_of=tuple(sorted(COUNTRY_NAMES)))


def _regions_together(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    keys = [each["key"] for each in wording["region"]]
    if wording["default"] not in keys:
        what = f'There is no region "{wording["default"]}".'
        yield Misfit((*place, "default"), what, did_you_mean(wording["default"], keys))


TERRITORY_SHAPES: dict[str, Table] = {
    "territories.regions": Table(
        {
            "default": _text,
            "region": Listed(
                Table(
                    {
                        "key": Text(
                            pattern=rf"[A-Z][A-Z0-9_-]{{0,{LONGEST_REGION - 1}}}",
                            written_like=f"NORTH, in at most {LONGEST_REGION} capitals, digits, - and _",
                        ),
                        "label": _text,
                    },
                    {"public_sector": Flag()},
                ),
                unique="key",
            ),
        },
        together=_regions_together,
    ),
    "territories.segments": Table(
        {
            "segment": Listed(Table({"name": _text, "from": Whole()}, {"to": Whole(1)}), unique="name"),
            "unknown": _text,
            "public_sector": _text,
        },
        together=segments_together,
    ),
    "territories.assignment": Table(
        {
            "territory": Listed(
                Table(
                    {
                        "code": Text(pattern=r"[A-Z][A-Z0-9-]*", written_like="NORTH-COAST"),
                        "title": _text,
                        "region": _text,
                        "countries": Listed(_country, at_least=0, unique=""),
                    }
                ),
                unique="code",
            )
        },
        {
            "default": _text,
            "exception": Listed(
                Table(
                    {"label": _text, "territory": _text, "countries": Listed(_country, unique="")},
                    {
                        "public_sector": Flag(),
                        "industries": Listed(_text, unique=""),
                        "segments": Listed(_text, unique=""),
                        "except_industries": Listed(_text, unique=""),
                    },
                )
            ),
        },
        together=assignment_together,
    ),
}
