"""Licences that are not for resale, for the vendor's people: the queue, one request with its moves, exceptions, licences."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.domain.enablement import nfr_queries as queries
from towpath.domain.enablement.access import ACCESS, Permission
from towpath.domain.enablement.actions import nfr
from towpath.domain.enablement.models import Licence, LicenceRequest
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid, NotFound, NotReady, Taken
from towpath.program.decisions.nfr import policy
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.fields import field, summary, whole
from towpath.web.shell.guards import internal_only
from towpath.web.shell.licences import LICENCE_STATES, of_what, reasons, state_of
from towpath.web.workspace.lists import neighbours

MOVES = ("fulfil", "approve", "decline", "withdraw", "revoke")


def _reader(request: HttpRequest, permission: Permission = Permission.VIEW_LICENCE) -> None:
    if not ACCESS.may(request.user, permission):
        raise NotFound("There is no such page for you.")


def _terms(request: HttpRequest) -> Any:
    return policy(request.occasion.book, request.occasion.day)


def _tabs(request: HttpRequest, state: str) -> list[dict[str, Any]]:
    here = reverse("workspace:licence_requests")
    offered = (("to_fulfil", _("To send")), ("with_director", _("To decide")), ("fulfilled", _("Sent")),
               ("refused", _("Outside the policy")), ("", _("All requests")))  # fmt: skip
    made = [{"label": label, "url": f"{here}?state={key}", "current": state == key} for key, label in offered]
    return [
        *made,
        {"label": _("Licences"), "url": reverse("workspace:licences"), "current": state == "licences"},
    ]


@internal_only
@require_GET
def requests(request: HttpRequest) -> HttpResponse:
    """What waits for Licence Support, due first; beside it what waits for a director, and all others."""
    _reader(request)
    decides = ACCESS.may(request.user, Permission.DECIDE_LICENCE)
    state = request.GET.get("state", "with_director" if decides else "to_fulfil")[:14]
    found, terms = queries.requests(request.user, state=state, cursor=request.GET.get("cursor", "")), _terms(request)
    context = {
        "rows": [{"one": one, "state": state_of(one), "what": of_what(one, terms)} for one in found.rows],
        "tabs": _tabs(request, state), "may_file": ACCESS.may(request.user, Permission.FILE_LICENCE),
        **neighbours(request, found),
    }  # fmt: skip
    return render(request, "workspace/licences/requests.html", context)


@internal_only
@require_GET
def licences(request: HttpRequest) -> HttpResponse:
    """Licences, the first to end first."""
    _reader(request)
    asked = _asked(request)
    found, terms = queries.licences(request.user, **asked, cursor=request.GET.get("cursor", "")), _terms(request)
    context = {
        "rows": [{"one": one, "state": state_of(one), "what": of_what(one, terms)} for one in found.rows],
        "tabs": _tabs(request, "licences"), "q": asked["q"], "state": asked["state"],
        "states": [(key, label) for key, (label, _m) in LICENCE_STATES.items()], **neighbours(request, found, "workspace:licences_csv"),
    }  # fmt: skip
    return render(request, "workspace/licences/licences.html", context)


def _asked(request: HttpRequest) -> dict[str, Any]:
    given = {"q": request.GET.get("q", "").replace("\0", "")[:100], "state": request.GET.get("state", "active")}
    return given if given["state"] in LICENCE_STATES else given | {"state": ""}


@internal_only
@require_GET
def licences_csv(request: HttpRequest) -> StreamingHttpResponse:
    _reader(request)
    head = ["Reference", "Partner", "Product", "Plan", "Amount", "From", "Until", "State", "Request", "Contact"]
    rows = (
        [one.reference, one.partner.name, one.product, one.plan, one.amount, one.starts_on, one.expires_on, one.state,
         one.request.reference, one.request.contact_email]
        for one in queries.every_licence(request.user, **_asked(request))
    )  # fmt: skip
    return csv_answer("licences.csv", head, rows)


@internal_only
@require_GET
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One request: what is asked for, why it passes or not, the moves, and the licence."""
    return _page(request, queries.request(request.user, reference))


def _page(
    request: HttpRequest, found: LicenceRequest, errors: dict[str, list[str]] | None = None, name: str = ""
) -> HttpResponse:
    terms = _terms(request)
    licence: Licence | None = getattr(found, "licence", None)
    moves = {each.name: each.label for each in nfr.REQUESTS.offered(found, request.user)}
    if licence is not None:
        moves |= {
            each.name: each.label for each in nfr.LICENCES.offered(licence, request.user) if each.name == "revoke"
        }
    forms: list[dict[str, Any]] = [
        {"name": each, "label": moves[each], "danger": each in ("decline", "withdraw", "revoke"),
         "fields": _fields(each, request, errors or {} if each == name else {})}
        for each in MOVES if each in moves
    ]  # fmt: skip
    every = [one for form in forms if form["name"] == name for one in form["fields"]]
    sees_key = ACCESS.may(request.user, Permission.FULFIL_LICENCE)
    context = {
        "found": found, "state": state_of(found), "what": of_what(found, terms), "use": terms.use(found.use), "forms": forms,
        "reasons": reasons(found), "licence": licence, "licence_state": state_of(licence) if licence else None,
        "key": queries.key_of(licence) if licence is not None and sees_key else "", "history": [*lines(licence), *lines(found)] if licence else lines(found),
        "errors": summary(errors or {}, every),
    }  # fmt: skip
    return render(request, "workspace/licences/request.html", context, status=422 if errors else 200)


