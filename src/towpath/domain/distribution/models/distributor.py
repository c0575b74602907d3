"""Distributors, and which partners buy through them or directly."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Organisation, Person
from towpath.kernel.ranges import DayRange


class Distributor(models.Model):
    """A company that sells to partners, known to the program's page "distribution.coverage" by its code.

    Inactive: it takes no orders at present, and does not count as the active distributor of its countries (DST-01).
    """

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="distributor")
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    mailbox = models.EmailField(blank=True)  # for all its orders; "": those of the page, by country (DST-03)
    active = models.BooleanField(default=True)
    billing_account = models.CharField(max_length=200, blank=True)  # invoice owner on its quotes (BIL-04)
    billing_contact = models.CharField(max_length=200, blank=True)
    billing_email = models.EmailField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            # An invoice owner has a contact and an address, or there is none.
            models.CheckConstraint(
                name="distributor_billing_whole",
                condition=Q(billing_account="", billing_contact="", billing_email="")
                | (~Q(billing_account="") & ~Q(billing_contact="") & ~Q(billing_email="")),
            )
        ]

    def __str__(self) -> str:
        return self.name


class Buying(models.Model):
    """How a partner buys over a half-open period [starts_on, ends_on): through a distributor, or directly where there is none.

    A partner with a choice may have several at once; each of them once at a time.
    """

    partner = models.ForeignKey(Partner, models.PROTECT, related_name="buying")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # the partner's: the wall
    distributor = models.ForeignKey(Distributor, models.PROTECT, null=True, blank=True, related_name="resellers")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    chosen_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="buying_forwards", condition=Q(ends_on__isnull=True) | Q(starts_on__lt=F("ends_on"))
            ),
            # Does this partner buy this way on that day? Once.
            ExclusionConstraint(
                name="buying_once",
                expressions=[
                    (DayRange("starts_on", "ends_on", RangeBoundary()), RangeOperators.OVERLAPS),
                    ("partner", RangeOperators.EQUAL),
                    (Coalesce("distributor_id", Value(0)), RangeOperators.EQUAL),
                ],
            ),
        ]
        indexes = [
            # A distributor's own resellers.
            models.Index(fields=["distributor", "-id"], name="buying_of_distributor"),
        ]

    def __str__(self) -> str:
        return f"{self.partner} through {self.distributor or 'nobody'} from {self.starts_on}"
