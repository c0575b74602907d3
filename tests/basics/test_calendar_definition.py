"""Hours, spans and calendar definitions: what is read, what is refused, what the fingerprint holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from towpath.basics.business_time import BusinessTimeError, Calendar, CalendarDefinition, DayHours, Span

PAGE: dict[str, Any] = {
    "zone": "Europe/Berlin",
    "weekly": {"mon": ["13:00-17:00", "09:00-12:00"], "tue": ["00:00-24:00"]},
    "country": "DE",
    "subdivision": "BY",
    "closed": [{"on": date(2026, 3, 2), "reason": "Team day"}],
    "opened": [{"on": date(2026, 3, 7), "hours": ["10:00-12:00"], "reason": "Quarter end"}],
}


def test_a_page_is_read_and_hours_go_both_ways() -> None:
    definition = CalendarDefinition.read("Ops", PAGE)
    assert definition.weekly.as_mapping() == {"mon": ["09:00-12:00", "13:00-17:00"], "tue": ["00:00-24:00"]}
    assert definition.rule_of(date(2026, 3, 2)).why == "Team day"
    assert definition.rule_of(date(2026, 3, 7)).hours == DayHours.parse(["10:00-12:00"])
    assert Calendar.of(definition) is Calendar.of(CalendarDefinition.read("Ops", PAGE))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"zones": "UTC"}, "unknown zones"),
        ({"weekly": {"monday": ["09:00-17:00"]}}, "'monday' is not a weekday"),
        ({"weekly": {"mon": ["09:00-12:00", "11:00-17:00"]}}, "mon: .*overlap"),
        ({"weekly": {"mon": ["12:00-12:00"]}}, "empty"),
        ({"weekly": {"mon": ["09:00-24:30"]}}, "no clock shows"),
        ({"weekly": {"mon": ["09:60-17:00"]}}, "no clock shows"),
        ({"weekly": {"mon": ["nine to five"]}}, "write it as 09:00-17:00"),
        ({"weekly": {"mon": "09:00-17:00"}}, "a list of stretches"),
        ({"closed": [{"on": date(2026, 3, 7), "reason": "Twice"}]}, "named twice"),
        ({"closed": [{"on": "2026-03-02", "reason": "Text"}]}, "plain dates"),
        ({"closed": [{"on": date(2026, 3, 2)}]}, "each closed day has on, reason"),
        ({"opened": [{"on": date(2026, 3, 7), "hours": [], "reason": "Nothing"}]}, "without hours"),
    ],
)
def test_a_bad_page_is_refused_with_the_remedy(change: dict[str, Any], message: str) -> None:
    with pytest.raises(BusinessTimeError, match=message):
        CalendarDefinition.read("Ops", PAGE | change)


def test_a_page_without_a_zone_is_refused() -> None:
    with pytest.raises(BusinessTimeError, match="zone is missing"):
        CalendarDefinition.read("Ops", {key: value for key, value in PAGE.items() if key != "zone"})


def test_the_fingerprint_holds_all_that_decides_and_nothing_else() -> None:
    def of(**change: Any) -> str:
        return CalendarDefinition.read("Ops", PAGE | change).fingerprint

    same = [CalendarDefinition.read("Renamed", PAGE).fingerprint, of(closed=[{"on": date(2026, 3, 2), "reason": "x"}])]
    assert set(same) == {of()}
    changed = [
        of(zone="Europe/London"),
        of(weekly={"mon": ["09:00-17:00"]}),
        of(subdivision="BE"),
        of(country="AT", subdivision=None),
        of(country=None, subdivision=None),
        of(closed=[]),
        of(opened=[]),
    ]
    assert len({of(), *changed}) == 8


def test_spans_in_words() -> None:
    assert str(Span(2, "hours")) == "2 working hours"
    assert str(Span(1, "days")) == "1 business day"
    assert str(Span(Decimal("1.50"), "days")) == "1.5 business days"
    assert str(Span(10, "days")) == "10 business days"
    assert Span.parse("2 working hours") == Span(2, "hours")
    assert Span.parse("1.5 business days") == Span(Decimal("1.5"), "days")
    assert Span(2, "hours").part(Decimal("0.75")) == Span(Decimal("1.5"), "hours")


@pytest.mark.parametrize("text", ["2 hours", "two working hours", "-1 business day", "0 business days", ""])
def test_texts_that_are_no_span_are_refused(text: str) -> None:
    with pytest.raises(BusinessTimeError):
        Span.parse(text)


@pytest.mark.parametrize(("amount", "unit"), [(0, "days"), (-1, "hours"), (1.5, "days"), (True, "days"), (1, "weeks")])
def test_impossible_spans_are_refused(amount: Any, unit: Any) -> None:
    with pytest.raises(BusinessTimeError):
        Span(amount, unit)
