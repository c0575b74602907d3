"""Files of completions that were read in, what each did, and how their columns are read."""

from django.db import models

from towpath.domain.enablement.lifecycles import IMPORT
from towpath.domain.enablement.models.learning import Completion
from towpath.kernel.identity.models import Person


class SavedMapping(models.Model):
    """How the columns of files with this header are read; kept from the last file that was checked with it."""

    header = models.CharField(max_length=64, unique=True)  # a digest of the header's cells, as spelled
    columns = models.JSONField()  # field -> the header's cell
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return ", ".join(self.columns.values())


class CompletionImport(models.Model):
    """One file of completions: received, checked, applied as one unit, perhaps undone. See lifecycles.IMPORT."""

    reference = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=12, choices=[(s, s) for s in IMPORT.states])
    version = models.PositiveIntegerField(default=1)
    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    header = models.JSONField(default=list)
    sample = models.JSONField(default=list)  # the first rows, for the page on which columns are named
    columns = models.JSONField(default=dict)  # field -> the header's cell
    encoding = models.CharField(max_length=20, blank=True)
    rows = models.PositiveIntegerField(default=0)
    read = models.PositiveIntegerField(default=0)  # rows read so far by the check or import that runs
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    unplaced = models.PositiveIntegerField(default=0)  # learners of the file at no partner that we know
    problems = models.JSONField(default=list)  # [line, column, value, what, remedy], the first MOST_PROBLEMS of them
    problems_in_all = models.PositiveIntegerField(default=0)
    failure = models.TextField(blank=True)  # why the file as a whole could not be taken
    done_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="import_state_known", condition=models.Q(state__in=IMPORT.states)),
        ]

    def __str__(self) -> str:
        return self.file_name


class ImportLine(models.Model):
    """What an import did to one completion: what to put back when it is undone. No `before`: it made it."""

    of = models.ForeignKey(CompletionImport, models.PROTECT, related_name="lines")
    completion = models.ForeignKey(Completion, models.PROTECT, related_name="lines")
    before = models.JSONField(null=True)  # column -> value
    version = models.PositiveIntegerField()  # of the completion once the import was through with it

    class Meta:
        constraints = [models.UniqueConstraint(fields=["of", "completion"], name="import_line_once")]

    def __str__(self) -> str:
        return f"{self.completion} by {self.of}"
