"""Which requests were carried out under which key, and how they were answered."""

from django.db import models

from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person


class KeptAnswer(models.Model):
    """One write that a program sent under a key of its own making; see towpath.api.once.

    Written in the transaction of the act itself, without `status`; the answer follows once it has been put into words.
    Without `status` long after: the process died between the two, and what was done is found through `event`.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="+")
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=64)  # SHA-256 over method, path and content
    event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(null=True)
    location = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)

    class Meta:
        constraints = [
            # Was this asked before? And of two at once, only one is done.
            models.UniqueConstraint(fields=["person", "key"], name="kept_answer_once"),
        ]
        indexes = [
            # Which are old enough to be forgotten?
            models.Index(fields=["made_at"], name="kept_answer_age"),
        ]

    def __str__(self) -> str:
        return f"{self.key} of {self.person_id}"
