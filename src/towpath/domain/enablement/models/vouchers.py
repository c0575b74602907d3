"""Vouchers for exams: who got which code, whether it was used, and until when it is good (CRT-03)."""

from django.db import models
from django.db.models.functions import Upper

from towpath.domain.enablement.lifecycles import VOUCHER
from towpath.domain.enablement.models.learning import Learner
from towpath.domain.partners.models import Partner


class Voucher(models.Model):
    """A code that pays for one exam, good until expires_on, the first day on which it is not. See lifecycles.VOUCHER."""

    reference = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=12, choices=[(s, s) for s in VOUCHER.states])
    version = models.PositiveIntegerField(default=1)
    code = models.CharField(max_length=60)
    badge = models.CharField(max_length=40)
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="vouchers")
    learner = models.ForeignKey(Learner, models.PROTECT, null=True, blank=True, related_name="vouchers")
    received_on = models.DateField()
    issued_on = models.DateField(null=True, blank=True)
    used_on = models.DateField(null=True, blank=True)
    expires_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            # Which voucher is this code? One.
            models.UniqueConstraint(Upper("code"), name="voucher_code_once"),
            models.CheckConstraint(name="voucher_state_known", condition=models.Q(state__in=VOUCHER.states)),
            models.CheckConstraint(
                name="voucher_issued_to_a_partner",
                condition=~models.Q(state__in=("issued", "used"))
                | models.Q(partner__isnull=False, issued_on__isnull=False),
            ),
            models.CheckConstraint(
                name="voucher_used_on_a_day",
                condition=models.Q(state="used", used_on__isnull=False)
                | (~models.Q(state="used") & models.Q(used_on=None)),
            ),
        ]
        indexes = [
            # The vouchers of a state by the day on which they end.
            models.Index(fields=["state", "expires_on", "id"], name="voucher_of_state"),
            models.Index(fields=["expires_on", "id"], name="voucher_ending"),
        ]

    def __str__(self) -> str:
        return self.code
