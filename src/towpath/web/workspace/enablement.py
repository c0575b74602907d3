"""Completions as the vendor's people see them: the list, one record, recording by hand, and placing learners."""

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from towpath.basics.completion_files import read_day
from towpath.basics.countries import COUNTRY_NAMES
from towpath.basics.fiscal import FiscalError, parse_quarter
from towpath.basics.periods import Period
from towpath.domain.enablement import learning_queries as queries
from towpath.domain.enablement.access import ACCESS, Permission
from towpath.domain.enablement.actions import completions, learners
from towpath.domain.enablement.learning_queries import Asked
from towpath.domain.enablement.models import Completion, Learner
from towpath.kernel import saved_views
from towpath.kernel.documents.store import LIMIT, documents_of, opened
from towpath.kernel.events.history import lines
from towpath.kernel.paging import every
from towpath.kernel.refusals import Invalid, NotFound
from towpath.program.book import Book
from towpath.program.decisions.enablement.badges import badge_name, badges
from towpath.program.decisions.vendor import fiscal_calendar
from towpath.web.shell.fields import field, summary
from towpath.web.shell.formats import date_words
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.lists import (
    Column,
    answer,
    by_region,
    cells,
    columns_shown,
    neighbours,
    plain_bar,
    select,
    whole_file,
)

PLACE = "enablement.completions"
LIST, PART, FORM = (f"workspace/enablement/{name}.html" for name in ("list", "_list", "form"))
STANDINGS = [
    ("", lazy("All")), ("held", lazy("Held today")), ("expired", lazy("Run out")), ("voided", lazy("Taken back")),
]  # fmt: skip
MEANINGS = {"held": "good", "expired": "neutral", "voided": "stop", "ending": "attention"}
SOON = timedelta(days=60)


def tabs(request: HttpRequest) -> list[dict[str, Any]]:
    """The pages of this room that the reader may open."""
    offered = [
        (_("Completions"), "workspace:completions", Permission.VIEW),
        (_("Partner Scorecard"), "workspace:scorecard", Permission.VIEW_SCORECARD),
        (_("Regional Scorecard"), "workspace:regions", Permission.VIEW_SCORECARD),
        (_("Vouchers"), "workspace:vouchers", Permission.VIEW_VOUCHER),
        (_("To be placed"), "workspace:unplaced", Permission.PLACE),
        (_("Imports"), "workspace:imports", Permission.IMPORT),
        ("Credly", "workspace:credly", Permission.MANAGE_CREDLY),
    ]
    return [
        {"label": label, "url": reverse(name), "current": request.path == reverse(name)}
        for label, name, permission in offered
        if ACCESS.may(request.user, permission)
    ]


def allowed(request: HttpRequest, permission: Permission) -> None:
    """NotFound, as for a page that is not there, where the reader holds a permission on nothing at all."""
    if not ACCESS.may(request.user, permission):
        raise NotFound("There is no such page for you.")


def badge_options(book: Book, on: date, *, retired: bool = True) -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in badges(book, on) if retired or not each.retired]


def quarter_options(book: Book, on: date, count: int = 12) -> list[tuple[str, str]]:
    """The quarter of a day and those before it, as they are written in an address."""
    found, quarter = [], fiscal_calendar(book, on).quarter_of(on)
    for _n in range(count):
        found.append((str(quarter), str(quarter)))
        quarter = quarter.previous()
    return found


def quarter_period(request: HttpRequest) -> Period[date] | None:
    """The days of the quarter in the address; none where there is none. Invalid for what is no quarter."""
    text = request.GET.get("quarter", "").strip()
    if not text:
        return None
    try:
        quarter = parse_quarter(text)
    except FiscalError as error:
        raise Invalid({"quarter": [str(error)]}, str(error)) from error
    return fiscal_calendar(request.occasion.book, request.occasion.day).quarter_period(quarter)


def text_of(request: HttpRequest, name: str, longest: int = 60) -> str:
    return request.GET.get(name, "").replace("\0", "")[:longest]


def standing(completion: Completion, today: date) -> dict[str, str]:
    """Whether a completion counts today, as the shell draws it."""
    if completion.voided_at is not None:
        words = {
            "undone": _("Undone"),
            "revoked": _("Revoked"),
            "taken_back": _("Taken back"),
            "gone": _("Gone at Credly"),
        }
        return {"state": "voided", "label": words.get(completion.voided_as, _("Taken back")), "meaning": "stop"}
    if completion.expires_on is not None and completion.expires_on <= today:
        return {"state": "expired", "label": _("Run out"), "meaning": "neutral"}
    if completion.expires_on is not None and completion.expires_on <= today + SOON:
        return {"state": "ending", "label": _("Runs out soon"), "meaning": "attention"}
    return {"state": "held", "label": _("Held"), "meaning": "good"}


