"""One value of a page as one field of a form, and back: numbers, yes and no, days, texts, lists, and values of any kind."""

import re
import tomllib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from towpath.domain.rulebook.writing import literal
from towpath.program.spec import Anything, Day, Flag, Listed, Number, Shape, Text, Whole
from towpath.web.shell.wordings import label, words

MISSING = object()  # a value that was left empty
MANY = 14  # choices that are still ticked one by one; more of them are written


def is_leaf(shape: Shape) -> bool:
    """Whether one field shows the whole of it."""
    return isinstance(shape, Text | Whole | Number | Flag | Day | Anything) or (
        isinstance(shape, Listed) and not isinstance(shape.member, Listed) and is_leaf(shape.member)
    )


def leaf(
    shape: Shape, value: Any, name: str, key: str, *, required: bool, small: bool = False, text: str = ""
) -> dict[str, Any]:
    """The field of one value as the shell's macros draw it. `small`: it stands in a table."""
    made: dict[str, Any] = {
        "name": name,
        "label": text or (_("Assumed: no source gives it") if key == "invented" else label(key)),
        "required": required,
        "errors": [],
    }
    shown = "" if value is MISSING else value
    if isinstance(shape, Flag):
        options = [{"value": "yes", "label": _("yes")}, {"value": "no", "label": _("no")}]
        blank = False if required and isinstance(value, bool) else _("not said")
        return made | {
            "kind": "select",
            "options": options,
            "blank": blank,
            "value": word(shown) if isinstance(value, bool) else "",
            "width": "short",
        }
    if isinstance(shape, Text) and shape.one_of:
        options = [{"value": each, "label": words(each, key)} for each in shape.one_of]
        if shown not in ("", *shape.one_of):
            options.append({"value": str(shown), "label": str(shown)})
        return made | {
            "kind": "select",
            "options": options,
            "value": shown,
            "blank": False if required and shown else _("not said"),
            "width": "middle",
        }
    if isinstance(shape, Day):
        return made | {"kind": "date", "value": shown.isoformat() if type(shown) is date else shown, "width": "short"}
    if isinstance(shape, Whole | Number):
        return made | {
            "kind": "text",
            "inputmode": "numeric" if isinstance(shape, Whole) else "decimal",
            "value": str(shown),
            "width": "short",
        }
    if isinstance(shape, Listed):
        return made | _listed(shape, [] if value is MISSING else value, key, small)
    shown = word(shown) if isinstance(shape, Anything) and value is not MISSING else str(shown)
    long = len(shown) > (40 if small else 90)
    return made | {
        "kind": "textarea" if long else "text",
        "rows": min(8, 1 + len(shown) // (30 if small else 70)),
        "value": shown,
    }


def _listed(shape: Listed, value: Any, key: str, small: bool) -> dict[str, Any]:
    if not isinstance(value, list):
        return {"kind": "text", "value": word(value), "help": "" if small else _("Several, with commas between them.")}
    one_of = shape.member.one_of if isinstance(shape.member, Text) else ()
    if one_of and len(one_of) <= MANY and not small:
        chosen = [str(each) for each in value]
        options = [{"value": each, "label": words(each, key)} for each in dict.fromkeys([*one_of, *chosen])]
        return {"kind": "checkboxes", "options": options, "value": chosen}
    if _by_line(shape):
        rows = max(2, min(10, sum(1 + len(str(each)) // (24 if small else 80) for each in value)))
        return {
            "kind": "textarea",
            "rows": rows,
            "value": "\n".join(map(str, value)),
            "help": "" if small else _("One a line."),
        }
    shown = ", ".join(str(each) if isinstance(shape.member, Text) else word(each) for each in value)
    return {"kind": "text", "value": shown, "help": "" if small else _("Several, with commas between them.")}


def read(shape: Shape, data: QueryDict, name: str, was: Any = MISSING, *, required: bool) -> Any:
    """What was typed, as the page would have it. What is no such value stays text, so that the check says what it should be.

    was  the value before: a text that differs from it by blanks around it alone is left as it was
    """
    if isinstance(shape, Listed):
        return _read_list(shape, data, name, required)
    typed = data.get(name, "").replace("\r\n", "\n").strip()
    if not typed:
        return "" if required else MISSING
    if isinstance(shape, Flag):
        return {"yes": True, "no": False}.get(typed, typed)
    if isinstance(shape, Whole):
        return int(typed) if re.fullmatch(r"-?\d{1,15}", typed) else typed
    if isinstance(shape, Number):
        return _number(typed)
    if isinstance(shape, Day):
        return _day(typed)
    if isinstance(was, str) and was.strip() == typed:
        return was
    return value_of(typed) if isinstance(shape, Anything) else typed


def _read_list(shape: Listed, data: QueryDict, name: str, required: bool) -> Any:
    parts = (
        [each.strip() for each in data.getlist(name)]
        if len(data.getlist(name)) > 1
        else _parts(shape, data.get(name, ""))
    )
    parts = [each for each in parts if each]
    if not parts and not required:
        return MISSING
    if isinstance(shape.member, Text):
        return parts
    one = {
        "whole": lambda each: int(each) if re.fullmatch(r"-?\d{1,15}", each) else each,
        "number": _number,
        "day": _day,
    }
    kind = {Whole: "whole", Number: "number", Day: "day"}.get(type(shape.member), "")
    return [one[kind](each) if kind else value_of(each) for each in parts]


def _parts(shape: Listed, typed: str) -> list[str]:
    """Members of a list as they were typed: one a line where there are lines, else with commas between them."""
    lines = typed.replace("\r\n", "\n").strip().split("\n")
    if len(lines) > 1 or _by_line(shape):
        return lines
    return re.split(r",\s*(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", typed)


def _by_line(shape: Listed) -> bool:
    """Texts of any kind may hold commas: they stand one a line."""
    return isinstance(shape.member, Text) and not shape.member.one_of and not shape.member.pattern


def _number(typed: str) -> Any:
    return (
        typed if not re.fullmatch(r"-?\d{1,15}(\.\d{1,6})?", typed) else Decimal(typed) if "." in typed else int(typed)
    )


def _day(typed: str) -> Any:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return typed


def word(value: Any) -> str:
    """A value of any kind as people type it; `value_of` reads it back."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and value and not any(isinstance(each, list | Mapping) for each in value):
        shown = ", ".join(word(each) for each in value)
        return shown if len(value) > 1 else f"[{literal(value[0])}]"
    if isinstance(value, list | Mapping):
        return literal(value)
    if isinstance(value, str):
        return value if value and value_of(value) == value else literal(value)
    return value.isoformat() if isinstance(value, date) else str(value)


def value_of(typed: str) -> Any:
    """What somebody meant: yes and no, numbers, days, several with commas between them, TOML in brackets; else the words."""
    text = typed.strip()
    if text in ("yes", "no"):
        return text == "yes"
    if text[:1] in ("[", "{", '"', "'"):
        try:
            return tomllib.loads(f"x = {text}", parse_float=Decimal)["x"]
        except tomllib.TOMLDecodeError:
            pass
    if "," in text and text[:1] not in ("[", "{") and not re.search(r"[.!?]", text):
        return [value_of(each) for each in text.split(",") if each.strip()]
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return _day(text)
    return _number(text)
