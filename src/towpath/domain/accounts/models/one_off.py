"""Permissions for a partner that is not authorized to transact one opportunity (ONB-08)."""

from django.db import models

from towpath.domain.accounts.lifecycles import APPROVED, ONE_OFF, RECORDED, USED
from towpath.domain.accounts.models.opportunity import Opportunity
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person


class OneOffPermission(models.Model):
    """recorded by Programs -> approved by one of three directors -> used once; or declined, withdrawn, expired.

    It is good for its one opportunity, until `expires_on` (not including), and only where the customer requires this
    partner and the partner will not join.
    """

    reference = models.CharField(max_length=12, unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="one_off_permissions")
    opportunity = models.ForeignKey(Opportunity, models.PROTECT, related_name="one_off_permissions")
    region = models.CharField(max_length=10)  # of the opportunity: which regional director may approve
    state = models.CharField(max_length=12, default=RECORDED)
    version = models.PositiveIntegerField(default=0)
    customer_reason = models.CharField(max_length=1000)
    will_not_join = models.BooleanField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # why declined or withdrawn
    expires_on = models.DateField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    used_for = models.CharField(max_length=60, blank=True)  # what was transacted under it

    class Meta:
        constraints = [
            models.CheckConstraint(name="one_off_state", condition=models.Q(state__in=ONE_OFF.states)),
            # Does a permission for this partner and opportunity stand or wait already? One.
            models.UniqueConstraint(
                fields=["partner", "opportunity"],
                name="one_off_live_once",
                condition=models.Q(state__in=[RECORDED, APPROVED]),
            ),
            models.CheckConstraint(
                name="one_off_approved_has_approver_and_end",
                condition=~models.Q(state__in=[APPROVED, USED])
                | models.Q(decided_by__isnull=False, expires_on__isnull=False),
            ),
            models.CheckConstraint(
                name="one_off_only_where_it_will_not_join",
                condition=models.Q(will_not_join=True) & ~models.Q(customer_reason=""),
            ),
            # Nobody approves what she recorded herself.
            models.CheckConstraint(
                name="one_off_two_people",
                condition=~models.Q(state__in=[APPROVED, USED]) | ~models.Q(decided_by=models.F("recorded_by")),
            ),
        ]
        indexes = [
            # Which permissions wait, the newest first; which run out?
            models.Index(fields=["state", "-id"], name="one_off_waiting"),
            models.Index(fields=["expires_on"], name="one_off_running", condition=models.Q(state=APPROVED)),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.partner}"
