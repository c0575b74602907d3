"""Opportunities created by hand: from the list by way of the account, from the account, and what is refused."""

import pytest
from django.urls import reverse

from tests.cast import account
from towpath.domain.accounts.models import Opportunity

NEW = reverse("workspace:opportunity_new")


def typed(cast, **more) -> dict[str, str]:
    known = {"account": cast.acme.reference, "name": "Acme: 200 seats", "owner": str(cast.sofia.pk)}
    return known | {"amount": "48,000.50", "currency": "EUR", "close_on": "2027-01-31"} | more


def test_the_list_leads_to_the_account_and_the_account_to_the_form(cast, seen):
    waiting = account("Acme of the Night", country="FR")
    assert f'href="{NEW}"' in seen(cast.sofia, reverse("workspace:opportunities")).said
    found = seen(cast.omar, NEW, {"q": "acme"}).said
    assert f'href="{NEW}?account={cast.acme.reference}"' in found
    assert waiting.name in found
    assert f"?account={waiting.reference}" not in found
    record = seen(cast.elena, reverse("workspace:account", args=[cast.acme.reference])).said
    assert f'href="{NEW}?account={cast.acme.reference}"' in record
    assert "no territory and owner yet" in seen(cast.omar, NEW, {"account": waiting.reference}).said


@pytest.mark.parametrize("who", ["omar", "elena", "sofia"])
def test_it_is_created_by_sales_and_operations(cast, sent, who):
    answer = sent(getattr(cast, who), NEW, typed(cast))
    made = Opportunity.objects.get()
    assert answer.url == reverse("workspace:opportunity", args=[made.reference])
    assert (made.name, made.account, made.owner, made.region) == ("Acme: 200 seats", cast.acme, cast.sofia, "EMEA")
    assert (str(made.amount), made.currency, made.close_on.isoformat()) == ("48000.50", "EUR", "2027-01-31")


def test_an_empty_form_tells_what_is_needed_and_a_wrong_one_keeps_what_was_typed(cast, sent):
    assert sent(cast.sofia, NEW, {"account": cast.acme.reference}).status_code == 422
    wrong = sent(cast.sofia, NEW, typed(cast, name="Kept words", amount="many", close_on="tomorrow", owner="0"))
    text = wrong.content.decode()
    assert wrong.status_code == 422
    for words in ("Kept words", "many", "tomorrow", "Write the day as year-month-day", "Choose who owns it."):
        assert words in text
    assert sent(cast.sofia, NEW, typed(cast, currency="XYZ")).status_code == 422
    assert not Opportunity.objects.exists()


@pytest.mark.parametrize("who", ["erin", "paula", "felix", "amir", "nadia", "dirk"])
def test_nobody_else_finds_the_form_of_this_account(cast, sent, seen, who):
    person = getattr(cast, who)
    assert seen(person, NEW, {"account": cast.acme.reference}).status_code == 404
    assert sent(person, NEW, typed(cast)).status_code == 404
    assert not Opportunity.objects.exists()


def test_the_pages_take_few_queries(cast, seen):
    for data in ({"q": "acme"}, {"account": cast.acme.reference}):
        assert seen(cast.omar, NEW, data).queries <= 12
