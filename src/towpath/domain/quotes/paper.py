"""The paper of a quote: a PDF for the one audience that may see it (QUO-02, QUO-05)."""

from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

from towpath.basics.countries import COUNTRY_NAMES
from towpath.basics.money import minor_units
from towpath.domain.quotes.audiences import Face, FaceLine, face, recipient
from towpath.domain.quotes.models import Quote
from towpath.kernel.identity.models import Person
from towpath.kernel.papers import drawn
from towpath.program.book import Book

TEMPLATE = Path(__file__).with_name("papers") / "quote.typ"
KINDS = {
    "direct": "Order form", "one_tier": "Quote for a reseller", "two_tier": "Quote for a distributor",
    "msp": "Quote for a managed service provider", "marketplace": "Marketplace quote",
    "private_offer": "Private offer", "oem": "Quote for an OEM partner",
}  # fmt: skip
WORDS = {
    "proposal": "Draft proposal: this is no order form.", "terms": "Terms", "lines": "Lines",
    "special_terms": "Special terms", "why": "Why these discounts", "signed": "Ordered by",
    "signing": ["Name", "Day", "Signature"],
}  # fmt: skip
COLUMNS = (
    ("Product", True, False), ("From", False, False), ("Until", False, False), ("Quantity", False, True),
    ("List price", False, True), ("Discount", False, True), ("Net", False, True),
)  # fmt: skip


def paper(quote: Quote, reader: Person, book: Book) -> bytes:
    """The PDF of a quote for a reader; OutsideAudience when she is not of its audience.

    The same quote gives the same bytes for every reader who may have it: nothing in it says who drew it, or when.
    """
    return drawn(TEMPLATE, _data(quote, face(quote, reader, book)))


def _data(quote: Quote, shown: Face) -> dict[str, Any]:
    return {
        "language": "en", "title": f"{KINDS[quote.kind]} {quote.reference}", "proposal": quote.proposal, "words": WORDS,
        "footer": f"{quote.reference} · valid until {quote.valid_until.isoformat()} · for {recipient(quote)} only",
        "parties": _parties(quote), "terms": _terms(quote), "special_terms": quote.special_terms,
        "columns": [{"label": label, "wide": wide, "number": number} for label, wide, number in COLUMNS],
        "rows": _rows(shown), "sums": _sums(shown), "why": _reasons(shown),
        "signed": "" if quote.proposal else recipient(quote),
    }  # fmt: skip


def _parties(quote: Quote) -> list[dict[str, Any]]:
    user = [quote.account.name, COUNTRY_NAMES.get(quote.account.country, quote.account.country)]
    found = [
        {"label": "Quoted by", "lines": [quote.entity or "-"]},
        {"label": "Quoted to", "lines": [recipient(quote)]},
    ]
    if quote.invoice_owner:
        found.append({"label": "Invoice to", "lines": [quote.invoice_owner, quote.invoice_contact]})
    found.append({"label": "End user", "lines": [*user, *([quote.shipping_address] if quote.shipping_address else [])]})
    if quote.distributor is not None and quote.resale_partner is not None:
        found.append({"label": "Reseller", "lines": [quote.resale_partner.name]})
    return found


def _terms(quote: Quote) -> list[tuple[str, str]]:
    return [
        ("Begins on", quote.starts_on.isoformat()),
        ("Term", f"{quote.term_months} months"),
        ("Renewal term", f"{quote.renewal_term_months} months"),
        ("Payment", f"{quote.payment_schedule}, {quote.payment_days} days net"),
        ("Valid until", quote.valid_until.isoformat()),
        *([("VAT number", quote.vat_number)] if quote.vat_number else []),
    ]


def _rows(shown: Face) -> list[list[str]]:
    """A row for each stretch; the later years of a ramp name the year, not the product again."""
    found, years = [], Counter[int]()
    for line in shown.lines:
        years[line.position] += 1
        year = years[line.position]
        name = f"{line.name} ({line.sku})" if year == 1 else f"\u2003year {year}"
        found.append(_row(line, name, shown.currency))
    return found


def _row(line: FaceLine, name: str, currency: str) -> list[str]:
    off = line.program_off + line.customer_off
    return [
        name, line.starts_on.isoformat(), line.ends_on.isoformat(),
        f"{line.quantity.normalize():f}", _amount(line.unit_price, currency), _amount(off, currency),
        _amount(line.net_amount, currency),
    ]  # fmt: skip


def _sums(shown: Face) -> list[tuple[str, str]]:
    off = shown.list_amount - shown.net_amount
    return [
        ("List", _amount(shown.list_amount, shown.currency)),
        ("Discounts", _amount(off, shown.currency)),
        (f"Total {shown.currency}", _amount(shown.net_amount, shown.currency)),
    ]


def _reasons(shown: Face) -> list[str]:
    """The sentences behind the program's discounts, each once; and what the customer's discount is given for."""
    said: dict[str, None] = {}
    for line in shown.lines:
        for reason in line.explained.get("because", ()):
            said.setdefault(str(reason["says"]))
        if line.customer_why:
            said.setdefault(f"{line.customer_percent.normalize():f} percent for the customer: {line.customer_why}.")
    return list(said)


def _amount(value: Decimal, currency: str) -> str:
    """To the currency's smallest unit, thousands apart."""
    return f"{value:,.{minor_units(currency)}f}"
