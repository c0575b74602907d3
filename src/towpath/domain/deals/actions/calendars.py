"""Days on which a team is closed beyond what the program's page says: added and taken back by people (SLA-01)."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction

from towpath.basics.days import day_in_words
from towpath.domain.deals.access import ACCESS, Permission
from towpath.kernel.clocks.models import Closure
from towpath.kernel.clocks.sweep import RECOMPUTE_TASK
from towpath.kernel.events.log import enqueue, record
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady, Taken
from towpath.program.decisions.sla import calendar_definitions

LONGEST_REASON = 120


@transaction.atomic(durable=True)
def close_day(occasion: Occasion, *, calendar: str, on: date, reason: str) -> Closure:
    """Close a calendar on a day, today or later in its own zone. Live clocks move right after, each with an event."""
    _may(occasion)
    known = calendar_definitions(occasion.book, occasion.day)
    errors: dict[str, list[str]] = {}
    if calendar not in known:
        errors["calendar"] = [f"There is no calendar {calendar}; choose one of {', '.join(sorted(known))}."]
    elif on < (today := _today(occasion.at, known[calendar].zone)):
        errors["on"] = [f"{day_in_words(on)} has passed; choose {day_in_words(today)} or a later day."]
    if not reason.strip():
        errors["reason"] = ["Say why it is closed: it stands in the explanation of every clock."]
    elif len(reason.strip()) > LONGEST_REASON:
        errors["reason"] = [f"At most {LONGEST_REASON} characters fit."]
    if errors:
        raise Invalid(errors)
    try:
        with transaction.atomic():
            closure = Closure.objects.create(
                calendar=calendar, on=on, reason=reason.strip(), added_by=occasion.actor, added_at=occasion.at
            )
    except IntegrityError as error:
        if "closure_once" not in str(error):
            raise
        raise Taken(
            f"{calendar} is closed on {day_in_words(on)} already.", remedy="Open it again first to change the reason."
        ) from error
    _changed("deals.calendar.closed", occasion, closure, f"closed on {day_in_words(on)}: {closure.reason}")
    return closure


@transaction.atomic(durable=True)
def reopen_day(occasion: Occasion, *, calendar: str, on: date) -> None:
    """Take a closed day back, while it lies ahead. Days that the program's page closes stay closed."""
    _may(occasion)
    closure = Closure.objects.select_for_update().filter(calendar=calendar, on=on).first()
    if closure is None:
        raise NotFound(
            f"Nobody closed {calendar} on {day_in_words(on)}.",
            remedy="Public holidays stand on the program’s own page.",
        )
    known = calendar_definitions(occasion.book, occasion.day).get(calendar)
    if known is not None and on < _today(occasion.at, known.zone):
        raise NotReady(f"{day_in_words(on)} has passed.", remedy="What clocks did on that day stays as it was.")
    _changed("deals.calendar.reopened", occasion, closure, f"open again on {day_in_words(on)}")
    closure.delete()


def _may(occasion: Occasion) -> None:
    if not ACCESS.may(occasion.actor, Permission.CALENDARS) or occasion.actor is None:
        raise NotAllowed("Calendars are kept by Ecosystem Operations.")


def _today(at: datetime, zone: str) -> date:
    return at.astimezone(ZoneInfo(zone)).date()


def _changed(event: str, occasion: Occasion, closure: Closure, why: str) -> None:
    record(
        event, occasion, subject=closure, calendar=closure.calendar, on=closure.on.isoformat(), reason=closure.reason
    )
    enqueue(RECOMPUTE_TASK, reason=f"{closure.calendar} {why}")
