"""Clocks in business time: who owes what by when, where it paused, how it ended."""

from django.db import models

from towpath.kernel.identity.models import Organisation, Person


class Closure(models.Model):
    """A day on which a calendar is closed, added by people after the program was published.

    Running clocks of that calendar are computed anew when one is added or taken back.
    """

    calendar = models.CharField(max_length=60)
    on = models.DateField()
    reason = models.CharField(max_length=120)
    added_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["calendar", "on"], name="closure_once")]
        ordering = ["on"]

    def __str__(self) -> str:
        return f"{self.calendar} closed on {self.on} ({self.reason})"


class Clock(models.Model):
    """One promise that runs: a span of a team's business time from a moment, less the pauses.

    running -> paused -> running -> met | breached-and-then-met | cancelled. `due_at` is None while it pauses.
    The calendar's fingerprint is kept, so that every moment can be explained later.
    """

    class State(models.TextChoices):
        RUNNING = "running"
        PAUSED = "paused"
        STOPPED = "stopped"
        CANCELLED = "cancelled"

    kind = models.CharField(max_length=60)  # the name of the SLA page: "sla.ops_review"
    team = models.CharField(max_length=30)
    region = models.CharField(max_length=10, blank=True)
    calendar = models.CharField(max_length=60)
    calendar_version = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    owner = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    amount = models.DecimalField(max_digits=8, decimal_places=3)
    unit = models.CharField(max_length=5)  # "hours" or "days", of business time
    judged_on = models.DateField()  # the day whose wording of the page counts
    started_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.RUNNING)
    stopped_at = models.DateTimeField(null=True)
    met = models.BooleanField(null=True)
    warned_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            # One clock of a kind runs for a thing at a time.
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "kind"],
                name="clock_runs_once",
                condition=models.Q(state__in=("running", "paused")),
            ),
            models.CheckConstraint(
                name="clock_due_while_running",
                condition=~models.Q(state="running") | models.Q(due_at__isnull=False),
            ),
        ]
        indexes = [
            # The clocks of one record.
            models.Index(fields=["subject_type", "subject_id"], name="clock_of_subject"),
            # Which clocks need a warning now? Which have run out?
            models.Index(fields=["warn_at"], name="clock_to_warn", condition=models.Q(state="running", warned_at=None)),
            models.Index(
                fields=["due_at"], name="clock_to_breach", condition=models.Q(state="running", breached_at=None)
            ),
            # Attainment per kind and month.
            models.Index(fields=["kind", "stopped_at"], name="clock_attainment"),
            # Which running clocks stand on this calendar, when it changes?
            models.Index(
                fields=["calendar"],
                name="clock_on_calendar",
                condition=models.Q(state__in=("running", "paused")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.subject_type} {self.subject_id}"


class Pause(models.Model):
    """A stretch in which a clock stood still, and why. Open while `until_at` is None."""

    clock = models.ForeignKey(Clock, models.CASCADE, related_name="pauses")
    from_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    why = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["clock"], name="pause_open_once", condition=models.Q(until_at__isnull=True)
            ),
            models.CheckConstraint(
                name="pause_forwards",
                condition=models.Q(until_at__isnull=True) | models.Q(until_at__gte=models.F("from_at")),
            ),
        ]
        ordering = ["from_at", "id"]

    def __str__(self) -> str:
        return f"pause of {self.clock_id} from {self.from_at}"
