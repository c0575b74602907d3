"""A wording as a form made from its own values and shape, and the form read back: groups, tables with rows, single fields."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from towpath.domain.rulebook.checking import Finding
from towpath.program.locate import Place
from towpath.program.spec import Anything, Day, Flag, Listed, Mapped, Number, OneOrMore, Shape, Table, Text, Whole
from towpath.web.shell.wordings import label
from towpath.web.workspace.rule_fields import MISSING, is_leaf, leaf, read

WIDE = 12  # columns that a table of the form still takes; wider things are drawn one below the other
type Node = dict[str, Any]


def drawn(shape: Shape, value: Any, name: str, key: str, place: Place = (), *, required: bool = True) -> Node:
    """What is shown for a value: a field, a group, a table ("grid"), or cards; each knows its place within the page."""
    shape = _plainly(shape, value)
    if is_leaf(shape) or not isinstance(value, dict | list):
        fitting = shape if is_leaf(shape) else Anything()
        return {"type": "field", "place": place, "field": leaf(fitting, value, name, key, required=required)}
    if isinstance(shape, Table) and isinstance(value, dict):
        return _group(shape, value, name, key, place)
    rows = list(_rows(shape, value))
    columns = _columns(rows, shape)
    kind = "grid" if columns is not None and len(columns) <= WIDE else "cards"
    node: Node = {
        "type": kind,
        "place": place,
        "name": name,
        "label": label(key) if key else "",
        "errors": [],
        "rows": [],
    }
    if kind == "grid":
        node["columns"] = [text for _path, text, _shape, _required in columns or ()]
    for index, (step, member, each) in enumerate(rows):
        here, at = f"{name}/{index}", (*place, step)
        if kind == "grid":
            cells = [_cell(each, here, at, column) for column in columns or ()]
            node["rows"].append({"name": here, "index": index, "cells": cells, "place": at, "errors": []})
        else:
            inner = drawn(member, each, here, "", at)
            items = inner["items"] if inner["type"] == "group" else [inner]
            node["rows"].append(
                {"name": here, "index": index, "items": items, "place": at, "errors": [], "title": _title(each, index)}
            )
    return node


def typed(shape: Shape, data: QueryDict, name: str, before: Any, *, required: bool = True) -> Any:
    """The value that the form says. `before` is the value that the form was drawn from: it tells which fields there were."""
    shape = _plainly(shape, before)
    if is_leaf(shape) or not isinstance(before, dict | list):
        return read(shape if is_leaf(shape) else Anything(), data, name, before, required=required)
    if isinstance(shape, Table) and isinstance(before, dict):
        return _typed_table(shape, data, name, before)
    members: list[tuple[Any, Any]] = []
    known = list(_rows(shape, before))
    columns = _columns(known, shape)
    grid = columns is not None and len(columns) <= WIDE
    for index in _indices(data, name):
        step, member, each = known[index] if index < len(known) else (index, _member(shape), _blank(shape, known))
        here = f"{name}/{index}"
        made = _typed_row(columns or [], data, here, each) if grid else typed(member, data, here, each)
        members.append((step, made))
    if not isinstance(shape, Mapped):
        return [made for _step, made in members]
    return {
        **_kept(before),
        **{str(made.pop(KEY, "")).strip(): _unwrapped(made) for _step, made in members if isinstance(made, dict)},
    }


def more(shape: Shape, value: Any, path: Sequence[str]) -> Any:
    """The value with one row more in the list or table that a path of names and numbers leads to."""
    return _at(shape, value, path, lambda here, inner: _grown(here, inner))


def fewer(shape: Shape, value: Any, path: Sequence[str]) -> Any:
    """The value without the row that the path's last number names."""
    return _at(shape, value, path[:-1], lambda here, inner: _shrunk(inner, int(path[-1])))


def attach(nodes: Iterable[Node], findings: Iterable[Finding]) -> list[tuple[Finding, str]]:
    """Put each finding at the field that it is about, or at what stands around it; each with that place's id, "" for none."""
    nodes = list(nodes)
    return [(each, _attached(nodes, each)) for each in map(_for_a_form, findings)]


def _for_a_form(finding: Finding) -> Finding:
    """The finding in the words of the form: the field by its label, and nothing about how a file is written."""
    here = [each for each in finding.place if isinstance(each, str)]
    written = re.match(r"(?:since\.\S+|example \d+\S*)(?: \d+)*(?:\.\S+)*", finding.what)
    what = finding.what
    if written and len(here) > 2:
        what = f"“{label(here[-1])}”{finding.what[written.end() :]}"
    return replace(finding, what=what, remedy=finding.remedy.replace(", without quotes", ""))


def guessed(value: Any) -> Shape:
    """The shape of a value that has none of its own: what an example gives and expects."""
    for kind, shape in (
        (bool, Flag()),
        (int, Whole()),
        (Decimal, Number()),
        (date, Day()),
        (str, Text(may_be_empty=True)),
    ):
        if isinstance(value, kind):
            return Anything() if isinstance(value, int | Decimal) and value < 0 else shape
    if isinstance(value, Mapping):
        return Table({key: guessed(each) for key, each in value.items()})
    if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
        keys: dict[str, Shape] = {}
        for row in value:
            keys |= {key: guessed(each) for key, each in row.items()}
        always = {key: shape for key, shape in keys.items() if all(key in row for row in value)}
        return Listed(Table(always, {key: shape for key, shape in keys.items() if key not in always}))
    return Anything()


