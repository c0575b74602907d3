"""A channel as large as wanted: the demo's registrations copied inside the database, with their events, clocks and places.

Every copy is a whole registration of a customer and an opportunity of its own, so all constraints hold. Undecided ones are
copied a few times only: most registrations of a large channel are over, and a queue holds hundreds, not hundreds of thousands.
"""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections

from towpath import demo

STRIDE = 1000  # the demo has fewer of each than this; clocks ten times as many
PARTNER_COPIES = 100
UNDECIDED_COPIES = 9
OVER = ("denied", "withdrawn", "expired", "closed_won", "closed_lost")
ABOVE = 100_000_000  # ids and references that no copy has
LANES = (
    ("accounts_opportunity", "deals_place", "deals_comment", "clocks_clock", "clocks_pause", "deals_registration"),
    ("events_event",),
)
MOST_EVENTS = 8  # a copied registration keeps its first events, without the reasons of decisions


def seed() -> None:
    """The demo channel, and partners and accounts a hundredfold, in a database that is emptied first."""
    with connection.cursor() as cursor:
        _empty(cursor)
    demo.load(datetime.now(UTC))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # rows are copies: their keys are known to hold
        series = f"generate_series(1, {PARTNER_COPIES - 1}) AS k"
        more = f"+ k * {STRIDE}"
        _copy(cursor, "identity_organisation", series, {"id": f"o.id {more}", "name": "o.name || ' ' || k"}, "")
        _copy(
            cursor, "partners_partner", series,
            {"id": f"o.id {more}", "organisation_id": f"o.organisation_id {more}", "name": "o.name || ' ' || k",
             "reference": f"'PAR' || (10000 + o.id {more})"}, "",
        )  # fmt: skip
        _copy(
            cursor, "accounts_account", series,
            {"id": f"o.id {more}", "reference": f"'ACC' || (100000 + o.id {more})", "name": "o.name || ' ' || k",
             "name_norm": "o.name_norm || ' ' || k", "domain": "'n' || k || '.' || o.domain",
             "match_keys": "ARRAY(SELECT key || k FROM unnest(o.match_keys) AS key)"}, "WHERE o.partner_id IS NULL",
        )  # fmt: skip
        cursor.execute("SET session_replication_role = origin")


def _empty(cursor: Any) -> None:
    """Take away what other parts left, and count from one again: copies are numbered by the first thousand of each."""
    kept = ("django_migrations", "django_content_type", "auth_permission", "cache_entry")
    known = connection.introspection.table_names(cursor)
    tables = [name for name in known if name not in kept and not name.startswith("books_")]
    cursor.execute("SET session_replication_role = replica")  # events let nobody empty them otherwise
    cursor.execute(f"TRUNCATE {', '.join(connection.ops.quote_name(name) for name in tables)} RESTART IDENTITY CASCADE")
    cursor.execute("SET session_replication_role = origin")


