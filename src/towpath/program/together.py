"""What the keys of one wording must fulfil together, beyond the shape of each."""

from collections.abc import Iterator, Mapping
from typing import Any

from towpath.basics.countries import COUNTRY_NAMES
from towpath.program.locate import Place
from towpath.program.problem import did_you_mean
from towpath.program.spec import Misfit


def field_together(field: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    if (field["kind"] == "choice") != ("choices" in field):
        yield Misfit(
            place,
            f'Field "{field["name"]}": choices go with kind "choice", and only with it.',
            "Add or remove choices.",
        )


MEASURES = ("people", "evidence", "designation", "track", "standing")


def condition_together(condition: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    measured = [each for each in MEASURES if each in condition]
    if len(measured) != 1:
        found = " and ".join(measured) or "nothing"
        yield Misfit(
            place, f"A condition measures one thing; this one {found}.", f"Write one of {', '.join(MEASURES)}."
        )
    elif "within" in condition and measured != ["evidence"]:
        yield Misfit((*place, "within"), "Only evidence is counted within a window.", "Leave out within.")


def sla_together(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    for event in wording["met_by"]:
        for key in ("starts_on", "cancelled_by"):
            if event in wording.get(key, ()):
                yield Misfit(
                    (*place, key), f'"{event}" stands in {key} and in met_by.', "One event does one thing to a clock."
                )
    if bool(wording.get("pauses_on")) != bool(wording.get("resumes_on")):
        yield Misfit(
            place, "A clock that pauses must be able to resume.", "Write both pauses_on and resumes_on, or neither."
        )


def calendars_together(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    names = wording["calendar"]
    for team, regions in wording["uses"].items():
        if team == "invented":
            continue
        for region, name in regions.items():
            if region != "invented" and name not in names:
                yield Misfit(
                    (*place, "uses", team, region), f'There is no calendar "{name}".', did_you_mean(name, names)
                )
        if "default" not in regions:
            yield Misfit((*place, "uses", team), f'Team "{team}" has no default calendar.', 'Add default = "...".')


def assignment_together(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    owner: dict[str, str] = {}
    codes = {each["code"] for each in wording["territory"]}
    for index, territory in enumerate(wording["territory"]):
        for country in territory["countries"]:
            if country in owner:
                what = f"{country} lies in {owner[country]} and in {territory['code']}."
                yield Misfit((*place, "territory", index, "countries"), what, "Leave each country in one territory.")
            owner[country] = territory["code"]
    missing = sorted(COUNTRY_NAMES.keys() - owner.keys()) if "default" not in wording else []
    if missing:
        what = f"No territory for {missing[0]}" + (f" and {len(missing) - 1} more countries." if missing[1:] else ".")
        yield Misfit((*place, "territory"), what, 'Add the country to a territory, or write default = "CODE".')
    if "default" in wording and wording["default"] not in codes:
        yield Misfit(
            (*place, "default"),
            f'There is no territory "{wording["default"]}".',
            did_you_mean(wording["default"], codes),
        )
    for index, exception in enumerate(wording.get("exception", [])):
        if exception["territory"] not in codes:
            what = f'There is no territory "{exception["territory"]}".'
            yield Misfit((*place, "exception", index, "territory"), what, did_you_mean(exception["territory"], codes))


def segments_together(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    due = 0
    segments = wording["segment"]
    for index, segment in enumerate(segments):
        if segment["from"] != due:
            what = f'Segment "{segment["name"]}" begins at {segment["from"]} employees, where {due} is due.'
            yield Misfit(
                (*place, "segment", index, "from"),
                what,
                f"Write from = {due}, so that no number is left out or doubled.",
            )
            return
        last = index == len(segments) - 1
        if last == ("to" in segment):
            remedy = "Leave out its `to`." if last else "Give it a `to`, the first number of the next."
            yield Misfit((*place, "segment", index), "Only the last segment is open at the top.", remedy)
            return
        due = segment.get("to", 0)
    names = [segment["name"] for segment in segments]
    if wording["unknown"] not in names:
        yield Misfit(
            (*place, "unknown"), f'There is no segment "{wording["unknown"]}".', did_you_mean(wording["unknown"], names)
        )
