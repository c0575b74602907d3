"""Stepping from the workspace into the portal and back (ONB-07): the banner, one click, and no way around."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from tests.cast import claim
from towpath.domain.deals.actions import registrations
from towpath.kernel.identity.models import Person

pytestmark = pytest.mark.rule("ONB-07")
BANNER = "Nothing you register is seen by anybody else"


@pytest.fixture
def inside(client, cast):
    client.force_login(cast.omar)
    return client


def test_in_and_back_with_one_click_each(inside, cast):
    assert "/demonstration/enter" in inside.get("/").content.decode()
    answer = inside.post("/demonstration/enter")
    assert (answer.status_code, answer.url) == (302, "/portal/")
    for page in ("/portal/", "/portal/deals/registrations", "/portal/deals/registrations/new", "/portal/colleagues",
                 "/portal/compliance", "/portal/certifications", "/portal/agreement", "/portal/rules", "/me"):  # fmt: skip
        shown = inside.get(page)
        assert shown.status_code == 200, page
        assert BANNER in shown.content.decode(), page
    assert inside.get("/partners").status_code == 404
    back = inside.post("/demonstration/leave")
    assert (back.status_code, back.url) == (302, "/")
    home = inside.get("/").content.decode()
    assert BANNER not in home
    assert "Omar" in home


def test_its_registrations_are_marked(inside, cast, by):
    inside.post("/demonstration/enter")
    person = Person.objects.get(email__startswith="demonstration-")
    ref = registrations.register(by(person), claim()).reference
    for page in ("/portal/", "/portal/deals/registrations", f"/portal/deals/registrations/{ref}"):
        content = inside.get(page).content.decode()
        assert content.count("Demonstration") >= 3, page  # the banner's name and title, and the mark itself
    assert "demonstration-registrations.csv" in inside.get("/portal/deals/registrations.csv")["Content-Disposition"]


def test_the_session_does_not_grow_longer(inside):
    before = Session.objects.get().expire_date
    for address in ("enter", "leave", "enter"):
        inside.post(f"/demonstration/{address}")
    assert abs(Session.objects.get().expire_date - before) < timedelta(seconds=2)


def test_who_lost_her_access_meanwhile_does_not_come_back(inside, cast):
    inside.post("/demonstration/enter")
    Person.objects.filter(pk=cast.omar.pk).update(is_active=False)
    assert inside.post("/demonstration/leave").url.startswith("/account/login/")
    assert inside.get("/").status_code == 302


def test_a_changed_password_ends_the_way_back(inside, cast):
    inside.post("/demonstration/enter")
    cast.omar.set_password("four words nobody guesses")
    cast.omar.save()
    assert inside.post("/demonstration/leave").url.startswith("/account/login/")


def test_partners_have_no_such_door(client, cast):
    client.force_login(cast.nina)
    assert client.post("/demonstration/enter").status_code == 404
    assert client.post("/demonstration/leave").status_code == 404


def test_nobody_signs_in_as_one(inside):
    inside.post("/demonstration/enter")
    person = Person.objects.get(email__startswith="demonstration-")
    inside.logout()
    person.set_password("four words nobody guesses")
    person.save()
    answer = inside.post("/account/login/", {"login": person.email, "password": "four words nobody guesses"})
    assert (answer.status_code, "step in there" in answer.content.decode()) == (403, True)
    assert "_auth_user_id" not in inside.session
