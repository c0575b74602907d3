"""The program's calendars, and the days on which people close them (SLA-01), for the vendor's people."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import Field

from towpath.api.deals.shown import PersonRef
from towpath.api.door import answer, entitled, inside, occasion_of
from towpath.api.fields import DayIn, Given, Shown
from towpath.api.once import moved
from towpath.basics.calendar_definition import CalendarDefinition
from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.actions import calendars as actions
from towpath.domain.deals.actions.calendars import LONGEST_REASON
from towpath.kernel.clocks.models import Closure
from towpath.kernel.refusals import NotFound
from towpath.program.decisions.sla import calendar_definitions

router = Router(tags=["calendars"])


class ClosureShown(Shown):
    on: date
    reason: str
    added_by: PersonRef | None
    added_at: datetime


class CalendarShown(Shown):
    name: str = Field(description="As the rule book's page sla.calendars names it.")
    zone: str = Field(examples=["Europe/Berlin"])
    weekly: dict[str, list[str]] = Field(
        description="Open hours by day of the week.", examples=[{"mon": ["09:00-17:00"]}]
    )
    country: str = Field(description="Whose public holidays are closed, or empty.")
    closures: list[ClosureShown] = Field(description="Days that people closed beyond the page, in order.")


class Calendars(Shown):
    items: list[CalendarShown]


class CloseDay(Given):
    on: DayIn
    reason: Annotated[str, Field(max_length=LONGEST_REASON)] = Field(
        description="It stands in the explanation of every clock that the day touches."
    )


class ReopenDay(Given):
    on: DayIn


def _shown(one: CalendarDefinition, closures: list[Closure]) -> CalendarShown:
    return CalendarShown(
        name=one.name,
        zone=one.zone,
        weekly={day: list(hours) for day, hours in one.weekly.as_mapping().items()},
        country=one.country or "",
        closures=[_closure(each) for each in closures if each.calendar == one.name],
    )


def _closure(one: Closure) -> ClosureShown:
    by = PersonRef(id=one.added_by.pk, name=one.added_by.name) if one.added_by else None
    return ClosureShown(on=one.on, reason=one.reason, added_by=by, added_at=one.added_at)


def _closures() -> list[Closure]:
    return list(Closure.objects.select_related("added_by").order_by("on"))


@router.get("", response=Calendars, operation_id="list_calendars")
def calendars(request: HttpRequest) -> HttpResponse:
    """Every calendar of the program by its name, with the days that people closed."""
    inside(request)
    occasion, closures = occasion_of(request), _closures()
    found = calendar_definitions(occasion.book, occasion.day)
    return answer(Calendars(items=[_shown(found[name], closures) for name in sorted(found)]))


def _changed(request: HttpRequest, name: str, act: Callable[..., Any], body: Given) -> HttpResponse:
    entitled(request, ACCESS, Permission.CALENDARS)

    def record() -> CalendarDefinition:
        occasion = occasion_of(request)
        found = calendar_definitions(occasion.book, occasion.day).get(name)
        if found is None:
            raise NotFound(f"There is no calendar {name}.")
        return found

    return moved(
        request,
        record,
        lambda one: _shown(one, _closures()),
        lambda occasion: act(occasion, calendar=name, **body.model_dump()),
    )


@router.post("/{calendar}/close_day", response=CalendarShown, operation_id="close_day")
def close_day(request: HttpRequest, calendar: str, body: CloseDay) -> HttpResponse:
    """Close a calendar on a day, today or later in its zone. The clocks that it touches move right after."""
    return _changed(request, calendar, actions.close_day, body)


@router.post("/{calendar}/reopen_day", response=CalendarShown, operation_id="reopen_day")
def reopen_day(request: HttpRequest, calendar: str, body: ReopenDay) -> HttpResponse:
    """Take a closed day back while it lies ahead. Days that the program's page closes stay closed."""
    return _changed(request, calendar, actions.reopen_day, body)
