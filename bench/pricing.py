"""Pricing: a quote of 200 lines, list prices, the program's discount, the customer's, sums and reasons; plain and as ramps.

Run `python -m bench pricing`. Timed is the domain's own `quotes.pricing.priced` with its queries, in this process; rows are
written in one transaction that is taken back.
"""

import time
from datetime import UTC, date, datetime
from decimal import Decimal
from statistics import median
from typing import Any

from django.db import transaction

from towpath.domain.accounts.models import Account, Opportunity
from towpath.domain.partners.models import Partner
from towpath.domain.pricing.models import Price, PriceBook, Product
from towpath.domain.quotes.facts import Standing
from towpath.domain.quotes.pricing import Terms, Wanted, priced
from towpath.kernel.identity.models import Organisation, Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.in_force import book as book_in_force

LINES, AIM_MS, YEARS = 200, 50, 3
MOMENT, TODAY = datetime(2026, 9, 1, 10, tzinfo=UTC), date(2026, 9, 1)
LONG_AGO = date(2020, 1, 1)


def main(times: int = 40) -> dict[str, Any]:
    """The figures, with a line on the screen. On a migrated database that may be written to."""
    with transaction.atomic():
        figures = _measured(times)
        transaction.set_rollback(True)
    print(
        f"  {LINES} lines: {figures['plain_ms']} ms; {LINES} ramps of {YEARS} years: {figures['ramps_ms']} ms (aim at most "
        f"{AIM_MS} ms, reasons and queries included): {'reached' if figures['met'] else 'MISSED'}"
    )
    return figures


def _measured(times: int) -> dict[str, Any]:
    terms, products = _shop()
    discount = {"customer_percent": Decimal("2.5"), "customer_why": "agreed for the whole term"}
    plain = [Wanted(sku, Decimal(40 + n % 90), **discount) for n, sku in enumerate(products)]
    ramps = [Wanted(sku, Decimal(40), ramp=(Decimal(40), Decimal(60), Decimal(90)), **discount) for sku in products]
    found = {"plain_ms": _median_ms(terms, plain, times), "ramps_ms": _median_ms(terms, ramps, times)}
    met = all(ms <= AIM_MS for ms in found.values())
    return {"name": "pricing", "lines": LINES, "years": YEARS, **found, "aim_ms": AIM_MS, "met": met}


def _median_ms(terms: Terms, lines: list[Wanted], times: int) -> float:
    program, took = book_in_force(), []
    for _ in range(times):
        began = time.perf_counter()
        result = priced(terms, lines, program, at=MOMENT, on=TODAY)
        took.append((time.perf_counter() - began) * 1000)
        if len({row.position for row in result.rows}) != LINES or not all(row.explained for row in result.rows):
            raise RuntimeError("A line was not priced with its reasons.")
    return round(median(took), 1)


def _shop() -> tuple[Terms, list[str]]:
    """A partner's three-year quote on an opportunity, and a book with as many products as it has lines."""
    owner = Person.objects.create(
        name="Bench", email="rep@bench.example", roles=[Role.SALES_REP.value], joined_at=MOMENT
    )
    partner = Partner.objects.create(
        organisation=Organisation.objects.create(name="Bench partner"), name="Bench partner", reference="PARBENCH",
        country="DE", region="EMEA", status=Partner.Status.AUTHORIZED, kinds=["reseller"], track="open",
        signed_contract_on=LONG_AGO, click_through_agreement=True, domain="partner.bench.example",
    )  # fmt: skip
    account = Account.objects.create(
        reference="ACCBENCH",
        name="Bench",
        name_norm="bench",
        country="DE",
        region="EMEA",
        owner=owner,
        created_at=MOMENT,
    )
    opportunity = Opportunity.objects.create(
        reference="OPPBENCH", name="Bench", name_norm="bench", account=account, owner=owner, region="EMEA",
        created_at=MOMENT, last_activity_at=MOMENT,
    )  # fmt: skip
    book = PriceBook.objects.create(reference="bench", name="Bench", kind="list", currency="NZD", zone="UTC")
    products = Product.objects.bulk_create(
        Product(
            sku=f"BENCH-{n}", name=f"Bench {n}", kind="subscription", tier=("premium", "ultimate")[n % 2], unit="user",
            deployment="saas", term_months=12, starts_on=LONG_AGO,
        )
        for n in range(LINES)
    )  # fmt: skip
    Price.objects.bulk_create(
        Price(book=book, product=product, amount=Decimal(228 + n), starts_on=LONG_AGO, made_at=MOMENT)
        for n, product in enumerate(products)
    )
    terms = Terms(opportunity, partner, Standing(), "one_tier", "new", book, date(2026, 10, 1), 12 * YEARS)
    return terms, [product.sku for product in products]
