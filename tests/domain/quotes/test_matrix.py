"""The matrix of approvers changes by request alone, from a day on; and work goes to a backup while somebody is away."""

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.cast import person
from tests.domain.quotes.shop import SKU, approver, complete
from towpath.domain.deals.actions import absences
from towpath.domain.quotes import matrix_queries
from towpath.domain.quotes.actions import approvals, matrix, quotes
from towpath.domain.quotes.models import Approver, ApproverChange
from towpath.domain.quotes.pricing import Wanted
from towpath.kernel.events.models import Event
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotAllowed, NotFound, Taken

pytestmark = pytest.mark.django_db
DEEP = (Wanted(SKU, Decimal(200), customer_percent=Decimal(20), customer_why="Three years agreed"),)
WEEK = timedelta(days=7)


@pytest.fixture
def asm(cast):
    return approver("asm", cast.amir, region="EMEA")


def ask(cast, by, noon, **more):
    fields = {"level": "asm", "region": "EMEA", "person": cast.anna.pk, "starts_on": noon.date() + WEEK, "why": "Moves"}
    return matrix.request(by(cast.omar), **(fields | more))


def rows():
    return [(row.person.name, row.starts_on, row.ends_on) for row in Approver.objects.order_by("starts_on")]


@pytest.mark.rule("APR-02")
def test_a_change_replaces_the_old_by_the_new_from_a_day_and_keeps_both(cast, by, noon, asm):
    change = ask(cast, by, noon)
    assert (change.state, change.before, Approver.objects.count()) == ("requested", cast.amir, 1)
    done = matrix.apply(change.reference, by(cast.omar), version=change.version)
    day = noon.date() + WEEK
    assert rows() == [("Amir", asm.starts_on, day), ("Anna", day, None)]
    assert (done.state, done.answered_by, done.before, done.after) == ("applied", cast.omar, cast.amir, cast.anna)
    event = Event.objects.get(name="quotes.approver.change_applied")
    assert (event.data["name"], event.data["instead_of"], event.data["starts_on"]) == ("Anna", "Amir", day.isoformat())
    assert [approvals.approver_of("asm", "EMEA", by(None, at=noon + d)).name for d in (0 * WEEK, WEEK)] == ["Amir", "Anna"]  # fmt: skip


