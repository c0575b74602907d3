"""Reads that are composed once: the SQL of a queryset is kept, and run again with other values.

For the few reads that every request makes. There Django needs longer to compose the statement than the server to answer.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.fetch_modes import FETCH_ONE
from django.db.models.query import get_related_populators
from psycopg.sql import Literal

# What stands for a value while a read is composed: the nth of its kind, and nothing that anybody would ask for.
_STAND_INS: Mapping[type, Callable[[int], Any]] = {
    str: lambda nth: f"stand-in {nth} of a kept read",
    int: lambda nth: -(2**62) - nth,
    datetime: lambda nth: datetime(1, 1, 1 + nth, tzinfo=UTC),
}


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
            return Literal(value).as_string().replace("%", "%%")

        text = re.sub("%[s%]", placed, sql)
        if lost := stand_ins.keys() - set(names):
            raise UnplacedValue(
                f"This read does not ask by {', '.join(sorted(lost))}, or writes it in a way that is not known again."
            )
        return cls(text, tuple(names))

    def run(self, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [values[name] for name in self.names])
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found


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
        compiler = self.make(**self.stand_ins).query.exists().get_compiler(connection=connection)
        return _Statement.of(compiler, self.stand_ins)

    @cached_property
    def _rows(self) -> tuple[_Statement, Callable[[tuple[Any, ...]], M]]:
        compiler = self.make(**self.stand_ins).query.get_compiler(connection=connection)
        return _Statement.of(compiler, self.stand_ins), _builder(compiler)


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
