"""How moments, dates, money, sizes and names are written for people: pure functions, also filters of the templates.

Time zone and the present moment are always arguments; nothing here reads a clock.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.utils.translation import get_language, gettext, gettext_noop
from django.utils.translation import ngettext as counted_anew


def translated(message: str) -> str:
    """A message in the reader's language; pages ask for the same few hundred again and again."""
    return _in(message, language())


def language() -> str | None:
    """The reader's language; where only one is offered, nobody needs to be asked."""
    return get_language() if len(settings.LANGUAGES) > 1 else settings.LANGUAGE_CODE


@lru_cache(maxsize=4096)
def _in(message: str, reader: str | None) -> str:
    return gettext(message)


def counted(one: str, many: str, count: int) -> str:
    """The message for this many, in the reader's language."""
    return _counted_in(one, many, count, language())


@lru_cache(maxsize=4096)
def _counted_in(one: str, many: str, count: int, reader: str | None) -> str:
    return counted_anew(one, many, count)


_, ngettext = translated, counted

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NO_BREAK = "\u00a0"
ISO_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")

#: Currencies whose smallest unit is the whole one.
WHOLE_CURRENCIES = frozenset({"JPY", "KRW", "VND", "CLP", "ISK", "HUF"})


#: Names as the catalogues of translations know them; one is translated where it is used.
WEEKDAYS = (
    *(gettext_noop("Mon"), gettext_noop("Tue"), gettext_noop("Wed"), gettext_noop("Thu"), gettext_noop("Fri")),
    *(gettext_noop("Sat"), gettext_noop("Sun")),
)
MONTHS = (
    *(gettext_noop("Jan"), gettext_noop("Feb"), gettext_noop("Mar"), gettext_noop("Apr"), gettext_noop("May")),
    *(gettext_noop("Jun"), gettext_noop("Jul"), gettext_noop("Aug"), gettext_noop("Sep"), gettext_noop("Oct")),
    *(gettext_noop("Nov"), gettext_noop("Dec")),
)


def _weekday(day: date) -> str:
    return _(WEEKDAYS[day.weekday()])


def _month(day: date) -> str:
    return _(MONTHS[day.month - 1])


def in_zone(moment: datetime, zone: str | tzinfo) -> datetime:
    """The same moment on the wall clock of `zone`; a naive moment or an unknown zone is refused with ValueError."""
    if moment.tzinfo is None:
        raise ValueError(f"{moment!r} has no time zone: pass an aware moment, for example in UTC.")
    if isinstance(zone, tzinfo):
        return moment.astimezone(zone)
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"{zone!r} is no time zone: write a name such as Europe/Dublin.") from error


def zone_words(moment: datetime) -> str:
    """The zone of an aware moment as people write it: "CET", or "UTC+5:30" where the zone has no letters."""
    name = moment.tzname() or ""
    if name and name[0] not in "+-":
        return name
    offset = moment.utcoffset() or timedelta()
    minutes = int(offset.total_seconds()) // MINUTE
    sign = "-" if minutes < 0 else "+"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{sign}{hours}:{rest:02}" if rest else f"UTC{sign}{hours}"


def date_words(day: date | None) -> str:
    """A date with its weekday: "Tue 24 Nov 2026"; nothing for None."""
    if day is None:
        return ""
    return f"{_weekday(day)} {day.day} {_month(day)} {day.year}"


def days_in_words(sentence: str) -> str:
    """A kept sentence with its days ("2026-11-24") written for people."""
    return ISO_DAY.sub(_day_found, sentence)


def _day_found(found: re.Match[str]) -> str:
    try:
        return date_words(date.fromisoformat(found[0]))
    except ValueError:
        return found[0]


def time_words(moment: datetime, zone: str | tzinfo) -> str:
    """The hour and minute in a zone: "14:00"."""
    local = in_zone(moment, zone)
    return f"{local.hour:02}:{local.minute:02}"


def moment_in_zone(moment: datetime | None, zone: str | tzinfo) -> str:
    """A moment in full: "Tue 24 Nov 2026, 14:00 CET"; nothing for None."""
    if moment is None:
        return ""
    local = in_zone(moment, zone)
    return f"{date_words(local.date())}, {local.hour:02}:{local.minute:02} {zone_words(local)}"


def short_moment(moment: datetime | None, zone: str | tzinfo, now: datetime) -> str:
    """A moment as short as stays clear beside `now`: "14:00", "Tue 14:00" within six days, else "24 Nov 2026, 14:00"."""
    if moment is None:
        return ""
    local, today = in_zone(moment, zone), in_zone(now, zone).date()
    distance = (local.date() - today).days
    if distance == 0:
        return f"{local.hour:02}:{local.minute:02}"
    if -6 <= distance <= 6:
        return f"{_weekday(local)} {local.hour:02}:{local.minute:02}"
    day = f"{local.day} {_month(local)}"
    return (
        f"{day}, {local.hour:02}:{local.minute:02}"
        if local.year == today.year
        else f"{day} {local.year}, {local.hour:02}:{local.minute:02}"
    )


