"""One-off permissions: a partner that is not authorized transacts one opportunity (ONB-08). List, record, its moves."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.domain.accounts import one_off as readers
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.actions import one_off as actions
from towpath.domain.accounts.models import OneOffPermission
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Ineligible, Invalid, NotFound
from towpath.program.decisions.partners.standing import one_off_terms
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.lists import neighbours, state_chips

STATES = {
    "recorded": (lazy("Waits for approval"), "attention"), "approved": (lazy("Approved"), "good"),
    "declined": (lazy("Declined"), "stop"), "withdrawn": (lazy("Withdrawn"), "neutral"),
    "used": (lazy("Used"), "neutral"), "expired": (lazy("Expired"), "neutral"),
}  # fmt: skip
ACTS = {"approve": actions.approve, "decline": actions.decline, "withdraw": actions.withdraw}


def badge(one: OneOffPermission) -> dict[str, str]:
    label, meaning = STATES[one.state]
    return {"state": one.state, "label": str(label), "meaning": meaning}


@internal_only
@require_GET
def permissions(request: HttpRequest) -> HttpResponse:
    """Every permission that the reader may see, newest first."""
    state = request.GET.get("state", "")[:12]
    found = readers.listed(request.user, state=state, cursor=request.GET.get("cursor", ""))
    every = [("", _("All")), ("recorded", _("Waiting for approval")), ("approved", _("Approved"))]
    context = {
        "rows": [{"id": one.reference, "one": one, "state": badge(one)} for one in found.rows],
        "chips": state_chips(request, state, every),
        "may_record": ACCESS.may(request.user, Permission.RECORD_ONE_OFF),
        **neighbours(request, found),
    }  # fmt: skip
    return render(request, "workspace/one_off/list.html", context)


@internal_only
@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Ask for a permission, as the programs team."""
    if not ACCESS.may(request.user, Permission.RECORD_ONE_OFF):
        raise NotFound("There is no such page for you.")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            made = actions.record(
                request.occasion, partner=request.POST.get("partner", "")[:20],
                opportunity=request.POST.get("opportunity", "")[:20],
                customer_reason=request.POST.get("customer_reason", "")[:5000],
                will_not_join=request.POST.get("will_not_join") == "on",
            )  # fmt: skip
        except Invalid as refusal:
            errors = refusal.errors
        except Ineligible as refusal:
            errors = {"": [f"{each['says']} {each['mend']}" for each in refusal.because]}
        else:
            messages.success(request, _("%(reference)s waits for its approval.") % {"reference": made.reference})
            return redirect("workspace:one_off", made.reference)
    typed = request.POST if request.method == "POST" else request.GET
    fields = _fields(typed, errors)
    context = {
        "fields": fields, "errors": summary(errors, fields),
        "terms": one_off_terms(request.occasion.book, request.occasion.day),
    }  # fmt: skip
    return render(request, "workspace/one_off/new.html", context, status=422 if errors else 200)


def _fields(typed: Any, errors: dict[str, list[str]]) -> list[dict[str, Any]]:
    reason_help = _("In the customer's words, as far as you have them. It stands in the approval.")
    return [
        field("partner", _("Partner"), typed, errors, required=True, placeholder="PAR00042", width="middle", maxlength=20),
        field("opportunity", _("Opportunity"), typed, errors, required=True, placeholder="OPP00042", width="middle",
              maxlength=20, help=_("The permission is good for this one alone.")),
        field("customer_reason", _("Why does the customer require this partner?"), typed, errors, kind="textarea",
              required=True, maxlength=actions.LONGEST_CUSTOMER_REASON, help=reason_help),
        field("will_not_join", _("The partner was asked and will not join the program"), typed, errors, kind="checkbox",
              required=True),
    ]  # fmt: skip


@internal_only
@require_GET
def permission(request: HttpRequest, reference: str) -> HttpResponse:
    """One permission, with the moves that the reader may take."""
    return _page(request, readers.one(request.user, reference))


def _page(request: HttpRequest, found: OneOffPermission, errors: dict[str, list[str]] | None = None) -> HttpResponse:
    reason = field(
        "reason", _("Reason"), request.POST, errors or {}, required=True, maxlength=actions.LONGEST_REASON,
        help=_("To decline or to withdraw; it stands in the history."),
    )  # fmt: skip
    offered = [each for each in actions.MOVES.offered(found, request.user) if each.name in ACTS]
    context = {
        "found": found, "state": badge(found), "moves": [each.name for each in offered], "reason": reason,
        "history": lines(found), "errors": summary(errors or {}, [reason]),
        "terms": one_off_terms(request.occasion.book, request.occasion.day),
    }  # fmt: skip
    return render(request, "workspace/one_off/record.html", context, status=422 if errors else 200)


@internal_only
@require_POST
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Approve, decline or withdraw."""
    found = readers.one(request.user, reference)
    if name not in ACTS:
        raise NotFound("There is no such move for you.")
    given = {} if name == "approve" else {"reason": request.POST.get("reason", "")}
    try:
        ACTS[name](found.reference, request.occasion, **given)
    except Invalid as refusal:
        return _page(request, found, refusal.errors)
    messages.success(request, _("%(reference)s: done.") % {"reference": found.reference})
    return redirect("workspace:one_off", found.reference)
