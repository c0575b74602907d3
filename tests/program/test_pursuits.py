"""Who is the incumbent and what it owes; whose claim to preferred co-sell meets the guidelines."""

from dataclasses import replace
from datetime import date
from itertools import product

import pytest

from towpath.basics.crm_ids import eighteen
from towpath.program.decisions.pursuits.incumbency import IncumbencyFacts, incumbency
from towpath.program.decisions.pursuits.preferred_co_sell import PreferredFacts, preferred
from towpath.program.decisions.quotes.discount import BasisFacts, basis

ON = date(2026, 9, 1)
GOOD = IncumbencyFacts(
    "this", good_credit=True, last_update_on=date(2026, 8, 1), renewal_on=ON, review_on=date(2026, 8, 20)
)


@pytest.mark.rule("INC-02", "INC-03")
def test_the_last_sale_decides_until_the_customer_writes_otherwise(book):
    named = {"this": "this", "another": "another", "direct": "none"}
    for last, notice in product(("this", "another", "vendor", "never"), ("none", "this", "another", "direct")):
        found = incumbency(replace(GOOD, last_sale=last, notice=notice), book, on=ON).outcome
        wanted = named.get(notice) or {"vendor": "none", "never": "none"}.get(last, last)
        assert found.standing == wanted, (last, notice)


@pytest.mark.rule("INC-04")
@pytest.mark.parametrize(
    ("lacking", "field"),
    [
        ({"good_credit": False}, "credit"),
        ({"last_update_on": date(2026, 5, 31)}, "update"),
        ({"last_update_on": None}, "update"),
        ({"review_on": None}, "review"),
        ({"review_on": date(2026, 8, 1)}, "review"),
    ],
)
def test_each_thing_that_the_incumbent_owes_costs_it_the_discount(book, lacking, field):
    kept = incumbency(GOOD, book, on=ON)
    assert (kept.outcome.standing, kept.outcome.findings) == ("this", ())
    decision = incumbency(replace(GOOD, **lacking), book, on=ON)
    assert decision.outcome.standing == "this_lapsed"
    assert [each.field for each in decision.outcome.findings] == [field]
    assert decision.because[-1].mend
    bases = [
        basis(BasisFacts("renewal_flat", incumbent=each.outcome.standing), book, on=ON).outcome.basis
        for each in (kept, decision)
    ]
    assert bases == ["renewal_incumbent", "msrp"]


@pytest.mark.rule("INC-04")
def test_the_review_is_owed_on_the_day_of_the_renewal_and_counts_from_thirty_days_before(book):
    facts = replace(GOOD, review_on=None)
    assert incumbency(facts, book, on=date(2026, 8, 31)).outcome.standing == "this"
    assert incumbency(facts, book, on=ON).outcome.standing == "this_lapsed"
    assert incumbency(replace(facts, review_on=date(2026, 8, 2)), book, on=ON).outcome.standing == "this"


OPPORTUNITY = "006Aa00000BcDeF"
CLAIM = PreferredFacts(
    us_public_sector=True, authorized_public_sector=True, met=True, alignment=True, opportunity_id=OPPORTUNITY,
    given_id=eighteen(OPPORTUNITY), reason="Brings the integration",
)  # fmt: skip


@pytest.mark.rule("PSC-03", "PSC-05", "PSC-08")
@pytest.mark.parametrize(
    ("lacking", "rule", "told"),
    [
        ({"us_public_sector": False}, "PSC-08", "not one of the US public sector"),
        ({"vendor_sourced": False}, "PSC-08", "A partner sourced"),
        ({"authorized_public_sector": False}, "PSC-05", "not an approved partner"),
        ({"met": False}, "PSC-05", "No meeting"),
        ({"alignment": False}, "PSC-05", "land and expand"),
        ({"given_id": ""}, "PSC-05", "lacks the opportunity's identifier"),
        ({"given_id": "006Aa00000BcDeG"}, "PSC-05", "lacks the opportunity's identifier"),
        ({"given_id": eighteen(OPPORTUNITY)[:-1]}, "PSC-05", "15 or 18"),
        ({"given_id": eighteen(OPPORTUNITY).swapcase()}, "PSC-05", "mistyped"),
        ({"given_id": "001A0000006Vm9r"}, "PSC-05", "begins with 006"),
        ({"reason": " "}, "PSC-03", "No business reason"),
    ],
)
def test_each_guideline_that_fails_is_named_by_itself(book, lacking, rule, told):
    assert preferred(CLAIM, book, on=ON).outcome is True
    decision = preferred(replace(CLAIM, **lacking), book, on=ON)
    assert decision.outcome is False
    (reason,) = decision.because
    assert reason.catalogue_ids == (rule,)
    assert told in reason.says
    assert reason.mend


@pytest.mark.rule("PSC-02")
def test_the_identifier_may_be_given_with_fifteen_or_eighteen_characters(book):
    for given in (OPPORTUNITY, eighteen(OPPORTUNITY), eighteen(OPPORTUNITY)[:15] + eighteen(OPPORTUNITY)[15:].lower()):
        assert preferred(replace(CLAIM, given_id=given), book, on=ON).outcome is True
