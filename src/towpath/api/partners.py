"""Partners and what is done to them: their statuses, contracts by Legal, requests for access, one-off permissions."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import Field, StrictBool

from towpath.api.door import actor_of, answer, answer_page, entitled, inside, occasion_of, reader
from towpath.api.fields import Because, DayIn, Given, Line, Plain, Reference, Region, Shown, Words
from towpath.api.fields import reference as read_reference
from towpath.api.once import moved, once
from towpath.domain.accounts import one_off as one_off_readers
from towpath.domain.accounts.actions import one_off
from towpath.domain.accounts.models import OneOffPermission
from towpath.domain.partners import merger_queries, queries
from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.actions import access_requests as access_actions
from towpath.domain.partners.actions import dormancy
from towpath.domain.partners.actions import legal_requests as legal_actions
from towpath.domain.partners.actions import partners as partner_actions
from towpath.domain.partners.models import AccessRequest, LegalRequest, Partner
from towpath.kernel import regions
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion

partners = Router(tags=["partners"])
legal = Router(tags=["legal requests"])
access = Router(tags=["access requests"])
permissions = Router(tags=["one-off permissions"])
Size = Annotated[int, Field(ge=1, le=200)]


class PartnerShown(Shown):
    reference: str
    href: str
    name: str
    legal_name: str
    domain: str
    country: str
    region: str
    status: Literal["prospect", "authorized", "active", "denied", "former"]
    track: str
    kinds: list[str]
    manager: str = Field(description="The name of the manager; empty where there is none, and for the partner itself.")
    signed_contract_on: date | None
    click_through_agreement: bool
    contract_on_file: bool
    good_standing: bool
    parent: str = Field(
        description="The partner that it stands under; empty where there is none, and for its own people."
    )
    asleep_since: datetime | None = Field(
        description="Nobody of it can sign in since then: it was unseen for too long."
    )
    version: int


class PartnerPage(Shown):
    items: list[PartnerShown]
    next: str | None
    previous: str | None


class PartnerAsked(Given):
    q: Annotated[Line, Field(max_length=100)] = ""
    status: Literal["", "prospect", "authorized", "active", "denied", "former"] = ""
    region: Region = ""
    cursor: Line = ""
    size: Size = 50


class PartnerIn(Given):
    """A partner created by hand, which is the exception and needs its reason."""

    company: Line
    legal_name: Line = ""
    website: Line = ""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", examples=["DE"])]
    tax_number: Line = ""
    kind: Annotated[Line, Field(examples=["reseller"])]
    reason: Words
    sure: StrictBool = Field(False, description="It resembles known partners, but is none of them.")


class Denial(Because):
    told: Annotated[str, Field(max_length=300, description="What the applicant reads.")] = ""


class LegalShown(Shown):
    reference: str
    href: str
    partner: str
    kind: str
    state: Literal["received", "with_legal", "with_partner", "signed", "declined"]
    question: str
    note: str
    asked_at: datetime
    signed_on: date | None
    version: int


class LegalPage(Shown):
    items: list[LegalShown]
    next: str | None
    previous: str | None


class LegalAsked(Given):
    state: Literal["", "open", "received", "with_legal", "with_partner", "signed", "declined"] = ""
    cursor: Line = ""
    size: Size = 50


class LegalIn(Given):
    partner: Reference
    question: Annotated[str, Field(max_length=2000)] = ""
    signatory: StrictBool = False
    kind: Literal["partner_contract", "amendment", "other"] = "partner_contract"


class AccessNote(Plain):
    note: Words


class AccessShown(Shown):
    reference: str
    href: str
    partner: str
    name: str
    email: str
    title: str
    state: Literal["asked", "granted", "declined"]
    asked_at: datetime
    reason: str
    version: int


class AccessPage(Shown):
    items: list[AccessShown]
    next: str | None
    previous: str | None


class AccessAsked(Given):
    state: Literal["", "asked", "granted", "declined"] = ""
    cursor: Line = ""
    size: Size = 50


class RoleGiven(Plain):
    role: Literal["partner_admin", "partner_seller", "partner_viewer", "partner_marketing"]


class PermissionShown(Shown):
    reference: str
    href: str
    partner: str
    opportunity: str
    state: Literal["recorded", "approved", "declined", "withdrawn", "used", "expired"]
    customer_reason: str
    recorded_at: datetime
    decided_at: datetime | None
    expires_on: date | None
    used_for: str
    reason: str
    version: int


class PermissionPage(Shown):
    items: list[PermissionShown]
    next: str | None
    previous: str | None


class PermissionAsked(Given):
    state: Literal["", "recorded", "approved", "declined", "withdrawn", "used", "expired"] = ""
    cursor: Line = ""
    size: Size = 50


class PermissionIn(Given):
    partner: Reference
    opportunity: Reference
    customer_reason: Annotated[str, Field(max_length=1000)]
    will_not_join: StrictBool


def partner_shown(one: Partner, actor: Person) -> PartnerShown:
    names = (
        "reference", "name", "legal_name", "domain", "country", "region", "status", "track", "kinds", "version",
        "signed_contract_on", "click_through_agreement", "contract_on_file", "good_standing",
    )  # fmt: skip
    return PartnerShown(
        **{name: getattr(one, name) for name in names},
        href=f"/api/v1/partners/{one.reference}",
        asleep_since=one.organisation.asleep_since,
        parent=one.parent.reference if one.parent and actor.is_internal else "",
        manager=one.manager.name if one.manager and actor.is_internal else "",
    )


def legal_shown(one: LegalRequest) -> LegalShown:
    names = ("reference", "kind", "state", "question", "note", "asked_at", "signed_on", "version")
    href = f"/api/v1/legal-requests/{one.reference}"
    return LegalShown(**{name: getattr(one, name) for name in names}, href=href, partner=one.partner.reference)


def access_shown(one: AccessRequest) -> AccessShown:
    names = ("reference", "name", "email", "title", "state", "asked_at", "reason", "version")
    href = f"/api/v1/access-requests/{one.reference}"
    return AccessShown(**{name: getattr(one, name) for name in names}, href=href, partner=one.partner.reference)


def permission_shown(one: OneOffPermission) -> PermissionShown:
    names = (
        "reference", "state", "customer_reason", "recorded_at", "decided_at", "expires_on", "used_for", "reason", "version",
    )  # fmt: skip
    return PermissionShown(
        **{name: getattr(one, name) for name in names}, href=f"/api/v1/one-off-permissions/{one.reference}",
        partner=one.partner.reference, opportunity=one.opportunity.reference,
    )  # fmt: skip


def _may(request: HttpRequest, permission: Permission) -> Person:
    reader(request)
    return entitled(request, ACCESS, permission)


# -- partners ----------------------------------------------------------------------------------------------------------


@partners.get("", response=PartnerPage, operation_id="list_partners")
def list_partners(request: HttpRequest, asked: PartnerAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """The partners that the reader may see, by name; for a partner's people their own."""
    actor = reader(request)
    given = asked.model_dump() | {"region": regions.asked(asked.region, occasion_of(request))}
    page = queries.listed(actor, **given)
    return answer_page(PartnerPage, page, lambda one: partner_shown(one, actor))


