"""Signing in through one's organisation: by a real OpenID Connect provider and a real SAML exchange, for the right people only."""

import re
from urllib.parse import parse_qs, urlsplit

import oidc_provider_mock
import pytest
import requests
from allauth.socialaccount.models import SocialApp
from django.test import Client

from tests.peers.saml_provider import ENTITY, SIGN_ON, Provider
from towpath.domain.partners.actions import single_sign_on
from towpath.kernel.identity.models import Person, SingleSignOn
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound

PASSWORD = "four words nobody guesses"
PROOF = "Their TXT record was seen."


@pytest.fixture
def operator(book, noon):
    return Occasion(actor=None, at=noon, door="cli", book=book)


@pytest.fixture
def people(cast):
    """Nadia has an address of her company; a namesake of the domain works for the rival."""
    Person.objects.filter(pk=cast.nadia.pk).update(email="nadia@northwind.com")
    Person.objects.filter(pk=cast.ruth.pk).update(email="ruth@northwind.com")
    return cast


@pytest.fixture(scope="module")
def provider():
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def openid(operator, people, provider):
    return single_sign_on.bind_openid(
        operator, domain="northwind.com", slug="northwind", name="Northwind", server=provider, client="towpath",
        secret="a secret of theirs", proof=PROOF, organisation=people.northwind.organisation_id,
    )  # fmt: skip


def browser() -> Client:
    return Client(HTTP_HOST="localhost")


def asked(client: Client, email: str) -> str:
    """Where the site sends somebody with that address: the provider's address, with the request in it."""
    page = client.post("/sign-in/organisation", {"email": email, "next": "/me"})
    link = re.search(r'href="(/sign-in/organisation/[^"]+)"', page.content.decode())
    assert link, page.content.decode()
    return client.get(link[1]).headers["Location"]


