"""A second proof at sign-in, and the sessions one has open."""

import re
from base64 import b32decode
from datetime import UTC, datetime
from pathlib import Path
from time import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from towpath.domain.partners.actions import people
from towpath.kernel import sealed
from towpath.kernel.identity.models import Person
from towpath.kernel.mail.models import OutgoingMail
from towpath.web.shell.people import demo_people

SOURCE = Path(__file__).parents[3] / "src" / "towpath"
PASSWORD = "four words nobody guesses"


def code_of(secret: str, step: int = 0) -> str:
    assert b32decode(secret)
    return format_hotp_value(hotp_value(secret, int(time()) // 30 + step))


@pytest.fixture
def nadia(cast):
    cast.nadia.set_password(PASSWORD)
    cast.nadia.save()
    return cast.nadia


def signed_in(person) -> Client:
    client = Client()
    answer = client.post("/account/login/", {"login": person.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content.decode()
    return client


def proved(client: Client) -> None:
    """She says her password once more, as before everything that matters."""
    answer = client.post("/account/reauthenticate/", {"password": PASSWORD})
    assert answer.status_code == 302


def set_up(client: Client) -> str:
    proved(client)
    page = client.get("/account/security/app/activate/").content.decode()
    secret = re.search(r"<code[^>]*>([A-Z2-7]+)</code>", page)[1]
    wrong = client.post("/account/security/app/activate/", {"code": "000000"})
    assert "does not fit" in wrong.content.decode()
    done = client.post("/account/security/app/activate/", {"code": code_of(secret)})
    assert done.status_code == 302
    cache.clear()  # a code works once; the sign-in that follows comes in the same half minute
    return secret


def test_an_app_is_asked_for_at_sign_in(nadia, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        secret = set_up(signed_in(nadia))
    client = Client()
    first = client.post("/account/login/", {"login": nadia.email, "password": PASSWORD})
    assert first.url == "/account/security/authenticate/"
    assert client.get("/portal/").status_code == 302, "the password alone opens nothing"
    assert "does not fit" in client.post(first.url, {"code": "000000"}).content.decode()
    assert client.post(first.url, {"code": code_of(secret)}).status_code == 302
    assert client.get("/portal/").status_code == 200
    mail = OutgoingMail.objects.filter(to=nadia.email).latest("id")
    assert "authenticator app is on" in mail.text


def test_a_recovery_code_works_once(nadia):
    client = signed_in(nadia)
    set_up(client)
    page = client.get("/account/security/codes/").content.decode()
    code = re.search(r"<pre[^>]*>(\d{8})", page)[1]
    for expected in ("/account/", None):
        other = Client()
        other.post("/account/login/", {"login": nadia.email, "password": PASSWORD})
        answer = other.post("/account/security/authenticate/", {"code": code})
        cache.clear()
        assert (answer.status_code == 302) is (expected is not None)


def test_the_keys_lie_sealed(nadia):
    secret = set_up(signed_in(nadia))
    kept = Authenticator.objects.get(user=nadia, type="totp").data["secret"]
    assert kept != secret
    assert sealed.unseal(kept, "authenticator") == secret
    with pytest.raises(sealed.Unreadable):
        sealed.unseal(kept, "something else")


@pytest.mark.parametrize("address", ["security/passkeys/add/", "security/app/activate/"])
def test_setting_up_asks_who_sits_there_unless_she_has_just_said_it(nadia, address):
    client = signed_in(nadia)
    assert client.get(f"/account/{address}").status_code == 200, "she typed her password a moment ago"
    made_older(client, minutes=10)
    answer = client.get(f"/account/{address}")
    assert answer.status_code == 302
    assert answer.url.startswith("/account/reauthenticate/")


def test_whoever_came_without_a_proof_is_asked_for_one(nadia):
    client = Client()
    client.force_login(nadia)
    assert client.get("/account/security/passkeys/add/").url.startswith("/account/reauthenticate/")


def made_older(client: Client, *, minutes: int) -> None:
    """As if she had signed in so long ago."""
    kept = client.session
    for each in kept["account_authentication_methods"]:
        each["at"] -= minutes * 60
    kept.save()


def test_turned_off_the_password_is_enough_again(nadia):
    client = signed_in(nadia)
    set_up(client)
    assert client.get("/account/security/app/deactivate/").status_code == 200
    client.post("/account/security/app/deactivate/")
    assert signed_in(nadia).get("/portal/").status_code == 200


@pytest.mark.parametrize(
    "address", ["security/", "security/passkeys/", "security/passkeys/add/", "security/codes/generate/"]
)
def test_its_pages_stand(nadia, address):
    client = signed_in(nadia)
    set_up(client)
    assert client.get(f"/account/{address}").status_code == 200


def test_sessions_are_seen_and_ended(nadia, cast):
    here, there = signed_in(nadia), signed_in(nadia)
    page = here.get("/me/sessions").content.decode()
    assert "This one" in page
    other = UserSession.objects.exclude(session_key=here.session.session_key).get(user=nadia)
    stranger = Client()
    stranger.force_login(cast.ruth)
    assert stranger.post(f"/me/sessions/{other.pk}/end").status_code == 404
    assert there.get("/portal/").status_code == 200
    assert here.post(f"/me/sessions/{other.pk}/end").status_code == 302
    assert there.get("/portal/").status_code == 302
    third = signed_in(nadia)
    here.post("/me/sessions/end_others")
    assert (here.get("/portal/").status_code, third.get("/portal/").status_code) == (200, 302)


def test_a_session_of_an_invitation_is_listed_and_can_be_ended(cast, by):
    invited = people.invite(
        by(cast.nina, at=datetime.now(UTC)), email="lina@northwind.example", role="partner_seller", name="Lina"
    )
    there = Client()
    given = {"name": "Lina", "password": PASSWORD, "zone": "UTC"}
    assert there.post(f"/invitations/{people.key_of(invited)}", given).status_code == 302
    lina = Person.objects.get(email="lina@northwind.example")
    assert there.get("/account/security/passkeys/add/").status_code == 200, "she chose her password a moment ago"
    here = signed_in(lina)
    assert here.get("/me/sessions").content.decode().count(">End<") == 1
    other = UserSession.objects.exclude(session_key=here.session.session_key).get(user=lina)
    here.post(f"/me/sessions/{other.pk}/end")
    assert there.get("/portal/").status_code == 302


@pytest.mark.rule("ONB-07")
def test_a_demonstration_is_listed_with_its_own_and_can_be_ended_from_elsewhere(cast):
    cast.omar.set_password(PASSWORD)
    cast.omar.save()
    here, there = signed_in(cast.omar), signed_in(cast.omar)
    assert there.post("/demonstration/enter").status_code == 302
    assert "This one" in there.get("/me/sessions").content.decode()
    page = here.get("/me/sessions").content.decode()
    assert page.count("Demonstration") >= 1
    shown = UserSession.objects.get(user__email=f"demonstration-{cast.omar.pk}@towpath.invalid")
    foreign = signed_in_as(cast.elena)
    assert foreign.post(f"/me/sessions/{shown.pk}/end").status_code == 404
    assert here.post(f"/me/sessions/{shown.pk}/end").status_code == 302
    assert there.get("/portal/").status_code == 302


def signed_in_as(person) -> Client:
    person.set_password(PASSWORD)
    person.save()
    return signed_in(person)


def test_the_demos_entry_makes_a_session_that_is_listed(cast, settings):
    settings.DEMO = True
    Person.objects.filter(pk=cast.nadia.pk).update(email="nadia@demo.example")
    client = Client()
    demo = next(iter(demo_people()), None)
    assert demo is not None
    assert client.post("/demo/enter", {"person": demo.pk}).status_code == 302
    assert UserSession.objects.get(user=demo).session_key == client.session.session_key


def test_no_other_place_begins_a_session_by_djangos_own_means():
    found = [path for path in SOURCE.rglob("*.py") if "contrib.auth import login" in path.read_text(encoding="utf-8")]
    assert [path.name for path in found] == ["going_in.py"]
