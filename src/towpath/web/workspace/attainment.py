"""How well promises of time were kept: by month, team and person, each figure with the clocks behind it."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from towpath.domain.deals import clocks
from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.clocks import LICENCE_REQUEST, SUBJECT
from towpath.domain.deals.models import Registration
from towpath.domain.enablement.models import LicenceRequest
from towpath.kernel import saved_views
from towpath.kernel.clocks.attainment import Filters, Line, attainment, spreads
from towpath.kernel.clocks.models import Clock
from towpath.kernel.refusals import NotFound
from towpath.program.decisions import sla
from towpath.web.shell.addresses import with_query
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.fields import whole
from towpath.web.shell.formats import MONTHS, percent
from towpath.web.shell.guards import internal_only
from towpath.web.shell.wordings import label
from towpath.web.workspace.lists import answer, by_region, chip, neighbours, plain_bar, select

PLACE = "clocks.attainment"
TEAMS = ("ops", "esm", "asm", "licence_support")
GOOD, FAIR = Decimal("0.95"), Decimal("0.8")
HEADER = ("Month", "Promise", "Team", "Person", "Met", "Missed", "Share met")


@dataclass(frozen=True)
class Row:
    """One group of the report: how much was met and missed, and where the list behind each figure is."""

    id: str
    label: str
    met: int
    missed: int
    url: str

    @property
    def count(self) -> int:
        return self.met + self.missed

    @property
    def share(self) -> Decimal:
        return Decimal(self.met) / self.count if self.count else Decimal(0)

    @property
    def tone(self) -> str:
        return "good" if self.share >= GOOD else "attention" if self.share >= FAIR else "stop"


def _month_before(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, 1)


def _period(request: HttpRequest) -> tuple[date, date]:
    """The months asked for, as [first, end): one named month, or the last six or twelve."""
    this, asked = request.occasion.day.replace(day=1), request.GET.get("month", "")
    try:
        first = date.fromisoformat(f"{asked}-01")
        return first, _month_before(first, -1)
    except (ValueError, OverflowError):
        return _month_before(this, 11 if asked == "year" else 5), _month_before(this, -1)


def _filters(request: HttpRequest) -> Filters:
    if not ACCESS.may(request.user, Permission.ATTAINMENT):
        raise NotFound("There is no such page for you.")
    since, until = _period(request)
    asked = {name: request.GET.get(name, "")[:60] for name in ("kind", "team", "region")}
    return Filters(since=since, until=until, person=whole(request.GET.get("person", "")), **asked)


@require_GET
@internal_only
def attainment_page(request: HttpRequest) -> HttpResponse:
    """The report under its filters."""
    filters, book = _filters(request), request.occasion.book
    lines = attainment(book, filters)
    titles = {page.name: page.title for page in sla.sla_pages(book, request.occasion.day)}
    total = Row("all", "", sum(one.met for one in lines), sum(one.breached for one in lines), "")
    listed = reverse("workspace:attainment_clocks")
    context = {
        "total": total,
        "months": _grouped(request, lines, "month", lambda one: one.month, _month_words, lambda m: f"{m:%Y-%m}"),
        "kinds": _grouped(request, lines, "kind", lambda one: one.kind, lambda kind: titles.get(kind, kind)),
        "teams": _grouped(request, lines, "team", lambda one: one.team, label),
        "people": _people(request, lines),
        "spreads": [(titles.get(one.kind, one.kind), one) for one in spreads(book, filters)] if filters.kind else [],
        "filtered": any(request.GET.get(name) for name in ("month", "kind", "team", "region", "person")),
        "met_url": with_query(request, listed, outcome="met"),
        "missed_url": with_query(request, listed, outcome="missed"),
        "csv_url": with_query(request, reverse("workspace:attainment_csv")),
        "list": _bar(request, titles, {str(one.person_id): one.person for one in lines if one.person_id is not None}),
    }
    return answer(request, "workspace/attainment/report.html", "workspace/attainment/_report.html", context)


def _bar(request: HttpRequest, titles: dict[str, str], names: dict[str, str]) -> dict[str, Any]:
    month, *others = _selects(request, titles)
    person = request.GET.get("person", "")
    return plain_bar(
        request, PLACE, saved_views.kept(request.user, PLACE), quick=[month], more=others,
        also=chip(request, "person", _("Person"), names.get(person, person)), label=_("Filter the figures"),
        all_label=_("Last six months"), ready={_("Last twelve months"): "month=year"},
    )  # fmt: skip


def _month_words(month: Any) -> str:
    return f"{_(MONTHS[month.month - 1])} {month.year}"


def _grouped(
    request: HttpRequest,
    lines: list[Line],
    name: str,
    key: Callable[[Line], Hashable],
    words: Callable[[Any], Any],
    value: Callable[[Any], str] = str,
) -> list[Row]:
    """The lines summed up by one of their columns, each with the address of the clocks behind it."""
    sums: dict[Any, list[int]] = defaultdict(lambda: [0, 0])
    for one in lines:
        sums[key(one)][0] += one.met
        sums[key(one)][1] += one.breached
    listed = reverse("workspace:attainment_clocks")
    return [
        Row(value(group), str(words(group)), met, missed, with_query(request, listed, **{name: value(group)}))
        for group, (met, missed) in sorted(sums.items())
    ]


def _people(request: HttpRequest, lines: list[Line]) -> list[Row]:
    owned = [one for one in lines if one.person_id is not None]
    names = {one.person_id: one.person for one in owned}
    rows = _grouped(request, owned, "person", lambda one: one.person_id, lambda person: names[person])
    return sorted(rows, key=lambda row: row.label)


def _selects(request: HttpRequest, titles: dict[str, str]) -> list[dict[str, Any]]:
    this = request.occasion.day.replace(day=1)
    months = [_month_before(this, back) for back in range(12)]
    offered = [("", _("Last six months")), ("year", _("Last twelve months"))]
    offered += [(f"{month:%Y-%m}", _month_words(month)) for month in months]
    return [
        select(request, "month", _("Months"), offered),
        select(request, "kind", _("Promise"), [("", _("All promises")), *titles.items()]),
        select(request, "team", _("Team"), [("", _("All teams")), *((team, label(team)) for team in TEAMS)]),
        by_region(request),
    ]


@require_GET
@internal_only
def attainment_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The report's lines: one for each month, promise, team and person."""
    lines = attainment(request.occasion.book, _filters(request))
    rows = (
        (f"{one.month:%Y-%m}", one.kind, one.team, one.person, one.met, one.breached, f"{one.share:.4f}") for one in lines
    )  # fmt: skip
    return csv_answer("attainment.csv", HEADER, rows)


