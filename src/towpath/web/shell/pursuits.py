"""What the portal and the workspace both show of pursuits: states in words, tables, the forms of moves."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from towpath.domain.pursuits.models import CustomerUpdate, Duty

type Errors = Mapping[str, Sequence[str]]

STATES: dict[str, tuple[Any, str]] = {
    "recorded": (lazy("Waits for an answer"), "attention"), "accepted": (lazy("Accepted"), "good"),
    "declined": (lazy("Declined"), "stop"), "withdrawn": (lazy("Withdrawn"), "neutral"),
    "open": (lazy("Open"), "waiting"), "done": (lazy("Done"), "good"), "missed": (lazy("Late"), "stop"),
    "dropped": (lazy("No longer owed"), "neutral"), "awarded": (lazy("Awarded"), "good"),
    "cancelled": (lazy("Cancelled"), "neutral"), "entered": (lazy("Entered"), "waiting"), "won": (lazy("Won"), "good"),
    "lost": (lazy("Not won"), "neutral"), "void": (lazy("Tender cancelled"), "neutral"),
    "submitted": (lazy("Waits for a decision"), "waiting"), "approved": (lazy("Approved"), "good"),
    "counts": (lazy("Counts"), "good"), "taken_back": (lazy("Taken back"), "neutral"),
    "denied": (lazy("Denied"), "stop"), "removed": (lazy("Removed"), "stop"),
}  # fmt: skip
DUTIES = {Duty.Kind.UPDATE: lazy("Update on the customer"), Duty.Kind.REVIEW: lazy("Review of the renewal")}
HEALTHS: dict[str, tuple[Any, str]] = {
    "good": (lazy("Well"), "good"), "at_risk": (lazy("At risk"), "attention"), "leaving": (lazy("Leaving"), "stop"),
}  # fmt: skip
HEALTH = [(key, words) for key, (words, _) in HEALTHS.items()]


def badge(state: str) -> dict[str, str]:
    label, meaning = STATES[state]
    return {"state": state, "label": str(label), "meaning": meaning}


def columns(*named: tuple[str, Any], state: Any = None, day: Any = None) -> list[dict[str, Any]]:
    """Columns of a table, the first one naming the row; then its state and a day, where there are such."""
    found = [{"key": key, "label": label, "plain": True, "title": at == 0} for at, (key, label) in enumerate(named)]
    found += [{"key": "state", "label": state}] if state else []
    return found + ([{"key": "day", "label": day}] if day else [])


def day(label: Any, on: date | None) -> dict[str, Any]:
    """A day among the facts of a record."""
    return {"label": label, "value": None, "day": on}


def moment(label: Any, at: datetime | None) -> dict[str, Any]:
    """A moment among the facts of a record, shown in the reader's zone."""
    return {"label": label, "value": None, "at": at}


def known(items: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Facts that are there: what has not happened yet is no gap in a record, so it is not named."""
    return [one for one in items if one["value"] not in (None, "") or one.get("day") or one.get("at")]


def said(update: CustomerUpdate | None, who: str = "") -> dict[str, Any] | None:
    """What an incumbent said, as the record draws it; `who`: by whom, where it is not the person's own name."""
    if update is None:
        return None
    words, meaning = HEALTHS[update.health]
    return {
        "health": update.health, "health_words": words, "meaning": meaning, "text": update.text,
        "seats_used": update.seats_used, "who": who or update.given_by.name, "at": update.given_at,
    }  # fmt: skip


def table(
    heads: list[dict[str, Any]], rows: Iterable[dict[str, Any]], *, empty: tuple[Any, Any], title: Any = "",
    key: str = "table",
) -> dict[str, Any]:  # fmt: skip
    """A table as the list page draws it; `empty`: what it says instead of rows, and how to begin."""
    return {
        "columns": heads, "rows": list(rows), "title": title, "id": key, "empty": {"title": empty[0], "text": empty[1]},
    }  # fmt: skip


def row(reference: str, url: str, *, state: str = "", day: date | None = None, **cells: Any) -> dict[str, Any]:
    return {
        "id": reference, "label": reference, "url": url, "cells": {"ref": reference} | cells, "day": day,
        "state": badge(state) if state else None,
    }  # fmt: skip


def form(
    name: str, label: Any, url: str, fields: Iterable[dict[str, Any]] = (), *, danger: bool = False, text: Any = "",
    aside: bool = False,
) -> dict[str, Any]:  # fmt: skip
    """A move as a form of its own; its fields' ids bear its name, since several stand on a page.

    aside  it is folded away until somebody opens it, or what was typed there is wrong
    """
    own = [one | {"id": f"{name}-{one['name']}"} for one in fields]
    wrong = any(one["errors"] for one in own)
    return {
        "name": name, "label": label, "url": url, "fields": own, "danger": danger, "text": text,
        "aside": aside and not wrong,
    }  # fmt: skip
