"""Pages, API and command line of the matrix of approvers: read as of a day, changed by request alone."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.domain.quotes.shop import approver
from towpath.domain.quotes.models import Approver, ApproverChange
from towpath.kernel.approvals.models import Absence

pytestmark = [pytest.mark.django_db, pytest.mark.rule("APR-02")]
MOST_QUERIES = 12


def said(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def day():
    return timezone.now().date() + timedelta(days=7)


@pytest.fixture
def asm(cast):
    return approver("asm", cast.amir, region="EMEA")


def typed(cast, day, **more) -> dict:
    fields = {"level": "asm", "region": "EMEA", "person": cast.anna.pk, "starts_on": day, "why": "She takes over"}
    return fields | more


def test_asked_for_and_applied_on_pages(cast, client, asm, day):
    client.force_login(cast.omar)
    assert "Amir" in said(client.get("/approvers"))
    wrong = client.post("/approvers/changes/new", typed(cast, day, starts_on="soon"))
    assert (wrong.status_code, "Write a day" in said(wrong)) == (422, True)
    made = client.post("/approvers/changes/new", typed(cast, day))
    change = ApproverChange.objects.get()
    assert made.headers["Location"] == f"/approvers/changes/{change.reference}"
    again = client.post("/approvers/changes/new", typed(cast, day, person=cast.aiko.pk))
    assert (again.status_code, "waits already" in said(again)) == (422, True)
    page = said(client.get(made.headers["Location"]))
    assert "Instead of" in page
    assert "Amir" in page
    one = f"/approvers/changes/{change.reference}/moves"
    assert client.post(f"{one}/decline", {"why": ""}).status_code == 422
    assert client.post(f"{one}/apply", {"starts_on": "soon"}).status_code == 422
    assert client.post(f"{one}/apply", {"starts_on": day}).status_code == 302
    assert client.post(f"{one}/apply", {"starts_on": day}).status_code == 409
    assert client.post(f"{one}/crown").status_code == 404
    with CaptureQueriesContext(
        connection,
    ) as ran:
        later = said(client.get("/approvers", {"on": day}))
    assert later.index("Anna") < later.index("Requests for changes")
    assert len(ran) <= MOST_QUERIES


def test_who_may_not_read_the_matrix_finds_no_page(cast, client, asm, day):
    for who in (cast.sofia, cast.elena, cast.nina):
        client.force_login(who)
        assert client.get("/approvers").status_code == 404
        assert client.post("/approvers/changes/new", typed(cast, day)).status_code == 404
    client.force_login(cast.felix)  # reads it, and asks for nothing
    assert "Ask for another" not in said(client.get("/approvers"))
    assert client.get("/approvers/changes/new").status_code == 404


def test_through_the_api(cast, asm, day):
    from tests.api.conftest import Program

    omar = Program(cast.omar)
    made = omar.post("/approvers/changes", typed(cast, day.isoformat()))
    assert (made.status_code, made.json()["before"]["name"]) == (201, "Amir")
    one = f"/approvers/changes/{made.json()['reference']}"
    assert [each["reference"] for each in omar.get("/approvers/changes?state=requested").json()["items"]] == [
        made.json()["reference"]
    ]
    done = omar.post(f"{one}/apply", {"version": made.json()["version"]})
    assert (done.status_code, done.json()["state"]) == (200, "applied")
    assert omar.post(f"{one}/decline", {"reason": "No"}).status_code == 409
    items = omar.get(f"/approvers?on={day}").json()["items"]
    assert next(each["now"]["person"]["name"] for each in items if each["level"] == "asm") == "Anna"
    wrong = omar.post("/approvers/changes", typed(cast, "2020-01-01", level="king"))
    assert (wrong.status_code, set(wrong.json()["errors"])) == (422, {"level", "starts_on"})
    assert Program(cast.sofia).get("/approvers").status_code == 404


def test_from_the_command_line(cast, asm, day):
    from click.testing import CliRunner

    from towpath.cli import approvers

    run = lambda *words: CliRunner().invoke(approvers.group, [*words, "--as", cast.omar.email])  # noqa: E731
    asked = run("ask", "asm", "--region", "emea", "--person", cast.anna.email, "--from", str(day), "--why", "New")
    assert "asked for" in asked.output, asked.output
    reference = ApproverChange.objects.get().reference
    assert reference in run("changes", "--state", "requested").output
    assert f"Anna approves as asm for EMEA from {day}" in run("apply", reference).output
    assert Approver.objects.count() == 2
    listed = run("list", "--on", str(day)).output
    assert "Anna" in listed
    assert run("decline", reference, "--why", "No").exit_code != 0


@pytest.mark.rule("APR-03")
def test_an_approver_who_reviews_no_registrations_plans_an_absence(cast, client, asm):
    approver("cfo", cast.felix, region="")
    client.force_login(cast.felix)
    page = said(client.get("/absences"))
    form = page[page.index('name="backup"') :]
    assert "Amir" in form
    assert not any(name in form for name in ("Sofia", "Elena"))
    sent = {"backup": cast.amir.pk, "starts_at": "2099-12-21T09:00", "ends_at": "2100-01-04T09:00"}
    assert client.post("/absences", sent).status_code == 302
    assert Absence.objects.get().backup == cast.amir
