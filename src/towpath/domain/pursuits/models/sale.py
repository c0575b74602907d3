"""Sales that were made: what a customer bought, through whom. Incumbency is computed from them and kept nowhere."""

from django.db import models
from django.db.models import F, Q

from towpath.domain.accounts.models import Account, Opportunity
from towpath.domain.distribution.models import Distributor
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Organisation, Person


class Sale(models.Model):
    """One sale to a customer, from an opportunity that was won or from a file. Append-only by a trigger.

    `partner` transacted it; none: the customer bought directly. A mistake is taken back by a row that `cancels` it;
    neither of the two counts then.
    """

    class Kind(models.TextChoices):
        SUBSCRIPTION = "subscription"
        SERVICES = "services"  # services and training alone: they never move the incumbency

    reference = models.CharField(max_length=12, unique=True)
    account = models.ForeignKey(Account, models.PROTECT, related_name="sales")  # who uses what was sold
    kind = models.CharField(max_length=20, choices=Kind, default=Kind.SUBSCRIPTION)
    product = models.CharField(max_length=60, blank=True)  # the tier or family, in words
    partner = models.ForeignKey(Partner, models.PROTECT, null=True, blank=True, related_name="sales")
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    distributor = models.ForeignKey(Distributor, models.PROTECT, null=True, blank=True, related_name="+")
    transacted_at = models.DateTimeField()
    transacted_on = models.DateField()  # the same day in the program's zone
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)  # the day of the renewal; None: a term that is not known
    amount = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="USD")
    percent_off = models.DecimalField(max_digits=5, decimal_places=2, null=True, blank=True)  # the partner's, off list
    opportunity = models.ForeignKey(Opportunity, models.PROTECT, null=True, blank=True, related_name="sales")
    source_id = models.CharField(max_length=80, blank=True)  # what the file calls it; "" unless imported
    cancels = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="cancelled_by")
    why = models.CharField(max_length=300, blank=True)  # why it cancels the other
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="sale_term_forwards", condition=Q(ends_on__isnull=True) | Q(starts_on__lt=F("ends_on"))
            ),
            models.CheckConstraint(
                name="sale_percent", condition=Q(percent_off__isnull=True) | Q(percent_off__gte=0, percent_off__lte=100)
            ),
            models.CheckConstraint(name="sale_amount", condition=Q(amount__isnull=True) | Q(amount__gte=0)),
            # The wall stands where the partner does.
            models.CheckConstraint(
                name="sale_wall", condition=Q(partner__isnull=True, organisation__isnull=True)
                | Q(partner__isnull=False, organisation__isnull=False),
            ),
            models.CheckConstraint(
                name="sale_distributor_has_reseller", condition=Q(distributor__isnull=True) | Q(partner__isnull=False)
            ),
            models.CheckConstraint(
                name="sale_says_why_it_cancels", condition=Q(cancels__isnull=True, why="") | (Q(cancels__isnull=False) & ~Q(why=""))
            ),
            # A won opportunity is sold once, and a line of a file counts once, however often it is read.
            models.UniqueConstraint(
                fields=["opportunity"], name="sale_once_an_opportunity",
                condition=Q(opportunity__isnull=False, cancels__isnull=True),
            ),
            models.UniqueConstraint(
                fields=["source_id"], name="sale_once_a_source", condition=~Q(source_id="") & Q(cancels__isnull=True)
            ),
        ]  # fmt: skip
        indexes = [
            # What did this customer buy last?
            models.Index(fields=["account", "-transacted_at", "-id"], name="sale_of_account"),
            # What did a partner sell, the newest first?
            models.Index(fields=["organisation", "-id"], name="sale_of_organisation"),
            # Which renewals come, of everybody and of one partner?
            models.Index(fields=["ends_on", "id"], name="sale_renewing", condition=Q(ends_on__isnull=False)),
            models.Index(
                fields=["organisation", "ends_on", "id"], name="sale_renewing_of", condition=Q(ends_on__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.account}"
