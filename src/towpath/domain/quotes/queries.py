"""The only readers of quotes for lists and pages. Each takes the actor; prices leave through `audiences.face` alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Q, QuerySet

from towpath.basics.names import normalise_name
from towpath.domain.accounts.access import ACCESS as ACCOUNTS
from towpath.domain.accounts.access import Permission as AccountsPermission
from towpath.domain.accounts.lifecycles import OPEN
from towpath.domain.accounts.models import Account, Contact, Opportunity
from towpath.domain.partners.models import Partner
from towpath.domain.quotes import checks
from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.audiences import Face, below_list, face, sums
from towpath.domain.quotes.judgements import keys_on
from towpath.domain.quotes.lifecycles import ACCEPTED, APPROVED, DRAFT, LAPSED, SENT
from towpath.domain.quotes.models import Approval, Consent, Dispatch, Line, Quote
from towpath.domain.quotes.standing import route_for, standing_of
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.paging import Page, Sort, every, page
from towpath.kernel.refusals import Invalid, NotFound, NotReady
from towpath.kernel.spelt import Spelt
from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.pricing.concession import Concession
from towpath.program.decisions.quotes.approvals import Approvals
from towpath.program.decisions.quotes.findings import Finding
from towpath.program.decisions.quotes.route import QuoteRoute

SORTS = {
    "newest": Sort("newest", "id", descending=True),
    "oldest": Sort("oldest", "id"),
    "valid": Sort("valid", "valid_until"),
}
NAMED = ("opportunity", "account", "owner", "resale_partner", "distributor")
MOST_NAMES = 200  # customers or partners whose name fits that a search follows; more words narrow it
PAST = 10  # of a customer's earlier quotes, beside one that waits for a decision


@dataclass(frozen=True)
class Filters:
    """What a reader asked of the list; unknown values select nothing rather than everything.

    q            a quote's number, with or without its version, or any part of the customer's name
    owner        a person's id; "me" is the reader, as `mine` is
    partner      of the resale partner: its reference or any part of its name
    valid_from, valid_until  the last day of validity stands within them, both included
    """

    q: str = ""
    states: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    region: str = ""
    opportunity: str = ""
    mine: bool = False
    owner: str = ""
    partner: str = ""
    valid_from: date | None = None
    valid_until: date | None = None
    sort: str = ""


def visible(actor: Person) -> QuerySet[Quote]:
    """Every quote that the actor may see."""
    return ACCESS.rows(actor, Permission.VIEW, Quote.objects.all())


def one(actor: Person, reference: str) -> Quote:
    """One quote with what its page names; NotFound when it is not the actor's to see."""
    rows = visible(actor).select_related(
        *NAMED,
        "organisation",
        "book",
        "listing_partner",
        "sold_to_person",
        "bill_to_person",
        "sold_to",
        "bill_to",
        "submitted_by",
        "opportunity__dr_partner",
        "opportunity__account",
        "opportunity__end_user",
    )
    found = rows.filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no quote {reference} for you.")
    return found


def listed(actor: Person, filters: Filters, *, cursor: str = "", size: int = 50) -> Page[Quote]:
    """One page of quotes, by an index. Its rows show no amount: `audiences.sums` opens those, for who may see them."""
    rows = narrowed(actor, filters).select_related(*NAMED)
    return page(rows, SORTS.get(filters.sort, SORTS["newest"]), cursor=cursor, size=size)


def exported(actor: Person, filters: Filters, *, batch: int = 1000) -> Iterator[Quote]:
    """Every selected quote, for a file, in pages so that memory stays small."""
    return every(lambda cursor: listed(actor, filters, cursor=cursor, size=batch))


def narrowed(actor: Person, filters: Filters) -> QuerySet[Quote]:
    """The rows that the filters leave, in no order."""
    rows = visible(actor)
    if filters.states:
        rows = rows.filter(state__in=filters.states)
    if filters.kinds:
        rows = rows.filter(kind__in=filters.kinds)
    if filters.region:
        rows = rows.filter(region=filters.region)
    if filters.opportunity:
        rows = rows.filter(opportunity__reference=filters.opportunity.strip().upper())
    if filters.mine or filters.owner:
        rows = rows.filter(owner=actor.pk if filters.mine or filters.owner == "me" else _number(filters.owner))
    if filters.partner.strip():
        rows = rows.filter(resale_partner__in=_partners(filters.partner.strip()))
    if filters.valid_from is not None:
        rows = rows.filter(valid_until__gte=filters.valid_from)
    if filters.valid_until is not None:
        rows = rows.filter(valid_until__lte=filters.valid_until)
    return rows.filter(matching(filters.q)) if filters.q.strip() else rows


