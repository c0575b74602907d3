"""Whether somebody's organisation may come in at all, and the day on which it last did. Every door asks here."""

from datetime import datetime

from django.db.models import Q

from towpath.kernel.identity.models import Organisation, Person
from towpath.kernel.in_force import book
from towpath.kernel.occasion import program_zone
from towpath.kernel.refusals import NotAllowed
from towpath.program.decisions.vendor import vendor


class Asleep(NotAllowed):
    """Nobody signed in for an organisation for so long that its access has ended."""

    code = "asleep"


def asleep(organisation: Organisation, at: datetime) -> Asleep:
    """The refusal, which names the address that opens the portal again."""
    support = vendor(book(), at.date()).support_address
    return Asleep(
        f"The access of {organisation.name} has ended, because nobody signed in for a long time.",
        remedy=f"Nothing is lost. Write to {support}, and it is opened again.",
    )


def come_in(person: Person, at: datetime) -> None:
    """Note that somebody of the organisation is here today; Asleep when its access has ended."""
    organisation = person.organisation
    if organisation is None:
        return
    if organisation.asleep_since is not None:
        raise asleep(organisation, at)
    day = at.astimezone(program_zone(book())).date()
    if organisation.last_seen_on is not None and organisation.last_seen_on >= day:
        return
    unseen = Q(last_seen_on=None) | Q(last_seen_on__lt=day)
    Organisation.objects.filter(unseen, pk=organisation.pk, asleep_since=None).update(last_seen_on=day)
    organisation.last_seen_on = day
