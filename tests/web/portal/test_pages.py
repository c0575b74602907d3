"""The pages of the portal: what they show, to whom, in how many queries."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import claim
from towpath.domain.deals.actions import registrations

PAGES = ("", "/deals/registrations", "/deals/registrations/new", "/colleagues")


def enter(client, person):
    client.force_login(person)
    return client


def submitted(by, person, **more):
    draft = registrations.draft(by(person), claim(**more))
    return registrations.submit(draft.reference, by(person))


def approved(cast, by, **more):
    ref = submitted(by, cast.nadia, **more).reference
    registrations.link_account(ref, by(cast.omar), account=cast.acme.reference)
    registrations.put_forward(ref, by(cast.omar))
    registrations.confirm_type(ref, by(cast.elena))
    registrations.record_sourcing(ref, by(cast.elena), finding="partner_created")
    registrations.create_opportunity(ref, by(cast.elena))
    registrations.approve(ref, by(cast.elena))
    registrations.record_alignment(ref, by(cast.amir), note="Agreed with the sales manager.")
    return registrations.approve(ref, by(cast.amir))


def queries_of(client, url):
    with CaptureQueriesContext(
        connection,
    ) as seen:
        answer = client.get(url)
    assert answer.status_code == 200, url
    return len(seen)


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_with_nothing_and_for_the_right_people_only(client, cast, page):
    url = f"/portal{page or '/'}"
    assert client.get(url).status_code == 302
    assert enter(client, cast.omar).get(url).status_code == 404
    assert enter(client, cast.dirk).get(url).status_code == 404
    answer = enter(client, cast.nadia).get(url)
    assert answer.status_code == 200
    assert "style=" not in answer.content.decode()


def test_a_list_of_fifty_rows_takes_at_most_twelve_queries(client, cast, by):
    for number in range(51):
        submitted(by, cast.nadia, customer_name=f"Customer {number}", customer_website=f"customer{number}.example")
    enter(client, cast.nadia)
    assert queries_of(client, "/portal/deals/registrations") <= 12
    page = client.get("/portal/deals/registrations").content.decode()
    assert page.count("data-row=") == 50
    assert 'rel="next"' in page
    assert queries_of(client, "/portal/") <= 12


def test_a_record_takes_at_most_twelve_queries(client, cast, by):
    ref = approved(cast, by).reference
    registrations.comment(ref, by(cast.elena), body="Who signs at the customer?")
    registrations.comment(ref, by(cast.nadia), body="Their head of platform.")
    enter(client, cast.nadia)
    assert queries_of(client, f"/portal/deals/registrations/{ref}") <= 12
    page = client.get(f"/portal/deals/registrations/{ref}").content.decode()
    for words in ("Approved", "Protected until", "Their head of platform.", "Acme Robotics", "Ask for an extension"):
        assert words in page
    for secret in ("Pending ASM", "Area Sales Manager", "Ecosystem Sales Manager"):
        assert secret not in page, secret


def test_a_new_partner_is_told_how_it_goes_and_a_busy_one_is_not(client, cast, by):
    page = enter(client, cast.nina).get("/portal/").content.decode()
    for words in ("How it goes", "Invite your colleagues", "Set your time zone", "90 days from the approval"):
        assert words in page, words
    page = enter(client, cast.nadia).get("/portal/").content.decode()
    assert "Invite your colleagues" not in page, "a seller cannot"
    assert "Set your time zone" not in page, "she has one"
    submitted(by, cast.nadia)
    assert "How it goes" not in client.get("/portal/").content.decode()
