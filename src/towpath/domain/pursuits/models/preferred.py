"""Claims to preferred co-sell in the US public sector."""

from django.db import models
from django.db.models import Q

from towpath.domain.accounts.models import Opportunity
from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.lifecycles import APPROVED, DENIED, PREFERRED, REMOVED, SUBMITTED, UNDER_WAY
from towpath.kernel.identity.models import Organisation, Person


class PreferredCoSell(models.Model):
    """A partner claims to be preferred on a public-sector opportunity (PSC-01): submitted -> approved or denied.

    `given_id` is the opportunity's CRM identifier as the partner wrote it, `known_id` as the account executive did when
    she linked the opportunity; both in 18 characters. An approved claim ends only by removal. Nothing is deleted.
    """

    reference = models.CharField(max_length=12, unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="preferred_claims")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    customer_name = models.CharField(max_length=200)
    sae = models.ForeignKey(Person, models.PROTECT, related_name="preferred_claims")  # named by her e-mail (PSC-02)
    opportunity = models.ForeignKey(Opportunity, models.PROTECT, null=True, blank=True, related_name="preferred_claims")
    given_id = models.CharField(max_length=18, blank=True)
    known_id = models.CharField(max_length=18, blank=True)
    meeting_on = models.DateField(null=True, blank=True)
    plan = models.CharField(max_length=4000, blank=True)  # how to land and expand together, as the meeting had it
    state = models.CharField(max_length=10, default=SUBMITTED)
    version = models.PositiveIntegerField(default=0)
    submitted_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()
    linked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    linked_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=1000, blank=True)  # the business reason of approval or denial (PSC-03)
    removed_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removal_reason = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="preferred_state", condition=Q(state__in=PREFERRED.states)),
            # One partner is preferred on an opportunity, whoever races.
            models.UniqueConstraint(
                fields=["opportunity"], name="preferred_one_approved", condition=Q(state=APPROVED)
            ),
            models.UniqueConstraint(
                fields=["partner", "opportunity"], name="preferred_once_a_partner",
                condition=Q(state__in=UNDER_WAY, opportunity__isnull=False),
            ),
            # PSC-03, PSC-05: approved is linked, with the identifier, who decided, when and why.
            models.CheckConstraint(
                name="preferred_approved_is_whole",
                condition=~Q(state__in=[APPROVED, REMOVED])
                | (
                    Q(opportunity__isnull=False, decided_by__isnull=False, decided_at__isnull=False,
                      meeting_on__isnull=False)
                    & ~Q(known_id="") & ~Q(reason="") & ~Q(plan="")
                ),
            ),
            models.CheckConstraint(
                name="preferred_denied_says_why",
                condition=~Q(state=DENIED) | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason="")),
            ),
            models.CheckConstraint(
                name="preferred_removed_says_why",
                condition=~Q(state=REMOVED)
                | (Q(removed_by__isnull=False, removed_at__isnull=False) & ~Q(removal_reason="")),
            ),
        ]  # fmt: skip
        indexes = [
            # A partner's own, newest first; what waits, newest first.
            models.Index(fields=["organisation", "-id"], name="preferred_of_organisation"),
            models.Index(fields=["state", "-id"], name="preferred_by_state"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.partner}"