def columns(request: HttpRequest) -> tuple[Column, ...]:
    book, today = request.occasion.book, request.occasion.day
    return (
        Column("learner", _("Learner"), lambda c: c.learner.name, "Learner", always=True),
        Column("email", _("E-mail"), lambda c: c.learner.email, "E-mail", shown=False),
        Column("partner", _("Partner"), lambda c: c.learner.works_at.name if c.learner.works_at else "", "Partner"),
        Column("badge", _("Badge"), lambda c: badge_name(c.badge, book, today), "Badge"),
        Column("completed", _("Completed"), lambda c: c.completed_on, "Completed on", named="day",
               text=lambda c: date_words(c.completed_on)),
        Column("expires", _("Runs out"), lambda c: c.expires_on or "", "Runs out on", named="day",
               text=lambda c: date_words(c.expires_on) if c.expires_on else _("never")),
        Column("state", _("Standing"), lambda c: str(standing(c, today)["label"]), "Standing", drawn=True),
        Column("source", _("Source"), lambda c: c.get_source_display(), "Source", hide="narrow"),
        Column("country", _("Country"), lambda c: c.learner.country, "Country", shown=False),
    )  # fmt: skip


def _asked(request: HttpRequest) -> Asked:
    today = request.occasion.day
    soon = Period(today, today + SOON) if request.GET.get("soon") else None
    return Asked(
        q=text_of(request, "q", 254), badge=text_of(request, "badge"), partner=text_of(request, "partner"),
        region=text_of(request, "region"), country=text_of(request, "country"), standing=text_of(request, "standing"),
        earned=quarter_period(request), runs_out=soon, on=today,
    )  # fmt: skip


@require_GET
@internal_only
def completions_list(request: HttpRequest) -> HttpResponse:
    """The completions that the reader may see, the newest first."""
    allowed(request, Permission.VIEW)
    asked, kept, offered = _asked(request), saved_views.kept(request.user, PLACE), columns(request)
    found = queries.completions_page(request.user, asked, cursor=request.GET.get("cursor", ""))
    showing = columns_shown(request, kept, offered)
    today = request.occasion.day
    selects = [
        select(request, "badge", _("Badge"), [("", _("Every badge")), *badge_options(request.occasion.book, today)]),
        select(request, "quarter", _("Earned in"), [("", _("Any quarter")), *quarter_options(request.occasion.book, today)]),
        by_region(request),
        select(request, "country", _("Country"), [("", _("Every country")), *sorted(COUNTRY_NAMES.items(), key=lambda c: c[1])]),
        select(request, "soon", _("Ending"), [("", _("Any time")), ("1", _("Within 60 days"))]),
    ]  # fmt: skip
    search = {"name": "q", "value": asked.q, "placeholder": _("Name or address"), "label": _("Search learners")}
    bar = plain_bar(
        request, PLACE, kept, columns=offered, showing=showing, search=search,
        quick=[select(request, "standing", _("Standing"), STANDINGS)], more=selects, all_label=_("All completions"),
        ready={_("Held today"): "standing=held", _("Running out"): "soon=1&standing=held"},
    )  # fmt: skip
    context = {
        "title": _("Certifications"), "tabs": tabs(request), "caption": _("Completions, the newest first"), "list": bar,
        "columns": [one.face for one in showing],
        "rows": [
            {"id": c.pk, "label": c.learner.name, "url": reverse("workspace:completion", args=[c.pk]),
             "state": standing(c, today), "cells": cells(showing, c)}
            for c in found.rows
        ],
        "empty": {"title": _("No completion fits"), "text": _("Completions come from files, from Credly, or are recorded by hand."), "icon": "search"},
        "actions": _adding(request),
        **neighbours(request, found, "workspace:completions_csv"),
    }  # fmt: skip
    return answer(request, LIST, PART, context)


