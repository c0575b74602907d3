"""What happened, kept for good, and which listener has had it."""

from django.db import models

from towpath.kernel.identity.models import Organisation, Person


class Event(models.Model):
    """One thing that happened: the audit trail and the start of every message. Append-only by triggers.

    `data` holds before, after, changed fields, the decision with its reasons, and whatever the sentence needs.
    """

    name = models.CharField(max_length=100)
    at = models.DateTimeField()
    actor = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    on_behalf_of = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    door = models.CharField(max_length=20)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+")
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            # What happened to this record, newest first?
            models.Index(fields=["subject_type", "subject_id", "-id"], name="event_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.subject_type} {self.subject_id}"


class Reliance(models.Model):
    """One decision kept in an event rested on one page of the program. Written by a trigger as the event is kept.

    number  which of the event's decisions, from 1: those of `decisions` in order, then `decision`
    """

    pk = models.CompositePrimaryKey("page", "event", "number")  # Which decisions rested on this page, newest first?
    page = models.CharField(max_length=100)
    # Without a constraint: only the trigger writes here, with the event that it stands on, and events are never removed.
    event = models.ForeignKey(Event, models.DO_NOTHING, related_name="+", db_index=False, db_constraint=False)
    number = models.PositiveSmallIntegerField()

    def __str__(self) -> str:
        return f"decision {self.number} of event {self.event_id} rests on {self.page}"


class Delivery(models.Model):
    """One listener has had one event. Written in the listener's own transaction, so nothing is done twice."""

    event = models.ForeignKey(Event, models.PROTECT, related_name="deliveries")
    listener = models.CharField(max_length=200)
    done_at = models.DateTimeField()

    class Meta:
        constraints = [
            # Has this listener had this event?
            models.UniqueConstraint(fields=["event", "listener"], name="delivery_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.listener}"
