"""What the portal and the workspace both show of pursuits: states in words, tables, the forms of moves."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as lazy

from towpath.domain.pursuits.models import Duty

type Errors = Mapping[str, Sequence[str]]

STATES: dict[str, tuple[Any, str]] = {
    "recorded": (lazy("Waits for an answer"), "attention"), "accepted": (lazy("Accepted"), "good"),
    "declined": (lazy("Declined"), "stop"), "withdrawn": (lazy("Withdrawn"), "neutral"),
    "open": (lazy("Open"), "waiting"), "done": (lazy("Done"), "good"), "missed": (lazy("Late"), "stop"),
    "dropped": (lazy("No longer owed"), "neutral"), "awarded": (lazy("Awarded"), "good"),
    "cancelled": (lazy("Cancelled"), "neutral"), "entered": (lazy("Entered"), "waiting"), "won": (lazy("Won"), "good"),
    "lost": (lazy("Not won"), "neutral"), "void": (lazy("Tender cancelled"), "neutral"),
    "submitted": (lazy("Waits for a decision"), "waiting"), "approved": (lazy("Approved"), "good"),
    "denied": (lazy("Denied"), "stop"), "removed": (lazy("Removed"), "stop"),
}  # fmt: skip
DUTIES = {Duty.Kind.UPDATE: lazy("Update on the customer"), Duty.Kind.REVIEW: lazy("Review of the renewal")}
HEALTH = [("good", lazy("Well")), ("at_risk", lazy("At risk")), ("leaving", lazy("Leaving"))]


def badge(state: str) -> dict[str, str]:
    label, meaning = STATES[state]
    return {"state": state, "label": str(label), "meaning": meaning}


def columns(*named: tuple[str, Any], state: Any = None, day: Any = None) -> list[dict[str, Any]]:
    """Columns of a table, the first one naming the row; then its state and a day, where there are such."""
    found = [{"key": key, "label": label, "plain": True, "title": at == 0} for at, (key, label) in enumerate(named)]
    found += [{"key": "state", "label": state}] if state else []
    return found + ([{"key": "day", "label": day}] if day else [])


def table(
    heads: list[dict[str, Any]], rows: Iterable[dict[str, Any]], *, empty: tuple[Any, Any], title: Any = "",
    key: str = "table",
) -> dict[str, Any]:  # fmt: skip
    return {
        "columns": heads, "rows": list(rows), "title": title, "id": key, "empty": {"title": empty[0], "text": empty[1]},
    }  # fmt: skip


def row(reference: str, url: str, *, state: str = "", day: Any = None, **cells: Any) -> dict[str, Any]:
    return {
        "id": reference, "label": reference, "url": url, "cells": {"ref": reference} | cells, "day": day,
        "state": badge(state) if state else None,
    }  # fmt: skip


def form(
    name: str, label: Any, url: str, fields: Iterable[dict[str, Any]] = (), *, danger: bool = False, text: Any = ""
) -> dict[str, Any]:
    """A move as a form of its own; its fields' ids bear its name, since several stand on a page."""
    own = [one | {"id": f"{name}-{one['name']}"} for one in fields]
    return {"name": name, "label": label, "url": url, "fields": own, "danger": danger, "text": text}
