"""What lists and pages read; every reader takes the actor."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from towpath.domain.distribution.access import ACCESS, Permission
from towpath.domain.distribution.facts import billing_facts, mailbox, route_facts
from towpath.domain.distribution.lifecycles import COMPLETE, OPEN_BILLING, OPEN_PAGE
from towpath.domain.distribution.models import (
    BankDetails,
    BillingNeed,
    BillingRecord,
    Buying,
    Distributor,
    MarketplacePage,
)
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Invitation, Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.paging import Page, Sort, page
from towpath.kernel.refusals import NotFound, NotReady
from towpath.program.decision import Decision
from towpath.program.decisions.distribution.billing import Answer, billing, contact_name
from towpath.program.decisions.distribution.route import Route, route

NEWEST = Sort("id", "id", descending=True)
LONGEST = Sort("longest", "found_at")


@dataclass(frozen=True)
class Way:
    """How a partner buys for a country and segment: the decision, and (code, name, order mailbox) of its distributors."""

    decision: Decision[Route]
    distributors: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class InvoiceOwner:
    """Invoice Owner and Invoice Owner Contact of a partner quote (BIL-04); `email` is the Sold To Work Email."""

    account: str
    account_number: str
    contact: str
    email: str
    address: tuple[str, ...]


# -- distributors and who buys through them ----------------------------------------------------------------------------


def distributors(actor: Person) -> list[Distributor]:
    """The distributors that the actor may see, by name; for a distributor's people their own alone."""
    rows = ACCESS.rows(actor, Permission.VIEW_DISTRIBUTOR, Distributor.objects.select_related("organisation"))
    return list(rows.order_by("name", "id")[:200])


def distributor(actor: Person, code: str) -> Distributor:
    """One distributor; NotFound when it is not the actor's to see."""
    rows = ACCESS.rows(actor, Permission.VIEW_DISTRIBUTOR, Distributor.objects.select_related("organisation"))
    found = rows.filter(code=code.strip().lower()).first()
    if found is None:
        raise NotFound(f"There is no distributor {code} for you.")
    return found


def people_of(found: Distributor) -> list[Person]:
    """Who can sign in for a distributor that the actor may see, by name."""
    return list(Person.objects.filter(organisation=found.organisation_id, is_active=True).order_by("name", "id")[:500])


def invitations(actor: Person, found: Distributor) -> list[Invitation]:
    """Invitations to a distributor that nobody has accepted yet, newest first; none for whoever cannot invite to it."""
    if not ACCESS.may(actor, Permission.INVITE):
        return []
    waiting = Invitation.objects.filter(organisation=found.organisation_id, accepted_at=None, revoked_at=None)
    return list(waiting.select_related("invited_by").order_by("-id")[:200])


def own_distributor(actor: Person) -> Distributor | None:
    """The distributor whose person the actor is; None where its code is not on file yet."""
    if actor.organisation_id is None:
        return None
    return Distributor.objects.filter(organisation=actor.organisation_id).first()


def resellers(
    actor: Person, on: date, *, distributor: str = "", q: str = "", cursor: str = "", size: int = 50
) -> Page[Buying]:
    """Partners that buy through a distributor on a day, newest first: for a distributor's people their own resellers."""
    rows = ACCESS.rows(actor, Permission.VIEW_RESELLER, _running(on)).filter(distributor__isnull=False)
    if distributor:
        rows = rows.filter(distributor__code=distributor)
    if text := q.strip():
        rows = rows.filter(Q(partner__name__icontains=text) | Q(partner__reference=text.upper()))
    return page(rows.select_related("partner", "distributor"), NEWEST, cursor=cursor, size=size)


def reseller_count(actor: Person, on: date) -> int:
    return ACCESS.rows(actor, Permission.VIEW_RESELLER, _running(on)).filter(distributor__isnull=False).count()


def _running(on: date) -> QuerySet[Buying]:
    return Buying.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on))


def buying(actor: Person, partner: Partner) -> list[Buying]:
    """How a partner buys and bought, the newest first."""
    rows = ACCESS.rows(actor, Permission.VIEW_RESELLER, Buying.objects.filter(partner=partner))
    return list(rows.select_related("distributor", "chosen_by").order_by("-starts_on", "-id")[:100])


def way(
    partner: Partner, occasion: Occasion, *, country: str = "", segment: str = "commercial", on: date | None = None
) -> Way:
    """How a partner that the reader sees already would buy, for its own country unless another is asked about."""
    known = {row.code: row for row in Distributor.objects.all()}
    away = [code for code, row in known.items() if not row.active]
    facts = route_facts(partner, country=country, segment=segment, away=away)
    decision = route(facts, occasion.book, on=on or occasion.day)
    found = tuple((each.code, each.name, mailbox(each, known)) for each in decision.outcome.distributors)
    return Way(decision, found)


# -- billing -----------------------------------------------------------------------------------------------------------


def billing_needed(
    actor: Person, partner: Partner, occasion: Occasion, *, own: Way | None = None, rows: list[Buying] | None = None
) -> Decision[Answer]:
    """Whether billing records are needed of this partner, as it buys today (BIL-01).

    own, rows  what `way` says of its own country and `buying` of this partner, where they have been read already
    """
    own = own or way(partner, occasion)
    rows = buying(actor, partner) if rows is None else rows
    return billing(billing_facts(partner, own.decision.outcome, rows, occasion.day), occasion.book, on=occasion.day)


