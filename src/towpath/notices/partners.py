"""Who is told about a partner's people: the invited colleague, at her address and nowhere else."""

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from towpath.domain.partners import events
from towpath.domain.partners.actions.people import key_of
from towpath.kernel.events.log import listen
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Invitation
from towpath.kernel.mail import outbox
from towpath.notices.letter import Letter, address, day_words, rendered

KIND = "partners.invitation"


@listen(events.INVITED)
def invited(event: Event, now: datetime) -> None:
    """The mail with the link; none when the invitation was taken back before it could go out."""
    invitation = Invitation.objects.select_related("organisation", "invited_by").get(pk=event.subject_id)
    if invitation.revoked_at is not None or invitation.accepted_at is not None:
        return
    letter = invitation_letter(invitation)
    text, html = rendered(letter)
    outbox.put(
        event, kind=KIND, to=invitation.email, person=None, subject=letter.subject, text=text, html=html, now=now
    )


def invitation_letter(invitation: Invitation) -> Letter:
    names = {"name": invitation.invited_by.name, "organisation": invitation.organisation.name}
    return Letter(
        subject=_("%(name)s invites you to Towpath for %(organisation)s") % names,
        lead=_("Choose a password to come in: the link works once, until %(day)s.")
        % {"day": day_words(invitation.expires_at.date())},
        link=address(reverse("shell:invitation", args=[key_of(invitation)])),
        link_label=_("Accept the invitation"),
        more=(
            _("%(organisation)s registers and follows its deals there, together with its colleagues.") % names,
            _("If you do not know %(name)s, do nothing: without the link nothing happens.") % names,
        ),
        why_you=_("You receive this because %(name)s of %(organisation)s gave this address.") % names,
    )
