"""Letters about certifications and files of them: to whom, in which words, each once."""

import io
from datetime import UTC, date, datetime

import pytest

from tests.cast import person
from tests.notices.letters import expect, letters
from towpath.domain.enablement.actions import completions, imports
from towpath.domain.enablement.models import Completion, Employment, Learner
from towpath.jobs.enablement import remind_due
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.rule("CRT-05")]


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.fixture
def held(cast):
    """Nadia's accreditation, which runs out on 20 September."""
    learner = Learner.objects.create(
        name="Nadia", email=cast.nadia.email, person=cast.nadia, works_at=cast.northwind, employer="Northwind"
    )
    Employment.objects.create(learner=learner, partner=cast.northwind, starts_on=date(2025, 1, 6))
    return Completion.objects.create(
        learner=learner, badge="sales_professional", completed_on=date(2024, 9, 20), expires_on=date(2026, 9, 20),
        source="manual",
    )  # fmt: skip


def night(by, *day: int):
    return by(None, at=datetime(*day, 10, tzinfo=UTC), door="job")


PAGE = "http://localhost:8000/portal/certifications"


def test_the_learner_and_her_administrators_hear_sixty_and_fourteen_days_before(cast, by, noon, held):
    person("Vera", Role.PARTNER_VIEWER, organisation=cast.northwind.organisation)
    for day, left in (((2026, 7, 22), "60 days"), ((2026, 9, 6), "14 days")):
        found = letters(noon, lambda day=day: remind_due(night(by, *day)))
        expect(
            found,
            {
                ("enablement.expiring", "nadia"): (
                    f"runs out in {left}: Nadia", "Renew it before Sun 20 Sep 2026.", "Held by: Nadia", PAGE,
                ),
                ("enablement.expiring", "nina"): (
                    f"runs out in {left}: Nadia", "See to its renewal before Sun 20 Sep 2026.", PAGE,
                ),
            },
        )  # fmt: skip
        assert letters(noon, lambda day=day: remind_due(night(by, *day))) == {}, "once for each of the two days"


def test_nobody_is_told_of_what_was_renewed_taken_back_or_of_who_left(cast, by, noon, held):
    Completion.objects.create(
        learner=held.learner, badge=held.badge, completed_on=date(2026, 7, 1), expires_on=date(2028, 7, 1), source="manual",
        source_id="renewed",
    )  # fmt: skip
    assert letters(noon, lambda: remind_due(night(by, 2026, 9, 6))) == {}
    Completion.objects.filter(source_id="renewed").delete()
    Learner.objects.update(works_at=None)
    assert letters(noon, lambda: remind_due(night(by, 2026, 9, 6))) == {}


def test_a_reminder_of_what_was_taken_back_meanwhile_is_not_sent(cast, by, noon, held):
    def said_then_taken_back():
        remind_due(night(by, 2026, 9, 6))
        completions.take_back(by(cast.omar), held.pk, reason="Another Nadia")

    assert letters(noon, said_then_taken_back) == {}


HEADER = "Record ID,Email,Name,Course,Date earned,Expires,Employer"
GOOD = "a1,elif@northwind.example,Elif,GitLab Foundations for Partners,2026-03-01,2028-03-01,"
BAD = "a2,no address,Nobody,PSE,2026-03-01,,"


def received(who, *rows: str):
    row = imports.receive(who, io.BytesIO("\r\n".join([HEADER, *rows, ""]).encode()), file_name="march.csv")
    imports.check(row.reference, who, columns=row.columns, run=False)
    return imports.read(row.reference, who)


def test_who_asked_for_an_import_hears_that_it_is_done(cast, by, noon):
    row = received(by(cast.omar), GOOD, BAD)

    def done():
        imports.apply(row.reference, by(cast.omar), run=False)
        imports.read(row.reference, by(None, door="job"))

    wanted = (
        "march.csv is imported", "1 completions were added, 1 rows were left out",
        f"http://localhost:8000/enablement/imports/{row.reference}",
    )  # fmt: skip
    expect(letters(noon, done), {("enablement.import", "omar"): wanted})


def test_who_asked_for_an_import_hears_that_it_failed_and_why(cast, by, noon):
    row = received(by(cast.omar), GOOD)

    def lost():
        imports.apply(row.reference, by(cast.omar), run=False)
        imports.place_of(row.reference).unlink()
        imports.read(row.reference, by(None, door="job"))

    wanted = ("march.csv cannot be imported", "the file is not here any more", "Choose the file again")
    expect(letters(noon, lost), {("enablement.import", "omar"): wanted})


def test_who_left_meanwhile_hears_nothing(cast, by, noon):
    row = received(by(cast.omar), GOOD)

    def done():
        imports.apply(row.reference, by(cast.omar), run=False)
        Person.objects.filter(pk=cast.omar.pk).update(is_active=False)
        imports.read(row.reference, by(None, door="job"))

    assert letters(noon, done) == {}
