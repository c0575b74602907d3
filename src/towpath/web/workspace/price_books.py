"""Price books in the workspace: all of them, one as of a day, and what differs between two days."""

from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from towpath.domain.pricing import queries
from towpath.domain.pricing.access import ACCESS, Permission
from towpath.domain.pricing.actions.books import MOVES
from towpath.domain.pricing.facts import book_day
from towpath.domain.pricing.models import PriceBook
from towpath.kernel.events.history import lines
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.guards import internal_only
from towpath.web.shell.pricing import (
    BOOK_KINDS,
    KINDS,
    book_state,
    day_asked,
    per,
    price_words,
    readers,
)
from towpath.web.workspace.lists import answer, neighbours
from towpath.web.workspace.products import allowed, asked, tabs

LOOKS = {"rename": ("secondary", "edit"), "close": ("danger", "close"), "reopen": ("primary", "undo")}


@require_GET
@internal_only
def books(request: HttpRequest) -> HttpResponse:
    """Every book, with who sees it and which day it is there."""
    allowed(request, Permission.VIEW_BOOK)
    at = request.occasion.at
    context = {
        "rows": [
            {"one": one, "state": book_state(one), "kind": BOOK_KINDS[one.kind], "readers": readers(one), "today": book_day(one, at)}
            for one in queries.books(request.user, at)
        ],
        "tabs": tabs(request, "price_books"), "may_open": ACCESS.may(request.user, Permission.MANAGE_BOOK),
    }  # fmt: skip
    return render(request, "workspace/pricing/books.html", context)


@require_GET
@internal_only
def book(request: HttpRequest, reference: str) -> HttpResponse:
    """One book as of a day: today in its own zone unless another is asked about."""
    allowed(request, Permission.VIEW_BOOK)
    at = request.occasion.at
    found = queries.book(request.user, reference, at)
    on, wrong = day_asked(request.GET.get("on", ""))
    today = book_day(found, at)
    cursor = request.GET.get("cursor", "")
    page, rows = queries.book_rows(request.user, found, at, on=on, **asked(request), cursor=cursor)
    may_set = "price" in {move.name for move in MOVES.offered(found, request.user)}
    context = {
        "found": found, "state": book_state(found), "book_kind": BOOK_KINDS[found.kind], "readers": readers(found),
        "on": on or today, "today": today, "wrong": wrong, "may_set": may_set, "actions": _actions(request, found),
        "rows": [{"row": row, "amount": price_words(row.price.amount, found.currency), "per": per(row.product)} for row in rows],
        "kinds": [("", _("Every kind")), *KINDS.items()], **asked(request), "history": lines(found, limit=20),
        **neighbours(request, page), "csv_url": _csv_url(request, found) if rows else None,
    }  # fmt: skip
    return answer(request, "workspace/pricing/book.html", "workspace/pricing/_book.html", context)


def _csv_url(request: HttpRequest, found: PriceBook) -> str:
    on = request.GET.get("on", "")
    return reverse("workspace:price_book_csv", args=[found.reference]) + (f"?on={on}" if day_asked(on)[0] else "")


def _actions(request: HttpRequest, found: PriceBook) -> list[dict[str, Any]]:
    """The moves as buttons; setting prices and comparing days beside them."""
    offered = [move for move in MOVES.offered(found, request.user) if move.name in LOOKS]
    moves = [
        {"label": move.label, "kind": LOOKS[move.name][0], "icon": LOOKS[move.name][1],
         "url": reverse("workspace:price_book_move", args=[found.reference, move.name])}
        for move in offered
    ]  # fmt: skip
    compare = {"label": _("Compare two days"), "kind": "secondary", "icon": "list", "url": reverse("workspace:price_book_compare", args=[found.reference])}  # fmt: skip
    price = {"label": _("Set a price"), "kind": "primary", "icon": "plus", "url": reverse("workspace:price_set", args=[found.reference])}  # fmt: skip
    return [*([price] if any(one.name == "close" for one in offered) else []), compare, *moves]


@require_GET
@internal_only
def book_csv(request: HttpRequest, reference: str) -> StreamingHttpResponse:
    """A whole book as of a day; an import reads this file back."""
    allowed(request, Permission.VIEW_BOOK)
    at = request.occasion.at
    found = queries.book(request.user, reference, at)
    on = day_asked(request.GET.get("on", ""))[0] or book_day(found, at)
    rows = (
        [row.product.sku, row.product.name, row.product.kind, row.product.unit, row.product.term_months, row.price.amount.normalize().__format__("f"),
         found.currency, row.price.starts_on, row.price.ends_on]
        for row in queries.every_row(request.user, found, at, on=on)
    )  # fmt: skip
    head = ["SKU", "Name", "Kind", "Unit", "Term months", "Price", "Currency", "Valid from", "Valid until"]
    return csv_answer(f"{found.reference}-{on}.csv", head, rows)


@require_GET
@internal_only
def compare(request: HttpRequest, reference: str) -> HttpResponse:
    """What costs something else on another day: changed, new or gone."""
    allowed(request, Permission.VIEW_HISTORY)
    found = queries.book(request.user, reference, request.occasion.at)
    today = book_day(found, request.occasion.at)
    one, wrong_one = day_asked(request.GET.get("one", ""))
    other, wrong_other = day_asked(request.GET.get("other", ""))
    days = (one or today, other or today.fromordinal(today.toordinal() + 30))
    page, rows = queries.differences(request.user, found, *days, cursor=request.GET.get("cursor", ""))
    context = {
        "found": found, "one": days[0], "other": days[1], "wrong": wrong_one or wrong_other,
        "rows": [
            {"product": row.product, "before": price_words(row.before, found.currency), "after": price_words(row.after, found.currency),
             "change": f"{(row.after - row.before) / row.before * 100:+.1f} %" if row.before and row.after is not None else ""}
            for row in rows
        ],
        **neighbours(request, page),
    }  # fmt: skip
    return render(request, "workspace/pricing/compare.html", context)
