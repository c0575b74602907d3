"""Events are append-only in the database itself: no update, no delete, no truncate, whoever asks."""

from django.db import migrations

MAKE = """
CREATE FUNCTION event_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER event_no_change BEFORE UPDATE OR DELETE ON events_event
    FOR EACH ROW EXECUTE FUNCTION event_is_append_only();
CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON events_event
    FOR EACH STATEMENT EXECUTE FUNCTION event_is_append_only();
"""
DROP = "DROP TRIGGER event_no_change ON events_event; DROP TRIGGER event_no_truncate ON events_event; DROP FUNCTION event_is_append_only();"


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]
    operations = [migrations.RunSQL(MAKE, DROP)]
