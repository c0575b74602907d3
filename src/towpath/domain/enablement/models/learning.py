"""Who has completed which training, and at which partner each learner works."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower

from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person


class _Range(Func):
    function = "DATERANGE"
    output_field = DateRangeField()


class Learner(models.Model):
    """Somebody at a partner who learns; she need not be able to sign in here."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="learner_email_once")]

    def __str__(self) -> str:
        return self.name


class Employment(models.Model):
    """A learner works at a partner over [starts_on, ends_on); at one partner at a time."""

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="employments")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="employments")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="employment_forwards", condition=Q(ends_on__isnull=True) | Q(starts_on__lt=F("ends_on"))
            ),
            ExclusionConstraint(
                name="employment_one_at_a_time",
                expressions=[
                    (_Range("starts_on", "ends_on", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("learner", RangeOperators.EQUAL),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner} at {self.partner} from {self.starts_on}"


class Completion(models.Model):
    """A learner holds a badge from completed_on until expires_on, the first day on which it no longer counts."""

    class Source(models.TextChoices):
        FILE = "file"
        CREDLY = "credly"
        MANUAL = "manual"

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="completions")
    badge = models.CharField(max_length=40)  # a code of the program's page enablement/badges
    completed_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source)
    source_id = models.CharField(max_length=120)  # the source's own identifier: what makes an import repeatable
    voided_at = models.DateTimeField(null=True, blank=True)  # taken back: undone, revoked or recorded in error

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="completion_forwards", condition=Q(expires_on__isnull=True) | Q(completed_on__lt=F("expires_on"))
            ),
            # Was this completion of the source taken over already?
            models.UniqueConstraint(fields=["source", "source_id"], name="completion_source_once"),
        ]
        indexes = [
            # What does a learner hold of a badge?
            models.Index(fields=["learner", "badge"], name="completion_of_learner"),
        ]

    def __str__(self) -> str:
        return f"{self.badge} of {self.learner}"
