"""A customer's past: sales, notices, updates, tenders and claims as rows, for tests of what follows from them."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

from towpath.domain.accounts.models import Account, Opportunity
from towpath.domain.pursuits.models import Sale
from towpath.kernel.references import next_reference


def sold(account: Account, partner=None, on: date = date(2026, 6, 1), **more) -> Sale:
    """A sale of a day, for a year, through a partner or directly."""
    fields = {
        "starts_on": on, "ends_on": on.replace(year=on.year + 1), "amount": Decimal(48000), "currency": "EUR",
        "recorded_at": datetime.combine(on, time(12), UTC),
    }  # fmt: skip
    return Sale.objects.create(
        reference=next_reference("SAL"), account=account, partner=partner,
        organisation=partner.organisation if partner else None, transacted_on=on,
        transacted_at=datetime.combine(on, time(12), UTC), **(fields | more),
    )  # fmt: skip


def deal(account: Account, owner, **more) -> Opportunity:
    """An open opportunity on an account, of the account's region."""
    fields = {"region": account.region or "EMEA", "created_at": datetime(2026, 1, 5, 9, tzinfo=UTC)}
    if "last_activity_at" in {each.name for each in Opportunity._meta.fields}:
        fields["last_activity_at"] = fields["created_at"]
    return Opportunity.objects.create(
        reference=next_reference("OPP"), name="Renewal", name_norm="renewal", account=account, owner=owner,
        **(fields | more),
    )  # fmt: skip
