"""Mergers of partners: planned from a partner's page, looked at, carried out, dropped, undone; and the list of them."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.domain.partners import merger_queries as queries
from towpath.domain.partners import queries as partners
from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.actions import mergers
from towpath.domain.partners.actions.belongings import ChangedSince
from towpath.domain.partners.actions.moves import LONGEST_REASON, MERGERS
from towpath.domain.partners.models import Merger, Partner
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid, NotFound, NotReady, Stale, Taken
from towpath.program.decisions.partners.mergers import merger_terms
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.lists import neighbours, state_chips

STATES = {
    "planned": (lazy("Planned"), "attention"), "done": (lazy("Done"), "good"), "undone": (lazy("Undone"), "neutral"),
    "dropped": (lazy("Dropped"), "neutral"),
}  # fmt: skip
MOVES = ("look_again", "carry_out", "drop", "undo")
KINDS = (
    ("merge", lazy("Merge: it becomes part of the partner that stays, with everything it has")),
    ("move_under", lazy("Move under: it stays a partner of its own and stands under the other")),
)
ADMINISTRATORS = (
    ("kept", lazy("Those of the partner that stays; the others go on as sellers")),
    ("both", lazy("Those of both")),
)
DESIGNATIONS = (
    ("carry", lazy("They go on at the partner that stays")),
    ("end", lazy("They end with the partner that goes")),
)


def badge(merger: Merger) -> dict[str, str]:
    label, meaning = STATES[merger.state]
    return {"state": merger.state, "label": str(label), "meaning": meaning}


@internal_only
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Mergers, newest first."""
    if not ACCESS.may(request.user, Permission.VIEW_MERGER):
        raise NotFound("There is no such page for you.")
    state = request.GET.get("state", "")[:10]
    found = queries.listed(request.user, state=state, cursor=request.GET.get("cursor", ""))
    offered = ((key, label) for key, (label, _meaning) in STATES.items())
    context = {
        "rows": [{"id": one.reference, "one": one, "state": badge(one)} for one in found.rows],
        "chips": state_chips(request, state, (("", _("All")), *offered)),
        **neighbours(request, found),
    }
    return render(request, "workspace/mergers/list.html", context)


@internal_only
@require_http_methods(["GET", "POST"])
def plan(request: HttpRequest, reference: str) -> HttpResponse:
    """Plan that a partner becomes part of another one; nothing moves yet."""
    gone = partners.one(request.user, reference)
    if not ACCESS.may(request.user, Permission.PLAN_MERGER):
        raise NotFound("There is no such page for you.")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            made = _planned(request, gone)
        except Invalid as refusal:
            errors = refusal.errors
        except (NotReady, Taken) as refusal:
            errors = {"kept": [str(refusal)]}
        else:
            return redirect("workspace:merger", made.reference)
    fields = _planning(request, errors)
    context = {"partner": gone, "fields": fields, "errors": summary(errors, fields)}
    return render(request, "workspace/mergers/new.html", context, status=422 if errors else 200)


def _planned(request: HttpRequest, gone: Partner) -> Merger:
    typed = {name: request.POST.get(name, "")[:200] for name in ("kept", "kind", "administrators", "designations")}
    kept = typed.pop("kept").strip()
    alike = list(partners.visible(request.user).filter(name__iexact=kept, merged_into=None)[:2])
    return mergers.plan(
        alike[0].reference if len(alike) == 1 else kept, gone.reference, request.occasion,
        reason=request.POST.get("reason", ""), **typed,
    )  # fmt: skip


