"""Days that people close, on a calendar whose page names the same days."""

from datetime import UTC, date, datetime

import pytest

from towpath.basics.calendar_definition import CalendarDefinition
from towpath.kernel.clocks.calendars import Closures

PAGE = {
    "zone": "Europe/Berlin",
    "weekly": {"mon": ["09:00-17:00"], "tue": ["09:00-17:00"], "thu": ["09:00-17:00"]},
    "closed": [{"on": date(2026, 12, 24), "reason": "Between the years"}],
    "opened": [{"on": date(2026, 12, 22), "hours": ["09:00-12:00"], "reason": "Half a day"}],
}


@pytest.mark.rule("SLA-01")
@pytest.mark.parametrize("on", [date(2026, 12, 24), date(2026, 12, 22), date(2026, 12, 21)])
def test_a_day_that_the_page_names_too_is_closed_and_no_clock_breaks(on):
    """The page may name it since a wording that is younger than the closing."""
    calendar = Closures([("office", on, "The office moves")]).applied(CalendarDefinition.read("office", PAGE))
    opens = calendar.next_opening(datetime(on.year, on.month, on.day, tzinfo=UTC))
    assert opens.date() > on
