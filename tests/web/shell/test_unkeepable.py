"""A character that no database keeps, in any address or form: a refusal, never a fault of ours."""

import pytest

from tests.cast import claim
from towpath.domain.accounts.actions import accounts
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Comment
from towpath.kernel.refusals import Invalid


@pytest.mark.parametrize(
    "path",
    ["/portal/deals/registrations?q=%00", "/portal/deals/registrations/%00", "/search?q=a%00b", "/portal/?%00=1"],
)
def test_a_partners_address_with_it_is_refused(path, cast, client):
    client.force_login(cast.nadia)
    answer = client.get(path)
    assert (answer.status_code, b"cannot be kept" in answer.content) == (409, True)


@pytest.mark.parametrize(
    "path", ["/deals/registrations?region=%00", "/accounts?q=%00", "/accounts/%00", "/partners?q=%00", "/attainment?team=%00"]
)  # fmt: skip
def test_a_colleagues_address_with_it_is_refused(path, cast, client):
    client.force_login(cast.omar)
    assert client.get(path).status_code == 409


def test_a_page_address_that_hides_it_is_broken(cast, client):
    client.force_login(cast.omar)
    assert client.get("/partners?cursor=WzAsIiIsIlx1MDAwMCIsMV0").status_code == 422


def test_a_form_with_it_writes_nothing(cast, client, by):
    ref = registrations.register(by(cast.nadia), claim()).reference
    client.force_login(cast.nadia)
    assert client.post(f"/portal/deals/registrations/{ref}/comment", {"body": "a\0b"}).status_code == 409
    assert not Comment.objects.exists()


@pytest.mark.parametrize(
    "wrong", [{"name": "x" * 256}, {"website": "w" * 256}, {"industry": "i" * 121}, {"country": "ZZ"}, {"country": ""}]
)
def test_an_account_that_its_columns_cannot_take_names_the_field(wrong, cast, by):
    with pytest.raises(Invalid) as refused:
        accounts.create(by(cast.omar), **({"name": "Acme", "country": "DE"} | wrong))
    assert set(refused.value.errors) == set(wrong)