def matching(words: str) -> Q:
    """Quotes whose number or customer fits what was typed. Customers are looked up first, each half by an index."""
    text = words.replace("\0", "").strip()
    number, _, version = text.upper().replace(" ", "").partition("-")
    if number.startswith("QUO") and number[3:].isdecimal() and number.isascii():
        found = Q(number=f"QUO{int(number[3:11]):05d}")
        return found & Q(number_version=_number(version)) if version else found
    names = Account.objects.filter(name_norm__contains=Spelt(normalise_name(text) or text.lower()))
    return Q(account__in=list(names.order_by("id").values_list("pk", flat=True)[:MOST_NAMES]))


def _number(text: str) -> int:
    """A number of a row or a version; one that nothing has, where the text is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _partners(words: str) -> list[int]:
    rows = Partner.objects.filter(Q(reference=words.upper()) | Q(name__icontains=words.replace("\0", "")))
    return list(rows.order_by("id").values_list("pk", flat=True)[:MOST_NAMES])


def quotable(actor: Person | None, reference: str) -> Opportunity:
    """An open opportunity on which the actor may make quotes."""
    rows = Opportunity.objects.select_related("account", "end_user", "owner", "dr_partner")
    mine = ACCOUNTS.rows(actor, AccountsPermission.VIEW_OPPORTUNITY, rows)
    mine = ACCESS.rows(actor, Permission.CREATE, mine)
    found = mine.filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no opportunity {reference} for you.")
    if found.state != OPEN:
        raise NotReady(f"{found.reference} is closed.", remedy="Quote an open opportunity.")
    return found


def partner_named(words: str) -> Partner | None:
    """The partner that somebody named by its reference or its whole name; None for nobody, and where several bear the name."""
    text = words.replace("\0", "").strip()
    rows = Partner.objects.filter(demonstration=False, merged_into=None)
    found = list(rows.filter(Q(reference=text.upper()) | Q(name__iexact=text))[:2]) if text else []
    return found[0] if len(found) == 1 else None


def route(
    occasion: Occasion, *, opportunity: str, path: str, sale: str, partner: str = "", buys: str = "unsaid"
) -> Decision[QuoteRoute]:
    """To whom a sale would be quoted now, before anything is made; by references, as a form or a program names them."""
    found = quotable(occasion.actor, opportunity)
    known = Partner.objects.filter(reference=partner.strip().upper(), demonstration=False).first()
    if known is None and (partner.strip() or path != "direct"):
        raise Invalid({"partner": ["There is no such partner. Write the reference of one, such as PAR00012."]})
    return routed(found, known, occasion, path=path, sale=sale, buys=buys)


def routed(
    opportunity: Opportunity, partner: Partner | None, occasion: Occasion, *, path: str, sale: str, buys: str = "unsaid"
) -> Decision[QuoteRoute]:
    """The same for who holds the opportunity and the partner already."""
    standing = standing_of(opportunity, partner, occasion)
    return route_for(opportunity, partner, standing, occasion, path=path, sale=sale, buys=buys)


def contacts(opportunity: Opportunity) -> list[Contact]:
    """To whom a quote on it may be sold or billed: contacts of the customer and of who uses what is sold."""
    of = [opportunity.account_id, *([opportunity.end_user_id] if opportunity.end_user_id else [])]
    return list(Contact.objects.filter(account__in=of).order_by("name", "id")[:200])


def own_people(partner: Partner) -> list[Person]:
    """To whom the quote of a managed service provider may be sold or billed: it buys for itself."""
    people = Person.objects.filter(organisation=partner.organisation_id, is_active=True)
    return list(people.order_by("name", "id")[:200])


def readers(quote: Quote) -> list[Person]:
    """People of the organisation that is quoted who may read what it is sent."""
    if quote.organisation_id is None:
        return []
    people = Person.objects.filter(organisation=quote.organisation_id, is_active=True).order_by("name", "id")
    return [each for each in people[:200] if ACCESS.may(each, Permission.VIEW)]


def of_opportunity(actor: Person, opportunity: Opportunity) -> list[Quote]:
    """The quotes of an opportunity that the actor may see, the newest first."""
    return list(visible(actor).filter(opportunity=opportunity).select_related(*NAMED).order_by("-id")[:100])


def versions(actor: Person, quote: Quote) -> list[Quote]:
    """All versions under its number that the actor may see, the newest first."""
    return list(visible(actor).filter(number=quote.number).order_by("-number_version"))


def approvals(quote: Quote) -> list[Approval]:
    """Every level of every round."""
    return list(quote.approvals.select_related("assigned_to", "assigned_for", "decided_by", "decided_for"))


def waiting_for(actor: Person, *, cursor: str = "", size: int = 50) -> Page[Approval]:
    """What waits for the actor's approval, as herself or in somebody's name, the longest waiting first."""
    rows = Approval.objects.filter(assigned_to=actor, outcome="", quote__state="in_review")
    named = [f"quote__{name}" for name in NAMED]
    return page(rows.select_related("assigned_for", *named), Sort("oldest", "id"), cursor=cursor, size=size)


@dataclass(frozen=True)
class Record:
    """All that the page of one quote tells somebody of its audience.

    Of the vendor's people alone: findings, what its approval needs, consents, reviews, dispatches; empty for others.

    required          the levels that the program would ask if it were submitted now; None once it was
    consent           whether all agreed to the discount as it was negotiated down; None where none was
    consents          each side that must agree to it, with its agreement to the present percent or None
    customer_percent  what the customer gets beyond the program's discount, over all lines
    judged            keys of the decisions on the whole of it that can be opened: see judgements.of_quote
    """

    quote: Quote
    face: Face
    customer_percent: Decimal
    findings: tuple[Finding, ...] = ()
    required: Decision[Approvals] | None = None
    consent: Decision[Concession] | None = None
    consents: tuple[tuple[str, Consent | None], ...] = ()
    approvals: tuple[Approval, ...] = ()
    dispatches: tuple[Dispatch, ...] = ()
    versions: tuple[Quote, ...] = ()
    judged: tuple[str, ...] = ()


def record(actor: Person, reference: str, occasion: Occasion) -> Record:
    """One quote with its prices opened for the actor; NotFound or OutsideAudience where it is not hers."""
    quote = one(actor, reference)
    lines = list(quote.lines.select_related("product"))
    shown, percent = face(quote, actor, occasion.book, lines), checks.customer_percent(lines)
    agreed = checks.consent_to(quote, lines, occasion)
    consents = _sides(quote, agreed) if agreed is not None else ()
    if not actor.is_internal:
        return Record(quote, shown, percent, consent=agreed, consents=consents)
    return Record(
        quote, shown, percent, checks.findings(quote, lines, occasion).outcome, _required(quote, lines, occasion),
        agreed, consents, tuple(approvals(quote)), tuple(dispatches(quote)), tuple(versions(actor, quote)),
        keys_on(quote, reduced=agreed is not None),
    )  # fmt: skip


def _sides(quote: Quote, agreed: Decision[Concession]) -> tuple[tuple[str, Consent | None], ...]:
    percent = Decimal(str(agreed.facts["agreed_percent"]))
    given = {each.side: each for each in quote.consents.filter(percent=percent).select_related("given_by")}
    return tuple((side, given.get(side)) for side in Consent.Side.values if side in {*agreed.outcome.missing, *given})


def _required(quote: Quote, lines: list[Line], occasion: Occasion) -> Decision[Approvals] | None:
    return checks.required_approvals(quote, lines, occasion) if quote.state == DRAFT else None


@dataclass(frozen=True)
class Past:
    """What a customer was given before: percent beyond the program's discount, and of it all off list price."""

    quote: Quote
    customer_percent: Decimal
    total_percent: Decimal
    whys: tuple[str, ...]


