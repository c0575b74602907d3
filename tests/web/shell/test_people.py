"""Coming in by an invitation, signing in, one's own settings and tokens, the demo's doors."""

import re

import pytest

from towpath.domain.partners.actions import people
from towpath.kernel.identity.models import ApiToken, Person
from towpath.kernel.mail.models import OutgoingMail

GOOD = "four words nobody guesses"


@pytest.fixture
def invitation(cast, book):
    from datetime import UTC, datetime

    from towpath.kernel.occasion import Occasion

    now = Occasion(actor=cast.nina, at=datetime.now(UTC), door="portal", book=book)
    return people.invite(now, email="lina@northwind.example", role="partner_seller", name="Lina")


def address(invitation):
    return f"/invitations/{people.key_of(invitation)}"


def test_an_invitation_leads_in_and_signs_in(client, invitation):
    page = client.get(address(invitation))
    assert page.status_code == 200
    assert "Join Northwind" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    refused = client.post(address(invitation), {"name": "Lina Kept", "password": "short"})
    assert refused.status_code == 422
    assert "Lina Kept" in refused.content.decode()
    assert "id_password" in refused.content.decode()
    answer = client.post(address(invitation), {"name": "Lina", "password": GOOD, "zone": "Europe/Madrid"})
    assert (answer.status_code, answer.url) == (302, "/portal/")
    home = client.get("/portal/")
    assert "Hello, Lina" in home.content.decode()
    assert Person.objects.get(email="lina@northwind.example").zone == "Europe/Madrid"
    client.logout()
    again = client.get(address(invitation))
    assert again.status_code == 409
    assert "used already" in again.content.decode()
    signed_in = client.post("/account/login/", {"login": "lina@northwind.example", "password": GOOD})
    assert signed_in.status_code == 302


def test_an_invitation_opened_by_somebody_else_says_so_and_changes_nothing(client, cast, invitation):
    client.force_login(cast.ruth)
    for answer in (client.get(address(invitation)), client.post(address(invitation), {"name": "R", "password": GOOD})):
        assert answer.status_code == 409
        assert "for lina@northwind.example alone" in answer.content.decode()
    assert not Person.objects.filter(email="lina@northwind.example").exists()


def test_an_unknown_invitation_is_nothing(client, db):
    assert client.get("/invitations/0123456789").status_code == 404


def test_sign_in_says_what_to_do_and_rests_after_too_many_tries(client, cast):
    cast.nadia.set_password(GOOD)
    cast.nadia.save()
    wrong = {"login": cast.nadia.email, "password": "not that one"}
    page = client.post("/account/login/", wrong).content.decode()
    assert "do not fit together" in page
    assert "data-error-summary" in page
    unknown = client.post("/account/login/", {"login": "x@example.org", "password": "not that one"}).content.decode()
    assert "do not fit together" in unknown
    for _ in range(5):
        last = client.post("/account/login/", wrong)
    assert "Too many tries" in last.content.decode()
    assert "Too many tries" in client.post("/account/login/", {**wrong, "password": GOOD}).content.decode()


def test_a_forgotten_password_is_set_anew_by_mail(client, cast):
    cast.nadia.set_password("the old one that is forgotten")
    cast.nadia.save()
    asked = client.post("/account/password/reset/", {"email": cast.nadia.email})
    assert asked.status_code == 302
    assert "If that address signs in here" in client.get(asked.url).content.decode()
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == (cast.nadia.email, "Set a new password for Towpath")
    link = re.search(r"(/account/password/reset/key/\S+)", mail.text)[1]
    form = client.get(link, follow=True)
    assert "New password" in form.content.decode()
    url = form.redirect_chain[-1][0]
    weak = client.post(url, {"password1": "short", "password2": "short"}).content.decode()
    assert "data-error-summary" in weak
    done = client.post(url, {"password1": GOOD, "password2": GOOD}, follow=True)
    assert "new password is set" in done.content.decode()
    cast.nadia.refresh_from_db()
    assert cast.nadia.check_password(GOOD)
    assert OutgoingMail.objects.last().subject == "Your password for Towpath was changed"
    assert "used up" in client.get(link, follow=True).content.decode()


def test_an_unknown_address_is_answered_alike_and_gets_no_mail(client, db):
    asked = client.post("/account/password/reset/", {"email": "nobody@example.org"}, follow=True)
    assert "If that address signs in here" in asked.content.decode()
    assert not OutgoingMail.objects.exists()


