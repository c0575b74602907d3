"""A merger while others are at work on the same two partners, on the real database: nothing is lost, nothing half done."""

import threading
from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, connections, transaction

from tests.cast import assemble, claim, partner
from tests.domain.deals.test_races import LONG, at_once
from tests.domain.partners.mergers.stages import planned
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Registration
from towpath.domain.partners.actions import mergers
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.refusals import NotReady, Refusal, Stale, of_the_database

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("BRD-07")]


@pytest.fixture
def people(transactional_db):
    return assemble()


def while_open(first: Callable[[], object], second: Callable[[], object]) -> list[object]:
    """`first` is carried out and its transaction left open; `second` begins; once it waits or is through, the first ends."""
    done, release, answers = threading.Event(), threading.Event(), [None, None]

    def hold() -> None:
        try:
            with transaction.atomic():
                answers[0] = first()
                done.set()
                release.wait(LONG)
        finally:
            done.set()
            connections.close_all()

    def follow() -> None:
        try:
            answers[1] = second()
        except Exception as error:  # handed to the test, which says what it expected
            answers[1] = error
        finally:
            connections.close_all()

    keeper, follower = threading.Thread(target=hold), threading.Thread(target=follow)
    keeper.start()
    assert done.wait(LONG)
    follower.start()
    waiting = threading.Thread(target=_release_when_waiting, args=(follower, release))
    waiting.start()
    for thread in (keeper, follower, waiting):
        thread.join(LONG)
        assert not thread.is_alive(), "somebody waits for ever"
    return answers


def _release_when_waiting(follower: threading.Thread, release: threading.Event) -> None:
    try:
        while follower.is_alive():
            with connection.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
                if cursor.fetchone()[0]:
                    break
        release.set()
    finally:
        connections.close_all()


def test_a_deal_that_is_being_submitted_goes_along(people, by):
    draft = registrations.draft(by(people.ruth), claim()).reference
    merger = planned(people, by)

    def submit():
        """What submitting does to the row, in a transaction that is still open."""
        row = Registration.objects.select_for_update().get(reference=draft)
        return Registration.objects.filter(pk=row.pk).update(version=row.version + 1)

    answers = while_open(submit, lambda: mergers.carry_out(merger.reference, by(people.omar)))
    assert not isinstance(answers[1], Exception), answers
    row = Registration.objects.get(reference=draft)
    assert (row.partner, row.organisation) == (people.northwind, people.northwind.organisation)


def test_a_deal_that_is_new_while_the_merger_begins_goes_along(people, by):
    merger = planned(people, by)

    def new():
        return Registration.objects.create(
            reference="REG90001", partner=people.rival, organisation=people.rival.organisation, region="EMEA",
            started_by=people.ruth, created_at=by(people.ruth).at, changed_at=by(people.ruth).at,
        )  # fmt: skip

    answers = while_open(new, lambda: mergers.carry_out(merger.reference, by(people.omar)))
    assert not isinstance(answers[1], Exception), answers
    assert Registration.objects.get(reference="REG90001").partner == people.northwind


def test_who_submits_after_the_merger_is_told_and_nothing_is_lost(people, by):
    draft = registrations.draft(by(people.ruth), claim()).reference
    before = Person.objects.select_related("organisation").get(pk=people.ruth.pk)
    mergers.carry_out(planned(people, by).reference, by(people.omar))
    with pytest.raises(Stale, match="You belong to Northwind"):
        registrations.submit(draft, by(before))
    with pytest.raises((IntegrityError, Refusal)) as refused:
        registrations.draft(by(before), claim())
    said = refused.value if isinstance(refused.value, Refusal) else of_the_database(refused.value)
    assert "became part of another partner" in str(said)
    now = Person.objects.select_related("organisation").get(pk=people.ruth.pk)
    Partner.objects.filter(pk=people.northwind.pk).update(sales_certified=2, foundations_completed=2)
    assert registrations.submit(draft, by(now)).organisation == people.northwind.organisation


def test_merger_and_submission_at_once_end_with_the_kept_partner(people, by):
    drafts = [registrations.draft(by(people.ruth), claim()).reference for _ in range(3)]
    merger = planned(people, by)
    ruth = Person.objects.select_related("organisation").get(pk=people.ruth.pk)
    acts = [lambda ref=ref: registrations.submit(ref, by(ruth)) for ref in drafts]
    answers = at_once(*acts, lambda: mergers.carry_out(merger.reference, by(people.omar)))
    told = [each for each in answers if isinstance(each, Exception)]
    assert all(isinstance(each, Refusal) or of_the_database(each) is not None for each in told), answers
    assert not isinstance(answers[-1], Exception), answers
    rows = Registration.objects.filter(reference__in=drafts)
    assert {each.partner_id for each in rows} == {people.northwind.pk}
    assert {each.organisation_id for each in rows} == {people.northwind.organisation_id}
    submitted = [each for each in answers[:-1] if not isinstance(each, Exception)]
    assert rows.filter(state="submitted").count() == len(submitted)


def test_of_two_mergers_at_once_one_is_done_and_the_other_told(people, by):
    third = partner("Thirdly")
    one = planned(people, by)
    other = mergers.plan(third.reference, people.rival.reference, by(people.omar), reason="No, here")
    answers = at_once(
        lambda: mergers.carry_out(one.reference, by(people.omar)),
        lambda: mergers.carry_out(other.reference, by(people.omar)),
    )
    told = [each for each in answers if isinstance(each, Exception)]
    assert len(told) == 1, answers
    assert isinstance(told[0], NotReady)
    assert Partner.objects.get(pk=people.rival.pk).merged_into_id in (people.northwind.pk, third.pk)


def test_each_into_the_other_at_once_makes_no_circle(people, by):
    one = planned(people, by)
    other = mergers.plan(people.rival.reference, people.northwind.reference, by(people.omar), reason="Other way")
    answers = at_once(
        lambda: mergers.carry_out(one.reference, by(people.omar)),
        lambda: mergers.carry_out(other.reference, by(people.omar)),
    )
    assert sum(isinstance(each, NotReady) for each in answers) == 1, answers
    assert Partner.objects.exclude(merged_into=None).count() == 1


def test_who_stays_at_work_for_long_is_not_disturbed_and_the_merger_says_so(people, by, monkeypatch):
    merger = planned(people, by)
    monkeypatch.setattr(mergers, "TRIES", 1)
    tried, release = threading.Event(), threading.Event()

    def work():
        try:
            with transaction.atomic():
                Partner.objects.select_for_update().get(pk=people.rival.pk)
                tried.set()
                release.wait(LONG)
        finally:
            connections.close_all()

    busy = threading.Thread(target=work)
    busy.start()
    assert tried.wait(LONG)
    with pytest.raises(NotReady, match="at work on one of the two"):
        mergers.carry_out(merger.reference, by(people.omar))
    release.set()
    busy.join(LONG)
    assert mergers.carry_out(merger.reference, by(people.omar)).state == "done"
