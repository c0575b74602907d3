"""Partner Scorecard and Regional Scorecard: who has learned what, by badge, quarter, country, partner and person (CRT-01, CRT-02)."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from towpath.basics.countries import COUNTRY_NAMES
from towpath.domain.enablement import compliance_queries
from towpath.domain.enablement import learning_queries as queries
from towpath.domain.enablement.access import Permission
from towpath.domain.enablement.learning_queries import Tally
from towpath.domain.enablement.models import ComplianceResult
from towpath.domain.partners.models import Partner
from towpath.kernel import saved_views
from towpath.program.decisions.compliance import designations, tracks
from towpath.program.decisions.enablement.badges import badge_name, badges, groups
from towpath.program.decisions.vendor import fiscal_calendar
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.formats import number
from towpath.web.shell.guards import internal_only
from towpath.web.shell.standing import LABELS, badge
from towpath.web.workspace.enablement import (
    LIST,
    PART,
    allowed,
    badge_options,
    quarter_options,
    quarter_period,
    tabs,
    text_of,
)
from towpath.web.workspace.lists import answer, by_region, neighbours, plain_bar, select

PARTNERS, REGIONAL = "enablement.scorecard", "enablement.regions"
KINDS = [("psp", "PSP"), ("msp", "MSP"), ("reseller", "Reseller"), ("distributor", "Distributor")]
IN_CHART = 12
QUARTERS = 8


def _countries() -> list[tuple[str, str]]:
    return [("", _("Every country")), *sorted(COUNTRY_NAMES.items(), key=lambda pair: pair[1])]


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {name: text_of(request, name, 200 if name == "q" else 20) for name in ("q", "region", "country", "kind")}


def _columns(request: HttpRequest) -> list[tuple[str, str, frozenset[str]]]:
    """(key, label, badges) of the scorecard's columns: one a group, or the one badge that is asked about."""
    book, today, wanted = request.occasion.book, request.occasion.day, text_of(request, "badge")
    if wanted:
        return [(wanted, badge_name(wanted, book, today), frozenset({wanted}))]
    known = badges(book, today)
    return [
        (group.key, group.name, frozenset(each.code for each in known if each.group == group))
        for group in groups(book, today)
    ]


def _rows(request: HttpRequest, partners: list[Partner]) -> list[tuple[Partner, dict[str, int]]]:
    """Each partner with the number of its people under each column, and in all; one query for all of them."""
    found = queries.people_by_badge([p.pk for p in partners], request.occasion.day, quarter_period(request))
    rows = []
    for partner in partners:
        held = found.get(partner.pk, {})
        counts = {
            key: len(set().union(*(held.get(code, set()) for code in codes)))
            for key, _label, codes in _columns(request)
        }
        asked = [held.get(code, set()) for _k, _l, codes in _columns(request) for code in codes]
        counts["people"] = len(set().union(*asked))
        rows.append((partner, counts))
    return rows


