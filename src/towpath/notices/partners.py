"""Mail to a colleague whom a partner's administrator asks in (ROL-01)."""

from datetime import datetime

from django.utils.translation import gettext as _

from towpath.domain.partners.actions.people import key_of
from towpath.domain.partners.events import INVITED
from towpath.kernel.events.log import listen
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Invitation
from towpath.kernel.in_force import book
from towpath.notices.letter import Letter, address, moment_words
from towpath.notices.post import post_to_address
from towpath.program.decisions.vendor import vendor


@listen(INVITED)
def tell(event: Event, now: datetime) -> None:
    """Send the link, unless the invitation was taken back or used meanwhile."""
    invitation = Invitation.objects.select_related("organisation", "invited_by").filter(pk=event.subject_id).first()
    if invitation is None or invitation.revoked_at or invitation.accepted_at or invitation.expires_at <= now:
        return
    letter = _invited(invitation, vendor(book(), now.date()).program)
    post_to_address(event, "partners.invitation", invitation.email, letter, now)


def _invited(invitation: Invitation, program: str) -> Letter:
    by = invitation.invited_by
    until = moment_words(invitation.expires_at, by)
    return Letter(
        subject=_("%(name)s invites you to the %(program)s portal") % {"name": by.name, "program": program},
        lead=_("Choose a password by %(until)s to come in.") % {"until": until},
        link=address(f"/invitations/{key_of(invitation)}"),
        link_label=_("Accept the invitation"),
        facts=(
            (_("Company"), invitation.organisation.name),
            (_("Invited by"), f"{by.name} <{by.email}>"),
            (_("Good until"), until),
        ),
        more=(_("The link works once, for this address alone. If you do not know who invites you, ignore this mail."),),
    )
