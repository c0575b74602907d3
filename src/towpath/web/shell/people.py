"""What people do for themselves: settings, API tokens, coming in by an invitation, and stepping into the demo."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from towpath.domain.partners.actions import people
from towpath.kernel import own_settings
from towpath.kernel.identity.models import Invitation, Person
from towpath.kernel.identity.roles import WORDS, Role
from towpath.kernel.in_force import book
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound, Refusal, TooMany
from towpath.program.decisions.vendor import vendor
from towpath.web.shell.going_in import go_in
from towpath.web.shell.guards import signed_in

DEMO_ADDRESSES = Q(email__iendswith="@demo.example") | Q(email__iendswith=".demo.example")
DAYS = (30, 90, 365)
OWN = ("name", "zone", "mail_pace", "theme")
LABELS = {
    "name": "Name", "zone": "Time zone", "mail_pace": "Mail", "theme": "Appearance", "token_name": "What for",
    "token_days": "Good for", "password": "Password",
}  # fmt: skip


# -- the reader's own settings -----------------------------------------------------------------------------------------


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """The reader's settings; saving keeps them for pages and mails alike."""
    if request.method == "GET":
        return _settings(request)
    typed = {name: request.POST.get(name, "")[:300] for name in OWN}
    try:
        own_settings.change(request.occasion, **typed)
    except Invalid as refusal:
        return _settings(request, typed=typed, errors=refusal.errors)
    messages.success(request, _("Saved."))
    return redirect("shell:me")


@signed_in
@never_cache
@require_POST
def make_token(request: HttpRequest) -> HttpResponse:
    """Make an API token; its key stands on the answering page and nowhere else, ever."""
    days = request.POST.get("token_days", "")
    number = 0 if days != "" and not (days.isdigit() and int(days[:5]) in DAYS) else int(days or 0) or None
    typed = {"token_name": request.POST.get("token_name", "")[:300], "token_days": days}
    try:
        token, key = own_settings.make_token(request.occasion, name=typed["token_name"], days=number)
    except Invalid as refusal:
        errors = {f"token_{name}": texts for name, texts in refusal.errors.items()}
        return _settings(request, token_typed=typed, errors=errors)
    except TooMany as refusal:
        return _settings(request, token_typed=typed, errors={"token_name": [str(refusal)]})
    return _settings(request, made=token, key=key)


@signed_in
@require_POST
def revoke_token(request: HttpRequest, token: int) -> HttpResponse:
    ended = own_settings.revoke_token(request.occasion, token=token)
    messages.success(request, _("“%(name)s” is revoked; nothing gets in with it any more.") % {"name": ended.name})
    return redirect("shell:me")


def _settings(request: HttpRequest, *, errors: dict[str, list[str]] | None = None, **more: Any) -> HttpResponse:
    person, errors = request.user, errors or {}
    context = {
        "layout": "shell/workspace.html" if person.is_internal else "shell/portal.html",
        "typed": {name: getattr(person, name) for name in OWN},
        "zones": own_settings.zones(),
        "tokens": list(own_settings.usable_tokens(person, request.at)),
        "token_typed": {"token_name": "", "token_days": "90"},
        "days": DAYS,
        "made": None,
        "key": "",
        "errors": errors,
        "summary": _summary(errors),
        **more,
    }
    return render(request, "shell/me.html", context, status=422 if errors else 200)


def _summary(errors: dict[str, list[str]]) -> list[dict[str, str]]:
    return [
        {"name": name, "label": _(LABELS.get(name, "")) if name in LABELS else "", "message": message}
        for name, texts in errors.items()
        for message in texts
    ]


# -- coming in by an invitation ----------------------------------------------------------------------------------------


@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, key: str) -> HttpResponse:
    """Accept an invitation: a name, a password, and one is in. Good once, for the address that it went to."""
    try:
        found = people.look_up(key, request.at)
    except NotFound:
        raise
    except Refusal as refusal:
        return _invitation_refused(request, refusal)
    if request.user.is_authenticated:
        return render(request, "shell/invitation_other.html", {"found": found}, status=409)
    typed = {"name": request.POST.get("name", found.name)[:300], "zone": request.POST.get("zone", "")[:60]}
    if request.method == "GET":
        return _invitation_form(request, found, typed)
    zone = typed["zone"] if typed["zone"] in own_settings.zones() else "UTC"
    occasion = Occasion(actor=None, at=request.at, door="portal", book=book())
    try:
        person = people.accept(key, occasion, name=typed["name"], password=request.POST.get("password", ""), zone=zone)
    except Invalid as refusal:
        return _invitation_form(request, found, typed, refusal.errors)
    except Refusal as refusal:
        return _invitation_refused(request, refusal)
    go_in(request, person, set_password=True)
    messages.success(request, _("Welcome, %(name)s.") % {"name": person.name})
    return redirect("portal:home" if person.is_partner else "/")


def _invitation_form(
    request: HttpRequest, found: Invitation, typed: dict[str, str], errors: dict[str, list[str]] | None = None
) -> HttpResponse:
    context = {
        "found": found,
        "role": WORDS[Role(found.role)],
        "typed": typed,
        "errors": errors or {},
        "summary": _summary(errors or {}),
        "zones": own_settings.zones(),
        "vendor": vendor(book(), request.at.date()).name,
    }
    response = render(request, "shell/invitation.html", context, status=422 if errors else 200)
    response["Referrer-Policy"] = "same-origin"  # the address is the key; with none at all the form could not be sent
    return response


def _invitation_refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    error = {
        "title": _("This invitation cannot be used"),
        "text": refusal.sentence,
        "what_to_do": refusal.remedy,
        "reference": "",
        "action": {"label": _("Sign in"), "url": "/account/login/"},
    }
    return render(request, "shell/error.html", {"error": error}, status=409)


# -- the demo ----------------------------------------------------------------------------------------------------------


def demo_people() -> list[Person]:
    """One person per set of roles and region of the demo, by role; none unless this is a demo."""
    if not settings.DEMO:
        return []
    shown: dict[tuple[str, str], Person] = {}
    people = Person.objects.filter(DEMO_ADDRESSES, is_active=True).select_related("organisation")
    for person in people.order_by("id"):
        shown.setdefault((",".join(person.roles), person.region), person)
    order = [Role.PARTNER_SELLER, *Role]  # a demo begins where a deal does
    ranked = sorted(shown.values(), key=lambda p: (order.index(Role(p.roles[0])) if p.roles else len(order), p.pk))
    return ranked[:48]


@require_POST
def demo_enter(request: HttpRequest) -> HttpResponse:
    """Step into the demo as one of its made-up people: never anywhere but in a demo, never as anybody else."""
    number = request.POST.get("person", "")
    if not settings.DEMO or not number.isdigit() or len(number) > 18:
        raise Http404
    person = Person.objects.filter(DEMO_ADDRESSES, pk=int(number), is_active=True).first()
    if person is None:
        raise Http404
    go_in(request, person)
    return redirect("portal:home" if person.is_partner else "/")
