"""Finding the account that a partner's words mean, on the real table and its index."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.labelled_names import KINDS, labelled_claims, made_accounts
from towpath.basics.names import match_keys, normalise_name
from towpath.domain.accounts.models import Account
from towpath.domain.accounts.similar import claim_of, similar_accounts

pytestmark = pytest.mark.django_db

CREATED_AT = datetime(2026, 2, 2, 9, tzinfo=UTC)


def account(reference: str, name: str, domain: str = "", country: str = "") -> Account:
    return Account(
        reference=reference,
        name=name,
        name_norm=normalise_name(name),
        domain=domain,
        country=country,
        match_keys=match_keys(name, domain, country),
        created_at=CREATED_AT,
    )


@pytest.fixture
def accounts() -> dict[str, Account]:
    rows = [
        account("ACC90001", "ACME Robotics GmbH", "acme.example", "DE"),
        account("ACC90002", "Acme Robotics Inc.", "", "US"),
        account("ACC90003", "Acme Bakery Ltd", "acmebakery.example", "GB"),
        account("ACC90004", "Zorbinex International Manufacturing Inc", "", "US"),
        account("ACC90005", "International Business Machines Corporation", "ibm.example", "US"),
    ]
    Account.objects.bulk_create(rows)
    return {row.reference: row for row in rows}


@pytest.mark.parametrize(
    ("name", "website", "country", "meant"),
    [
        ("Acme Robotics", "", "Germany", "ACC90001"),
        ("Acme Robotics", "", "US", "ACC90002"),
        ("acme robtics ltd", "", "DE", "ACC90001"),
        ("Robotics, Acme", "https://www.acme.example/", "", "ACC90001"),
        ("Our customer", "procurement@acme.example", "", "ACC90001"),
        ("АКМЕ Роботикс", "", "DE", "ACC90001"),
        ("Zorbinex Intl. Mfg.", "", "", "ACC90004"),
        ("IBM", "", "US", "ACC90005"),
    ],
)
@pytest.mark.rule("DRG-05")
def test_the_account_that_is_meant_comes_first(
    accounts: dict[str, Account], name: str, website: str, country: str, meant: str
) -> None:
    best = similar_accounts(claim_of(name, website, country))[0]
    assert best.account_id == accounts[meant].pk
    assert best.match.grounds[0].what == "name"


def test_each_candidate_says_why(accounts: dict[str, Account]) -> None:
    best = similar_accounts(claim_of("Acme Robotics", "acme.example", "DE"))[0]
    assert best.match.score == 100
    assert [ground.says for ground in best.match.grounds[1:]] == [
        "same web domain acme.example",
        "same country: Germany",
    ]


@pytest.mark.parametrize("name", ["Quorda Shipping", "", "!?", "GmbH", "%' or 1=1 --", "{curly} %s"])
def test_nothing_alike_gives_nothing(accounts: dict[str, Account], name: str) -> None:
    assert similar_accounts(claim_of(name)) == []


def test_one_statement_and_no_more_than_asked_for(accounts: dict[str, Account]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        found = similar_accounts(claim_of("Acme"), limit=2)
    assert len(queries) == 1
    assert len(found) == 2


def test_only_accounts_that_the_reader_may_see(accounts: dict[str, Account]) -> None:
    within = Account.objects.filter(country="US").order_by("name")
    assert [found.account_id for found in similar_accounts(claim_of("Acme Robotics"), within=within)] == [
        accounts["ACC90002"].pk
    ]
    assert similar_accounts(claim_of("Acme Robotics"), within=Account.objects.none()) == []


def test_the_search_uses_the_index(accounts: dict[str, Account]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select indexdef from pg_indexes where tablename = %s", [Account._meta.db_table])
        assert any("gin (match_keys)" in definition for (definition,) in cursor.fetchall())


def test_names_as_sellers_write_them_are_found() -> None:
    """A small edition of the bench: every way of writing, among two thousand accounts."""
    made = list(made_accounts(2000))
    Account.objects.bulk_create(account(f"ACC{row.id:06}", row.name, row.domain, row.country) for row in made)
    meant = {found.reference: found.pk for found in Account.objects.all()}
    claims = [claim for claim in labelled_claims(made, 10) if claim.kind != "bare acronym"]
    assert {claim.kind for claim in claims} == set(KINDS) - {"bare acronym"}
    missed = [
        claim
        for claim in claims
        if meant[f"ACC{claim.means:06}"]
        not in [one.account_id for one in similar_accounts(claim_of(claim.name, claim.domain, claim.country))]
    ]
    assert len(missed) <= 0.05 * len(claims), missed
