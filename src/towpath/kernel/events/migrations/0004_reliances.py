"""The pages that a decision rests on are noted by the database as its event is kept, for events of before too."""

from django.db import migrations

# Of the data of an event: (page, number of the decision, from 1). One statement, so that the trigger's plan is kept.
PAGES = """
    SELECT DISTINCT relied.page, one.number
    FROM jsonb_array_elements(
        CASE jsonb_typeof({data} -> 'decisions') WHEN 'array' THEN {data} -> 'decisions' ELSE '[]' END
        || CASE jsonb_typeof({data} -> 'decision') WHEN 'object' THEN {data} -> 'decision' ELSE '[]' END
    ) WITH ORDINALITY AS one (decision, number),
    LATERAL (
        SELECT one.decision ->> 'question'
        UNION ALL
        SELECT reason ->> 'rule' FROM jsonb_array_elements(one.decision -> 'because') AS reason
    ) AS relied (page)
    WHERE relied.page <> ''
"""
MAKE = f"""
CREATE FUNCTION event_notes_reliances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO events_reliance (page, event_id, number)
        SELECT found.page, NEW.id, found.number FROM ({PAGES.format(data="NEW.data")}) AS found;
    RETURN NULL;
END $$;
CREATE TRIGGER event_reliances AFTER INSERT ON events_event
    FOR EACH ROW WHEN (NEW.data ? 'decisions' OR NEW.data ? 'decision') EXECUTE FUNCTION event_notes_reliances();
INSERT INTO events_reliance (page, event_id, number)
    SELECT found.page, event.id, found.number
    FROM events_event AS event, LATERAL ({PAGES.format(data="event.data")}) AS found
    WHERE event.data ? 'decisions' OR event.data ? 'decision';
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
"""


class Migration(migrations.Migration):
    dependencies = [("events", "0003_reliance")]
    operations = [migrations.RunSQL(MAKE, DROP)]
