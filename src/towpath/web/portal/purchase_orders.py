"""One's own orders for quotes that were sent to one: a distributor's, or those of a partner that buys directly."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from towpath.domain.quotes import order_queries as readers
from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.actions import orders
from towpath.domain.quotes.lifecycles import SHOWN_OUTSIDE
from towpath.kernel.documents.store import opened
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid, NotFound, NotReady, Taken
from towpath.web.portal.deals_words import vendor_name
from towpath.web.shell import purchase_orders as drawn
from towpath.web.shell.addresses import with_query
from towpath.web.shell.fields import summary
from towpath.web.shell.guards import outside_only

LAYOUT = "shell/portal.html"


@outside_only
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The orders that one's company sent."""
    found = readers.listed(request.user, cursor=request.GET.get("cursor", ""))
    context = {
        "layout": LAYOUT, "rows": drawn.rows(found.rows), "record": "portal:purchase_order", "chips": [], "inside": False,
        "new": reverse("portal:purchase_order_new") if ACCESS.may(request.user, Permission.RECEIVE_ORDER) else "",
        "first_url": with_query(request) if request.GET.get("cursor") else None,
        "previous_url": with_query(request, cursor=found.previous) if found.previous else None,
        "next_url": with_query(request, cursor=found.next) if found.next else None,
    }  # fmt: skip
    return render(request, "shell/purchase_orders/list.html", context)


@outside_only
@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest) -> HttpResponse:
    """Send the order for a quote."""
    if not ACCESS.may(request.user, Permission.RECEIVE_ORDER):
        raise NotFound("There is no such page for you.")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        given = request.POST
        handed = orders.Handed(given.get("quote", ""), text=given.get("text", ""), kind=given.get("kind", ""))
        try:
            made = orders.receive(request.occasion, handed, request.FILES.get("file"))
        except Invalid as refusal:
            errors = refusal.errors
        except (NotReady, NotFound, Taken) as refusal:
            errors = {"quote": [str(refusal)]}
        else:
            return redirect("portal:purchase_order", made.reference)
    fields = drawn.handing_in(request, errors, readers.orderable(request.user), inside=False)
    context = {
        "layout": LAYOUT, "fields": fields, "errors": summary(errors, fields), "any_quote": bool(fields[0]["options"]), "back": reverse("portal:purchase_orders"),
    }  # fmt: skip
    return render(request, "shell/purchase_orders/new.html", context, status=422 if errors else 200)


@outside_only
@require_safe
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One order: what stands on it, and in what it does not fit the quote."""
    return _page(request, readers.shown(request.occasion, reference))


def _page(request: HttpRequest, found: readers.Shown, errors: Any = None, name: str = "") -> HttpResponse:
    quote, outside = found.order.quote, vendor_name(request.occasion.book, request.occasion.day)
    context = drawn.context(request, found, errors or {}, name) | {
        "layout": LAYOUT, "inside": False, "face": "portal", "history": lines(found.order, outside=outside),
        "list": reverse("portal:purchase_orders"), "note": False,
        "quote_page": reverse("portal:quote", args=[quote.reference]) if quote.state in SHOWN_OUTSIDE else None,
    }  # fmt: skip
    return render(request, "shell/purchase_orders/record.html", context, status=422 if errors else 200)


@outside_only
@require_POST
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Say what was not found, or attach the paper."""
    found = readers.shown(request.occasion, reference)
    upload = request.FILES.get("file")
    try:
        if name == "check":
            orders.check(found.order.reference, request.occasion, drawn.looked_up(request))
        elif name == "attach" and upload is not None:
            orders.attach(found.order.reference, request.occasion, upload)
        elif name == "attach":
            raise Invalid({"file": [_("Choose a file first.")]})
        else:
            raise NotFound("There is no such move for you.")
    except Invalid as refusal:
        return _page(request, found, refusal.errors, name)
    messages.success(request, _("Thank you. It is checked."))
    return redirect("portal:purchase_order", found.order.reference)


@outside_only
@require_safe
def file(request: HttpRequest, reference: str) -> FileResponse:
    """The paper that was sent, as a download."""
    document = readers.file(request.user, reference)
    return FileResponse(
        opened(document), as_attachment=True, filename=document.name, content_type=document.media_type
    )  # fmt: skip