def come_back(client: Client, email: str, claims: dict, provider: str):
    """The provider's side: she proves who she is there and is sent back with a code."""
    subject = email.replace("@", "-at-")
    requests.put(f"{provider}/users/{subject}", json={"email": email, **claims}, timeout=5).raise_for_status()
    request = asked(client, email)
    assert request.startswith(provider)
    assert "code_challenge" in parse_qs(urlsplit(request).query)
    answer = requests.post(request, data={"sub": subject}, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    return client.get(f"{back.path}?{back.query}", follow=True)


def test_her_organisations_word_lets_her_in(openid, people, provider):
    client = browser()
    page = come_back(client, "nadia@northwind.com", {"email_verified": True}, provider)
    assert page.redirect_chain[-1][0] == "/me"
    assert client.session["_auth_user_id"] == str(people.nadia.pk)
    again = browser()
    come_back(again, "nadia@northwind.com", {"email_verified": True}, provider)
    assert again.session["_auth_user_id"] == str(people.nadia.pk)


@pytest.mark.parametrize(
    ("email", "claims", "words"),
    [
        ("nadia@northwind.com", {"email_verified": False}, "is not verified"),
        ("ruth@northwind.com", {"email_verified": True}, "has no access here yet"),
        ("nobody@northwind.com", {"email_verified": True}, "has no access here yet"),
    ],
)
def test_others_stay_out_and_are_told_what_to_do(openid, provider, email, claims, words):
    client = browser()
    page = come_back(client, email, claims, provider)
    assert page.status_code == 403
    assert words in page.content.decode()
    assert "_auth_user_id" not in client.session
    assert not Person.objects.filter(email="nobody@northwind.com").exists()


def test_a_provider_does_not_speak_for_other_domains(openid, people, provider):
    """Omar is the vendor's; Northwind's provider says that it is he."""
    client = browser()
    requests.put(f"{provider}/users/omar", json={"email": people.omar.email, "email_verified": True}, timeout=5)
    request = asked(client, "nadia@northwind.com")
    answer = requests.post(request, data={"sub": "omar"}, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    page = client.get(f"{back.path}?{back.query}", follow=True)
    assert page.status_code == 403
    assert "does not speak for" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_an_answer_nobody_asked_for_is_refused(openid):
    page = browser().get("/account/oidc/northwind/login/callback/?code=made-up&state=made-up")
    assert page.status_code == 403
    assert "could not be trusted" in page.content.decode()


def test_the_secret_lies_sealed(openid):
    kept = str(SingleSignOn.objects.select_related("provider").get().provider.settings) + openid.provider.secret
    assert "a secret of theirs" not in kept


def test_where_it_is_required_passwords_open_nothing(openid, people):
    people.nadia.refresh_from_db()
    people.nadia.set_password(PASSWORD)
    people.nadia.save()
    typed = {"login": "nadia@northwind.com", "password": PASSWORD}
    assert browser().post("/account/login/", typed).status_code == 302
    SingleSignOn.objects.update(required=True)
    refused = browser().post("/account/login/", typed)
    assert "asks you to sign in with it" in refused.content.decode()


def test_an_unknown_domain_is_sent_to_the_password(db):
    page = browser().post("/sign-in/organisation", {"email": "somebody@elsewhere.com"})
    assert page.status_code == 422
    assert "somebody@elsewhere.com" in page.content.decode()
    assert browser().get("/sign-in/organisation/made-up").headers["Location"] == "/sign-in/organisation"


@pytest.fixture
def saml(operator, people):
    peer = Provider()
    single_sign_on.bind_saml(
        operator, domain="northwind.com", slug="northwind", name="Northwind", entity=ENTITY, sign_on=SIGN_ON,
        certificate=peer.certificate, proof=PROOF, organisation=people.northwind.organisation_id,
    )  # fmt: skip
    return peer


def post_back(client: Client, form: dict[str, str]):
    """As a browser does: from another site, so that no cookie of ours goes with the form, only with what follows."""
    return client.post("/account/saml/northwind/acs/", form, follow=True)


def test_saml_lets_her_in(saml, people):
    client = browser()
    page = post_back(client, saml.answer(asked(client, "nadia@northwind.com"), "nadia@northwind.com"))
    assert page.status_code == 200
    assert client.session["_auth_user_id"] == str(people.nadia.pk)


def test_saml_of_another_organisations_person_is_refused(saml):
    client = browser()
    page = post_back(client, saml.answer(asked(client, "ruth@northwind.com"), "ruth@northwind.com"))
    assert page.status_code == 403
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("bad", [{"signed": False}, {"asked": False}])
def test_saml_that_is_unsigned_or_unasked_is_refused(saml, bad):
    client = browser()
    page = post_back(client, saml.answer(asked(client, "nadia@northwind.com"), "nadia@northwind.com", **bad))
    assert page.status_code == 403
    assert "_auth_user_id" not in client.session


def test_saml_signed_by_another_key_is_refused(saml):
    client = browser()
    page = post_back(client, Provider().answer(asked(client, "nadia@northwind.com"), "nadia@northwind.com"))
    assert page.status_code == 403
    assert "_auth_user_id" not in client.session


def test_an_answer_works_once(saml):
    client, second = browser(), browser()
    form = saml.answer(asked(client, "nadia@northwind.com"), "nadia@northwind.com")
    assert post_back(client, form).status_code == 200
    assert post_back(second, form).status_code == 403


def test_metadata_names_where_answers_go(saml):
    text = browser().get("/account/saml/northwind/metadata/").content.decode()
    assert "http://localhost/account/saml/northwind/acs/" in text


def test_what_cannot_be_bound_says_why(operator, people):
    with pytest.raises(Invalid) as refused:
        single_sign_on.bind_openid(
            operator, domain="gmail.com", slug="No Slug", name="", server="ftp://x", client="", secret="", proof=""
        )
    assert set(refused.value.errors) == {"domain", "slug", "name", "server", "client", "proof"}
    with pytest.raises(NotFound):
        single_sign_on.unbind(operator, domain="nowhere.com")


def test_a_binding_taken_back_closes_that_door(openid, operator):
    single_sign_on.unbind(operator, domain="Northwind.com")
    assert browser().post("/sign-in/organisation", {"email": "nadia@northwind.com"}).status_code == 422
    assert browser().get("/account/oidc/northwind/login/").status_code == 404


BROKEN = {
    "nothing at all": {},
    "no provider": {"idp": None, "advanced": {}},
    "a list": [],
    "no certificate": {"idp": {"entity_id": ENTITY, "sso_url": SIGN_ON}},
    "no address": {"idp": {"entity_id": ENTITY, "sso_url": "somewhere", "x509cert": "MIIB"}},
    "a certificate that is none": {"idp": {"entity_id": ENTITY, "sso_url": SIGN_ON, "x509cert": "QUJD" * 100}},
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_saml_row_broken_by_hand_is_refused_in_words_on_every_page(saml, case, caplog):
    client = browser()
    away = re.search(
        r'href="(/sign-in/organisation/[^"]+)"',
        client.post("/sign-in/organisation", {"email": "nadia@northwind.com"}).content.decode(),
    )[1]
    SocialApp.objects.filter(client_id="northwind").update(settings=BROKEN[case])
    pages = [away, *(f"/account/saml/northwind/{page}/" for page in ("login", "acs/finish", "sls", "metadata"))]
    for page in pages:
        answer = client.get(page)
        assert answer.status_code == 409, page
        assert "not set up rightly" in answer.content.decode(), page
    assert "cannot be used" in caplog.text, "the operator reads what is wrong"
    assert client.get("/account/login/").status_code == 200
    assert client.get("/account/saml/nobody/sls/").status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        "",
        "?SAMLRequest=x",
        "?SAMLResponse=%00",
        "?SAMLRequest=QUJDREVG",
        "?SAMLResponse=PGE%2B",
        "?SAMLRequest=eJwDAAAAAAE%3D",
    ],
)
def test_leaving_with_words_that_nobody_can_read_is_no_fault(saml, asked):
    answer = browser().get(f"/account/saml/northwind/sls/{asked}")
    assert answer.status_code in (400, 403, 409), answer.content.decode()[:300]


def test_an_openid_row_broken_by_hand_is_refused_in_words(openid):
    client = browser()
    page = client.post("/sign-in/organisation", {"email": "nadia@northwind.com"}).content.decode()
    away = re.search(r'href="(/sign-in/organisation/[^"]+)"', page)[1]
    kept = SocialApp.objects.get(provider_id="northwind").settings
    for broken in ({}, kept | {"server_url": 7}, kept | {"sealed_secret": "gAAAA-damaged"}):
        SocialApp.objects.filter(provider_id="northwind").update(settings=broken)
        assert client.get(away).status_code == 409, broken
        assert client.get("/account/oidc/northwind/login/callback/?code=x&state=y").status_code == 409


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"entity": "two words"}, "entity"), ({"sign_on": "https://"}, "sign_on"), ({"sign_on": "https://a b"}, "sign_on"),
        ({"sign_on": "http://login.northwind.com/saml"}, "sign_on"), ({"certificate": "QUJD" * 100}, "certificate"),
        ({"certificate": ""}, "certificate"),
    ],
)  # fmt: skip
def test_a_saml_binding_that_could_not_be_used_is_not_written(operator, people, given, field):
    right = {"entity": ENTITY, "sign_on": SIGN_ON, "certificate": Provider().certificate}
    with pytest.raises(Invalid) as refused:
        single_sign_on.bind_saml(
            operator, domain="northwind.com", slug="northwind", name="Northwind", proof=PROOF, **(right | given)
        )
    assert list(refused.value.errors) == [field]
    assert not SocialApp.objects.exists()
