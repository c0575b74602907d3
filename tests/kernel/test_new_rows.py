"""Rows written by `insert` are the rows that Django's own save would have written."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict

from towpath.kernel.clocks.models import Clock
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.new_rows import insert

pytestmark = pytest.mark.django_db


def clock(noon, kind="sla.one", **given) -> Clock:
    return Clock(
        **{
            "kind": kind, "team": "ops", "region": "", "calendar": "europe", "calendar_version": "x", "unit": "hours",
            "subject_type": "deals.registration", "subject_id": 7, "amount": Decimal("2.5"), "judged_on": date(2026, 9, 1),
            "started_at": noon, "due_at": noon + timedelta(hours=2),
        } | given
    )  # fmt: skip


def test_a_row_reads_as_one_that_was_saved(cast, noon):
    inserted, saved = clock(noon, owner=cast.emil), clock(noon, "sla.two", owner=cast.emil)
    insert([inserted])
    saved.save(force_insert=True)
    assert (inserted._state.adding, inserted._state.db) == (False, "default")
    for one in (inserted, saved):
        one.refresh_from_db()
    apart = {"id", "kind"}
    first, second = (model_to_dict(one) for one in (inserted, saved))
    assert {k: v for k, v in first.items() if k not in apart} == {k: v for k, v in second.items() if k not in apart}
    assert inserted.owner == cast.emil


def test_rows_of_one_statement_get_their_own_ids_and_their_own_gaps(cast, noon, django_assert_num_queries):
    rows = [clock(noon), clock(noon, "sla.two", owner=cast.emil, met=False), clock(noon, "sla.three", region="EMEA")]
    with django_assert_num_queries(1):
        insert(rows)
    kept = {one.pk: (one.kind, one.owner_id, one.met, one.region) for one in Clock.objects.all()}
    assert kept == {one.pk: (one.kind, one.owner_id, one.met, one.region) for one in rows}
    assert len(kept) == 3


def test_values_that_json_carries_come_back(noon, cast):
    told = {"after": "it's 100 % “sure”", "none": None, "list": [1, {"deep": True}]}
    event = Event(name="x", at=noon, door="api", subject_type="s", subject_id=1, actor=cast.nadia, data=told)
    insert([event])
    assert Event.objects.get(pk=event.pk).data == told


def test_what_the_database_refuses_is_the_same_error_and_leaves_nothing(noon):
    with pytest.raises(IntegrityError, match="clock_runs_once"), transaction.atomic():
        insert([clock(noon), clock(noon)])
    assert not Clock.objects.exists()


def test_a_related_row_that_was_never_kept_is_not_forgotten_silently(noon):
    with pytest.raises(ValueError, match="unsaved related object"):
        insert([clock(noon, owner=Person(name="Ruth", email="ruth@example.org"))])


def test_models_with_more_than_values_are_saved_as_ever(noon):
    ruth = Person(name="Ruth", email="ruth@example.org", roles=["ops"], joined_at=noon)
    insert([ruth])
    assert Person.objects.get(pk=ruth.pk).roles == ["ops"]
    insert([])