KEY = "\0key"  # where the name of a row of a mapping is kept while it is read


def _plainly(shape: Shape, value: Any) -> Shape:
    """The shape without its choice: one or more is a list where a list is written."""
    if isinstance(shape, OneOrMore):
        return Listed(shape.member) if isinstance(value, list) else shape.member
    return (
        guessed(value)
        if isinstance(shape, Anything) and isinstance(value, dict | list) and value and _nested(value)
        else shape
    )


def _nested(value: Any) -> bool:
    return isinstance(value, dict) or any(isinstance(each, dict) for each in value)


def _group(shape: Table, value: Mapping[str, Any], name: str, key: str, place: Place) -> Node:
    items = [
        drawn(
            inner, _value(inner, value, each), f"{name}/{each}", each, (*place, each), required=each in shape.required
        )
        for each, inner in _keys(shape, value).items()
    ]
    return {
        "type": "group",
        "place": place,
        "name": name,
        "label": label(key) if key else "",
        "items": items,
        "errors": [],
    }


def _keys(shape: Table, value: Mapping[str, Any]) -> dict[str, Shape]:
    """Keys in the order in which they are written, then those that could be written too; tables that are left out stay out."""
    known = {**shape.required, **shape.optional, **({"invented": Flag()} if "invented" in value else {})}
    shown = {key: known.get(key, guessed(each)) for key, each in value.items()}
    rest = {key: inner for key, inner in known.items() if key not in shown and not isinstance(inner, Table | Mapped)}
    return shown | rest


def _value(shape: Shape, value: Mapping[str, Any], key: str) -> Any:
    if key in value:
        return value[key]
    return MISSING if is_leaf(shape) else []


def _typed_table(shape: Table, data: QueryDict, name: str, before: Mapping[str, Any]) -> dict[str, Any]:
    made = {}
    for key, inner in _keys(shape, before).items():
        was = _value(inner, before, key)
        value = typed(inner, data, f"{name}/{key}", was, required=key in shape.required)
        if value is not MISSING and not (value == [] and key not in before):
            made[key] = value
    return made


# -- rows --------------------------------------------------------------------------------------------------------------

type Column = tuple[tuple[str, ...], str, Shape, bool]  # keys to the value, heading, shape, whether it must be there


def _rows(shape: Shape, value: Any) -> Iterable[tuple[Any, Shape, Any]]:
    """Each row's step within the page, its shape and its value; rows of a mapping carry their name as a value."""
    if isinstance(shape, Mapped):
        for key, each in (value or {}).items():
            if key != "invented":
                yield (
                    key,
                    _member(shape),
                    {
                        KEY: key,
                        **(each if isinstance(shape.member, Table) and isinstance(each, dict) else {"value": each}),
                    },
                )
    else:
        for index, each in enumerate(value):
            yield index, _plainly(_member(shape), each), each


def _member(shape: Shape) -> Shape:
    if isinstance(shape, Mapped):
        key = Text(one_of=shape.keys) if shape.keys else Text()
        inner = shape.member
        if isinstance(inner, Table):
            return Table({KEY: key, **inner.required}, inner.optional)
        return Table({KEY: key, "value": inner})
    return shape.member if isinstance(shape, Listed) else Anything()


def _columns(rows: list[tuple[Any, Shape, Any]], shape: Shape) -> list[Column] | None:
    """The columns of a table of fields; None where a row holds more than single values."""
    found: dict[tuple[str, ...], Column] = {}
    shapes = [member for _step, member, _each in rows] or [_member(shape)]
    values = [each for _step, _member, each in rows] or [{}]
    for member, each in zip(shapes, values, strict=True):
        if not isinstance(member, Table):
            return None
        for key, inner in {
            **member.required,
            **member.optional,
            **({"invented": Flag()} if "invented" in each else {}),
        }.items():
            made = _columns_of(
                key, inner, [one.get(key) for one in values if isinstance(one, dict)], key in member.required
            )
            if made is None:
                return None
            found |= {column[0]: column for column in made if column[0] not in found}
    return list(found.values())


def _columns_of(key: str, shape: Shape, values: list[Any], required: bool) -> list[Column] | None:
    head = _("Name") if key == KEY else _("Says") if key == "value" else label(key)
    if isinstance(shape, OneOrMore | Mapped) and all(isinstance(each, dict) for each in values if each is not None):
        inner = shape.member if isinstance(shape, OneOrMore) else shape
        if isinstance(inner, Mapped) and is_leaf(
            inner.member
        ):  # the cases of a decision table: a column for each input
            keys = dict.fromkeys(name for each in values if each for name in each)
            return [((key, name), label(name), inner.member, False) for name in keys]
        return None
    if isinstance(shape, Table):
        parts = {**shape.required, **shape.optional}
        if not all(is_leaf(each) for each in parts.values()):
            return None
        return [
            ((key, name), f"{head}: {label(name).lower()}", each, name in shape.required)
            for name, each in parts.items()
        ]
    return [((key,), head, shape, required)] if is_leaf(shape) else None


