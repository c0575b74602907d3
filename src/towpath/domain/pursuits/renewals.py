"""Renewals as a board shows them: terms that end, each with who is to renew it and what is owed for it."""

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef

from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.domain.pursuits.facts import in_force
from towpath.domain.pursuits.lifecycles import ACCEPTED, MISSED, OWED
from towpath.domain.pursuits.models import CustomerNotice, CustomerUpdate, Duty, Sale
from towpath.domain.pursuits.standing import last_sales
from towpath.kernel.identity.models import Person
from towpath.kernel.paging import Page, Sort, page

ENDING = Sort("ends_on", "ends_on")
CAP = 999  # counting stops here


@dataclass(frozen=True)
class Renewal:
    """A term that ends.

    incumbent  whom the customer named since, else who sold it; None: nobody, the customer buys directly
    notice     the customer's word that moved it, where there is one in force
    duties     what the incumbent owes on this customer today, the earliest first
    health     how the customer stood when the incumbent spoke last: good, at_risk, leaving or ""
    renewed    the customer bought again since
    """

    sale: Sale
    incumbent: Partner | None
    notice: CustomerNotice | None
    duties: list[Duty] = field(default_factory=list)
    health: str = ""
    renewed: bool = False


def ending(
    actor: Person, begins: date, ends: date, *, cursor: str = "", size: int = 50
) -> tuple[Page[Sale], list[Renewal]]:
    """Terms that end within [begins, ends), the earliest first, of the actor's partner or region: four queries."""
    rows = ACCESS.rows(actor, Permission.VIEW_SALE, Sale.objects.filter(last_sales(), ends_on__gte=begins))
    since = Sale.objects.filter(last_sales(), account=OuterRef("account"), transacted_at__gt=OuterRef("transacted_at"))
    rows = rows.filter(ends_on__lt=ends).select_related("account", "partner").annotate(renewed=Exists(since))
    found: Page[Sale] = page(rows, ENDING, cursor=cursor, size=size)
    return found, _beside(found.rows)


def _beside(sales: list[Sale]) -> list[Renewal]:
    accounts = [one.account_id for one in sales]
    wrote = CustomerNotice.objects.filter(account__in=accounts, state=ACCEPTED).select_related("partner")
    last = {one.account_id: one for one in wrote.order_by("dated_on", "id")}
    owed: dict[tuple[int, int], list[Duty]] = {}
    for duty in Duty.objects.filter(account__in=accounts, state__in=OWED).order_by("due_on", "id"):
        owed.setdefault((duty.account_id, duty.partner_id), []).append(duty)
    spoke = CustomerUpdate.objects.filter(account__in=accounts).order_by("account", "partner", "-given_on", "-id")
    told = spoke.distinct("account", "partner").values_list("account_id", "partner_id", "health")
    health = {(account, partner): word for account, partner, word in told}
    made = []
    for sale in sales:
        notice = in_force(last.get(sale.account_id), sale)
        incumbent = notice.partner if notice is not None else sale.partner
        key = (sale.account_id, incumbent.pk if incumbent is not None else 0)
        renewed = bool(getattr(sale, "renewed", False))
        made.append(Renewal(sale, incumbent, notice, owed.get(key, []), health.get(key, ""), renewed))
    return made


@dataclass(frozen=True)
class Sums:
    """How much a quarter holds, each counted to 999 at most."""

    terms: int
    owed: int
    late: int


def sums(actor: Person, begins: date, ends: date, quarter: str) -> Sums:
    """Terms that end within [begins, ends), and what is owed and late in a fiscal quarter: three queries."""
    sales = ACCESS.rows(
        actor, Permission.VIEW_SALE, Sale.objects.filter(last_sales(), ends_on__gte=begins, ends_on__lt=ends)
    )
    duties = ACCESS.rows(actor, Permission.VIEW_DUTY, Duty.objects.filter(quarter=quarter))
    owed, late = duties.filter(state__in=OWED), duties.filter(state=MISSED)
    return Sums(*(rows.order_by()[:CAP].count() for rows in (sales, owed, late)))