@require_GET
@internal_only
def scorecard(request: HttpRequest) -> HttpResponse:
    """Totals per partner: how many of its people hold each group of badges, or earned one in a quarter."""
    allowed(request, Permission.VIEW_SCORECARD)
    found = queries.partners(request.user, **_asked(request), cursor=request.GET.get("cursor", ""))
    book, today = request.occasion.book, request.occasion.day
    rows = _rows(request, found.rows)
    columns = _columns(request)
    keep = {name: request.GET[name] for name in ("quarter", "badge") if request.GET.get(name)}
    best = sorted(rows, key=lambda row: -row[1]["people"])[:IN_CHART]
    designated = _eligibility(request, found.rows)
    context = {
        "title": _("Certifications"), "tabs": tabs(request), "caption": _("Partner Scorecard"), "actions": [],
        "list": plain_bar(
            request, PARTNERS, saved_views.kept(request.user, PARTNERS), all_label=_("All partners"),
            ready={_("PSP eligibility"): "kind=psp"},
            search={"name": "q", "value": request.GET.get("q", ""), "placeholder": _("Partner"), "label": _("Search partners")},
            quick=[select(request, "quarter", _("Earned in"), [("", _("Held today")), *quarter_options(book, today)])],
            more=[
                select(request, "badge", _("Badge"), [("", _("Every badge")), *badge_options(book, today)]),
                by_region(request), select(request, "country", _("Country"), _countries()),
                select(request, "kind", _("Kind"), [("", _("Every kind")), *KINDS]),
            ],
        ),
        "text": _("People, each counted once in a column. What has run out or was taken back is not counted."),
        "chart": {
            "kind": "bars", "title": _("People with a badge"), "unit": _("People"),
            "text": _("The partners of this page with the most, up to %(count)d.") % {"count": IN_CHART},
            "rows": [{"label": p.name, "value": c["people"], "url": _partner_url(p, keep)} for p, c in best if c["people"]],
        },
        "columns": [
            {"key": "name", "label": _("Partner"), "title": True, "plain": True},
            {"key": "region", "label": _("Region"), "plain": True, "hide": "narrow"},
            *([{"key": "eligible", "label": _("Eligibility")}] if designated is not None else []),
            *({"key": key, "label": label, "align": "end", "plain": True} for key, label, _codes in columns),
            {"key": "people", "label": _("People in all"), "align": "end", "plain": True},
        ],
        "rows": [
            {"id": p.reference, "label": p.name, "url": _partner_url(p, keep),
             "links": {"eligible": _missing_url(p, text_of(request, "kind"))} if (designated or {}).get(p.pk) else {},
             "cells": {"name": p.name, "region": p.region, "eligible": (designated or {}).get(p.pk) or _("not computed yet"),
                       **{key: number(count) for key, count in c.items()}}}
            for p, c in rows
        ],
        "empty": {"title": _("No partner fits these filters"), "icon": "search"},
        **neighbours(request, found, "workspace:scorecard_csv"),
    }  # fmt: skip
    return answer(request, LIST, PART, context)


def _eligibility(request: HttpRequest, partners: list[Partner]) -> dict[int, str] | None:
    """Partner -> how it stands in the designation that is asked about (CRT-04), in words; None where none is."""
    asked = text_of(request, "kind")
    if asked not in {each.key for each in designations(request.occasion.book, request.occasion.day)}:
        return None
    found = compliance_queries.results(request.user, partners, asked)
    return {pk: _standing_words(row) for pk, (row, *_others) in found.items()}


def _standing_words(row: ComplianceResult) -> str:
    missing = len(row.missing)
    said = ngettext("%(num)d missing", "%(num)d missing", missing) % {"num": missing}
    return f"{LABELS[row.state]}, {said}" if missing else str(LABELS[row.state])


def _missing_url(partner: Partner, subject: str) -> str:
    """The partner's missing requirements in one track or designation."""
    return f"{reverse('workspace:partner_compliance', args=[partner.reference])}#{subject}"


def _partner_url(partner: Partner, keep: dict[str, str]) -> str:
    page = reverse("workspace:partner_scorecard", args=[partner.reference])
    return f"{page}?{urlencode(keep)}" if keep else page


@require_GET
@internal_only
def scorecard_csv(request: HttpRequest) -> StreamingHttpResponse:
    allowed(request, Permission.VIEW_SCORECARD)
    columns = _columns(request)

    def rows() -> Iterator[list[Any]]:
        cursor = ""
        while True:
            found = queries.partners(request.user, **_asked(request), cursor=cursor, size=500)
            for p, counts in _rows(request, found.rows):
                yield [
                    p.reference,
                    p.name,
                    p.region,
                    p.country,
                    *(counts[key] for key, _l, _c in columns),
                    counts["people"],
                ]
            cursor = found.next
            if not cursor:
                return

    head = ["Reference", "Partner", "Region", "Country", *(label for _k, label, _c in columns), "People in all"]
    return csv_answer("partner-scorecard.csv", head, rows())


