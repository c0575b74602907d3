"""The columns of the registrations list and of its CSV file, and one registration as a row."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from towpath.domain.deals import queries
from towpath.domain.deals.models import Registration
from towpath.kernel.occasion import Occasion
from towpath.program.book import Book
from towpath.program.decisions.deal_registration.form import registration_types
from towpath.web.shell.addresses import address
from towpath.web.shell.formats import date_words, money
from towpath.web.shell.formats import translated as _
from towpath.web.workspace import deals_words
from towpath.web.workspace.deals_filters import Address
from towpath.web.workspace.lists import Column, cells

SORTED = {"reference": ("newest", "oldest"), "due": ("due",), "expires": ("expires",)}  # the orders an index serves
READ = (
    "reference", "customer_name", "deal_name", "deal_type", "state", "step", "on_behalf", "judged_on", "created_at",
    "due_at", "expires_on", "partner", "esm", "holder", "holder_for",
)  # fmt: skip


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="seconds") if moment else None


COLUMNS = (
    Column("reference", lazy("Reference"), lambda one: one.reference, "reference", always=True),
    Column("customer", lazy("Customer"), lambda one: one.customer_name, "customer",
           text=lambda one: one.customer_name or _("no customer yet")),
    Column("website", lazy("Website"), lambda one: one.customer_domain, "website", shown=False, reads=("customer_domain",)),
    Column("country", lazy("Country"), lambda one: one.customer_country, "country", shown=False,
           reads=("customer_country",)),
    Column("deal", lazy("Deal"), lambda one: one.deal_name, "deal", shown=False),
    Column("partner", lazy("Partner"), lambda one: one.partner.name, "partner", hide="narrow"),
    Column("type", lazy("Type"), lambda one: one.deal_type, "type", hide="narrow"),
    Column("region", lazy("Region"), lambda one: one.region, "region", shown=False, reads=("region",)),
    Column("status", lazy("Status"), lambda one: one.state, "status", drawn=True),
    Column("manager", lazy("Sales manager"), lambda one: one.esm.name if one.esm else "", "sales_manager", shown=False),
    Column("with", lazy("With"), lambda one: one.holder.name if one.holder else "", "with", hide="narrow",
           text=deals_words.with_short),
    Column("with_for", lazy("In the name of"), lambda one: one.holder_for.name if one.holder_for else "", "with_for",
           shown=False),
    Column("amount", lazy("Amount"), lambda one: one.amount, "amount", shown=False, align="end",
           reads=("amount", "currency"), text=lambda one: money(one.amount, one.currency)),
    Column("currency", lazy("Currency"), lambda one: one.currency, "currency", shown=False, reads=("currency",)),
    Column("close_on", lazy("Closes"), lambda one: one.close_on, "close_on", shown=False, reads=("close_on",),
           text=lambda one: date_words(one.close_on)),
    Column("submitted", lazy("Submitted"), lambda one: _moment(one.submitted_at), "submitted_at", shown=False, drawn=True,
           reads=("submitted_at",)),
    Column("due", lazy("Due"), lambda one: _moment(one.due_at), "due_at", drawn=True),
    Column("approved", lazy("Approved on"), lambda one: one.approved_on, "approved_on", shown=False,
           reads=("approved_on",), text=lambda one: date_words(one.approved_on)),
    Column("expires", lazy("Protected until"), lambda one: one.expires_on, "protected_until", hide="narrow", drawn=True),
)  # fmt: skip


def read_for(showing: Sequence[Column]) -> tuple[str, ...]:
    """The fields that the rows of these columns need."""
    return tuple(dict.fromkeys((*READ, *(name for one in showing for name in one.reads))))


def faces(showing: Sequence[Column], address: Address, sort: str) -> list[dict[str, Any]]:
    """The columns as the table draws them; those that an index serves carry a link that sorts by them."""
    return [one.face | _sorting(one.key, address, sort) for one in showing]


def _sorting(key: str, address: Address, sort: str) -> dict[str, Any]:
    orders = SORTED.get(key, ())
    if not orders:
        return {}
    other = orders[(orders.index(sort) + 1) % len(orders)] if sort in orders else orders[0]
    now = ("desc" if sort == "newest" else "asc") if sort in orders else None
    return {"sort_url": address.url(sort=other), "sorted": now}


def row(one: Registration, occasion: Occasion, showing: Sequence[Column] = ()) -> dict[str, Any]:
    """One registration as a row of a table; without columns, the few that the home page and the searches show."""
    late = one.due_at is not None and one.due_at < occasion.at
    shown = showing or OPENING
    texts = cells(shown, one)
    if "type" in texts:
        texts["type"] = type_titles(occasion.book, occasion.day).get(one.deal_type, one.deal_type)
    return {
        "id": one.reference,
        "url": address("workspace:registration", one.reference),
        "label": f"{one.reference} {one.customer_name}",
        "meaning": "stop" if late else None,
        "state": deals_words.state(one, occasion.book),
        "due": one.due_at,
        "late": late,
        "submitted": one.submitted_at if any(column.key == "submitted" for column in shown) else None,
        "expires": one.expires_on if one.state == "approved" else None,
        "cells": texts,
    }


OPENING = tuple(one for one in COLUMNS if one.shown)


@lru_cache(maxsize=16)
def type_titles(book: Book, on: date) -> dict[str, str]:
    return {kind.key: kind.title for kind in registration_types(book, on)}


def line(one: Registration, columns: Sequence[Column], occasion: Occasion) -> list[Any]:
    """One registration as a line of the CSV file."""
    return [
        queries.status_of(one, occasion.book) if column.key == "status" else column.cell(one) for column in columns
    ]  # fmt: skip
