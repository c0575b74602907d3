"""What of a quote follows from its kind and its parties: template, invoice owner and company (BIL-04, MKT-02)."""

from towpath.domain.distribution.lifecycles import COMPLETE
from towpath.domain.distribution.models import BillingRecord
from towpath.domain.partners.models import Partner
from towpath.domain.quotes.models import ON_A_MARKETPLACE, Quote
from towpath.kernel.occasion import Occasion
from towpath.program.decisions.distribution.billing import contact_name
from towpath.program.decisions.quotes.entity import EntityFacts, entity
from towpath.program.decisions.quotes.fields import form_of, template_for


def fill(quote: Quote, occasion: Occasion) -> None:
    """Set template, invoice owner, its contact, and which of the vendor's companies quotes. What is not known stays blank."""
    quote.template = template_for(form_key(quote), occasion.book, occasion.day, proposal=quote.proposal)
    quote.invoice_owner, quote.invoice_contact = _invoice(quote, occasion)
    country = quote.account.country if quote.resale_partner is None else quote.resale_partner.country
    facts = EntityFacts(country=country, invoice_owner=quote.invoice_owner)
    quote.entity = entity(facts, occasion.book, on=occasion.day).outcome


def form_key(quote: Quote) -> str:
    """The form of the field matrix: a marketplace's is its provider's."""
    return f"{quote.form}_{quote.cloud}" if quote.form in ON_A_MARKETPLACE else quote.form


def _invoice(quote: Quote, occasion: Occasion) -> tuple[str, str]:
    """Whose invoice it is and to whom (BIL-04): the distributor's kept account, the program's for a marketplace, the partner's own."""
    if quote.distributor is not None:
        return quote.distributor.billing_account, quote.distributor.billing_contact
    if quote.resale_partner is None:
        return "", ""
    form = form_of(form_key(quote), occasion.book, occasion.day)
    named = {each["field"]: each["one_of"] for each in form["field"] if len(each.get("one_of", ())) == 1}
    if "invoice_owner" in named:
        return named["invoice_owner"][0], named.get("invoice_owner_contact", [""])[0]
    return _own(quote.resale_partner, occasion)


def _own(partner: Partner, occasion: Occasion) -> tuple[str, str]:
    record = BillingRecord.objects.select_related("contact").filter(partner=partner, state=COMPLETE).first()
    if record is None:
        return "", ""
    return record.company_name, record.contact.name or contact_name(partner.name, occasion.book, occasion.day)
