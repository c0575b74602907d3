"""Vouchers for exams (CRT-03) and what Credly's templates stand for, as the vendor's people look after them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.adapters import credly as credly_api
from towpath.domain.enablement import learning_queries as queries
from towpath.domain.enablement.access import ACCESS, Permission
from towpath.domain.enablement.actions import credly, vouchers
from towpath.domain.enablement.models import CredlyReading, CredlyTemplate, Voucher
from towpath.kernel import saved_views
from towpath.kernel.paging import every
from towpath.kernel.refusals import Invalid, Taken
from towpath.program.decisions.enablement.badges import badge_name
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.fields import field, summary
from towpath.web.shell.formats import date_words
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.enablement import FORM, LIST, PART, allowed, badge_options, day_of, tabs, text_of
from towpath.web.workspace.lists import answer, by_region, neighbours, plain_bar, select

PLACE = "enablement.vouchers"
LIMIT = 20_000_000
STATES = {
    "free": lazy("Free"),
    "issued": lazy("Issued"),
    "used": lazy("Used"),
    "withdrawn": lazy("Withdrawn"),
    "expired": lazy("Run out"),
}
MEANINGS = {"free": "neutral", "issued": "waiting", "used": "good", "withdrawn": "stop", "expired": "attention"}


def state_of(row: Voucher, today: Any) -> dict[str, Any]:
    state = row.state
    if state in ("free", "issued") and row.expires_on is not None and row.expires_on <= today:
        state = "expired"
    return {"state": state, "label": STATES[state], "meaning": MEANINGS[state]}


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {"q": text_of(request, "q", 200), "state": text_of(request, "state", 12), "region": text_of(request, "region", 10),
            "on": request.occasion.day}  # fmt: skip


@require_GET
@internal_only
def vouchers_list(request: HttpRequest) -> HttpResponse:
    """Codes, whose they are, whether they were used, and when they run out; the first to run out first."""
    allowed(request, Permission.VIEW_VOUCHER)
    found = queries.vouchers(request.user, **_asked(request), cursor=request.GET.get("cursor", ""))
    book, today, manages = (
        request.occasion.book,
        request.occasion.day,
        ACCESS.may(request.user, Permission.MANAGE_VOUCHER),
    )
    actions = [
        {"label": _("Take a code in"), "url": reverse("workspace:voucher_new"), "kind": "secondary", "icon": "plus"},
        {"label": _("Import codes"), "url": reverse("workspace:vouchers_import"), "kind": "secondary", "icon": "upload"},
    ]  # fmt: skip
    context = {
        "title": _("Certifications"), "tabs": tabs(request), "caption": _("Vouchers for exams"), "actions": actions if manages else [],
        "list": plain_bar(
            request, PLACE, saved_views.kept(request.user, PLACE), all_label=_("All vouchers"),
            search={"name": "q", "value": request.GET.get("q", ""), "placeholder": _("Code, partner or address"), "label": _("Search vouchers")},
            quick=[select(request, "state", _("State"), [("", _("Every state")), *STATES.items()])],
            more=[by_region(request)],
        ),
        "columns": [
            {"key": "code", "label": _("Code"), "title": True, "plain": True}, {"key": "badge", "label": _("Exam"), "plain": True, "hide": "narrow"},
            {"key": "state", "label": _("State")}, {"key": "partner", "label": _("Partner"), "plain": True},
            {"key": "learner", "label": _("Learner"), "plain": True}, {"key": "used", "label": _("Used"), "plain": True, "named": "day"},
            {"key": "expires", "label": _("Runs out"), "plain": True, "named": "day"},
        ],
        "rows": [
            {"id": v.reference, "label": v.code, "url": reverse("workspace:voucher", args=[v.reference]) if manages else None,
             "state": state_of(v, today),
             "cells": {"code": v.code, "badge": badge_name(v.badge, book, today), "partner": v.partner.name if v.partner else "",
                       "learner": v.learner.name if v.learner else "", "used": date_words(v.used_on) if v.used_on else "",
                       "expires": date_words(v.expires_on) if v.expires_on else _("never")}}
            for v in found.rows
        ],
        "empty": {"title": _("No voucher fits"), "text": _("Codes are taken in one by one or from a file."), "icon": "search"},
        **neighbours(request, found, "workspace:vouchers_csv"),
    }  # fmt: skip
    return answer(request, LIST, PART, context)


@require_GET
@internal_only
def vouchers_csv(request: HttpRequest) -> StreamingHttpResponse:
    allowed(request, Permission.VIEW_VOUCHER)
    today = request.occasion.day
    rows = every(lambda cursor: queries.vouchers(request.user, **_asked(request), cursor=cursor, size=1000))
    head = ["Code", "Badge", "State", "Partner", "E-mail", "Issued on", "Used on", "Expires on"]
    lines = (
        [v.code, v.badge, str(state_of(v, today)["state"]), v.partner.name if v.partner else "",
         v.learner.email if v.learner else "", v.issued_on, v.used_on, v.expires_on]
        for v in rows
    )  # fmt: skip
    return csv_answer("vouchers.csv", head, lines)


def _form(
    request: HttpRequest, title: str, fields: list[dict[str, Any]], errors: dict[str, list[str]], **more: Any
) -> HttpResponse:
    context = {
        "title": title, "crumbs": [(_("Vouchers"), reverse("workspace:vouchers")), (title, None)], "fields": fields,
        "errors": summary(errors, fields), "cancel": reverse("workspace:vouchers"), **more,
    }  # fmt: skip
    return render(request, FORM, context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
@internal_only
def new_voucher(request: HttpRequest) -> HttpResponse:
    allowed(request, Permission.MANAGE_VOUCHER)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            vouchers.receive(
                request.occasion, code=request.POST.get("code", "").replace("\0", ""), badge=request.POST.get("badge", ""),
                expires_on=day_of(request, "expires_on"),
            )  # fmt: skip
        except Invalid as refusal:
            errors = refusal.errors
        except Taken as refusal:
            errors = {"code": [str(refusal)]}
        else:
            return redirect("workspace:vouchers")
    typed = request.POST or {"badge": vouchers.DEFAULT_BADGE}
    fields = [
        field("code", _("Code"), typed, errors, required=True, maxlength=60),
        field("badge", _("For the exam of"), typed, errors, kind="select", options=badge_options(request.occasion.book, request.occasion.day, retired=False)),
        field("expires_on", _("Runs out on"), typed, errors, kind="date", width="short"),
    ]  # fmt: skip
    return _form(request, _("Take a code in"), fields, errors, submit=_("Take it in"))


@require_http_methods(["GET", "POST"])
@internal_only
def voucher(request: HttpRequest, reference: str) -> HttpResponse:
    """One voucher's next move: issue it, mark it as used, or withdraw it."""
    allowed(request, Permission.MANAGE_VOUCHER)
    row, typed = queries.voucher(request.user, reference), request.POST
    offered = list(vouchers.MOVES.offered(row, request.user))
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            _act(request, reference, typed.get("move", ""))
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("Done: %(code)s.") % {"code": row.code})
            return redirect("workspace:vouchers")
    names = {move.name for move in offered}
    fields = [
        field(
            "move",
            _("What is to happen"),
            typed,
            errors,
            kind="radio",
            required=True,
            options=[(m.name, m.label) for m in offered],
        )
    ]
    if "issue" in names:
        fields += [
            field("partner", _("Partner"), typed, errors, width="short", help=_("To issue it: a reference such as PAR00001.")),
            field("email", _("Learner's e-mail"), typed, errors, kind="email", help=_("To issue it to one person; may be left out.")),
        ]  # fmt: skip
    if "use" in names:
        fields.append(field("used_on", _("Used on"), typed, errors, kind="date", width="short"))
    fields.append(field("reason", _("Why"), typed, errors, help=_("Needed to withdraw it.")))
    return _form(
        request,
        row.code,
        fields if offered else [],
        errors,
        submit=_("Do it"),
        text=str(state_of(row, request.occasion.day)["label"]),
    )