def _cell(row: Mapping[str, Any], name: str, place: Place, column: Column) -> Node:
    path, text, shape, required = column
    value = _inside(row, path)
    at = place if path[0] in (KEY, "value") else (*place, *path)
    field = leaf(
        shape, value, "/".join([name, *path]).replace(KEY, "key"), path[-1], required=required, small=True, text=text
    )
    return {"type": "field", "place": at, "field": field}


def _inside(row: Any, path: tuple[str, ...]) -> Any:
    for key in path:
        row = row.get(key, MISSING) if isinstance(row, dict) else MISSING
    return row


def _typed_row(columns: list[Column], data: QueryDict, name: str, before: Any) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for path, _text, shape, required in columns:
        was = _inside(before, path)
        value = read(shape, data, "/".join([name, *path]).replace(KEY, "key"), was, required=required)
        inner = made
        for key in path[:-1]:
            inner = inner.setdefault(key, {})
        if value is not MISSING:
            inner[path[-1]] = value
    return made


def _indices(data: QueryDict, name: str) -> list[int]:
    """The rows that the form had, by their markers."""
    found = {key[len(name) + 1 : -2] for key in data if key.startswith(f"{name}/") and key.endswith("/_")}
    return sorted(int(each) for each in found if each.isascii() and each.isdigit() and len(each) < 6)


def _unwrapped(made: dict[str, Any]) -> Any:
    return made["value"] if made.keys() == {"value"} else made


def _kept(before: Any) -> dict[str, Any]:
    return {"invented": before["invented"]} if isinstance(before, dict) and "invented" in before else {}


def _title(row: Any, index: int) -> str:
    for key in ("label", "title", "name", "key", "code", KEY):
        if isinstance(row, dict) and isinstance(row.get(key), str):
            return str(row[key])
    return _("Row %(number)d") % {"number": index + 1}


# -- rows that come and go ---------------------------------------------------------------------------------------------


def _at(shape: Shape, value: Any, path: Sequence[str], change: Any) -> Any:
    shape = _plainly(shape, value)
    if not path:
        return change(shape, value)
    step = path[0]
    if isinstance(shape, Table) and isinstance(value, dict):
        inner = _keys(shape, value).get(step, Anything())
        return {**value, step: _at(inner, _value(inner, value, step), path[1:], change)}
    if isinstance(shape, Mapped):
        key = [each for each in value if each != "invented"][int(step)]
        rest = path[2:] if path[1:2] == ["value"] else path[1:]
        return {**value, key: _at(shape.member, value[key], rest, change)}
    return [
        _at(_member(shape), each, path[1:], change) if index == int(step) else each for index, each in enumerate(value)
    ]


def _grown(shape: Shape, value: Any) -> Any:
    """One row more, empty but for what has to be there."""
    if isinstance(shape, Mapped):
        return {**value, "": {} if isinstance(shape.member, Table) else ""} if "" not in value else value
    return [*value, _blank(shape, list(_rows(shape, value)))]


def _shrunk(value: Any, index: int) -> Any:
    if isinstance(value, dict):
        keys = [each for each in value if each != "invented"]
        return {key: each for key, each in value.items() if key == "invented" or key != keys[index]}
    return [each for at, each in enumerate(value) if at != index]


def _blank(shape: Shape, rows: list[tuple[Any, Shape, Any]]) -> Any:
    """An empty row: with the keys of the last one, so that the same fields are there."""
    member = _member(shape)
    if isinstance(member, Table):
        like = rows[-1][2] if rows and isinstance(rows[-1][2], dict) else {}
        return {key: _empty(inner, like.get(key)) for key, inner in member.required.items() if key != KEY}
    return ""


def _empty(shape: Shape, like: Any) -> Any:
    if isinstance(like, dict):
        return {}
    return [] if isinstance(like, list) or (isinstance(shape, Listed) and not is_leaf(shape)) else ""


# -- findings ----------------------------------------------------------------------------------------------------------


def _attached(nodes: list[Node], finding: Finding) -> str:
    best = max(_holding(nodes, finding.place), key=lambda node: len(node["place"]), default=None)
    if best is None:
        return ""
    target = best["field"] if best.get("type") == "field" else best
    target["errors"].append(f"{finding.what} {finding.remedy}".strip())
    return f"id_{target['name']}" if best.get("type") == "field" else f"at_{target['name']}"


def _holding(nodes: Iterable[Node], place: Place) -> Iterable[Node]:
    """Every node that stands at the place or around it."""
    for node in nodes:
        if node["place"] == place[: len(node["place"])] and node["place"]:
            yield node
        inner = [*node.get("items", ()), *node.get("cells", ()), *node.get("rows", ())]
        yield from _holding(inner, place)
