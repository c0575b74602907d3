"""The pages that a decision rests on are noted by the database as its event is kept, for events of before too."""

from django.db import migrations

MAKE = """
CREATE FUNCTION decisions_kept_in(data jsonb) RETURNS TABLE (number bigint, decision jsonb) LANGUAGE sql IMMUTABLE AS $$
    SELECT found.number, found.decision
    FROM jsonb_array_elements(
        CASE jsonb_typeof(data -> 'decisions') WHEN 'array' THEN data -> 'decisions' ELSE '[]' END
        || CASE jsonb_typeof(data -> 'decision') WHEN 'object' THEN jsonb_build_array(data -> 'decision') ELSE '[]' END
    ) WITH ORDINALITY AS found (decision, number)
$$;
CREATE FUNCTION pages_relied_on(data jsonb) RETURNS TABLE (page text, number bigint) LANGUAGE sql IMMUTABLE AS $$
    SELECT one.decision ->> 'question', one.number FROM decisions_kept_in(data) AS one
    WHERE one.decision ->> 'question' <> ''
    UNION
    SELECT reason ->> 'rule', one.number FROM decisions_kept_in(data) AS one, jsonb_array_elements(one.decision -> 'because') AS reason
    WHERE reason ->> 'rule' <> ''
$$;
CREATE FUNCTION event_notes_reliances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO events_reliance (page, event_id, number) SELECT page, NEW.id, number FROM pages_relied_on(NEW.data);
    RETURN NULL;
END $$;
CREATE TRIGGER event_reliances AFTER INSERT ON events_event
    FOR EACH ROW WHEN (NEW.data ? 'decisions' OR NEW.data ? 'decision') EXECUTE FUNCTION event_notes_reliances();
INSERT INTO events_reliance (page, event_id, number)
    SELECT found.page, event.id, found.number FROM events_event AS event, pages_relied_on(event.data) AS found;
CREATE FUNCTION reliance_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what a decision rested on is append-only: % refused', TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER reliance_no_change BEFORE UPDATE OR DELETE ON events_reliance
    FOR EACH ROW EXECUTE FUNCTION reliance_is_append_only();
CREATE TRIGGER reliance_no_truncate BEFORE TRUNCATE ON events_reliance
    FOR EACH STATEMENT EXECUTE FUNCTION reliance_is_append_only();
"""
DROP = """
DROP TRIGGER event_reliances ON events_event;
DROP TRIGGER reliance_no_change ON events_reliance;
DROP TRIGGER reliance_no_truncate ON events_reliance;
DROP FUNCTION event_notes_reliances();
DROP FUNCTION reliance_is_append_only();
DROP FUNCTION pages_relied_on(jsonb);
DROP FUNCTION decisions_kept_in(jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0003_reliance")]
    operations = [migrations.RunSQL(MAKE, DROP)]
