"""Partners that became part of another, what moved with them row by row, and partners that bear another name."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q

from towpath.domain.partners.lifecycles import (
    DECLINED,
    DONE,
    MERGER,
    NAME_CHANGE,
    OPEN_NAME_CHANGE,
    PLANNED,
    REQUESTED,
    UNDONE,
)
from towpath.domain.partners.models.partner import Partner
from towpath.kernel.documents.models import Document
from towpath.kernel.identity.models import Organisation, Person


class Merger(models.Model):
    """planned -> done -> undone, or dropped (BRD-07). `gone` becomes part of `kept`, or moves under it in the hierarchy.

    `report` is what was counted when somebody last looked: what moves, and what is decided where both hold the same.
    """

    class Kind(models.TextChoices):
        MERGE = "merge", "Merge into one"
        MOVE_UNDER = "move_under", "Move under the other"

    class Administrators(models.TextChoices):
        KEPT = "kept", "Those of the partner that stays"
        BOTH = "both", "Those of both"

    class Designations(models.TextChoices):
        CARRY = "carry", "They go on at the partner that stays"
        END = "end", "They end"

    reference = models.CharField(max_length=12, unique=True)
    kind = models.CharField(max_length=12, choices=Kind)
    kept = models.ForeignKey(Partner, models.PROTECT, related_name="mergers_as_kept")
    gone = models.ForeignKey(Partner, models.PROTECT, related_name="mergers_as_gone")
    state = models.CharField(max_length=10, default=PLANNED)
    version = models.PositiveIntegerField(default=0)
    administrators = models.CharField(max_length=8, choices=Administrators, default=Administrators.KEPT)
    designations = models.CharField(max_length=8, choices=Designations, default=Designations.CARRY)
    reason = models.CharField(max_length=300)
    report = models.JSONField(default=dict)  # {counts: [[noun, n]], clashes: [{kind, says, decided, blocks}]}
    looked_at = models.DateTimeField()
    planned_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    done_at = models.DateTimeField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    final_from = models.DateField(null=True, blank=True)  # the first day on which it can no longer be undone
    undone_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_reason = models.CharField(max_length=300, blank=True)
    status_before = models.CharField(max_length=12, blank=True)  # of the partner that went

    class Meta:
        constraints = [
            models.CheckConstraint(name="merger_state", condition=Q(state__in=MERGER.states)),
            models.CheckConstraint(name="merger_of_two", condition=~Q(kept=F("gone"))),
            models.CheckConstraint(name="merger_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="merger_done_is_whole",
                condition=~Q(state__in=[DONE, UNDONE])
                | Q(done_by__isnull=False, done_at__isnull=False, done_on__isnull=False, final_from__isnull=False),
            ),
            models.CheckConstraint(
                name="merger_undone_says_why",
                condition=~Q(state=UNDONE)
                | (Q(undone_by__isnull=False, undone_at__isnull=False) & ~Q(undone_reason="")),
            ),
            # Is a merger of these two planned already? One at a time.
            models.UniqueConstraint(fields=["kept", "gone"], name="merger_planned_once", condition=Q(state=PLANNED)),
            # Into which partner did this one go? Into one.
            models.UniqueConstraint(fields=["gone"], name="merger_done_once", condition=Q(state=DONE, kind="merge")),
        ]
        indexes = [
            # Which mergers are planned or done, newest first; which concern a partner?
            models.Index(fields=["state", "-id"], name="merger_in_state"),
            models.Index(fields=["kept", "-id"], name="merger_of_kept"),
            models.Index(fields=["gone", "-id"], name="merger_of_gone"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.gone} into {self.kept}"


class MovedRow(models.Model):
    """What a merger did to one row: the columns before and after, and a mark by which a later change is seen."""

    merger = models.ForeignKey(Merger, models.PROTECT, related_name="moved")
    model = models.CharField(max_length=60)  # "deals.registration"
    key = models.CharField(max_length=30)  # the column that pointed to the partner
    row = models.BigIntegerField()
    before = models.JSONField()  # column -> value
    after = models.JSONField()
    mark = models.CharField(max_length=32)  # of the columns that are watched, once the merger was through with it

    class Meta:
        constraints = [
            # What did this merger do to a row? One thing.
            models.UniqueConstraint(fields=["merger", "model", "key", "row"], name="moved_row_once")
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.row} by {self.merger_id}"


class NameChange(models.Model):
    """requested -> with_legal -> done, or declined (BRD-07). The new name is entered with Legal's documents on file."""

    reference = models.CharField(max_length=12, unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="name_changes")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # the wall
    kind = models.CharField(max_length=30)  # a key of the program's page partners.name_changes
    category = models.CharField(max_length=30, blank=True)  # how the control changed
    state = models.CharField(max_length=12, default=REQUESTED)
    version = models.PositiveIntegerField(default=0)
    name = models.CharField(max_length=200)
    legal_name = models.CharField(max_length=200, blank=True)
    old_name = models.CharField(max_length=200)
    old_legal_name = models.CharField(max_length=200, blank=True)
    reason = models.CharField(max_length=300)
    effective_on = models.DateField()  # the first day under the new name
    requested_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    holder = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")  # of Legal
    note = models.CharField(max_length=300, blank=True)  # why it was declined
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="name_change_state", condition=Q(state__in=NAME_CHANGE.states)),
            models.CheckConstraint(name="name_change_has_name", condition=~Q(name="") & ~Q(reason="")),
            models.CheckConstraint(name="name_change_declined_says_why", condition=~Q(state=DECLINED) | ~Q(note="")),
            models.CheckConstraint(
                name="name_change_closed_at", condition=~Q(state__in=[DONE, DECLINED]) | Q(closed_at__isnull=False)
            ),
            # Does a change of this partner's name wait already? One at a time.
            models.UniqueConstraint(
                fields=["partner"], name="name_change_open_once", condition=Q(state__in=OPEN_NAME_CHANGE)
            ),
        ]
        indexes = [
            # Which changes wait, newest first; which had this partner?
            models.Index(fields=["state", "-id"], name="name_change_in_state"),
            models.Index(fields=["partner", "-id"], name="name_change_of_partner"),
            # Which partner bore this name before?
            GinIndex(
                fields=["old_name"], name="name_change_old_part", opclasses=["gin_trgm_ops"], condition=Q(state=DONE)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.old_name} to {self.name}"


class FiledDocument(models.Model):
    """A document that Legal needs for a change of name, by its kind."""

    change = models.ForeignKey(NameChange, models.PROTECT, related_name="filed")
    kind = models.CharField(max_length=30)  # a key of the program's page partners.name_changes
    document = models.OneToOneField(Document, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["change", "id"], name="filed_of_change")]

    def __str__(self) -> str:
        return f"{self.kind} of {self.change_id}"
