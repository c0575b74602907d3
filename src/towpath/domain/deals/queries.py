"""The only readers of registrations for lists and pages. Each takes the actor and shows what is hers."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, reduce
from operator import or_

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from towpath.basics.names import normalise_domain, normalise_name
from towpath.domain.accounts.models import Account
from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.lifecycles import DRAFT, IN_REVIEW, STATES, SUBMITTED
from towpath.domain.deals.models import ExtensionRequest, Place, Registration
from towpath.domain.partners.models import Partner
from towpath.kernel.documents.models import Document
from towpath.kernel.documents.store import documents_of
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.kept_reads import KeptRead, Shape, put_together, taken_apart
from towpath.kernel.occasion import Occasion
from towpath.kernel.paging import Page, Sort, every, page
from towpath.kernel.rates import spend
from towpath.kernel.refusals import Invalid, NotFound
from towpath.kernel.spelt import Spelt
from towpath.program.book import Book
from towpath.program.decisions.deal_registration.approval import status_label
from towpath.program.decisions.deal_registration.form import conflict_warning

SORTS = {
    "newest": Sort("newest", "id", descending=True),
    "oldest": Sort("oldest", "id"),
    "due": Sort("due", "due_at", nullable=True),
    "expires": Sort("expires", "expires_on", nullable=True),
}
ASKED_AT_MOST = ((60, 600), (300, 86_400))  # questions "may already be registered?" of one person, in seconds
LISTED = ("partner", "esm", "holder", "holder_for", "account")


@dataclass(frozen=True)
class View:
    """A list view that stands ready for a role (DRG-23). `mine` names the person column that must be the reader."""

    key: str
    title: str
    states: tuple[str, ...] = ()
    mine: tuple[str, ...] = ()
    sort: str = "newest"


VIEWS = {
    view.key: view
    for view in (
        View("queue", "To review, due first", states=(SUBMITTED,), sort="due"),
        View("waiting", "Waiting for me", states=(IN_REVIEW,), mine=("holder",), sort="due"),
        View("mine", "Mine as sales manager", mine=("esm", "asm")),
        View("accounts", "On my accounts", mine=("account__owner",)),
        View("managers", "Pending by manager", states=(IN_REVIEW,), sort="due"),
        View("protected", "Protected, ending first", states=("approved",), sort="expires"),
        View("all", "All registrations"),
    )
}


@dataclass(frozen=True)
class Filters:
    """What a reader asked of a list; unknown values select nothing rather than everything."""

    view: str = "all"
    q: str = ""
    states: tuple[str, ...] = ()
    deal_types: tuple[str, ...] = ()
    region: str = ""
    partner: str = ""  # a partner's reference, or any part of its name
    manager: int | None = None  # the ESM or ASM whose turn it is or for whom somebody stands in
    submitted_from: date | None = None
    submitted_until: date | None = None  # half-open
    sort: str = ""


def visible(actor: Person) -> QuerySet[Registration]:
    """Every registration that the actor may see."""
    return ACCESS.rows(actor, Permission.VIEW, Registration.objects.all())


def one(actor: Person, reference: str) -> Registration:
    """One registration with what its page shows, in two queries; NotFound when it is not hers.

    Its people are read together and not joined: the planner needs longer for fourteen joins than for all the rest.
    """
    shape, ids = taken_apart(ACCESS.condition(actor, Permission.VIEW))
    found = _read_under(shape, len(ids)).rows(reference=reference.strip().upper(), **_numbered(ids))
    if not found:
        raise NotFound(f"There is no registration {reference} for you.")
    _with_people([found[0], found[0].account, found[0].opportunity])
    return found[0]


@cache
def _read_under(shape: Shape, ids: int) -> KeptRead[Registration]:
    """The read of one registration under a wall of this shape, which names so many rows."""

    def make(reference: str, **values: int) -> QuerySet[Registration]:
        rows = Registration.objects.filter(put_together(shape, values.values()), reference=reference)
        return rows.select_related("partner", "organisation", "account__territory", "contact", "opportunity")

    return KeptRead(make, reference=str, **dict.fromkeys(_numbered(range(ids)), int))


def _numbered(ids: Iterable[int]) -> dict[str, int]:
    return {f"id_{place}": one for place, one in enumerate(ids)}


FEW = 12
PEOPLE = ("esm", "asm", "holder", "holder_for", "started_by", "submitted_by", "owner")


def _with_people(rows: Sequence[Model | None], names: Sequence[str] = PEOPLE) -> None:
    """Fill in the people whom rows name, in one query."""
    _filled(Person, [(row, name) for row in rows if row is not None for name in names if hasattr(row, f"{name}_id")])


def _with_named(rows: Sequence[Registration], names: Sequence[str]) -> None:
    """Fill in what the rows of a list name: one query for the people, one for each other kind."""
    _with_people(rows, [name for name in names if name in PEOPLE])
    for name, model in (("partner", Partner), ("account", Account)):
        if name in names:
            _filled(model, [(row, name) for row in rows])


def _filled(model: type[Model], named: Sequence[tuple[Model, str]]) -> None:
    """Set the named relations, all of one model, from one query by id."""
    ids = {getattr(row, f"{name}_id") for row, name in named} - {None}
    found = {one.pk: one for one in _with_ids(model, ids)} if ids else {}
    for row, name in named:
        setattr(row, name, found.get(getattr(row, f"{name}_id")))


def _with_ids(model: type[Model], ids: set[int]) -> Sequence[Model]:
    """Rows by id; a few by a read that is kept, in which what is left over of its places asks for none."""
    if len(ids) > FEW:
        return list(model._base_manager.filter(pk__in=ids))
    return _few(model._meta.label).rows(**_numbered([*ids, *(-1 for _ in range(FEW - len(ids)))]))


@cache
def _few(label: str) -> KeptRead[Model]:
    model = apps.get_model(label)
    return KeptRead(
        lambda **values: model._base_manager.filter(pk__in=values.values()),
        **dict.fromkeys(_numbered(range(FEW)), int),
    )


def listed(
    actor: Person, filters: Filters, *, cursor: str = "", size: int = 50, columns: Sequence[str] = ()
) -> Page[Registration]:
    """One page of a list, in an order that an index serves.

    columns  all that the caller reads, where that is few: making rows of seventy columns is most of a list's work.
             Partner and people come along only where they are named among them
    """
    view = VIEWS.get(filters.view, VIEWS["all"])
    sort = SORTS.get(filters.sort or view.sort, SORTS["newest"])
    rows = selected(actor, filters)
    if columns:
        found: Page[Registration] = page(rows.only(*columns, sort.column), sort, cursor=cursor, size=size)
        _with_named(found.rows, [name for name in LISTED if name in columns])
    else:
        found = page(rows, sort, cursor=cursor, size=size)
        _with_named(found.rows, LISTED)
    return found


def selected(actor: Person, filters: Filters) -> QuerySet[Registration]:
    """The rows that a list's filters select among those the actor may see."""
    rows = visible(actor)
    view = VIEWS.get(filters.view, VIEWS["all"])
    if view.mine:
        rows = rows.filter(reduce(or_, (Q(**{column: actor}) for column in view.mine)))
    states = [s for s in filters.states if s in STATES]
    if filters.states or view.states:
        rows = rows.filter(state__in=[s for s in states or view.states if not view.states or s in view.states])
    if filters.deal_types:
        rows = rows.filter(deal_type__in=filters.deal_types)
    if filters.region:
        rows = rows.filter(region=filters.region)
    if filters.partner:
        rows = rows.filter(_of_partner(filters.partner))
    if filters.manager is not None:
        rows = rows.filter(Q(holder=filters.manager) | Q(holder_for=filters.manager))
    if filters.submitted_from:
        rows = rows.filter(submitted_at__gte=_beginning(filters.submitted_from))
    if filters.submitted_until:
        rows = rows.filter(submitted_at__lt=_beginning(filters.submitted_until))
    return rows.filter(matching(filters.q)) if filters.q.strip() else rows


