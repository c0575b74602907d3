"""Every page here opens for those whose it is, in few queries, and is not there for anybody else."""

import pytest
from django.urls import reverse

MOST_QUERIES = 12
LISTS = ["accounts", "opportunities", "partners", "rules", "calendars"]
INTERNAL = ["omar", "elena", "amir", "sofia", "paula", "felix"]


def addresses(deal, cast) -> dict[str, str]:
    """Every page with one record behind it."""
    names = {
        "account": cast.acme.reference, "opportunity": deal.opportunity.reference, "partner": cast.northwind.reference,
        "rule": "deal_registration.protection",
    }  # fmt: skip
    made = {name: reverse(f"workspace:{name}", args=[key]) for name, key in names.items()}
    made["clock"] = reverse("workspace:clock", args=[deal.ref, deal.clocks[0].pk])
    return made | {name: reverse(f"workspace:{name}") for name in LISTS}


@pytest.mark.parametrize("who", INTERNAL)
def test_every_page_opens_in_few_queries(deal, cast, seen, who):
    for name, address in addresses(deal, cast).items():
        answer = seen(getattr(cast, who), address)
        assert answer.status_code == 200, (name, who)
        assert answer.queries <= MOST_QUERIES, (name, who, answer.queries)


@pytest.mark.parametrize("who", ["nadia", "nina", "ruth", "dirk"])
def test_none_of_them_is_there_for_people_of_other_organisations(deal, cast, seen, who):
    only_ops = {
        n: reverse(f"workspace:{n}")
        for n in ("territories", "absences", "attainment", "accounts_import", "account_new")
    }
    for name, address in (addresses(deal, cast) | only_ops).items():
        assert seen(getattr(cast, who), address).status_code == 404, (name, who)


def test_signed_out_people_are_sent_to_sign_in(deal, cast, client):
    for address in addresses(deal, cast).values():
        assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("who", "name"), [("erin", "account"), ("erin", "opportunity"), ("erin", "partner"), ("erin", "clock")]
)
def test_another_region_finds_nothing(deal, cast, seen, who, name):
    assert seen(getattr(cast, who), addresses(deal, cast)[name]).status_code == 404


@pytest.mark.parametrize("name", ["territories", "accounts_import", "account_new"])
def test_pages_of_operations_are_not_there_for_sales(cast, db, seen, name):
    assert seen(cast.omar, reverse(f"workspace:{name}")).status_code == 200
    for who in (cast.elena, cast.sofia, cast.paula):
        assert seen(who, reverse(f"workspace:{name}")).status_code == 404


@pytest.mark.parametrize("name", ["accounts", "opportunities", "partners"])
def test_a_broken_page_address_is_refused(cast, db, seen, name):
    assert seen(cast.omar, reverse(f"workspace:{name}"), {"cursor": "broken"}).status_code == 422
