"""Opportunities, for the vendor's people: lists, one with its tagging case, and everything that can be done to one."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Body, Query, Router
from pydantic import Field

from towpath.api.accounts import Owner
from towpath.api.door import answer, answer_page, entitled, inside, occasion_of
from towpath.api.fields import (
    Amount,
    AmountIn,
    DayIn,
    Given,
    Id,
    Line,
    Reference,
    Region,
    Sentence,
    Shown,
    Version,
    amount,
)
from towpath.api.fields import reference as read_reference
from towpath.api.once import once
from towpath.domain.accounts import queries
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.actions import opportunities as actions
from towpath.domain.accounts.models import Opportunity
from towpath.domain.accounts.opportunity_fields import LOCKED
from towpath.domain.accounts.opportunity_queries import Filters, Sums, forecast
from towpath.domain.accounts.tagging import Offer, offers
from towpath.kernel import regions
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid

opportunities = Router(tags=["opportunities"])
_FIELDS = Field(
    description="Field to value, as text, true or false; what is left out stays. Stamped and computed fields are refused by name.",
    examples=[{"net_arr": "48000.00", "transacts": "partner", "influence_partner": "PAR00012"}],
    max_length=60,
)
Value = str | bool | None
Fields = Annotated[
    dict[Annotated[str, Field(max_length=60)], Annotated[str, Field(max_length=3000)] | bool | None], _FIELDS
]


class OpportunityShown(Shown):
    reference: str
    href: str
    name: str
    state: Literal["open", "closed_won", "closed_lost"]
    stage: str
    type: Literal["new_business", "add_on", "renewal"]
    category: str
    record_type: str
    account: str
    account_name: str
    end_user: str
    owner: Owner
    region: str
    segment: str
    public_sector: bool
    amount: Amount | None
    net_arr: Amount | None
    arr_basis: Amount | None
    currency: str
    close_on: date | None
    starts_on: date | None
    ends_on: date | None = Field(description="The first day that the term no longer covers.")
    next_step: str
    order_type: str = Field(description="Computed by the program, unless it was set by hand.")
    order_type_why: str = Field(description="OpportunityWhy it was set by hand; empty where it is computed.")
    deal_path: str
    transacts: str
    initial_source: str
    sales_qualified_source: str
    forecast_locked: bool = Field(description="Sales fixed the two sources by hand; no registration sets them.")
    dr_partner: str
    dr_deal_type: str
    dr_status: str
    dr_distributor: str
    dr_deal_id: str
    resale_partner: str
    distributor: str
    resale_partner_track: str
    stamped_quote: str = Field(description="The approved primary quote that stamped the three above.")
    influence_partner: str
    psp_engaged: str
    partner_services_amount: Amount | None
    cppo_or_dsor_partner: str
    service_attach_registration: str = Field(description="Of the partner's services; stamped, like the four below.")
    service_attach_partner: str
    service_attach_status: str
    service_attach_approved_on: date | None
    service_reg_approved_on: date | None
    cloud: str
    on_marketplace: bool
    arrangement: str
    alliance_opportunity_id: str
    locked: list[str] = Field(description="Fields of this answer that nobody writes by hand (FLD-08).")
    last_activity_at: datetime
    warned_at: datetime | None = Field(description="When it was warned of closing by itself, if it was.")
    created_at: datetime
    closed_at: datetime | None
    lost_reason: str
    closed_reason: str
    duplicate_of: str
    version: int


class OpportunityPage(Shown):
    items: list[OpportunityShown]
    next: str | None
    previous: str | None


class OpportunityList(Shown):
    items: list[OpportunityShown]


class OpportunityAsked(Given):
    q: Annotated[Line, Field(max_length=100)] = Field("", description="A reference, or any part of a name.")
    state: Literal["", "open", "closed_won", "closed_lost"] = ""
    stage: Annotated[Line, Field(max_length=60)] = ""
    owner: Annotated[Line, Field(max_length=20)] = Field("", description="A person's id, or “me”.")
    region: Region = ""
    type: Literal["", "new_business", "add_on", "renewal"] = ""
    order_type: Annotated[Line, Field(max_length=60)] = ""
    segment: Annotated[Line, Field(max_length=60)] = ""
    closes_from: DayIn | None = None
    closes_until: DayIn | None = Field(None, description="The last day that counts.")
    sort: Literal["", "closing", "largest", "idle"] = Field("", description="Empty: newest first.")
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


class OpportunityIn(Given):
    account: Reference = Field(description="The account's reference; it has its territory.", examples=["ACC00012"])
    name: Annotated[Line, Field(max_length=255)]
    owner: Id | None = Field(None, description="A colleague's id; without it the account's Sales Rep.")
    amount: AmountIn | None = None
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    close_on: DayIn | None = None
    fields: Fields = {}


class Edit(Given):
    fields: Fields
    version: Version = None


class Stage(Given):
    stage: Annotated[Line, Field(max_length=60)] = Field(examples=["4-Proposal"])
    why: Annotated[Sentence, Field(max_length=200)] = Field("", description="Needed where it goes back.")
    version: Version = None


class NextStep(Given):
    next_step: Annotated[Sentence, Field(max_length=500)]
    version: Version = None


class Tags(Given):
    fields: list[Annotated[Line, Field(max_length=60)]] | None = Field(
        None, description="Which of the offered values; without it all that may be taken over.", max_length=20
    )
    version: Version = None


class OrderType(Given):
    order_type: Annotated[Line, Field(max_length=60)]
    why: Annotated[Sentence, Field(max_length=300)]
    version: Version = None


class Merged(Given):
    into: Reference = Field(description="The opportunity that stays.", examples=["OPP00042"])
    why: Annotated[Sentence, Field(max_length=200)] = ""
    version: Version = None


class OpportunityWhy(Given):
    why: Annotated[Sentence, Field(max_length=300)]
    version: Version = None


class Sources(Given):
    """Left out: stays as it is."""

    why: Sentence
    initial_source: Annotated[Line, Field(max_length=40)] | None = None
    sales_qualified_source: Annotated[Line, Field(max_length=40)] | None = None
    version: Version = None


class Freed(Given):
    version: Version = None


NOTHING = Body(Freed())
ALL_TAGS = Body(Tags(fields=None))


class Lost(Given):
    reason: Annotated[Sentence, Field(max_length=200)] = ""
    lost_reason: Annotated[Line, Field(max_length=80)] = Field(
        "", description="One of the program's; without it “Other”, which needs its reason in words.", examples=["Price"]
    )
    version: Version = None


class Unqualified(Given):
    reason: Annotated[Sentence, Field(max_length=200)]
    version: Version = None


class OfferShown(Shown):
    field: str
    now: str
    value: str = Field(description="What the case asks for; empty is blank.")
    among: list[str] = Field(description="Every value that is right, where there are several.")
    fits: bool
    lock: str = Field(description="OpportunityWhy nobody takes it over by hand; empty where one may.")


class TagGround(Shown):
    rule: str
    catalogue_ids: list[str]
    in_force_since: date
    source: str
    says: str
    mend: str


class TaggingShown(Shown):
    use_case: Literal["1", "2", "3", "4", "none", "unsettled"]
    marketplace_case: Literal["1", "2", "3", "4", "none"]
    arrangement: Literal["dsor", "cppo", "oem", "none", "unsettled"]
    because: list[TagGround]
    offers: list[OfferShown]


class SumShown(Shown):
    key: str
    label: str
    currency: str
    count: int
    amount: Amount
    net_arr: Amount


class ForecastShown(Shown):
    quarter: str
    starts_on: date
    ends_on: date = Field(description="The first day after the quarter.")
    by_stage: list[SumShown]
    by_owner: list[SumShown]
    totals: list[SumShown]
    undated: int = Field(description="Open opportunities without a day; in no quarter.")


class ForecastAsked(Given):
    on: DayIn | None = Field(None, description="A day of the quarter; today's without it.")
    owner: Annotated[Line, Field(max_length=20)] = ""
    region: Region = ""
    type: Literal["", "new_business", "add_on", "renewal"] = ""


_PLAIN = tuple(
    name for name in OpportunityShown.model_fields
    if name not in {
        "href", "account", "account_name", "end_user", "owner", "dr_partner", "resale_partner", "distributor",
        "influence_partner", "psp_engaged", "cppo_or_dsor_partner", "service_attach_partner", "duplicate_of", "locked",
    }
)  # fmt: skip
_LOCKED = [name for name in LOCKED if name in OpportunityShown.model_fields]


def opportunity_shown(one: Opportunity) -> OpportunityShown:
    partners: dict[str, Any] = {
        name: getattr(one, name).reference if getattr(one, f"{name}_id") else ""
        for name in (
            "dr_partner",
            "resale_partner",
            "influence_partner",
            "psp_engaged",
            "cppo_or_dsor_partner",
            "service_attach_partner",
        )
    }
    return OpportunityShown(
        **{name: getattr(one, name) for name in _PLAIN},
        **partners,
        href=f"/api/v1/opportunities/{one.reference}",
        account=one.account.reference,
        account_name=one.account.name,
        end_user=one.end_user.reference if one.end_user else "",
        owner=Owner(id=one.owner.pk, name=one.owner.name),
        distributor=one.distributor.name if one.distributor else "",
        duplicate_of=one.duplicate_of.reference if one.duplicate_of else "",
        locked=_LOCKED,
    )


def _reader(request: HttpRequest, permission: str) -> Person:
    inside(request)
    return entitled(request, ACCESS, permission)


@opportunities.get("", response=OpportunityPage, operation_id="list_opportunities")
def list_opportunities(request: HttpRequest, asked: OpportunityAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """The opportunities that the reader may see, in the order asked for."""
    given = asked.model_dump(exclude={"cursor", "size", "stage", "closes_until"})
    given["region"] = regions.asked(asked.region, occasion_of(request))
    until = asked.closes_until + timedelta(days=1) if asked.closes_until else None
    filters = Filters(**given, stages=(asked.stage,) if asked.stage else (), closes_until=until)
    actor = _reader(request, Permission.VIEW_OPPORTUNITY)
    page = queries.opportunities(actor, filters, cursor=asked.cursor, size=asked.size, whole=True)
    return answer_page(OpportunityPage, page, opportunity_shown)


@opportunities.post("", response={201: OpportunityShown}, operation_id="create_opportunity_by_hand")
def create_opportunity(request: HttpRequest, body: OpportunityIn) -> HttpResponse:
    """Create an opportunity on an account of one's region. From a registration it is made by that registration's move."""
    actor = _reader(request, Permission.CREATE_OPPORTUNITY)

    def act(occasion: Occasion) -> HttpResponse:
        given = body.model_dump(exclude={"account", "owner", "amount", "fields"})
        given["amount"] = None if body.amount is None else amount(body.amount)
        owner = None if body.owner is None else Person.objects.filter(pk=body.owner, organisation=None).first()
        if body.owner is not None and owner is None:
            raise Invalid({"owner": ["There is no colleague with this id."]})
        customer = queries.account(actor, body.account)
        made = actions.create(occasion, account=customer, owner=owner, more=_without(body), **given)
        shown = opportunity_shown(queries.opportunity(actor, made.reference))
        return answer(shown, 201, Location=shown.href)

    return once(request, act)


def _without(body: OpportunityIn) -> dict[str, Value]:
    """The further fields; those that have a place of their own beside them are refused there."""
    if doubled := sorted(set(body.fields) & {"name", "owner", "amount", "currency", "close_on"}):
        raise Invalid({name: ["Give it beside the fields, not among them."] for name in doubled})
    return dict(body.fields)


@opportunities.get("/forecast", response=ForecastShown, operation_id="forecast_opportunities")
def read_forecast(request: HttpRequest, asked: ForecastAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """What is expected and won in a fiscal quarter, by stage and by owner, each currency by itself."""
    actor, occasion = _reader(request, Permission.VIEW_OPPORTUNITY), occasion_of(request)
    filters = Filters(owner=asked.owner, region=regions.asked(asked.region, occasion), type=asked.type)
    found = forecast(actor, filters, occasion.book, asked.on or occasion.day)
    lists = {name: [_sum(one) for one in getattr(found, name)] for name in ("by_stage", "by_owner", "totals")}
    return answer(
        ForecastShown(
            quarter=found.quarter, starts_on=found.starts_on, ends_on=found.ends_on, undated=found.undated, **lists
        )
    )


def _sum(one: Sums) -> SumShown:
    return SumShown(**{name: getattr(one, name) for name in SumShown.model_fields})


def _moved(
    request: HttpRequest, permission: Permission, reference: str, act: Callable[..., Any], **given: Any
) -> HttpResponse:
    actor, found = _reader(request, permission), read_reference(reference)

    def moved(occasion: Occasion) -> HttpResponse:
        act(found, occasion, **given)
        return answer(opportunity_shown(queries.opportunity(actor, found)))

    return once(request, moved)


@opportunities.post("/{reference}/fix_sources", response=OpportunityShown, operation_id="fix_sources")
def fix_sources(request: HttpRequest, reference: str, body: Sources) -> HttpResponse:
    """Set the two sources by hand; from then on no registration changes them (TAG-09)."""
    return _moved(request, Permission.EDIT_OPPORTUNITY, reference, actions.fix_sources, **body.model_dump())


@opportunities.post("/{reference}/free_sources", response=OpportunityShown, operation_id="free_sources")
def free_sources(request: HttpRequest, reference: str, body: Freed = NOTHING) -> HttpResponse:
    """Let registrations set the sources again."""
    return _moved(request, Permission.EDIT_OPPORTUNITY, reference, actions.free_sources, version=body.version)


@opportunities.get("/{reference}", response=OpportunityShown, operation_id="read_opportunity")
def read_opportunity(request: HttpRequest, reference: str) -> HttpResponse:
    """One opportunity."""
    actor = _reader(request, Permission.VIEW_OPPORTUNITY)
    return answer(opportunity_shown(queries.opportunity(actor, read_reference(reference))))


@opportunities.get("/{reference}/tagging", response=TaggingShown, operation_id="read_tagging")
def read_tagging(request: HttpRequest, reference: str) -> HttpResponse:
    """Which tagging cases it is by the program of today, why, and which values they offer (TAG-08, MKT-01)."""
    actor = _reader(request, Permission.VIEW_OPPORTUNITY)
    found = queries.opportunity(actor, read_reference(reference))
    tagged = offers(found, occasion_of(request))
    cases: dict[str, Any] = {name: getattr(tagged, name) for name in ("use_case", "marketplace_case", "arrangement")}
    grounds = [
        TagGround(
            rule=each.rule, catalogue_ids=list(each.catalogue_ids), in_force_since=each.in_force_since,
            source=each.source, says=each.says, mend=each.mend,
        )
        for each in tagged.because
    ]  # fmt: skip
    return answer(
        TaggingShown(**cases, because=grounds, offers=[_offer(found, each) for each in tagged.offers])
    )  # fmt: skip


def _offer(one: Opportunity, offer: Offer) -> OfferShown:
    def words(value: Any) -> str:
        return str(getattr(value, "name", value) or "")

    return OfferShown(
        field=offer.field, now=words(getattr(one, offer.field)), value=words(offer.value), among=list(offer.among),
        fits=offer.fits, lock=offer.lock,
    )  # fmt: skip


@opportunities.post("/{reference}/edit", response=OpportunityShown, operation_id="edit_opportunity")
def edit(request: HttpRequest, reference: str, body: Edit) -> HttpResponse:
    """Change fields that sales keeps by hand; stamped and computed ones are refused, each by its name (FLD-08)."""
    given, version = dict(body.fields), body.version
    return _moved(request, Permission.EDIT_OPPORTUNITY, reference, actions.edit, given=given, version=version)


@opportunities.post("/{reference}/move_stage", response=OpportunityShown, operation_id="move_opportunity_stage")
def move_stage(request: HttpRequest, reference: str, body: Stage) -> HttpResponse:
    """Move to another open stage: forward; back for Ecosystem Operations alone, with a reason."""
    return _moved(request, Permission.EDIT_OPPORTUNITY, reference, actions.move_stage, **body.model_dump())


@opportunities.post("/{reference}/log_next_step", response=OpportunityShown, operation_id="log_next_step")
def log_next_step(request: HttpRequest, reference: str, body: NextStep) -> HttpResponse:
    """Note what comes next; it counts as activity."""
    return _moved(request, Permission.EDIT_OPPORTUNITY, reference, actions.log_next_step, **body.model_dump())


@opportunities.post("/{reference}/apply_tags", response=OpportunityShown, operation_id="apply_tags")
def apply_tags(request: HttpRequest, reference: str, body: Tags = ALL_TAGS) -> HttpResponse:
    """Take over what the tagging cases offer: all that may be, or the fields named."""
    return _moved(request, Permission.EDIT_OPPORTUNITY, reference, actions.apply_tags, **body.model_dump())


@opportunities.post("/{reference}/set_order_type", response=OpportunityShown, operation_id="set_order_type")
def set_order_type(request: HttpRequest, reference: str, body: OrderType) -> HttpResponse:
    """Set another order type than the computed one, with a reason."""
    return _moved(request, Permission.OVERRIDE_OPPORTUNITY, reference, actions.set_order_type, **body.model_dump())


@opportunities.post("/{reference}/compute_order_type", response=OpportunityShown, operation_id="compute_order_type")
def compute_order_type(request: HttpRequest, reference: str, body: Freed = NOTHING) -> HttpResponse:
    """Let the program say the order type again."""
    return _moved(request, Permission.OVERRIDE_OPPORTUNITY, reference, actions.compute_order_type, version=body.version)


@opportunities.post(
    "/{reference}/unlock_partner_fields", response=OpportunityShown, operation_id="unlock_partner_fields"
)
def unlock_partner_fields(request: HttpRequest, reference: str, body: OpportunityWhy) -> HttpResponse:
    """Take a quote's stamp off; the three fields are empty until the next primary quote is approved (QUO-08)."""
    return _moved(
        request, Permission.OVERRIDE_OPPORTUNITY, reference, actions.unlock_partner_fields, **body.model_dump()
    )


