"""The database refuses new rows for a partner that became part of another, whoever is quicker.

For every belonging that moves there is a trigger of its own. They follow from the registry, so they are made after
migrations, where they are missing; the functions that they call say what is wrong and to whom the rows belong now.
"""

from collections.abc import Iterator
from typing import Any

from django.db import connections

from towpath.domain.partners.belongings import Belonging, all_belongings
from towpath.kernel.refusals import Refusal, Stale, held_by_the_database

MERGED = "partner_takes_new_rows"  # the name under which the database refuses

# Two functions a table: their statements are planned once a session. FOR KEY SHARE waits for a merger that is under way
# and then sees that the partner is merged; it does not wait for anybody else. The rows are locked before they are looked at:
# in one query the condition would come first, and a partner that is about to be merged would not be waited for.
_MAKE = """
CREATE FUNCTION {insert}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE refused record;
BEGIN
    WITH locked AS MATERIALIZED (
        SELECT reference, name, merged_into_id FROM partners_partner
        WHERE {key} IN (SELECT {column} FROM fresh) FOR KEY SHARE
    ) SELECT reference, name INTO refused FROM locked WHERE merged_into_id IS NOT NULL LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '% % became part of another partner', refused.reference, refused.name
            USING ERRCODE = 'check_violation', CONSTRAINT = '{merged}';
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION {update}() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE refused record;
BEGIN
    WITH locked AS MATERIALIZED (
        SELECT reference, name, merged_into_id FROM partners_partner WHERE {key} = NEW.{column} FOR KEY SHARE
    ) SELECT reference, name INTO refused FROM locked WHERE merged_into_id IS NOT NULL LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION '% % became part of another partner', refused.reference, refused.name
            USING ERRCODE = 'check_violation', CONSTRAINT = '{merged}';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER {insert} AFTER INSERT ON {table} REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION {insert}();
CREATE TRIGGER {update} BEFORE UPDATE OF {column} ON {table} FOR EACH ROW
    WHEN (NEW.{column} IS DISTINCT FROM OLD.{column}) EXECUTE FUNCTION {update}();
"""


def guarded() -> Iterator[tuple[str, Belonging]]:
    """(table and column, belonging) of each that the database guards."""
    for each in all_belongings():
        if each.guarded and not each.stays:
            yield f"{each.rows_of._meta.db_table}.{each.key}", each


def names(place: str) -> tuple[str, str]:
    """The names of the two triggers of a place, within what PostgreSQL lets a name have."""
    table, column = place.split(".")
    stem = f"{table}_{column.removesuffix('_id')}"[:48]
    return f"{stem}_not_merged_i", f"{stem}_not_merged_u"


def stand(using: str = "default", **_signal: Any) -> None:
    """Make the triggers that are missing. Called after migrations; a second time changes nothing."""
    with connections[using].cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgname LIKE '%%\\_not\\_merged\\__'")
        there = {name for (name,) in cursor.fetchall()}
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        tables = {name for (name,) in cursor.fetchall()}
        for place, each in guarded():
            table, column = place.split(".")
            insert, update = names(place)
            if insert in there or table not in tables:
                continue
            key = "id" if each.partner else "organisation_id"
            cursor.execute(
                _MAKE.format(insert=insert, update=update, table=table, column=column, key=key, merged=MERGED)
            )


def _merged(said: str) -> Refusal:
    return Stale(
        f"{said}.", remedy="Reload the page: what you typed is still here, and it belongs to the other partner now."
    )


held_by_the_database(MERGED, _merged)
