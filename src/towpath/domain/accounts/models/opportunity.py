"""Opportunities: what the vendor may sell to an account, and which registration stands on it."""

from django.contrib.postgres.indexes import GinIndex
from django.db import models

from towpath.domain.accounts.lifecycles import CLOSED_LOST, CLOSED_WON, OPEN, OPPORTUNITY
from towpath.domain.accounts.models.account import Account, Contact
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Region


class OpenState(models.TextChoices):
    OPEN = OPEN
    CLOSED_WON = CLOSED_WON
    CLOSED_LOST = CLOSED_LOST


class Opportunity(models.Model):
    """open -> closed_won or closed_lost. Stage, amount and close date are sales' own (TAG-09).

    The fields `dr_*` are stamped from the approved registration (FLD-01 to FLD-05) and locked.
    `account` is the customer, except for MSP deals: there it is the partner's own account and `end_user` the customer.
    """

    reference = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=255)
    name_norm = models.CharField(max_length=255)
    record_type = models.CharField(max_length=30, default="Standard")
    account = models.ForeignKey(Account, models.PROTECT, related_name="opportunities")
    end_user = models.ForeignKey(Account, models.PROTECT, null=True, blank=True, related_name="used_opportunities")
    contact = models.ForeignKey(Contact, models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(Person, models.PROTECT, related_name="opportunities_owned")
    region = models.CharField(max_length=10, choices=[(r.value, r.value) for r in Region])
    state = models.CharField(max_length=20, choices=OpenState, default=OPEN)
    stage = models.CharField(max_length=30, default="1-Discovery")
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    currency = models.CharField(max_length=3, default="USD")
    close_on = models.DateField(null=True)
    order_type = models.CharField(max_length=30, blank=True)
    deal_path = models.CharField(max_length=20, blank=True)
    initial_source = models.CharField(max_length=40, blank=True)
    sales_qualified_source = models.CharField(max_length=40, blank=True)
    forecast_locked = models.BooleanField(
        default=False
    )  # sales fixed the two sources by hand: no registration sets them (TAG-09)
    dr_partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="+")
    dr_deal_type = models.CharField(max_length=20, blank=True)
    dr_status = models.CharField(max_length=20, blank=True)  # "", pending, approved, denied (FLD-03)
    dr_distributor = models.CharField(max_length=120, blank=True)
    dr_deal_id = models.CharField(max_length=12, blank=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="opportunity_state", condition=models.Q(state__in=OPPORTUNITY.states)),
            # TAG-10: a deal type stands only beside the partner whose registration it is.
            models.CheckConstraint(
                name="opportunity_deal_type_needs_partner",
                condition=models.Q(dr_deal_type="") | models.Q(dr_partner__isnull=False),
            ),
        ]
        indexes = [
            # The opportunities of an account, open ones first to be looked at.
            models.Index(fields=["account", "state", "-id"], name="opportunity_of_account"),
            models.Index(
                fields=["end_user", "-id"], name="opportunity_of_user", condition=models.Q(end_user__isnull=False)
            ),
            models.Index(fields=["region", "-id"], name="opportunity_of_region"),
            models.Index(fields=["owner", "-id"], name="opportunity_of_owner"),
            GinIndex(fields=["name_norm"], name="opportunity_name_part", opclasses=["gin_trgm_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.name}"
