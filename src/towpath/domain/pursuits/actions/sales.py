"""Sales: from an opportunity that was won, by hand, and taking a mistake back. They move the incumbency (INC-02).

Files of past sales are read in `sales_files`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, time
from decimal import Decimal, InvalidOperation

from django.db import IntegrityError, transaction

from towpath.basics.days import months_later
from towpath.basics.money import CURRENCIES
from towpath.domain.accounts.lifecycles import CLOSED_WON
from towpath.domain.accounts.models import Account, Opportunity
from towpath.domain.accounts.models.opportunity import Transacts
from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.domain.pursuits.actions.moves import by_whom, day_of, needed_day, partner_named, said
from towpath.domain.pursuits.events import SALE_CANCELLED, SALE_RECORDED
from towpath.domain.pursuits.facts import customer_of
from towpath.domain.pursuits.models import Sale
from towpath.kernel.events.log import record
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady, Taken

YEAR = 12  # months of a term that an opportunity leaves open
RESOLD = ("resale", "msp")  # deal types in which the partner takes the customer's order
SERVICES = ("Professional Services Only",)


@transaction.atomic(durable=True)
def record_won(reference: str, occasion: Occasion, *, percent_off: Decimal | None = None) -> Sale | None:
    """The sale of an opportunity that was closed as won; None where it is recorded already. For the product itself.

    percent_off  what the partner had off list price on the order, where a quote tells
    """
    won = Opportunity.objects.select_for_update(of=("self",)).get(reference=reference)
    if won.state != CLOSED_WON or won.closed_at is None:
        raise NotReady(f"{reference} is not won.")
    if Sale.objects.filter(opportunity=won, cancels__isnull=True).exists():
        return None
    partner, day = transacted_by(won), occasion.later(won.closed_at).day
    starts_on = won.starts_on or day
    ends_on = won.ends_on if won.ends_on is not None and won.ends_on > starts_on else months_later(starts_on, YEAR)
    made = Sale(
        reference=next_reference("SAL"), account=customer_of(won),
        kind=Sale.Kind.SERVICES if won.record_type in SERVICES else Sale.Kind.SUBSCRIPTION,
        partner=partner, organisation_id=partner.organisation_id if partner else None,
        distributor=won.distributor if partner else None, transacted_at=won.closed_at, transacted_on=day,
        starts_on=starts_on, ends_on=ends_on, amount=won.amount, currency=won.currency, percent_off=percent_off,
        opportunity=won,
    )  # fmt: skip
    return _kept(made, occasion)


def transacted_by(won: Opportunity) -> Partner | None:
    """Who took the customer's order: the partner that a quote stamped, else the one whose registration resells it."""
    if won.resale_partner is not None:
        return won.resale_partner
    registered = won.dr_status == "approved" and won.dr_deal_type.lower() in RESOLD
    return won.dr_partner if registered and won.transacts in ("", Transacts.PARTNER) else None


def _kept(sale: Sale, occasion: Occasion) -> Sale:
    sale.recorded_at, sale.recorded_by = occasion.at, occasion.actor
    sale.save(force_insert=True)
    through = f"through {sale.partner.name}" if sale.partner else "directly"
    record(
        SALE_RECORDED, occasion, subject=sale, organisation=sale.organisation_id, account=sale.account.name,
        through=through,
    )  # fmt: skip
    return sale