def test_changing_the_password_ends_other_sessions(client, cast, django_user_model):
    from django.test import Client

    cast.nadia.set_password("the old one that goes away")
    cast.nadia.save()
    other = Client()
    client.force_login(cast.nadia)
    other.force_login(cast.nadia)
    new = {"oldpassword": "the old one that goes away", "password1": GOOD, "password2": GOOD}
    assert (
        "not your password now"
        in client.post("/account/password/change/", {**new, "oldpassword": "wrong"}).content.decode()
    )
    assert client.post("/account/password/change/", new).status_code == 302
    assert client.get("/me").status_code == 200
    assert other.get("/me").status_code == 302
    mail = OutgoingMail.objects.get()
    assert (mail.to, mail.subject) == (cast.nadia.email, "Your password for Towpath was changed")
    assert "tell an administrator" in mail.text


def test_pages_for_signing_up_and_changing_addresses_are_not_there(client, cast):
    client.force_login(cast.nadia)
    for path in ("signup/", "email/", "password/set/", "login/code/confirm/", "confirm-email/"):
        assert client.get(f"/account/{path}").status_code == 404
        assert client.post(f"/account/{path}").status_code == 404


@pytest.mark.parametrize("who", ["nadia", "omar"])
def test_settings_are_kept_and_wrong_ones_explained(client, cast, who):
    client.force_login(getattr(cast, who))
    assert client.get("/me").status_code == 200
    wrong = {"name": "", "zone": "Mars/Base", "mail_pace": "never", "theme": "pink"}
    page = client.post("/me", wrong)
    assert page.status_code == 422
    assert page.content.decode().count("field-error") >= 4
    assert "Mars/Base" in page.content.decode()
    right = {"name": "N.", "zone": "Asia/Tokyo", "mail_pace": "digest", "theme": "dark"}
    assert client.post("/me", right).status_code == 302
    person = Person.objects.get(pk=getattr(cast, who).pk)
    assert {name: getattr(person, name) for name in right} == right


def test_a_token_is_shown_once_and_revoked_by_its_owner_alone(client, cast):
    client.force_login(cast.nadia)
    assert client.post("/me/tokens", {"token_name": "", "token_days": "90"}).status_code == 422
    assert client.post("/me/tokens", {"token_name": "x", "token_days": "9999"}).status_code == 422
    page = client.post("/me/tokens", {"token_name": "nightly export", "token_days": "90"}).content.decode()
    key = re.search(r"twp_[\w-]+", page)[0]
    token = ApiToken.objects.get()
    assert token.digest == ApiToken.digest_of(key)
    assert (token.expires_at - token.made_at).days == 90
    assert key not in client.get("/me").content.decode()
    client.force_login(cast.ruth)
    assert client.post(f"/me/tokens/{token.pk}/revoke").status_code == 404
    client.force_login(cast.nadia)
    assert client.post(f"/me/tokens/{token.pk}/revoke").status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_the_demo_opens_only_in_a_demo_and_only_for_its_people(client, cast, settings):
    made_up = Person.objects.create(
        name="Dora", email="dora@demo.example", roles=["ops"], joined_at=cast.nadia.joined_at
    )
    settings.DEMO = False
    assert client.post("/demo/enter", {"person": made_up.pk}).status_code == 404
    assert "Dora" not in client.get("/account/login/").content.decode()
    settings.DEMO = True
    assert "Dora" in client.get("/account/login/").content.decode()
    assert client.get("/demo/enter").status_code == 405
    for wrong in (cast.nadia.pk, "x", "", 10**17):
        assert client.post("/demo/enter", {"person": wrong}).status_code == 404
    assert client.post("/demo/enter", {"person": made_up.pk}).status_code == 302
    assert client.get("/me").status_code == 200


def test_a_button_of_the_demo_says_the_role_first_and_the_company_once(client, cast, settings):
    settings.DEMO = True
    more = {"joined_at": cast.nadia.joined_at}
    Person.objects.create(
        name="Dora (Northwind)", email="dora@northwind.demo.example", roles=["partner_viewer"],
        organisation=cast.northwind.organisation, **more,
    )  # fmt: skip
    Person.objects.create(name="Olga", email="olga@demo.example", roles=["esm"], region="EMEA", **more)
    page = client.get("/account/login/").content.decode()
    assert "Partner deal viewer: Dora, Northwind<" in page
    assert "Ecosystem Sales Manager: Olga, EMEA<" in page
