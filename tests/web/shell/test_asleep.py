"""Every door of a partner that fell asleep: a sentence that names the support address, and nothing behind it."""

from datetime import UTC, datetime

import pytest

from towpath.domain.partners.actions import dormancy
from towpath.kernel.identity import tokens
from towpath.kernel.identity.models import Organisation, SingleSignOn

SUPPORT = "partner-support@gitlab.example"
GOOD = "four words nobody guesses"


@pytest.fixture
def nadia(cast):
    cast.nadia.set_password(GOOD)
    cast.nadia.save()
    return cast.nadia


def sleep(person):
    Organisation.objects.filter(pk=person.organisation_id).update(asleep_since=datetime(2026, 9, 1, tzinfo=UTC))


def sign_in(client, person):
    return client.post("/account/login/", {"login": person.email, "password": GOOD})


def test_a_sign_in_keeps_the_day(client, nadia):
    assert sign_in(client, nadia).status_code == 302
    assert Organisation.objects.get(pk=nadia.organisation_id).last_seen_on is not None


def test_the_password_opens_nothing_and_the_page_says_why(client, nadia):
    sleep(nadia)
    answer = sign_in(client, nadia)
    assert (answer.status_code, SUPPORT in answer.content.decode()) == (403, True)
    assert client.get("/portal/").status_code == 302


def test_an_open_session_ends_with_it(client, nadia):
    sign_in(client, nadia)
    assert client.get("/portal/").status_code == 200
    sleep(nadia)
    assert client.get("/portal/").url.startswith("/account/login/")


def test_a_token_gets_a_problem_with_the_address(client, nadia):
    key = tokens.make(nadia, "export", datetime.now(UTC))[1]
    bearer = {"Authorization": f"Bearer {key}"}
    assert client.get("/api/v1/me", headers=bearer).status_code == 200
    assert Organisation.objects.get(pk=nadia.organisation_id).last_seen_on is not None, "using a token is being here"
    sleep(nadia)
    answer = client.get("/api/v1/me", headers=bearer)
    assert answer.status_code == 403
    assert answer["Content-Type"].startswith("application/problem+json")
    assert SUPPORT in answer.json()["remedy"]


def test_operations_open_it_again_on_its_page(client, cast, nadia):
    sleep(nadia)
    client.force_login(cast.omar)
    address = f"/partners/{cast.northwind.reference}"
    page = client.get(address).content.decode()
    assert "Nobody can sign in" in page
    assert f"{address}/moves/revive" in page
    assert client.post(f"{address}/moves/revive", {"reason": ""}).status_code == 422
    assert client.post(f"{address}/moves/revive", {"reason": "Nina wrote to us"}).status_code == 302
    assert "moves/revive" not in client.get(address).content.decode()
    client.logout()
    assert sign_in(client, nadia).status_code == 302


def test_it_can_be_opened_through_the_api(client, cast, nadia):
    sleep(nadia)
    bearer = {"Authorization": f"Bearer {tokens.make(cast.omar, 'ops', datetime.now(UTC))[1]}"}
    address = f"/api/v1/partners/{cast.northwind.reference}"
    assert client.get(address, headers=bearer).json()["asleep_since"].startswith("2026-09-01")
    answer = client.post(f"{address}/revive", {"reason": "Nina wrote"}, headers=bearer, content_type="application/json")
    assert (answer.status_code, answer.json()["asleep_since"]) == (200, None)


def test_the_vendors_required_sign_in_closes_every_other_way(client, cast, nadia, by):
    """A passkey, an app code or a password link would go around the organisation's own sign-in."""
    from allauth.account.internal.flows.login import perform_login
    from allauth.account.models import Login
    from allauth.socialaccount.models import SocialApp
    from django.contrib.messages.storage.fallback import FallbackStorage
    from django.test import RequestFactory

    app = SocialApp.objects.create(provider="openid_connect", provider_id="nw", name="Northwind", client_id="x")
    SingleSignOn.objects.create(
        organisation=nadia.organisation, domain="example.org", provider=app, required=True,
        verified_on=datetime(2026, 9, 1, tzinfo=UTC).date(), verified_how="seen",
    )  # fmt: skip
    request = RequestFactory().get("/account/login/")
    request.session, request.user = client.session, None
    request._messages = FallbackStorage(request)
    answer = perform_login(request, Login(user=nadia))
    assert (answer.status_code, "sign in with it" in answer.content.decode()) == (403, True)
    assert "_auth_user_id" not in request.session


def test_dormancy_is_no_way_around_the_wall(cast, by):
    from towpath.kernel.refusals import NotFound

    with pytest.raises(NotFound):
        dormancy.revive(cast.northwind.reference, by(cast.nadia), reason="Me")
