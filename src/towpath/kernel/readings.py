"""Queries that are always asked in the same words, with other values: Django words each once, and keeps its wording.

To word a query over many columns takes Django longer than the database needs to answer it. A reading is for queries whose
filters never change, only their values; whatever follows from what a reader asks stays an ordinary queryset.
"""

from collections.abc import Callable
from copy import copy
from typing import Any

from django.db import connections
from django.db.models import Model, QuerySet

FIRST_MARK = 1_735_190_000  # a number that no row bears


class Reading[M: Model]:
    """A query of a fixed wording.

    rows    given a mark for each value, the queryset; it filters by each of them as it is
    values  the names of the values and their kinds, int or str
    """

    def __init__(self, rows: Callable[..., QuerySet[M]], **values: type[int] | type[str]):
        self.rows, self.values = rows, values
        self._kept: tuple[QuerySet[M], Any, str, list[tuple[str | None, Any]]] | None = None

    def all(self, **values: int | str) -> list[M]:
        """The rows for these values, in the order of the query; every value must be given, else TypeError."""
        if values.keys() != self.values.keys():
            raise TypeError(f"This reading takes {sorted(self.values)}, not {sorted(values)}.")
        queryset, compiler, sql, places = self._kept or self._worded()
        asked, found = copy(compiler), queryset.all()
        asked.connection = connections[queryset.db]  # this thread's own
        params = tuple(fixed if name is None else values[name] for name, fixed in places)
        asked.as_sql = lambda *_args, **_named: (sql, params)
        query: Any = found.query
        query.get_compiler = lambda *_args, **_named: asked
        return list(found)

    def first(self, **values: int | str) -> M | None:
        """The first of the rows, or None."""
        return next(iter(self.all(**values)), None)

    def _worded(self) -> tuple[QuerySet[M], Any, str, list[tuple[str | None, Any]]]:
        """The queryset, what Django made of it, its text, and for each place in that the name of its value, or what always stands there."""
        marks = {
            name: FIRST_MARK + number if kind is int else f"mark {number} of a reading"
            for number, (name, kind) in enumerate(self.values.items())
        }
        names = {mark: name for name, mark in marks.items()}
        queryset = self.rows(**marks)
        compiler: Any = queryset.query.get_compiler(queryset.db)
        sql, params = compiler.as_sql()
        places = [(names.get(one) if isinstance(one, int | str) else None, one) for one in params]
        if {name for name, _fixed in places} - {None} != marks.keys():
            raise ValueError(f"The query of this reading does not ask for each of {sorted(marks)} as it is given.")
        self._kept = queryset, compiler, sql, places
        return self._kept
