"""Events are kept for good: the database itself refuses to change, remove or empty them."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import claim
from towpath.domain.deals.actions import registrations
from towpath.kernel.events.log import record
from towpath.kernel.events.models import Event


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events_event SET actor_id = NULL",
        "UPDATE events_event SET data = '{}' WHERE false OR id > 0",
        "DELETE FROM events_event",
        "TRUNCATE events_event CASCADE",
    ],
)
def test_the_database_refuses(statement, cast, by):
    registrations.register(by(cast.nadia), claim())
    before = list(Event.objects.values())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(statement)
    assert list(Event.objects.values()) == before


def test_an_event_that_nobody_declared_is_refused(cast, by):
    with pytest.raises(ValueError, match="Nobody declares"):
        record("deals.registration.exploded", by(cast.omar), subject=cast.acme)


@pytest.mark.django_db(transaction=True)
def test_an_event_stands_in_the_transaction_that_makes_it_true(by):
    from tests.cast import assemble

    people = assemble()
    with pytest.raises(RuntimeError, match="inside the transaction"):
        record("accounts.account.created", by(people.omar), subject=people.acme, name="Acme")
