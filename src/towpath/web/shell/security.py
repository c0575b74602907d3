"""Proving who one is beyond the password: authenticator apps, passkeys, recovery codes; and the sessions one has open."""

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from towpath.domain.partners.actions.demonstration import address as demonstration_address
from towpath.kernel import sealed
from towpath.kernel.refusals import NotFound
from towpath.web.shell.guards import signed_in

PURPOSE = "authenticator"


class Adapter(DefaultMFAAdapter):
    """The keys of authenticator apps lie sealed in the database; the words are ours."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("That code does not fit. Wait for the next one, then type it at once."),
    }

    def encrypt(self, text: str) -> str:
        return sealed.seal(text, PURPOSE)

    def decrypt(self, encrypted_text: str) -> str:
        return sealed.unseal(encrypted_text, PURPOSE)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: str) -> str:  # noqa: A002 - allauth calls it so
        return _("Passkey of this device")


@signed_in
@never_cache
@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    """Where the reader is signed in, the present one first."""
    for person in {one.user for one in _mine(request)}:
        UserSession.objects.purge_and_list(person)
    found = sorted(_mine(request), key=lambda one: (not one.is_current(), -one.pk))
    rows = [
        {
            "session": one, "device": device(one.user_agent), "current": one.is_current(),
            "demonstration": one.user_id != request.user.pk,
        }
        for one in found
    ]  # fmt: skip
    layout = "shell/workspace.html" if request.user.is_internal else "shell/portal.html"
    return render(request, "shell/sessions.html", {"rows": rows, "layout": layout})


@signed_in
@require_POST
def end_session(request: HttpRequest, session: int) -> HttpResponse:
    """End one of one's own sessions; whoever sits there is signed out with the next click."""
    found = _mine(request).filter(pk=session).first()
    if found is None:
        raise NotFound("There is no such session of yours.")
    found.end()
    messages.success(request, _("That session has ended."))
    return redirect("shell:sessions")


@signed_in
@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """End all of one's own sessions but this one."""
    others = _mine(request).exclude(session_key=request.session.session_key)
    for one in others:
        one.end()
    messages.success(request, _("Every other session of yours has ended."))
    return redirect("shell:sessions")


def _mine(request: HttpRequest) -> QuerySet[UserSession]:
    """The reader's own sessions, and those in which she shows the portal as her demonstration person."""
    shown = Q(user__email=demonstration_address(request.user))
    mine: QuerySet[UserSession] = UserSession.objects.filter(Q(user=request.user) | shown).select_related("user")
    return mine


BROWSERS = (("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chrome/", "Chrome"), ("Safari/", "Safari"))
SYSTEMS = (
    ("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def device(user_agent: str) -> str:
    """A browser and a system as people call them, from what the browser says of itself: “Firefox on Windows”."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("An unknown program")
