"""A distributor's home: its own people and nothing of any partner's; nobody else's page."""

import pytest

from tests.cast import person
from tests.web.portal.test_pages import enter, queries_of, submitted
from towpath.kernel.identity.houses import housemates
from towpath.kernel.identity.models import Organisation
from towpath.kernel.identity.roles import Role

HOME = "/portal/distributor"


@pytest.mark.rule("DST-05")
def test_a_distributor_begins_at_a_page_of_its_own_that_shows_no_partners_deal(client, cast, by):
    ref = submitted(by, cast.nadia, distributor="Carrier").reference
    other = Organisation.objects.create(name="Freighter", kind=Organisation.Kind.DISTRIBUTOR)
    person("Fiona", Role.DISTRIBUTOR_USER, organisation=other)
    person("Dora", Role.DISTRIBUTOR_USER, organisation=cast.dirk.organisation)
    enter(client, cast.dirk)
    assert client.get("/").url == HOME
    page = client.get(HOME).content.decode()
    for theirs in ("Carrier", "Dirk", "Dora", "dora@example.org", "No quotes here yet"):
        assert theirs in page, theirs
    for secret in (ref, "Acme Robotics", "Northwind", "Nadia", "Fiona", "Freighter", "Register a deal"):
        assert secret not in page, secret
    assert client.get(f"/search?q={ref}").content.decode().count(f'href="/portal/deals/registrations/{ref}"') == 0


def test_the_page_is_nobody_elses(client, cast):
    assert client.get(HOME).url.startswith("/account/login/")
    for other in (cast.nadia, cast.omar):
        assert enter(client, other).get(HOME).status_code == 404


def test_a_distributor_has_settings_in_its_own_frame_and_few_queries(client, cast):
    enter(client, cast.dirk)
    page = client.get("/me").content.decode()
    assert f'href="{HOME}"' in page
    assert "workspace" not in page.split("<body")[1].split(">")[0]
    assert queries_of(client, HOME) <= 6


def test_housemates_are_of_one_house(cast):
    assert list(housemates(cast.nina)) == [cast.nadia, cast.nina]
    assert not housemates(cast.omar).exists()
