"""The kinds of record that the program judges, across all rooms: which rows a reader may see, and what they are called."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Model, QuerySet

from towpath.domain.accounts import access as accounts
from towpath.domain.accounts.models import Account, OneOffPermission, Opportunity
from towpath.domain.deals import access as deals
from towpath.domain.deals.models import Registration
from towpath.domain.distribution import access as distribution
from towpath.domain.distribution.models import BillingRecord, MarketplacePage
from towpath.domain.enablement import access as enablement
from towpath.domain.enablement.compliance_queries import all_answerable
from towpath.domain.enablement.models import LicenceRequest
from towpath.domain.partners import access as partners
from towpath.domain.partners.models import Merger, NameChange, Partner
from towpath.domain.pursuits import access as pursuits
from towpath.domain.pursuits.models import Duty, PreferredCoSell
from towpath.domain.quotes import access as quotes
from towpath.domain.quotes.models import PurchaseOrder, Quote
from towpath.kernel.access.grants import Access
from towpath.kernel.identity.models import Person


@dataclass(frozen=True)
class Kind:
    """One kind of record: its model, which has a reference, and the permission to see its rows."""

    name: str  # as the doors know it: "registration"
    noun: str
    prefix: str  # that its references begin with
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

    def asked_of(self, actor: Person | None) -> QuerySet[Any]:
        """The rows of which the actor may ask how they stand: of partners also those whose compliance alone she sees."""
        return all_answerable(actor) if self.model is Partner else self.rows(actor)


KINDS = (
    Kind("registration", "registration", "REG", Registration, deals.ACCESS, deals.Permission.VIEW),
    Kind("opportunity", "opportunity", "OPP", Opportunity, accounts.ACCESS, accounts.Permission.VIEW_OPPORTUNITY),
    Kind("account", "account", "ACC", Account, accounts.ACCESS, accounts.Permission.VIEW_ACCOUNT),
    Kind("one_off", "permission", "PRM", OneOffPermission, accounts.ACCESS, accounts.Permission.VIEW_ONE_OFF),
    Kind("partner", "partner", "PAR", Partner, partners.ACCESS, partners.Permission.VIEW),
    Kind("name_change", "change of name", "NCH", NameChange, partners.ACCESS, partners.Permission.VIEW_NAME_CHANGE),
    Kind("merger", "merger", "MRG", Merger, partners.ACCESS, partners.Permission.VIEW_MERGER),
    Kind("billing_record", "billing record", "BIL", BillingRecord, distribution.ACCESS, distribution.Permission.VIEW_BILLING),
    Kind("marketplace", "e-marketplace page", "EMP", MarketplacePage, distribution.ACCESS, distribution.Permission.VIEW_PAGE),
    Kind("licence_request", "licence request", "NFR", LicenceRequest, enablement.ACCESS, enablement.Permission.VIEW_LICENCE),
    Kind("preferred", "claim to preferred co-sell", "PCS", PreferredCoSell, pursuits.ACCESS, pursuits.Permission.VIEW_PREFERRED),
    Kind("duty", "update or review", "DTY", Duty, pursuits.ACCESS, pursuits.Permission.VIEW_DUTY),
    Kind("quote", "quote", "QUO", Quote, quotes.ACCESS, quotes.Permission.VIEW),
    Kind("order", "purchase order", "POR", PurchaseOrder, quotes.ACCESS, quotes.Permission.VIEW_ORDER),
)  # fmt: skip
BY_TYPE = {kind.subject_type: kind for kind in KINDS}
BY_PREFIX = {kind.prefix: kind for kind in KINDS}
