"""Quotes as a list: filters, orders, saved views, columns and CSV. Amounts come from `audiences.sums` alone."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from towpath.domain.quotes import queries
from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.audiences import Sums, below_list, recipient, sums
from towpath.domain.quotes.lifecycles import STATES
from towpath.domain.quotes.models import Quote
from towpath.domain.quotes.queries import Filters
from towpath.kernel import saved_views
from towpath.kernel.refusals import NotFound
from towpath.kernel.saved_views import Kept
from towpath.web.shell.formats import date_words
from towpath.web.shell.guards import internal_only
from towpath.web.shell.pricing import price_words
from towpath.web.shell.quotes import KINDS, SALES, badge, percent
from towpath.web.shell.quotes import STATES as STATE_WORDS
from towpath.web.workspace.lists import (
    Column,
    answer,
    between,
    by_region,
    cells,
    columns_shown,
    neighbours,
    owners,
    plain_bar,
    select,
    whole_file,
)

PLACE = "quotes.quotes"
ORDERS = [("", _("Newest first")), ("oldest", _("Oldest first")), ("valid", _("Lapsing soonest first"))]
SOON = timedelta(days=7)
LIVE = ("approved", "sent")


@dataclass(frozen=True)
class Row:
    """A quote with its sums, as far as the reader may see them."""

    one: Quote
    sums: Sums | None

    @property
    def net(self) -> str:
        return price_words(self.sums.net_amount, self.sums.currency) if self.sums else ""

    @property
    def gross(self) -> str:
        return price_words(self.sums.list_amount, self.sums.currency) if self.sums else ""


COLUMNS = (
    Column("quote", _("Quote"), lambda row: row.one.reference, "Quote", always=True, drawn=True),
    Column("customer", _("Customer"), lambda row: row.one.account.name, "Customer"),
    Column("state", _("State"), lambda row: row.one.state, "State", drawn=True),
    Column("kind", _("Kind"), lambda row: row.one.kind, "Kind", text=lambda row: KINDS[row.one.kind]),
    Column("recipient", _("Quoted to"), lambda row: recipient(row.one), "Quoted to"),
    Column("partner", _("Resale partner"), lambda row: row.one.resale_partner.name if row.one.resale_partner else "", "Resale partner", shown=False),
    Column("sale", _("Sale"), lambda row: row.one.sale, "Sale", shown=False, text=lambda row: SALES.get(row.one.sale, row.one.sale)),
    Column("opportunity", _("Opportunity"), lambda row: row.one.opportunity.reference, "Opportunity", shown=False),
    Column("owner", _("Owner"), lambda row: row.one.owner.name, "Owner", hide="narrow"),
    Column("region", _("Region"), lambda row: row.one.region, "Region", shown=False),
    Column("term", _("Months"), lambda row: row.one.term_months, "Term in months", align="end", shown=False),
    Column("starts_on", _("Begins"), lambda row: row.one.starts_on, "Begins on", shown=False, text=lambda row: date_words(row.one.starts_on)),
    Column("valid_until", _("Valid until"), lambda row: row.one.valid_until, "Valid until", named="day", text=lambda row: date_words(row.one.valid_until)),
    Column("list", _("List price"), lambda row: row.sums.list_amount if row.sums else "", "List price", align="end", shown=False, text=lambda row: row.gross),
    Column("off", _("Below list"), lambda row: round(below_list(row.sums), 2) if row.sums else "", "Percent below list", align="end", shown=False, text=lambda row: percent(below_list(row.sums)) if row.sums else ""),
    Column("net", _("Net"), lambda row: row.sums.net_amount if row.sums else "", "Net", align="end", text=lambda row: row.net),
    Column("currency", _("Currency"), lambda row: row.one.currency, "Currency", shown=False),
    Column("created", _("Made"), lambda row: row.one.created_at.date(), "Made on", shown=False, text=lambda row: date_words(row.one.created_at.date())),
)  # fmt: skip


def allowed(request: HttpRequest) -> None:
    """Whoever holds no right to see quotes at all finds no page about them."""
    if not ACCESS.may(request.user, Permission.VIEW):
        raise NotFound("There is no such page for you.")


def asked(request: HttpRequest) -> Filters:
    """The filters of an address. Invalid names a day that cannot be read."""
    get, (first, last) = request.GET, between(request)
    plain = {
        name: get.get(name, "").replace("\0", "")[:60] for name in ("owner", "partner", "region", "opportunity", "sort")
    }
    return Filters(
        q=get.get("q", "").replace("\0", "")[:200], states=_several(get.get("state", "")[:120]),
        kinds=_several(get.get("kind", "")[:120]), valid_from=first, valid_until=last, **plain,
    )  # fmt: skip


def _several(text: str) -> tuple[str, ...]:
    """One address names one or several: approved.sent."""
    return tuple(each for each in text.replace("\0", "").split(".") if each)


@require_GET
@internal_only
def quotes(request: HttpRequest) -> HttpResponse:
    """The quotes that the reader may see, in the order asked for."""
    allowed(request)
    filters, kept = asked(request), saved_views.kept(request.user, PLACE)
    found = queries.listed(request.user, filters, cursor=request.GET.get("cursor", ""))
    showing = columns_shown(request, kept, COLUMNS)
    today = request.occasion.day
    context = {
        "rows": [_drawn(_opened(request, each), showing, today) for each in found.rows],
        "columns": [one.face for one in showing], "filtered": filters != Filters(sort=filters.sort),
        "may_create": ACCESS.may(request.user, Permission.CREATE),
        "waits": queries.waiting_for(request.user, size=1).rows,
        "order_words": str(dict(ORDERS).get(filters.sort, ORDERS[0][1])), "list": _bar(request, kept, showing, today),
        **neighbours(request, found, "workspace:quotes_csv"),
    }  # fmt: skip
    return answer(request, "workspace/quotes/list.html", "workspace/quotes/_list.html", context)


def _opened(request: HttpRequest, quote: Quote) -> Row:
    return Row(quote, sums(quote, request.user, request.occasion.book))


def _drawn(row: Row, showing: list[Column], today: date) -> dict[str, Any]:
    quote = row.one
    late = quote.state in LIVE and quote.valid_until <= today + SOON
    return {
        "id": quote.reference, "label": quote.reference, "one": quote, "state": badge(quote),
        "meaning": "attention" if late else "", "cells": cells(showing, row),
    }  # fmt: skip


def _bar(request: HttpRequest, kept: Kept, showing: list[Column], today: date) -> dict[str, Any]:
    states = [("", _("Every state")), *((state, STATE_WORDS[state][0]) for state in STATES)]
    kinds = [("", _("Every kind")), *KINDS.items()]
    more = [
        {"kind": "find", "name": "partner", "label": _("Resale partner"), "value": request.GET.get("partner", ""), "url": reverse("workspace:partners_suggest"), "placeholder": _("Name or reference")},
        {"kind": "date", "name": "from", "label": _("Valid from"), "value": request.GET.get("from", "")},
        {"kind": "date", "name": "until", "label": _("Valid until"), "value": request.GET.get("until", "")},
        select(request, "sort", _("Order"), ORDERS),
    ]  # fmt: skip
    if not request.user.region:
        more.insert(0, by_region(request))
    search = {
        "name": "q", "value": request.GET.get("q", ""), "placeholder": _("Number or customer"), "label": _("Search quotes"),
    }  # fmt: skip
    soon = (today + SOON).isoformat()
    ready = {
        _("Mine, open"): "owner=me&state=draft.in_review.approved.rejected.sent",
        _("In review"): "state=in_review&sort=oldest",
        _("Lapsing within a week"): f"state=approved.sent&until={soon}&sort=valid",
    }
    return plain_bar(
        request, PLACE, kept, columns=COLUMNS, showing=showing, search=search, more=more, all_label=_("All quotes"),
        quick=[select(request, "state", _("State"), _with_given(request, "state", states)), select(request, "kind", _("Kind"), kinds), owners(request)],
        ready=ready,
    )  # fmt: skip


def _with_given(request: HttpRequest, name: str, options: list[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    """The choices, and the several that a view names at once, in words."""
    given = request.GET.get(name, "")[:120]
    if "." not in given:
        return options
    words = dict(options)
    return [*options, (given, ", ".join(str(words[each]) for each in _several(given) if each in words))]


@require_GET
@internal_only
def quotes_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole list under its filters, newest first; without an amount where the reader is not of the audience."""
    allowed(request)
    filters = replace(asked(request), sort="")
    rows = (_opened(request, each) for each in queries.exported(request.user, filters))
    return whole_file(request, PLACE, COLUMNS, "quotes.csv", rows)
