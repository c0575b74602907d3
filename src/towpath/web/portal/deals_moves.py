"""What a partner does to a registration that was sent: comment, attach, withdraw, ask for an extension."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from towpath.domain.deals import queries
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.actions.moves import MOVES
from towpath.domain.deals.lifecycles import WITHDRAWN
from towpath.domain.deals.models import Registration
from towpath.kernel.refusals import Invalid, Refusal, Stale, Taken
from towpath.program.decisions.deal_registration.protection import PROTECTION
from towpath.web.portal import deals_files
from towpath.web.portal.deals import record
from towpath.web.portal.deals_doors import writers_only
from towpath.web.portal.deals_words import vendor_name


@writers_only
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask once more, with what it means, then take the registration back."""
    one = queries.one(request.user, ref)
    if one.state == WITHDRAWN:  # a second click
        return redirect("portal:registration", one.reference)
    why = request.POST.get("why", "")
    MOVES.open("withdraw", one, request.user)
    if request.method == "GET":
        return _confirm_withdrawal(request, one, why)
    try:
        registrations.withdraw(one.reference, request.occasion, why=why[:2000], version=_version(request))
    except Stale as refusal:
        return _confirm_withdrawal(request, queries.one(request.user, ref), why, refusal)
    messages.success(request, _("Withdrawn. You can register the same deal anew at any time."))
    return redirect("portal:registration", one.reference)


def _confirm_withdrawal(
    request: HttpRequest, one: Registration, why: str, refusal: Refusal | None = None
) -> HttpResponse:
    vendor = vendor_name(request.occasion.book, request.occasion.day)
    context = {"registration": one, "why": why, "refusal": refusal, "vendor": vendor}
    return render(request, "portal/withdraw.html", context, status=409 if refusal else 200)


@writers_only
@require_http_methods(["GET", "POST"])
def ask_extension(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask for the standard days, or until a day, and say why."""
    one = queries.one(request.user, ref)
    MOVES.open("ask_extension", one, request.user)
    typed = {name: request.POST.get(name, "") for name in ("until", "until_on", "why")}
    if request.method == "GET":
        return _extension_form(request, one, {"until": "standard"})
    try:
        until = _until(typed)
        registrations.ask_extension(
            one.reference, request.occasion, why=typed["why"][:4000], until_on=until, version=_version(request)
        )
    except Invalid as refusal:
        return _extension_form(request, one, typed, refusal.errors)
    except Taken as refusal:
        return _extension_form(request, one, typed, refusal=refusal)
    except Stale as refusal:
        return _extension_form(request, queries.one(request.user, ref), typed, refusal=refusal)
    messages.success(request, _("Asked. The answer comes by mail and stands in the history below."))
    return redirect("portal:registration", one.reference)


def _until(typed: dict[str, str]) -> date | None:
    if typed["until"] != "day":
        return None
    try:
        return date.fromisoformat(typed["until_on"].strip())
    except ValueError:
        errors = {"until_on": [_("Write the day as year-month-day, such as 2026-12-31.")]}
        if not typed["why"].strip():
            errors["why"] = [_("Say in a sentence why the deal needs more time.")]
        raise Invalid(errors) from None


def _extension_form(
    request: HttpRequest,
    one: Registration,
    typed: dict[str, str],
    errors: dict[str, list[str]] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    _since, wording = request.occasion.book[PROTECTION].in_force(one.judged_on)
    labels = {"until_on": _("Until which day?"), "why": _("Why?")}
    context: dict[str, Any] = {
        "registration": one,
        "typed": typed,
        "errors": errors or {},
        "summary": [
            {"name": name, "label": labels.get(name, ""), "message": message}
            for name, texts in (errors or {}).items()
            for message in texts
        ],
        "refusal": refusal,
        "days": wording["standard_extension_days"],
        "vendor": vendor_name(request.occasion.book, request.occasion.day),
    }
    return render(request, "portal/ask_extension.html", context, status=422 if errors else 409 if refusal else 200)


@writers_only
@require_POST
def comment(request: HttpRequest, ref: str) -> HttpResponse:
    """Write to the vendor; what was typed stays when it cannot be taken."""
    one = queries.one(request.user, ref)
    body = request.POST.get("body", "")
    try:
        if not queries.just_said(one, request.occasion, body):  # a second click says nothing twice
            registrations.comment(one.reference, request.occasion, body=body)
    except Invalid as refusal:
        comment = {"body": body, "errors": refusal.errors["body"]}
        return render(request, "portal/registration.html", record(request, one, comment=comment), status=422)
    messages.success(request, _("Your comment is sent."))
    return redirect("portal:registration", one.reference)


@writers_only
@require_POST
def add_file(request: HttpRequest, ref: str) -> HttpResponse:
    """Attach files: all that a form brought, or the one that a script sends."""
    one = queries.one(request.user, ref)
    if "X-Upload" in request.headers:
        return deals_files.one_sent(request, one)
    wrong = (
        deals_files.taken(request, one) if request.FILES.getlist("files") else {"files": [_("Choose a file first.")]}
    )
    if wrong:
        shown = record(request, one, file_errors=wrong["files"])
        return render(request, "portal/registration.html", shown, status=422)
    messages.success(request, _("Attached."))
    return redirect("portal:registration", one.reference)


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() and len(text) < 10 else None