def copies_for(registrations: int) -> tuple[int, int]:
    """How often those that are over, and those that are protected, stand there for so many registrations in all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT state, count(*) FROM deals_registration WHERE id < %s GROUP BY state", [STRIDE])
        counts = dict(cursor.fetchall())
    over = sum(counts[state] for state in OVER)
    undecided = sum(n for state, n in counts.items() if state not in (*OVER, "approved"))
    left = registrations - undecided * (UNDECIDED_COPIES + 1) - over - counts["approved"]
    times = max(1, round(left / (over + counts["approved"] / 4)))
    return times, max(1, times // 4)


def grow(registrations: int, before: int = 0) -> dict[str, Any]:
    """Copy until there are about so many; `before` is what an earlier call grew to. Seconds, by part, and counts.

    Two connections work side by side: one on the events, which are half of all bytes, one on everything else.
    """
    began = time.perf_counter()
    with _written_quickly(), ThreadPoolExecutor(1) as other:
        with connection.cursor() as cursor:
            _plan(cursor, registrations, before)
        events = other.submit(_lane, {"events": _events}, LANES[1])
        seconds = _lane({"registrations": _registrations, "what hangs on them": _what_hangs_on_them}, LANES[0])
        seconds |= events.result()
        with connection.cursor() as cursor:
            cursor.execute("DROP TABLE grown")
            _sequences(cursor)
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM deals_registration), (SELECT count(*) FROM events_event)")
        total, events_now = cursor.fetchone()
    took = round(time.perf_counter() - began, 1)
    return {"registrations": total, "events": events_now, "seconds": took, "parts": seconds}


def _plan(cursor, registrations: int, before: int) -> None:
    """The table `grown`: which registration is copied, and the number of the copy, in the order of writing."""
    over, protected = copies_for(registrations)
    from_over, from_protected = copies_for(before) if before else (0, 0)
    cursor.execute(
        "CREATE UNLOGGED TABLE grown AS SELECT r.id, r.opportunity_id, k FROM deals_registration r CROSS JOIN LATERAL"
        " generate_series(1 + CASE WHEN r.state = ANY(%(over)s) THEN %(from_over)s"
        " WHEN r.state = 'approved' THEN %(from_protected)s ELSE %(from_undecided)s END,"
        " CASE WHEN r.state = ANY(%(over)s) THEN %(to_over)s WHEN r.state = 'approved' THEN %(to_protected)s"
        " ELSE %(to_undecided)s END) AS k WHERE r.id < %(stride)s ORDER BY k, r.id",
        {
            "over": list(OVER), "from_over": from_over, "from_protected": from_protected, "to_over": over,
            "from_undecided": UNDECIDED_COPIES if before else 0, "to_protected": protected,
            "to_undecided": UNDECIDED_COPIES, "stride": STRIDE,
        },
    )  # fmt: skip
    cursor.execute("ANALYZE grown")


def _lane(parts: dict[str, Callable[[Any], None]], tables: tuple[str, ...]) -> dict[str, float]:
    """Some parts one after the other on this thread's connection, the tables' indexes afterwards; seconds of each."""
    seconds: dict[str, float] = {}
    with closing(connections[DEFAULT_DB_ALIAS]) as own, own.cursor() as cursor:
        # Rows are copies: their keys are known to hold. And a plan that hashes what is small keeps the order of `grown`.
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET enable_mergejoin = off")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        with _timed(seconds, f"indexes, {tables[-1]}", at_end=True), _built_afterwards(cursor, tables):
            for name, work in parts.items():
                with _timed(seconds, name):
                    work(cursor)
        with _timed(seconds, f"vacuum, {tables[-1]}"):
            cursor.execute(f"VACUUM (ANALYZE) {', '.join(tables)}")  # as autovacuum leaves what grew by itself
    return seconds


@contextmanager
def _timed(seconds: dict[str, float], name: str, *, at_end: bool = False) -> Iterator[None]:
    """Note the seconds of a block; with `at_end` without what is noted already."""
    began, had = time.perf_counter(), sum(seconds.values())
    yield
    others = sum(seconds.values()) - had if at_end else 0.0
    seconds[name] = round(time.perf_counter() - began - others, 1)


@contextmanager
def _written_quickly() -> Iterator[None]:
    """The server does not wait for the disk and leaves clearing up to us; afterwards all is as it was, and on the disk."""
    quick = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off", "max_wal_size": "'8GB'"}
    with connection.cursor() as cursor:
        for name, value in quick.items():
            cursor.execute(f"ALTER SYSTEM SET {name} = {value}")
        cursor.execute("SELECT pg_reload_conf()")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for name in quick:
                cursor.execute(f"ALTER SYSTEM RESET {name}")
            cursor.execute("SELECT pg_reload_conf()")
            cursor.execute("CHECKPOINT")


@contextmanager
def _built_afterwards(cursor, tables: tuple[str, ...]) -> Iterator[None]:
    """Indexes that hold nothing unique are dropped and built anew at the end: much faster than row by row."""
    cursor.execute(
        "SELECT i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) FROM pg_index i"
        " WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique ORDER BY 1",
        [list(tables)],
    )
    indexes = cursor.fetchall()
    for name, _ in indexes:
        cursor.execute(f"DROP INDEX {name}")
    try:
        yield
    finally:
        for _, definition in indexes:
            cursor.execute(definition)


def _registrations(cursor) -> None:
    more = f"+ k * {STRIDE}"
    partner = f"+ (k % {PARTNER_COPIES}) * {STRIDE}"
    _copy(
        cursor, "accounts_opportunity", "grown g", {
            "id": f"o.id {more}", "reference": f"'OPP' || (100000 + o.id {more})",
            "dr_partner_id": f"o.dr_partner_id {partner}", "account_id": f"CASE WHEN o.end_user_id IS NULL THEN o.account_id {partner} ELSE o.account_id END",
            "end_user_id": f"o.end_user_id {partner}",
        }, "WHERE g.opportunity_id = o.id", distinct=True,
    )  # fmt: skip
    _copy(
        cursor, "deals_registration", "grown g", {
            "id": f"o.id {more}", "reference": f"'REG' || (100000 + o.id {more})", "partner_id": f"o.partner_id {partner}",
            "organisation_id": f"o.organisation_id {partner}", "account_id": f"o.account_id {partner}",
            "opportunity_id": f"o.opportunity_id {more}", "customer_name": "o.customer_name || ' ' || k",
            "customer_norm": "o.customer_norm || ' ' || k", "customer_domain": "'n' || k || '.' || o.customer_domain",
        }, "WHERE g.id = o.id",
    )  # fmt: skip


def _what_hangs_on_them(cursor) -> None:
    more = f"+ k * {STRIDE}"
    ours = "WHERE o.subject_type = 'deals.registration' AND g.id = o.subject_id"
    hangs = {"registration_id": f"o.registration_id {more}"}
    _copy(cursor, "deals_place", "grown g", hangs, "WHERE g.id = o.registration_id", skip=("id",))
    _copy(cursor, "deals_comment", "grown g", hangs, "WHERE g.id = o.registration_id", skip=("id",))
    clock = f"k * {STRIDE} * 10"
    _copy(cursor, "clocks_clock", "grown g", {"id": f"o.id + {clock}", "subject_id": f"o.subject_id {more}"}, ours)
    cursor.execute(
        f"INSERT INTO clocks_pause (clock_id, from_at, until_at, why) SELECT o.clock_id + {clock}, o.from_at, o.until_at, o.why"
        " FROM clocks_pause o JOIN clocks_clock c ON c.id = o.clock_id JOIN grown g ON g.id = c.subject_id"
        " WHERE c.subject_type = 'deals.registration'"
    )


def _events(cursor) -> None:
    """The first events of every copy, each registration's in their order."""
    cursor.execute(
        "CREATE TEMP TABLE told AS SELECT * FROM (SELECT e.*, row_number() OVER (PARTITION BY subject_id ORDER BY id) AS nth"
        f" FROM events_event e WHERE subject_type = 'deals.registration' AND subject_id < {STRIDE}) e WHERE nth <= {MOST_EVENTS}"
    )
    cursor.execute("UPDATE told SET data = data - 'decisions'")
    cursor.execute("CREATE INDEX ON told (subject_id, nth)")
    cursor.execute("ANALYZE told")
    beside = "grown g CROSS JOIN LATERAL (SELECT * FROM told t WHERE t.subject_id = g.id ORDER BY nth) o"
    more = {"subject_id": f"o.subject_id + k * {STRIDE}"}
    _copy(cursor, "events_event", beside, more, "", skip=("id",), source="told")
    cursor.execute("DROP TABLE told")


