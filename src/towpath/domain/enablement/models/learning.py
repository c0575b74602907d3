"""Who has completed which training, and at which partner each learner works."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower

from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.ranges import DayRange


class Learner(models.Model):
    """Somebody at a partner who learns; she need not be able to sign in here."""

    email = models.EmailField(max_length=254)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    employer = models.CharField(max_length=200, blank=True, default="", db_default="")  # as the source calls it
    # Where she works today: what lists and walls ask. Follows her employments, by the same actions and every night.
    works_at = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="learners")

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="learner_email_once")]
        indexes = [
            # Who is still to be placed, in order of coming?
            models.Index(fields=["id"], name="learner_unplaced", condition=Q(works_at=None)),
            # A partner's people by name.
            models.Index(fields=["works_at", "name", "id"], name="learner_of_partner"),
        ]

    def __str__(self) -> str:
        return self.name


class Alias(models.Model):
    """Another address under which a learner completes training: a former employer's, or her own."""

    learner = models.ForeignKey(Learner, models.CASCADE, related_name="aliases")
    email = models.EmailField(max_length=254)

    class Meta:
        # Whose address is this? One learner's.
        constraints = [models.UniqueConstraint(Lower("email"), name="learner_alias_once")]

    def __str__(self) -> str:
        return self.email


class Employment(models.Model):
    """A learner works at a partner over [starts_on, ends_on); at one partner at a time."""

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="employments")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="employments")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    made_by = models.ForeignKey("CompletionImport", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="employment_forwards", condition=Q(ends_on__isnull=True) | Q(starts_on__lt=F("ends_on"))
            ),
            ExclusionConstraint(
                name="employment_one_at_a_time",
                expressions=[
                    (DayRange("starts_on", "ends_on", RangeBoundary()), RangeOperators.OVERLAPS),
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

    class Voided(models.TextChoices):
        UNDONE = "undone"  # with the import that made it
        REVOKED = "revoked"  # by the one who issued it
        TAKEN_BACK = "taken_back"  # by Operations, with a reason
        GONE = "gone"  # the one who issued it gives it no more; put back by a later reading, or by hand

    learner = models.ForeignKey(Learner, models.PROTECT, related_name="completions")
    badge = models.CharField(max_length=40)  # a code of the program's page enablement/badges
    completed_on = models.DateField()
    expires_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=10, choices=Source)
    source_id = models.CharField(max_length=120)  # the source's own identifier: what makes an import repeatable
    voided_at = models.DateTimeField(null=True, blank=True)  # taken back: undone, revoked or recorded in error
    voided_as = models.CharField(max_length=10, choices=Voided, blank=True, default="", db_default="")
    note = models.CharField(
        max_length=500, blank=True, default="", db_default=""
    )  # what was said when it was recorded, corrected or taken back
    private = models.BooleanField(
        default=False, db_default=False
    )  # its earner keeps it from the public: counted, never shown by name
    voucher = models.CharField(
        max_length=60, blank=True, default="", db_default=""
    )  # the code that paid for the exam, as the source says
    made_by = models.ForeignKey("CompletionImport", models.PROTECT, null=True, blank=True, related_name="made")
    version = models.PositiveIntegerField(
        default=1, db_default=1
    )  # grows with each change, so that an undo sees what came after

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="completion_forwards", condition=Q(expires_on__isnull=True) | Q(completed_on__lt=F("expires_on"))
            ),
            # Was this completion of the source taken over already?
            models.UniqueConstraint(fields=["source", "source_id"], name="completion_source_once"),
            models.CheckConstraint(
                name="completion_voided_as_something", condition=Q(voided_at__isnull=False) | Q(voided_as="")
            ),
        ]
        indexes = [
            # What does a learner hold of a badge?
            models.Index(fields=["learner", "badge"], name="completion_of_learner"),
            # The newest first, all of them or those of a badge.
            models.Index(fields=["-completed_on", "-id"], name="completion_newest"),
            models.Index(fields=["badge", "-completed_on", "-id"], name="completion_of_badge"),
            # What runs out soon, or ran out tonight?
            models.Index(fields=["expires_on", "id"], name="completion_expiring", condition=Q(voided_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.badge} of {self.learner}"