@opportunities.post("/{reference}/merge", response=OpportunityShown, operation_id="merge_opportunity")
def merge(request: HttpRequest, reference: str, body: Merged) -> HttpResponse:
    """Close it as a duplicate; its registrations and what builds on it go over to the one that stays."""
    return _moved(request, Permission.MERGE_OPPORTUNITY, reference, actions.merge, **body.model_dump())


@opportunities.post("/{reference}/disqualify", response=OpportunityShown, operation_id="disqualify_opportunity")
def disqualify(request: HttpRequest, reference: str, body: Unqualified) -> HttpResponse:
    """Close as unqualified what was never accepted."""
    return _moved(request, Permission.CLOSE_OPPORTUNITY, reference, actions.disqualify, **body.model_dump())


@opportunities.post("/{reference}/close_won", response=OpportunityShown, operation_id="close_opportunity_won")
def close_won(request: HttpRequest, reference: str) -> HttpResponse:
    """Close as won; its registration follows."""
    return _moved(request, Permission.CLOSE_OPPORTUNITY, reference, actions.close_won)


@opportunities.post("/{reference}/close_lost", response=OpportunityShown, operation_id="close_opportunity_lost")
def close_lost(request: HttpRequest, reference: str, body: Lost) -> HttpResponse:
    """Close as lost with the reason; its registration follows and the partner is told (DRG-20)."""
    return _moved(request, Permission.CLOSE_OPPORTUNITY, reference, actions.close_lost, **body.model_dump())
