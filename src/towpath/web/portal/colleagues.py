"""A partner's people: everybody sees who has access; administrators invite, remove, give roles, hand over (ROL-01)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from towpath.domain.partners import queries
from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.actions import people
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import PARTNER_WORDS, Role
from towpath.kernel.refusals import Invalid, NotFound, TooMany
from towpath.web.shell.guards import partner_only


@partner_only
@require_safe
def colleagues(request: HttpRequest) -> HttpResponse:
    return _page(request, {"role": Role.PARTNER_SELLER.value})


def _page(request: HttpRequest, typed: dict[str, str], errors: dict[str, list[str]] | None = None) -> HttpResponse:
    errors = errors or {}
    looks_after = ACCESS.may(request.user, Permission.INVITE)
    labels = {"email": _("E-mail"), "name": _("Name"), "role": _("What may your colleague do?")}
    context: dict[str, Any] = {
        "people": list(queries.colleagues(request.user)),
        "invitations": list(queries.invitations(request.user)) if looks_after else [],
        "looks_after": looks_after,
        "typed": typed,
        "errors": errors,
        "summary": [
            {"name": name, "label": labels.get(name, ""), "message": message}
            for name, texts in errors.items()
            for message in texts
        ],
        "days": people.GOOD_FOR.days,
        "roles": _roles(),
    }
    return render(request, "portal/colleagues.html", context, status=422 if errors else 200)


@partner_only
@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    typed = {name: request.POST.get(name, "")[:300] for name in ("email", "name", "role")}
    try:
        invitation = people.invite(request.occasion, **typed)
    except Invalid as refusal:
        return _page(request, typed, refusal.errors)
    except TooMany as refusal:
        return _page(request, typed, {"email": [str(refusal)]})
    messages.success(request, _("%(email)s is invited; the mail is on its way.") % {"email": invitation.email})
    return redirect("portal:colleagues")


@partner_only
@require_POST
def revoke(request: HttpRequest, invitation: int) -> HttpResponse:
    taken_back = people.revoke(request.occasion, invitation=invitation)
    messages.success(request, _("The invitation of %(email)s is taken back.") % {"email": taken_back.email})
    return redirect("portal:colleagues")


@partner_only
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, person: int) -> HttpResponse:
    """Ask once more, with what it means; then end the access."""
    colleague = _colleague(request, person, Permission.REMOVE)
    if request.method == "GET":
        return render(request, "portal/remove_colleague.html", {"colleague": colleague})
    people.remove(request.occasion, person=colleague.pk)
    messages.success(request, _("%(name)s no longer has access.") % {"name": colleague.name})
    return redirect("portal:colleagues" if colleague.pk != request.user.pk else "account_login")


@partner_only
@require_http_methods(["GET", "POST"])
def change_role(request: HttpRequest, person: int) -> HttpResponse:
    """What a colleague may do: one role or several."""
    colleague = _colleague(request, person, Permission.CHANGE_ROLE)
    chosen, errors = list(colleague.roles), {}
    if request.method == "POST":
        chosen = request.POST.getlist("roles")[:9]
        try:
            people.change_role(request.occasion, person=colleague.pk, roles=chosen)
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("What %(name)s may do is changed.") % {"name": colleague.name})
            return redirect(
                "portal:colleagues" if Role.PARTNER_ADMIN in chosen or colleague != request.user else "portal:home"
            )
    context = {
        "colleague": colleague, "options": _roles(), "chosen": chosen,
        "errors": errors, "summary": [{"name": "roles", "message": text} for text in errors.get("roles", ())],
    }  # fmt: skip
    return render(request, "portal/change_role.html", context, status=422 if errors else 200)


def _roles() -> list[dict[str, Any]]:
    """The roles that an administrator can give, as options of a field."""
    return [{"value": role.value, "label": words} for role, words in PARTNER_WORDS.items()]


@partner_only
@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, person: int) -> HttpResponse:
    """Ask once more, with what it means; then the colleague administers in the reader's place."""
    colleague = _colleague(request, person, Permission.HAND_OVER)
    if request.method == "GET":
        return render(request, "portal/hand_over.html", {"colleague": colleague})
    people.hand_over(request.occasion, person=colleague.pk)
    messages.success(request, _("%(name)s administers from now on.") % {"name": colleague.name})
    return redirect("portal:colleagues")


def _colleague(request: HttpRequest, person: int, permission: Permission) -> Person:
    if not ACCESS.may(request.user, permission):
        raise NotFound("There is no such page for you.")
    found = queries.colleagues(request.user).filter(pk=person).first()
    if found is None:
        raise NotFound("There is no such colleague for you.")
    return found