def _of_partner(words: str) -> Q:
    """Rows of the partner with this reference, or of those with these words in their names."""
    upper = words.strip().upper()
    if upper.startswith("PAR") and upper[3:].isdecimal():
        return Q(partner__reference=upper)
    return Q(partner__in=Partner.objects.filter(name__icontains=words.strip()))


def _beginning(day: date) -> datetime:
    """The first moment of a day, UTC."""
    return datetime.combine(day, time.min, UTC)


def matching(words: str) -> Q:
    """Rows whose reference or customer fits what was typed: a whole reference, or any part of the name."""
    text = words.strip()
    upper = text.upper().replace(" ", "")
    if upper.startswith("REG") and upper[3:].isdecimal():
        return Q(reference=f"REG{int(upper[3:]):05d}")
    condition = Q(customer_norm__contains=Spelt(normalise_name(text) or text.lower()))
    domain = normalise_domain(text)
    return condition | Q(customer_domain=domain) if domain else condition


def exported(actor: Person, filters: Filters, *, batch: int = 1000) -> Iterator[Registration]:
    """Every selected row, for CSV, in pages so that memory stays small."""
    return every(lambda cursor: listed(actor, filters, cursor=cursor, size=batch))


def claims_on(registration: Registration, occasion: Occasion) -> QuerySet[Registration]:
    """Other claims that stand on the same customer, by its domain or its name and country.

    For a yes or no only: never shown to a partner, never said by whom.
    """
    return claims(
        registration.customer_domain, registration.customer_norm, registration.customer_country, occasion
    ).exclude(pk=registration.pk)


