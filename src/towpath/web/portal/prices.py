"""Prices as partners and distributors see them: the books that are for them, as they stand today, and nothing else."""

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from towpath.domain.pricing import queries
from towpath.domain.pricing.access import ACCESS, Permission
from towpath.domain.pricing.facts import book_day
from towpath.kernel.refusals import NotFound
from towpath.web.shell.addresses import with_query
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.fragments import page_or_part
from towpath.web.shell.guards import outside_only
from towpath.web.shell.pricing import BOOK_KINDS, KINDS, per, price_words


@outside_only
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """The books that are for the reader's company."""
    if not queries.reads_books(request.user):
        raise NotFound("There is no such page for you.")
    at = request.occasion.at
    rows = [
        {"one": one, "kind": BOOK_KINDS[one.kind], "today": book_day(one, at)}
        for one in queries.books(request.user, at)
    ]
    return render(request, "portal/prices/books.html", {"rows": rows})


@outside_only
@require_safe
def book(request: HttpRequest, reference: str) -> HttpResponse:
    """One book as it stands today in its own zone."""
    _allowed(request)
    at = request.occasion.at
    found = queries.book(request.user, reference, at)
    asked = {name: request.GET.get(name, "").replace("\0", "")[:200] for name in ("q", "kind")}
    asked["kind"] = asked["kind"] if asked["kind"] in KINDS else ""
    page, rows = queries.book_rows(request.user, found, at, **asked, cursor=request.GET.get("cursor", ""))
    context = {
        "found": found, "today": book_day(found, at), **asked, "kinds": [("", _("All kinds")), *KINDS.items()],
        "rows": [{"row": row, "amount": price_words(row.price.amount, found.currency), "per": per(row.product)} for row in rows],
        "first_url": with_query(request) if request.GET.get("cursor") else None,
        "next_url": with_query(request, cursor=page.next) if page.next else None,
        "previous_url": with_query(request, cursor=page.previous) if page.previous else None,
        "csv_url": reverse("portal:price_book_csv", args=[found.reference]) if rows else None,
    }  # fmt: skip
    return page_or_part(request, "portal/prices/book.html", "portal/prices/_book.html", context)


@outside_only
@require_safe
def book_csv(request: HttpRequest, reference: str) -> StreamingHttpResponse:
    """A whole book as it stands today."""
    _allowed(request)
    at = request.occasion.at
    found = queries.book(request.user, reference, at)
    rows = (
        [row.product.sku, row.product.name, per(row.product), f"{row.price.amount.normalize():f}", found.currency]
        for row in queries.every_row(request.user, found, at)
    )
    head = ["SKU", "Name", "Per", "Price", "Currency"]
    return csv_answer(f"{found.reference}-{book_day(found, at)}.csv", head, rows)


def _allowed(request: HttpRequest) -> None:
    """People without a right to prices, marketing for one, find no such page."""
    if not ACCESS.may(request.user, Permission.VIEW_BOOK):
        raise NotFound("There is no such page for you.")
