"""Pages of licences that are not for resale: the policy before the form, the answer, the queue, the exception (NFR-01, NFR-02)."""

import re
from datetime import UTC, datetime

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.enablement.licences.stages import asked, excepted, people, sent
from towpath.domain.enablement.models import Licence, LicenceRequest

pytestmark = [pytest.mark.django_db, pytest.mark.rule("NFR-01", "NFR-02")]
MOST_QUERIES = 12
FORM = {
    "product": "self_managed", "amount": "10", "use": "training", "contact_name": "Nadia",
    "contact_email": "nadia@northwind.example",
}  # fmt: skip


@pytest.fixture
def staff(cast):
    return people(cast)


@pytest.fixture
def now_by(by):
    return lambda person, at=None, door="portal": by(person, at or datetime.now(UTC), door)


def said(answer) -> str:
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def test_the_form_shows_the_policy_first_and_what_is_left(cast, staff, client):
    client.force_login(cast.nadia)
    page = said(client.get("/portal/support/licences/new"))
    assert page.index("What they are not for") < page.index('name="product"')
    assert "10 of 10 users left" in page
    assert "not in what the program gives you" in page


def test_a_request_passes_is_sent_and_read(cast, staff, client):
    client.force_login(cast.nadia)
    answer = client.post("/portal/support/licences/new", FORM)
    request = LicenceRequest.objects.get()
    assert answer.headers["Location"] == f"/portal/support/licences/{request.reference}"
    client.force_login(staff.luca)
    assert request.reference in said(client.get("/licences"))
    one = f"/licences/{request.reference}"
    refused = client.post(f"{one}/moves/fulfil", {"key": "", "starts_on": "soon"})
    assert (refused.status_code, "Write the day as 2026-03-01." in said(refused)) == (422, True)
    assert client.post(f"{one}/moves/fulfil", {"key": "KEY-4711"}).status_code == 302
    assert "KEY-4711" in said(client.get(one))
    client.force_login(cast.elena)
    assert "KEY-4711" not in said(client.get(one)), "the manager sees the licence and not what opens it"
    client.force_login(cast.nina)
    page = said(client.get(f"/portal/support/licences/{request.reference}"))
    assert "KEY-4711" in page
    assert "Luca" not in page
    assert "10 users, Self-Managed" in said(client.get("/portal/support"))


def test_a_refusal_names_what_is_missing_and_what_mends_it(cast, client):
    client.force_login(cast.ruth)
    answer = client.post("/portal/support/licences/new", FORM, follow=True)
    page = said(answer)
    assert "Nobody holds one of the technical certifications" in page
    assert "Have one of your people certified" in page
    why = re.search(r'id="why".*?href="(/portal/decisions/\d+/\d+)"', page, re.DOTALL)
    assert "What would have had to differ" in said(client.get(why[1]))


def test_a_form_with_faults_keeps_what_was_typed(cast, staff, client):
    client.force_login(cast.nadia)
    answer = client.post("/portal/support/licences/new", FORM | {"amount": "ten", "contact_name": "Keep Me"})
    assert (answer.status_code, "Keep Me" in said(answer), "as a whole number" in said(answer)) == (422, True, True)


def test_an_exception_is_filed_and_decided(cast, staff, client):
    client.force_login(cast.elena)
    given = FORM | {
        "partner": cast.northwind.reference,
        "amount": "40",
        "consulted": "Sol",
        "justification": "A launch",
    }
    faulty = client.post("/licences/new", given)
    assert (faulty.status_code, "should the partner buy" in said(faulty)) == (422, True)
    assert client.post("/licences/new", given | {"partner": "PAR99999", "should_pay": "no"}).status_code == 422
    assert client.post("/licences/new", given | {"should_pay": "no"}).status_code == 302
    one = f"/licences/{LicenceRequest.objects.get().reference}"
    client.force_login(staff.cora)
    assert "A launch" in said(client.get(one))
    assert client.post(f"{one}/moves/decline", {"reason": ""}).status_code == 422
    assert client.post(f"{one}/moves/approve").status_code == 302
    assert LicenceRequest.objects.get().state == "to_fulfil"


def test_programs_take_a_licence_back_and_read_the_list(cast, staff, client, now_by):
    licence = sent(staff, now_by, asked(staff, now_by))
    client.force_login(cast.paula)
    assert licence.reference in said(client.get("/licences/running"))
    assert licence.reference in said(client.get("/licences/running.csv"))
    assert client.post(f"/licences/{licence.request.reference}/moves/revoke", {"reason": "Audit"}).status_code == 302
    assert Licence.objects.get().state == "revoked"
    client.force_login(cast.nadia)
    page = said(client.get(f"/portal/support/licences/{licence.request.reference}"))
    assert "Audit" in page
    assert "KEY-1" not in page


@pytest.mark.parametrize("who", ["ruth", "dirk", "erin", "felix"])
def test_others_find_nothing(cast, staff, client, now_by, who):
    request = asked(staff, now_by)
    client.force_login(getattr(cast, who))
    for path in (f"/portal/support/licences/{request.reference}", f"/licences/{request.reference}"):
        assert client.get(path).status_code == 404
    assert client.post(f"/portal/support/licences/{request.reference}/withdraw").status_code == 404


def test_the_pages_ask_few_things_of_the_database(cast, staff, client, now_by):
    licence = sent(staff, now_by, asked(staff, now_by, amount=2))
    waiting = asked(staff, now_by, amount=2)
    for who, paths in {
        cast.nadia: ["/portal/support", "/portal/support/licences/new", f"/portal/support/licences/{licence.request.reference}"],
        cast.omar: ["/licences", "/licences/running", f"/licences/{waiting.reference}", f"/licences/{licence.request.reference}"],
        cast.elena: ["/licences/new", "/licences?state="],
    }.items():  # fmt: skip
        client.force_login(who)
        for path in paths:
            with CaptureQueriesContext(connection) as caught:
                assert client.get(path).status_code == 200, path
            assert len(caught) <= MOST_QUERIES, (path, len(caught))


def test_each_step_is_written_to_those_it_concerns(cast, staff, now_by):
    from towpath.kernel.events.log import deliver
    from towpath.kernel.events.models import Event
    from towpath.kernel.mail.models import OutgoingMail

    request = excepted(staff, now_by)
    from towpath.domain.enablement.actions import nfr

    nfr.approve(request.reference, now_by(staff.cora))
    sent(staff, now_by, request)
    asked(staff, now_by, who=cast.ruth, partner=cast.rival)
    for event in Event.objects.filter(name__startswith="enablement.licence.").order_by("id"):
        deliver(event.pk, datetime.now(UTC))
    found = set(OutgoingMail.objects.values_list("to", "subject"))
    reference, refused = request.reference, LicenceRequest.objects.latest("id").reference
    assert found == {
        ("cora@example.org", f"{reference} Northwind: an exception to decide"),
        ("luca@example.org", f"{reference} Northwind: a licence to send"),
        ("nina@example.org", f"{reference}: your licences are on their way"),
        ("nina@example.org", f"{reference}: your licence is there"),
        ("ruth@example.org", f"{refused}: your request is outside the policy"),
    }
    assert mail.outbox == []
    assert not OutgoingMail.objects.filter(text__contains="KEY-1").exists()