def _planning(request: HttpRequest, errors: dict[str, list[str]]) -> list[dict[str, Any]]:
    terms = merger_terms(request.occasion.book, request.occasion.day)
    proposed = {"kind": "merge", "administrators": terms.administrators, "designations": terms.designations}
    typed = request.POST if request.method == "POST" else proposed
    return [
        field("kept", _("Which partner stays?"), typed, errors, required=True, maxlength=200,
              help=_("Its reference, such as PAR00012, or its whole name.")),
        field("kind", _("What happens?"), typed, errors, kind="radio", required=True, options=KINDS),
        field("administrators", _("Who administers it then?"), typed, errors, kind="radio", required=True,
              options=ADMINISTRATORS),
        field("designations", _("What becomes of running designations?"), typed, errors, kind="radio", required=True,
              options=DESIGNATIONS),
        field("reason", _("Reason"), typed, errors, kind="textarea", rows=3, required=True, maxlength=LONGEST_REASON,
              help=_("It stands in both histories, for the vendor's people alone.")),
    ]  # fmt: skip


@internal_only
@require_GET
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One merger: what moves, what is decided where both hold the same, and what can be done now."""
    return _page(request, queries.one(request.user, reference))


def _page(
    request: HttpRequest,
    found: Merger,
    errors: dict[str, list[str]] | None = None,
    name: str = "",
    *,
    changed: Any = (),
) -> HttpResponse:
    errors, moves = errors or {}, {each.name for each in MERGERS.offered(found, request.user)}
    forms = [
        _form(each, request, errors if each == name else {}) for each in ("carry_out", "drop", "undo") if each in moves
    ]
    told = [each for form in forms if form["name"] == name for each in form["fields"]]
    clashes = found.report.get("clashes", [])
    context = {
        "found": found, "state": badge(found), "forms": forms, "look_again": "look_again" in moves,
        "counts": found.report.get("counts", []), "blocking": [each for each in clashes if each["blocks"]],
        "clashes": [each for each in clashes if not each["blocks"]], "changed": changed, "history": lines(found),
        "errors": summary(errors, told),
    }  # fmt: skip
    return render(request, "workspace/mergers/record.html", context, status=422 if errors else 200)


def _form(name: str, request: HttpRequest, errors: dict[str, list[str]]) -> dict[str, Any]:
    """What one move asks for, and what follows from it."""
    labels = {
        "carry_out": (_("Carry it out"), "primary"), "drop": (_("Drop the plan"), "danger"), "undo": (_("Undo it"), "danger"),
    }  # fmt: skip
    typed, fields = request.POST if errors else {}, []
    if name != "carry_out":
        reason = field(
            "reason", _("Reason"), typed, errors, kind="textarea", rows=2, required=True, maxlength=LONGEST_REASON
        )
        fields.append(reason)
    if name == "undo" and typed:
        fields.append(
            field("leave_changed", _("Leave these where they are and undo the rest"), typed, errors, kind="checkbox")
        )
    return {"name": name, "label": labels[name][0], "kind": labels[name][1], "fields": fields}


@internal_only
@require_POST
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Count again, carry out, drop or undo."""
    found = queries.one(request.user, reference)
    if name not in MOVES:
        raise NotFound("There is no such move for you.")
    try:
        _do(request, found.reference, name)
    except Invalid as refusal:
        return _page(request, found, refusal.errors, name)
    except ChangedSince as refusal:
        return _page(request, found, {"leave_changed": [str(refusal)]}, name, changed=refusal.changed)
    except (NotReady, Stale) as refusal:
        return _page(request, found, {"": [str(refusal)]}, name)
    messages.success(request, _("%(reference)s: done.") % {"reference": found.reference})
    return redirect("workspace:merger", found.reference)


def _do(request: HttpRequest, reference: str, name: str) -> None:
    occasion, typed = request.occasion, request.POST
    if name == "look_again":
        mergers.look_again(reference, occasion)
    elif name == "carry_out":
        mergers.carry_out(reference, occasion)
    elif name == "drop":
        mergers.drop(reference, occasion, reason=typed.get("reason", ""))
    else:
        leave = typed.get("leave_changed") == "on"
        mergers.undo(reference, occasion, reason=typed.get("reason", ""), leave_changed=leave)
