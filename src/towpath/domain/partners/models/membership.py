"""Which track a partner is in and which designations it holds, with dates."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from towpath.domain.partners.models.partner import Partner
from towpath.kernel.ranges import DayRange


class Membership(models.Model):
    """A track or a designation over a half-open period [starts_on, ends_on); no end means that it still runs.

    A partner is in one track at a time and holds a designation once at a time. What holds today also stands on the
    partner's own row (track, kinds), kept by the same actions.
    """

    class Group(models.TextChoices):
        TRACK = "track"  # open, select, technology
        DESIGNATION = "designation"  # psp, msp, alliance, gsi, oem, distributor

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="memberships")
    group = models.CharField(max_length=12, choices=Group)
    value = models.CharField(max_length=20)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="membership_forwards", condition=Q(ends_on__isnull=True) | Q(starts_on__lt=F("ends_on"))
            ),
            # Which track is a partner in on that day? One.
            ExclusionConstraint(
                name="membership_one_track",
                expressions=[
                    (DayRange("starts_on", "ends_on", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("partner", RangeOperators.EQUAL),
                ],
                condition=Q(group="track"),
            ),
            ExclusionConstraint(
                name="membership_designation_once",
                expressions=[
                    (DayRange("starts_on", "ends_on", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("partner", RangeOperators.EQUAL),
                    ("value", RangeOperators.EQUAL),
                ],
                condition=Q(group="designation"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value} of {self.partner} from {self.starts_on}"
