"""Pages of partners on distributors' e-marketplaces."""

from django.db import models
from django.db.models import Q

from towpath.domain.distribution.lifecycles import (
    APPROVED,
    ENDED,
    LIVE,
    MARKETPLACE,
    PAUSED,
    REQUESTED,
    RUNNING_PAGE,
)
from towpath.domain.distribution.models.distributor import Distributor
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Organisation, Person


class MarketplacePage(models.Model):
    """requested -> draft in review <-> returned -> approved in writing -> live <-> paused -> ended; or declined (DST-04).

    `approval` is the letter that went to the distributor; from then on it is on file and stays as it is.
    """

    reference = models.CharField(max_length=12, unique=True)
    partner = models.ForeignKey(Partner, models.PROTECT, related_name="marketplace_pages")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")  # the partner's: the wall
    distributor = models.ForeignKey(Distributor, models.PROTECT, related_name="marketplace_pages")
    state = models.CharField(max_length=16, default=REQUESTED)
    version = models.PositiveIntegerField(default=0)
    expertise = models.TextField(blank=True)  # overview of technical expertise
    services = models.TextField(blank=True)  # overview of services
    draft_address = models.URLField(max_length=300, blank=True)
    requested_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    requested_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)  # why returned, declined, paused or ended
    approval = models.TextField(blank=True)
    approved_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    live_since = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="marketplace_state", condition=Q(state__in=MARKETPLACE.states)),
            # Has this partner a page with this distributor, or is one on its way? One.
            models.UniqueConstraint(
                fields=["partner", "distributor"], name="marketplace_page_once", condition=Q(state__in=RUNNING_PAGE)
            ),
            models.CheckConstraint(
                name="marketplace_says_what_it_offers", condition=~Q(expertise="") | ~Q(services="")
            ),
            models.CheckConstraint(
                name="marketplace_approved_in_writing",
                condition=~Q(state__in=[APPROVED, LIVE, PAUSED, ENDED])
                | (~Q(approval="") & Q(approved_by__isnull=False, approved_at__isnull=False)),
            ),
        ]
        indexes = [
            # Which pages wait for a review, newest first; a distributor's own.
            models.Index(fields=["state", "-id"], name="marketplace_waiting"),
            models.Index(fields=["distributor", "-id"], name="marketplace_of_distributor"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.partner}"
