"""What a partner may do: every failed condition, on any day (ELG-05)."""

from datetime import date

import pytest

from tests.domain.enablement.compliance.stages import learner, member, trained
from towpath.domain.enablement import compliance_queries as queries
from towpath.kernel.refusals import Invalid, NotFound

pytestmark = pytest.mark.django_db


@pytest.mark.rule("ELG-03", "ELG-05")
def test_every_failed_condition_is_named_with_what_mends_it(cast, by):
    said = queries.may(cast.paula, cast.northwind, "discount", by(cast.paula))
    assert not said.outcome
    assert [each.catalogue_ids for each in said.because] == [("ELG-03",)]
    cast.northwind.foundations_completed = 0
    said = queries.may(cast.paula, cast.northwind, "discount", by(cast.paula))
    assert {each.catalogue_ids[0] for each in said.because} == {"ELG-02", "ELG-03"}
    assert all(each.mend for each in said.because)
    trained(cast.northwind)
    cast.northwind.foundations_completed = 1
    assert queries.may(cast.paula, cast.northwind, "discount", by(cast.paula)).outcome


@pytest.mark.rule("ELG-05")
def test_another_day_is_answered_by_the_facts_and_wordings_of_that_day(cast, by):
    member(cast.northwind, "open", since=date(2025, 1, 6))
    learner(cast.northwind, "Sara", "sales_professional", since=date(2026, 3, 1), until=date(2026, 8, 1))
    for day, may in ((date(2026, 2, 28), False), (date(2026, 3, 1), True), (date(2026, 8, 1), False)):
        assert queries.may(cast.paula, cast.northwind, "transact", by(cast.paula), day).outcome is may, day
    assert queries.may(cast.paula, cast.northwind, "transact", by(cast.paula)).outcome, "today's counts are on its row"


@pytest.mark.rule("NFR-01")
def test_one_technical_certification_opens_licences_not_for_resale(cast, by):
    assert not queries.may(cast.nina, cast.northwind, "nfr", by(cast.nina)).outcome
    learner(cast.northwind, "Aya", "solutions_architect")
    assert queries.may(cast.nina, cast.northwind, "nfr", by(cast.nina)).outcome


def test_who_does_not_see_the_partner_gets_no_answer(cast, by):
    for person in (cast.ruth, cast.dirk, cast.erin):
        with pytest.raises(NotFound):
            queries.may(person, cast.northwind, "transact", by(person))
    with pytest.raises(NotFound, match="no question"):
        queries.may(cast.paula, cast.northwind, "fly", by(cast.paula))


def test_a_day_before_the_program_is_refused_with_the_day_on_which_it_begins(cast, by):
    with pytest.raises(Invalid) as refused:
        queries.may(cast.paula, cast.northwind, "register", by(cast.paula), date(2000, 1, 12))
    assert "begins on" in refused.value.errors["on"][0]