def _adding(request: HttpRequest) -> list[dict[str, Any]]:
    actions = []
    if ACCESS.may(request.user, Permission.RECORD):
        actions.append(
            {
                "label": _("Record a completion"),
                "url": reverse("workspace:completion_new"),
                "kind": "secondary",
                "icon": "plus",
            }
        )
    if ACCESS.may(request.user, Permission.IMPORT):
        actions.append(
            {"label": _("Import a file"), "url": reverse("workspace:imports"), "kind": "primary", "icon": "upload"}
        )
    return actions


@require_GET
@internal_only
def completions_csv(request: HttpRequest) -> StreamingHttpResponse:
    allowed(request, Permission.VIEW)
    asked = _asked(request)
    rows = every(lambda cursor: queries.completions_page(request.user, asked, cursor=cursor, size=1000))
    return whole_file(request, PLACE, columns(request), "completions.csv", rows)


@require_GET
@internal_only
def completion(request: HttpRequest, pk: int) -> HttpResponse:
    """One completion: what it says, its evidence, its learner's other ones, and its history."""
    return record(request, pk)


def record(request: HttpRequest, pk: int, errors: dict[str, list[str]] | None = None) -> HttpResponse:
    found = queries.completion(request.user, pk)
    book, today, typed = request.occasion.book, request.occasion.day, request.POST
    held = ACCESS.held(request.user, [Permission.CORRECT, Permission.TAKE_BACK], found)
    given = (
        typed
        if errors
        else {"badge": found.badge, "completed_on": found.completed_on, "expires_on": found.expires_on or ""}
    )
    fields = [
        field("badge", _("Badge"), given, errors or {}, kind="select", required=True, options=badge_options(book, today)),
        field("completed_on", _("Completed on"), given, errors or {}, kind="date", required=True, width="short"),
        field("expires_on", _("Runs out on"), given, errors or {}, kind="date", width="short", help=_("The first day on which it no longer counts.")),
        field("reason", _("Why"), given, errors or {}, required=True, maxlength=500, help=_("The history keeps it.")),
    ]  # fmt: skip
    others = queries.completions(request.user, Asked()).filter(learner=found.learner).exclude(pk=pk)
    context = {
        "one": found, "badge": badge_name(found.badge, book, today), "state": standing(found, today), "fields": fields,
        "errors": summary(errors or {}, fields), "may_change": Permission.CORRECT in held and found.voided_at is None,
        "put_back": field("reason", _("Why it counts all the same"), typed, errors or {}, required=True, maxlength=500)
        if Permission.TAKE_BACK in held and found.voided_as == "gone" else None,
        "documents": documents_of(found),
        "others": [(each, badge_name(each.badge, book, today), standing(each, today)) for each in others.order_by("-completed_on")[:20]],
        "history": [*lines(found), *lines(found.learner)],
        "country": COUNTRY_NAMES.get(found.learner.country, ""),
    }  # fmt: skip
    return render(request, "workspace/enablement/completion.html", context, status=422 if errors else 200)


def day_of(request: HttpRequest, name: str) -> date | None:
    """A day that a form sends, as people write days too; Invalid says what is wrong with it."""
    text = request.POST.get(name, "").strip()
    if not text:
        return None
    try:
        return read_day(text)
    except ValueError:
        raise Invalid({name: ["Write the day as 2025-03-01."]}) from None


@require_GET
@internal_only
def evidence(request: HttpRequest, pk: int, document: int) -> FileResponse:
    """The file that proves a completion."""
    found = documents_of(queries.completion(request.user, pk)).filter(pk=document).first()
    if found is None:
        raise NotFound("There is no such file for you.")
    return FileResponse(opened(found), as_attachment=True, filename=found.name, content_type=found.media_type)