@partners.post("", response={201: PartnerShown}, operation_id="create_partner_by_hand")
def create_partner(request: HttpRequest, body: PartnerIn) -> HttpResponse:
    """Create a partner by hand (ONB-01); it begins as a prospect."""
    actor = inside(request)
    _may(request, Permission.CREATE)
    typed = body.model_dump(exclude={"reason", "sure"})

    def act(occasion: Occasion) -> HttpResponse:
        made = partner_actions.create(occasion, typed, reason=body.reason, sure=body.sure)
        shown = partner_shown(queries.one(actor, made.reference), actor)
        return answer(shown, 201, Location=shown.href)

    return once(request, act)


@partners.get("/{reference}", response=PartnerShown, operation_id="read_partner")
def read_partner(request: HttpRequest, reference: str) -> HttpResponse:
    """One partner. One that became part of another answers with that other one, which its `reference` shows."""
    actor = reader(request)
    found = queries.one(actor, read_reference(reference))
    return answer(partner_shown(merger_queries.leads_to(actor, found) or found, actor))


def _moved(request: HttpRequest, reference: str, act: Callable[..., Partner], body: Plain) -> HttpResponse:
    """Carry out one move on a partner that the vendor's person sees, and show it."""
    actor, found = inside(request), read_reference(reference)
    return moved(
        request,
        lambda: queries.one(actor, found),
        lambda one: partner_shown(one, actor),
        lambda occasion: act(found, occasion, **body.model_dump()),
    )