def claims(domain: str, norm: str, country: str, occasion: Occasion) -> QuerySet[Registration]:
    """Registrations in the states of the program's warning page whose customer is the same by domain or name."""
    return _claims(domain, norm, country, conflict_warning(occasion.book, occasion.day).states)


def _claims(domain: str, norm: str, country: str, states: Iterable[str]) -> QuerySet[Registration]:
    same = Q(pk__in=())
    if domain:
        same |= Q(customer_domain=domain)
    if norm:
        same |= Q(customer_norm=norm, customer_country=country)
    return Registration.objects.filter(same, state__in=states, demonstration=False)


def claimed(registration: Registration, occasion: Occasion) -> bool:
    """Whether another claim stands on the customer of a registration, which may itself not be kept yet."""
    if registration.pk is not None:
        return claims_on(registration, occasion).exists()
    domain, norm = registration.customer_domain, registration.customer_norm
    if not (domain or norm):
        return False
    states = tuple(conflict_warning(occasion.book, occasion.day).states)
    read = _standing(states, by_domain=bool(domain), by_name=bool(norm))
    return read.any(domain=domain, norm=norm, country=registration.customer_country)


@cache
def _standing(states: tuple[str, ...], *, by_domain: bool, by_name: bool) -> KeptRead[Registration]:
    def make(domain: str, norm: str, country: str) -> QuerySet[Registration]:
        return _claims(domain if by_domain else "", norm if by_name else "", country, states)

    return KeptRead(make, domain=str, norm=str, country=str)


def maybe_registered(actor: Person, occasion: Occasion, *, name: str, website: str, country: str, but: str = "") -> str:
    """The program's words when the customer may already be registered, else ""; never by whom (DRG-02).

    but  the reader's own registration, left out; anybody else's is not, or leaving it out would tell whose it is

    Asked by partners it is counted, and refused as TooMany before it could serve to scan for customers.
    """
    if not actor.is_internal:
        for limit, seconds in ASKED_AT_MOST:
            spend("deals.maybe_registered", actor.pk, occasion.at, limit=limit, seconds=seconds)
    found = claims(normalise_domain(website), normalise_name(name) if name.strip() else "", country, occasion)
    if but:
        found = found.exclude(pk__in=visible(actor).filter(reference=but).values("pk"))
    return conflict_warning(occasion.book, occasion.day).says if found.exists() else ""


def status_of(registration: Registration, book: Book) -> str:
    """DR - Status in the program's words (FLD-03): the label of the open place while in review."""
    return status_label(
        registration.state, registration.step or None, book, on=registration.judged_on or registration.created_at.date()
    )


def status_for(actor: Person, registration: Registration, book: Book) -> str:
    """The same for a reader: partners are not told which of the vendor's roles must sign."""
    if actor.is_internal or registration.state != IN_REVIEW:
        return status_of(registration, book)
    return status_label(registration.state, None, book, on=registration.judged_on or registration.created_at.date())


@dataclass(frozen=True)
class Counts:
    """How much waits, for the home page and the navigation; each capped so that counting stays cheap."""

    queue: int = 0
    waiting: int = 0
    returned: int = 0
    ending: int = 0
    by_state: dict[str, int] = field(default_factory=dict)


def counts(actor: Person, today: date, *, cap: int = 999) -> Counts:
    """What needs the reader now."""
    rows = visible(actor)
    if actor.is_internal:
        return Counts(
            queue=rows.filter(state=SUBMITTED)[:cap].count(),
            waiting=rows.filter(state=IN_REVIEW, holder=actor)[:cap].count(),
        )
    soon = date.fromordinal(today.toordinal() + 14)
    return Counts(
        returned=rows.filter(state="returned")[:cap].count(),
        ending=rows.filter(state="approved", expires_on__lte=soon)[:cap].count(),
    )


def asked_extensions(actor: Person, *, limit: int = 20) -> list[ExtensionRequest]:
    """Extensions that partners asked for and that the actor may answer (DRG-18), the longest waiting first."""
    mine = ACCESS.rows(actor, Permission.EXTEND, Registration.objects.filter(state="approved"))
    asked = ExtensionRequest.objects.filter(state=ExtensionRequest.State.OPEN, registration__in=mine)
    return list(asked.select_related("registration__partner", "asked_by").order_by("asked_at")[:limit])


