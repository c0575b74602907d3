"""The list of a partner's deals: its filters, what is swapped of it, its words, and the reader's own views."""

import pytest

from tests.cast import claim
from tests.web.portal.test_pages import enter, queries_of, submitted
from towpath.domain.deals.actions import registrations
from towpath.kernel import saved_views
from towpath.kernel.identity.models import SavedView

LIST = "/portal/deals/registrations"
SWAP = {"HX-Request": "true", "HX-Target": "section#deals"}


@pytest.fixture
def nadia(client, cast, by):
    submitted(by, cast.nadia)
    registrations.draft(by(cast.nadia), claim(deal_type="msp", customer_name="Brumvale Bank"))
    return enter(client, cast.nadia)


def test_a_script_gets_the_list_alone_and_everybody_else_the_page(nadia):
    part = nadia.get(f"{LIST}?state=draft", headers=SWAP)
    text = part.content.decode().strip()
    assert text.startswith('<section class="list" id="deals"')
    assert text.endswith("</section>")
    assert "Brumvale Bank" in text
    assert "Acme Robotics" not in text
    assert "HX-Target" in part["Vary"]
    page = nadia.get(f"{LIST}?state=draft").content.decode()
    assert "<!doctype html>" in page
    assert page.count('id="deals"') == 1


def test_a_script_of_somebody_who_was_signed_out_takes_her_to_the_sign_in(client, cast):
    answer = client.get(LIST, headers={**SWAP, "HX-Current-URL": f"http://testserver{LIST}?state=draft"})
    assert answer.status_code == 200
    assert answer["HX-Redirect"].startswith("/account/login/?next=/portal/deals/registrations")
    assert not answer.content


def test_several_states_stand_in_one_address_and_each_can_be_taken_off(nadia):
    page = nadia.get(f"{LIST}?state=submitted,in_review,draft&type=msp").content.decode()
    assert "Brumvale Bank" in page
    assert "Acme Robotics" not in page
    assert 'value="submitted,in_review,draft" selected' in page
    assert 'href="?type=msp&amp;state=submitted%2Cin_review"' in page
    assert nadia.get(f"{LIST}?state=submitted&state=draft").content.decode().count("data-row=") == 2


def test_what_is_returned_on_behalf_waits_for_the_vendor_in_the_partners_words(nadia, cast, by):
    one = submitted(by, cast.nadia, customer_name="Prepared Paper", customer_website="prepared.example")
    registrations.send_back(one.reference, by(cast.omar), comments="Which plant?")
    assert "Returned to you" in rows_of(nadia, f"{LIST}?q=Prepared")
    type(one).objects.filter(pk=one.pk).update(on_behalf=True)
    text = rows_of(nadia, f"{LIST}?q=Prepared")
    assert "In review" in text
    assert "Returned to you" not in text
    assert "row-attention" not in text
    assert "Returned to you" not in b"".join(nadia.get(f"{LIST}.csv?q=Prepared").streaming_content).decode()


def rows_of(client, address: str) -> str:
    return client.get(address, headers=SWAP).content.decode().split("<tbody>")[1]


def test_a_view_is_kept_found_again_renamed_and_deleted(nadia, cast):
    address = f"{LIST}/views?state=draft&type=msp&cursor=x"
    assert "MSP" in nadia.get(address).content.decode()
    answer = nadia.post(address, {"name": " Our  MSP drafts "})
    assert (answer.status_code, answer.url) == (302, f"{LIST}?state=draft&type=msp")
    view = SavedView.objects.get(person=cast.nadia)
    assert (view.place, view.name) == ("portal.registrations", "Our MSP drafts")
    page = nadia.get(answer.url).content.decode()
    assert 'aria-current="page">Our MSP drafts' in page
    assert "Save this view" not in page, "it is saved already"
    assert nadia.post(f"{LIST}/views/{view.pk}", {"do": "rename", "name": "Drafts of MSP"}).status_code == 302
    assert nadia.post(f"{LIST}/views/{view.pk}", {"do": "rename", "name": " "}).status_code == 422
    assert nadia.post(f"{LIST}/views/{view.pk}", {"do": "delete"}).status_code == 302
    assert not SavedView.objects.exists()
    assert "No view is saved" in nadia.get(f"{LIST}/views").content.decode()


def test_a_view_without_a_name_is_refused_with_its_filters_kept(nadia):
    page = nadia.post(f"{LIST}/views?state=draft", {"name": " "})
    assert page.status_code == 422
    text = page.content.decode()
    assert "Give the view a name." in text
    assert "Draft" in text
    assert not SavedView.objects.exists()


def test_nobody_touches_anothers_view(nadia, client, cast, by):
    view = saved_views.keep(by(cast.nadia), place="portal.registrations", name="Mine", query="state=draft")
    enter(client, cast.nina)
    for do in ("rename", "delete"):
        assert client.post(f"{LIST}/views/{view.pk}", {"do": do, "name": "Hers"}).status_code == 404
    assert "Mine" not in client.get(LIST).content.decode()
    assert SavedView.objects.get().name == "Mine"


def test_the_list_and_its_views_take_few_queries(nadia, cast, by):
    for number in range(6):
        saved_views.keep(by(cast.nadia), place="portal.registrations", name=f"View {number}", query=f"q=a{number}")
    assert queries_of(nadia, f"{LIST}?state=submitted") <= 8
    assert queries_of(nadia, f"{LIST}/views") <= 6
