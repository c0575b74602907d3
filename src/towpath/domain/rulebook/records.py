"""The kinds of record that the program judges, across all rooms: which rows a reader may see, and what they are called."""

from dataclasses import dataclass

from django.db.models import Model, QuerySet

from towpath.domain.accounts import access as accounts
from towpath.domain.accounts.models import Account, OneOffPermission, Opportunity
from towpath.domain.deals import access as deals
from towpath.domain.deals.models import Registration
from towpath.domain.distribution import access as distribution
from towpath.domain.distribution.models import BillingRecord, MarketplacePage
from towpath.domain.enablement import access as enablement
from towpath.domain.enablement.models import LicenceRequest
from towpath.domain.partners import access as partners
from towpath.domain.partners.models import Merger, NameChange, Partner
from towpath.domain.pursuits import access as pursuits
from towpath.domain.pursuits.models import PreferredCoSell
from towpath.domain.quotes import access as quotes
from towpath.domain.quotes.models import Quote
from towpath.kernel.access.grants import Access
from towpath.kernel.identity.models import Person


@dataclass(frozen=True)
class Kind:
    """One kind of record: its model, which has a reference, and the permission to see its rows."""

    name: str  # as the doors know it: "registration"
    noun: str
    model: type[Model]
    access: Access
    permission: str

    @property
    def subject_type(self) -> str:
        """What events call it."""
        return self.model._meta.label_lower

    def rows(self, actor: Person | None) -> QuerySet[Model]:
        """The rows that the actor may see; all where the product itself asks."""
        return self.access.rows(actor, self.permission, self.model._base_manager.all())


KINDS = (
    Kind("registration", "registration", Registration, deals.ACCESS, deals.Permission.VIEW),
    Kind("opportunity", "opportunity", Opportunity, accounts.ACCESS, accounts.Permission.VIEW_OPPORTUNITY),
    Kind("account", "account", Account, accounts.ACCESS, accounts.Permission.VIEW_ACCOUNT),
    Kind("one_off", "permission", OneOffPermission, accounts.ACCESS, accounts.Permission.VIEW_ONE_OFF),
    Kind("partner", "partner", Partner, partners.ACCESS, partners.Permission.VIEW),
    Kind("name_change", "change of name", NameChange, partners.ACCESS, partners.Permission.VIEW_NAME_CHANGE),
    Kind("merger", "merger", Merger, partners.ACCESS, partners.Permission.VIEW_MERGER),
    Kind("billing_record", "billing record", BillingRecord, distribution.ACCESS, distribution.Permission.VIEW_BILLING),
    Kind("marketplace", "e-marketplace page", MarketplacePage, distribution.ACCESS, distribution.Permission.VIEW_PAGE),
    Kind("licence_request", "licence request", LicenceRequest, enablement.ACCESS, enablement.Permission.VIEW_LICENCE),
    Kind("preferred", "claim to preferred co-sell", PreferredCoSell, pursuits.ACCESS, pursuits.Permission.VIEW_PREFERRED),
    Kind("quote", "quote", Quote, quotes.ACCESS, quotes.Permission.VIEW),
)  # fmt: skip
BY_TYPE = {kind.subject_type: kind for kind in KINDS}