def customer_history(
    actor: Person, quote: Quote, book: Book, approvals: Sequence[Approval] | None = None
) -> list[Past]:
    """The newest earlier quotes of the same customer that were approved, with what discount: for who decides on this one.

    Who is asked to approve it reads those beside it, though she may not open them; anybody else only what is hers.

    approvals  of the quote, where the caller has them
    """
    rounds = quote.approvals.all() if approvals is None else approvals
    asked = any(each.quote_id == quote.pk and each.assigned_to_id == actor.pk for each in rounds)
    rows = Quote.objects.all() if asked and actor.is_internal else visible(actor)
    rows = rows.filter(account=quote.account_id, proposal=False, state__in=(APPROVED, SENT, ACCEPTED, LAPSED))
    parties = ("resale_partner", "distributor", "account")
    rows = rows.exclude(number=quote.number).select_related(*parties).prefetch_related("lines")
    found = []
    for each in rows.order_by("-id")[:PAST]:
        opened = sums(each, actor, book)
        if opened is None:
            continue
        lines = list(each.lines.all())
        whys = dict.fromkeys(line.customer_why for line in lines if line.customer_why)
        found.append(Past(each, checks.customer_percent(lines), round(below_list(opened), 2), tuple(whys)))
    return found


def dispatches(quote: Quote) -> list[Dispatch]:
    return list(quote.dispatches.select_related("person", "by")[:100])
