"""New rows, written by statements whose text is made once. What Django's own save says, without being composed each time."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models, transaction


def insert(rows: Sequence[models.Model]) -> None:
    """Write new rows of one model in one statement, and give them their ids.

    As `save(force_insert=True)` writes them, with the same values and errors, but for two things: no signal is sent
    (nothing listens to any), and a column that is empty in every row is left to the database, whose word for it is NULL
    as well. Composing an INSERT of sixty columns anew costs more than the server needs to carry it out. Models with
    columns that are more than a value (arrays, defaults of the database) are saved as ever, row by row.
    """
    if not rows:
        return
    model: Any = type(rows[0])
    columns = _columns(model)
    if columns is None:
        for row in rows:
            row.save(force_insert=True)
        return
    for row in rows:
        row._prepare_related_fields_for_save(operation_name="save")
    link = connections[DEFAULT_DB_ALIAS]
    values = [[_value(row, name, field, link) for name, field in columns] for row in rows]
    filled = tuple(any(value is not None for value in column) for column in zip(*values, strict=True))
    parameters = [value for each in values for value, kept in zip(each, filled, strict=True) if kept]
    with transaction.mark_for_rollback_on_error(link.alias), link.cursor() as cursor:
        cursor.execute(_statement(model, filled, len(rows)), parameters)
        ids = cursor.fetchall()
    for row, (key,) in zip(rows, ids, strict=True):
        row.pk = key
        row._state.adding, row._state.db = False, link.alias


def _value(row: models.Model, name: str, field: Any, link: Any) -> Any:
    value = getattr(row, name)
    return value if value is None or field is None else field.get_db_prep_save(value, link)


@lru_cache(maxsize=64)
def _columns(model: type[models.Model]) -> list[tuple[str, Any]] | None:
    """Each column but the key: its attribute, and the field that makes its value fit for the database; None for text.

    None for a model whose rows a plain statement cannot write.
    """
    found: list[tuple[str, Any]] = []
    for field in _fields(model):
        if hasattr(field, "get_placeholder_sql") or field.has_db_default() or field.generated:
            return None
        as_it_is = isinstance(field, models.CharField | models.TextField)
        found.append((field.attname, None if as_it_is else field))
    return found


def _fields(model: type[models.Model]) -> list[Any]:
    return [field for field in model._meta.local_concrete_fields if not field.primary_key]


@lru_cache(maxsize=256)
def _statement(model: type[models.Model], filled: tuple[bool, ...], count: int) -> str:
    quote = connection.ops.quote_name
    names = [quote(field.column) for field, kept in zip(_fields(model), filled, strict=True) if kept]
    one = f"({', '.join(['%s'] * len(names))})"
    table, key = quote(model._meta.db_table), quote(model._meta.pk.column)
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES {', '.join([one] * count)} RETURNING {key}"  # noqa: S608 - names of our own models
