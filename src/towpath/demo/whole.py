"""The demo is loaded whole or not at all: a load that was cut off is known at the next start, and taken away.

Before the first row the names of all empty tables are noted in a table of their own; it goes when everything is there.
A database in which that note stands was left half loaded, and nobody has worked in it: the product starts only afterwards.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from psycopg.sql import SQL, Identifier

from towpath.kernel.references import SEQUENCES

LOCK = 7_208_311  # any number that nothing else in this database locks


@contextmanager
def alone() -> Iterator[None]:
    """Wait until nobody else loads a demo into this database, and keep others waiting meanwhile."""
    own = connection.copy()  # the load closes the usual one before it forks; this ends only with all who hold it
    with own.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        own.close()


@contextmanager
def marked() -> Iterator[None]:
    """Note which tables are empty; forget the note when the block has come to its end."""
    with transaction.atomic(), connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        names = [name for name in tables if not name.startswith("books_") and _empty(name)]  # a kept book does no harm
        cursor.execute("CREATE TABLE demo_loading (name text PRIMARY KEY)")
        cursor.execute("INSERT INTO demo_loading SELECT unnest(%s::text[])", [names])
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE demo_loading")


def take_away_half() -> bool:
    """Empty what a load that was cut off had filled; False when none was. All of it in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('demo_loading')")
        if cursor.fetchone() == (None,):
            return False
        cursor.execute("SELECT name FROM demo_loading ORDER BY name")
        names = [name for (name,) in cursor.fetchall()]
        for name in names:  # what is kept for good in a product was never one here
            cursor.execute(SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(Identifier(name)))
        for name in names:
            cursor.execute(SQL("DELETE FROM {}").format(Identifier(name)))
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for name in names:
            cursor.execute(SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(Identifier(name)))
        _count_anew(cursor, names)
        cursor.execute("DROP TABLE demo_loading")
    return True


def _empty(name: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(SQL("SELECT NOT EXISTS (SELECT 1 FROM {})").format(Identifier(name)))
        return bool(cursor.fetchone()[0])


def _count_anew(cursor, names: list[str]) -> None:
    """Ids and references begin where they would have begun."""
    cursor.execute(
        "SELECT d.objid::regclass::text FROM pg_depend d JOIN pg_class c ON c.oid = d.objid AND c.relkind = 'S'"
        " WHERE d.classid = 'pg_class'::regclass AND d.refobjid = ANY(%s::regclass[])",
        [[connection.ops.quote_name(name) for name in names]],
    )
    for name in [*(name for (name,) in cursor.fetchall()), *SEQUENCES.values()]:
        cursor.execute(f"ALTER SEQUENCE IF EXISTS {name} RESTART")
