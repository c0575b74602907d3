"""Products in the workspace: all of them, one with its prices over time, and the forms that add, change and end one."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from towpath.domain.pricing import queries
from towpath.domain.pricing.access import ACCESS, Permission
from towpath.domain.pricing.actions import products as actions
from towpath.domain.pricing.facts import book_day
from towpath.domain.pricing.models import Price, Product
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid, NotFound, NotReady, Taken
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.fields import field, summary, whole
from towpath.web.shell.formats import date_words
from towpath.web.shell.guards import internal_only
from towpath.web.shell.pricing import DEPLOYMENTS, KINDS, UNITS, per, price_words, product_state
from towpath.web.workspace.lists import answer, neighbours

FORM = "workspace/pricing/form.html"


def tabs(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """Products, price books and, for those who set prices, price lists."""
    places = [("products", _("Products")), ("price_books", _("Price books"))]
    if ACCESS.may(request.user, Permission.SET_PRICE):
        places.append(("price_imports", _("Price lists")))
    return [{"label": label, "url": reverse(f"workspace:{name}"), "current": name == current} for name, label in places]


def allowed(request: HttpRequest, permission: Permission) -> None:
    if not ACCESS.may(request.user, permission):
        raise NotFound("There is no such page for you.")


def form(request: HttpRequest, errors: dict[str, list[str]], fields: list[dict[str, Any]], **more: Any) -> HttpResponse:
    """A small form of this room: title, text, submit, cancel, crumbs; `danger` for what cannot be taken back."""
    context = {"fields": fields, "errors": summary(errors, fields), "tabs": [], "danger": False, "text": ""} | more
    return render(request, FORM, context, status=422 if errors else 200)


def asked(request: HttpRequest) -> dict[str, Any]:
    found = {name: request.GET.get(name, "").replace("\0", "")[:200] for name in ("q", "kind")}
    return found | {"kind": found["kind"] if found["kind"] in KINDS else ""}


@require_GET
@internal_only
def products(request: HttpRequest) -> HttpResponse:
    """Every product by its part number."""
    allowed(request, Permission.VIEW_PRODUCT)
    found = queries.products(request.user, **asked(request), cursor=request.GET.get("cursor", ""))
    today = request.occasion.day
    context = {
        "rows": [{"one": one, "state": product_state(one, today), "per": per(one), "kind": KINDS[one.kind]} for one in found.rows],
        "kinds": [("", _("Every kind")), *KINDS.items()], **asked(request), "tabs": tabs(request, "products"),
        "may_add": ACCESS.may(request.user, Permission.MANAGE_PRODUCT), **neighbours(request, found, "workspace:products_csv"),
    }  # fmt: skip
    return answer(request, "workspace/pricing/products.html", "workspace/pricing/_products.html", context)


@require_GET
@internal_only
def products_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The list as it is filtered."""
    allowed(request, Permission.VIEW_PRODUCT)
    narrowed = asked(request)

    def rows() -> Any:
        cursor = ""
        while True:
            found = queries.products(request.user, **narrowed, cursor=cursor, size=500)
            for one in found.rows:
                yield [one.sku, one.name, one.kind, one.tier, one.deployment, one.unit, one.term_months,
                       one.mirrors.sku if one.mirrors else "", one.starts_on, one.ends_on]  # fmt: skip
            cursor = found.next
            if not cursor:
                return

    head = ["SKU", "Name", "Kind", "Tier", "Deployment", "Unit", "Term months", "Ecosystem SKU of", "From", "Until"]
    return csv_answer("products.csv", head, rows())


@require_GET
@internal_only
def product(request: HttpRequest, sku: str) -> HttpResponse:
    """One product: what it is, and what it cost, costs and will cost, book by book."""
    allowed(request, Permission.VIEW_PRODUCT)
    found = queries.product(request.user, sku)
    history = queries.price_history(request.user, found)
    may = ACCESS.may(request.user, Permission.MANAGE_PRODUCT)
    actions_shown = [
        {"label": _("Change"), "url": reverse("workspace:product_change", args=[found.sku]), "kind": "secondary", "icon": "edit"},
        {"label": _("End"), "url": reverse("workspace:product_end", args=[found.sku]), "kind": "danger", "icon": "close"},
    ] if may else []  # fmt: skip
    context = {
        "found": found, "state": product_state(found, request.occasion.day), "kind": KINDS[found.kind], "per": per(found),
        "deployment": DEPLOYMENTS.get(found.deployment, ""), "actions": actions_shown, "history": lines(found),
        "prices": [_shown(one, request) for one in history], "more": len(history) >= queries.MOST,
        "mirrored_by": getattr(found, "ecosystem_sku", None), "tabs": tabs(request, "products"),
    }  # fmt: skip
    return render(request, "workspace/pricing/product.html", context)


def _shown(price: Price, request: HttpRequest) -> dict[str, Any]:
    """A price in the table of a product, with whether it holds today in its book."""
    today = book_day(price.book, request.occasion.at)
    if price.withdrawn_at is not None:
        state, label, meaning = "withdrawn", _("Withdrawn"), "stop"
    elif price.starts_on > today:
        state, label, meaning = "coming", _("To come"), "waiting"
    elif price.ends_on is not None and price.ends_on <= today:
        state, label, meaning = "past", _("Past"), "neutral"
    else:
        state, label, meaning = "now", _("Now"), "good"
    badge = {"state": state, "label": label, "meaning": meaning}
    return {"one": price, "amount": price_words(price.amount, price.book.currency), "badge": badge}


