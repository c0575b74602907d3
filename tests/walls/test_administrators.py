"""A partner's administrator cannot raise herself, or anybody, beyond her organisation: by no page, form field or token (ROL-01)."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from tests.api.conftest import Program
from tests.cast import person
from tests.domain.partners.becoming import nobody, typed
from towpath.domain.partners.actions import people, sign_up
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import ApiToken, Invitation, Person
from towpath.kernel.identity.roles import PARTNER_ROLES, Role
from towpath.kernel.occasion import Occasion

pytestmark = [pytest.mark.django_db, pytest.mark.rule("ROL-01")]
BEYOND = sorted(role.value for role in set(Role) - set(PARTNER_ROLES))
FORGED = {
    "organisation": "", "organisation_id": "", "region": "EMEA", "is_staff": "on", "is_superuser": "on", "superuser": "1",
    "is_internal": "true", "email": "nina@vendor.example", "is_active": "on", "person": "1", "door": "cli", "actor": "1",
}  # fmt: skip


def rights() -> dict[int, tuple]:
    """What everybody is and may do, as the database has it."""
    rows = Person.objects.order_by("pk").values_list("pk", "email", "roles", "organisation", "region", "is_active")
    return {row[0]: (row[1], tuple(row[2]), *row[3:]) for row in rows}


@pytest.fixture(autouse=True)
def fresh_counts():
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def nina(cast, client) -> Client:
    client.force_login(cast.nina)
    return client


@pytest.fixture
def token(cast) -> Program:
    return Program(cast.nina)


@pytest.fixture
def strangers(cast) -> list[Person]:
    """People of a rival, of a distributor and of the vendor, an operator among them."""
    return [cast.ruth, cast.dirk, cast.omar, cast.elena, cast.paula, person("Otto", Role.OPERATOR)]


# -- roles -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", BEYOND)
def test_no_role_of_another_kind_can_be_given_by_the_pages(cast, nina, role):
    before = rights()
    for target in (cast.nina, cast.nadia):
        for roles in ([role], ["partner_admin", role]):
            answer = nina.post(f"/portal/colleagues/{target.pk}/roles", {"roles": roles, **FORGED})
            assert answer.status_code == 422, (target.name, roles)
    answer = nina.post("/portal/colleagues/invite", {"email": "new@northwind.example", "role": role, **FORGED})
    assert answer.status_code == 422
    assert (rights(), Invitation.objects.count()) == (before, 0)


@pytest.mark.parametrize("role", BEYOND)
def test_no_role_of_another_kind_can_be_given_by_the_api(cast, token, role):
    before = rights()
    for target in (cast.nina, cast.nadia):
        for roles in ([role], ["partner_admin", role]):
            assert token.post(f"/people/{target.pk}/change_role", {"roles": roles}).status_code == 422
    assert token.post("/people/invitations", {"email": "n@northwind.example", "role": role}).status_code == 422
    assert (rights(), Invitation.objects.count()) == (before, 0)


def test_forged_fields_beside_true_ones_change_nothing_more(cast, nina, token):
    before = rights()
    assert (
        nina.post(f"/portal/colleagues/{cast.nadia.pk}/roles", {"roles": ["partner_viewer"], **FORGED}).status_code
        == 302
    )
    wanted = before | {cast.nadia.pk: (cast.nadia.email, ("partner_viewer",), *before[cast.nadia.pk][2:])}
    assert rights() == wanted
    own = {"name": "Nina", "zone": "UTC", "mail_pace": "at_once", "theme": "dark", "roles": "ops", **FORGED}
    assert nina.post("/me", own).status_code in (302, 422)
    assert rights() == wanted, "one's own settings are no way up"
    for name in FORGED:
        body = {"roles": ["partner_seller"], name: 1}
        answer = token.post(f"/people/{cast.nadia.pk}/change_role", body)
        assert answer.status_code == 422, f"{name} is no field of this"
        assert name in answer.content.decode()
    assert rights() == wanted


# -- people of others --------------------------------------------------------------------------------------------------

ACTS = {
    "roles": ("/portal/colleagues/{}/roles", {"roles": ["partner_seller"]}),
    "remove": ("/portal/colleagues/{}/remove", {}),
    "hand over": ("/portal/colleagues/{}/hand_over", {}),
}
CALLS = {
    "roles": ("/people/{}/change_role", {"roles": ["partner_seller"]}),
    "remove": ("/people/{}/remove", {}),
    "hand over": ("/people/{}/hand_over", {}),
}


@pytest.mark.parametrize("name", ACTS)
def test_people_of_others_are_not_even_there(cast, nina, token, strangers, name):
    before, told = rights(), Event.objects.count()
    (page, given), (path, body) = ACTS[name], CALLS[name]
    unknown = nina.post(page.format(999_999), given)
    unknown_call = token.post(path.format(999_999), body)
    for stranger in strangers:
        for answer in (nina.get(page.format(stranger.pk)), nina.post(page.format(stranger.pk), given)):
            assert answer.status_code == unknown.status_code == 404, stranger.name
            assert stranger.email not in answer.content.decode()
        call = token.post(path.format(stranger.pk), body)
        assert call.status_code == unknown_call.status_code == 404
        assert {**call.json(), "instance": ""} == {**unknown_call.json(), "instance": ""}
    assert (rights(), Event.objects.count()) == (before, told)


def test_invitations_and_requests_of_others_are_not_even_there(cast, book, nina, token):
    now = datetime.now(UTC)
    invitation = people.invite(
        Occasion(actor=cast.ruth, at=now, door="portal", book=book), email="r@rival.example", role="partner_admin"
    )
    made = sign_up.begin(
        nobody(book, now), typed(website="rivalry.example", email="lena@rivalry.example"), place="192.0.2.7"
    )
    request = sign_up.ask_access(sign_up.key_of(made), nobody(book, now))
    assert nina.post(f"/portal/colleagues/invitations/{invitation.pk}/revoke").status_code == 404
    assert token.post(f"/people/invitations/{invitation.pk}/revoke").status_code == 404
    page = f"/portal/access-requests/{request.reference}"
    for answer in (nina.get(page), nina.post(page, {"answer": "grant", "role": "partner_admin"})):
        assert answer.status_code == 404
    assert Invitation.objects.get().revoked_at is None
    request.refresh_from_db()
    assert request.state == "asked"


def test_access_given_to_a_colleague_never_gives_a_role_of_another_kind(cast, book, nina):
    now = datetime.now(UTC)
    made = sign_up.begin(nobody(book, now), typed(website="northwind.example", email="l@northwind.example"), place=None)
    request = sign_up.ask_access(sign_up.key_of(made), nobody(book, now))
    for role in BEYOND:
        answer = nina.post(f"/portal/access-requests/{request.reference}", {"answer": "grant", "role": role, **FORGED})
        assert answer.status_code == 422, role
    assert not Invitation.objects.exists()


def test_an_administrators_own_invitation_to_somebody_of_the_vendor_brings_nobody_over(cast, book, nina):
    before = rights()
    assert (
        nina.post("/portal/colleagues/invite", {"email": cast.omar.email, "role": "partner_admin"}).status_code == 302
    )
    page = f"/invitations/{people.key_of(Invitation.objects.get())}"
    answer = Client().post(page, {"name": "Mallory", "password": "four words nobody guesses"})
    assert (answer.status_code, "another organisation" in answer.content.decode()) == (409, True)
    assert rights() == before


# -- tokens ------------------------------------------------------------------------------------------------------------


def test_a_token_may_what_its_person_may_now_and_no_more(cast, nina, token):
    """Tokens carry no rights of their own: what the person loses, every token of hers loses with it."""
    seller = Program(cast.nadia)
    for path, body in (CALLS["roles"], CALLS["remove"], CALLS["hand over"]):
        assert seller.post(path.format(cast.nina.pk), body).status_code == 404, "a seller's token administers nobody"
    assert nina.post(f"/portal/colleagues/{cast.nadia.pk}/roles", {"roles": ["partner_admin"]}).status_code == 302
    assert seller.post(f"/people/{cast.nina.pk}/change_role", {"roles": ["partner_viewer"]}).status_code == 200
    assert token.post(f"/people/{cast.nadia.pk}/remove").status_code == 404, "and Nina's token administers no more"
    assert (
        token.post("/people/invitations", {"email": "x@northwind.example", "role": "partner_admin"}).status_code == 404
    )
    assert nina.get(f"/portal/colleagues/{cast.nadia.pk}/roles").status_code == 404
    assert seller.post(f"/people/{cast.nina.pk}/remove").status_code == 200
    assert token.get("/me").status_code == 401, "who is removed has no token either"
    assert nina.get("/portal/").status_code == 302, "and no session"


def test_a_token_is_made_for_oneself_alone_and_opens_what_one_sees_alone(cast, nina, token):
    forged = {
        "token_name": "x",
        "token_days": "90",
        "roles": "ops",
        "scopes": "*",
        **FORGED,
        "person": str(cast.omar.pk),
    }
    assert nina.post("/me/tokens", forged).status_code == 200
    assert set(ApiToken.objects.values_list("person__name", flat=True)) == {"Nina"}
    for path in ("/accounts", "/absences", f"/partners/{cast.rival.reference}"):
        assert token.get(path).status_code == 404, path
    assert {one["name"] for one in token.get("/people").json()["items"]} == {"Nadia", "Nina"}


# -- the workspace -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["authorize", "restore", "reinstate", "revive", "memberships/track", "memberships/grant", "evidence"],
)
def test_no_page_of_the_vendors_moves_her_own_partner(cast, nina, path):
    before = cast.northwind.__class__.objects.values().get(pk=cast.northwind.pk)
    given = {
        "reason": "We would like to",
        "track": "select",
        "designation": "psp",
        "kind": "net_arr_bookings",
        "why": "x",
    }
    answer = nina.post(f"/partners/{cast.northwind.reference}/{path}", given)
    assert answer.status_code == 404
    assert cast.northwind.__class__.objects.values().get(pk=cast.northwind.pk) == before
