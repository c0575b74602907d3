"""What the vendor's lists share: columns that a reader chooses, the bar of filters with its chips, views, pages and CSV."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, QueryDict, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from towpath.kernel import saved_views
from towpath.kernel.occasion import Occasion
from towpath.kernel.paging import Page
from towpath.kernel.refusals import Invalid
from towpath.kernel.saved_views import Kept
from towpath.program.decisions.regions import region_keys, region_terms
from towpath.web.shell.addresses import with_query
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.fragments import page_or_part as answer


@dataclass(frozen=True)
class Column:
    """One column of a list: in the table, in the chooser, and in the CSV file.

    cell    row -> its text in the file, and in the table unless the list's template draws it (`drawn`)
    head    its title in the file
    shown   whether the list opens with it; `always`: it names the row and cannot be left out
    reads   the model's fields that it needs beyond those of the columns shown first
    """

    key: str
    label: Any
    cell: Callable[[Any], Any]
    head: str = ""
    shown: bool = True
    always: bool = False
    drawn: bool = False
    hide: str = ""
    align: str = ""
    reads: tuple[str, ...] = ()
    text: Callable[[Any], Any] | None = None  # its text in the table, where the file wants another
    named: str = ""  # "named" or "day": on narrow screens its heading stands before the text; a day does not break

    @property
    def face(self) -> dict[str, Any]:
        """The column as the shell's table draws it."""
        look = {"key": self.key, "label": self.label, "title": self.always, "plain": not self.drawn}
        return look | {"hide": self.hide, "align": self.align, "named": self.named}

    def words(self, row: Any) -> Any:
        """The text in the table; what is empty stays empty."""
        found = (self.text or self.cell)(row)
        return "" if found is None else found


def asked_columns(request: HttpRequest, kept: Kept) -> tuple[str, ...]:
    """The columns that this address names, else those that the reader keeps for the list; none: as the list has them."""
    named = tuple(request.GET.get("columns", "")[: saved_views.LONGEST_QUERY].split("."))
    return named if any(named) else kept.columns


def chosen(columns: Sequence[Column], names: Sequence[str]) -> list[Column]:
    """The columns to show, in the list's order. Names that the list does not know (any more) are passed over."""
    found = [one for one in columns if one.key in names]
    if not found:
        return [one for one in columns if one.shown]
    return [one for one in columns if one.always or one in found]


def columns_shown(request: HttpRequest, kept: Kept, columns: Sequence[Column]) -> list[Column]:
    """The columns of the table: those that the address names, else those that the reader keeps, else the list's own."""
    return chosen(columns, asked_columns(request, kept))


def of_file(columns: Sequence[Column], request: HttpRequest, place: str) -> list[Column]:
    """The columns of the CSV file: those that the reader chose, or all of them."""
    names = asked_columns(request, saved_views.kept(request.user, place))
    return chosen(columns, names) if any(one.key in names for one in columns) else list(columns)


def heads(columns: Iterable[Column]) -> list[str]:
    return [one.head or str(one.label) for one in columns]


def whole_file(
    request: HttpRequest, place: str, columns: Sequence[Column], name: str, rows: Iterable[Any]
) -> StreamingHttpResponse:
    """A list as a CSV file, in the columns that the reader chose, or in all."""
    taken = of_file(columns, request, place)
    return csv_answer(name, heads(taken), ([one.cell(row) for one in taken] for row in rows))


def cells(columns: Iterable[Column], row: Any) -> dict[str, Any]:
    """The texts of a row for the columns that the table draws plainly."""
    return {one.key: one.words(row) for one in columns if not one.drawn}


def chooser(place: str, columns: Sequence[Column], showing: Sequence[Column], query: str) -> dict[str, Any]:
    """The choice of columns, which is posted and comes back to the list as it stands."""
    return {
        "url": reverse("workspace:columns", args=[place]),
        "query": query,
        "options": [
            {"key": one.key, "label": one.label, "on": one in showing} for one in columns if not one.always
        ],
    }  # fmt: skip


def chip(request: HttpRequest, name: str, label: Any, text: Any) -> list[dict[str, Any]]:
    """A filter that is on, with the address without it; nothing where it is off."""
    if not request.GET.get(name):
        return []
    return [{"label": f"{label}: {text}", "url": with_query(request, **{name: ""}), "active": True}]


