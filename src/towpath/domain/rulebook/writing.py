"""A page's text as it is changed: a new wording, other values, examples. What is not touched stays as it was written, comments too."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import tomlkit
from tomlkit.items import AoT
from tomlkit.items import Array as Inline

_HEADER = re.compile(r"^\s*\[\[?\s*([^\]]+?)\s*\]\]?\s*(?:#.*)?$")
_BEGINS = re.compile(r"^\s*(\[\[?\s*)since\.(\d{4}-\d{2}-\d{2})(?=[.\s\]])")


def values(text: str) -> dict[str, Any]:
    """What a page says, with decimals exact; tomllib.TOMLDecodeError where it cannot be read."""
    return tomllib.loads(text, parse_float=Decimal)


def new_wording(text: str, begins_on: date) -> str:
    """The page with one wording more: a copy of the one that would hold on that day, to be changed. ValueError says why not."""
    found = _wordings(text)
    if begins_on in found:
        raise ValueError(f"There is a wording of {begins_on} already.")
    earlier = [day for day in found if day < begins_on]
    if not earlier:
        raise ValueError(
            f"Nothing holds before {min(found)}: write a day after it." if found else "The page has no wording yet."
        )
    source = max(earlier)
    lines = text.splitlines()
    start, end = found[source]
    copied = [_BEGINS.sub(rf"\g<1>since.{begins_on}", line) for line in lines[start:end]]
    while copied and not copied[-1].strip():
        copied.pop()
    after = max(found[day][1] for day in earlier)
    head = lines[:after]
    while head and not head[-1].strip():
        head.pop()
    return "\n".join([*head, "", *copied, "", *lines[after:]]).rstrip() + "\n"


def without_wording(text: str, day: date) -> str:
    """The page without one of its wordings; ValueError where it has none of that day."""
    found = _wordings(text)
    if day not in found:
        raise ValueError(f"There is no wording of {day}.")
    lines = text.splitlines()
    start, end = found[day]
    return "\n".join([*lines[:start], *lines[end:]]).rstrip() + "\n"


def with_values(text: str, wanted: Mapping[str, Any]) -> str:
    """The page saying other values: keys of its head, `since` by day, `example` as a list. Keys that `wanted` lacks stay."""
    document = tomlkit.parse(text)
    now = values(text)
    for key, value in wanted.items():
        if value is None:
            if key in document:
                del document[key]
        elif key == "since":
            for day, wording in value.items():
                _merge(document["since"][day], now["since"][day], wording)
        elif key not in now:
            _put_in_head(document, key, value)
        elif now[key] != value:
            _replace(document, key, now[key], value)
    dumped, said = tomlkit.dumps(document), _said(now, wanted)
    for made in (_spaced_as(dumped, text), dumped):
        if values(made) == said:
            return made
    raise ValueError("These values cannot be written into the page by the form. Write them as text.")


def new_example(text: str, on: date) -> str:
    """The page with one example more: what the first one gives and expects, its days moved along to another day."""
    first = values(text)["example"][0]
    moved = on - first["on"]
    made = {
        "case": f"{first['case']}, from {on}",
        "on": on,
        "given": _moved(first["given"], moved),
        "expect": _moved(first["expect"], moved),
    }
    return text.rstrip() + "\n\n[[example]]\n" + "".join(f"{key} = {literal(value)}\n" for key, value in made.items())


def _moved(value: Any, by: timedelta) -> Any:
    if type(value) is date:
        return value + by
    if isinstance(value, dict):
        return {key: _moved(each, by) for key, each in value.items()}
    return [_moved(each, by) for each in value] if isinstance(value, list) else value


def without_example(text: str, index: int) -> str:
    """The page without one of its examples, counted from 0."""
    document = tomlkit.parse(text)
    examples = document["example"]
    if not isinstance(examples, AoT | Inline) or not 0 <= index < len(examples):
        raise ValueError("There is no such example.")
    del examples[index]
    return _spaced_as(tomlkit.dumps(document), text)


def _spaced_as(made: str, text: str) -> str:
    """The blanks within lines as they were: the library drops some of those behind days."""
    known = {"".join(line.split()): line for line in text.splitlines()}
    return "".join(known.get("".join(line.split()), line) + "\n" for line in made.splitlines())


def literal(value: Any) -> str:
    """A value as TOML writes it on one line."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return str(tomlkit.string(value).as_string())
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        inner = ", ".join(f"{_key(key)} = {literal(each)}" for key, each in value.items())
        return f"{{ {inner} }}" if inner else "{}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(literal, value))}]"
    return str(value)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else str(tomlkit.string(key).as_string())


def _said(now: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """What a page says once other values are written into it."""
    said = {**now, **{key: value for key, value in wanted.items() if key != "since"}}
    if "since" in wanted:
        said["since"] = {**now["since"], **wanted["since"]}
    return {key: value for key, value in said.items() if value is not None}


def _merge(container: Any, now: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    for key in now.keys() - wanted.keys():
        del container[key]
    for key, value in wanted.items():
        if key not in now:
            container[key] = _item(value)
        elif now[key] != value or type(now[key]) is not type(value):
            _replace(container, key, now[key], value)


def _replace(container: Any, key: Any, now: Any, value: Any) -> None:
    """Change as little as can be, so that comments and the way of writing stay."""
    if isinstance(now, dict) and isinstance(value, dict):
        _merge(container[key], now, value)
    elif _tables(now) and _tables(value) and isinstance(container[key], AoT):
        rows = container[key]
        for index in range(min(len(now), len(value))):
            if now[index] != value[index]:
                _merge(rows[index], now[index], value[index])
        for _ in range(len(value), len(now)):
            del rows[-1]
        for each in value[len(now) :]:
            table = tomlkit.table()
            for name, inner in each.items():
                table[name] = _item(inner)
            rows.append(table)
    else:
        comment = getattr(getattr(container.get(key), "trivia", None), "comment", "")
        container[key] = _item(value)
        if comment:
            container[key].comment(comment.lstrip("# "))


def _tables(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, dict) for each in value)


def _item(value: Any) -> Any:
    return tomlkit.parse(f"x = {literal(value)}")["x"]


def _put_in_head(document: Any, key: str, value: Any) -> None:
    """A key that the head lacked goes under its last one: further down it would belong to a table."""
    last = [each for each in document if not isinstance(document[each], dict | AoT)][-1]
    made = tomlkit.document()
    for name, item in list(document.items()):
        made[name] = item
        if name == last:
            made[key] = _item(value)
    document.clear()
    for name, item in made.items():
        document[name] = item


def _wordings(text: str) -> dict[date, tuple[int, int]]:
    """Each wording's lines [first, after the last): its header, all that belongs to it, and the blank lines behind."""
    found: dict[date, tuple[int, int]] = {}
    inside: date | None = None
    lines = text.splitlines()
    for number, line in enumerate(lines):
        if not _HEADER.match(line):
            continue
        begins = _BEGINS.match(line)
        day = date.fromisoformat(begins[2]) if begins else None
        if inside is not None and day != inside:
            found[inside] = (found[inside][0], _before_comments(lines, number))
        if day is not None and day not in found:
            found[day] = (_before_comments(lines, number), len(lines))
        inside = day
    return found


def _before_comments(lines: list[str], number: int) -> int:
    """The first line of the comment that stands right above a header; the header itself where none does."""
    while number and lines[number - 1].lstrip().startswith("#"):
        number -= 1
    return number