def billing_records(actor: Person, *, state: str = "", cursor: str = "", size: int = 50) -> Page[BillingRecord]:
    """Billing records that the actor may see, newest first.

    state  a state; "open": those that wait, changes of complete ones among them; "changed": these alone
    """
    rows = ACCESS.rows(
        actor, Permission.VIEW_BILLING, BillingRecord.objects.select_related("partner", "contact", "holder")
    )
    if state == "open":
        rows = rows.filter(Q(state__in=OPEN_BILLING) | Q(changed_at__isnull=False))
    elif state == "changed":
        rows = rows.filter(changed_at__isnull=False)
    elif state:
        rows = rows.filter(state=state)
    return page(rows, NEWEST, cursor=cursor, size=size)


def billing_needs(actor: Person, *, cursor: str = "", size: int = 50) -> Page[BillingNeed]:
    """Partners that need billing records and for which the actor may ask, those that wait longest first (BIL-01)."""
    hers = ACCESS.rows(actor, Permission.REQUEST_BILLING, Partner.objects.all())
    rows = BillingNeed.objects.filter(partner__in=hers).select_related("partner__manager")
    return page(rows, LONGEST, cursor=cursor, size=size)


def billing_record(actor: Person, reference: str) -> BillingRecord:
    """One billing record; NotFound when it is not the actor's to see."""
    rows = BillingRecord.objects.select_related("partner", "contact", "holder", "requested_by")
    found = ACCESS.rows(actor, Permission.VIEW_BILLING, rows).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no billing record {reference} for you.")
    return found


def billing_of(actor: Person, partner: Partner) -> BillingRecord | None:
    """A partner's billing record, where the actor may see it."""
    rows = BillingRecord.objects.select_related("partner", "contact", "holder")
    return ACCESS.rows(actor, Permission.VIEW_BILLING, rows).filter(partner=partner).first()


def contact_words(record: BillingRecord, occasion: Occasion) -> str:
    """The name of a record's contact: its own, or by the rule (BIL-02)."""
    return record.contact.name or contact_name(record.partner.name, occasion.book, occasion.day)


def address_lines(partner: Partner) -> tuple[str, ...]:
    """A partner's postal address, line by line; a billing contact has no other (BIL-02)."""
    town = " ".join(part for part in (partner.postal_code, partner.city) if part)
    return tuple(line for line in (partner.street, town, partner.state_province, partner.country) if line)


def invoice_owner(actor: Person, reference: str, occasion: Occasion, *, distributor: str = "") -> InvoiceOwner:
    """Whose invoice a partner quote is (BIL-04): the distributor's kept account, or the partner's own billing account.

    NotReady says what is missing.
    """
    partner = ACCESS.rows(actor, Permission.LOOK_UP_INVOICE, Partner.objects.all()).filter(
        reference=reference.strip().upper()
    ).first()  # fmt: skip
    if partner is None:
        raise NotFound(f"There is no partner {reference} for you.")
    if distributor:
        return _owner_among_distributors(distributor)
    record = BillingRecord.objects.select_related("partner", "contact").filter(partner=partner).first()
    if record is None or record.state != COMPLETE:
        state = f"{record.reference} is {record.state.replace('_', ' ')}" if record else "it has no billing record"
        raise NotReady(f"{partner.name} cannot be invoiced yet: {state}.", remedy="See to its billing record first.")
    return InvoiceOwner(
        record.company_name, record.account_number, contact_words(record, occasion), record.contact.email,
        address_lines(partner),
    )  # fmt: skip


def _owner_among_distributors(code: str) -> InvoiceOwner:
    found = Distributor.objects.filter(code=code.strip().lower()).first()
    if found is None:
        raise NotFound(f"There is no distributor {code}.")
    if not found.billing_account:
        raise NotReady(
            f"No billing account of {found.name} is on file.", remedy="Operations puts it on the distributor's page."
        )
    return InvoiceOwner(found.billing_account, "", found.billing_contact, found.billing_email, ())


def bank(actor: Person, partner: Partner) -> BankDetails | None:
    """The bank that holds, masked, where the actor may see that there is one."""
    rows = BankDetails.objects.filter(partner=partner, replaced_at=None)
    return ACCESS.rows(actor, Permission.VIEW_BANK, rows).first()


# -- pages on e-marketplaces -------------------------------------------------------------------------------------------


def marketplace_pages(
    actor: Person, *, state: str = "", partner: Partner | None = None, cursor: str = "", size: int = 50
) -> Page[MarketplacePage]:
    """Pages on distributors' marketplaces that the actor may see, newest first; state "open": those on their way."""
    rows = ACCESS.rows(actor, Permission.VIEW_PAGE, MarketplacePage.objects.select_related("partner", "distributor"))
    if state:
        rows = rows.filter(state__in=OPEN_PAGE if state == "open" else [state])
    if partner is not None:
        rows = rows.filter(partner=partner)
    return page(rows, NEWEST, cursor=cursor, size=size)


def marketplace_page(actor: Person, reference: str) -> MarketplacePage:
    """One page; NotFound when it is not the actor's to see."""
    rows = MarketplacePage.objects.select_related("partner", "distributor", "requested_by", "approved_by")
    found = ACCESS.rows(actor, Permission.VIEW_PAGE, rows).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no e-marketplace page {reference} for you.")
    return found
