"""A partner falls out of compliance and comes back: the nights, the letters before and after, the scorecards, the rights."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import partner
from tests.domain.enablement.compliance.stages import learner, member
from tests.stories.doors import browser, said
from towpath.domain.enablement import compliance_queries as queries
from towpath.domain.enablement.models import ComplianceResult
from towpath.jobs.compliance import compute
from towpath.kernel.events.log import deliver
from towpath.kernel.events.models import Event
from towpath.kernel.mail.models import OutgoingMail

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.rule("ELG-03", "ELG-05")]
FELL, GRACE = 100, timedelta(days=90)  # days ago that the accreditation ran out; how long the rights are kept then


@pytest.fixture
def today():
    return datetime.now(UTC).date()


@pytest.fixture
def night(by):
    """night(day): the product's own work of that night, with its letters."""

    def run(day: date):
        last = Event.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        occasion = by(None, at=datetime.combine(day, time(10), UTC), door="job")
        done = compute(occasion)
        for event in Event.objects.filter(pk__gt=last).order_by("pk"):
            deliver(event.pk, occasion.at)
        return done

    return run


@pytest.fixture
def falling(cast, today):
    """Northwind has what its track asks for; one of its two accreditations ran out a hundred days ago."""
    began, ran_out = today - timedelta(days=500), today - timedelta(days=FELL)
    member(cast.northwind, "open", since=began)
    learner(cast.northwind, "Sara", "foundations", "sales_professional", since=began, until=ran_out)
    learner(cast.northwind, "Simon", "foundations", "sales_professional", "solutions_architect", since=began)
    return ran_out


def told() -> list[tuple[str, str]]:
    """Kind and address of the letters about compliance so far, in order."""
    rows = OutgoingMail.objects.filter(kind__startswith="compliance.").order_by("pk")
    return list(rows.values_list("kind", "to"))


def standing(cast) -> tuple[str, bool]:
    """The state that the last night found, and whether the partner's row says that it complies."""
    cast.northwind.refresh_from_db()
    return ComplianceResult.objects.get(partner=cast.northwind, is_track=True).state, cast.northwind.compliant


def both(kind: str, cast) -> list[tuple[str, str]]:
    return [(f"compliance.{kind}", cast.nina.email), (f"compliance.{kind}", cast.elena.email)]


def test_a_partner_falls_out_is_warned_keeps_its_rights_for_a_time_and_comes_back(cast, falling, night, today):
    night(falling - timedelta(days=90))
    assert (standing(cast), told()) == (("compliant", True), [])
    for before in (60, 30):
        night(falling - timedelta(days=before))
        night(falling - timedelta(days=before - 1))
    assert (standing(cast), told()) == (("compliant", True), both("warned", cast) * 2)
    warned = OutgoingMail.objects.filter(kind="compliance.warned", to=cast.nina.email).latest("pk")
    assert f"{falling.day} {falling:%b %Y}" in warned.subject

    night(falling)
    assert standing(cast) == ("grace", True), "in grace it keeps its rights"
    assert told()[4:] == both("in_grace", cast)
    night(falling + GRACE - timedelta(days=1))
    assert len(told()) == 6
    night(falling + GRACE)
    assert standing(cast) == ("not", False)
    assert told()[6:] == both("lost", cast)

    nina, elena, erin = browser(cast.nina), browser(cast.elena), browser(cast.erin)
    card = said(nina.get("/portal/compliance"))
    assert "1 of 2" in card
    assert "The next step" in card
    assert "1 of 2" in said(nina.get("/portal/compliance", {"on": falling.isoformat()}))
    assert "1 of 2" not in said(nina.get("/portal/compliance", {"on": (falling - timedelta(days=1)).isoformat()}))
    assert "discounts" in said(nina.get("/portal/may"))
    inside = f"/partners/{cast.northwind.reference}/compliance"
    assert "1 of 2" in said(elena.get(inside))
    assert erin.get(inside).status_code == 404, "another region's manager sees none of it"

    given = {
        "email": "nadia@northwind.example", "name": "Nadia", "badge": "sales_professional",
        "completed_on": (today - timedelta(days=1)).isoformat(),
        "evidence": SimpleUploadedFile("proof.pdf", b"%PDF-1.7 proof"),
    }  # fmt: skip
    assert browser(cast.omar).post("/enablement/completions/new", given).status_code == 302
    night(today)
    assert standing(cast) == ("compliant", True)
    assert told()[8:] == both("regained", cast)
    assert "1 of 2" not in said(nina.get("/portal/compliance"))
    assert night(today).partners == 0, "a second run of the night finds nothing to do"
    assert len(told()) == 10


def test_discounts_rest_while_it_does_not_comply_and_registering_does_not(cast, by, falling, night, today):
    night(falling)
    night(falling + GRACE)
    cast.northwind.refresh_from_db()
    who = by(cast.nina, at=datetime.now(UTC))
    verdict = queries.may(cast.nina, cast.northwind, "discount", who)
    assert not verdict.outcome
    assert all(reason.mend for reason in verdict.because)
    assert queries.may(cast.nina, cast.northwind, "register", who).outcome
    answer = browser(cast.nina).get("/portal/may")
    assert all(reason.mend in said(answer).replace("&#39;", "'") for reason in verdict.because)


def test_what_is_put_right_in_time_is_told_as_such_and_nothing_is_lost(cast, falling, night):
    night(falling - timedelta(days=60))
    night(falling)
    learner(cast.northwind, "Nils", "sales_professional", since=falling + timedelta(days=10))
    night(falling + timedelta(days=10))
    assert (standing(cast), [kind for kind, _ in told()][4:]) == (("compliant", True), ["compliance.regained"] * 2)
    assert "compliance.lost" not in dict(told())


def test_other_partners_and_their_people_hear_nothing(cast, falling, night):
    other = partner("Willow", manager=cast.elena)
    night(falling - timedelta(days=60))
    night(falling)
    heard = {to for _, to in told()}
    assert heard == {cast.nina.email, cast.elena.email}
    assert not Event.objects.filter(subject_id=other.pk, name="enablement.compliance.warned").exists()


def test_a_night_that_was_missed_is_made_up_and_the_change_told_once(cast, falling, night, today):
    night(falling - timedelta(days=90))
    night(falling + timedelta(days=3))
    assert (standing(cast)[0], told()) == ("grace", both("in_grace", cast))
