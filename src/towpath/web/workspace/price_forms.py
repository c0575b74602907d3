"""The forms of price books: opening one, its moves, setting, ending and withdrawing prices."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from towpath.basics.money import CURRENCIES, Money, MoneyError
from towpath.domain.distribution import queries as distribution
from towpath.domain.pricing import queries
from towpath.domain.pricing.access import Permission
from towpath.domain.pricing.actions import books, prices
from towpath.domain.pricing.facts import book_day
from towpath.domain.pricing.models import PriceBook
from towpath.kernel.refusals import Invalid, NotFound, NotReady, Refusal, Taken
from towpath.web.shell.fields import field, whole
from towpath.web.shell.guards import internal_only
from towpath.web.shell.pricing import BOOK_KINDS, price_words
from towpath.web.workspace.products import allowed, form, read_day


def _crumbs(found: PriceBook | None, last: Any) -> list[tuple[Any, str | None]]:
    made: list[tuple[Any, str | None]] = [(_("Price books"), reverse("workspace:price_books"))]
    if found is not None:
        made.append((found.name, reverse("workspace:price_book", args=[found.reference])))
    return [*made, (last, None)]


@require_http_methods(["GET", "POST"])
@internal_only
def new_book(request: HttpRequest) -> HttpResponse:
    """Open a price book."""
    allowed(request, Permission.MANAGE_BOOK)
    names = ("code", "name", "kind", "currency", "zone", "distributor")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        given = {name: request.POST.get(name, "").replace("\0", "")[:200] for name in names}
        try:
            made = books.open_book(request.occasion, **given)
        except Invalid as refusal:
            errors = refusal.errors
        except Taken as refusal:
            errors = {"kind": [str(refusal)]}
        else:
            messages.success(request, _("%(name)s is open.") % {"name": made.name})
            return redirect("workspace:price_book", made.reference)
    houses = [
        ("", _("for all whom its kind is for")),
        *((one.code, one.name) for one in distribution.distributors(request.user)),
    ]
    typed: Any = request.POST or {"currency": "USD", "zone": request.user.zone}
    fields = [
        field("code", _("Code"), typed, errors, required=True, width="middle", maxlength=40, help=_("For good, such as list-usd.")),
        field("name", _("Name"), typed, errors, required=True, maxlength=120),
        field("kind", _("Kind"), typed, errors, kind="select", required=True, options=BOOK_KINDS.items()),
        field("currency", _("Currency"), typed, errors, kind="select", required=True, options=[(one, one) for one in sorted(CURRENCIES)]),
        field("zone", _("Its days begin at midnight in"), typed, errors, required=True, width="middle", maxlength=60, help=_("A time zone such as Europe/Berlin. Kind, currency and zone stay for good.")),
        field("distributor", _("For one distributor"), typed, errors, kind="select", options=houses),
    ]  # fmt: skip
    return form(
        request, errors, fields, title=_("Open a price book"), submit=_("Open the book"),
        cancel=reverse("workspace:price_books"), crumbs=_crumbs(None, _("New")),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@internal_only
def book_move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """Rename, close or open again."""
    allowed(request, Permission.MANAGE_BOOK)
    found = queries.book(request.user, reference, request.occasion.at)
    version = whole(request.POST.get("version", ""))
    errors: dict[str, list[str]] = {}
    words = {
        "rename": (_("Rename %(name)s"), _("Rename"), "", [("name", _("Name"), found.name)]),
        "close": (_("Close %(name)s"), _("Close"), _("Nothing new is priced by it, and nobody outside sees it. Its prices stay."), [("reason", _("Why"), "")]),
        "reopen": (_("Open %(name)s again"), _("Open again"), "", []),
    }  # fmt: skip
    if name not in words:
        raise Http404
    books.MOVES.open(name, found, request.user)
    title, submit, text, asked_for = words[name]
    if request.method == "POST":
        given = {key: request.POST.get(key, "").replace("\0", "")[:400] for key, _label, _held in asked_for}
        act: Any = {"rename": books.rename, "close": books.close, "reopen": books.reopen}[name]
        try:
            act(found.reference, request.occasion, version=version, **given)
        except Invalid as refusal:
            errors = refusal.errors
        except Taken as refusal:
            errors = {"": [str(refusal)]}
        else:
            messages.success(request, _("Done."))
            return redirect("workspace:price_book", found.reference)
    fields = [
        field(key, label, request.POST if errors else {key: held}, errors, required=True, maxlength=300)
        for key, label, held in asked_for
    ]
    return form(
        request, errors, fields, title=title % {"name": found.name}, submit=submit, text=text, danger=name == "close",
        version=found.version, cancel=reverse("workspace:price_book", args=[found.reference]), crumbs=_crumbs(found, submit),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@internal_only
def set_price(request: HttpRequest, reference: str) -> HttpResponse:
    """Set what a product costs from a day on."""
    found = _book(request, reference)
    errors: dict[str, list[str]] = {}
    tomorrow = _tomorrow(request, found)
    if request.method == "POST":
        try:
            price = prices.set_price(
                found.reference, request.POST.get("sku", "").replace("\0", "")[:100], request.occasion,
                amount=_amount(request, found), starts_on=read_day(request, "starts_on") or tomorrow,
                ends_on=read_day(request, "ends_on"),
            )  # fmt: skip
        except (Invalid, NotReady, Taken, NotFound) as refusal:
            errors = _errors(refusal, "sku" if isinstance(refusal, NotFound) else "starts_on")
        else:
            words = {
                "sku": price.product.sku,
                "amount": price_words(price.amount, found.currency),
                "day": price.starts_on,
            }
            messages.success(request, _("%(sku)s costs %(amount)s from %(day)s.") % words)
            return redirect("workspace:product", price.product.sku)
    typed: Any = request.POST or {"sku": request.GET.get("sku", "")[:100], "starts_on": tomorrow}
    fields = [
        field("sku", _("Part number (SKU)"), typed, errors, required=True, width="middle", maxlength=100),
        field("amount", _("Price in %(currency)s") % {"currency": found.currency}, typed, errors, required=True, width="short", maxlength=40, help=_("For one unit over the product’s term.")),
        field("starts_on", _("From"), typed, errors, kind="date", width="short", required=True, help=_("At midnight in %(zone)s. Over a price that holds, tomorrow at the earliest.") % {"zone": found.zone}),
        field("ends_on", _("Until"), typed, errors, kind="date", width="short", help=_("Left empty: until the next price. With a day: the price before it comes back then.")),
    ]  # fmt: skip
    return form(
        request, errors, fields, title=_("Set a price in %(book)s") % {"book": found.name}, submit=_("Set the price"),
        cancel=reverse("workspace:price_book", args=[found.reference]), crumbs=_crumbs(found, _("Set a price")),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@internal_only
def end_price(request: HttpRequest, reference: str, sku: str) -> HttpResponse:
    """Let a product have no price in a book from a day on."""
    found, errors = _book(request, reference), dict[str, list[str]]()
    tomorrow = _tomorrow(request, found)
    if request.method == "POST":
        try:
            day = read_day(request, "ends_on") or tomorrow
            prices.end_price(found.reference, sku, request.occasion, ends_on=day)
        except (Invalid, NotReady) as refusal:
            errors = _errors(refusal, "ends_on")
        else:
            messages.success(request, _("%(sku)s has no price from %(day)s.") % {"sku": sku, "day": day})
            return redirect("workspace:product", sku)
    typed: Any = request.POST or {"ends_on": tomorrow}
    fields = [field("ends_on", _("No price from"), typed, errors, kind="date", width="short", required=True, help=_("At midnight in %(zone)s.") % {"zone": found.zone})]  # fmt: skip
    return _small(
        request, found, sku, errors, fields, title=_("End the price of %(sku)s in %(book)s"), submit=_("End the price")
    )


@require_http_methods(["GET", "POST"])
@internal_only
def withdraw(request: HttpRequest, reference: str, sku: str, day: str) -> HttpResponse:
    """Take a price back that has not begun."""
    found, errors = _book(request, reference), dict[str, list[str]]()
    try:
        starts_on = date.fromisoformat(day)
    except ValueError:
        raise Http404 from None
    if request.method == "POST":
        reason = request.POST.get("reason", "").replace("\0", "")[:400]
        try:
            prices.withdraw(found.reference, sku, request.occasion, starts_on=starts_on, reason=reason)
        except (Invalid, NotReady) as refusal:
            errors = _errors(refusal, "reason")
        else:
            messages.success(request, _("Withdrawn; the price before it goes on."))
            return redirect("workspace:product", sku)
    fields = [
        field("reason", _("Why"), request.POST, errors, required=True, maxlength=300, help=_("The history keeps it."))
    ]
    return _small(
        request, found, sku, errors, fields, title=_("Withdraw the coming price of %(sku)s in %(book)s"), submit=_("Withdraw")
    )  # fmt: skip


def _book(request: HttpRequest, reference: str) -> PriceBook:
    allowed(request, Permission.SET_PRICE)
    return queries.book(request.user, reference, request.occasion.at)


def _tomorrow(request: HttpRequest, found: PriceBook) -> date:
    return date.fromordinal(book_day(found, request.occasion.at).toordinal() + 1)


def _amount(request: HttpRequest, found: PriceBook) -> Decimal:
    try:
        return Money.parse(request.POST.get("amount", "")[:60], found.currency).amount
    except MoneyError as error:
        raise Invalid({"amount": [str(error)]}) from error


def _errors(refusal: Refusal, name: str) -> dict[str, list[str]]:
    return refusal.errors if isinstance(refusal, Invalid) else {name: [str(refusal)]}


def _small(
    request: HttpRequest, found: PriceBook, sku: str, errors: dict[str, list[str]], fields: list[dict[str, Any]], *,
    title: str, submit: str,
) -> HttpResponse:  # fmt: skip
    product = queries.product(request.user, sku)
    return form(
        request, errors, fields, title=title % {"sku": product.sku, "book": found.name}, submit=submit, danger=True,
        cancel=reverse("workspace:product", args=[product.sku]), crumbs=_crumbs(found, submit),
    )  # fmt: skip
