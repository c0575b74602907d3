"""Pages of mergers and of names: planned, looked at, carried out, undone; old links lead on; few queries (BRD-07)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import person
from tests.domain.partners.mergers.stages import done, furnish, planned
from towpath.domain.deals.models import Registration
from towpath.domain.partners.models import LegalRequest, Merger, NameChange, Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.rule("BRD-07")]
MOST_QUERIES = 12


@pytest.fixture
def two(cast, by, noon):
    furnish(cast, by, noon)
    return cast


def said(answer) -> str:
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def form(cast, **more) -> dict[str, str]:
    return {
        "kept": cast.northwind.reference, "kind": "merge", "administrators": "kept", "designations": "carry",
        "reason": "Bought",
    } | more  # fmt: skip


def test_a_merger_from_the_partners_page_to_its_undoing(two, client):
    client.force_login(two.omar)
    ref = two.rival.reference
    assert f"/partners/{ref}/merge" in said(client.get(f"/partners/{ref}"))
    answer = client.post(f"/partners/{ref}/merge", form(two))
    merger = Merger.objects.get()
    assert answer.headers["Location"] == f"/mergers/{merger.reference}"
    page = said(client.get(f"/mergers/{merger.reference}"))
    assert "Sellers from then on: Ruth." in page
    assert "Both claim Acme Robotics" in page
    assert client.post(f"/mergers/{merger.reference}/moves/carry_out").status_code == 302
    old = client.get(f"/partners/{ref}")
    assert old.headers["Location"] == f"/partners/{two.northwind.reference}", "old links lead to the kept partner"
    page = said(client.get(f"/partners/{two.northwind.reference}"))
    assert "Rivalry became part of" in page
    assert "undone before" in said(client.get(f"/mergers/{merger.reference}"))
    refused = client.post(f"/mergers/{merger.reference}/moves/undo", {"reason": ""})
    assert (refused.status_code, "Say why" in said(refused)) == (422, True)
    assert client.post(f"/mergers/{merger.reference}/moves/undo", {"reason": "Wrong"}).status_code == 302
    assert client.get(f"/partners/{ref}").status_code == 200


def test_the_people_who_moved_go_on_in_the_same_session_and_old_deals_open(two, client, by):
    client.force_login(two.ruth)
    assert client.get(f"/portal/deals/registrations/{two.theirs}").status_code == 200
    done(two, by)
    page = client.get(f"/portal/deals/registrations/{two.theirs}")
    assert page.status_code == 200
    assert "Northwind" in said(page)
    client.force_login(Person.objects.get(pk=two.nadia.pk))
    assert client.get(f"/portal/deals/registrations/{two.theirs}").status_code == 200


def test_what_stops_it_is_shown_and_a_wrong_form_keeps_what_was_typed(two, client, noon):
    for one, ref in ((two.northwind, "LEG90001"), (two.rival, "LEG90002")):
        LegalRequest.objects.create(
            reference=ref, partner=one, organisation=one.organisation, asked_at=noon, asked_by=two.omar
        )
    client.force_login(two.omar)
    wrong = client.post(f"/partners/{two.rival.reference}/merge", form(two, kept="Nobody Ltd", reason=""))
    assert wrong.status_code == 422
    assert "Say why" in said(wrong)
    wrong = client.post(f"/partners/{two.rival.reference}/merge", form(two, kept="Nobody Ltd"))
    assert "There is no partner Nobody Ltd." in said(wrong)
    client.post(f"/partners/{two.rival.reference}/merge", form(two, kept="northwind"))
    merger = Merger.objects.get()
    page = said(client.get(f"/mergers/{merger.reference}"))
    assert "Both wait for a contract: LEG90001, LEG90002." in page
    stopped = client.post(f"/mergers/{merger.reference}/moves/carry_out")
    assert (stopped.status_code, "LEG90001" in said(stopped)) == (422, True)
    LegalRequest.objects.filter(reference="LEG90002").update(state="declined")
    assert "stops it" not in said(client.post(f"/mergers/{merger.reference}/moves/look_again", follow=True))
    assert client.post(f"/mergers/{merger.reference}/moves/drop", {"reason": "Later"}).status_code == 302


def test_what_changed_since_is_named_and_may_be_left(two, client, by):
    merger = done(two, by)
    Registration.objects.filter(reference=two.theirs).update(version=99)
    client.force_login(two.omar)
    Merger.objects.filter(pk=merger.pk).update(done_on=_today(), final_from=_today())
    refused = client.post(f"/mergers/{merger.reference}/moves/undo", {"reason": "Wrong"})
    page = said(refused)
    assert refused.status_code == 422
    assert two.theirs in page
    assert 'name="leave_changed"' in page
    answer = client.post(f"/mergers/{merger.reference}/moves/undo", {"reason": "Wrong", "leave_changed": "on"})
    assert answer.status_code == 302
    assert Partner.objects.get(pk=two.rival.pk).merged_into is None


def _today():
    from datetime import UTC, datetime

    return datetime.now(UTC).date()


def test_only_those_with_the_right_see_buttons_and_pages(two, client, by):
    merger = planned(two, by)
    client.force_login(two.elena)
    assert f"{two.rival.reference}/merge" not in said(client.get(f"/partners/{two.rival.reference}"))
    assert client.get(f"/partners/{two.rival.reference}/merge").status_code == 404
    page = said(client.get(f"/mergers/{merger.reference}"))
    assert "moves/carry_out" not in page
    assert client.post(f"/mergers/{merger.reference}/moves/carry_out").status_code == 404
    client.force_login(two.sofia)
    assert client.get("/mergers").status_code == 404


def test_a_new_name_in_the_portal_and_by_legal(cast, client):
    lex = person("Lex", Role.LEGAL)
    client.force_login(cast.nina)
    assert "/portal/name" in said(client.get("/portal/colleagues"))
    wrong = client.post("/portal/name", {"name": "", "kind": "name_change", "effective_on": "soon"})
    assert (wrong.status_code, "Write the new name." in said(wrong)) == (422, True)
    client.post("/portal/name", {"name": "Northgale", "kind": "name_change", "reason": "A new brand"})
    ref = NameChange.objects.get().reference
    page = said(client.get(f"/portal/name/{ref}"))
    assert "Tax form" in page
    paper = SimpleUploadedFile("w9.pdf", b"%PDF-1.7 signed")
    assert client.post(f"/portal/name/{ref}", {"kind": "tax_form", "file": paper}).status_code == 302
    document = NameChange.objects.get().filed.get().document_id
    assert said(client.get(f"/portal/name/{ref}/files/{document}")).startswith("%PDF")
    client.force_login(cast.nadia)
    assert client.get("/portal/name").status_code == 404
    client.force_login(lex)
    assert ref in said(client.get("/name-changes"))
    client.post(f"/name-changes/{ref}/moves/take_up")
    assert said(client.get(f"/name-changes/{ref}/files/{document}")).startswith("%PDF")
    assert client.post(f"/name-changes/{ref}/moves/enter").status_code == 302
    assert "Called before" in said(client.get(f"/partners/{cast.northwind.reference}"))
    assert "Northgale" in said(client.get("/partners?q=northwind"))


def test_what_legal_misses_is_named_on_the_page(cast, client, by):
    from towpath.domain.partners.actions import name_changes

    lex = person("Lex", Role.LEGAL)
    change = name_changes.request(cast.northwind.reference, by(cast.nina), name="Northgale", reason="Brand")
    client.force_login(lex)
    client.post(f"/name-changes/{change.reference}/moves/take_up")
    refused = client.post(f"/name-changes/{change.reference}/moves/enter")
    assert (refused.status_code, "not on file" in said(refused)) == (422, True)
    wrong = client.post(f"/name-changes/{change.reference}/moves/decline", {"reason": ""})
    assert (wrong.status_code, "Say why" in said(wrong)) == (422, True)


def test_each_page_asks_the_database_little_however_much_there_is(two, client, by):
    merger = done(two, by)
    from towpath.domain.partners.actions import name_changes

    change = name_changes.request(two.northwind.reference, by(two.nina), name="Northgale", reason="Brand")
    client.force_login(two.omar)
    for path in ("/mergers", f"/mergers/{merger.reference}", "/name-changes?state=", f"/name-changes/{change.reference}",
                 f"/partners/{merger.kept.reference}/name"):  # fmt: skip
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= MOST_QUERIES, (path, len(asked))


def test_a_partners_page_asks_no_more_for_its_mergers_and_names(two, client, by):
    merger = done(two, by)
    client.force_login(two.omar)
    client.get(f"/partners/{merger.kept.reference}")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/partners/{merger.kept.reference}")
    assert len(asked) <= MOST_QUERIES, "\n".join(each["sql"][:150] for each in asked)
