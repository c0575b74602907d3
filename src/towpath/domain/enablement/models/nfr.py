"""Licences that are not for resale: what was asked for, and what was given (NFR-01, NFR-02)."""

from django.db import models
from django.db.models import F, Q

from towpath.domain.enablement.lifecycles import (
    ACTIVE,
    DECLINED,
    LICENCE,
    LICENCE_REQUEST,
    TO_FULFIL,
    WAITING_LICENCES,
)
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Organisation, Person


class LicenceRequest(models.Model):
    """asked: passes or is refused by the policy at once; an exception: with a director, or passes -> fulfilled.

    The decision of the day stands in its first event. `should_pay` is the answer to the question that comes before every
    exception: whether the partner should buy; None for the partner's own requests.
    """

    reference = models.CharField(max_length=12, unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="licence_requests")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    region = models.CharField(max_length=10)
    state = models.CharField(max_length=14)
    version = models.PositiveIntegerField(default=0)
    product = models.CharField(max_length=30)  # a key of the program's page nfr.policy
    amount = models.PositiveIntegerField()
    use = models.CharField(max_length=30)  # a key of the same page
    contact_name = models.CharField(max_length=120)  # who is sent the licence
    contact_email = models.EmailField(max_length=254)
    note = models.CharField(max_length=1000, blank=True)
    renews = models.ForeignKey("Licence", models.PROTECT, null=True, blank=True, related_name="renewals")
    exception = models.BooleanField(default=False)
    should_pay = models.BooleanField(null=True, blank=True)
    consulted = models.CharField(max_length=300, blank=True)  # who was asked, and what came of it
    justification = models.CharField(max_length=1000, blank=True)
    missing = models.JSONField(default=list)  # the reasons of a refusal, as they were given
    asked_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # why declined
    due_at = models.DateTimeField(null=True, blank=True)  # of the clock due first, for the queue
    clock_kind = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="licence_request_state", condition=Q(state__in=LICENCE_REQUEST.states)),
            models.CheckConstraint(name="licence_request_of_something", condition=Q(amount__gt=0)),
            # Is one for this product of the partner on its way already? One; an exception may stand beside it.
            models.UniqueConstraint(
                fields=["partner", "product", "exception"],
                name="licence_request_waits_once",
                condition=Q(state__in=WAITING_LICENCES),
            ),
            # Before every exception stands the question whether the partner should buy, with its answer and its ground.
            models.CheckConstraint(
                name="licence_exception_says_why",
                condition=Q(exception=False) | (Q(should_pay__isnull=False) & ~Q(justification="")),
            ),
            # Nobody approves the exception that she filed.
            models.CheckConstraint(
                name="licence_exception_two_people",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
            ),
            models.CheckConstraint(name="licence_declined_says_why", condition=~Q(state=DECLINED) | ~Q(reason="")),
        ]
        indexes = [
            # What waits for Licence Support, the first due first?
            models.Index(fields=["due_at", "id"], name="licence_queue", condition=Q(state=TO_FULFIL)),
            models.Index(fields=["state", "-id"], name="licence_request_in_state"),
            models.Index(fields=["partner", "-id"], name="licence_request_of_partner"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.partner}"


class Licence(models.Model):
    """active -> ended by itself, renewed by a newer one, or taken back. It runs over [starts_on, expires_on).

    What opens it (a key, or where it stands) is kept sealed and shown to those who may see the licence.
    """

    reference = models.CharField(max_length=12, unique=True)
    request = models.OneToOneField(LicenceRequest, models.PROTECT, related_name="licence")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="licences")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    region = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default=ACTIVE)
    version = models.PositiveIntegerField(default=0)
    product = models.CharField(max_length=30)
    plan = models.CharField(max_length=30)
    amount = models.PositiveIntegerField()
    starts_on = models.DateField()
    expires_on = models.DateField()
    sealed_key = models.TextField()
    note = models.CharField(max_length=300, blank=True)
    issued_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    issued_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)  # why it was taken back

    class Meta:
        constraints = [
            models.CheckConstraint(name="licence_state", condition=Q(state__in=LICENCE.states)),
            models.CheckConstraint(name="licence_forwards", condition=Q(starts_on__lt=F("expires_on"))),
            models.CheckConstraint(name="licence_of_something", condition=Q(amount__gt=0)),
        ]
        indexes = [
            # Which licences run, the first to end first; which of a partner?
            models.Index(fields=["expires_on", "id"], name="licence_ending", condition=Q(state=ACTIVE)),
            models.Index(fields=["partner", "-id"], name="licence_of_partner"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.partner}"
