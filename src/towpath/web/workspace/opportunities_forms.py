"""The forms of one opportunity: its fields, its stage, the next step, the tagging case, merging, and what is set by hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_POST

from towpath.domain.accounts import queries
from towpath.domain.accounts.actions import opportunities as actions
from towpath.domain.accounts.models import Opportunity
from towpath.domain.accounts.opportunity_fields import FIELDS, LOCKED
from towpath.kernel.refusals import Invalid, NotFound
from towpath.program.decisions.opportunities.order_type import categories, record_types, values
from towpath.program.decisions.opportunities.stages import stages
from towpath.program.decisions.tagging import sales_qualified_sources
from towpath.program.decisions.tagging.cases import deal_paths
from towpath.web.shell.fields import field, summary, whole
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.opportunities_lists import TYPES

FLAGS = ("new_logo_eligible", "public_sector", "came_with_order", "on_marketplace")
TRANSACTS = (("partner", lazy("A partner")), ("direct", lazy("The vendor, directly")), ("web_direct", lazy("The vendor, on the web")))  # fmt: skip
CLOUDS = (("aws", "Amazon Web Services"), ("gcp", "Google Cloud"))
ARRANGEMENTS = (("dsor", lazy("DSOR: a distributor sells of record")), ("cppo", lazy("CPPO: a consulting partner’s private offer")), ("oem", lazy("OEM")))  # fmt: skip
NAMES = {
    "dr_partner": lazy("DR partner"), "dr_deal_type": lazy("DR deal type"), "dr_status": lazy("DR status"),
    "dr_distributor": lazy("DR distributor"), "dr_deal_id": lazy("DR deal id"), "resale_partner": lazy("Resale partner"),
    "distributor": lazy("Distributor"), "resale_partner_track": lazy("Resale partner track"), "order_type": lazy("Order type"),
    "initial_source": lazy("Initial source"), "sales_qualified_source": lazy("Sales qualified source"),
    "deal_path": lazy("Deal path"), "influence_partner": lazy("Influence partner"),
    "cppo_or_dsor_partner": lazy("CPPO or DSOR partner"), "name": lazy("Name"),
}  # fmt: skip
STAMPED = ("dr_partner", "dr_deal_type", "dr_status", "dr_distributor", "dr_deal_id", "resale_partner", "distributor",
           "resale_partner_track", "order_type", "initial_source", "sales_qualified_source", "segment")  # fmt: skip


def _offered(request: HttpRequest, reference: str, name: str) -> Opportunity:
    """The opportunity, if the reader sees it and may take the move now or could before it closed."""
    found = queries.opportunity(request.user, reference)
    move = actions.MOVES.lifecycle.moves[name]
    if not actions.MOVES.access.held(request.user, [move.permission], found):
        raise NotFound("There is no such move for you.")
    return found


def _typed(one: Opportunity) -> dict[str, Any]:
    """The fields as the form shows them first."""
    found = {name: getattr(one, name) for name in FIELDS}
    for name in ("owner", "sdr"):
        found[name] = found[name].email if found[name] else ""
    for name in ("influence_partner", "psp_engaged", "cppo_or_dsor_partner", "base"):
        found[name] = found[name].reference if found[name] else ""
    for name in ("close_on", "starts_on", "ends_on"):
        found[name] = found[name].isoformat() if found[name] else ""
    return found


@require_http_methods(["GET", "POST"])
@internal_only
def edit(request: HttpRequest, reference: str) -> HttpResponse:
    """Every field that sales keeps by hand; what is stamped stands below with the reason why it is locked."""
    found = _offered(request, reference, "edit")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        given = {name: request.POST.get(name, "") for name in FIELDS if name in request.POST or name in FLAGS}
        try:
            version = whole(request.POST.get("version", ""))
            actions.edit(found.reference, request.occasion, given, version=version)
        except Invalid as refusal:
            errors = dict(refusal.errors)
        else:
            messages.success(request, _("%(reference)s is kept.") % {"reference": found.reference})
            return redirect("workspace:opportunity", found.reference)
    typed: Mapping[str, Any] = request.POST if request.method == "POST" else _typed(found)
    groups = _groups(request, typed, errors)
    fields = [one for _title, _help, inner in groups for one in inner]
    locked = [(NAMES.get(name, name.capitalize()), getattr(found, name) or "", LOCKED[name]) for name in STAMPED]
    context = {
        "opportunity": found, "groups": groups, "errors": summary(errors, fields), "locked": locked,
        "version": request.POST.get("version", found.version),
    }  # fmt: skip
    return render(request, "workspace/opportunities/edit.html", context, status=422 if errors else 200)


def _groups(
    request: HttpRequest, typed: Mapping[str, Any], errors: Mapping[str, Any]
) -> list[tuple[Any, Any, list[Any]]]:
    """(title, help, fields) in the order of the form."""
    book, on = request.occasion.book, request.occasion.day

    def one(name: str, label: Any, **more: Any) -> dict[str, Any]:
        return field(name, label, typed, errors, **more)

    def choice(name: str, label: Any, options: Any, **more: Any) -> dict[str, Any]:
        return one(name, label, kind="select", options=list(options), **more)

    def same(options: Any) -> list[tuple[str, str]]:
        return [(each, each) for each in options]

    partner = {"placeholder": "PAR00012", "width": "middle", "help": _("Reference or whole name.")}
    deal = [
        one("name", _("Name"), required=True, maxlength=actions.LONGEST_NAME),
        choice("type", _("Type"), TYPES.items(), blank=False, required=True),
        choice("category", _("Category"), same(categories(book, on)), blank=False, required=True),
        choice("record_type", _("Record type"), same(record_types(book, on)), blank=False, required=True),
        one("base", _("Builds on"), placeholder="OPP00042", width="middle", help=_("What an add-on adds to, a renewal renews, a decommission takes back.")),
        one("owner", _("Owner"), kind="email", required=True, help=_("The e-mail address of a colleague.")),
        one("sdr", _("Development representative"), kind="email", help=_("The e-mail address of a colleague, if one had a part.")),
        one("public_sector", _("Public sector"), kind="checkbox"),
    ]  # fmt: skip
    money = [
        one("currency", _("Currency"), required=True, maxlength=3, width="short"),
        one("net_arr", _("Net ARR"), inputmode="decimal", width="middle", help=_("May be below zero. The order type follows from it.")),
        one("arr_basis", _("ARR basis"), inputmode="decimal", width="middle"),
        one("amount", _("Amount"), inputmode="decimal", width="middle"),
        one("close_on", _("Closes"), kind="date", width="middle"),
        one("starts_on", _("Term from"), kind="date", width="middle"),
        one("ends_on", _("Term until"), kind="date", width="middle", help=_("The first day that it no longer covers.")),
        one("new_logo_eligible", _("Counts as a new logo"), kind="checkbox", help=_("Not for storage alone.")),
    ]  # fmt: skip
    tagging = [
        choice("transacts", _("Who takes the order"), TRANSACTS, blank=_("Not known yet")),
        one("came_with_order", _("Came with a partner’s order"), kind="checkbox", help=_("Nobody knew of it before.")),
        choice("deal_path", _("Deal path"), same(deal_paths(book, on).values()), blank=_("Not said")),
        one("influence_partner", _("Influence partner"), **partner),
        choice("cloud", _("Cloud provider engaged"), CLOUDS, blank=_("None")),
        one("on_marketplace", _("Bought on its marketplace"), kind="checkbox"),
        choice("arrangement", _("Arrangement"), ARRANGEMENTS, blank=_("None")),
        one("cppo_or_dsor_partner", _("CPPO or DSOR partner"), **partner),
    ]
    contribution = [
        one("psp_engaged", _("Services partner engaged"), **partner),
        one("partner_services_amount", _("Partner services amount"), inputmode="decimal", width="middle"),
        one("alliance_opportunity_id", _("Cloud provider’s opportunity id"), maxlength=60),
        one("platform_partner", _("Platform that the customer deploys on"), maxlength=120),
        one("referral_link", _("Link to the referral"), kind="url", maxlength=500),
        one("esm_notes", _("Notes of the sales manager"), kind="textarea", maxlength=2000),
    ]
    return [
        (_("The deal"), "", deal),
        (_("Money and time"), "", money),
        (_("How it is tagged"), _("From these follow the tagging cases; the record says which, and offers their values."), tagging),
        (_("What partners contribute"), "", contribution),
    ]  # fmt: skip


@require_http_methods(["GET", "POST"])
@internal_only
def move_stage(request: HttpRequest, reference: str) -> HttpResponse:
    """Move to another open stage, from the board's menu or from a form; back to where it was asked."""
    found = _offered(request, reference, "move_stage")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            version = whole(request.POST.get("version", ""))
            actions.move_stage(
                found.reference, request.occasion, stage=request.POST.get("stage", ""),
                why=request.POST.get("why", ""), version=version,
            )  # fmt: skip
        except Invalid as refusal:
            errors = dict(refusal.errors)
        else:
            words = {"reference": found.reference, "stage": request.POST["stage"]}
            messages.success(request, _("%(reference)s stands at %(stage)s now.") % words)
            return redirect(_back(request, found))
    running = stages(request.occasion.book, request.occasion.day).running
    typed = request.POST if request.method == "POST" else {"stage": found.stage}
    fields = [
        field("stage", _("Stage"), typed, errors, kind="select", blank=False, required=True, options=[(s, s) for s in running]),
        field("why", _("Why"), typed, errors, maxlength=actions.LONGEST_REASON, help=_("Needed where it goes back, which Ecosystem Operations alone may do.")),
    ]  # fmt: skip
    return _form(
        request, found, _("Move to another stage"), fields, errors, _("Move it"), follows=_("It counts as activity: its idle days begin anew."),
        hidden={"back": request.POST.get("back", ""), "version": request.POST.get("version", "")},
    )  # fmt: skip


