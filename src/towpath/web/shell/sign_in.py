"""How allauth behaves here: nobody signs up alone, and its mails go out through Towpath's own outbox."""

from datetime import UTC, datetime
from email.utils import make_msgid
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from towpath.kernel.events.log import enqueue
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.single_sign_on import password_closed
from towpath.kernel.mail.models import OutgoingMail


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