@require_http_methods(["GET", "POST"])
@internal_only
def new_completion(request: HttpRequest) -> HttpResponse:
    """Record what somebody completed, with the file that proves it."""
    allowed(request, Permission.RECORD)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            words = {
                name: request.POST.get(name, "").replace("\0", "")
                for name in ("email", "name", "badge", "note", "partner")
            }
            made = completions.record(
                request.occasion, **words, completed_on=day_of(request, "completed_on"),
                expires_on=day_of(request, "expires_on"), evidence=request.FILES.get("evidence"),
            )  # fmt: skip
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("The completion is recorded."))
            return redirect("workspace:completion", made.pk)
    typed, book, today = request.POST, request.occasion.book, request.occasion.day
    fields = [
        field("email", _("Learner's e-mail"), typed, errors, kind="email", required=True),
        field("name", _("Learner's name"), typed, errors, maxlength=120, help=_("Needed for somebody who is new here.")),
        field("partner", _("Partner"), typed, errors, width="short", help=_("A reference such as PAR00001; left out, the address's domain decides.")),
        field("badge", _("Badge"), typed, errors, kind="select", required=True, options=[("", _("Choose a badge")), *badge_options(book, today, retired=False)]),
        field("completed_on", _("Completed on"), typed, errors, kind="date", required=True, width="short"),
        field("expires_on", _("Runs out on"), typed, errors, kind="date", width="short", help=_("Left out, the program's term counts.")),
        field("note", _("Note"), typed, errors, maxlength=500),
    ]  # fmt: skip
    context = {
        "title": _("Record a completion"), "crumbs": [(_("Certifications"), reverse("workspace:completions")), (_("Record"), None)],
        "fields": fields, "errors": summary(errors, fields), "submit": _("Record the completion"),
        "file": {"name": "evidence", "label": _("Evidence"), "required": True, "errors": errors.get("evidence", []) + errors.get("file", []), "help": _("The certificate, or what else proves it.")},
        "max_bytes": LIMIT, "cancel": reverse("workspace:completions"),
    }  # fmt: skip
    return render(request, FORM, context, status=422 if errors else 200)


@require_GET
@internal_only
def unplaced(request: HttpRequest) -> HttpResponse:
    """Learners at no partner that we know, each with what its source says."""
    found = queries.unplaced(request.user, cursor=request.GET.get("cursor", ""))
    context = {
        "title": _("Certifications"), "tabs": tabs(request), "caption": _("Learners to be placed"), "list": None,
        "columns": [
            {"key": "name", "label": _("Learner"), "title": True, "plain": True}, {"key": "email", "label": _("E-mail"), "plain": True},
            {"key": "employer", "label": _("The file says"), "plain": True},
        ],
        "rows": [
            {"id": one.pk, "label": one.name, "url": reverse("workspace:learner", args=[one.pk]),
             "cells": {"name": one.name, "email": one.email, "employer": one.employer}}
            for one in found.rows
        ],
        "empty": {"title": _("Everybody is placed"), "text": _("Learners whose address belongs to no partner stand here until you say where they work."), "icon": "check"},
        "actions": [], **neighbours(request, found),
    }  # fmt: skip
    return answer(request, LIST, PART, context)


@require_http_methods(["GET", "POST"])
@internal_only
def learner(request: HttpRequest, pk: int) -> HttpResponse:
    """One learner: where she worked and works, her addresses, her completions; placing her, her leaving."""
    found = queries.learner(request.user, pk)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            said = _change_learner(request, found)
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, said)
            return redirect("workspace:learner", pk)
    book, today, typed = request.occasion.book, request.occasion.day, request.POST
    fields = [
        field("partner", _("Partner"), typed, errors, required=True, width="short", help=_("A reference such as PAR00001.")),
        field("starts_on", _("From"), typed or {"starts_on": today}, errors, kind="date", required=True, width="short"),
    ]  # fmt: skip
    alias = field(
        "email",
        _("Another address"),
        typed,
        errors,
        kind="email",
        help=_("If somebody else learned under it, the two become one."),
    )
    mine = queries.completions(request.user, Asked()).filter(learner=found).order_by("-completed_on")[:50]
    context = {
        "one": found, "fields": fields, "alias": alias, "errors": summary(errors, [*fields, alias]),
        "may_place": ACCESS.may(request.user, Permission.PLACE), "today": today,
        "employments": found.employments.select_related("partner").order_by("-starts_on"),
        "aliases": list(found.aliases.values_list("email", flat=True)),
        "completions": [(each, badge_name(each.badge, book, today), standing(each, today)) for each in mine],
        "history": lines(found),
    }  # fmt: skip
    return render(request, "workspace/enablement/learner.html", context, status=422 if errors else 200)


def _change_learner(request: HttpRequest, found: Learner) -> str:
    """Do what the form asks; the sentence that says so."""
    step, today = request.POST.get("step", "place"), request.occasion.day
    if step == "leave":
        learners.leave(request.occasion, found.pk, ends_on=day_of(request, "ends_on") or today)
        return _("Her employment has an end.")
    if step == "alias":
        learners.add_alias(request.occasion, found.pk, email=request.POST.get("email", ""))
        return _("The address is added.")
    learners.place(
        request.occasion,
        found.pk,
        partner=request.POST.get("partner", ""),
        starts_on=day_of(request, "starts_on") or today,
    )
    return _("She is placed.")