def prepared(actor: Person, *, limit: int = 20) -> list[Registration]:
    """Drafts on behalf of a partner that the actor may still change or submit (DRG-21), oldest first."""
    if not ACCESS.may(actor, Permission.DRAFT_FOR):
        return []
    rows = ACCESS.rows(actor, Permission.DRAFT_FOR, Registration.objects.filter(state=DRAFT, on_behalf=True))
    return list(rows.select_related(*LISTED).order_by("id")[:limit])


def managers(actor: Person) -> list[Person]:
    """The active ESMs and ASMs whose registrations the actor may see: hers by region, all for a global role."""
    people = Person.objects.filter(is_active=True, roles__overlap=[Role.ESM.value, Role.ASM.value])
    if actor.region:
        people = people.filter(region__in=("", actor.region))
    return list(people.order_by("name", "id"))


def rivals(actor: Person, registration: Registration, occasion: Occasion, *, limit: int = 6) -> list[Registration]:
    """Other claims on the same customer that the actor may see herself (DRG-03): for the vendor's people only."""
    if not actor.is_internal:
        return []
    others = claims_on(registration, occasion).filter(ACCESS.condition(actor, Permission.VIEW))
    shown = ("reference", "state", "step", "deal_name", "judged_on", "created_at", "partner__name")
    return list(others.select_related("partner").only(*shown).order_by("-id")[:limit])


def files(actor: Person, registration: Registration) -> list[Document]:
    """The files of a registration that the actor may see, oldest first."""
    found = FILES.rows(subject=registration.pk)
    return [one for one in found if actor.is_internal or one.audience == Document.Audience.SHARED]


def file(actor: Person, registration: Registration, document: int) -> Document:
    """One of these files; NotFound when it is not hers to see."""
    for one in files(actor, registration):
        if one.pk == document:
            return one
    raise NotFound(f"There is no such file on {registration.reference} for you.")


FILES: KeptRead[Document] = KeptRead(lambda subject: documents_of(Registration(pk=subject)), subject=int)
PLACES: KeptRead[Place] = KeptRead(
    lambda registration: Place.objects.filter(registration=registration).select_related(
        "assigned_to", "decided_by", "decided_for"
    ),
    registration=int,
)


def places(registration: Registration) -> list[Place]:
    """The approval sheet, round by round; none before the account is linked and the sheet laid out."""
    return PLACES.rows(registration=registration.pk)


def mentioned(words: str) -> list[int]:
    """The ids of active colleagues named in a list of names or addresses; Invalid names those that nobody bears."""
    wanted = [part.strip().lstrip("@") for part in words.replace(";", ",").split(",") if part.strip()]
    if not wanted:
        return []
    inside = Person.objects.filter(organisation=None, is_active=True)
    people = list(inside.filter(reduce(or_, (Q(name__iexact=one) | Q(email__iexact=one) for one in wanted))))
    known = {key: person.pk for person in people for key in (person.name.casefold(), person.email.casefold())}
    unknown = [one for one in wanted if one.casefold() not in known]
    if unknown:
        raise Invalid({"others": [f"Nobody here is called {', '.join(unknown)}: write the full name or the address."]})
    return [known[one.casefold()] for one in wanted]


def just_said(registration: Registration, occasion: Occasion, body: str) -> bool:
    """Whether the actor wrote these very words on it a moment ago: a second click, not a second comment."""
    lately = occasion.at - timedelta(minutes=2)
    return registration.comments.filter(author=occasion.actor, body=body.strip(), at__gt=lately).exists()


def just_drafted(occasion: Occasion, partner: int, deal_name: str) -> Registration | None:
    """The draft of the same deal that the actor began a moment ago, if any: a second click, not a second deal."""
    lately = occasion.at - timedelta(minutes=2)
    rows = Registration.objects.filter(
        started_by=occasion.actor, partner=partner, state=DRAFT, deal_name=deal_name.strip(), created_at__gt=lately
    )
    return rows.order_by("-id").first()


def just_begun(occasion: Occasion, deal_type: str) -> Registration | None:
    """The untouched draft of a type that the actor began a moment ago, if any: a second click, not a second deal."""
    lately = occasion.at - timedelta(minutes=1)
    rows = Registration.objects.filter(
        started_by=occasion.actor, state=DRAFT, deal_type=deal_type, version=1, deal_name="", customer_name="",
        created_at__gt=lately,
    )  # fmt: skip
    return rows.order_by("-id").first()
