"""Certifications in the workspace and the portal: each page opens for whom it is, in a fixed number of queries."""

import io
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests.domain.enablement.test_holders import holds, learner
from towpath.domain.enablement.actions import imports, vouchers
from towpath.domain.enablement.models import Completion, CompletionImport, Voucher

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES = tmp_path


@pytest.fixture
def learned(cast):
    elif_, omid = learner("Elif", cast.northwind), learner("Omid", cast.rival)
    for badge in ("foundations", "sales_core", "pse"):
        holds(elif_, badge, date(2026, 3, 1), date(2028, 3, 1))
    holds(omid, "foundations", date(2026, 6, 1), date(2027, 1, 1))
    lost = learner("Lost", cast.northwind)
    lost.employments.all().delete()
    for one, partner in ((elif_, cast.northwind), (omid, cast.rival)):
        one.works_at = partner
        one.save()
    return elif_


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


PAGES = (
    "completions",
    "completion_new",
    "unplaced",
    "imports",
    "scorecard",
    "regions",
    "vouchers",
    "voucher_new",
    "vouchers_import",
    "credly",
)


@pytest.mark.parametrize("name", PAGES)
def test_pages_open_for_operations_and_not_for_finance(cast, learned, name, django_assert_max_num_queries):
    client = signed_in(cast.omar)
    client.get(reverse("workspace:completions"))
    with django_assert_max_num_queries(12):
        answer = client.get(reverse(f"workspace:{name}"))
    assert answer.status_code == 200
    assert signed_in(cast.felix).get(reverse(f"workspace:{name}")).status_code == 404


@pytest.mark.rule("CRT-01")
def test_the_partner_scorecard_counts_people_and_drills_down(cast, learned, django_assert_max_num_queries):
    client = signed_in(cast.elena)
    page = client.get(reverse("workspace:scorecard")).content.decode()
    assert "Northwind" in page
    assert "chart-bar" in page
    lines = b"".join(client.get(reverse("workspace:scorecard_csv")).streaming_content).decode()
    assert f"{cast.northwind.reference},Northwind,EMEA,DE,1,1,0,0,1,0,0,1" in lines
    earned = b"".join(
        client.get(reverse("workspace:scorecard_csv"), {"quarter": "FY27-Q2", "badge": "foundations"}).streaming_content
    ).decode()
    assert f"{cast.northwind.reference},Northwind,EMEA,DE,0,0" in earned
    assert f"{cast.rival.reference},Rivalry,EMEA,DE,1,1" in earned
    with django_assert_max_num_queries(12):
        one = client.get(reverse("workspace:partner_scorecard", args=[cast.northwind.reference]))
    assert "Elif" in one.content.decode()
    assert (
        signed_in(cast.erin).get(reverse("workspace:partner_scorecard", args=[cast.northwind.reference])).status_code
        == 404
    )


@pytest.mark.rule("CRT-02")
def test_the_regional_scorecard_counts_by_country_badge_and_quarter_of_ones_own_region(cast, learned):
    client = signed_in(cast.elena)

    def lines(**asked):
        answer = client.get(reverse("workspace:regions_csv"), asked)
        return b"".join(answer.streaming_content).decode().splitlines()[1:]

    assert lines() == ["DE,Germany,2,4,2"]
    assert lines(by="badge", badge="foundations")[0].startswith("foundations,")
    assert lines(by="quarter") == ["FY27-Q1,FY27-Q1,0,3,0", "FY27-Q2,FY27-Q2,0,1,0"]
    assert client.get(reverse("workspace:regions"), {"by": "quarter"}).status_code == 200
    assert b"Germany" not in b"".join(signed_in(cast.erin).get(reverse("workspace:regions_csv")).streaming_content)


def test_a_quarter_that_is_none_is_said(cast):
    assert signed_in(cast.omar).get(reverse("workspace:scorecard"), {"quarter": "soon"}).status_code == 422


