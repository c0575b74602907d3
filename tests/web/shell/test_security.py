"""A second proof at sign-in, and the sessions one has open."""

import re
from base64 import b32decode
from time import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from towpath.kernel import sealed
from towpath.kernel.mail.models import OutgoingMail

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


def test_setting_up_asks_who_sits_there(nadia):
    answer = signed_in(nadia).get("/account/security/app/activate/")
    assert answer.status_code == 302
    assert answer.url.startswith("/account/reauthenticate/")


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
