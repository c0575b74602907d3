"""A kept connection is looked at without asking the server; one that the server has ended is noticed all the same."""

import psycopg
import pytest
from django.db import connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def asked(monkeypatch):
    """The questions that a look at the connection put to the server."""
    questions: list[str] = []
    execute = psycopg.Cursor.execute

    def told(self, query, *args, **options):
        questions.append(str(query))
        return execute(self, query, *args, **options)

    connection.ensure_connection()
    monkeypatch.setattr(connection.connection.cursor_factory, "execute", told)
    return questions


def test_a_silent_connection_is_taken_to_stand(asked):
    assert connection.is_usable()
    assert asked == []


def test_one_that_the_server_ended_is_replaced_before_the_next_statement():
    connection.ensure_connection()
    old = connection.connection.info.backend_pid
    with psycopg.connect(connection.connection.info.dsn, password=connection.connection.info.password) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [old])  # waits until it is gone
    assert not connection.is_usable()
    connection.health_check_enabled, connection.health_check_done = True, False  # as at the start of a request
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)
    assert connection.connection.info.backend_pid != old


def test_after_an_error_the_server_is_asked(asked):
    connection.errors_occurred = True
    assert connection.is_usable()
    assert asked == ["SELECT 1"]


def test_one_left_in_a_failed_transaction_is_not_usable():
    connection.ensure_connection()
    own = connection.connection
    own.autocommit = False
    with pytest.raises(psycopg.errors.DivisionByZero):
        own.execute("SELECT 1 / 0")
    assert not connection.is_usable()
    own.rollback()
    own.autocommit = True
