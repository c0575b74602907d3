"""A page of the program turned into words: any wording becomes titled groups of facts, lists and tables. Pure functions."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from towpath.basics.countries import COUNTRY_NAMES
from towpath.basics.working_hours import WEEKDAYS
from towpath.program.book import Page
from towpath.web.shell.formats import date_words, number

#: Words for keys and values that would not read well with their underscores merely taken out.
LABELS = {
    "esm": "Ecosystem Sales Manager", "asm": "Area Sales Manager", "ops": "Ecosystem Operations", "sla": "Time promised",
    "asm_review": "The final review", "msp": "MSP", "oem": "OEM", "gsi": "Global system integrator",
    "psp": "Professional services partner", "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday",
    "fri": "Friday", "sat": "Saturday", "sun": "Sunday", "met_by": "Met by", "on": "On", "to": "Below", "from": "From",
    "warn_at_fraction": "Warns when this part is left", "americas": "Americas", "asia_pacific": "Asia Pacific", "row": "Cases", "field": "Fields", "type": "Types", "uses": "Which calendar counts",
    "then": "Then", "when": "When", "says": "In words", "since": "Since", "step": "Steps, in order",
    "co_sell": "Co-sell", "preferred_co_sell": "Preferred co-sell", "msrp": "List price", "aws": "AWS", "gcp": "GCP",
    "mend": "What puts it right", "any": "One of these", "least": "At least", "key": "Short name", "label": "In words",
    "kind": "Kind of answer", "noted_on": "Recorded, without stopping the clock, on",
}  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """One labelled value; `changed` when the wording before said otherwise."""

    label: str
    value: str
    changed: bool = False


@dataclass(frozen=True)
class Block:
    """A titled group of facts, or a table; `invented` marks figures that no source gives."""

    title: str = ""
    facts: list[Fact] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    rows: list[list[str]] = field(default_factory=list)
    changed_rows: frozenset[int] = frozenset()  # those that the wording before did not have so
    invented: bool = False
    changed: bool = False


def blocks(wording: Mapping[str, Any], before: Mapping[str, Any] | None = None, title: str = "") -> list[Block]:
    """A wording as blocks: plain values first, then each table and each group within it.

    before  the wording that held until this one, to mark what changed; None for the first
    """
    earlier: Mapping[str, Any] = before or {}
    plain = {key: value for key, value in wording.items() if key != "invented" and not _is_nested(value)}
    found = []
    invented = wording.get("invented") is True
    if plain:
        facts = [
            Fact(label(key), words(value, key), before is not None and earlier.get(key) != value)
            for key, value in plain.items()
        ]
        found.append(Block(title, facts=facts, invented=invented))
    for key, value in wording.items():
        if key not in plain and key != "invented":
            found += _nested(key, value, earlier.get(key) if before is not None else None, title, invented)
    return found


def _nested(key: str, value: Any, before: Any, title: str, invented: bool) -> list[Block]:
    name = f"{title}: {label(key)}" if title else label(key)
    changed = before is not None and before != value
    if isinstance(value, Mapping):
        if all(isinstance(each, Mapping) for name, each in value.items() if name != "invented") and len(value) > 1:
            rows = [{"": label(name), **each} for name, each in value.items() if name != "invented"]
            earlier = before if isinstance(before, Mapping) else {}
            former = [{"": label(name), **each} for name, each in earlier.items() if isinstance(each, Mapping)]
            return [_table(name, rows, value.get("invented") is True or invented, former if changed else None)]
        return blocks(value, before if isinstance(before, Mapping) else None, name)
    return [_table(name, list(value), invented, before if changed and isinstance(before, list) else None)]


def _table(name: str, rows: Sequence[Mapping[str, Any]], invented: bool, before: Sequence[Any] | None) -> Block:
    """A table; `before`: the rows of the wording before, where they were others."""
    keys = list(dict.fromkeys(key for row in rows for key in row if key != "invented"))
    cells = [[words(row[key], key) if key in row else "" for key in keys] for row in rows]
    invented = invented or any(row.get("invented") is True for row in rows)
    new = frozenset(at for at, row in enumerate(rows) if before is not None and row not in before)
    changed = before is not None
    return Block(
        name, columns=[label(key) for key in keys], rows=cells, changed_rows=new, invented=invented, changed=changed
    )


def _is_nested(value: Any) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, list) and any(isinstance(each, Mapping) for each in value))


def label(key: str) -> str:
    """A key as people write it: "standard_extension_days" is "Standard extension days"; keys in capitals stay."""
    if key in LABELS:
        return _(LABELS[key])
    text = key if key.isupper() else key.rsplit(".", 1)[-1].replace("_", " ")
    return text[:1].upper() + text[1:]


def words(value: Any, key: str = "") -> str:
    """A value as people write it: yes and no, dates with weekdays, countries by name, events without their room."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, int | Decimal):
        return number(value)
    if isinstance(value, date):
        return date_words(value)
    if isinstance(value, Mapping):
        if set(value) == {"amount", "unit"}:
            return f"{number(value['amount'])} {_('working')} {value['unit']}"
        if value and set(value) <= set(WEEKDAYS):
            return week_words(value)
        return "; ".join(f"{label(each)}: {words(inner, each)}" for each, inner in value.items() if each != "invented")
    if isinstance(value, list | tuple):
        if key == "when":  # blocks of cases, of which any one counts
            return f" {_('or')} ".join(f"({words(each)})" for each in value)
        return ", ".join(words(each, key) for each in value) or _("none")
    return _text(str(value), key)


def week_words(week: Mapping[str, Sequence[str]]) -> str:
    """Hours of a week, neighbouring days with the same hours together: "Monday to Thursday 09:00-17:30"."""
    runs: list[tuple[list[str], str]] = []
    for day in WEEKDAYS:
        hours = ", ".join(week.get(day, ()))
        if runs and runs[-1][1] == hours:
            runs[-1][0].append(day)
        else:
            runs.append(([day], hours))
    named = (
        (
            label(days[0])
            if len(days) == 1
            else _("%(first)s to %(last)s") % {"first": label(days[0]), "last": label(days[-1])},
            hours,
        )
        for days, hours in runs
        if hours
    )
    return "; ".join(f"{days} {hours}" for days, hours in named)


def _text(text: str, key: str) -> str:
    if not text:
        return _("empty")
    if key.isupper() or key == "default":  # of which region a team works by which calendar
        return label(text)
    if key in ("countries", "country") and text in COUNTRY_NAMES:
        return COUNTRY_NAMES[text]
    if text in LABELS and key not in ("code", "name", "key"):
        return _(LABELS[text])
    if text.startswith(("deals.", "accounts.", "partners.")):
        return text.rsplit(".", 1)[-1].replace("_", " ")
    return text.replace("_", " ") if text.replace("_", "").isalnum() and text.islower() else text


def pairs(value: Any) -> str:
    """What an example gives or expects, in one line."""
    if isinstance(value, list) and any(isinstance(each, Mapping) for each in value):
        return " · ".join(words(each) for each in value)
    return words(value) if value != {} else _("nothing")


def searchable(page: Page) -> str:
    """Everything that a page says, in lower case, for the search of the rule book."""
    said = [page.name, page.title, page.source, page.note, *page.rules, *_texts(page.since)]
    return " ".join([*said, *(label(part) for part in page.name.split("."))]).lower()


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield str(key).replace("_", " ")
            yield from _texts(each)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    else:
        yield words(value)
