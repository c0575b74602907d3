"""Publishing in the library: a new file, its details, a newer version, taking it back."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from towpath.domain.library import queries
from towpath.domain.library.access import ACCESS, INSIDE_ROLES, Permission
from towpath.domain.library.actions import assets
from towpath.domain.library.models import Asset
from towpath.kernel.documents.store import LIMIT
from towpath.kernel.identity.roles import WORDS, Role
from towpath.kernel.refusals import Invalid, NotFound, NotReady
from towpath.program.decisions.compliance import tracks
from towpath.web.shell.fields import field, summary, whole
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.library import NAMES, kinds
from towpath.web.workspace.lists import regions

FORM = "workspace/library/form.html"


def _allowed(request: HttpRequest, permission: Permission) -> None:
    if not ACCESS.may(request.user, permission):
        raise NotFound("There is no such page for you.")


def _given(request: HttpRequest) -> dict[str, Any]:
    """The details as the form sends them; Invalid for what is no day."""
    post = request.POST
    given: dict[str, Any] = {name: post.get(name, "") for name in ("title", "summary", "kind")}
    given |= {name: name in post for name in assets.FLAGS}
    given |= {name: post.getlist(name) for name in assets.CHOICES}
    for name in ("starts_on", "ends_on"):
        text = post.get(name, "").strip()
        try:
            given[name] = date.fromisoformat(text) if text else None
        except ValueError:
            raise Invalid({name: [_("Write the day as 2026-03-01.")]}) from None
    return given


def _fields(
    request: HttpRequest, typed: Mapping[str, Any], errors: Mapping[str, list[str]]
) -> dict[str, list[dict[str, Any]]]:
    """The fields in their groups: what it is, when it stands there, who sees it."""
    designations = assets.CHOICES["designations"]
    offered = [(one.key, one.label) for one in tracks(request.occasion.book, request.occasion.day)]
    partner_roles = assets.CHOICES["partner_roles"]
    box = {"kind": "checkboxes"}
    return {
        "what": [
            field("title", _("Title"), typed, errors, required=True, maxlength=200),
            field("kind", _("Kind"), typed, errors, kind="select", required=True, options=kinds(request).items()),
            field("summary", _("Summary"), typed, errors, kind="textarea", rows=3, maxlength=1000, help=_("What readers find in it. The search reads it.")),
        ],
        "when": [
            field("starts_on", _("From"), typed, errors, kind="date", width="short", help=_("Left out, it stands there at once.")),
            field("ends_on", _("Until"), typed, errors, kind="date", width="short", help=_("The first day on which it is no longer there.")),
        ],
        "partners": [
            field("for_partners", _("Partners see it"), typed, errors, kind="checkbox"),
            field("for_prospects", _("Companies that are not authorized yet, too"), typed, errors, kind="checkbox"),
            field("tracks", _("Only of these tracks"), typed, errors, options=offered, **box),
            field("designations", _("Or with one of these designations"), typed, errors, options=[(one, NAMES[one]) for one in designations], **box),
            field("regions", _("Only of these regions"), typed, errors, options=regions(request.occasion), **box),
            field("partner_roles", _("There only people with one of these roles"), typed, errors, options=[(one, WORDS[Role(one)]) for one in partner_roles], **box),
        ],
        "others": [
            field("for_distributors", _("Distributors see it"), typed, errors, kind="checkbox"),
            field("for_inside", _("Our own people see it"), typed, errors, kind="checkbox"),
            field("inside_roles", _("Only those with one of these roles"), typed, errors, options=[(one.value, WORDS[one]) for one in INSIDE_ROLES], **box),
        ],
    }  # fmt: skip


def _page(
    request: HttpRequest, typed: Mapping[str, Any], errors: dict[str, list[str]], found: Asset | None
) -> HttpResponse:
    groups = _fields(request, typed, errors)
    every = [one for fields in groups.values() for one in fields]
    upload = {"name": "file", "label": _("File"), "required": True, "errors": errors.get("file", []), "help": _("Choose it again after an error.") if errors else ""}  # fmt: skip
    context = {
        "found": found, "groups": groups, "file": None if found else upload, "max_bytes": LIMIT,
        "errors": summary(errors, [*every, upload]),
        "title": _("Change %(title)s") % {"title": found.title} if found else _("Publish a file"),
        "submit": _("Keep the changes") if found else _("Publish"),
        "cancel": reverse("workspace:asset", args=[found.reference]) if found else reverse("workspace:library"),
    }  # fmt: skip
    return render(request, FORM, context, status=422 if errors else 200)


@require_http_methods(["GET", "POST"])
@internal_only
def new_asset(request: HttpRequest) -> HttpResponse:
    """Publish a file with its audience."""
    _allowed(request, Permission.PUBLISH)
    if request.method == "GET":
        return _page(request, {"for_partners": True, "for_inside": True, "starts_on": request.occasion.day}, {}, None)
    try:
        made = assets.publish(request.occasion, _given(request), request.FILES.get("file"))
    except Invalid as refusal:
        return _page(request, _typed(request), refusal.errors, None)
    messages.success(request, _("%(title)s is published.") % {"title": made.title})
    return redirect("workspace:asset", made.reference)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What the form sent, whatever it is, for showing it again."""
    return request.POST.dict() | {name: request.POST.getlist(name) for name in assets.CHOICES}


