"""Customers' notices with their evidence: for sales, sales managers and Operations."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.domain.pursuits import queries
from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.domain.pursuits.actions import notices as actions
from towpath.domain.pursuits.actions.moves import LONGEST_REASON, NOTICES
from towpath.domain.pursuits.models import CustomerNotice
from towpath.kernel.documents.store import opened
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid, NotFound
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import internal_only
from towpath.web.shell.pursuits import Errors, badge, columns, day, form, known, moment, row, table
from towpath.web.workspace.lists import neighbours, state_chips

LAYOUT = "shell/workspace.html"
NOTICE = ("account", "partner", "contact_name", "contact_email", "dated_on")
ACTS = {"accept": actions.accept, "decline": actions.decline, "withdraw": actions.withdraw}


def needs(request: HttpRequest, permission: Permission) -> None:
    if not ACCESS.may(request.user, permission):
        raise NotFound("There is no such page for you.")


@internal_only
@require_GET
def notices(request: HttpRequest) -> HttpResponse:
    """Customers' notices, newest first."""
    needs(request, Permission.VIEW_NOTICE)
    state = request.GET.get("state", "")[:12]
    found = queries.notices(request.user, state=state, cursor=request.GET.get("cursor", ""))
    rows = (
        row(one.reference, reverse("workspace:customer_notice", args=[one.reference]), customer=one.account.name,
            wish=one.partner.name if one.partner else _("no partner"), state=one.state, day=one.dated_on)
        for one in found.rows
    )  # fmt: skip
    new = {"label": _("Record a notice"), "url": reverse("workspace:customer_notice_new"), "icon": "plus", "kind": "primary"}  # fmt: skip
    context = {
        "title": _("Customers’ notices"), "text": _("What customers wrote about who is to have their renewal; an accepted one moves the incumbency."),
        "actions": [new] if ACCESS.may(request.user, Permission.RECORD_NOTICE) else [], "layout": LAYOUT,
        "chips": state_chips(request, state, [("", _("All")), ("recorded", _("Waiting")), ("accepted", _("Accepted")), ("declined", _("Declined"))]),
        "tables": [table(columns(("customer", _("Customer")), ("wish", _("Wants")), ("ref", _("Reference")), state=_("State"), day=_("Written")), rows,
                         empty=(_("No notice here"), _("When a customer writes that another partner is to have its renewal, record it here.")))],
        **neighbours(request, found),
    }  # fmt: skip
    return render(request, "shell/pursuits_list.html", context)


@internal_only
@require_http_methods(["GET", "POST"])
def new_notice(request: HttpRequest) -> HttpResponse:
    """Record a notice, with the customer's letter or mail."""
    needs(request, Permission.RECORD_NOTICE)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "")[:300] for name in NOTICE}
        try:
            made = actions.record(request.occasion, typed, request.FILES.get("file"))
        except Invalid as refusal:
            errors = refusal.errors
        except NotFound as refusal:
            errors = {"account": [refusal.sentence]}
        else:
            messages.success(request, _("%(reference)s waits for an answer.") % {"reference": made.reference})
            return redirect("workspace:customer_notice", made.reference)
    typed = request.POST if request.method == "POST" else request.GET
    fields = [
        field("account", _("Account"), typed, errors, required=True, placeholder="ACC00042", width="middle"),
        field("partner", _("Partner that the customer names"), typed, errors, placeholder="PAR00042", width="middle", help=_("Leave it empty where the customer no longer wants a partner.")),
        field("contact_name", _("Who wrote it"), typed, errors, required=True, maxlength=120),
        field("contact_email", _("From which address"), typed, errors, kind="email", required=True),
        field("dated_on", _("Written on"), typed, errors, kind="date", required=True, width="short"),
        field("file", _("The letter or mail"), {}, errors, kind="file", required=True),
    ]  # fmt: skip
    back = reverse("workspace:customer_notices")
    context = {
        "title": _("Record a customer’s notice"), "text": _("It counts once somebody else accepted it as the word of an authorized person."),
        "fields": fields, "errors": summary(errors, fields), "label": _("Record it"), "back": back, "layout": LAYOUT,
        "crumbs": [(_("Customers’ notices"), back), (_("Record"), None)],
    }  # fmt: skip
    return render(request, "shell/pursuits_form.html", context, status=422 if errors else 200)


