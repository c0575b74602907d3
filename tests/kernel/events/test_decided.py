"""What a decision rested on is noted by the database as its event is kept, and found again by page, newest first."""

from importlib import import_module

import pytest
from django.db import DatabaseError, connection, transaction

from towpath.kernel.events.decided import kept_in, kept_lately, kept_on
from towpath.kernel.events.log import record
from towpath.kernel.events.models import Reliance

NAME = "partners.partner.suspended"


def decision(question: str, *rules: str) -> dict:
    because = [
        {"rule": rule, "catalogue_ids": ["X-01"], "in_force_since": "2025-02-01", "source": "a text", "says": "So it is.", "mend": ""}
        for rule in rules
    ]  # fmt: skip
    return {
        "question": question,
        "outcome": True,
        "because": because,
        "facts": {},
        "on": "2026-09-01",
        "book": "0" * 12,
    }


@pytest.fixture
def event(cast, by, book):
    def kept(**data):
        with transaction.atomic():
            return record(NAME, by(cast.omar), subject=cast.omar, reason="a test", **data)

    return kept


def test_decisions_are_numbered_as_the_database_numbers_them(event):
    one = event(
        decisions=[decision("sla.asm_review", "vendor"), decision("fiscal.year")],
        decision=decision("nfr.policy", "vendor", "nfr.exceptions"),
    )
    assert [(kept.number, kept.record["question"]) for kept in kept_in(one)] == [
        (1, "sla.asm_review"), (2, "fiscal.year"), (3, "nfr.policy"),
    ]  # fmt: skip
    assert set(Reliance.objects.filter(event=one).values_list("number", "page")) == {
        (1, "sla.asm_review"), (1, "vendor"), (2, "fiscal.year"), (3, "nfr.policy"), (3, "vendor"), (3, "nfr.exceptions"),
    }  # fmt: skip


def test_an_event_that_decides_nothing_rests_on_nothing(event):
    assert kept_in(event()) == []
    assert kept_in(event(decision="as a word", decisions=None)) == []
    assert not Reliance.objects.exists()


def test_the_decisions_of_a_page_and_of_a_record_are_found_newest_first(event, cast):
    first = event(decision=decision("nfr.policy", "vendor"))
    event(decision=decision("fiscal.year"))
    last = event(decisions=[decision("nfr.policy"), decision("nfr.exceptions", "nfr.policy")])
    assert [(kept.event, kept.number) for kept in kept_lately("nfr.policy", 3)] == [(last, 2), (last, 1), (first, 1)]
    assert [kept.record["question"] for kept in kept_on("identity.person", cast.omar.pk)] == [
        "nfr.exceptions", "nfr.policy", "fiscal.year", "nfr.policy",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "act", ["UPDATE events_reliance SET number = 9", "DELETE FROM events_reliance", "TRUNCATE events_reliance"]
)
def test_what_a_decision_rested_on_stays(event, act):
    event(decision=decision("fiscal.year"))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            cursor.execute(act)


def test_the_migration_notes_what_was_kept_before(event):
    one = event(decisions=[decision("sla.asm_review", "vendor")])
    pages = import_module("towpath.kernel.events.migrations.0004_reliances").PAGES.format(data="event.data")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT page, number FROM events_event AS event, LATERAL ({pages}) AS found WHERE id = %s", [one.pk]
        )
        assert set(cursor.fetchall()) == {("sla.asm_review", 1), ("vendor", 1)}
