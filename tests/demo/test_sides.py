"""Two processes play the demo's past: what one of them cannot do is not passed over."""

import random
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from towpath.demo import sides

MOMENTS = [datetime(2026, 9, 2, tzinfo=UTC) + timedelta(hours=number) for number in range(90)]


def _play(regions, chance, pace):
    for at in MOMENTS:
        pace(at)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS demo_sides_played (region text, drawn float)")
        cursor.execute("INSERT INTO demo_sides_played VALUES (%s, %s)", [regions[0], chance.random()])


@pytest.fixture
def played(transactional_db):
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE demo_sides_played (region text, drawn float)")
    yield
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE demo_sides_played")


def test_both_sides_play_to_the_end(played):
    sides.both(_play, MOMENTS, 7)
    with connection.cursor() as cursor:
        cursor.execute("SELECT region, drawn FROM demo_sides_played ORDER BY region")
        assert cursor.fetchall() == [
            ("AMER", pytest.approx(random.Random("7 AMER").random())),
            ("EMEA", pytest.approx(random.Random("7 EMEA").random())),
        ]


@pytest.mark.parametrize("failing", ["EMEA", "AMER"])
@pytest.mark.django_db(transaction=True)
def test_a_side_that_fails_stops_the_other(failing):
    def play(regions, chance, pace):
        for at in MOMENTS:
            pace(at)
            if regions[0] == failing and at == MOMENTS[40]:
                raise LookupError("nobody has this person")

    with pytest.raises((LookupError, RuntimeError)):
        sides.both(play, MOMENTS, 7)