def _back(request: HttpRequest, found: Opportunity) -> str:
    """The page of ours from which it was asked, else the record."""
    wanted = request.POST.get("back", "")
    if wanted.startswith(reverse("workspace:opportunities_board")) and url_has_allowed_host_and_scheme(wanted, None):
        return wanted
    return reverse("workspace:opportunity", args=[found.reference])


def _form(
    request: HttpRequest,
    found: Opportunity,
    title: str,
    fields: list[dict[str, Any]],
    errors: Mapping[str, Any],
    label: str,
    *,
    follows: str = "",
    danger: bool = False,
    hidden: Mapping[str, str] | None = None,
) -> HttpResponse:
    context = {
        "opportunity": found, "title": title, "fields": fields, "errors": summary(errors, fields), "label": label,
        "follows": follows, "danger": danger, "hidden": hidden or {},
    }  # fmt: skip
    return render(request, "workspace/opportunities/form.html", context, status=422 if errors else 200)


@require_POST
@internal_only
def log_next_step(request: HttpRequest, reference: str) -> HttpResponse:
    """Note what comes next, from the record."""
    found = _offered(request, reference, "log_next_step")
    try:
        actions.log_next_step(found.reference, request.occasion, next_step=request.POST.get("next_step", ""))
    except Invalid as refusal:
        typed = field(
            "next_step", _("Next step"), request.POST, refusal.errors, required=True, maxlength=actions.LONGEST_STEP
        )
        return _form(request, found, _("Note the next step"), [typed], refusal.errors, _("Note it"))
    messages.success(request, _("The next step is noted."))
    return redirect("workspace:opportunity", found.reference)


