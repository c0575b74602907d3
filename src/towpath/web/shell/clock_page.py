"""The page that explains a clock: where every moment went, in the reader's zone and in the calendar's."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from towpath.basics.business_time import Piece
from towpath.domain.deals import clocks
from towpath.kernel.clocks.faces import Explanation, explain
from towpath.web.shell.formats import date_words, in_zone, length_words, time_words
from towpath.web.shell.wordings import label

KINDS = {
    "open": (_("Counts"), "good", "check"),
    "closed": (_("Closed"), "neutral", "moon"),
    "weekend": (_("Weekend"), "neutral", "calendar"),
    "holiday": (_("Holiday"), "waiting", "calendar"),
    "pause": (_("Paused"), "attention", "pause"),
}
WAITS = {
    "returned": _("Waiting for the partner, to whom it was returned"),
    "moved": _("Before it came to the team of this region"),
}


@dataclass(frozen=True)
class Line:
    """One piece of the account: its words, what it counted, and the sum so far."""

    piece: Piece
    label: str
    meaning: str
    icon: str
    why: str
    counted: str  # "" where nothing counted
    sum: str
    mine: tuple[str, str]  # from and to, on the reader's wall clock
    theirs: tuple[str, str]  # the same on the calendar's

    @property
    def seconds(self) -> float:
        return (self.piece.end - self.piece.start).total_seconds()


@require_GET
def clock(request: HttpRequest, ref: str, clock_id: int) -> HttpResponse:
    """One clock, explained. Who was told is the vendor's own affair."""
    book, inside = request.occasion.book, request.user.is_internal
    found, registration = clocks.one(request.user, ref, clock_id, book)
    account = explain(found, book, request.at)
    door = "workspace" if inside else "portal"
    context = {
        "clock": found,
        "registration": registration,
        "face": account.face,
        "account": account,
        "lines": lines(account, request.user.zone),
        "used": amount_words(_used(account), found.unit),
        "left": amount_words(abs(account.face.remaining), found.unit),
        "told": clocks.told(found, registration) if inside else [],
        "inside": inside,
        "record_url": reverse(f"{door}:registration", args=[registration.reference]),
        "rule_url": reverse(f"{door}:rule", args=[found.kind if inside else book.public_name(found.kind)]),
        "team": label(found.team) if inside else _("the vendor’s team"),
        "calendar": label(found.calendar),
        "weekly": [(label(day), ", ".join(hours)) for day, hours in account.calendar.weekly.as_mapping().items()],
    }
    return render(request, "shell/clock.html", context)


def _used(account: Explanation) -> Decimal:
    """What was counted until now: the pieces of a clock that runs go on until it is due."""
    if account.face.running:
        return account.page.allowance.amount - account.face.remaining
    return sum((piece.amount for piece in account.pieces), Decimal(0))


def lines(account: Explanation, zone: str) -> list[Line]:
    """The pieces in words with the running sum of what counted."""
    made: list[Line] = []
    so_far = Decimal(0)
    for piece in account.pieces:
        so_far += piece.amount
        words, meaning, icon = KINDS[piece.kind]
        counted = amount_words(piece.amount, account.face.unit) if piece.amount else ""
        made.append(
            Line(
                piece=piece, label=words, meaning=meaning, icon=icon, why=_why(piece, account), counted=counted,
                sum=amount_words(so_far, account.face.unit), mine=stretch_words(piece, zone),
                theirs=stretch_words(piece, account.calendar.zone),
            )
        )  # fmt: skip
    return made


def stretch_words(piece: Piece, zone: str) -> tuple[str, str]:
    """From and to in a zone: the day is said again only when it is another ("Wed 15 Apr 21:34", "23:00")."""
    start, end = in_zone(piece.start, zone), in_zone(piece.end, zone)
    first, last = time_words(piece.start, zone), time_words(piece.end, zone)
    return f"{_day(start)} {first}", last if end.date() == start.date() else f"{_day(end)} {last}"


def _day(moment: datetime) -> str:
    """The weekday and the day without its year, which stands above the table."""
    return date_words(moment.date()).rsplit(" ", 1)[0]


def amount_words(amount: Decimal, unit: str) -> str:
    """An amount of business time: "1 h 41 min", or "0.35 working days"."""
    if unit == "hours":
        return length_words(round(amount * 3600)) if amount else str(_("0 min"))
    return ngettext("%(count)s working day", "%(count)s working days", 1 if amount == 1 else 2) % {
        "count": f"{amount:.2f}".rstrip("0").rstrip(".")
    }


def _why(piece: Piece, account: Explanation) -> str:
    if piece.kind != "pause":
        return piece.why
    events = (why for start, end, why in account.pauses if start <= piece.start and (end is None or piece.end <= end))
    event = next(events, "")
    return str(WAITS.get(event.rsplit(".", 1)[-1], _("Waiting for somebody outside the team")))
