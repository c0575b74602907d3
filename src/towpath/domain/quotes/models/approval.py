"""Who approves quotes, by region and level with dates (APR-01, APR-02), and what they decided."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q

from towpath.domain.quotes.models.quote import Quote
from towpath.kernel.identity.models import Person
from towpath.kernel.ranges import DayRange


class Approver(models.Model):
    """Who approves for a level and the region of the opportunity's owner over [starts_on, ends_on). region "": everywhere."""

    level = models.CharField(max_length=30)  # of the page quotes.approvals
    region = models.CharField(max_length=10, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="approver_forwards", condition=Q(ends_on__isnull=True) | Q(starts_on__lt=F("ends_on"))
            ),
            # Who approves at this level for this region on a day? One person.
            ExclusionConstraint(
                name="approver_one_a_day",
                expressions=[
                    (DayRange("starts_on", "ends_on", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("level", RangeOperators.EQUAL),
                    ("region", RangeOperators.EQUAL),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.level} {self.region or 'everywhere'}: {self.person}"


class ApproverChange(models.Model):
    """A change request that replaces an approver from a day (APR-02): requested -> applied, or declined."""

    class State(models.TextChoices):
        REQUESTED = "requested"
        APPLIED = "applied"
        DECLINED = "declined"

    reference = models.CharField(max_length=12, unique=True)
    level = models.CharField(max_length=30)
    region = models.CharField(max_length=10, blank=True)
    before = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    after = models.ForeignKey(Person, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    why = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State, default=State.REQUESTED)
    version = models.PositiveIntegerField(default=0)
    requested_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    answered_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="approver_change_state", condition=Q(state__in=["requested", "applied", "declined"])
            ),
            models.UniqueConstraint(
                fields=["level", "region"], name="approver_change_open_once", condition=Q(state="requested")
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="approver_change_waiting")]

    def __str__(self) -> str:
        return f"{self.reference} {self.level} {self.region}"


class Approval(models.Model):
    """A level that must approve a quote, in one round of review; whose turn, what she decided, and in whose name (APR-03).

    A round is one submission; recalled, rejected and resubmitted quotes start another, whose rows are new.
    """

    class Outcome(models.TextChoices):
        APPROVED = "approved"
        REJECTED = "rejected"
        SET_ASIDE = "set_aside"  # the quote was recalled, or another level rejected it

    quote = models.ForeignKey(Quote, models.CASCADE, related_name="approvals")
    round = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=30)
    because = models.JSONField(default=list)  # the program's reasons, as records
    assigned_to = models.ForeignKey(Person, models.PROTECT, related_name="quote_approvals")
    assigned_for = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")  # who is away
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_for = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    comments = models.TextField(blank=True)

    class Meta:
        ordering = ["round", "place"]
        constraints = [
            models.UniqueConstraint(fields=["quote", "round", "level"], name="approval_level_once"),
            models.CheckConstraint(
                name="approval_decided_is_whole",
                condition=(Q(decided_at__isnull=True) & Q(outcome=""))
                | (
                    Q(decided_at__isnull=False)
                    & ~Q(outcome="")
                    & (Q(decided_by__isnull=False) | Q(outcome="set_aside"))
                ),
            ),
        ]
        indexes = [
            # What waits for this person?
            models.Index(fields=["assigned_to", "-id"], name="approval_waits_for", condition=Q(outcome="")),
        ]

    def __str__(self) -> str:
        return f"{self.level} on {self.quote_id}"
