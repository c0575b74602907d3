"""How allauth behaves here: nobody signs up alone, and its mails go out through Towpath's own outbox."""

from datetime import UTC, datetime
from email.utils import make_msgid
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.internal.stagekit import clear_login
from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from towpath.kernel.coming_in import asleep, come_in
from towpath.kernel.events.log import enqueue
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.single_sign_on import password_closed
from towpath.kernel.mail.models import OutgoingMail
from towpath.kernel.refusals import NotAllowed


def _closed(request: HttpRequest, person: Person) -> NotAllowed | None:
    """Why this person may not sign in this way; None when she may."""
    if person.is_demonstration:
        return NotAllowed("Demonstrations begin in the workspace.", remedy="Sign in as yourself, then step in there.")
    if person.organisation is not None and person.organisation.asleep_since is not None:
        return asleep(person.organisation, datetime.now(UTC))
    came_by = {record["method"] for record in get_authentication_records(request, person)}
    if "socialaccount" not in came_by and password_closed(person.email):
        return NotAllowed(
            "Your organisation asks you to sign in with it.", remedy="Choose “Sign in with your organisation”."
        )
    return None


def refused(request: HttpRequest, refusal: NotAllowed) -> HttpResponse:
    """A page in the place of a sign-in: what is the matter, what to do, and the way back."""
    error = {
        "title": _("You are not signed in"),
        "text": refusal.sentence,
        "what_to_do": refusal.remedy,
        "reference": "",
        "action": {"label": _("Back to the sign-in"), "url": reverse("account_login")},
    }
    return render(request, "shell/error.html", {"error": error}, status=403)


@receiver(user_logged_in)
def note_the_day(sender: Any, request: HttpRequest | None, user: Any, **more: Any) -> None:
    """Django's own signal, because it comes whichever method let somebody in: her organisation was here today."""
    come_in(user, datetime.now(UTC))


class Adapter(DefaultAccountAdapter):
    """Accounts are made by invitation (ROL-01), so open sign-up stays closed until the portal's own sign-up comes."""

    error_messages: ClassVar[dict[str, Any]] = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "That address and password do not fit together. Check both, or set a new password."
        ),
        "too_many_login_attempts": _("Too many tries that failed. Wait five minutes, or set a new password."),
        "incorrect_password": _("That is not your password. Try again, or set a new one from the sign-in page."),
        "organisation_signs_in": _("Your organisation asks you to sign in with it: use the link below this form."),
        "enter_current_password": _("That is not your password now. Try again."),
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Where the organisation's own sign-in is required, no password is even looked at."""
        if password_closed(str(credentials.get("email") or "")):
            raise self.validation_error("organisation_signs_in")
        super().pre_authenticate(request, **credentials)

    def pre_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse | None:
        """By whatever method she came: not into an organisation that is asleep, nor around its own sign-in.

        Demonstration people have no sign-in of their own at all: colleagues step in from the workspace.
        """
        refusal = _closed(request, user)
        if refusal is not None:
            clear_login(request)
            return refused(request, refusal)
        response: HttpResponse | None = super().pre_login(request, user, **more)
        return response

    def post_login(self, request: HttpRequest, user: Any, **more: Any) -> HttpResponse:
        """What she proved at the sign-in itself counts as proved again: no page asks for it a minute later.

        A password or a second proof, that is; who came by her organisation's word proved nothing here.
        """
        proved = [each for each in get_authentication_records(request, user) if each["method"] in ("password", "mfa")]
        if proved:
            record_authentication(request, user, method=proved[-1]["method"], reauthenticated=True)
        response: HttpResponse = super().post_login(request, user, **more)
        return response

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """What changed about somebody's sign-in is told to the address that she signs in with."""
        super().send_notification_mail(template_prefix, user, context, email or user.email)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue one of allauth's mails, so that a mail server that is down loses nothing."""
        base = {**context, "email": email}
        subject = " ".join(render_to_string(f"{template_prefix}_subject.txt", base).split())
        text = render_to_string(f"{template_prefix}_message.txt", base)
        now = datetime.now(UTC)
        with transaction.atomic():
            mail = OutgoingMail.objects.create(
                person=Person.objects.filter(email__iexact=email).first(),
                kind=template_prefix,
                to=email,
                subject=subject,
                text=text,
                message_id=make_msgid(domain="towpath"),
                made_at=now,
                next_try_at=now,
            )
            enqueue("towpath.mail.send", queue="mail", mail_id=mail.pk)