def test_a_file_goes_from_choosing_to_undone_by_the_pages(cast, by):
    client = signed_in(cast.omar)
    file = SimpleUploadedFile(
        "march.csv", b"Email,Badge,Completed\nelif@northwind.example,PSE,2026-03-01\nodd,PSE,2026-03-01\n"
    )
    there = client.post(reverse("workspace:imports"), {"file": file})
    row = CompletionImport.objects.get()
    assert there.url == reverse("workspace:import", args=[row.reference])
    assert b"Email" in client.get(there.url).content
    wrong = client.post(reverse("workspace:import_check", args=[row.reference]), {"email": "Email"})
    assert wrong.status_code == 422
    client.post(reverse("workspace:import_check", args=[row.reference]), row.columns)
    assert b"progress" in client.get(there.url).content
    imports.read(row.reference, by(None))
    assert b"this is no e-mail address" in client.get(there.url).content
    assert b"odd" in b"".join(client.get(reverse("workspace:import_problems", args=[row.reference])).streaming_content)
    client.post(reverse("workspace:import_apply", args=[row.reference]))
    imports.read(row.reference, by(None))
    assert Completion.objects.get().voided_at is None
    client.post(reverse("workspace:import_undo", args=[row.reference]))
    assert Completion.objects.get().voided_as == "undone"


def test_a_completion_is_recorded_with_evidence_corrected_and_taken_back(cast):
    client = signed_in(cast.paula)
    given = {
        "email": "elif@northwind.example",
        "name": "Elif",
        "badge": "pse",
        "completed_on": "2026-03-01",
        "note": "by mail",
    }
    assert client.post(reverse("workspace:completion_new"), given).status_code == 422
    proof = SimpleUploadedFile("proof.pdf", b"%PDF-1.7 proof")
    made = client.post(reverse("workspace:completion_new"), given | {"evidence": proof})
    assert made.status_code == 302, made.content
    one = Completion.objects.get()
    page = client.get(made.url).content
    assert b"proof.pdf" in page
    change = {"badge": "pse", "completed_on": "2026-03-02", "expires_on": "", "reason": ""}
    assert client.post(reverse("workspace:completion_correct", args=[one.pk]), change).status_code == 422
    client.post(reverse("workspace:completion_correct", args=[one.pk]), change | {"reason": "misread"})
    one.refresh_from_db()
    assert (one.completed_on, one.version) == (date(2026, 3, 2), 2)
    client.post(reverse("workspace:completion_take_back", args=[one.pk]), {"reason": "another Elif"})
    one.refresh_from_db()
    assert one.voided_as == "taken_back"
    assert b"another Elif" in client.get(made.url).content


@pytest.mark.rule("CRT-03")
def test_vouchers_are_taken_in_from_a_file_issued_used_and_listed(cast, by):
    client = signed_in(cast.omar)
    text = f"Code,Partner,Used on,Expires on\nAAA-1,,,2026-12-01\nAAA-2,{cast.northwind.reference},2026-03-01,2026-12-01\nAAA-3,Nobody,,\n"
    answer = client.post(reverse("workspace:vouchers_import"), {"file": SimpleUploadedFile("codes.csv", text.encode())})
    assert b"no partner has this reference" in answer.content
    again = vouchers.import_vouchers(by(cast.omar), io.BytesIO(text.encode()), file_name="codes.csv")
    assert (again.added, again.changed, again.unchanged, len(again.errors)) == (0, 0, 2, 1)
    free = Voucher.objects.get(code="AAA-1")
    client.post(
        reverse("workspace:voucher", args=[free.reference]), {"move": "issue", "partner": cast.northwind.reference}
    )
    free.refresh_from_db()
    assert (free.state, free.partner) == ("issued", cast.northwind)
    listed = client.get(reverse("workspace:vouchers")).content.decode()
    assert "AAA-1" in listed
    assert "AAA-2" in signed_in(cast.nina).get(reverse("portal:learning")).content.decode()
    assert "AAA-2" not in signed_in(cast.ruth).get(reverse("portal:learning")).content.decode()


def test_a_partner_sees_her_own_peoples_certifications_and_nobody_elses(cast, learned, django_assert_max_num_queries):
    client = signed_in(cast.nina)
    client.get(reverse("portal:learning"))
    with django_assert_max_num_queries(12):
        page = client.get(reverse("portal:learning")).content.decode()
    assert "Elif" in page
    assert "Omid" not in page
    assert "Elif" not in signed_in(cast.nadia).get(reverse("portal:learning")).content.decode()
    assert "Omid" in signed_in(cast.ruth).get(reverse("portal:learning")).content.decode()
