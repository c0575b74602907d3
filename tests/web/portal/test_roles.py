"""The four roles inside a partner, on its pages: who finds which page, and how an administrator gives roles."""

import pytest

from tests.cast import claim, person
from tests.web.portal.test_pages import enter, submitted
from towpath.domain.deals.actions import registrations
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role

pytestmark = pytest.mark.rule("ROL-01")


@pytest.fixture
def vera(cast):
    return person("Vera", Role.PARTNER_VIEWER, organisation=cast.northwind.organisation)


@pytest.fixture
def mara(cast):
    return person("Mara", Role.PARTNER_MARKETING, organisation=cast.northwind.organisation)


def test_a_viewer_reads_deals_and_drafts_and_is_offered_nothing_to_write(client, cast, by, vera):
    draft = registrations.draft(by(cast.nadia), claim())
    sent = submitted(by, cast.nadia)
    enter(client, vera)
    for address in ("/portal/", "/portal/deals/registrations", f"/portal/deals/registrations/{sent.reference}",
                    f"/portal/deals/registrations/{draft.reference}"):  # fmt: skip
        page = client.get(address)
        assert page.status_code == 200, address
        assert "registrations/new" not in page.content.decode()
        assert "/withdraw" not in page.content.decode()
    for address in ("new", f"{draft.reference}/amend", f"{sent.reference}/withdraw", "maybe"):
        assert client.get(f"/portal/deals/registrations/{address}").status_code == 404, address


def test_marketing_has_a_home_without_deals(client, cast, by, mara):
    sent = submitted(by, cast.nadia)
    enter(client, mara)
    home = client.get("/portal/").content.decode()
    assert "/portal/certifications" in home
    assert "/portal/deals" not in home
    for address in ("", ".csv", "/new", f"/{sent.reference}", "/views", "/maybe"):
        assert client.get(f"/portal/deals/registrations{address}").status_code == 404, address
    for address in ("colleagues", "certifications", "compliance", "rules", "agreement"):
        assert client.get(f"/portal/{address}").status_code == 200, address


def test_an_administrator_changes_what_a_colleague_may_do(client, cast):
    enter(client, cast.nina)
    address = f"/portal/colleagues/{cast.nadia.pk}/roles"
    assert address in client.get("/portal/colleagues").content.decode()
    page = client.get(address).content.decode()
    assert page.count('type="checkbox"') == 4
    refused = client.post(address, {})
    assert (refused.status_code, "Choose at least one" in refused.content.decode()) == (422, True)
    assert client.post(address, {"roles": ["partner_viewer", "partner_marketing"]}).status_code == 302
    assert Person.objects.get(pk=cast.nadia.pk).roles == ["partner_marketing", "partner_viewer"]
    last = client.post(f"/portal/colleagues/{cast.nina.pk}/roles", {"roles": ["partner_viewer"]})
    assert last.status_code == 409
    assert "last administrator" in last.content.decode()


def test_others_find_no_such_page(client, cast, vera):
    for reader in (cast.nadia, vera, cast.ruth):
        assert enter(client, reader).get(f"/portal/colleagues/{cast.nadia.pk}/roles").status_code == 404


def test_invitations_offer_all_four_roles(client, cast):
    page = enter(client, cast.nina).get("/portal/colleagues").content.decode()
    assert all(f'value="{role}"' in page for role in ("partner_admin", "partner_seller", "partner_viewer", "partner_marketing"))  # fmt: skip
    answer = client.post("/portal/colleagues/invite", {"email": "m@northwind.example", "role": "partner_marketing"})
    assert answer.status_code == 302