def iso(moment: datetime | date | None) -> str:
    """A moment or date for the datetime attribute: UTC with a trailing Z, to the second."""
    if moment is None:
        return ""
    if isinstance(moment, datetime):
        return in_zone(moment, UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
    return moment.isoformat()


def length_words(seconds: float) -> str:
    """A length of time in at most two units: "45 min", "3 h 20 min", "2 days"; seconds below a minute are "under 1 min"."""
    whole = int(abs(seconds))
    if whole < MINUTE:
        return _("under 1 min")
    if whole < HOUR:
        return _("%(minutes)d min") % {"minutes": whole // MINUTE}
    if whole < DAY:
        hours, minutes = whole // HOUR, whole % HOUR // MINUTE
        if not minutes:
            return _("%(hours)d h") % {"hours": hours}
        return _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    return _long_words(whole // DAY)


def _long_words(days: int) -> str:
    if days < 14:
        return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    if days < 63:
        return ngettext("%(count)d week", "%(count)d weeks", days // 7) % {"count": days // 7}
    if days < 730:
        return ngettext("%(count)d month", "%(count)d months", days // 30) % {"count": days // 30}
    return ngettext("%(count)d year", "%(count)d years", days // 365) % {"count": days // 365}


def relative(moment: datetime | None, now: datetime) -> str:
    """How far off a moment is: "in 3 h 20 min", "2 days ago", "just now" within a minute either way."""
    if moment is None:
        return ""
    seconds = (moment.astimezone(UTC) - now.astimezone(UTC)).total_seconds()
    if abs(seconds) < MINUTE:
        return _("just now")
    words = {"length": length_words(seconds)}
    return _("in %(length)s") % words if seconds > 0 else _("%(length)s ago") % words


def working_left(seconds: float) -> str:
    """Working time that is left or over: "3 h 20 min of working time left", "1 h 5 min of working time over"."""
    whole = int(abs(seconds))
    hours, minutes = whole // HOUR, whole % HOUR // MINUTE
    if not hours:
        length = length_words(whole)
    elif not minutes:
        length = _("%(hours)d h") % {"hours": hours}
    else:
        length = _("%(hours)d h %(minutes)d min") % {"hours": hours, "minutes": minutes}
    text = _("%(length)s of working time left") if seconds >= 0 else _("%(length)s of working time over")
    return text % {"length": length}


def days_left(day: date | None, today: date) -> str:
    """Whole days to a date: "12 days left", "last day today", "ended 3 days ago"."""
    if day is None:
        return ""
    days = (day - today).days
    if days == 0:
        return _("last day today")
    words = {"count": abs(days)}
    if days > 0:
        return ngettext("%(count)d day left", "%(count)d days left", days) % words
    return ngettext("ended %(count)d day ago", "ended %(count)d days ago", -days) % words


def number(value: int | Decimal | float | None) -> str:
    """A number with narrow groups of three: "1,204" and "12,400.5"; nothing for None."""
    return "" if value is None else f"{value:,}"


def money(amount: Decimal | int | None, currency: str) -> str:
    """An amount with its currency's code: "USD 1,204.50"; whole amounts lose the ".00"; nothing for None."""
    if amount is None:
        return ""
    places = 0 if currency in WHOLE_CURRENCIES or amount == int(amount) else 2
    return f"{currency}{NO_BREAK}{amount:,.{places}f}"


def percent(fraction: Decimal | float | None, places: int = 0) -> str:
    """A fraction of one as a percentage: 0.25 is "25 %"."""
    return "" if fraction is None else f"{fraction * 100:.{places}f}{NO_BREAK}%"


def count_words(count: int, one: str, many: str) -> str:
    """A count with its noun: "1 registration", "1,204 registrations"."""
    return f"{count:,} {one if count == 1 else many}"


def file_size(size: int | None) -> str:
    """Bytes for people, in steps of 1,000: "512 bytes", "3.4 kB", "20 MB"."""
    if size is None:
        return ""
    if size < 1000:
        return ngettext("%(count)d byte", "%(count)d bytes", size) % {"count": size}
    amount, unit = float(size), "kB"
    for unit in ("kB", "MB", "GB"):  # noqa: B007  the unit that the loop stops at is used below
        amount /= 1000
        if amount < 999.5:
            break
    return f"{amount:.1f}".removesuffix(".0") + f" {unit}"


def initials(name: str) -> str:
    """At most two letters that stand for a name: first and last word; "?" for an empty name."""
    words = [word for word in name.replace("-", " ").split() if word[0].isalnum()]
    if not words:
        return "?"
    letters = words[0][0] + (words[-1][0] if len(words) > 1 else "")
    return letters.upper()


#: Filters of the template environment, by the name that templates use.
FILTERS: dict[str, Callable[..., Any]] = {
    "moment_in_zone": moment_in_zone,
    "short_moment": short_moment,
    "time_words": time_words,
    "date_words": date_words,
    "iso": iso,
    "relative": relative,
    "length_words": length_words,
    "working_left": working_left,
    "days_left": days_left,
    "number": number,
    "money": money,
    "percent": percent,
    "count_words": count_words,
    "file_size": file_size,
    "initials": initials,
}
