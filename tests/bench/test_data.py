"""The channel that the pages are measured on: whatever its size, it holds together as a channel that grew by itself."""

import pytest
from django.db import connection

from bench import data
from towpath.domain.deals.models import Registration
from towpath.kernel.clocks.models import Clock
from towpath.kernel.events.models import Event


def _one(query: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_a_channel_that_grew_holds_together():
    data.seed()
    made = Registration.objects.count()
    data.grow(2_000)
    grown = data.grow(4_000, before=2_000)
    assert grown["registrations"] == Registration.objects.count() == pytest.approx(4_000, rel=0.1)
    assert made == 400
    _keys_point_to_something()
    _events_are_those_of_the_state()
    assert set(Registration.objects.values_list("region", flat=True)) == {"AMER", "EMEA", "APJ", "PUBSEC"}
    live = Registration.objects.filter(state__in=("submitted", "in_review")).values("pk")
    assert Clock.objects.filter(subject_type="deals.registration", subject_id__in=live, state="running").exists()
    assert (
        _one("SELECT count(*) FROM pg_settings WHERE name IN ('fsync', 'autovacuum') AND sourcefile LIKE '%auto.conf'")
        == 0
    )


def _keys_point_to_something():
    """Keys were not looked at while rows were copied: each is looked at now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text, a.attname, c.confrelid::regclass::text, f.attname FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " JOIN pg_attribute f ON f.attrelid = c.confrelid AND f.attnum = c.confkey[1] WHERE c.contype = 'f'"
        )
        keys = cursor.fetchall()
    looked_at = [
        key for key in keys if key[0] in {*data.LANES[0], *data.LANES[1], "partners_partner", "accounts_account"}
    ]
    assert len(looked_at) > 30
    for table, column, target, key in looked_at:
        lost = f"SELECT count(*) FROM {table} t WHERE {column} IS NOT NULL AND NOT EXISTS"
        assert _one(f"{lost} (SELECT 1 FROM {target} o WHERE o.{key} = t.{column})") == 0, (table, column)
    for table in {key[0] for key in looked_at}:
        duplicates = f"SELECT count(*) - count(DISTINCT id) FROM {table}"
        assert _one(duplicates) == 0


def _events_are_those_of_the_state():
    """A copy tells the first part of the story of the registration that it was made of, in its order."""
    names: dict[int, list[str]] = {}
    told = Event.objects.filter(subject_type="deals.registration").order_by("id").values_list("subject_id", "name")
    for subject, name in told:
        names.setdefault(subject, []).append(name)
    rows = dict(Registration.objects.values_list("pk", "state"))
    assert set(names) == set(rows), "each has a history, and no history is without its registration"
    for pk, state in rows.items():
        original = pk % data.STRIDE
        assert state == rows[original]
        assert names[pk] == names[original][: len(names[pk])]
        assert len(names[pk]) == min(len(names[original]), data.MOST_EVENTS) or pk == original
