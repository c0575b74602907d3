"""Kept books are append-only in the database itself: no update, no delete, no truncate, whoever asks."""

from django.db import migrations

TABLES = ("books_pagetext", "books_keptbook", "books_keptpage")
MAKE = """
CREATE FUNCTION kept_book_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'kept books are append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
""" + "".join(
    f"""
CREATE TRIGGER kept_no_change BEFORE UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION kept_book_is_append_only();
CREATE TRIGGER kept_no_truncate BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION kept_book_is_append_only();
"""
    for table in TABLES
)
DROP = (
    "".join(f"DROP TRIGGER kept_no_change ON {table}; DROP TRIGGER kept_no_truncate ON {table};" for table in TABLES)
    + "DROP FUNCTION kept_book_is_append_only();"
)


class Migration(migrations.Migration):
    dependencies = [("books", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, DROP)]