@partners.post("/{reference}/authorize", response=PartnerShown, operation_id="authorize_partner")
def authorize(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Authorize a prospect whose contract stands (ONB-04)."""
    return _moved(request, reference, partner_actions.authorize, body)


@partners.post("/{reference}/deny", response=PartnerShown, operation_id="deny_partner")
def deny(request: HttpRequest, reference: str, body: Denial) -> HttpResponse:
    """Deny an application."""
    return _moved(request, reference, partner_actions.deny, body)


@partners.post("/{reference}/end", response=PartnerShown, operation_id="end_partner")
def end(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """End the partnership."""
    return _moved(request, reference, partner_actions.end, body)


@partners.post("/{reference}/reinstate", response=PartnerShown, operation_id="reinstate_partner")
def reinstate(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Take a denied or former partner back as a prospect."""
    return _moved(request, reference, partner_actions.reinstate, body)


@partners.post("/{reference}/suspend", response=PartnerShown, operation_id="suspend_partner")
def suspend(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Take good standing away."""
    return _moved(request, reference, partner_actions.suspend, body)


@partners.post("/{reference}/restore", response=PartnerShown, operation_id="restore_partner")
def restore(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Give good standing back."""
    return _moved(request, reference, partner_actions.restore, body)


@partners.post("/{reference}/revive", response=PartnerShown, operation_id="revive_partner")
def revive(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Open the portal again to a partner for which nobody had signed in for long."""
    return _moved(request, reference, dormancy.revive, body)


# -- legal requests ----------------------------------------------------------------------------------------------------


@legal.get("", response=LegalPage, operation_id="list_legal_requests")
def list_legal(request: HttpRequest, asked: LegalAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Legal requests that the reader may see, newest first."""
    page = queries.legal_requests(_may(request, Permission.VIEW_LEGAL), **asked.model_dump())
    return answer_page(LegalPage, page, legal_shown)


@legal.post("", response={201: LegalShown}, operation_id="ask_for_contract")
def ask_legal(request: HttpRequest, body: LegalIn) -> HttpResponse:
    """Ask Legal for a contract (ONB-03)."""
    actor = _may(request, Permission.ASK_LEGAL)

    def act(occasion: Occasion) -> HttpResponse:
        made = legal_actions.ask(body.partner, occasion, **body.model_dump(exclude={"partner"}))
        shown = legal_shown(queries.legal_request(actor, made.reference))
        return answer(shown, 201, Location=shown.href)

    return once(request, act)


@legal.get("/{reference}", response=LegalShown, operation_id="read_legal_request")
def read_legal(request: HttpRequest, reference: str) -> HttpResponse:
    """One legal request."""
    return answer(legal_shown(queries.legal_request(actor_of(request), read_reference(reference))))


def _worked(request: HttpRequest, reference: str, act: Callable[..., Any], given: dict[str, Any]) -> HttpResponse:
    actor, found = actor_of(request), read_reference(reference)
    return moved(
        request,
        lambda: queries.legal_request(actor, found),
        legal_shown,
        lambda occasion: act(found, occasion, **given),
    )


@legal.post("/{reference}/take_up", response=LegalShown, operation_id="take_up_legal_request")
def take_up(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Take a request up."""
    return _worked(request, reference, legal_actions.take_up, body.model_dump())


@legal.post("/{reference}/send", response=LegalShown, operation_id="send_legal_request")
def send(request: HttpRequest, reference: str, body: AccessNote) -> HttpResponse:
    """Send a question or a draft to the partner."""
    return _worked(request, reference, legal_actions.send, body.model_dump())


@legal.post("/{reference}/answer", response=LegalShown, operation_id="answer_legal_request")
def answer_legal(request: HttpRequest, reference: str, body: AccessNote) -> HttpResponse:
    """Answer, as the partner's administrator."""
    return _worked(request, reference, legal_actions.answer, body.model_dump())


@legal.post("/{reference}/sign", response=LegalShown, operation_id="sign_legal_request")
def sign(
    request: HttpRequest,
    reference: str,
    file: UploadedFile = File(...),  # noqa: B008
    signed_on: DayIn | None = Form(None),  # noqa: B008
) -> HttpResponse:
    """Put the signed contract on file; a prospect is authorized by it."""
    return _worked(request, reference, legal_actions.sign, {"signed_on": signed_on, "upload": file})


@legal.post("/{reference}/decline", response=LegalShown, operation_id="decline_legal_request")
def decline_legal(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Decline a request."""
    return _worked(request, reference, legal_actions.decline, body.model_dump())


# -- requests for access -----------------------------------------------------------------------------------------------


@access.get("", response=AccessPage, operation_id="list_access_requests")
def list_access(request: HttpRequest, asked: AccessAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Requests for access that the reader may see, newest first."""
    page = queries.access_requests(_may(request, Permission.VIEW_ACCESS), **asked.model_dump())
    return answer_page(AccessPage, page, access_shown)


@access.get("/{reference}", response=AccessShown, operation_id="read_access_request")
def read_access(request: HttpRequest, reference: str) -> HttpResponse:
    """One request for access."""
    return answer(access_shown(queries.access_request(actor_of(request), read_reference(reference))))


def _decided(request: HttpRequest, reference: str, act: Callable[..., Any], body: Plain) -> HttpResponse:
    actor, found = actor_of(request), read_reference(reference)
    return moved(
        request,
        lambda: queries.access_request(actor, found),
        access_shown,
        lambda occasion: act(found, occasion, **body.model_dump()),
    )


@access.post("/{reference}/grant", response=AccessShown, operation_id="grant_access")
def grant(request: HttpRequest, reference: str, body: RoleGiven) -> HttpResponse:
    """Give access, with a role: an invitation goes to the confirmed address."""
    return _decided(request, reference, access_actions.grant, body)


@access.post("/{reference}/decline", response=AccessShown, operation_id="decline_access")
def decline_access(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Decline; the one who asked reads the reason."""
    return _decided(request, reference, access_actions.decline, body)


# -- one-off permissions -----------------------------------------------------------------------------------------------


@permissions.get("", response=PermissionPage, operation_id="list_one_off_permissions")
def list_permissions(request: HttpRequest, asked: PermissionAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """One-off permissions that the reader may see, newest first."""
    page = one_off_readers.listed(inside(request), **asked.model_dump())
    return answer_page(PermissionPage, page, permission_shown)


@permissions.post("", response={201: PermissionShown}, operation_id="ask_for_one_off_permission")
def ask_permission(request: HttpRequest, body: PermissionIn) -> HttpResponse:
    """Ask for a permission, as the programs team (ONB-08)."""
    actor = inside(request)

    def act(occasion: Occasion) -> HttpResponse:
        made = one_off.record(occasion, **body.model_dump())
        shown = permission_shown(one_off_readers.one(actor, made.reference))
        return answer(shown, 201, Location=shown.href)

    return once(request, act)


@permissions.get("/{reference}", response=PermissionShown, operation_id="read_one_off_permission")
def read_permission(request: HttpRequest, reference: str) -> HttpResponse:
    """One permission."""
    return answer(permission_shown(one_off_readers.one(inside(request), read_reference(reference))))


def _judged(request: HttpRequest, reference: str, act: Callable[..., Any], body: Plain) -> HttpResponse:
    actor, found = inside(request), read_reference(reference)
    return moved(
        request,
        lambda: one_off_readers.one(actor, found),
        permission_shown,
        lambda occasion: act(found, occasion, **body.model_dump()),
    )


@permissions.post("/{reference}/approve", response=PermissionShown, operation_id="approve_one_off_permission")
def approve(request: HttpRequest, reference: str, body: Plain) -> HttpResponse:
    """Approve, as one of the program's directors."""
    return _judged(request, reference, one_off.approve, body)


@permissions.post("/{reference}/decline", response=PermissionShown, operation_id="decline_one_off_permission")
def decline_permission(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Decline."""
    return _judged(request, reference, one_off.decline, body)


@permissions.post("/{reference}/withdraw", response=PermissionShown, operation_id="withdraw_one_off_permission")
def withdraw(request: HttpRequest, reference: str, body: Because) -> HttpResponse:
    """Take it back, as long as it was not used."""
    return _judged(request, reference, one_off.withdraw, body)