@require_GET
@internal_only
def attainment_clocks(request: HttpRequest) -> HttpResponse:
    """The clocks behind a figure: those of registrations and licence requests that the reader may see."""
    filters, book = _filters(request), request.occasion.book
    outcome = request.GET.get("outcome", "")
    met = {"met": True, "missed": False}.get(outcome)
    found, in_all = clocks.behind(request.user, book, filters, met=met, cursor=request.GET.get("cursor", ""))
    subjects = _subjects(found.rows)
    titles = {page.name: page.title for page in sla.sla_pages(book, request.occasion.day)}
    context = {
        "rows": [_clock_row(clock, subjects[clock.subject_type, clock.subject_id], titles) for clock in found.rows],
        "in_all": in_all,
        "share": percent,
        "outcomes": [
            {"label": words, "url": with_query(request, outcome=value), "current": outcome == value, "count": None}
            for value, words in (("", _("All")), ("met", _("Met")), ("missed", _("Missed")))
        ],
        "back": with_query(request, reverse("workspace:attainment"), outcome=""),
        **neighbours(request, found),
    }
    return render(request, "workspace/attainment/clocks.html", context)


def _subjects(rows: Iterable[Clock]) -> dict[tuple[str, int], Registration | LicenceRequest]:
    """What the clocks run for, by kind and id; one query for each kind."""
    wanted: dict[str, list[int]] = {SUBJECT: [], LICENCE_REQUEST: []}
    for clock in rows:
        wanted[clock.subject_type].append(clock.subject_id)
    found: dict[tuple[str, int], Registration | LicenceRequest] = {}
    if wanted[SUBJECT]:
        found |= {(SUBJECT, key): one for key, one in Registration.objects.in_bulk(wanted[SUBJECT]).items()}
    if wanted[LICENCE_REQUEST]:
        asked = LicenceRequest.objects.select_related("partner").in_bulk(wanted[LICENCE_REQUEST])
        found |= {(LICENCE_REQUEST, key): one for key, one in asked.items()}
    return found


def _clock_row(clock: Clock, subject: Registration | LicenceRequest, titles: dict[str, str]) -> dict[str, Any]:
    """A line of the list: a registration's leads to its clock, a licence request's to the request."""
    if isinstance(subject, Registration):
        url, whose = reverse("workspace:clock", args=[subject.reference, clock.pk]), subject.customer_name
    else:
        url, whose = reverse("workspace:licence_request", args=[subject.reference]), subject.partner.name
    return {
        "id": clock.pk, "url": url, "clock": clock, "reference": subject.reference, "whose": whose,
        "title": titles.get(clock.kind, clock.kind), "met": clock.met is True,
    }  # fmt: skip
