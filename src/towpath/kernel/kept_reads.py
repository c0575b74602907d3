"""Reads that are composed once: the SQL of a queryset is kept, and run again with other values.

For the few reads that every request makes. There Django needs longer to compose the statement than the server to answer.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, Q, QuerySet
from django.db.models.fetch_modes import FETCH_ONE
from django.db.models.query import get_related_populators
from psycopg.sql import Literal

# What stands for a value while a read is composed: the nth of its kind, and nothing that anybody would ask for.
_STAND_INS: Mapping[type, Callable[[int], Any]] = {
    str: lambda nth: f"stand-in {nth} of a kept read",
    int: lambda nth: -(2**62) - nth,
    datetime: lambda nth: datetime(1, 1, 1 + nth, tzinfo=UTC),
}


type Shape = tuple[str, bool, tuple[Any, ...]]  # connector, negated, and lookups or further shapes

_A_VALUE = object()  # in a shape, where a row or a number stood


class UnplacedValue(TypeError):
    """A value of a kept read is nowhere in its SQL: run with another value, it would still ask by the stand-in."""


@dataclass(frozen=True)
class _Statement:
    """SQL, and the names of its parameters in order.

    Values that never differ stand in the SQL itself, so that the server's kept plan may rest on them: on an index of
    some states only, say.
    """

    sql: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, compiler: Any, stand_ins: Mapping[str, Any]) -> "_Statement":
        sql, parameters = compiler.as_sql()
        left, names = iter(parameters), list[str]()

        def placed(found: re.Match[str]) -> str:
            if found[0] == "%%":
                return "%%"
            value = next(left)
            for name, one in stand_ins.items():
                if isinstance(value, type(one)) and value == one:  # Django passes numbers on as kinds of int of its own
                    names.append(name)
                    return "%s"
            _refuse_hidden(value, stand_ins)
            return Literal(value).as_string().replace("%", "%%")

        text = re.sub("%[s%]", placed, sql)
        if lost := stand_ins.keys() - set(names):
            raise UnplacedValue(
                f"This read does not ask by {', '.join(sorted(lost))}, or writes it in a way that is not known again."
            )
        return cls(text, tuple(names))

    def run(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        if not self.sql:  # no row can be found, whatever the values are
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [values[name] for name in self.names])
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found


def _refuse_hidden(value: Any, stand_ins: Mapping[str, Any]) -> None:
    """UnplacedValue when a value that would be kept for ever has a stand-in within: a pattern, a list, a sum of texts."""
    written = f"{value} {value!r}".casefold()
    for name, one in stand_ins.items():
        if str(one).casefold() in written or repr(one).casefold() in written:
            raise UnplacedValue(
                f"This read asks by {name} within {value!r}; ask by the value itself, in its own place."
            )


class KeptRead[M: Model]:
    """One read of rows, or of whether there are any.

    make   composes the queryset, from a stand-in for each value that differs from run to run
    kinds  the names of these values, each with `str`, `int` or `datetime`

    What `make` reads beside its arguments counts as it is at the first run.
    """

    def __init__(self, make: Callable[..., QuerySet[M]], **kinds: type):
        self.make = make
        self.stand_ins = {name: _STAND_INS[kind](nth) for nth, (name, kind) in enumerate(kinds.items())}

    def rows(self, **values: Any) -> list[M]:
        """The rows, with what they select along, as the queryset itself would give them."""
        statement, build = self._rows
        return [build(row) for row in statement.run(values)]

    def any(self, **values: Any) -> bool:
        """Whether there is a row."""
        return bool(self._any.run(values))

    @cached_property
    def _any(self) -> _Statement:
        return self._composed(lambda rows: rows.query.exists().get_compiler(connection=connection))[1]

    @cached_property
    def _rows(self) -> tuple[_Statement, Callable[[tuple[Any, ...]], M]]:
        compiler, statement = self._composed(lambda rows: rows.query.get_compiler(connection=connection))
        build: Callable[[tuple[Any, ...]], Any] = _builder(compiler) if statement.sql else lambda row: row
        return statement, build

    def _composed(self, compiler_of: Callable[[QuerySet[M]], Any]) -> tuple[Any, _Statement]:
        """The compiler and its statement; an empty one where nothing can be found, whatever the values are."""
        compiler = compiler_of(self.make(**self.stand_ins))
        try:
            return compiler, _Statement.of(compiler, self.stand_ins)
        except EmptyResultSet:
            small = {name: 1 if isinstance(one, int) else one for name, one in self.stand_ins.items()}
            try:
                compiler_of(self.make(**small)).as_sql()
            except EmptyResultSet:
                return compiler, _Statement("", ())
            raise UnplacedValue("A column of this read is too small for what stands for its numbers.") from None


def _builder(compiler: Any) -> Callable[[tuple[Any, ...]], Any]:
    """What turns a row of a composed read into its model's instance, with the related ones that it selects along."""
    select, about, alias = compiler.select, compiler.klass_info, connection.alias
    converters = compiler.get_converters([expression for expression, *_ in select])
    places = slice(about["select_fields"][0], about["select_fields"][-1] + 1)
    names = [expression.target.attname for expression, *_ in select[places]]
    related = get_related_populators(about, select, alias, FETCH_ONE)

    def build(row: tuple[Any, ...]) -> Any:
        cells = list(row)
        for place, (converting, expression) in converters.items():
            for convert in converting:
                cells[place] = convert(cells[place], expression, connection)
        made = about["model"].from_db(alias, names, cells[places])
        for one in related:
            one.populate(cells, made)
        return made

    return build


def taken_apart(condition: Q) -> tuple[Shape, list[int]]:
    """A condition without the rows and numbers that it names, and the ids of these in order.

    So conditions of many people have one shape, and a read can be kept for each shape. Words and truths stay in it.
    TypeError for a condition that asks by an expression or another query.
    """
    parts: list[Any] = []
    values: list[int] = []
    for part in condition.children:
        if isinstance(part, Q):
            shape, more = taken_apart(part)
            parts.append(shape)
            values += more
            continue
        lookup, value = part if isinstance(part, tuple) else ("", part)
        if isinstance(value, Model):
            parts.append((lookup, _A_VALUE))
            values.append(value.pk)
        elif isinstance(value, int) and not isinstance(value, bool):
            parts.append((lookup, _A_VALUE))
            values.append(value)
        elif lookup and (value is None or isinstance(value, str | bool | tuple)):
            parts.append((lookup, value))
        else:
            raise TypeError(f"No read can be kept for a condition with {part!r}.")
    return (condition.connector, condition.negated, tuple(parts)), values


def put_together(shape: Shape, values: Iterable[int]) -> Q:
    """The condition of a shape with these ids in it."""
    return _put_together(shape, iter(values))


def _put_together(shape: Shape, values: Iterator[int]) -> Q:
    connector, negated, parts = shape
    children = [
        _put_together(part, values) if len(part) == 3 else (part[0], next(values)) if part[1] is _A_VALUE else part
        for part in parts
    ]
    return Q(*children, _connector=connector, _negated=negated)