def _act(request: HttpRequest, reference: str, move: str) -> None:
    if move == "issue":
        vouchers.issue(
            reference, request.occasion, partner=request.POST.get("partner", ""), email=request.POST.get("email", "")
        )
    elif move == "use":
        vouchers.use(reference, request.occasion, used_on=day_of(request, "used_on"))
    elif move == "withdraw":
        vouchers.withdraw(reference, request.occasion, reason=request.POST.get("reason", ""))
    else:
        raise Invalid({"move": [_("Choose what is to happen.")]})


@require_http_methods(["GET", "POST"])
@internal_only
def import_vouchers(request: HttpRequest) -> HttpResponse:
    """Read a file of codes in; bad rows are left out and named."""
    allowed(request, Permission.MANAGE_VOUCHER)
    errors: dict[str, list[str]] = {}
    faults: list[str] = []
    upload = request.FILES.get("file")
    if request.method == "POST":
        try:
            if upload is None or (upload.size or 0) > LIMIT:
                raise Invalid({"file": [_("Choose a CSV or XLSX file of at most 20 MB.")]})
            outcome = vouchers.import_vouchers(request.occasion, upload, file_name=upload.name or "")
        except Invalid as refusal:
            errors = refusal.errors
        else:
            faults = [str(fault) for fault in outcome.errors[:200]]
            said = _("%(added)d added, %(changed)d changed, %(unchanged)d as they were, %(bad)d left out.")
            words = {
                "added": outcome.added,
                "changed": outcome.changed,
                "unchanged": outcome.unchanged,
                "bad": len(outcome.errors),
            }
            messages.success(request, said % words)
            if not faults:
                return redirect("workspace:vouchers")
    file = {"name": "file", "label": _("CSV or XLSX file"), "required": True, "errors": errors.get("file", []),
            "help": _("Columns: Code, Badge, Partner, E-mail, Issued on, Used on, Expires on. Only Code is needed; a code that is here already is brought up to the file.")}  # fmt: skip
    return _form(request, _("Import codes"), [], errors, submit=_("Import"), file=file, max_bytes=LIMIT, faults=faults)


@require_http_methods(["GET", "POST"])
@internal_only
def credly_page(request: HttpRequest) -> HttpResponse:
    """Which template of Credly's stands for which badge, and how the last readings went."""
    allowed(request, Permission.MANAGE_CREDLY)
    if request.method == "POST":
        wanted = {
            key.removeprefix("template-"): value for key, value in request.POST.items() if key.startswith("template-")
        }
        changed = credly.map_templates(request.occasion, wanted)
        messages.success(request, _("%(count)d templates changed; the next reading follows.") % {"count": changed})
        return redirect("workspace:credly")
    options = [("", _("stands for nothing here")), *badge_options(request.occasion.book, request.occasion.day)]
    context = {
        "tabs": tabs(request), "configured": credly_api.configured(),
        "fields": [field(f"template-{t.template_id}", t.name, {f"template-{t.template_id}": t.badge}, {}, kind="select", options=options)
                   for t in CredlyTemplate.objects.order_by("name", "id")[:500]],
        "readings": list(CredlyReading.objects.order_by("-id")[:10]),
    }  # fmt: skip
    return render(request, "workspace/enablement/credly.html", context)


@require_POST
@internal_only
def credly_read(request: HttpRequest) -> HttpResponse:
    credly.ask(request.occasion)
    messages.success(request, _("Credly is being read; look here again in a minute."))
    return redirect("workspace:credly")
