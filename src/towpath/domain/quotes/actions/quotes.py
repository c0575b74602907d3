"""Make a quote, change it, price it again, revise it, and what ends it. One function: one transaction, one event."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef

from towpath.domain.accounts.models import Cloud, Contact, Opportunity
from towpath.domain.distribution.models import Distributor
from towpath.domain.partners.models import Partner
from towpath.domain.pricing.facts import book_for, currencies
from towpath.domain.pricing.models import PriceBook
from towpath.domain.quotes.actions.moves import QUOTES
from towpath.domain.quotes.actions.primary import hold_opportunity, stamp, take_primary
from towpath.domain.quotes.asked import Asked, against
from towpath.domain.quotes.filling import fill
from towpath.domain.quotes.lifecycles import DRAFT, QUOTE, UNSETTLED
from towpath.domain.quotes.models import ON_A_MARKETPLACE, Line, PurchaseOrder, Quote
from towpath.domain.quotes.pricing import Priced, Terms, Wanted, as_wanted, contract_of, priced
from towpath.domain.quotes.queries import quotable
from towpath.domain.quotes.standing import route_for, standing_of
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Ineligible, Invalid, NotReady, Refusal, Taken
from towpath.program.decision import Decision
from towpath.program.decisions.quotes.fields import extension_days
from towpath.program.decisions.quotes.route import QuoteRoute

PATHS = {"one_tier": "resale", "two_tier": "resale"}  # every other kind is sold on the path of its own name
KINDS_OF_BOOK = {"two_tier": PriceBook.Kind.DISTRIBUTION}  # every other quote is off the list


@transaction.atomic(durable=True)
def create(occasion: Occasion, asked: Asked) -> Quote:
    """A new quote on an opportunity. Ineligible says why the program refuses the route, and the way out (INC-05, ONB-08)."""
    opportunity = quotable(occasion.actor, asked.opportunity)
    return _made(occasion, asked, opportunity, number=next_reference("QUO"), number_version=1)


@transaction.atomic(durable=True)
def edit(reference: str, occasion: Occasion, asked: Asked, *, version: int | None = None) -> Quote:
    """Change a draft: terms and lines as a whole, priced again as of now."""
    quote, move = QUOTES.take("edit", reference, occasion, version=version)
    opportunity = quotable(occasion.actor, asked.opportunity or quote.opportunity.reference)
    if opportunity.pk != quote.opportunity_id:
        raise Invalid({"opportunity": ["A quote stays on its opportunity; make another quote on the other one."]})
    before = {name: getattr(quote, name) for name in _TERMS}
    terms, found = _fill(quote, occasion, asked, opportunity)
    _keep_lines(quote, found)
    fields = [name.replace("_", " ") for name in _TERMS if getattr(quote, name) != before[name]]
    quote.consents.all().delete()  # a consent names an amount of the lines as they were
    quote.consent_asked_at = None
    return QUOTES.keep(quote, move, occasion, fields=", ".join([*fields, "lines"]), decisions=[terms.as_record()])


@transaction.atomic(durable=True)
def reprice(reference: str, occasion: Occasion, *, why: str = "asked for", version: int | None = None) -> Quote:
    """Price a draft again as of now: list prices, standing and program may have changed since."""
    quote, move = QUOTES.take("reprice", reference, occasion, version=version)
    found = _priced_again(quote, occasion, lines_of=quote)
    _keep_lines(quote, found)
    return QUOTES.keep(quote, move, occasion, why=why.strip() or "asked for")


@transaction.atomic(durable=True)
def revise(reference: str, occasion: Occasion, *, version: int | None = None) -> Quote:
    """A new version with the same lines, priced as of now; the one before stays to be read and counts no more."""
    old, move = QUOTES.take("revise", reference, occasion, version=version)
    was_primary, old.primary = old.primary, False
    following = f"{old.number}-{old.number_version + 1}"
    QUOTES.keep(old, move, occasion, by_reference=following)
    new = Quote.objects.get(pk=old.pk)
    new.pk, new.reference, new.number_version, new.primary = None, following, old.number_version + 1, was_primary
    new.state, new.version, new.created_at, new.created_by = DRAFT, 0, occasion.at, occasion.actor
    new.submitted_at = new.submitted_by = new.decided_at = new.sent_at = new.accepted_at = None
    new.consent_asked_at = new.told_of_end = None
    new.comments = ""
    new.valid_until = max(new.valid_until, occasion.day + timedelta(days=extension_days(occasion.book, occasion.day)))
    found = _priced_again(new, occasion, lines_of=old)
    made = QUOTES.begin(
        new,
        QUOTE.moves["create"],
        occasion,
        kind=Quote.Kind(new.kind).label.lower(),
        opportunity=new.opportunity.reference,
    )
    _keep_lines(made, found)
    return made


@transaction.atomic(durable=True)
def make_primary(reference: str, occasion: Occasion, *, version: int | None = None) -> Quote:
    """The quote that counts for its opportunity; the one before counts no more. A proposal cannot be."""
    hold_opportunity(reference)
    quote, move = QUOTES.take("make_primary", reference, occasion, version=version)
    if quote.proposal:
        raise NotReady("A draft proposal is no order form.", remedy="Make a quote of it first.")
    take_primary(quote)
    kept = QUOTES.keep(quote, move, occasion, opportunity=quote.opportunity.reference)
    if kept.state != DRAFT:  # approved already: what its approval would have stamped, had it been primary then
        stamp(kept, occasion)
    return kept


@transaction.atomic(durable=True)
def prolong(reference: str, occasion: Occasion, *, until: date, version: int | None = None) -> Quote:
    """Let it be valid for longer: as far ahead of the day of this act as the page of fields lets it."""
    quote, move = QUOTES.take("prolong", reference, occasion, version=version)
    latest = occasion.day + timedelta(days=extension_days(occasion.book, occasion.day))
    if not occasion.day < until <= latest or until <= quote.valid_until:
        raise Invalid({"until": [f"Choose a day after {max(quote.valid_until, occasion.day)} and until {latest}."]})
    earlier, quote.valid_until = quote.valid_until, until
    return QUOTES.keep(quote, move, occasion, valid_until=until.isoformat(), earlier=earlier.isoformat())


@transaction.atomic(durable=True)
def withdraw(reference: str, occasion: Occasion, *, why: str, version: int | None = None) -> Quote:
    quote, move = QUOTES.take("withdraw", reference, occasion, version=version)
    if not why.strip():
        raise Invalid({"why": ["Say why: it stands in the history."]})
    quote.primary = False
    return QUOTES.keep(quote, move, occasion, why=why.strip())


@transaction.atomic(durable=True)
def lapse(reference: str, occasion: Occasion) -> Quote:
    """The day until which it was valid is over. Done by the product itself."""
    quote, move = QUOTES.take("lapse", reference, occasion)
    if occasion.day <= quote.valid_until:
        raise NotReady(f"{reference} is valid until {quote.valid_until}.")
    if quote.orders.filter(state__in=UNSETTLED).exists():
        raise NotReady(f"An order for {reference} waits.", remedy="Accept or decline it first.")
    quote.primary = False
    return QUOTES.keep(quote, move, occasion, valid_until=quote.valid_until.isoformat())


def lapse_due(occasion: Occasion) -> int:
    """Let all quotes lapse whose last day is over; how many did. Each by itself, so that one that cannot stops no other.

    A quote whose order came in time and is not settled yet waits for that.
    """
    due = Quote.objects.filter(state__in=QUOTE.moves["lapse"].sources, valid_until__lt=occasion.day)
    due = due.exclude(Exists(PurchaseOrder.objects.filter(quote=OuterRef("pk"), state__in=UNSETTLED)))
    lapsed = 0
    for reference in due.order_by("id").values_list("reference", flat=True):
        try:
            lapse(reference, occasion)
            lapsed += 1
        except Refusal:  # somebody prolonged or ordered it in this moment
            continue
    return lapsed


def asked_of(quote: Quote) -> Asked:
    """A quote as it would be asked for again: what its form begins with when it is edited."""
    rows = list(quote.lines.select_related("product"))
    path = quote.form if quote.form == "dsor" else PATHS.get(quote.kind, quote.kind)
    return Asked(
        quote.opportunity.reference, path, quote.sale, tuple(as_wanted(rows)), quote.starts_on, quote.term_months,
        partner=quote.resale_partner.reference if quote.resale_partner is not None else "",
        distributor=quote.distributor.code if quote.distributor is not None else "",
        listing=quote.listing_partner.reference if quote.listing_partner is not None else "", cloud=quote.cloud,
        buys={"two_tier": "distributor", "one_tier": "direct"}.get(quote.kind, "unsaid"), currency=quote.currency,
        proposal=quote.proposal, renewal_term_months=quote.renewal_term_months,
        payment_schedule=quote.payment_schedule, payment_details=quote.payment_details,
        payment_days=quote.payment_days, non_standard=tuple(quote.non_standard), special_terms=quote.special_terms,
        vat_number=quote.vat_number, end_user_email=quote.end_user_email, shipping_address=quote.shipping_address,
        postal_code=quote.postal_code, sold_to=quote.sold_to_id or quote.sold_to_person_id,
        bill_to=quote.bill_to_id or quote.bill_to_person_id, contract=contract_of(rows), valid_until=quote.valid_until,
    )  # fmt: skip


# -- what these share --------------------------------------------------------------------------------------------------

_TERMS = (
    "kind", "form", "cloud", "sale", "proposal", "resale_partner_id", "distributor_id", "listing_partner_id", "currency",
    "starts_on", "term_months", "renewal_term_months", "payment_schedule", "payment_days", "non_standard",
    "special_terms", "vat_number", "sold_to_id", "bill_to_id", "sold_to_person_id", "bill_to_person_id", "valid_until",
    "end_user_email", "shipping_address", "postal_code", "payment_details",
)  # fmt: skip


def _made(occasion: Occasion, asked: Asked, opportunity: Opportunity, *, number: str, number_version: int) -> Quote:
    quote = Quote(
        reference=f"{number}-{number_version}", number=number, number_version=number_version, opportunity=opportunity,
        account=opportunity.end_user or opportunity.account, region=opportunity.region, owner=opportunity.owner,
        state=DRAFT, created_at=occasion.at, created_by=occasion.actor,
    )  # fmt: skip
    terms, found = _fill(quote, occasion, asked, opportunity)
    try:
        with transaction.atomic():
            made = QUOTES.begin(
                quote, QUOTE.moves["create"], occasion, kind=Quote.Kind(quote.kind).label.lower(), opportunity=opportunity.reference,
                decisions=[terms.as_record()],
            )  # fmt: skip
    except IntegrityError as error:
        if "quote_counts_once" not in str(error):
            raise
        raise Taken(f"{number} has a version that counts already.", remedy="Go on with that one.") from error
    _keep_lines(made, found)
    return made


def _fill(
    quote: Quote, occasion: Occasion, asked: Asked, opportunity: Opportunity
) -> tuple[Decision[QuoteRoute], Priced]:
    """Set all of a quote that follows from what was asked; Invalid and Ineligible say what cannot be."""
    errors = against(asked)
    partner = _partner(asked.partner, "partner", errors) if asked.path != "direct" else None
    listing = _partner(asked.listing, "listing", errors) if asked.listing else None
    if errors:
        raise Invalid(errors)
    standing = standing_of(opportunity, partner, occasion)
    decision = route_for(opportunity, partner, standing, occasion, path=asked.path, sale=asked.sale, buys=asked.buys)
    route = decision.outcome
    if not route.allowed:
        raise Ineligible(
            decision.because[0].says, remedy=decision.because[0].mend,
            because=[each.as_record() for each in decision.because],
        )  # fmt: skip
    distributor = _distributor(asked.distributor, route) if route.recipient == "distributor" else None
    quote.kind, quote.form, quote.sale, quote.proposal = route.kind, route.form, asked.sale, asked.proposal
    quote.resale_partner, quote.distributor, quote.listing_partner = partner, distributor, listing
    quote.cloud = _cloud(asked, quote.form, opportunity)
    quote.audience, quote.organisation = _audience(partner, distributor)
    quote.currency = asked.currency or opportunity.currency
    quote.book = _book(quote)
    quote.starts_on, quote.term_months = asked.starts_on, asked.term_months
    quote.renewal_term_months = asked.renewal_term_months
    quote.payment_schedule, quote.payment_days = asked.payment_schedule, asked.payment_days
    quote.non_standard, quote.special_terms = list(asked.non_standard), asked.special_terms.strip()
    quote.vat_number = asked.vat_number.strip() or (partner.tax_number if partner is not None else "")
    quote.payment_details = asked.payment_details.strip()
    quote.end_user_email, quote.postal_code = asked.end_user_email.strip(), asked.postal_code.strip()
    quote.shipping_address = " ".join(asked.shipping_address.split())
    quote.sold_to, quote.sold_to_person = _contact(asked.sold_to, quote, "sold_to")
    quote.bill_to, quote.bill_to_person = _contact(asked.bill_to, quote, "bill_to")
    fill(quote, occasion)
    quote.valid_until = asked.valid_until or occasion.day + timedelta(days=extension_days(occasion.book, occasion.day))
    terms = Terms(
        opportunity, partner, standing, quote.kind, quote.sale, quote.book, quote.starts_on, quote.term_months,
        asked.contract,
    )  # fmt: skip
    return decision, _price(quote, terms, asked.lines, occasion)


def _partner(reference: str, field: str, errors: dict[str, list[str]]) -> Partner | None:
    found = Partner.objects.filter(reference=reference.strip().upper(), demonstration=False).first()
    if found is None and reference.strip():
        errors[field] = [f"There is no partner {reference}. Write the reference of one, such as PAR00012."]
    return found


def _distributor(code: str, route: QuoteRoute) -> Distributor:
    """The one that was chosen among those of the route; the only one where none was."""
    offered = [each.code for each in route.distributors]
    wanted = code.strip().lower() or (offered[0] if len(offered) == 1 else "")
    if wanted not in offered:
        raise Invalid(
            {"distributor": [f"Choose one of: {', '.join(offered) or 'none takes orders for this country'}."]}
        )
    found = Distributor.objects.filter(code=wanted).first()
    if found is None:
        raise NotReady(f"The program names {wanted}, but no such distributor is on file.", remedy="Operations adds it.")
    return found


def _cloud(asked: Asked, form: str, opportunity: Opportunity) -> str:
    """Whose marketplace a quote is sold on; "" where it is sold on none. Never guessed from a name."""
    if form not in ON_A_MARKETPLACE:
        if asked.cloud:
            raise Invalid({"cloud": ["Only a quote on a marketplace names whose it is."]})
        return ""
    chosen = asked.cloud or opportunity.cloud
    if chosen not in Cloud.values:
        raise Invalid({"cloud": [f"Say whose marketplace it is sold on: {' or '.join(Cloud.values)}."]})
    return chosen


def _audience(partner: Partner | None, distributor: Distributor | None) -> tuple[str, Any]:
    if distributor is not None:
        return Quote.Audience.DISTRIBUTOR, distributor.organisation
    if partner is not None:
        return Quote.Audience.PARTNER, partner.organisation
    return Quote.Audience.CUSTOMER, None


def _book(quote: Quote) -> PriceBook:
    kind = KINDS_OF_BOOK.get(quote.kind, PriceBook.Kind.LIST)
    found = book_for(kind, quote.currency, quote.distributor_id) or book_for(PriceBook.Kind.LIST, quote.currency)
    if found is None:
        there = ", ".join(currencies())
        right = f"Choose one of: {there}." if there else "Have one opened under Prices."
        raise Invalid({"currency": [f"There is no price book in {quote.currency}. {right}"]})
    return found


def _contact(contact: int | None, quote: Quote, field: str) -> tuple[Contact | None, Person | None]:
    """Who a quote is sold or billed to: a contact of the account; for an MSP, which buys for itself, one of its people."""
    if contact is None:
        return None, None
    if quote.kind == Quote.Kind.MSP:
        person = Person.objects.filter(pk=contact, organisation=quote.organisation, is_active=True).first()
        if person is None:
            raise Invalid({field: ["Choose one of the managed service provider’s people."]})
        return None, person
    found = Contact.objects.filter(pk=contact, account__in=[quote.account_id, quote.opportunity.account_id]).first()
    if found is None:
        raise Invalid({field: ["Choose a contact of the account."]})
    return found, None


def _price(quote: Quote, terms: Terms, lines: Sequence[Wanted], occasion: Occasion) -> Priced:
    found = priced(terms, lines, occasion.book, at=occasion.at, on=occasion.day)
    quote.list_amount, quote.net_amount = found.list_amount, found.net_amount
    quote.priced_at, quote.judged_on, quote.priced_under = occasion.at, occasion.day, occasion.book.fingerprint
    return found


def _priced_again(quote: Quote, occasion: Occasion, *, lines_of: Quote) -> Priced:
    """Price a quote as of now, with the lines as they stand on `lines_of`: itself, or the version before."""
    opportunity = Opportunity.objects.select_related("account", "end_user", "dr_partner").get(pk=quote.opportunity_id)
    partner = quote.resale_partner
    rows = list(lines_of.lines.select_related("product"))
    terms = Terms(
        opportunity, partner, standing_of(opportunity, partner, occasion), quote.kind, quote.sale, quote.book,
        quote.starts_on, quote.term_months, contract_of(rows),
    )  # fmt: skip
    asked = as_wanted(rows)
    return _price(quote, terms, asked, occasion)


def _keep_lines(quote: Quote, found: Priced) -> None:
    quote.lines.all().delete()
    for row in found.rows:
        row.quote = quote
    Line.objects.bulk_create(found.rows)
