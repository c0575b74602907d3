"""From the workspace into the portal as a demonstration person, and back with one click (ONB-07)."""

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from towpath.domain.partners.actions import demonstration
from towpath.kernel.identity.models import Person
from towpath.kernel.refusals import NotFound
from towpath.web.shell.going_in import go_in
from towpath.web.shell.guards import internal_only, signed_in

CAME_FROM = "demonstration_of"


@internal_only
@require_POST
def enter(request: HttpRequest) -> HttpResponse:
    """Go on as one's demonstration person; the session remembers who one is."""
    colleague = request.user
    person = demonstration.step_in(request.occasion)
    _go_on_as(request, person)
    request.session[CAME_FROM] = {"person": colleague.pk, "mark": colleague.get_session_auth_hash()}
    return redirect("portal:home")


@signed_in
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Back to oneself, unless one's own access has ended or changed meanwhile: then to the sign-in."""
    came = request.session.get(CAME_FROM)
    if not (request.user.is_demonstration and came):
        raise NotFound("There is no such page for you.")
    colleague = Person.objects.filter(pk=came["person"], organisation=None, is_active=True).first()
    if colleague is None or not constant_time_compare(came["mark"], colleague.get_session_auth_hash()):
        logout(request)
        return redirect("account_login")
    _go_on_as(request, colleague)
    messages.success(request, _("You are yourself again."))
    return redirect("/")


def _go_on_as(request: HttpRequest, person: Person) -> None:
    """A session of the other person that ends when this one would have: stepping in and out makes none longer."""
    ends_at = Session.objects.filter(session_key=request.session.session_key).values_list("expire_date", flat=True)
    until = ends_at.first()
    go_in(request, person)
    if until is not None:
        request.session.set_expiry(until)