@require_GET
@internal_only
def partner_scorecard(request: HttpRequest, reference: str) -> HttpResponse:
    """One partner: by badge, by quarter, and by person."""
    partner = queries.scored(request.user, reference)
    book, today = request.occasion.book, request.occasion.day
    calendar = fiscal_calendar(book, today)
    quarters = [calendar.quarter_of(today)]
    while len(quarters) < QUARTERS:
        quarters.insert(0, quarters[0].previous())
    earned = queries.earned_by_day(partner.pk, today, calendar.quarter_period(quarters[0]).start)
    table: dict[str, Counter[str]] = defaultdict(Counter)
    for code, on, _who in earned:
        table[code][str(calendar.quarter_of(on))] += 1
    held = queries.people_by_badge([partner.pk], today, quarter_period(request)).get(partner.pk, {})
    wanted = text_of(request, "badge")
    people: dict[int, list[str]] = defaultdict(list)
    for code, who in held.items():
        for pk in who:
            if not wanted or code == wanted:
                people[pk].append(badge_name(code, book, today))
    names = queries.learners(request.user).filter(pk__in=people).order_by("name", "id")[:500]
    subjects = {each.key: each.label for each in (*tracks(book, today), *designations(book, today))}
    here = reverse("workspace:partner_scorecard", args=[partner.reference])
    context = {
        "partner": partner, "quarters": [(str(q), f"{here}?{urlencode({'quarter': str(q)})}") for q in quarters],
        "quarter": request.GET.get("quarter", ""),
        "standings": [
            {"label": subjects.get(row.subject, row.subject), "badge": badge(row.state), "url": _missing_url(partner, row.subject),
             "missing": [each["label"] for each in row.missing]}
            for row in compliance_queries.results(request.user, [partner]).get(partner.pk, [])
        ],
        "wanted": badge_name(wanted, book, today) if wanted else "",
        "badges": [
            {"name": badge_name(code, book, today), "held": len(held.get(code, ())), "url": _completions_url(partner, code),
             "cells": [(table[code][str(q)], _completions_url(partner, code, str(q))) for q in quarters]}
            for code in sorted({*table, *held}, key=lambda code: [each.code for each in badges(book, today)].index(code) if code in {b.code for b in badges(book, today)} else 99)
        ],
        "people": [{"one": one, "badges": sorted(people[one.pk])} for one in names],
        "columns": [
            {"label": str(q)[2:], "value": sum(table[code][str(q)] for code in table), "url": _completions_url(partner, "", str(q))}
            for q in quarters
        ],
        "vouchers": queries.vouchers(request.user, q=partner.name, on=today, size=20).rows,
    }  # fmt: skip
    return render(request, "workspace/enablement/partner.html", context)


def _completions_url(partner: Partner, badge: str, quarter: str = "") -> str:
    asked = {"partner": partner.reference, "badge": badge, "quarter": quarter}
    return f"{reverse('workspace:completions')}?{urlencode({name: value for name, value in asked.items() if value})}"


AXES = ("country", "region", "badge", "quarter")


def _tallies(request: HttpRequest, by: str) -> list[tuple[str, str, Tally]]:
    """(key as an address writes it, label, figures) along an axis; months are gathered into fiscal quarters."""
    book, today = request.occasion.book, request.occasion.day
    narrowed = {name: text_of(request, name, 40) for name in ("region", "country", "badge")}
    found = queries.tallies(
        request.user, "month" if by == "quarter" else by, today, **narrowed, earned=quarter_period(request)
    )
    if by == "country":
        return [(row.key, COUNTRY_NAMES.get(row.key, row.key), row) for row in found]
    if by == "badge":
        return [(row.key, badge_name(row.key, book, today), row) for row in found]
    if by == "region":
        return [(row.key, row.key, row) for row in found]
    return _by_quarter(request, found)


def _by_quarter(request: HttpRequest, found: Iterable[Tally]) -> list[tuple[str, str, Tally]]:
    calendar = fiscal_calendar(request.occasion.book, request.occasion.day)
    sums: dict[str, int] = defaultdict(int)
    for row in sorted(found, key=lambda row: row.key or date.min):
        sums[str(calendar.quarter_of(row.key))] += row.completions
    return [(name, name, Tally(name, 0, count, 0)) for name, count in sums.items()]


