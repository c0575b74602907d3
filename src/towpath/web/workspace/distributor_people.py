"""The people of a distributor, in the workspace: Operations and Programs ask them in, take that back, end an access."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from towpath.domain.distribution import queries
from towpath.domain.distribution.access import ACCESS, Permission
from towpath.domain.distribution.actions import people
from towpath.domain.distribution.models import Distributor
from towpath.kernel.refusals import Invalid, NotFound, TooMany
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.distributors import shown


def _found(request: HttpRequest, code: str, permission: Permission) -> Distributor:
    if not ACCESS.may(request.user, permission):
        raise NotFound("There is no such page for you.")
    return queries.distributor(request.user, code)


@internal_only
@require_POST
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Send an invitation; what is wrong with it stands on the distributor's page."""
    found = _found(request, code, Permission.INVITE)
    typed = {name: request.POST.get(name, "")[:300] for name in ("email", "name")}
    try:
        invitation = people.invite(found.code, request.occasion, **typed)
    except Invalid as refusal:
        return shown(request, found, inviting=refusal.errors)
    except TooMany as refusal:
        return shown(request, found, inviting={"email": [str(refusal)]})
    messages.success(request, _("%(email)s is invited; the mail is on its way.") % {"email": invitation.email})
    return redirect("workspace:distributor", found.code)


@internal_only
@require_POST
def revoke(request: HttpRequest, code: str, invitation: int) -> HttpResponse:
    """Take an invitation back."""
    taken_back = people.revoke(code, request.occasion, invitation=invitation)
    messages.success(request, _("The invitation of %(email)s is taken back.") % {"email": taken_back.email})
    return redirect("workspace:distributor", code)


@internal_only
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, code: str, person: int) -> HttpResponse:
    """Ask once more, with what it means; then end the access."""
    found = _found(request, code, Permission.REMOVE)
    one = next((each for each in queries.people_of(found) if each.pk == person), None)
    if one is None:
        raise NotFound(f"There is no such person of {found.name}.")
    if request.method == "GET":
        return render(request, "workspace/distribution/remove_person.html", {"found": found, "one": one})
    people.remove(found.code, request.occasion, person=one.pk)
    messages.success(request, _("%(name)s no longer has access.") % {"name": one.name})
    return redirect("workspace:distributor", found.code)
