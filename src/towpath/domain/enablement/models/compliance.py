"""What people record about a partner for compliance, and how each partner stands as last computed."""

from django.db import models
from django.db.models import F, Q

from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person


class Attestation(models.Model):
    """A fact about a partner that no room computes: a joint business plan, bookings, an activity, support hours.

    recorded -> withdrawn. It stands over [starts_on, ends_on); sums and counts go by starts_on. Never changed: what was
    wrong is withdrawn and recorded anew.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="attestations")
    kind = models.CharField(max_length=40)  # a key of the program's page compliance/evidence
    amount = models.DecimalField(max_digits=14, decimal_places=2, default=1)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    evidence = models.CharField(max_length=500)  # where it can be seen: a document, a link, who said so
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="attestation_forwards", condition=Q(ends_on__isnull=True) | Q(starts_on__lt=F("ends_on"))
            ),
            models.CheckConstraint(name="attestation_positive", condition=Q(amount__gt=0)),
            models.CheckConstraint(
                name="attestation_withdrawn_by_somebody",
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False),
            ),
        ]
        indexes = [
            # What was recorded about a partner?
            models.Index(fields=["partner", "kind"], name="attestation_of_partner"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.partner} from {self.starts_on}"


class ComplianceResult(models.Model):
    """How a partner stands in its track or in a designation, as last computed: one row each, made anew by the night.

    The past is not kept here: it is computed for any day from completions, memberships and the wordings of that day, and
    each change of state is an event. `breaks_on` is the next day on which it falls out, if nothing is done.
    """

    class State(models.TextChoices):
        COMPLIANT = "compliant"
        TEMPORARY = "temporary"
        GRACE = "grace"
        NOT = "not"

    partner = models.ForeignKey(Partner, models.CASCADE, related_name="compliance")
    subject = models.CharField(max_length=20)  # "open", "psp"
    is_track = models.BooleanField()
    state = models.CharField(max_length=10, choices=State)
    since = models.DateField()
    grace_until = models.DateField(null=True, blank=True)
    breaks_on = models.DateField(null=True, blank=True)
    warned_days = models.PositiveIntegerField(null=True, blank=True)  # the last notice given of breaks_on
    missing = models.JSONField(default=list)  # [{key, label, have, need, unit, mend}]
    next_step = models.CharField(max_length=300, blank=True)
    computed_on = models.DateField()
    book = models.CharField(max_length=12)  # fingerprint of the program

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["partner", "subject"], name="compliance_once"),
            models.CheckConstraint(
                name="compliance_state", condition=Q(state__in=["compliant", "temporary", "grace", "not"])
            ),
            models.CheckConstraint(
                name="compliance_grace_has_end",
                condition=Q(state="grace", grace_until__isnull=False)
                | (~Q(state="grace") & Q(grace_until__isnull=True)),
            ),
        ]
        indexes = [
            # Which partners are in this state, of a track or a designation?
            models.Index(fields=["state", "subject", "partner"], name="compliance_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.partner}: {self.state} in {self.subject}"
