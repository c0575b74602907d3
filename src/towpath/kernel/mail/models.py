"""Mail on its way out: one row per event and address, so that nothing is lost and nothing is sent twice."""

from django.db import models

from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person


class OutgoingMail(models.Model):
    """One message to one address.

    waiting -> sending -> sent; waiting -> gathered (it went out inside a digest); waiting -> given_up after the
    server refused it for good; waiting -> dropped, with the reason in `last_error`, when its reader lost her access or
    her right to read of the record before it went out. `message_id` stays the same over all tries, so a mailbox can tell a repeat.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        GATHERED = "gathered"
        GIVEN_UP = "given_up"
        DROPPED = "dropped"

    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="mails")
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=60)
    to = models.EmailField()
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    subject_type = models.CharField(max_length=60, blank=True)  # the record whose history shows it
    subject_id = models.BigIntegerField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    digest = models.BooleanField(default=False)  # waits for the person's digest
    message_id = models.CharField(max_length=200, unique=True)
    made_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        constraints = [
            # One message of a kind per event and address, however often its listener runs.
            models.UniqueConstraint(fields=["event", "kind", "to"], name="mail_once"),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], name="mail_waiting", condition=models.Q(state__in=("waiting", "sending"))
            ),
            models.Index(fields=["subject_type", "subject_id"], name="mail_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} to {self.to}"
