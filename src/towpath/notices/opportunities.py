"""Mail about opportunities: the owner is told before one that stands still is closed by itself, and when it was."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from towpath.domain.accounts.models import Opportunity
from towpath.kernel.events.log import listen
from towpath.kernel.events.models import Event
from towpath.notices.letter import Letter, address, day_words
from towpath.notices.post import post

WARNED, LOST = "accounts.opportunity.idle_warned", "accounts.opportunity.closed_lost"


@listen(WARNED)
def before_it_closes(event: Event, now: datetime) -> None:
    """The owner, unless it moved since: then nothing closes."""
    one = Opportunity.objects.select_related("owner", "account").get(pk=event.subject_id)
    if one.warned_at is None or not one.owner.is_active:
        return
    closes, since = (_day(event.data[name]) for name in ("close_on", "since_on"))
    letter = Letter(
        subject=_("%(name)s closes by itself on %(day)s") % {"name": one.name, "day": closes},
        lead=_("Move it to its stage or note the next step; either keeps it open."),
        link=address(f"/opportunities/{one.reference}"),
        link_label=_("Open the opportunity"),
        facts=((_("Customer"), one.account.name), (_("Stage"), one.stage), (_("No activity since"), since)),
        why_you=_("You own this opportunity."),
    )
    post(event, "opportunities.idle", one.owner, letter, now)


@listen(LOST)
def when_it_closed_by_itself(event: Event, now: datetime) -> None:
    """The owner again, where nobody closed it but the product."""
    one = Opportunity.objects.select_related("owner", "account").get(pk=event.subject_id)
    if event.actor_id is not None or not one.owner.is_active:
        return
    letter = Letter(
        subject=_("%(name)s closed without progress") % {"name": one.name},
        lead=_("Create it anew if the customer comes back to it."),
        link=address(f"/opportunities/{one.reference}"),
        link_label=_("Open the opportunity"),
        facts=((_("Customer"), one.account.name),),
        why_you=_("You own this opportunity."),
    )
    post(event, "opportunities.closed_idle", one.owner, letter, now)


def _day(text: str) -> str:
    return day_words(date.fromisoformat(text)) if text else ""
