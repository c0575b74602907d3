"""Orders that answer quotes, in the workspace: those that wait, handing one in, its record and its moves."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from towpath.domain.quotes import order_queries as readers
from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.actions import orders
from towpath.domain.quotes.models import PurchaseOrder
from towpath.kernel.documents.store import opened
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid, NotFound, NotReady, Taken
from towpath.web.shell import purchase_orders as drawn
from towpath.web.shell.fields import summary
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.lists import neighbours, state_chips

LAYOUT = "shell/workspace.html"
ACTS: dict[str, Callable[[str, HttpRequest], PurchaseOrder]] = {
    "check": lambda ref, r: orders.check(ref, r.occasion, drawn.looked_up(r)),
    "attach": lambda ref, r: orders.attach(ref, r.occasion, _upload(r)),
    "note_number": lambda ref, r: orders.note_number(ref, r.occasion),
    "override": lambda ref, r: orders.override(ref, r.occasion, why=r.POST.get("why", "")),
    "accept": lambda ref, r: orders.accept(ref, r.occasion),
    "decline": lambda ref, r: orders.decline(ref, r.occasion, why=r.POST.get("why", "")),
}


def _upload(request: HttpRequest) -> Any:
    found = request.FILES.get("file")
    if found is None:
        raise Invalid({"file": [_("Choose a file first.")]})
    return found


@internal_only
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Orders, those that wait for somebody first to be seen."""
    state = request.GET.get("state", readers.WAITING)[:12]
    q = request.GET.get("q", "")[:60]
    found = readers.listed(request.user, state=state, q=q, cursor=request.GET.get("cursor", ""))
    offered = [(readers.WAITING, _("Waiting")), *((key, label) for key, (label, _m) in drawn.STATES.items()), ("", _("All"))]  # fmt: skip
    context = {
        "layout": LAYOUT, "rows": drawn.rows(found.rows), "record": "workspace:purchase_order", "q": q, "state": state,
        "chips": state_chips(request, state, offered), "inside": True, "here": request.path,
        "new": reverse("workspace:purchase_order_new") if ACCESS.may(request.user, Permission.RECEIVE_ORDER) else "",
        **neighbours(request, found),
    }  # fmt: skip
    return render(request, "shell/purchase_orders/list.html", context)


@internal_only
@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest) -> HttpResponse:
    """Hand in the order for a quote."""
    if not ACCESS.may(request.user, Permission.RECEIVE_ORDER):
        raise NotFound("There is no such page for you.")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            made = orders.receive(request.occasion, _handed(request), request.FILES.get("file"))
        except Invalid as refusal:
            errors = refusal.errors
        except (NotReady, NotFound, Taken) as refusal:
            errors = {"quote": [str(refusal)]}
        else:
            return redirect("workspace:purchase_order", made.reference)
    fields = drawn.handing_in(request, errors, readers.orderable(request.user), inside=True)
    context = {
        "layout": LAYOUT, "fields": fields, "errors": summary(errors, fields), "any_quote": bool(fields[0]["options"]), "back": reverse("workspace:purchase_orders"),
    }  # fmt: skip
    return render(request, "shell/purchase_orders/new.html", context, status=422 if errors else 200)


def _handed(request: HttpRequest) -> orders.Handed:
    given, day = request.POST, None
    if given.get("received_on"):
        try:
            day = date.fromisoformat(given["received_on"])
        except ValueError:
            raise Invalid({"received_on": [_("Write a day, such as 2026-12-01.")]}) from None
    return orders.Handed(
        given.get("quote", ""), text=given.get("text", ""), kind=given.get("kind", ""), buyer=given.get("buyer", ""),
        received_on=day,
    )  # fmt: skip


@internal_only
@require_GET
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One order: what stands on it, in what it does not fit, and what can be done."""
    return _page(request, readers.shown(request.occasion, reference))


def _page(
    request: HttpRequest, found: readers.Shown, errors: dict[str, list[str]] | None = None, name: str = ""
) -> HttpResponse:  # fmt: skip
    context = drawn.context(request, found, errors or {}, name) | {
        "layout": LAYOUT, "inside": True, "face": "workspace", "history": lines(found.order),
        "list": reverse("workspace:purchase_orders"),
        "quote_page": reverse("workspace:quote", args=[found.order.quote.reference]),
    }  # fmt: skip
    return render(request, "shell/purchase_orders/record.html", context, status=422 if errors else 200)


@internal_only
@require_POST
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Check, attach the paper, write the number on the quote, take it as it is, accept, decline."""
    found = readers.shown(request.occasion, reference)
    if name not in ACTS:
        raise NotFound("There is no such move for you.")
    try:
        done = ACTS[name](found.order.reference, request)
    except Invalid as refusal:
        return _page(request, found, refusal.errors, name)
    label, _meaning = drawn.STATES[done.state]
    messages.success(request, f"{done.reference}: {label}.")
    return redirect("workspace:purchase_order", done.reference)


@internal_only
@require_safe
def file(request: HttpRequest, reference: str) -> FileResponse:
    """The paper of an order, as a download."""
    document = readers.file(request.user, reference)
    return FileResponse(
        opened(document), as_attachment=True, filename=document.name, content_type=document.media_type
    )  # fmt: skip
