"""What was tried: a draft put beside the program over some days, what came of it, and every case that differs."""

from django.db import models
from django.db.models import F, Q

from towpath.domain.rulebook.lifecycles import COMPARISON
from towpath.domain.rulebook.models.drafts import Draft
from towpath.kernel.identity.models import Person


class Comparison(models.Model):
    """The decisions of [starts_on, ends_on) put to a draft's book. Computed in the background; see lifecycles.COMPARISON.

    `texts` are the draft's pages as they were when it was asked for, so that the result stands for just those words.
    `result` is what `tally.Tally.as_record` gives, with the clocks.
    """

    reference = models.CharField(max_length=12, unique=True)
    draft = models.ForeignKey(Draft, models.CASCADE, related_name="comparisons")
    state = models.CharField(max_length=10)
    version = models.PositiveIntegerField(default=1)
    starts_on = models.DateField()
    ends_on = models.DateField()
    as_if_then = models.BooleanField()  # the changes as if they had held from `starts_on`; else each from its own day
    texts = models.JSONField()
    base_fingerprint = models.CharField(max_length=12)
    tried_fingerprint = models.CharField(max_length=12)
    parts_done = models.PositiveIntegerField(default=0)
    parts_of = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    failed_because = models.CharField(max_length=1000, blank=True)
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="comparison_state", condition=Q(state__in=COMPARISON.states)),
            models.CheckConstraint(name="comparison_forwards", condition=Q(starts_on__lt=F("ends_on"))),
            models.CheckConstraint(
                name="comparison_ended_is_whole",
                condition=Q(state="waiting", ended_at__isnull=True) | (~Q(state="waiting") & Q(ended_at__isnull=False)),
            ),
            # The same is not computed twice at once.
            models.UniqueConstraint(
                fields=["draft", "starts_on", "ends_on", "as_if_then", "tried_fingerprint", "base_fingerprint"],
                name="comparison_waits_once",
                condition=Q(state="waiting"),
            ),
        ]
        indexes = [
            # What was tried with a draft, the newest first?
            models.Index(fields=["draft", "-id"], name="comparison_of_draft"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} over {self.starts_on} to {self.ends_on}"


class DifferingCase(models.Model):
    """One decision that would have been another. Of very many only the first hundred thousand are kept; the sums count all."""

    comparison = models.ForeignKey(Comparison, models.CASCADE, related_name="cases")
    question = models.CharField(max_length=100)
    effect = models.CharField(max_length=5)  # "gain", "loss" or "other", as the partner sees it
    subject = models.CharField(max_length=30, blank=True)  # the record's reference
    partner = models.CharField(max_length=255, blank=True)
    region = models.CharField(max_length=10, blank=True)
    judged_on = models.DateField()
    value = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    currency = models.CharField(max_length=3, blank=True)
    says = models.TextField()
    lapse = models.CharField(max_length=200, blank=True)
    facts = models.JSONField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="differing_case_effect", condition=Q(effect__in=("gain", "loss", "other"))),
        ]
        indexes = [
            # Its cases in order: all, of an effect, of a page, of a partner.
            models.Index(fields=["comparison", "id"], name="differing_case_in_order"),
            models.Index(fields=["comparison", "effect", "id"], name="differing_case_of_effect"),
            models.Index(fields=["comparison", "question", "id"], name="differing_case_of_page"),
            models.Index(fields=["comparison", "partner", "id"], name="differing_case_of_partner"),
            # Whose protection would have lapsed?
            models.Index(fields=["comparison", "id"], name="differing_case_lapsed", condition=~Q(lapse="")),
        ]

    def __str__(self) -> str:
        return f"{self.subject} under {self.question}"