@transaction.atomic(durable=True)
def take_back(reference: str, occasion: Occasion, *, why: str) -> Sale:
    """Take a sale back that was recorded by mistake: another row cancels it, and neither counts (INC-02)."""
    mine = ACCESS.rows(occasion.actor, Permission.RECORD_SALE, Sale.objects.select_for_update(of=("self",)))
    sale = mine.filter(reference=reference.strip().upper()).first()
    if sale is None:
        raise NotFound(f"There is no sale {reference} for you.")
    reason = said(why, "why", "Say why: it stands in the history.")
    if sale.cancels_id is not None or Sale.objects.filter(cancels=sale).exists():
        raise Taken(f"{sale.reference} was taken back already.")
    back = Sale(
        reference=next_reference("SAL"), account=sale.account, kind=sale.kind, partner=sale.partner,
        organisation_id=sale.organisation_id, distributor=sale.distributor, transacted_at=sale.transacted_at,
        transacted_on=sale.transacted_on, starts_on=sale.starts_on, ends_on=sale.ends_on, currency=sale.currency,
        cancels=sale, why=reason, recorded_at=occasion.at, recorded_by=occasion.actor,
    )  # fmt: skip
    back.save(force_insert=True)
    record(SALE_CANCELLED, occasion, subject=sale, organisation=sale.organisation_id, by=by_whom(occasion), why=reason)
    return back


def enter(occasion: Occasion, typed: Mapping[str, str]) -> Sale:
    """One sale by hand or of a line of a file, in a transaction of its own; Taken where its `source_id` is known.

    typed  account (ACC…), transacted_on, source_id; optional: partner (PAR…; none: bought directly), kind, product,
           starts_on, ends_on, amount, currency, percent_off
    """
    if not ACCESS.may(occasion.actor, Permission.RECORD_SALE):
        raise NotAllowed("Past sales are recorded by Ecosystem Operations.")
    sale = read(typed, occasion)
    try:
        with transaction.atomic():
            return _kept(sale, occasion)
    except IntegrityError as error:
        if "sale_once_a_source" not in str(error):
            raise
        raise Taken(f"The sale {sale.source_id} is recorded already.") from error


def read(typed: Mapping[str, str], occasion: Occasion) -> Sale:
    """A sale as typed, not kept; Invalid names each field that is wrong."""
    given = {name: str(value or "").strip() for name, value in typed.items()}
    account = Account.objects.filter(reference=given.get("account", "").upper()).first()
    if account is None:
        raise Invalid({"account": ["There is no account of this reference; it is written like ACC00042."]})
    on = needed_day(given.get("transacted_on", ""), "transacted_on", "Write the day of the sale.", until=occasion.day)
    partner = partner_named(given["partner"]) if given.get("partner") else None
    starts_on = day_of(given.get("starts_on", ""), "starts_on") or on
    ends_on = day_of(given.get("ends_on", ""), "ends_on") or months_later(starts_on, YEAR)
    if ends_on <= starts_on:
        raise Invalid({"ends_on": ["The term ends after it starts."]})
    kind = given.get("kind") or Sale.Kind.SUBSCRIPTION
    if kind not in Sale.Kind.values:
        raise Invalid({"kind": [f"Write one of: {', '.join(Sale.Kind.values)}."]})
    currency = given.get("currency", "").upper() or "USD"
    if currency not in CURRENCIES:
        raise Invalid({"currency": ["Write the currency as its three letters of ISO 4217, such as USD or EUR."]})
    return Sale(
        reference=next_reference("SAL"), account=account, kind=kind, product=given.get("product", "")[:60],
        partner=partner, organisation_id=partner.organisation_id if partner else None,
        transacted_at=min(datetime.combine(on, time(12), UTC), occasion.at), transacted_on=on, starts_on=starts_on,
        ends_on=ends_on, amount=_number(given, "amount", Decimal("1e12")), currency=currency,
        percent_off=_number(given, "percent_off", Decimal(100)), source_id=_source(given),
    )  # fmt: skip


def _source(given: Mapping[str, str]) -> str:
    name = given.get("source_id", "")
    if not name or len(name) > 80:
        raise Invalid({"source_id": ["Write what your records call this sale, in at most 80 characters."]})
    return name


def _number(given: Mapping[str, str], field: str, most: Decimal) -> Decimal | None:
    text = given.get(field, "")
    if not text:
        return None
    try:
        number = Decimal(text)
    except InvalidOperation:
        number = Decimal(-1)
    if not number.is_finite() or not 0 <= number <= most:
        raise Invalid({field: [f"Write a number from 0 to {most:f}, such as 17.5."]})
    return number.quantize(Decimal("0.01"))
