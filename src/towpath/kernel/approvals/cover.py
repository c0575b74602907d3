"""Who stands in for a person at a moment."""

from datetime import datetime

from towpath.kernel.approvals.models import Absence
from towpath.kernel.identity.models import Person


def stand_in(person: Person, at: datetime) -> Person | None:
    """The backup of a person who is away at a moment, or None when she is there. The period is half-open."""
    absence = (
        Absence.objects.filter(
            person=person, starts_at__lte=at, ends_at__gt=at, state__in=(Absence.State.PLANNED, Absence.State.ACTIVE)
        )
        .select_related("backup")
        .first()
    )
    return absence.backup if absence and absence.backup.is_active else None
