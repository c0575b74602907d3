"""Words of a search stand in the statement itself, quoted by the driver, and find what they are."""

import pytest

from tests.cast import account
from towpath.domain.accounts.models import Account
from towpath.kernel.spelt import Spelt

pytestmark = pytest.mark.django_db
NAMES = (
    "o'hara & sons",
    "100% wool",
    "100 wool",
    "under_score",
    "underxscore",
    r"back\slash",
    'dou"ble',
    "$1 shop",
    "%s inn",
)


@pytest.mark.parametrize("name", NAMES)
def test_words_find_the_names_that_hold_them_and_no_others(name):
    for each in NAMES:
        account(each)
    Account.objects.filter(name__in=NAMES).update(name_norm="")
    for each in NAMES:
        Account.objects.filter(name=each).update(name_norm=each)
    found = Account.objects.filter(name_norm__contains=Spelt(name), region__in=["", "EMEA", "AMER"])
    assert [one.name for one in found] == [name]


def test_each_search_is_a_statement_of_its_own_so_that_no_plan_is_made_for_all():
    first, second = (
        Account.objects.filter(name_norm__contains=Spelt(words)).query.sql_with_params() for words in ("acme", "zeta")
    )
    assert first[0] != second[0]
    assert (first[1], second[1]) == ((), ())
    assert Spelt("a\0b").value == "ab"
