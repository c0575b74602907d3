"""What pages read of licences that are not for resale: requests, the queue, licences; what a partner could ask for."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from towpath.domain.enablement import compliance_queries
from towpath.domain.enablement.access import ACCESS, Permission
from towpath.domain.enablement.facts import nfr_facts
from towpath.domain.enablement.lifecycles import ACTIVE
from towpath.domain.enablement.models import Licence, LicenceRequest
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.paging import Page, Sort, every, page
from towpath.kernel.refusals import NotFound
from towpath.kernel.sealed import unseal
from towpath.program.decision import Decision
from towpath.program.decisions.nfr import Allotment, NfrFacts, Product, Verdict, allotment, left, nfr, policy

SEALED_FOR = "enablement.licence"
NEWEST = Sort("id", "id", descending=True)
DUE = Sort("due", "due_at", nullable=True)
ENDING = Sort("ending", "expires_on")


@dataclass(frozen=True)
class Offer:
    """What a partner could ask for of one product on a day; no allotment: the program gives it none."""

    product: Product
    allotment: Allotment | None
    left: int


def facts_of(
    actor: Person,
    partner: Partner,
    occasion: Occasion,
    *,
    product: str,
    amount: int,
    use: str,
    renews: Licence | None = None,
) -> NfrFacts:
    """The partner as it stands today, with what it asks for; NotFound for who may not see it."""
    standing = compliance_queries.may(actor, partner, "nfr", occasion).facts
    return nfr_facts(partner, standing, occasion.day, product=product, amount=amount, use=use, renews=renews)


def judged(facts: NfrFacts, occasion: Occasion) -> Decision[Verdict]:
    return nfr(facts, occasion.book, on=occasion.day)


def offers(actor: Person, partner: Partner, occasion: Occasion) -> list[Offer]:
    """Each product of the policy with what is left of it, for the form."""
    book, on = occasion.book, occasion.day
    base = facts_of(actor, partner, occasion, product="", amount=1, use="")
    made = []
    for product in policy(book, on).products:
        facts = NfrFacts(**{**vars(base), "product": product.key})
        made.append(Offer(product, allotment(facts, book, on), left(facts, book, on)))
    return made


def visible(actor: Person) -> QuerySet[LicenceRequest]:
    """The requests that the actor may see."""
    return ACCESS.rows(actor, Permission.VIEW_LICENCE, LicenceRequest.objects.all())


def requests(
    actor: Person, *, state: str = "", partner: str = "", cursor: str = "", size: int = 50
) -> Page[LicenceRequest]:
    """Requests that the actor may see: the newest first, those to fulfil by what is due first."""
    rows = visible(actor).select_related("partner", "asked_by")
    if state:
        rows = rows.filter(state=state)
    if partner:
        rows = rows.filter(partner__reference=partner.strip().upper())
    return page(rows, DUE if state == "to_fulfil" else NEWEST, cursor=cursor, size=size)


def request(actor: Person, reference: str) -> LicenceRequest:
    """One request; NotFound when it is not the actor's to see."""
    rows = LicenceRequest.objects.select_related("partner__manager", "asked_by", "decided_by", "renews", "licence")
    found = ACCESS.rows(actor, Permission.VIEW_LICENCE, rows).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no licence request {reference} for you.")
    return found


def licences(
    actor: Person, *, state: str = "", partner: str = "", q: str = "", cursor: str = "", size: int = 50
) -> Page[Licence]:
    """Licences that the actor may see, the first to end first."""
    rows = ACCESS.rows(actor, Permission.VIEW_LICENCE, Licence.objects.select_related("partner", "request"))
    if state:
        rows = rows.filter(state=state)
    if partner:
        rows = rows.filter(partner__reference=partner.strip().upper())
    if q.strip():
        rows = rows.filter(partner__name__icontains=q.strip())
    return page(rows, ENDING, cursor=cursor, size=size)


def every_licence(actor: Person, **asked: Any) -> Iterator[Licence]:
    """All of them, for CSV, in pages so that memory stays small."""
    return every(lambda cursor: licences(actor, **asked, cursor=cursor, size=500))


def licence(actor: Person, reference: str) -> Licence:
    """One licence; NotFound when it is not the actor's to see."""
    rows = Licence.objects.select_related("partner", "request")
    found = ACCESS.rows(actor, Permission.VIEW_LICENCE, rows).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no licence {reference} for you.")
    return found


def key_of(one: Licence) -> str:
    """What opens the licence, for a reader who sees it already."""
    return unseal(one.sealed_key, SEALED_FOR)


def renewable(one: Licence, occasion: Occasion) -> bool:
    """Whether its renewal may be asked for: it runs, and ends within the days that the policy names."""
    terms = policy(occasion.book, occasion.day)
    return one.state == ACTIVE and 0 <= (one.expires_on - occasion.day).days <= terms.ask_days


def co_term(partner: Partner, product: str, on: date) -> date | None:
    """The end of what runs already of a product, to which an added licence runs too; None where nothing runs."""
    ends = Licence.objects.filter(partner=partner, product=product, state=ACTIVE, expires_on__gt=on)
    return ends.order_by("-expires_on").values_list("expires_on", flat=True).first()