@require_http_methods(["GET", "POST"])
@internal_only
def change(request: HttpRequest, reference: str) -> HttpResponse:
    """Change title, summary, kind, days or audience."""
    _allowed(request, Permission.CHANGE)
    found = queries.one(request.user, reference, request.occasion.day)
    if request.method == "GET":
        assets.MOVES.open("change", found, request.user)
        return _page(request, {name: getattr(found, name) or "" for name in assets.DETAILS}, {}, found)
    try:
        assets.change(
            found.reference, request.occasion, _given(request), version=whole(request.POST.get("version", ""))
        )
    except Invalid as refusal:
        return _page(request, _typed(request), refusal.errors, found)
    messages.success(request, _("The details are kept."))
    return redirect("workspace:asset", found.reference)


@require_http_methods(["GET", "POST"])
@internal_only
def replace(request: HttpRequest, reference: str) -> HttpResponse:
    """Put a newer file in the place of the current one."""
    _allowed(request, Permission.REPLACE)
    found = queries.one(request.user, reference, request.occasion.day)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        note, upload = request.POST.get("note", "").replace("\0", ""), request.FILES.get("file")
        try:
            assets.replace(found.reference, request.occasion, upload=upload, note=note)
        except Invalid as refusal:
            errors = refusal.errors
        except NotReady as refusal:
            errors = {"file": [str(refusal)]}
        else:
            messages.success(request, _("The newer file stands there now."))
            return redirect("workspace:asset", found.reference)
    else:
        assets.MOVES.open("replace", found, request.user)
    note = field("note", _("What is new in it"), request.POST, errors, maxlength=300, help=_("Readers see it."))
    upload = {"name": "file", "label": _("The newer file"), "required": True, "errors": errors.get("file", [])}
    text = _("%(file)s stays in the history.") % {"file": found.file_name}
    return _small(
        request, found, _("Replace the file of %(title)s"), _("Replace the file"), [note], errors, upload, text
    )


@require_http_methods(["GET", "POST"])
@internal_only
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a file out of everybody's sight."""
    _allowed(request, Permission.WITHDRAW)
    found = queries.one(request.user, reference, request.occasion.day)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            assets.withdraw(found.reference, request.occasion, reason=request.POST.get("reason", "").replace("\0", ""))
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("Nobody else sees it any more; it can be published again."))
            return redirect("workspace:asset", found.reference)
    else:
        assets.MOVES.open("withdraw", found, request.user)
    reason = field("reason", _("Why"), request.POST, errors, required=True, maxlength=300, help=_("The history keeps it; readers do not see it."))  # fmt: skip
    text = _("Readers no longer find it, and links to it no longer open. It can be published again.")
    return _small(request, found, _("Withdraw %(title)s"), _("Withdraw"), [reason], errors, None, text, danger=True)


def _small(
    request: HttpRequest, found: Asset, title: str, submit: str, fields: list[dict[str, Any]],
    errors: dict[str, list[str]], file: dict[str, Any] | None, text: str, *, danger: bool = False,
) -> HttpResponse:  # fmt: skip
    context = {
        "found": found, "groups": {"what": fields}, "file": file, "max_bytes": LIMIT, "text": text, "danger": danger,
        "errors": summary(errors, [*fields, *([file] if file else [])]), "title": title % {"title": found.title},
        "submit": submit, "cancel": reverse("workspace:asset", args=[found.reference]),
    }  # fmt: skip
    return render(request, FORM, context, status=422 if errors else 200)


@require_POST
@internal_only
def restore(request: HttpRequest, reference: str) -> HttpResponse:
    """Publish a withdrawn file again."""
    found = queries.one(request.user, reference, request.occasion.day)
    assets.restore(found.reference, request.occasion)
    messages.success(request, _("%(title)s is published again.") % {"title": found.title})
    return redirect("workspace:asset", found.reference)