def chips(request: HttpRequest, selects: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The chips of a search and of filters, in their order: a choice by its words, anything else as it was typed."""
    made = chip(request, "q", _("Search"), request.GET.get("q", ""))
    for one in selects:
        words = {str(value): text for value, text in one.get("options", ())}
        made += chip(request, one["name"], one["label"], words.get(str(one["value"]), one["value"]))
    return made


def select(request: HttpRequest, name: str, label: Any, options: Sequence[tuple[Any, Any]]) -> dict[str, Any]:
    """A filter that is a choice."""
    value = request.GET.get(name, "")
    return {"kind": "select", "name": name, "label": label, "value": value, "options": options}


def regions(occasion: Occasion) -> list[tuple[str, str]]:
    """The program's regions of the day as a field offers them: key, and the key with what it stands for."""
    known = region_terms(occasion.book, occasion.day).regions
    return [(each.key, each.key if each.label == each.key else f"{each.key} · {each.label}") for each in known]


def all_regions(occasion: Occasion) -> list[tuple[str, Any]]:
    """What a filter by region offers: keys alone, as the column shows them, so that the bar stays on one line."""
    return [("", lazy("All regions")), *((key, key) for key in region_keys(occasion.book, occasion.day))]


def by_region(request: HttpRequest) -> dict[str, Any]:
    """The filter by region."""
    return select(request, "region", _("Region"), all_regions(request.occasion))


def owners(request: HttpRequest) -> dict[str, Any]:
    """Whose rows: everybody's or the reader's own; an owner that another page named stays in the address."""
    options = [("", lazy("Everybody\u2019s")), ("me", lazy("Mine"))]
    given = request.GET.get("owner", "")[:20]
    if given not in ("", "me"):
        options.append((given, lazy("One owner\u2019s")))
    return select(request, "owner", lazy("Owner"), options)


def between(request: HttpRequest) -> tuple[date | None, date | None]:
    """The days "from" and "until" that an address names. Invalid names the one that cannot be read."""
    days, errors = dict[str, date | None](), dict[str, list[str]]()
    for name in ("from", "until"):
        text = request.GET.get(name, "").strip()
        try:
            days[name] = date.fromisoformat(text) if text else None
        except ValueError:
            errors[name] = [_("Write the day as year-month-day, such as 2026-12-31.")]
    if errors:
        raise Invalid(errors, _("This list\u2019s address cannot be read."))
    return days["from"], days["until"]


def active(fields: Iterable[Mapping[str, Any]]) -> int:
    """How many of these filters are on."""
    return sum(bool(one.get("value")) for one in fields)


def bar(request: HttpRequest, place: str, kept: Kept, **parts: Any) -> dict[str, Any]:
    """The bar above a list as `workspace/_list.html` draws it, with what a list does not say left at nothing.

    search   name, value, placeholder, label
    quick    the filter that is used most, beside the search; `more` the others, behind a disclosure
    hidden   (name, value) of what else of the address a search keeps
    """
    made: dict[str, Any] = {
        "url": request.path, "search": None, "quick": [], "more": [], "hidden": [], "chips": [], "clear_url": None,
        "columns": None, "label": _("Search this list"), **views(request, place, kept, parts.pop("all_label", ""), parts.pop("ready", None)),
    }  # fmt: skip
    made |= parts
    made["more_count"] = active(made["more"])
    return made


def plain_bar(
    request: HttpRequest,
    place: str,
    kept: Kept,
    *,
    columns: Sequence[Column] = (),
    showing: Sequence[Column] = (),
    **parts: Any,
) -> dict[str, Any]:
    """A bar whose filters are a search and choices: chips, what is kept and how to clear follow from them."""
    fields = [*parts.get("quick", []), *parts.get("more", [])]
    on = [*chips(request, fields), *parts.pop("also", [])]
    kept_names = {"q", "cursor", *(one["name"] for one in fields)}
    parts.setdefault("hidden", [(n, v) for n, vs in request.GET.lists() if n not in kept_names for v in vs if v])
    parts |= {"chips": on, "clear_url": request.path if on else None}
    if columns:
        parts["columns"] = chooser(place, columns, showing, with_query(request).partition("?")[2])
    return bar(request, place, kept, **parts)


def state_chips(request: HttpRequest, state: str, offered: Iterable[tuple[str, Any]]) -> list[dict[str, Any]]:
    """The states of a plain list as links of one row, the present one marked."""
    return [{"label": label, "url": f"{request.path}?state={key}", "current": key == state} for key, label in offered]


def neighbours(request: HttpRequest, found: Page[Any], csv: str = "") -> dict[str, str | None]:
    """The addresses of the first page, the one before, the one after, and of the whole list as CSV."""
    return {
        "first_url": with_query(request) if request.GET.get("cursor") else None,
        "previous_url": with_query(request, cursor=found.previous) if found.previous else None,
        "next_url": with_query(request, cursor=found.next) if found.next else None,
        "csv_url": with_query(request, reverse(csv)) if csv and (found.rows or request.GET.get("cursor")) else None,
    }


def views(
    request: HttpRequest, place: str, kept: Kept, all_label: Any, ready: Mapping[Any, str] | None = None
) -> dict[str, Any]:
    """The views of a list: everything, those that stand ready (label -> query), and the reader's own.

    The answer also holds the address under which the filters in force are saved, when there are any.
    """
    here = plain(request.GET.urlencode())
    offered = [(all_label, ""), *(ready or {}).items(), *((view.name, view.query) for view in kept.views)]
    return {
        "views": [
            {
                "label": label,
                "url": f"{request.path}?{query}" if query else request.path,
                "current": plain(query) == here,
            }
            for label, query in offered
        ],
        **saving(place, kept, request.GET.urlencode() if here else ""),
    }


def saving(place: str, kept: Kept, query: str) -> dict[str, str | None]:
    """Where a view is saved and where the saved ones are managed; the columns that the reader keeps go with it."""
    page = reverse("workspace:save_view", args=[place])
    if query and kept.columns and "columns" not in QueryDict(query):
        query += f"&columns={'.'.join(kept.columns)}"
    return {
        "save_view_url": f"{page}?{saved_views.plain(query)}" if query else None,
        "manage_views_url": page if kept.views else None,
    }


def plain(query: str) -> str:
    """A query string without its cursor and its empty parts, in a fixed order, so that two can be compared."""
    told = QueryDict(mutable=True)
    for name, values in sorted(QueryDict(query).lists()):
        if name != "cursor":
            told.setlist(name, sorted(value for value in values if value))
    return told.urlencode()


__all__ = [
    "Column",
    "active",
    "all_regions",
    "answer",
    "asked_columns",
    "bar",
    "between",
    "by_region",
    "cells",
    "chip",
    "chips",
    "chooser",
    "chosen",
    "columns_shown",
    "heads",
    "neighbours",
    "of_file",
    "owners",
    "plain",
    "plain_bar",
    "regions",
    "saving",
    "select",
    "views",
    "whole_file",
]
