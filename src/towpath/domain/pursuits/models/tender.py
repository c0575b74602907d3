"""Tenders and who bids in them. A bidder sees its own bid alone."""

from django.db import models
from django.db.models import F, Q

from towpath.domain.accounts.models import Opportunity
from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.lifecycles import BID, ENTERED, OPEN, STANDING, TENDER, VOID, WITHDRAWN
from towpath.kernel.identity.models import Organisation, Person


class Tender(models.Model):
    """Several partners bid for one opportunity (INC-06): open -> awarded or cancelled. For the vendor's eyes alone."""

    reference = models.CharField(max_length=12, unique=True)
    opportunity = models.ForeignKey(Opportunity, models.PROTECT, related_name="tenders")
    region = models.CharField(max_length=10)  # of the opportunity
    title = models.CharField(max_length=200)
    opened_on = models.DateField()  # by whom it is put out; what was sourced before counts as sourced
    closes_on = models.DateField()
    state = models.CharField(max_length=10, default=OPEN)
    version = models.PositiveIntegerField(default=0)
    recorded_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)  # why cancelled

    class Meta:
        constraints = [
            models.CheckConstraint(name="tender_state", condition=Q(state__in=TENDER.states)),
            models.CheckConstraint(name="tender_forwards", condition=Q(opened_on__lte=F("closes_on"))),
            models.CheckConstraint(name="tender_ended_has_moment", condition=Q(state=OPEN) | Q(ended_at__isnull=False)),
            # An opportunity is tendered once at a time.
            models.UniqueConstraint(
                fields=["opportunity"], name="tender_one_of_opportunity", condition=Q(state__in=STANDING)
            ),
        ]
        indexes = [models.Index(fields=["state", "-id"], name="tender_by_state")]  # which are open, the newest first?

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


class Bid(models.Model):
    """A partner bids in a tender: entered -> won, lost or withdrawn; void where the tender is cancelled.

    `sourced_before` is computed when the bid is entered: an approved registration of this partner on the opportunity
    began before the tender was opened (INC-06).
    """

    reference = models.CharField(max_length=12, unique=True)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="bids")
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="bids")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    sourced_before = models.BooleanField(default=False)
    own_services = models.BooleanField(default=False)  # INC-09
    state = models.CharField(max_length=10, default=ENTERED)
    version = models.PositiveIntegerField(default=0)
    entered_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="bid_state", condition=Q(state__in=BID.states)),
            # A partner bids once; after withdrawing it may bid anew.
            models.UniqueConstraint(
                fields=["tender", "partner"], name="bid_once", condition=~Q(state__in=[WITHDRAWN, VOID])
            ),
            # One bid wins.
            models.UniqueConstraint(fields=["tender"], name="bid_one_wins", condition=Q(state="won")),
        ]
        indexes = [models.Index(fields=["organisation", "-id"], name="bid_of_organisation")]  # my bids, newest first

    def __str__(self) -> str:
        return f"{self.reference} {self.partner}"