@require_POST
@internal_only
def apply_tags(request: HttpRequest, reference: str) -> HttpResponse:
    """Take over what the tagging case offers: one field, or all that may be."""
    found = _offered(request, reference, "apply_tags")
    fields = [each for each in request.POST.getlist("field") if each] or None
    actions.apply_tags(found.reference, request.occasion, fields=fields)
    messages.success(request, _("The values of the tagging case are taken over."))
    return redirect("workspace:opportunity", found.reference)


@require_http_methods(["GET", "POST"])
@internal_only
def merge(request: HttpRequest, reference: str) -> HttpResponse:
    """Merge into another opportunity of the same customer; what goes over is said before."""
    found = _offered(request, reference, "merge")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            into = request.POST.get("into", "")
            actions.merge(found.reference, request.occasion, into=into, why=request.POST.get("why", ""))
        except Invalid as refusal:
            errors = dict(refusal.errors)
        else:
            messages.success(request, _("%(reference)s is merged.") % {"reference": found.reference})
            return redirect("workspace:opportunity", request.POST.get("into", "").strip().upper())
    likely = [one for one in queries.likely_opportunities(request.user, found.account_id, limit=25)
              if one.pk != found.pk and one.state == "open"]  # fmt: skip
    options = [(one.reference, f"{one.reference} {one.name}") for one in likely]
    fields = [
        field("into", _("The opportunity that stays"), request.POST, errors, kind="select", required=True, options=options, help=_("Open ones of the same customer.")),
        field("why", _("Why"), request.POST, errors, maxlength=200),
    ]  # fmt: skip
    follows = _(
        "%(reference)s closes as a duplicate. Its registrations go over with their protection, and so do permissions for "
        "partners and what builds on it. It cannot be undone."
    ) % {"reference": found.reference}
    return _form(
        request, found, _("Merge into another opportunity"), fields, errors, _("Merge it"), follows=follows, danger=True
    )


