"""What was published: one row for each commit that changed the program from within the product."""

from django.db import models
from django.db.models import F, Q

from towpath.domain.rulebook.models.drafts import Draft
from towpath.kernel.identity.models import Person


class Publication(models.Model):
    """One edition of the program that was put in force. Never edited or deleted (triggers).

    Its pages are those of its commit in the repository of the program; `fingerprint` is the book's.
    """

    class Kind(models.TextChoices):
        FOUND = "found"  # the first: the program as it was when it began to be kept
        DRAFTED = "drafted"
        ROLLED_BACK = "rolled_back"  # the pages of an earlier edition again
        BY_HAND = "by_hand"  # what was changed by hand in the repository, taken up as an edition
        BROUGHT = "brought"  # pages that a new version of Towpath asks for

    number = models.PositiveIntegerField(unique=True)  # 1, 2, 3 ... without gaps
    kind = models.CharField(max_length=12, choices=Kind)
    commit = models.CharField(max_length=40, unique=True)
    fingerprint = models.CharField(max_length=12)
    note = models.CharField(max_length=1000)
    pages = models.JSONField(default=list)  # names of the pages that it changed
    begins_on = models.DateField(null=True, blank=True)  # of the earliest new wording; None: none is new, or at once
    draft = models.OneToOneField(Draft, models.PROTECT, null=True, blank=True, related_name="publication")
    author = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    reviewer = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField()
    rolls_back = models.ForeignKey(  # whose pages it brings back
        "self", models.PROTECT, null=True, blank=True, related_name="brought_back_by"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(name="publication_counts_from_one", condition=Q(number__gte=1)),
            # Who looked at it beside its author? A draft is reviewed by another person; all else is one act of one.
            models.CheckConstraint(
                name="publication_by_two_people",
                condition=(
                    Q(kind="drafted", draft__isnull=False, author__isnull=False, reviewer__isnull=False)
                    & ~Q(reviewer=F("author"))
                )
                | (~Q(kind="drafted") & Q(draft__isnull=True, reviewer__isnull=True)),
            ),
            # What does a rollback bring back? An edition; nothing else brings one back.
            models.CheckConstraint(
                name="publication_brings_back",
                condition=Q(kind="rolled_back", rolls_back__isnull=False, author__isnull=False)
                | (~Q(kind="rolled_back") & Q(rolls_back__isnull=True)),
            ),
            # Only the first edition was found.
            models.CheckConstraint(
                name="publication_found_first",
                condition=Q(kind="found", number=1)
                | (Q(kind__in=["drafted", "rolled_back", "brought", "by_hand"], number__gt=1)),
            ),
        ]
        indexes = [
            # The editions of the program, the newest first.
            models.Index(fields=["-number"], name="publication_newest"),
        ]

    def __str__(self) -> str:
        return f"Edition {self.number}"