@pytest.mark.rule("APR-02")
@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"level": "king"}, "level"), ({"region": "MOON"}, "region"), ({"why": " "}, "why"), ({"person": 0}, "person"),
        ({"person": "nadia"}, "person"), ({"person": "gone"}, "person"), ({"person": "amir"}, "person"),
        ({"starts_on": date(2025, 1, 1)}, "starts_on"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(cast, by, noon, asm, typed, field):
    cast.gone = person("Gone", Role.ASM, is_active=False)
    if isinstance(typed.get("person"), str):
        typed = {"person": getattr(cast, typed["person"]).pk}
    with pytest.raises(Invalid) as no:
        ask(cast, by, noon, **typed)
    assert set(no.value.errors) == {field}
    assert (ApproverChange.objects.count(), Approver.objects.count()) == (0, 1)


@pytest.mark.rule("APR-02")
def test_one_change_of_an_approver_waits_at_a_time_and_is_answered_once(cast, by, noon, asm):
    change = ask(cast, by, noon)
    with pytest.raises(Taken):
        ask(cast, by, noon, person=cast.aiko.pk)
    for somebody in (cast.amir, cast.sofia, cast.felix, cast.nadia):
        with pytest.raises(NotFound):
            matrix.apply(change.reference, by(somebody))
    with pytest.raises(Invalid):
        matrix.decline(change.reference, by(cast.omar), why="")
    assert matrix.decline(change.reference, by(cast.omar), why="She stays").state == "declined"
    with pytest.raises(MoveNotOpen):
        matrix.apply(change.reference, by(cast.omar))
    assert rows() == [("Amir", asm.starts_on, None)]
    with pytest.raises(NotAllowed):
        matrix.request(
            by(cast.sofia), level="asm", region="EMEA", person=cast.anna.pk, starts_on=noon.date(), why="I want"
        )


@pytest.mark.rule("APR-02")
def test_a_request_that_waited_too_long_or_whose_person_left_is_not_applied_as_it_is(cast, by, noon, asm):
    change = ask(cast, by, noon)
    late = noon + 2 * WEEK
    with pytest.raises(Invalid, match="another look"):
        matrix.apply(change.reference, by(cast.omar, at=late))
    cast.anna.is_active = False
    cast.anna.save()
    with pytest.raises(Invalid) as no:
        matrix.apply(change.reference, by(cast.omar, at=late), starts_on=late.date())
    assert set(no.value.errors) == {"person"}
    cast.anna.is_active = True
    cast.anna.save()
    matrix.apply(change.reference, by(cast.omar, at=late), starts_on=late.date())
    assert rows()[1] == ("Anna", late.date(), None)


def test_what_was_planned_for_later_stays_and_a_change_of_the_same_day_leaves_no_empty_time(cast, by, noon, asm):
    day = noon.date()
    for who, starts_on in ((cast.anna, day + 4 * WEEK), (cast.aiko, day + WEEK), (cast.erin, day + WEEK)):
        matrix.apply(ask(cast, by, noon, person=who.pk, starts_on=starts_on).reference, by(cast.omar))
    assert rows() == [
        ("Amir", asm.starts_on, day + WEEK), ("Erin", day + WEEK, day + 4 * WEEK), ("Anna", day + 4 * WEEK, None),
    ]  # fmt: skip
    matrix.apply(ask(cast, by, noon, level="cfo", region="", person=cast.felix.pk).reference, by(cast.omar))
    found = {(each.level, each.region): each for each in matrix_queries.matrix(by(cast.omar), day)}
    assert (found["asm", "EMEA"].now.person, len(found["asm", "EMEA"].later)) == (cast.amir, 2)
    assert (found["cfo", ""].now, found["cfo", ""].later[0].person, found["legal", ""].now) == (None, cast.felix, None)
    with pytest.raises(NotFound):
        matrix_queries.matrix(by(cast.sofia), day)


@pytest.mark.django_db(transaction=True)
def test_two_who_apply_at_once_apply_it_once(cast, by, noon):
    from django.db import connections

    approver("asm", cast.amir, region="EMEA")
    change = ask(cast, by, noon)
    barrier, answers = threading.Barrier(2), []

    def run() -> None:
        try:
            barrier.wait(20)
            answers.append(matrix.apply(change.reference, by(cast.omar)).state)
        except MoveNotOpen as refusal:
            answers.append(refusal.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert (sorted(answers), len(rows())) == (["applied", "move-not-open"], 2)


# who is away -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def in_review(cast, by, shop, asm):
    """A quote that waits for Amir, and for Rolf, who approves for every region and does nothing else here."""
    cast.rolf = person("Rolf", Role.APPROVER)
    approver("rd", cast.rolf, region="")
    quote = quotes.create(by(cast.sofia), complete(shop, cast.rival, lines=DEEP))
    return approvals.submit(quote.reference, by(cast.sofia))


def away(by, noon, who, backup, *, actor=None):
    return absences.plan(
        by(actor or who), person=who.pk, backup=backup.pk, starts_at=noon + timedelta(hours=1), ends_at=noon + WEEK
    )


@pytest.mark.rule("APR-03")
def test_an_approver_of_any_role_names_a_delegate_who_has_the_work_until_she_is_back(cast, by, noon, in_review):
    cast.rita = person("Rita", Role.APPROVER)
    planned = away(by, noon, cast.rolf, cast.rita)
    absences.begin(planned.pk, by(None, at=planned.starts_at, door="job"))
    row = in_review.approvals.get(level="rd")
    assert (row.assigned_to, row.assigned_for) == (cast.rita, cast.rolf)
    with pytest.raises(NotFound):
        approvals.approve(in_review.reference, by(cast.rolf))
    handed = Event.objects.get(name="quotes.quote.handed_over")
    assert (handed.data["before_holder"], handed.data["holder"], handed.on_behalf_of) == ("Rolf", "Rita", cast.rolf)
    assert "1 approval of a quote" in Event.objects.get(name="deals.absence.begun").data["moved"]
    absences.end(planned.pk, by(None, at=planned.ends_at, door="job"))
    row.refresh_from_db()
    assert (row.assigned_to, row.assigned_for) == (cast.rolf, None)


@pytest.mark.rule("APR-03")
def test_what_the_delegate_approved_bears_both_names_and_stays(cast, by, noon, in_review):
    cast.rita = person("Rita", Role.APPROVER)
    planned = away(by, noon, cast.rolf, cast.rita)
    absences.begin(planned.pk, by(None, at=planned.starts_at, door="job"))
    approvals.approve(in_review.reference, by(cast.rita, at=planned.starts_at))
    absences.cancel(planned.pk, by(cast.rolf, at=planned.starts_at))
    row = in_review.approvals.get(level="rd")
    assert (row.decided_by, row.decided_for, row.outcome) == (cast.rita, cast.rolf, "approved")


@pytest.mark.rule("APR-03")
def test_a_delegate_is_there_has_access_and_may_decide_herself(cast, by, noon, in_review):
    for backup in (cast.sofia, cast.nadia, cast.rolf):
        with pytest.raises(Invalid) as no:
            away(by, noon, cast.rolf, backup)
        assert set(no.value.errors) == {"backup"}
    with pytest.raises(Invalid) as no:
        away(by, noon, cast.amir, cast.rolf)  # he may approve quotes, and no registrations
    assert "may not approve as Area Sales Manager" in no.value.errors["backup"][0]
    away(by, noon, cast.rolf, cast.amir)  # who stands in the matrix himself
    with pytest.raises(Invalid, match="another look"):
        away(by, noon, cast.amir, cast.anna)  # he stands in already
    with pytest.raises(NotFound):
        away(by, noon, cast.sofia, cast.amir)  # she approves nothing
