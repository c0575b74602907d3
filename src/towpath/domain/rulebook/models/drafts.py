"""Drafts of the program: what would be changed, page by page, by whom and why."""

from django.db import models
from django.db.models import F, Q

from towpath.domain.rulebook.lifecycles import DRAFT, PUBLISHED, SENT_BACK
from towpath.kernel.identity.models import Person


class Draft(models.Model):
    """A change of the program that is being made: its pages are the program in force with those of the draft in their place.

    Written by its author alone, reviewed and published by somebody else. See lifecycles.DRAFT.
    """

    reference = models.CharField(max_length=12, unique=True)
    title = models.CharField(max_length=120)
    why = models.CharField(max_length=1000)
    state = models.CharField(max_length=12)
    version = models.PositiveIntegerField(default=1)
    base_fingerprint = models.CharField(max_length=12)  # of the program in force when it was begun or brought forward
    base_commit = models.CharField(max_length=40, blank=True)  # "": the program was no repository yet
    author = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    answer = models.CharField(max_length=1000, blank=True)  # why it was sent back
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="draft_state", condition=Q(state__in=DRAFT.states)),
            # Nobody reviews what she wrote.
            models.CheckConstraint(
                name="draft_reviewed_by_another", condition=Q(reviewer__isnull=True) | ~Q(reviewer=F("author"))
            ),
            models.CheckConstraint(
                name="draft_answered_by_somebody",
                condition=Q(reviewer__isnull=False) | ~Q(state__in=[PUBLISHED, SENT_BACK]),
            ),
        ]
        indexes = [
            # Which drafts were touched last; of one state?
            models.Index(fields=["-changed_at", "-id"], name="draft_latest"),
            models.Index(fields=["state", "-changed_at", "-id"], name="draft_of_state"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class DraftPage(models.Model):
    """One page as the draft would have it, beside the page that it was made from. Changed only while the draft is open (a trigger)."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="pages")
    name = models.CharField(max_length=100)  # "deal_registration.protection"
    text = models.TextField()  # as it would be written; may be wrong while it is worked on
    base = models.TextField(blank=True)  # as it was written when it was first changed; "": there was no such page
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            # What does this draft say on a page? One text, or what is in force.
            models.UniqueConstraint(fields=["draft", "name"], name="draft_page_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} in {self.draft_id}"
