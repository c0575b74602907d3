"""Who stands in for whom, and when."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from towpath.kernel.identity.models import Person
from towpath.kernel.ranges import MomentRange


class Absence(models.Model):
    """A stretch [starts_at, ends_at) in which a backup approves in the absent person's name.

    planned -> active (work moved to the backup) -> ended (moved back); planned or active -> cancelled.
    """

    class State(models.TextChoices):
        PLANNED = "planned"
        ACTIVE = "active"
        ENDED = "ended"
        CANCELLED = "cancelled"

    person = models.ForeignKey(Person, models.PROTECT, related_name="absences")
    backup = models.ForeignKey(Person, models.PROTECT, related_name="covers")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.PLANNED)
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at", "id"]
        constraints = [
            models.CheckConstraint(name="absence_forwards", condition=Q(starts_at__lt=F("ends_at"))),
            models.CheckConstraint(name="absence_backup_is_other", condition=~Q(person=F("backup"))),
            # One person is away once at a time.
            ExclusionConstraint(
                name="absence_once_at_a_time",
                expressions=[
                    (MomentRange("starts_at", "ends_at", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("person", RangeOperators.EQUAL),
                ],
                condition=~Q(state="cancelled"),
            ),
        ]
        indexes = [
            # Which absences begin or end now?
            models.Index(fields=["state", "starts_at"], name="absence_to_begin"),
        ]

    def __str__(self) -> str:
        return f"{self.person} away, {self.backup} stands in"