def _fields(name: str, request: HttpRequest, errors: dict[str, list[str]]) -> list[dict[str, Any]]:
    typed = request.POST if errors else {}
    if name == "fulfil":
        return [
            field("key", _("Licence key, or where it stands"), typed, errors, kind="textarea", rows=4, required=True, help=_("Kept encrypted; the partner's people see it.")),
            field("starts_on", _("From"), typed, errors, kind="date", width="short", help=_("Left out: today, or the end of what it renews.")),
            field("expires_on", _("Until"), typed, errors, kind="date", width="short", help=_("Left out: with what runs already, or after the policy's term.")),
        ]  # fmt: skip
    if name in ("decline", "revoke"):
        words = _("The partner reads it.")
        return [field("reason", _("Why"), typed, errors, required=True, help=words, maxlength=300)]
    return []


@internal_only
@require_POST
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Send, approve, decline, withdraw, or take the licence back."""
    found = queries.request(request.user, reference)
    if name not in MOVES:
        raise NotFound("There is no such move for you.")
    try:
        _do(request, found, name)
    except Invalid as refusal:
        return _page(request, found, refusal.errors, name)
    messages.success(request, _("%(reference)s: done.") % {"reference": found.reference})
    return redirect("workspace:licence_request", found.reference)


def _do(request: HttpRequest, found: LicenceRequest, name: str) -> None:
    occasion, post = request.occasion, request.POST
    if name == "fulfil":
        days = {each: _day(post.get(each, ""), each) for each in ("starts_on", "expires_on")}
        nfr.fulfil(found.reference, occasion, key=post.get("key", ""), **days)
    elif name == "approve":
        nfr.approve(found.reference, occasion)
    elif name == "decline":
        nfr.decline(found.reference, occasion, reason=post.get("reason", ""))
    elif name == "withdraw":
        nfr.withdraw(found.reference, occasion)
    else:
        licence = getattr(found, "licence", None)
        if licence is None:
            raise NotFound("There is no licence yet.")
        nfr.revoke(licence.reference, occasion, reason=post.get("reason", ""))


def _day(text: str, name: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Invalid({name: [_("Write the day as 2026-03-01.")]}) from None


@internal_only
@require_http_methods(["GET", "POST"])
def file(request: HttpRequest) -> HttpResponse:
    """File an exception: first whether the partner should buy, then why it should have more (NFR-02)."""
    _reader(request, Permission.FILE_LICENCE)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        names = ("partner", "product", "use", "contact_name", "contact_email", "consulted", "justification")
        given = {name: request.POST.get(name, "").replace("\0", "") for name in names}
        should_pay = {"yes": True, "no": False}.get(request.POST.get("should_pay", ""))
        try:
            made = nfr.file_exception(
                given.pop("partner"), request.occasion, amount=whole(request.POST.get("amount", "")), should_pay=should_pay, **given
            )  # fmt: skip
        except Invalid as refusal:
            errors = refusal.errors
        except NotFound:
            errors = {"partner": [_("There is no such partner for you; write its reference, such as PAR00042.")]}
        except (NotReady, Taken) as refusal:
            errors = {"product": [str(refusal)]}
        else:
            messages.success(
                request, _("%(reference)s is filed and noted on the partner.") % {"reference": made.reference}
            )
            return redirect("workspace:licence_request", made.reference)
    fields = _exception_fields(request, request.POST or request.GET, errors)
    context = {"fields": fields, "errors": summary(errors, fields)}
    return render(request, "workspace/licences/file.html", context, status=422 if errors else 200)


def _exception_fields(request: HttpRequest, typed: Any, errors: dict[str, list[str]]) -> list[dict[str, Any]]:
    terms = _terms(request)
    pay = [("no", _("No: it should have them for nothing")), ("yes", _("Yes: sales helps it to buy them"))]
    return [
        field("partner", _("Partner"), typed, errors, required=True, width="short", help=_("Its reference, such as PAR00042.")),
        field("should_pay", _("Should the partner pay for what it needs?"), typed, errors, kind="radio", required=True, options=pay,
              help=_("Talk about it first: the partner's manager with an architect.")),
        field("consulted", _("With whom did you talk, and what came of it?"), typed, errors, required=True, maxlength=300),
        field("product", _("What does it need?"), typed, errors, kind="select", required=True, options=[(one.key, one.label) for one in terms.products]),
        field("amount", _("How many?"), typed, errors, required=True, inputmode="numeric", width="short"),
        field("use", _("What for?"), typed, errors, kind="select", required=True, options=[*terms.permitted, *terms.prohibited]),
        field("justification", _("Business justification"), typed, errors, kind="textarea", rows=4, required=True, maxlength=1000,
              help=_("Why it needs more than the policy gives. It is noted on the partner.")),
        field("contact_name", _("Who is sent the licence?"), typed, errors, required=True, maxlength=120),
        field("contact_email", _("E-mail"), typed, errors, kind="email", required=True),
    ]  # fmt: skip