@internal_only
@require_GET
def notice(request: HttpRequest, reference: str) -> HttpResponse:
    return _notice(request, queries.notice(request.user, reference))


def _notice(request: HttpRequest, found: CustomerNotice, errors: Errors | None = None, name: str = "") -> HttpResponse:
    forms = []
    for move in NOTICES.offered(found, request.user):
        reason = field("reason", _("Reason"), request.POST, (errors or {}) if move.name == name else {}, required=True, maxlength=LONGEST_REASON)  # fmt: skip
        url = reverse("workspace:customer_notice_move", args=[found.reference, move.name])
        accepts = move.name == "accept"
        text = _("From then on it decides who is the incumbent of %(customer)s.") % {"customer": found.account.name}
        forms.append(form(move.name, move.label, url, [] if accepts else [reason], danger=not accepts, text=text if accepts else "", aside=not accepts))  # fmt: skip
    letter = reverse("workspace:customer_notice_file", args=[found.reference])
    items: list[dict[str, Any]] = [
        {"label": _("Customer"), "value": found.account.name, "url": reverse("workspace:account", args=[found.account.reference])},
        {"label": _("Wants"), "value": found.partner.name if found.partner else _("no partner any more")},
        {"label": _("Written by"), "value": f"{found.contact_name}, {found.contact_email}"}, day(_("Written on"), found.dated_on),
        {"label": _("Evidence"), "value": found.document.name if found.document else None, "url": letter},
    ]  # fmt: skip
    decided: list[dict[str, Any]] = [
        {"label": _("Recorded by"), "value": found.recorded_by.name}, moment(_("Recorded"), found.recorded_at),
        {"label": _("Decided by"), "value": found.decided_by.name if found.decided_by else None},
        moment(_("Decided"), found.decided_at),
    ]  # fmt: skip
    context = {
        "title": _("Notice of %(customer)s") % {"customer": found.account.name}, "ref": found.reference, "layout": LAYOUT,
        "state": badge(found.state), "crumbs": [(_("Customers’ notices"), reverse("workspace:customer_notices")), (found.reference, None)],
        "facts": [{"title": _("What the customer wrote"), "items": items}, {"title": _("Who took it in"), "items": known(decided)}],
        "forms": forms, "history": lines(found),
        "notes": [{"meaning": "neutral", "title": _("The reason"), "text": found.reason}] if found.reason else [],
        "errors": summary(errors or {}, []),
    }  # fmt: skip
    return render(request, "shell/pursuits_record.html", context, status=422 if errors else 200)


@internal_only
@require_GET
def notice_file(request: HttpRequest, reference: str) -> FileResponse:
    """The customer's letter."""
    found = queries.notice(request.user, reference)
    if found.document is None:
        raise NotFound("There is no such file for you.")
    return FileResponse(opened(found.document), as_attachment=True, filename=found.document.name)


@internal_only
@require_POST
def notice_move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Accept, decline or withdraw."""
    found = queries.notice(request.user, reference)
    if name not in ACTS:
        raise NotFound("There is no such move for you.")
    given = {} if name == "accept" else {"reason": request.POST.get("reason", "")[:2000]}
    try:
        ACTS[name](found.reference, request.occasion, **given)
    except Invalid as refusal:
        return _notice(request, found, refusal.errors, name)
    messages.success(request, _("%(reference)s: done.") % {"reference": found.reference})
    return redirect("workspace:customer_notice", found.reference)
