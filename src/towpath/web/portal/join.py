"""Signing up: the form, the mail that confirms the address, and the link in it. Nobody is signed in here yet."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from towpath.basics.countries import COUNTRY_NAMES
from towpath.domain.partners.actions import sign_up
from towpath.domain.partners.models import SignUp
from towpath.kernel import own_settings
from towpath.kernel.in_force import book
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound, Refusal, TooMany
from towpath.program.decisions.partners.agreement import SignUpTerms, sign_up_terms
from towpath.program.decisions.vendor import Vendor, vendor
from towpath.web.shell.going_in import go_in
from towpath.web.shell.places import place_of

COUNTRIES = [{"value": code, "label": name} for code, name in sorted(COUNTRY_NAMES.items(), key=lambda pair: pair[1])]
KINDS = {"country": "select", "kind": "radio", "email": "email", "phone": "tel"}
COMPLETES = {
    "company": "organization", "country": "country", "name": "name", "title": "organization-title", "email": "email",
    "phone": "tel", "website": "url",
}  # fmt: skip


def _occasion(request: HttpRequest) -> Occasion:
    return Occasion(actor=None, at=request.at, door="portal", book=book())


def _vendor(occasion: Occasion) -> Vendor:
    return vendor(occasion.book, occasion.day)


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """The form; sending it sends the link. The answer is the same whoever the address belongs to."""
    if request.user.is_authenticated:
        return redirect("front")
    if request.method == "GET":
        return _form(request, {})
    typed = {name: request.POST.get(name, "")[:2000] for name in sign_up.NAMES}
    try:
        made = sign_up.begin(_occasion(request), typed, place=place_of(request))
    except Invalid as refusal:
        return _form(request, typed, refusal.errors)
    except TooMany as refusal:
        response = _form(request, typed, {"": [str(refusal)]}, status=429)
        response["Retry-After"] = "600"
        return response
    request.session["joining"] = made.email
    return redirect("join:sent")


def _form(
    request: HttpRequest, typed: dict[str, str], errors: dict[str, list[str]] | None = None, status: int = 422
) -> HttpResponse:
    occasion, errors = _occasion(request), errors or {}
    terms = sign_up_terms(occasion.book, occasion.day)
    labels = {field.name: field.label for field in terms.fields}
    context = {
        "sections": _sections(terms, typed, errors),
        "summary": [
            {"name": name or None, "label": labels.get(name), "message": text}
            for name in (*labels, "")
            for text in errors.get(name, ())
        ],
        "vendor": _vendor(occasion),
    }
    return render(request, "portal/join/form.html", context, status=status if errors else 200)


def _sections(terms: SignUpTerms, typed: dict[str, str], errors: dict[str, list[str]]) -> list[dict[str, Any]]:
    """The fields in groups, as the program's page has them."""
    groups: dict[str, list[dict[str, Any]]] = {}
    kinds = [{"value": kind.key, "label": kind.label, "help": kind.help} for kind in terms.kinds]
    for field in terms.fields:
        options = COUNTRIES if field.name == "country" else kinds if field.name == "kind" else []
        kind = KINDS.get(field.name, "text")
        groups.setdefault(field.section, []).append(
            {
                "name": field.name, "label": field.label, "help": field.help, "required": field.required, "kind": kind,
                "options": options, "value": typed.get(field.name, ""), "errors": errors.get(field.name, []),
                "maxlength": field.longest if kind not in ("select", "radio") else None,
                "autocomplete": COMPLETES.get(field.name),
            }
        )  # fmt: skip
    return [{"title": title, "fields": fields} for title, fields in groups.items()]


@never_cache
@require_GET
def sent(request: HttpRequest) -> HttpResponse:
    """What to do now: open the mail."""
    occasion = _occasion(request)
    context = {
        "email": request.session.get("joining", ""),
        "hours": sign_up_terms(occasion.book, occasion.day).link_hours,
        "vendor": _vendor(occasion),
    }
    return render(request, "portal/join/sent.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, key: str) -> HttpResponse:
    """The link of the mail: choose a password and begin, or ask for access where the company is known already."""
    occasion = _occasion(request)
    try:
        found = sign_up.look_up(key, request.at)
        if request.user.is_authenticated:
            return render(request, "portal/join/other.html", {"found": found}, status=409)
        if request.method == "POST":
            return _confirmed(request, key, found, occasion)
    except NotFound:
        raise
    except Refusal as refusal:
        return _refused(request, refusal)
    return _private(_confirm_page(request, found, occasion))


def _confirmed(request: HttpRequest, key: str, found: SignUp, occasion: Occasion) -> HttpResponse:
    if request.POST.get("ask") == "access":
        sign_up.ask_access(key, occasion)
        return render(request, "portal/join/asked.html", {"found": found, "vendor": _vendor(occasion)})
    zone = request.POST.get("zone", "")[:60]
    zone = zone if zone in own_settings.zones() else "UTC"
    try:
        person = sign_up.confirm(key, occasion, password=request.POST.get("password", "")[:300], zone=zone)
    except Invalid as refusal:
        return _private(_confirm_page(request, found, occasion, refusal.errors))
    except sign_up.Known:
        return _private(_confirm_page(request, found, occasion))
    go_in(request, person, set_password=True)
    request.session.pop("joining", None)
    messages.success(request, _("Welcome, %(name)s. Your address is confirmed.") % {"name": person.name})
    return redirect("portal:agreement")


def _confirm_page(
    request: HttpRequest, found: SignUp, occasion: Occasion, errors: dict[str, list[str]] | None = None
) -> HttpResponse:
    errors = errors or {}
    context = {
        "found": found,
        "vendor": _vendor(occasion),
        "errors": errors,
        "zones": own_settings.zones(),
        "zone": request.POST.get("zone", ""),
        "summary": [
            {"name": name, "label": _("Password"), "message": text} for name, texts in errors.items() for text in texts
        ],
    }
    page = "portal/join/known.html" if sign_up.is_known(found, occasion) else "portal/join/confirm.html"
    return render(request, page, context, status=422 if errors else 200)


def _private(response: HttpResponse) -> HttpResponse:
    response["Referrer-Policy"] = "same-origin"  # the address is the key; with none at all the form could not be sent
    return response


def _refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    error = {
        "title": _("This link cannot be used"),
        "text": refusal.sentence,
        "what_to_do": refusal.remedy,
        "reference": "",
        "action": {"label": _("Sign in"), "url": "/account/login/"},
    }
    return render(request, "shell/error.html", {"error": error}, status=409)