def _copy(
    cursor, table: str, beside: str, changed: dict[str, str], where: str, *, skip=(), source="", distinct=False
) -> None:
    """INSERT INTO table SELECT its own rows `o`, with some columns changed, for every row of `beside`.

    With a `source` the rows `o` stand in `beside` already. Without `where` only what the demo itself made is copied.
    """
    cursor.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public' AND table_name = %s"
        " ORDER BY ordinal_position",
        [table],
    )
    names = [name for (name,) in cursor.fetchall() if name not in skip]
    values = ", ".join(changed.get(name, f'o."{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    beside = beside if source else f"{beside}, {table} o"
    limit = "" if source else f"{' AND' if where else 'WHERE'} o.id < {STRIDE * 10 if where else STRIDE}"
    conflict = " ON CONFLICT DO NOTHING" if distinct else ""
    cursor.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM {beside} {where} {limit}{conflict}")


def _sequences(cursor) -> None:
    """What the product makes from now on lies far above all copies, also those of a later growth."""
    for table in (
        "accounts_opportunity",
        "deals_registration",
        "clocks_clock",
        "identity_organisation",
        "partners_partner",
        "accounts_account",
    ):
        cursor.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), greatest(last_value, {ABOVE})) FROM {table}_id_seq"
        )
    for sequence in ("registration_reference", "opportunity_reference", "account_reference"):
        cursor.execute(f"SELECT setval('{sequence}', greatest(last_value, {ABOVE})) FROM {sequence}")
