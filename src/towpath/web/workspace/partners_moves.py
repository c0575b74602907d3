"""What the vendor's people do to a partner: create by hand, authorize, deny, end, take back, suspend and restore."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from towpath.basics.countries import COUNTRY_NAMES
from towpath.domain.partners import queries
from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.actions import dormancy
from towpath.domain.partners.actions import partners as actions
from towpath.domain.partners.actions.moves import LONGEST_REASON, PARTNERS, contract_stands
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound
from towpath.program.decisions.partners.agreement import sign_up_terms
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import internal_only

COUNTRIES = sorted(COUNTRY_NAMES.items(), key=lambda pair: pair[1])
# move -> (the action, what happens then, whether it needs a reason, icon)
ACTS: dict[str, tuple[Callable[..., Partner], Any, bool, str]] = {
    "authorize": (actions.authorize, lazy("It may register deals from now on, as far as its trainings allow, and its administrators are told."), False, "check"),
    "activate": (actions.authorize, lazy("It is active in the program from now on, and its administrators are told."), False, "check"),
    "deny": (actions.deny, lazy("The application is closed and its administrators are told. It can be taken back later."), True, "cross"),
    "end": (actions.end, lazy("It is a former partner from now on and cannot register or transact. What it registered and bought stays."), True, "leave"),
    "reinstate": (actions.reinstate, lazy("It is a prospect again and accepts the agreement anew."), True, "undo"),
    "suspend": (actions.suspend, lazy("It cannot register or transact until good standing is restored."), True, "pause"),
    "revive": (dormancy.revive, lazy("Its people can sign in as before, and its administrators are told."), True, "undo"),
    "restore": (actions.restore, lazy("It may register and transact again, as far as the other conditions are met."), True, "undo"),
}  # fmt: skip
DANGER = ("deny", "end", "suspend")


def offered(found: Partner, actor: Person, occasion: Occasion) -> list[dict[str, Any]]:
    """The buttons of a partner's page; what cannot be done as things stand is left out."""
    asleep = found.organisation.asleep_since is not None
    stands = contract_stands(found, occasion.book, occasion.day).outcome
    idle = {"suspend" if not found.good_standing else "restore"}
    if not asleep:
        idle.add("revive")
    if not stands:
        idle |= {"authorize", "activate"}
    else:
        idle.add("activate" if actions.way_into(found, occasion) == "authorize" else "authorize")
    return [
        {
            "label": move.label,
            "url": reverse("workspace:partner_move", args=[found.reference, move.name]),
            "icon": ACTS[move.name][3],
            "kind": "danger" if move.name in DANGER else "secondary",
        }
        for move in PARTNERS.offered(found, actor)
        if move.name in ACTS and move.name not in idle
    ]


@internal_only
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """One move: what follows is said before, and the reason is asked where the history needs one."""
    found = queries.one(request.user, reference)
    if name not in ACTS or name not in {each.name for each in PARTNERS.offered(found, request.user)}:
        raise NotFound("There is no such move for you.")
    act, follows, with_reason, _icon = ACTS[name]
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            act(found.reference, request.occasion, **_given(request, name, with_reason))
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("%(name)s: done.") % {"name": found.name})
            return redirect("workspace:partner", found.reference)
    fields = []
    if with_reason:
        fields.append(
            field(
                "reason",
                _("Reason"),
                request.POST,
                errors,
                kind="textarea",
                required=True,
                maxlength=LONGEST_REASON,
                help=_("It stands in the history, for the vendor's people alone."),
            )
        )
    if name == "deny":
        fields.append(
            field(
                "told",
                _("What the applicant reads"),
                request.POST,
                errors,
                kind="textarea",
                maxlength=LONGEST_REASON,
                help=_("Left empty: that the application does not fit the program at present."),
            )
        )
    context = {
        "partner": found, "label": PARTNERS.lifecycle.moves[name].label, "follows": follows, "fields": fields,
        "danger": name in DANGER, "errors": summary(errors, fields),
    }  # fmt: skip
    return render(request, "workspace/partners/move.html", context, status=422 if errors else 200)


def _given(request: HttpRequest, name: str, with_reason: bool) -> dict[str, str]:
    given = {"reason": request.POST.get("reason", "")} if with_reason else {}
    return given | ({"told": request.POST.get("told", "")} if name == "deny" else {})


@internal_only
@require_http_methods(["GET", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Create a partner by hand, with the reason why it does not sign up itself (ONB-01)."""
    if not ACCESS.may(request.user, Permission.CREATE):
        raise NotFound("There is no such page for you.")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        typed = {name: request.POST.get(name, "")[:2000] for name in ("company", "legal_name", "website", "country", "tax_number", "kind")}  # fmt: skip
        try:
            made = actions.create(
                request.occasion, typed, reason=request.POST.get("reason", ""), sure=request.POST.get("sure") == "on"
            )
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("%(name)s is a prospect now.") % {"name": made.name})
            return redirect("workspace:partner", made.reference)
    fields = _creating(request, errors)
    context = {"fields": fields, "errors": summary(errors, fields)}
    return render(request, "workspace/partners/new.html", context, status=422 if errors else 200)


def _creating(request: HttpRequest, errors: dict[str, list[str]]) -> list[dict[str, Any]]:
    occasion, typed = request.occasion, request.POST
    kinds = [(kind.key, kind.label) for kind in sign_up_terms(occasion.book, occasion.day).kinds]
    fields = [
        field("company", _("Company"), typed, errors, required=True, maxlength=200),
        field("legal_name", _("Registered name"), typed, errors, maxlength=200),
        field("website", _("Website"), typed, errors, maxlength=200),
        field("country", _("Country"), typed, errors, kind="select", required=True, options=COUNTRIES),
        field("tax_number", _("Tax number"), typed, errors, maxlength=40),
        field("kind", _("Kind of partner"), typed, errors, kind="select", required=True, options=kinds),
        field(
            "reason", _("Why does it not sign up itself?"), typed, errors, kind="textarea", required=True,
            maxlength=LONGEST_REASON, help=_("Partners sign up in the portal; creating one by hand is the exception."),
        ),
    ]  # fmt: skip
    if "sure" in errors or typed.get("sure"):
        fields.append(field("sure", _("It is another company than those"), typed, errors, kind="checkbox"))
    return fields
