"""Registrations: list, read, create (and submit in the same act), amend; and the check while typing."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from towpath.api.deals import faces, given, shown
from towpath.api.door import actor_of, answer, occasion_of, reader
from towpath.api.fields import DayIn, Given, Id, Line, Region
from towpath.api.fields import reference as read_reference
from towpath.api.once import once
from towpath.domain.deals import queries
from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.actions import registrations
from towpath.domain.partners import queries as partners
from towpath.kernel import regions
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound

router = Router(tags=["registrations"])
Either = shown.InsideRegistration | shown.OutsideRegistration


class Asked(Given):
    """What a list may be narrowed to, and in which order it comes."""

    view: Literal["queue", "waiting", "mine", "accounts", "managers", "protected", "all"] = "all"
    q: Annotated[Line, Field(max_length=100)] = Field(
        "", description="A reference, or any part of the customer's name."
    )
    state: list[shown.State] = Field(default_factory=list, max_length=10)
    deal_type: list[Line] = Field(default_factory=list, max_length=10)
    region: Region = ""
    partner: Line = Field("", description="A partner's reference; for the vendor's people.")
    manager: Id | None = Field(None, description="A person's id: whose turn it is.")
    submitted_from: DayIn | None = None
    submitted_until: DayIn | None = Field(None, description="The first day that is no longer meant.")
    sort: Literal["", "newest", "oldest", "due", "expires"] = ""
    cursor: Line = Field("", description="`next` or `previous` of another page.")
    size: Annotated[int, Field(ge=1, le=200)] = 50


@router.get("", response=shown.InsidePage | shown.OutsidePage, operation_id="list_registrations")
def listed(request: HttpRequest, asked: Asked = Query(...)) -> HttpResponse:  # noqa: B008
    """The registrations that the reader may see, one page at a time."""
    actor, occasion = reader(request), occasion_of(request)
    partner_asked = asked.partner.upper() if actor.is_internal else ""
    filters = queries.Filters(
        view=asked.view,
        q=asked.q,
        states=tuple(asked.state),
        deal_types=tuple(asked.deal_type),
        region=regions.asked(asked.region, occasion) if actor.is_internal else "",
        partner=partner_asked,
        manager=asked.manager if actor.is_internal else None,
        submitted_from=asked.submitted_from,
        submitted_until=asked.submitted_until,
        sort=asked.sort,
    )
    page = queries.listed(actor, filters, cursor=asked.cursor, size=asked.size)
    shape = shown.InsidePage if actor.is_internal else shown.OutsidePage
    items = faces.briefs(page.rows, actor, occasion.book)
    return answer(shape(items=items, next=page.next or None, previous=page.previous or None))  # type: ignore[arg-type]


@router.post("", response={201: shown.InsideBrief | shown.OutsideBrief}, operation_id="create_registration")
def create(request: HttpRequest, body: given.Draft) -> HttpResponse:
    """Begin a registration as a draft; with `submit` it is sent to the vendor in the same act.

    The answer is the line of a list, which costs nothing more to tell; `href` has the whole with its moves.
    """
    actor = reader(request)

    def act(occasion: Occasion) -> HttpResponse:
        partner = None
        if body.partner is not None:
            if not actor.is_internal:
                raise Invalid({"partner": ["Leave it out: a registration is for your own company."]})
            partner = partners.one(actor, body.partner)
        begin = registrations.register if body.submit else registrations.draft
        made = begin(occasion, body.fields(), partner=partner)
        return answer(faces.briefs([made], actor, occasion.book)[0], 201, Location=faces.href(made.reference))

    return once(request, act)


@router.get("/{reference}", response=Either, operation_id="read_registration")
def read(request: HttpRequest, reference: str) -> HttpResponse:
    """One registration with its facts, whose turn it is, and the moves open to the reader."""
    return answer(faces.whole(queries.one(reader(request), read_reference(reference)), occasion_of(request)))


@router.patch("/{reference}", response=Either, operation_id="amend_registration")
def amend(request: HttpRequest, reference: str, body: given.Amend) -> HttpResponse:
    """Change what the partner says, in a draft or after a return."""
    actor, ref = reader(request), read_reference(reference)

    def act(occasion: Occasion) -> HttpResponse:
        registrations.amend(ref, occasion, body.fields(), version=body.version)
        return answer(faces.whole(queries.one(actor, ref), occasion))

    return once(request, act)


check = Router(tags=["registrations"])


class Customer(Given):
    name: Line = ""
    website: Line = ""
    country: Annotated[Line, Field(max_length=100)] = ""
    but: Line = Field("", description="The reference of the registration that is being written.")


@check.get("/maybe-registered", response=shown.MaybeRegistered, operation_id="maybe_registered")
def maybe_registered(request: HttpRequest, asked: Customer = Query(...)) -> HttpResponse:  # noqa: B008
    """Whether a customer may already be registered: yes or no, never by whom."""
    actor = actor_of(request)
    if not (ACCESS.may(actor, Permission.DRAFT) or ACCESS.may(actor, Permission.DRAFT_FOR)):
        raise NotFound("There is no such address for you.")
    says = queries.maybe_registered(
        actor,
        occasion_of(request),
        name=asked.name,
        website=asked.website,
        country=asked.country,
        but=asked.but.upper(),
    )
    return answer(shown.MaybeRegistered(maybe=bool(says), says=says))


__all__ = ["check", "router"]
