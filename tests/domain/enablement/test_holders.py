"""Who holds what, for which partner, on a day: what compliance, counts and scorecards rest on."""

from datetime import UTC, date, datetime

import pytest

from towpath.domain.enablement.models import Completion, Employment, Learner
from towpath.domain.enablement.queries import counts, holders

pytestmark = [pytest.mark.django_db, pytest.mark.rule("CRT-05")]


def learner(name: str, partner, starts_on=date(2025, 1, 1), ends_on=None) -> Learner:
    made = Learner.objects.create(name=name, email=f"{name.lower()}@{partner.domain}")
    Employment.objects.create(learner=made, partner=partner, starts_on=starts_on, ends_on=ends_on)
    return made


def holds(who: Learner, badge: str, completed_on=date(2025, 6, 1), expires_on=None, **more) -> Completion:
    source_id = f"{who.pk}-{badge}-{completed_on}"
    return Completion.objects.create(
        learner=who, badge=badge, completed_on=completed_on, expires_on=expires_on,
        source="manual", source_id=source_id, **more,
    )  # fmt: skip


def test_a_badge_counts_from_the_day_of_completion_until_the_day_it_runs_out(cast):
    elif_ = learner("Elif", cast.northwind)
    holds(elif_, "pse", date(2025, 6, 1), date(2027, 6, 1))
    on = lambda day: holders([cast.northwind.pk], day)  # noqa: E731
    assert on(date(2025, 5, 31)) == {}
    assert on(date(2025, 6, 1)) == {cast.northwind.pk: {"pse": {elif_.pk}}}
    assert on(date(2027, 5, 31)) == {cast.northwind.pk: {"pse": {elif_.pk}}}
    assert on(date(2027, 6, 1)) == {}


def test_it_counts_where_its_learner_works_on_the_asked_day(cast):
    mover = learner("Mover", cast.northwind, date(2025, 1, 1), date(2026, 3, 1))
    Employment.objects.create(learner=mover, partner=cast.rival, starts_on=date(2026, 3, 1))
    holds(mover, "foundations")
    both = [cast.northwind.pk, cast.rival.pk]
    assert holders(both, date(2026, 2, 28)) == {cast.northwind.pk: {"foundations": {mover.pk}}}
    assert holders(both, date(2026, 3, 1)) == {cast.rival.pk: {"foundations": {mover.pk}}}


def test_what_was_taken_back_does_not_count_and_two_of_one_badge_are_one_holder(cast):
    elif_ = learner("Elif", cast.northwind)
    holds(elif_, "pse", voided_at=datetime(2026, 1, 1, tzinfo=UTC), voided_as="taken_back")
    holds(elif_, "foundations", date(2025, 6, 1))
    holds(elif_, "foundations", date(2026, 6, 1))
    assert holders([cast.northwind.pk], date(2026, 7, 1)) == {cast.northwind.pk: {"foundations": {elif_.pk}}}


def test_it_takes_one_query_however_many_partners(cast, django_assert_num_queries):
    for name in "ABCDE":
        holds(learner(name, cast.northwind), "pse")
        holds(learner(f"r{name}", cast.rival), "pse")
    with django_assert_num_queries(1):
        found = holders([cast.northwind.pk, cast.rival.pk], date(2026, 7, 1))
    assert [len(found[p.pk]["pse"]) for p in (cast.northwind, cast.rival)] == [5, 5]


def test_counts_are_of_people_not_of_badges(cast, django_assert_num_queries):
    elif_ = learner("Elif", cast.northwind)
    for badge in ("sales_core", "sales_professional", "foundations"):
        holds(elif_, badge)
    holds(learner("Omid", cast.northwind), "sales_core")
    with django_assert_num_queries(1):
        found = counts(
            [cast.northwind.pk, cast.rival.pk],
            date(2026, 7, 1),
            sales={"sales_core", "sales_professional"},
            foundations={"foundations"},
        )
    assert found == {cast.northwind.pk: (2, 1), cast.rival.pk: (0, 0)}
