"""Signing in through one's own organisation: by OpenID Connect or SAML, found by the domain of the work e-mail.

allauth speaks the protocols; who is let in is decided in kernel.identity.single_sign_on. The page that leaves for the
provider is one of its own, because browsers refuse a form whose answer leads to another site.
"""

import binascii
import logging
import zlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.adapter import get_adapter as social_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from lxml.etree import XMLSyntaxError
from onelogin.saml2.errors import OneLogin_Saml2_Error, OneLogin_Saml2_ValidationError
from requests import RequestException

from towpath.kernel import sealed
from towpath.kernel.identity import single_sign_on
from towpath.kernel.refusals import NotAllowed, NotFound, NotReady

log = logging.getLogger(__name__)
UNUSABLE = NotReady(
    "Your organisation's sign-in is not set up rightly here, so it cannot be used.",
    remedy="Tell whoever runs this site; until it is put right, sign in with your password if you have one.",
)
SALT, GOOD_FOR = "towpath.single_sign_on", 300  # seconds between asking and leaving
PURPOSE = "single sign-on"


class Adapter(DefaultSocialAccountAdapter):
    """Who may come in by a provider's word, in our words; a provider's secret lies sealed in the database."""

    def list_apps(self, request: HttpRequest, provider: Any = None, client_id: Any = None) -> list[SocialApp]:
        apps = super().list_apps(request, provider=provider, client_id=client_id)
        for app in apps:
            held = app.settings.get("sealed_secret") if isinstance(app.settings, dict) else None
            if isinstance(held, str) and held:
                try:
                    app.secret = sealed.unseal(held, PURPOSE)
                except sealed.Unreadable as problem:
                    log.error("sign-in “%s”: %s", app, problem)
        return apps

    def get_app(self, request: HttpRequest, provider: Any, client_id: Any = None) -> SocialApp:
        """The provider's row, looked at before it is used: by hand anything can be written into it."""
        app = super().get_app(request, provider, client_id=client_id)
        saml = app.provider == "saml"
        wrong = single_sign_on.saml_problems(app.settings) if saml else single_sign_on.openid_problems(app.settings)
        if not wrong and not saml and not app.secret:
            wrong = {"client": ["The secret cannot be opened with today's secret key; bind the domain anew."]}
        if wrong:
            log.error("sign-in “%s” cannot be used: %s", app, wrong)
            raise UNUSABLE
        return app

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        app, email = sociallogin.provider.app, _address(sociallogin)
        try:
            person = single_sign_on.person_for(app.pk, email, _verified(sociallogin, app))
        except NotAllowed as refusal:
            raise ImmediateHttpResponse(_refused(request, refusal.sentence, refusal.remedy)) from None
        if sociallogin.is_existing and sociallogin.user.pk != person.pk:
            other = _("Your organisation's sign-in names somebody else than before.")
            raise ImmediateHttpResponse(_refused(request, other, _("Tell whoever runs this site.")))
        if not sociallogin.is_existing:
            sociallogin.connect(request, person)

    def on_authentication_error(
        self, request: HttpRequest, provider: Any, error: Any = None, exception: Any = None, extra_context: Any = None
    ) -> None:
        sentence = _("Your organisation's sign-in did not let you in, or its answer could not be trusted.")
        remedy = _("Try again. If it stays so, tell whoever looks after your organisation's sign-in.")
        raise ImmediateHttpResponse(_refused(request, sentence, remedy))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False

    def send_notification_mail(self, *args: Any, **kwargs: Any) -> None:
        """None: the organisation's own sign-in tells its people what it wants to tell."""


def _address(sociallogin: SocialLogin) -> str:
    found = [one.email for one in sociallogin.email_addresses if one.email]
    return (found[0] if found else sociallogin.user.email or "").strip().lower()


def _verified(sociallogin: SocialLogin, app: SocialApp) -> bool:
    """SAML: the signed assertion is the organisation's word. OpenID Connect: the claim, unless the binding trusts all."""
    if app.provider == "saml" or app.settings.get("trusts_every_address"):
        return True
    return any(one.verified for one in sociallogin.email_addresses)


def _refused(request: HttpRequest, sentence: str, remedy: str) -> HttpResponse:
    error = {
        "title": _("You are not signed in"),
        "text": sentence,
        "what_to_do": remedy,
        "reference": "",
        "action": {"label": _("Back to the sign-in"), "url": reverse("account_login")},
    }
    return render(request, "shell/error.html", {"error": error}, status=403)


@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """By the work e-mail: which provider. Unknown domains get the same kind of answer whoever asks."""
    typed, errors = request.POST.get("email", "").strip()[:254], {}
    after = request.POST.get("next", request.GET.get("next", ""))
    if request.method == "POST":
        binding = single_sign_on.binding_of(typed)
        if binding is not None:
            ticket = signing.dumps({"provider": binding.provider_id, "next": _safe(request, after)}, salt=SALT)
            return render(
                request, "shell/single_sign_on_leave.html",
                {"to": reverse("shell:single_sign_on_leave", args=[ticket]), "name": binding.provider.name},
            )  # fmt: skip
        errors = {"email": [_("No organisation's sign-in is known for this address. Sign in with your password.")]}
    return render(
        request, "shell/single_sign_on.html", {"typed": typed, "errors": errors, "next": _safe(request, after)},
        status=422 if errors else 200,
    )  # fmt: skip


@never_cache
@require_safe
def leave(request: HttpRequest, ticket: str) -> HttpResponse:
    """Off to the provider, with a state that only its answer to this browser can pick up."""
    try:
        held = signing.loads(ticket, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        return redirect("shell:single_sign_on")
    app = SocialApp.objects.filter(pk=held["provider"]).first()
    if app is None:
        raise NotFound("There is no such sign-in.")
    adapter = social_adapter(request)
    provider = adapter.get_provider(request, app.provider_id or app.provider, client_id=app.client_id)
    try:
        response: HttpResponse = provider.redirect(request, process="login", next_url=held["next"] or None)
    except RequestException:
        return _refused(
            request, _("Your organisation's sign-in cannot be reached just now."),
            _("Try again in a minute, or sign in with your password."),
        )  # fmt: skip
    return response


UNTRUSTED = (
    OneLogin_Saml2_Error,
    OneLogin_Saml2_ValidationError,
    binascii.Error,
    zlib.error,
    XMLSyntaxError,
    UnicodeError,
)


def trusting_nothing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of SAML on which what comes from outside and cannot be read is refused in words, never a fault of ours."""

    @wraps(view)
    def careful(request: HttpRequest, *args: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except UNTRUSTED as problem:
            log.error("%s: %s", request.path, problem)
            return _refused(
                request, _("What your organisation's sign-in sent cannot be read."),
                _("Try again. If it stays so, tell whoever looks after your organisation's sign-in."),
            )  # fmt: skip

    return careful


def _safe(request: HttpRequest, address: str) -> str:
    return address if address and url_has_allowed_host_and_scheme(address, {request.get_host()}) else ""
