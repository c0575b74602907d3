"""The operator sees which domains sign in at their own organisation; nobody else does."""

from datetime import date

from allauth.socialaccount.models import SocialApp

from tests.cast import person
from towpath.kernel.identity.models import SingleSignOn
from towpath.kernel.identity.roles import Role


def test_the_operator_sees_what_is_bound_and_for_whom(client, cast, django_assert_max_num_queries):
    client.force_login(person("Otto", Role.OPERATOR))
    assert "No domain is bound" in client.get("/sign-ins").content.decode()
    for number, organisation in enumerate([cast.northwind.organisation, None, *[cast.rival.organisation] * 20]):
        app = SocialApp.objects.create(provider="saml", client_id=f"p{number}", name=f"Provider {number}")
        SingleSignOn.objects.create(
            organisation=organisation, domain=f"d{number}.example", provider=app, required=number == 0,
            verified_on=date(2026, 3, 1), verified_how="TXT record seen",
        )  # fmt: skip
    with django_assert_max_num_queries(12):
        page = client.get("/sign-ins").content.decode()
    for words in ("d0.example", "Provider 0", f"/partners/{cast.northwind.reference}", "closed", "TXT record seen", "our own people"):  # fmt: skip
        assert words in page, words


def test_others_find_no_such_page(client, cast):
    for reader in (cast.omar, cast.elena, cast.nina):
        client.force_login(reader)
        assert client.get("/sign-ins").status_code == 404
