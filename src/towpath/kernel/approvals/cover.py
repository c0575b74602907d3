"""Who stands in for a person at a moment."""

from datetime import datetime

from django.db.models import Q

from towpath.kernel.approvals.models import Absence
from towpath.kernel.identity.models import Person


def hold(person: Person) -> None:
    """Have whoever hands work to a person, and whoever begins her absence, go one after the other.

    Without it, work handed to her in the moment in which her absence begins would stay with her. To be called in
    the caller's transaction; references to the person are not held up by it.
    """
    Person.objects.select_for_update(no_key=True).get(pk=person.pk)


def stand_in(person: Person, at: datetime) -> Person | None:
    """The backup of a person who is away at a moment, or None when she is there. The period is half-open.

    An absence that has begun counts even where this act's moment was read an instant before its start.
    """
    begun = Q(state=Absence.State.ACTIVE) | Q(state=Absence.State.PLANNED, starts_at__lte=at)
    absence = Absence.objects.filter(begun, person=person, ends_at__gt=at).select_related("backup").first()
    return absence.backup if absence and absence.backup.is_active else None
