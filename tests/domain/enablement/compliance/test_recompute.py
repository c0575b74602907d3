"""Compliance by the night: computed for many, told when it changes, the partner's flag in step."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.domain.enablement.compliance.stages import learner, member, trained
from towpath.domain.enablement.actions import compliance
from towpath.domain.enablement.models import Completion, ComplianceResult
from towpath.kernel.events.models import Event

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("ELG-03")]


@pytest.fixture
def night(by):
    """night(2026-09-02): the product itself, early on that day of the program's zone."""

    def on(day: date):
        return by(None, at=datetime(day.year, day.month, day.day, 10, tzinfo=UTC), door="job")

    return on


def standing(partner) -> ComplianceResult:
    return ComplianceResult.objects.get(partner=partner, is_track=True)


def told(partner) -> list[str]:
    return list(
        Event.objects.filter(subject_id=partner.pk, name__startswith="enablement.compliance.")
        .order_by("pk").values_list("name", flat=True)
    )  # fmt: skip


def test_a_partner_falls_out_keeps_its_rights_for_a_time_loses_them_and_comes_back(cast, night):
    ends = date(2026, 9, 20)
    member(cast.northwind, "open")
    trained(cast.northwind, until=ends)
    compliance.recompute_all(night(date(2026, 6, 1)))
    assert (standing(cast.northwind).state, standing(cast.northwind).breaks_on) == ("compliant", None)
    assert told(cast.northwind) == []

    compliance.recompute_all(night(date(2026, 7, 22)))  # sixty days before
    assert standing(cast.northwind).breaks_on == ends
    assert told(cast.northwind) == ["enablement.compliance.warned"]
    compliance.recompute_all(night(date(2026, 7, 30)))
    assert len(told(cast.northwind)) == 1, "once for each day that the program names"
    compliance.recompute_all(night(date(2026, 8, 21)))
    assert len(told(cast.northwind)) == 2

    compliance.recompute_all(night(ends))
    assert (standing(cast.northwind).state, standing(cast.northwind).grace_until) == ("grace", date(2026, 12, 19))
    assert [each["key"] for each in standing(cast.northwind).missing] == ["sales"]
    cast.northwind.refresh_from_db()
    assert cast.northwind.compliant, "in grace it keeps its rights"

    compliance.recompute_all(night(date(2026, 12, 19)))
    assert standing(cast.northwind).state == "not"
    cast.northwind.refresh_from_db()
    assert not cast.northwind.compliant

    learner(cast.northwind, "Nils", "sales_professional", since=date(2027, 1, 10))
    compliance.recompute_all(night(date(2027, 1, 10)))
    assert standing(cast.northwind).state == "compliant"
    cast.northwind.refresh_from_db()
    assert cast.northwind.compliant
    assert told(cast.northwind)[2:] == [
        "enablement.compliance.in_grace", "enablement.compliance.lost", "enablement.compliance.regained",
    ]  # fmt: skip


def test_it_is_computed_once_a_day_and_repeating_changes_nothing(cast, night):
    trained(cast.northwind)
    first = compliance.recompute_all(night(date(2026, 9, 1)))
    assert (first.partners, first.changed) == (2, 2)
    assert compliance.recompute_all(night(date(2026, 9, 1))).partners == 0
    assert compliance.recompute_all(night(date(2026, 9, 1)), again=True).changed == 0
    again = compliance.recompute_all(night(date(2026, 9, 2)))
    assert (again.partners, again.changed) == (2, 0)
    assert set(ComplianceResult.objects.values_list("computed_on", flat=True)) == {date(2026, 9, 2)}


def test_voided_completions_and_people_who_left_do_not_count(cast, night):
    trained(cast.northwind)
    compliance.recompute_all(night(date(2026, 9, 1)))
    assert standing(cast.northwind).state == "compliant"
    gone = Completion.objects.filter(badge="sales_professional").first()
    gone.learner.employments.update(ends_on=date(2026, 9, 5))
    compliance.recompute_all(night(date(2026, 9, 4)))
    assert standing(cast.northwind).state == "compliant"
    compliance.recompute_all(night(date(2026, 9, 5)))
    assert standing(cast.northwind).state == "grace"
    Completion.objects.filter(badge="solutions_architect").update(voided_at=datetime(2026, 9, 6, tzinfo=UTC))
    compliance.recompute_all(night(date(2026, 9, 6)))
    assert {each["key"] for each in standing(cast.northwind).missing} == {"sales", "solution_architect"}


def test_one_accreditation_makes_a_beginner_eligible_for_a_time(cast, night):
    member(cast.northwind, "open", since=date(2026, 8, 1))
    learner(cast.northwind, "Sara", "sales_professional")
    compliance.recompute_all(night(date(2026, 9, 1)))
    assert standing(cast.northwind).state == "temporary"
    compliance.recompute_all(night(date(2026, 8, 1) + timedelta(days=180)))
    assert standing(cast.northwind).state == "not"
    assert told(cast.northwind) == ["enablement.compliance.lost"]


def test_the_vendors_own_and_merged_partners_are_not_counted(cast, night):
    cast.northwind.demonstration = True
    cast.northwind.save()
    cast.rival.merged_into, cast.rival.status = cast.northwind, "former"
    cast.rival.save()
    assert compliance.recompute_all(night(date(2026, 9, 1))).partners == 0


@pytest.mark.rule("CRT-04")
def test_a_designation_that_ended_has_no_result_any_more(cast, night):
    held = member(cast.northwind, "psp", since=date(2026, 1, 1))
    compliance.recompute_all(night(date(2026, 9, 1)))
    assert set(ComplianceResult.objects.filter(partner=cast.northwind).values_list("subject", flat=True)) == {
        "open", "psp",
    }  # fmt: skip
    held.ends_on = date(2026, 9, 2)
    held.save()
    compliance.recompute_all(night(date(2026, 9, 2)))
    assert ComplianceResult.objects.get(partner=cast.northwind).subject == "open"


def test_a_fixed_number_of_statements_for_any_many(cast, night, django_assert_max_num_queries):
    from tests.cast import partner

    for index in range(30):
        trained(partner(f"Many{index}"))
    compliance.recompute_all(night(date(2026, 9, 1)))
    with django_assert_max_num_queries(16):
        assert compliance.recompute_all(night(date(2026, 9, 2))).partners == 32
