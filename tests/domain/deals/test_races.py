"""Two at once, on the real database: barriers bring the acts together, the database decides, nothing is half done."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, connections, transaction

from tests.cast import assemble, claim
from tests.domain.deals.stages import (
    NOON,
    approved,
    made_ready,
    opportunity_of,
    put_forward,
    stage,
    submitted,
    with_asm,
)
from towpath.domain.deals.actions import absences, registrations
from towpath.domain.deals.actions.stamps import locked
from towpath.domain.deals.models import Registration
from towpath.kernel.approvals.models import Absence
from towpath.kernel.clocks.models import Clock
from towpath.kernel.events.models import Event
from towpath.kernel.refusals import MoveNotOpen, NotFound, Refusal, Stale, Taken

pytestmark = pytest.mark.django_db(transaction=True)
LONG = 20  # seconds after which a race counts as stuck


@pytest.fixture
def people(transactional_db):
    return assemble()


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run acts in threads that start together; each answer is what the act returned or the refusal it met."""
    barrier, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def run(index: int, act: Callable[[], object]) -> None:
        try:
            connection.ensure_connection()
            barrier.wait(LONG)
            answers[index] = act()
        except Exception as error:  # handed to the test, which says what it expected
            answers[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(LONG)
        assert not thread.is_alive(), "somebody waits for ever"
    return answers


def while_locked(lock: Callable[[], object], *acts: Callable[[], object]) -> list[object]:
    """Like `at_once`, but a row that all of them need is held until each of them waits for it."""
    holding, release = threading.Event(), threading.Event()

    def hold() -> None:
        try:
            with transaction.atomic():
                lock()
                holding.set()
                release.wait(LONG)
        finally:
            connections.close_all()

    keeper = threading.Thread(target=hold)
    keeper.start()
    assert holding.wait(LONG)
    watcher = threading.Thread(target=_release_when_waiting, args=(len(acts), release))
    watcher.start()
    answers = at_once(*acts)
    keeper.join(LONG)
    watcher.join(LONG)
    return answers


def _release_when_waiting(many: int, release: threading.Event) -> None:
    """Let go as soon as `many` sessions of this database wait for a lock."""
    try:
        waiting = (
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        )
        pause = threading.Event()
        for _ in range(LONG * 100):
            with connection.cursor() as cursor:
                cursor.execute(waiting)
                if cursor.fetchone()[0] >= many:
                    break
            pause.wait(0.01)
    finally:
        release.set()
        connections.close_all()


def kinds(answers: list[object]) -> set[str]:
    return {type(answer).__name__ for answer in answers}


@pytest.mark.rule("DRG-03")
def test_of_two_approvals_at_once_exactly_one_stands(people, by):
    opportunity = opportunity_of(people.acme, people.sofia)
    refs = []
    for who in (people.nadia, people.ruth):
        ref = put_forward(people, by, submitted(people, by, actor=who))
        refs.append(with_asm(people, by, made_ready(people, by, ref, opportunity)))
    answers = while_locked(
        lambda: locked(opportunity.pk), *(lambda ref=ref: registrations.approve(ref, by(people.amir)) for ref in refs)
    )
    assert kinds(answers) == {"Registration", "Taken"}
    assert sorted(Registration.objects.values_list("state", flat=True)) == ["approved", "in_review"]
    opportunity.refresh_from_db()
    assert opportunity.dr_deal_id == Registration.objects.get(state="approved").reference
    assert Event.objects.filter(name="deals.registration.approved").count() == 1


@pytest.mark.rule("DRG-03", "DRG-25")
def test_an_approval_and_a_relinking_to_the_same_opportunity(people, by):
    first, wanted = opportunity_of(people.acme, people.sofia), opportunity_of(people.acme, people.sofia, name="Wanted")
    held = approved(people, by, first)
    ref = put_forward(people, by, submitted(people, by, actor=people.ruth))
    with_asm(people, by, made_ready(people, by, ref, wanted))
    answers = while_locked(
        lambda: locked(wanted.pk),
        lambda: registrations.approve(ref, by(people.amir)),
        lambda: registrations.relink_opportunity(held, by(people.omar), opportunity=wanted.reference, why="Case 5."),
    )
    assert kinds(answers) == {"Registration", "Taken"}
    assert Registration.objects.filter(opportunity=wanted, state="approved").count() == 1


@pytest.mark.rule("DRG-25")
def test_two_relinkings_crosswise_wait_for_nobody_for_ever(people, by):
    one, two = opportunity_of(people.acme, people.sofia), opportunity_of(people.acme, people.sofia, name="Two")
    first, second = approved(people, by, one), approved(people, by, two)
    answers = while_locked(
        lambda: locked(one.pk),
        lambda: registrations.relink_opportunity(first, by(people.omar), opportunity=two.reference, why="Case 5."),
        lambda: registrations.relink_opportunity(second, by(people.omar), opportunity=one.reference, why="Case 6."),
    )
    assert all(isinstance(answer, Taken) for answer in answers), answers
    assert set(Registration.objects.values_list("reference", "opportunity_id")) == {(first, one.pk), (second, two.pk)}


def test_two_browsers_on_one_registration(people, by):
    reached = stage("returned", people, by)
    version = reached.row.version
    answers = while_locked(
        lambda: Registration.objects.select_for_update().get(reference=reached.reference),
        lambda: registrations.amend(reached.reference, by(people.nadia), {"need": "First."}, version=version),
        lambda: registrations.amend(reached.reference, by(people.nina), {"need": "Second."}, version=version),
    )
    assert kinds(answers) == {"Registration", "Stale"}
    kept = next(answer for answer in answers if not isinstance(answer, Stale))
    assert (reached.row.need, reached.row.version) == (kept.need, version + 1)


def test_a_double_submission_is_one(people, by):
    reached = stage("draft", people, by)
    answers = while_locked(
        lambda: Registration.objects.select_for_update().get(reference=reached.reference),
        *(lambda: registrations.submit(reached.reference, by(people.nadia)) for _ in range(2)),
    )
    assert kinds(answers) == {"Registration", "MoveNotOpen"}
    assert reached.events() == ["drafted", "submitted"]
    assert Clock.objects.count() == 2


@pytest.mark.rule("DRG-17")
def test_two_workers_expire_it_once(people, by):
    reached = stage("approved", people, by)
    product = by(None, at=NOON + timedelta(days=90), door="job")
    answers = while_locked(
        lambda: Registration.objects.select_for_update().get(reference=reached.reference),
        *(lambda: registrations.expire(reached.reference, product) for _ in range(2)),
    )
    assert kinds(answers) == {"Registration", "MoveNotOpen"}
    assert reached.events().count("expired") == 1


def planned(people, by, person, backup) -> Absence:
    return absences.plan(
        by(person), person=person.pk, backup=backup.pk, starts_at=NOON, ends_at=NOON + timedelta(days=7)
    )


@pytest.mark.rule("DRG-19")
def test_an_absence_that_begins_while_she_approves(people, by):
    """Either she was in time and it is with the ASM, or it is with her backup: never in both hands, never in none."""
    reached = stage("with_esm", people, by)
    absence = planned(people, by, people.elena, people.emil)
    answers = while_locked(
        lambda: Registration.objects.select_for_update().get(reference=reached.reference),
        lambda: registrations.approve(reached.reference, by(people.elena)),
        lambda: absences.begin(absence.pk, by(None, door="job")),
    )
    absence.refresh_from_db()
    row = reached.row
    assert absence.state == "active"
    if isinstance(answers[0], NotFound):
        assert (row.step, row.holder, row.holder_for) == ("esm", people.emil, people.elena)
    else:
        assert (row.step, row.holder, row.holder_for) == ("asm", people.amir, None)
        assert row.places.get(role="esm").decided_by == people.elena


def until_waiting(many: int) -> None:
    """Come back as soon as `many` sessions of this database wait for a lock."""
    done = threading.Event()
    watcher = threading.Thread(target=_release_when_waiting, args=(many, done))
    watcher.start()
    assert done.wait(LONG + 5)
    watcher.join(LONG)


@pytest.mark.rule("DRG-19")
def test_work_that_comes_while_an_absence_begins_does_not_stay_with_the_absent(people, by):
    """Her approval has looked up the ASM, and is not kept yet, when his absence begins."""
    reached = stage("with_esm", people, by)
    absence = planned(people, by, people.amir, people.anna)
    just_before = by(people.elena, at=NOON - timedelta(milliseconds=1))
    acts = (
        lambda: registrations.approve(reached.reference, just_before),
        lambda: absences.begin(absence.pk, by(None, door="job")),
    )
    answers: list[list[object]] = []
    threads = [threading.Thread(target=lambda act=act: answers.append(at_once(act))) for act in acts]
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE clocks_clock IN SHARE MODE")  # her approval writes a clock after the look-up
        for waiting, thread in enumerate(threads, start=1):
            thread.start()
            until_waiting(waiting)  # she for the table, then his absence for her
    for thread in threads:
        thread.join(LONG)
    assert not any(isinstance(one, Exception) for answer in answers for one in answer), answers
    assert (reached.row.step, reached.row.holder, reached.row.holder_for) == ("asm", people.anna, people.amir)


@pytest.mark.rule("DRG-19")
def test_work_that_comes_when_an_absence_has_just_begun(people, by):
    reached = stage("with_esm", people, by)
    absences.begin(planned(people, by, people.amir, people.anna).pk, by(None, door="job"))
    just_before = by(people.elena, at=NOON - timedelta(milliseconds=1))
    assert registrations.approve(reached.reference, just_before).holder == people.anna


def test_two_extensions_asked_at_once(people, by):
    reached = stage("approved", people, by)
    answers = while_locked(
        lambda: Registration.objects.select_for_update().get(reference=reached.reference),
        lambda: registrations.ask_extension(reached.reference, by(people.nadia), why="More."),
        lambda: registrations.ask_extension(reached.reference, by(people.nina), why="More."),
    )
    assert kinds(answers) == {"Registration", "Taken"}
    assert reached.row.extension_requests.count() == 1


def test_references_are_never_given_twice(people, by):
    answers = at_once(*(lambda: registrations.register(by(people.nadia), claim()).reference for _ in range(6)))
    assert len(set(answers)) == 6
    assert not any(isinstance(answer, Refusal | MoveNotOpen) for answer in answers)