@require_GET
@internal_only
def regions(request: HttpRequest) -> HttpResponse:
    """Counts along one axis at a time; each row opens the next one down."""
    allowed(request, Permission.VIEW_SCORECARD)
    by = request.GET.get("by", "")
    by = by if by in AXES else "country"
    book, today = request.occasion.book, request.occasion.day
    rows = _tallies(request, by)
    figure = "completions" if by == "quarter" else "people"
    words = {"country": _("Country"), "region": _("Region"), "badge": _("Badge"), "quarter": _("Quarter")}
    shown = rows[-IN_CHART:] if by == "quarter" else rows[:IN_CHART]
    context = {
        "title": _("Certifications"), "tabs": tabs(request), "caption": _("Regional Scorecard"), "actions": [],
        "list": plain_bar(
            request, REGIONAL, saved_views.kept(request.user, REGIONAL), all_label=_("By country"),
            ready={_("By region"): "by=region", _("By badge"): "by=badge", _("By quarter"): "by=quarter"},
            search=None,
            quick=[select(request, "quarter", _("Earned in"), [("", _("Held today")), *quarter_options(book, today)])],
            more=[
                select(request, "badge", _("Badge"), [("", _("Every badge")), *badge_options(book, today)]),
                by_region(request), select(request, "country", _("Country"), _countries()),
            ],
        ),
        "text": _("Of partners in your care. People are counted once a row; what has run out is not counted unless a quarter is asked about."),
        "chart": {
            "kind": "columns" if by == "quarter" else "bars", "title": words[by], "unit": _("Completions") if by == "quarter" else _("People"),
            "text": _("Completions by the quarter in which they were earned.") if by == "quarter" else _("People with a badge, the most first, up to %(count)d rows.") % {"count": IN_CHART},
            "rows": [{"label": label[2:] if by == "quarter" else label, "value": getattr(row, figure), "url": _next(request, by, key)} for key, label, row in shown],
        },
        "columns": [
            {"key": "label", "label": words[by], "title": True, "plain": True},
            *([] if by == "quarter" else [{"key": "people", "label": _("People"), "align": "end", "plain": True}]),
            {"key": "completions", "label": _("Completions"), "align": "end", "plain": True},
            *([] if by == "quarter" else [{"key": "partners", "label": _("Partners"), "align": "end", "plain": True}]),
        ],
        "rows": [
            {"id": key, "label": label, "url": _next(request, by, key),
             "cells": {"label": label, "people": number(row.people), "completions": number(row.completions), "partners": number(row.partners)}}
            for key, label, row in rows
        ],
        "empty": {"title": _("Nobody holds a badge here"), "text": _("Choose another country, quarter or badge."), "icon": "search"},
        "first_url": None, "previous_url": None, "next_url": None,
        "csv_url": f"{reverse('workspace:regions_csv')}?{request.GET.urlencode()}" if rows else None,
    }  # fmt: skip
    return answer(request, LIST, PART, context)


def _next(request: HttpRequest, by: str, key: str) -> str:
    """One step down: region, then country, then badge, then partners; from a quarter, its badges."""
    kept = {name: request.GET[name] for name in ("region", "country", "badge", "quarter") if request.GET.get(name)}
    kept[by] = key
    if by == "badge":
        return f"{reverse('workspace:scorecard')}?{urlencode(kept)}"
    step = {"region": "country", "country": "badge", "quarter": "badge"}[by]
    if step == "badge" and kept.get("badge"):
        return f"{reverse('workspace:scorecard')}?{urlencode(kept)}"
    return f"{reverse('workspace:regions')}?{urlencode({'by': step, **kept})}"


@require_GET
@internal_only
def regions_csv(request: HttpRequest) -> StreamingHttpResponse:
    allowed(request, Permission.VIEW_SCORECARD)
    by = request.GET.get("by", "")
    by = by if by in AXES else "country"
    rows = ([key, label, row.people, row.completions, row.partners] for key, label, row in _tallies(request, by))
    return csv_answer("regional-scorecard.csv", [by.capitalize(), "Name", "People", "Completions", "Partners"], rows)
