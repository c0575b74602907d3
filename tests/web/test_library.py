"""The library's pages: what partners, distributors and the vendor's people find, take and publish there (LIB-01)."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.domain.library.shelf import pdf, published
from towpath.domain.library.models import Asset, Download

pytestmark = [pytest.mark.django_db, pytest.mark.rule("LIB-01")]
MOST_QUERIES = 12
FORM = {"title": "Deal registration guide", "kind": "deal_registration_guide", "for_partners": "on", "for_inside": "on"}


@pytest.fixture
def now_by(by):
    """Occasions of this very moment: pages read the clock."""
    return lambda person: by(person, datetime.now(UTC))


@pytest.fixture
def guide(cast, now_by) -> Asset:
    return published(now_by(cast.paula), summary="All about <deals>.")


def said(answer) -> str:
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def test_a_partner_finds_opens_and_takes_a_file(cast, client, guide):
    client.force_login(cast.nadia)
    assert "Partner guide" in said(client.get("/portal/library"))
    assert "Partner guide" in said(client.get("/portal/library", {"q": "guide", "kind": "partner_guide"}))
    assert "Nothing fits" in said(client.get("/portal/library", {"q": "zebra"}))
    assert "All about &lt;deals&gt;." in said(client.get(f"/portal/library/{guide.reference}"))
    taken = client.get(f"/portal/library/{guide.reference}/file")
    assert b"".join(taken) == b"%PDF-1.7 Partner guide"
    assert taken.headers["Content-Disposition"] == 'attachment; filename="guide.pdf"'
    assert Download.objects.get().person == cast.nadia


def test_a_link_opens_for_who_may_see_it_alone(cast, client, now_by):
    asset = published(now_by(cast.omar), partner_roles=["partner_admin"], inside_roles=["finance"])
    portal, inside = f"/portal/library/{asset.reference}", f"/library/{asset.reference}"
    for path in (portal, f"{portal}/file", inside, f"{inside}/file"):
        signed_out = client.get(path)
        assert (signed_out.status_code, signed_out.headers["Location"]) == (302, f"/account/login/?next={path}")
    answers = {}
    for who in ("nina", "nadia", "dirk", "felix", "elena"):
        client.force_login(getattr(cast, who))
        answers[who] = [client.get(path).status_code for path in (portal, f"{portal}/file", inside, f"{inside}/file")]
    assert answers == {
        "nina": [200, 200, 404, 404], "nadia": [404] * 4, "dirk": [404] * 4,
        "felix": [404, 404, 200, 200], "elena": [404] * 4,
    }  # fmt: skip
    assert Download.objects.count() == 2


def test_a_head_request_takes_nothing(cast, client, guide):
    client.force_login(cast.nadia)
    assert client.head(f"/portal/library/{guide.reference}/file").status_code == 405
    assert not Download.objects.exists()


def test_a_distributor_finds_what_is_for_distributors(cast, client, guide, now_by):
    published(now_by(cast.omar), "Distribution price file", for_distributors=True)
    client.force_login(cast.dirk)
    page = said(client.get("/portal/library"))
    assert "Distribution price file" in page
    assert guide.reference not in page


def test_a_file_is_published_replaced_withdrawn_and_published_again(cast, client):
    client.force_login(cast.paula)
    assert client.get("/library/new").status_code == 200
    made = client.post("/library/new", FORM | {"file": pdf()})
    asset = Asset.objects.get()
    one = f"/library/{asset.reference}"
    assert made.headers["Location"] == one
    assert client.post(f"{one}/replace", {"file": pdf("two.pdf", b"2"), "note": "Prices"}).status_code == 302
    assert client.post(f"{one}/change", FORM | {"title": "Guide to deals", "tracks": ["select"]}).status_code == 302
    page = said(client.get(one))
    for words in ("Guide to deals", "two.pdf", "partners: Select", "guide.pdf", "Prices", "Who took it"):
        assert words in page, words
    assert client.post(f"{one}/withdraw", {"reason": "Wrong file"}).status_code == 302
    assert "Withdrawn" in said(client.get(one))
    assert client.post(f"{one}/restore").status_code == 302
    asset.refresh_from_db()
    assert (asset.state, asset.current.number) == ("published", 2)


def test_a_form_with_faults_keeps_what_was_typed(cast, client):
    client.force_login(cast.paula)
    answer = client.post(
        "/library/new", FORM | {"title": "", "summary": "Keep me", "tracks": ["select"], "ends_on": "soon"}
    )
    page = said(answer)
    assert answer.status_code == 422
    assert "Keep me" in page
    assert "Write the day as 2026-03-01." in page
    answer = client.post("/library/new", FORM | {"summary": "Keep me", "tracks": ["select"]})
    assert (answer.status_code, "Choose the file to publish." in said(answer)) == (422, True)
    assert not Asset.objects.exists()


def test_the_same_file_again_says_so_on_the_form(cast, client, guide):
    client.force_login(cast.paula)
    answer = client.post(f"/library/{guide.reference}/replace", {"file": pdf(words=b"Partner guide")})
    assert (answer.status_code, "the very file" in said(answer)) == (422, True)


@pytest.mark.parametrize("who", ["elena", "felix", "sofia"])
def test_who_does_not_look_after_it_only_reads(cast, client, guide, who):
    client.force_login(getattr(cast, who))
    one = f"/library/{guide.reference}"
    page = said(client.get(one))
    assert "Partner guide" in page
    assert "Who took it" not in page
    for part in ("change", "replace", "withdraw", "downloads", "downloads.csv"):
        assert client.get(f"{one}/{part}").status_code == 404, part
    assert client.get("/library/new").status_code == 404
    assert client.post(f"{one}/restore").status_code == 404


def test_who_took_it_as_a_page_and_as_csv(cast, client, guide):
    client.force_login(cast.nadia)
    client.get(f"/portal/library/{guide.reference}/file")
    client.force_login(cast.omar)
    assert "Nadia" in said(client.get(f"/library/{guide.reference}/downloads"))
    rows = said(client.get(f"/library/{guide.reference}/downloads.csv")).splitlines()
    assert rows[0].removeprefix("\ufeff") == "At,Person,E-mail,Organisation,Version,Door"
    assert rows[1].endswith(",Nadia,nadia@example.org,Northwind,1,portal")
    assert guide.reference in said(client.get("/library.csv", {"q": "guide"}))


def test_the_pages_ask_few_things_of_the_database(cast, client, now_by):
    made = [published(now_by(cast.omar), f"Guide {n}", upload=pdf(f"{n}.pdf", str(n).encode())) for n in range(8)]
    for who, paths in {
        cast.nadia: ["/portal/library", "/portal/library?q=guide", f"/portal/library/{made[0].reference}"],
        cast.dirk: ["/portal/library"],
        cast.omar: ["/library", f"/library/{made[0].reference}", f"/library/{made[0].reference}/downloads"],
        cast.elena: ["/library?q=guide", f"/library/{made[0].reference}"],
    }.items():
        client.force_login(who)
        for path in paths:
            with CaptureQueriesContext(connection) as caught:
                assert client.get(path).status_code == 200
            assert len(caught) <= MOST_QUERIES, (path, len(caught))


def test_the_search_of_all_rooms_finds_files_too(cast, client, guide):
    for who, page in (("nadia", "/portal/library/"), ("elena", "/library/")):
        client.force_login(getattr(cast, who))
        assert f'href="{page}{guide.reference}"' in said(client.get("/search", {"q": "partner guide"}))


@pytest.mark.parametrize("query", ["cursor=broken", "q=%00", "kind=%27", "state=none"])
def test_odd_addresses_are_answered(cast, client, guide, query):
    client.force_login(cast.omar)
    assert client.get(f"/library?{query}").status_code in (200, 409, 422)
    client.force_login(cast.nadia)
    assert client.get(f"/portal/library?{query}").status_code in (200, 409, 422)