@dataclass(frozen=True)
class Small:
    """A move with a form of a field or two: its action, what follows, and the fields as the reader's day has them."""

    act: Callable[..., Opportunity]
    title: Any
    label: Any
    follows: Any
    fields: Callable[[HttpRequest, Mapping[str, Any], Mapping[str, Any]], list[dict[str, Any]]]
    danger: bool = False


def _why(request: HttpRequest, typed: Mapping[str, Any], errors: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [field("why", _("Why"), typed, errors, required=True, maxlength=200, help=_("It stands in the history."))]


def _sources(request: HttpRequest, typed: Mapping[str, Any], errors: Mapping[str, Any]) -> list[dict[str, Any]]:
    known = sales_qualified_sources(request.occasion.book, request.occasion.day)
    return [
        field("initial_source", _("Initial source"), typed, errors, maxlength=actions.LONGEST_SOURCE),
        field("sales_qualified_source", _("Sales qualified source"), typed, errors, kind="select", options=[(s, s) for s in known], blank=_("None")),
        *_why(request, typed, errors),
    ]  # fmt: skip


def _order_type(request: HttpRequest, typed: Mapping[str, Any], errors: Mapping[str, Any]) -> list[dict[str, Any]]:
    known = [(v, v) for v in values(request.occasion.book, request.occasion.day)]
    return [
        field("order_type", _("Order type"), typed, errors, kind="select", required=True, options=known),
        *_why(request, typed, errors),
    ]


def _reason(request: HttpRequest, typed: Mapping[str, Any], errors: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [field("reason", _("Why"), typed, errors, required=True, maxlength=actions.LONGEST_REASON, help=_("It stands in the history."))]  # fmt: skip


SMALL: dict[str, Small] = {
    "fix_sources": Small(actions.fix_sources, lazy("Fix the sources by hand"), lazy("Fix them"), lazy("No registration and no default changes them from then on."), _sources),
    "free_sources": Small(actions.free_sources, lazy("Let registrations set the sources"), lazy("Let them"), lazy("What stands there now stays until a registration sets it."), lambda request, typed, errors: []),
    "set_order_type": Small(actions.set_order_type, lazy("Set the order type by hand"), lazy("Set it"), lazy("It is no longer computed, until you let it be again."), _order_type),
    "compute_order_type": Small(actions.compute_order_type, lazy("Let the order type be computed"), lazy("Compute it"), lazy("The program says it from now on, at every change."), lambda request, typed, errors: []),
    "unlock_partner_fields": Small(actions.unlock_partner_fields, lazy("Take the quote’s stamp off"), lazy("Take it off"), lazy("Resale partner, distributor and track are empty until the next primary quote is approved."), _why, True),
    "disqualify": Small(actions.disqualify, lazy("Close as unqualified"), lazy("Close it"), lazy("It was never accepted; its registrations become Closed Lost and their partners are told."), _reason, True),
}  # fmt: skip


@require_http_methods(["GET", "POST"])
@internal_only
def small(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """A move with a small form."""
    found, kind = _offered(request, reference, name), SMALL[name]
    errors: dict[str, list[str]] = {}
    typed: Mapping[str, Any] = request.POST if request.method == "POST" else {
        "initial_source": found.initial_source, "sales_qualified_source": found.sales_qualified_source, "order_type": found.order_type,
    }  # fmt: skip
    if request.method == "POST":
        names = [one["name"] for one in kind.fields(request, typed, {})]
        try:
            kind.act(found.reference, request.occasion, **{each: request.POST.get(each, "") for each in names})
        except Invalid as refusal:
            errors = dict(refusal.errors)
        else:
            messages.success(request, _("%(reference)s: done.") % {"reference": found.reference})
            return redirect("workspace:opportunity", found.reference)
    fields = kind.fields(request, typed, errors)
    return _form(
        request, found, str(kind.title), fields, errors, str(kind.label), follows=str(kind.follows), danger=kind.danger
    )
