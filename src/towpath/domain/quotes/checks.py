"""What a quote must fulfil before it is submitted: the field matrix, the consents, and the approvals that it needs."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from towpath.domain.quotes.filling import form_key
from towpath.domain.quotes.models import Consent, Line, Quote
from towpath.kernel.occasion import Occasion
from towpath.program.decision import Decision
from towpath.program.decisions.pricing.concession import Concession, ConcessionFacts, concession
from towpath.program.decisions.quotes.approvals import ApprovalFacts, Approvals, approvals
from towpath.program.decisions.quotes.fields import QuoteFacts, QuoteLine, RampStep, quote_findings
from towpath.program.decisions.quotes.findings import Finding

HUNDRED = Decimal(100)


def findings(quote: Quote, lines: Sequence[Line], occasion: Occasion) -> Decision[tuple[Finding, ...]]:
    """Everything that is wrong with a quote as it stands; the outcome is empty where it can be submitted."""
    return quote_findings(_facts(quote, lines), occasion.book, on=quote.judged_on)


def required_approvals(quote: Quote, lines: Sequence[Line], occasion: Occasion) -> Decision[Approvals]:
    """The levels that must approve the quote as it stands."""
    facts = ApprovalFacts(
        discount_percent=customer_percent(lines),
        term_months=quote.term_months,
        net_days=quote.payment_days,
        elements=tuple(quote.non_standard),
        special_terms=bool(quote.special_terms),
        program_rate_lowered=any(line.reduced_to is not None for line in lines),
        booked_arr=sum((line.annual_amount for line in lines), Decimal(0)),
        kind="draft_proposal" if quote.proposal else "quote",
    )
    return approvals(facts, occasion.book, on=quote.judged_on)


def consent_to(quote: Quote, lines: Sequence[Line], occasion: Occasion) -> Decision[Concession] | None:
    """Whether all agreed to the discount as it was negotiated down (INC-10); None where none was."""
    reduced = next((line for line in lines if line.reduced_to is not None), None)
    if reduced is None or reduced.reduced_to is None:
        return None
    given = Consent.objects.filter(quote=quote, percent=reduced.reduced_to).values_list("side", flat=True)
    # The program's own approval is a level of the review, which a lowered rate asks for: see required_approvals.
    facts = ConcessionFacts(reduced.program_percent, reduced.reduced_to, tuple(sorted(given)), program_approved=True)
    return concession(facts, occasion.book, on=quote.judged_on)


def customer_percent(lines: Sequence[Line]) -> Decimal:
    """What the customer gets beyond the program's discount, in percent of what is left after it, over all lines."""
    left = sum((line.list_amount - line.program_off for line in lines), Decimal(0))
    off = sum((line.customer_off for line in lines), Decimal(0))
    return (off / left * HUNDRED).quantize(Decimal("0.01")) if left else Decimal(0)


def _facts(quote: Quote, lines: Sequence[Line]) -> QuoteFacts:
    partner, distributor, listing = quote.resale_partner, quote.distributor, quote.listing_partner
    values = {
        "start_date": quote.starts_on.isoformat(), "initial_term": str(quote.term_months),
        "renewal_term": str(quote.renewal_term_months), "template": quote.template,
        "resale_partner": partner.name if partner else "",
        "distributor": (distributor.billing_account or distributor.name) if distributor else "",
        "invoice_owner": quote.invoice_owner, "invoice_owner_contact": quote.invoice_contact,
        "sold_to_contact": _name(quote.sold_to or quote.sold_to_person),
        "bill_to_contact": _name(quote.bill_to or quote.bill_to_person),
        "special_terms": quote.special_terms, "vat_number": quote.vat_number, "listing_partner": _name(listing),
        "end_user_email": quote.end_user_email, "shipping_address": quote.shipping_address,
        "postal_code": quote.postal_code, "payment_details": quote.payment_details,
    }  # fmt: skip
    contact = "msp" if quote.kind == Quote.Kind.MSP else "customer"
    first = {line.position: line for line in reversed(lines)}
    return QuoteFacts(
        form=form_key(quote),
        values={name: value for name, value in values.items() if value},
        held_by={"sold_to_contact": contact, "bill_to_contact": contact},
        end_user=quote.account.name,
        bill_country=partner.country if partner is not None and distributor is None else quote.account.country,
        term_months=quote.term_months,
        schedule=quote.payment_schedule,
        lines=tuple(
            QuoteLine(line.product.tier, line.product.deployment, quote.term_months) for line in first.values()
        ),
        ramp=_ramp(lines),
        valid_until=quote.valid_until,
        valid_set_on=quote.judged_on,
        kind="draft_proposal" if quote.proposal else "quote",
    )


def _name(one: Any) -> str:
    return one.name if one is not None else ""


def _ramp(lines: Sequence[Line]) -> tuple[RampStep, ...]:
    """The years of the lines that are ramped, all of them together: a year's users and annual revenue are sums."""
    stretches = Counter(line.position for line in lines)
    years: dict[date, list[Line]] = {}
    for line in lines:
        if stretches[line.position] > 1:
            years.setdefault(line.starts_on, []).append(line)
    return tuple(
        RampStep(
            day, int(sum(each.quantity for each in parts)), sum((each.annual_amount for each in parts), Decimal(0))
        )
        for day, parts in sorted(years.items())
    )