# -- forms -------------------------------------------------------------------------------------------------------------


def _fields(typed: Any, errors: dict[str, list[str]], *, new: bool) -> list[dict[str, Any]]:
    first = [field("sku", _("Part number (SKU)"), typed, errors, required=True, width="middle", maxlength=40,
                   help=_("For good: letters, digits, dots and hyphens."))]  # fmt: skip
    none = [("", _("none"))]
    return [
        *(first if new else []),
        field("name", _("Name"), typed, errors, required=True, maxlength=200),
        field("kind", _("Kind"), typed, errors, kind="select", required=True, options=KINDS.items()),
        field("tier", _("Tier"), typed, errors, width="short", maxlength=30, help=_("One word in small letters, such as premium; empty where it has none.")),
        field("deployment", _("Deployment"), typed, errors, kind="select", options=[*none, *DEPLOYMENTS.items()]),
        field("unit", _("A price is for one"), typed, errors, kind="select", required=True, options=UNITS.items()),
        field("term_months", _("And for so many months"), typed, errors, width="short", help=_("Empty for what is paid once, however long it takes.")),
        field("mirrors", _("Ecosystem SKU of"), typed, errors, width="middle", help=_("The part number that it stands for on partners’ quotes; empty for any other product.")),
        field("starts_on", _("Sold from"), typed, errors, kind="date", width="short", help=_("Today if left out.")),
        field("ends_on", _("Not sold any more from"), typed, errors, kind="date", width="short"),
    ]  # fmt: skip


def _given(request: HttpRequest) -> dict[str, Any]:
    post = request.POST
    given: dict[str, Any] = {name: post.get(name, "").replace("\0", "")[:300] for name in actions.DETAILS}
    for name in ("starts_on", "ends_on"):
        given[name] = read_day(request, name)
    return given


def read_day(request: HttpRequest, name: str) -> date | None:
    """A day of a form; Invalid for what is no day."""
    text = request.POST.get(name, "").strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid({name: [_("Write the day as 2026-10-01.")]}) from None


def _crumbs(*more: tuple[Any, str | None]) -> list[tuple[Any, str | None]]:
    return [(_("Products"), reverse("workspace:products")), *more]


@require_http_methods(["GET", "POST"])
@internal_only
def new_product(request: HttpRequest) -> HttpResponse:
    allowed(request, Permission.MANAGE_PRODUCT)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            made = actions.add(request.occasion, sku=request.POST.get("sku", "")[:100], given=_given(request))
        except Invalid as refusal:
            errors = refusal.errors
        except Taken as refusal:
            errors = {"sku": [str(refusal)]}
        else:
            messages.success(request, _("%(sku)s is a product now. Set its price in a book.") % {"sku": made.sku})
            return redirect("workspace:product", made.sku)
    return form(
        request, errors, _fields(request.POST, errors, new=True), title=_("Add a product"), submit=_("Add the product"),
        cancel=reverse("workspace:products"), crumbs=_crumbs((_("New"), None)),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@internal_only
def change(request: HttpRequest, sku: str) -> HttpResponse:
    """Change it; what its prices are for stays once it has one."""
    allowed(request, Permission.MANAGE_PRODUCT)
    found = queries.product(request.user, sku)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            actions.change(found.sku, request.occasion, _given(request), version=whole(request.POST.get("version", "")))
        except Invalid as refusal:
            errors = refusal.errors
        except (NotReady, Taken) as refusal:
            errors = {"kind": [str(refusal)]}
        else:
            messages.success(request, _("Kept."))
            return redirect("workspace:product", found.sku)
    typed: Any = request.POST if errors else _typed(found)
    return form(
        request, errors, _fields(typed, errors, new=False), title=_("Change %(name)s") % {"name": found.name}, version=found.version,
        submit=_("Keep the changes"), cancel=reverse("workspace:product", args=[found.sku]),
        crumbs=_crumbs((found.sku, reverse("workspace:product", args=[found.sku])), (_("Change"), None)),
    )  # fmt: skip


def _typed(found: Product) -> dict[str, Any]:
    held = {name: getattr(found, name) for name in actions.DETAILS}
    return {name: "" if value is None else value for name, value in held.items()} | {
        "mirrors": found.mirrors.sku if found.mirrors else ""
    }


@require_http_methods(["GET", "POST"])
@internal_only
def end(request: HttpRequest, sku: str) -> HttpResponse:
    """Sell it no longer from a day on."""
    allowed(request, Permission.MANAGE_PRODUCT)
    found = queries.product(request.user, sku)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            day = read_day(request, "ends_on") or request.occasion.day
            actions.end(found.sku, request.occasion, ends_on=day, version=whole(request.POST.get("version", "")))
        except Invalid as refusal:
            errors = refusal.errors
        except NotReady as refusal:
            errors = {"ends_on": [str(refusal)]}
        else:
            messages.success(request, _("%(sku)s is sold until %(day)s.") % {"sku": found.sku, "day": date_words(day)})
            return redirect("workspace:product", found.sku)
    fields = [
        field("ends_on", _("Not sold any more from"), request.POST, errors, kind="date", width="short", required=True)
    ]
    return form(
        request, errors, fields, title=_("End %(name)s") % {"name": found.name}, danger=True, version=found.version,
        text=_("From that day it has no price in any book. Its prices of earlier days stay."), submit=_("End the product"),
        cancel=reverse("workspace:product", args=[found.sku]),
        crumbs=_crumbs((found.sku, reverse("workspace:product", args=[found.sku])), (_("End"), None)),
    )  # fmt: skip
