"""Which discount a sale earns, in every case of every wording; how high it is; when it may be negotiated down."""

import shutil
from datetime import date
from decimal import Decimal

import pytest

from tests.conftest import ROOT
from towpath.program.check import check
from towpath.program.decision import Decision, plain
from towpath.program.decisions.pricing.concession import ConcessionFacts, concession
from towpath.program.decisions.pricing.rates import DiscountFacts, discount
from towpath.program.decisions.quotes.discount import DISCOUNT, BasisFacts, basis
from towpath.program.questions import ask
from towpath.program.tables import DecisionTable

REFERENCE = ROOT / "program" / "gitlab"
EDITIONS = (date(2022, 6, 1), date(2025, 3, 1), date(2026, 9, 1))
ON = EDITIONS[1]
GROWTH = ("new", "add_on", "renewal_add_on", "renewal_upgrade")


def cases(book, on):
    """Every case of the wording with its answer."""
    for case in book[DISCOUNT].table(on).cases():
        yield case, basis(BasisFacts(**case), book, on=on).outcome


def of_the_program(case):
    return case["channel"] == "program" and case["eligible"]


@pytest.mark.rule("DRG-27", "COS-01", "DRG-21", "ELG-03")
@pytest.mark.parametrize("on", EDITIONS)
def test_the_sourced_discount_needs_the_partners_own_approved_registration_in_every_case(book, on):
    for case, found in cases(book, on):
        sourced = of_the_program(case) and case["sale"] in GROWTH and case["registration"] == "approved"
        assert (found.basis == "partner_sourced") == sourced, case
        if case["channel"] != "program":
            assert found.basis == case["channel"]
        elif not case["eligible"]:
            assert found.basis == "msrp"


@pytest.mark.rule("PSC-07", "PSC-08")
@pytest.mark.parametrize("on", EDITIONS[1:])
def test_preferred_co_sell_is_the_preferred_partners_on_opportunities_that_no_partner_sourced(book, on):
    for case, found in cases(book, on):
        if found.basis == "preferred_co_sell":
            assert (case["market"], case["preferred"]) == ("us_public_sector", "this")
            assert case["registration"] == "none" or case["sale"] == "renewal_flat"
        if (
            of_the_program(case)
            and (case["market"], case["preferred"], case["registration"]) == ("us_public_sector", "another", "none")
            and (case["sale"] in GROWTH[:3] or (case["sale"] in GROWTH and case["incumbent"] in ("another", "none")))
        ):
            assert found.basis == "msrp", case


@pytest.mark.rule("INC-06", "INC-07")
def test_bidders_have_co_sell_save_in_a_public_sector_tender_that_another_partner_sourced(book):
    for case, found in cases(book, ON):
        if not (of_the_program(case) and case["tender"] and case["sale"] == "new"):
            continue
        if case["registration"] == "approved":
            assert found.basis == "partner_sourced"
        elif case["market"] == "us_public_sector" and case["registration"] == "another":
            assert found.basis == "msrp"
        elif case["market"] == "commercial" or case["preferred"] == "none":
            assert found.basis == "co_sell"


@pytest.mark.rule("INC-02", "INC-04", "INC-08")
@pytest.mark.parametrize("on", EDITIONS[1:])
def test_a_flat_renewal_goes_by_the_incumbency_whatever_is_registered(book, on):
    for case, found in cases(book, on):
        if not (of_the_program(case) and case["sale"] == "renewal_flat"):
            continue
        if case["tender"]:
            assert found.basis == ("renewal_last_year" if case["incumbent"] == "this" else "msrp")
        elif case["incumbent"] in ("this", "this_lapsed"):
            assert found.basis == {"this": "renewal_incumbent", "this_lapsed": "msrp"}[case["incumbent"]]
        else:
            assert found.basis in ("co_sell", "preferred_co_sell", "msrp")


@pytest.mark.rule("INC-01")
@pytest.mark.parametrize("on", EDITIONS)
def test_services_are_discounted_as_services_in_every_case(book, on):
    answers = {found.basis for case, found in cases(book, on) if of_the_program(case) and case["sale"] == "services"}
    assert answers == {"services_resale"}


@pytest.mark.rule("INC-06", "INC-07")
def test_the_editions_of_2025_and_2026_differ_in_tenders_only(book):
    before, after = dict_of(book, EDITIONS[1]), dict_of(book, EDITIONS[2])
    changed = [dict(case) for case, answer in before.items() if after[case] != answer]
    assert changed
    assert all(each["tender"] and each["registration"] != "approved" for each in changed)
    assert {after[tuple(each.items())] for each in changed} == {"partner_base", "msrp"}


def dict_of(book, on):
    return {tuple(case.items()): found.basis for case, found in cases(book, on)}


@pytest.mark.rule("INC-09")
def test_own_services_earn_incentives_besides_where_the_program_discounts(book):
    for channel, eligible, served in (("program", True, True), ("program", False, False), ("contract", True, False)):
        facts = BasisFacts("new", tender=True, channel=channel, eligible=eligible, own_services=True)
        decision = basis(facts, book, on=ON)
        assert decision.outcome.service_attach == served
        assert any("INC-09" in each.catalogue_ids for each in decision.because) == served


def test_each_row_that_is_taken_out_leaves_a_case_that_the_proof_names(book):
    for _, _, wording in book[DISCOUNT].periods():
        for index, row in enumerate(wording["row"]):
            left = [each for each in wording["row"] if each is not row]
            (gap,) = DecisionTable.of({**wording, "row": left}).misfits()
            assert gap.what.startswith("No row answers sale = "), index
            assert f"channel = {'program' if 'eligible' in str(row['when']) else row['when']['channel']}" in gap.what


@pytest.mark.parametrize(
    ("page", "old", "new", "told"),
    [
        ("quotes/discount", '{ channel = "direct" }', '{ channel = "direct", tender = true }',
         "No row answers sale = new, registration = approved, incumbent = this, tender = false, market = commercial, "
         "preferred = this, channel = direct, eligible = true."),
        ("quotes/discount", 'sale = "services" }', 'sale = ["services", "internal_use"] }', "both answer sale = internal_use"),
        ("quotes/discount", 'exception_to = "co-sell"', 'exception_to = "cosell"', '"cosell", which is no row'),
        ("quotes/discount", 'tender = [true, false]', 'tender = [true]', "tender has 1 values, and other ones come."),
        ("quotes/discount", 'when = { channel = "direct" }', 'when = "direct"', "must be a table, not text"),
        ("quotes/discount", 'basis = "co_sell"', 'basis = "partner_base"', '"partner_base" is no basis of the rates.'),
        ("pricing/rates", "percent = 17\ninvented = true\n", "invented = true\n", "Write one of percent and taken."),
        ("pricing/rates", 'track = ["open", "select", "technology"]', 'track = ["open", "select"]', "track = technology, which never comes"),
    ],
)  # fmt: skip
def test_a_page_that_contradicts_itself_is_refused(tmp_path, page, old, new, told):
    shutil.copytree(REFERENCE, tmp_path / "program")
    file = tmp_path / "program" / f"{page}.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = check(tmp_path / "program")
    assert any(told in f"{problem.what} {problem.remedy}" for problem in problems), [each.what for each in problems]


@pytest.mark.rule("DRG-15", "INC-10")
@pytest.mark.parametrize("on", EDITIONS)
@pytest.mark.parametrize("track", ["open", "select"])
def test_the_discounts_are_in_the_order_that_is_public(book, on, track):
    def percent(**given):
        return discount(DiscountFacts(track=track, product="subscription", **given), book, on=on).outcome.percent

    sourced, co_sell = percent(sale="new", registration="approved"), percent(sale="new")
    assert sourced > co_sell >= percent(sale="new", tender=True) > 0
    assert percent(sale="internal_use") == sourced
    assert percent(sale="new", channel="direct") == percent(sale="new", eligible=False) == 0


@pytest.mark.rule("QUO-05")
def test_the_distributors_margin_comes_on_top_and_is_the_last_reason(book):
    decision = discount(
        DiscountFacts(sale="new", track="open", product="add_on", through_distributor=True), book, on=ON
    )
    found = decision.outcome
    assert (found.percent, found.distributor_percent, found.total) == (Decimal(10), Decimal(5), Decimal(15))
    assert decision.because[-1].catalogue_ids == ("QUO-05",)


@pytest.mark.rule("INC-08")
def test_last_years_discount_is_asked_for_where_nobody_entered_it(book):
    facts = {"sale": "renewal_flat", "tender": True, "incumbent": "this", "track": "open", "product": "subscription"}
    unknown = discount(DiscountFacts(**facts), book, on=ON)
    assert (unknown.outcome.percent, unknown.outcome.total, unknown.outcome.needs) == (None, None, "last_year")
    assert unknown.because[-1].mend == "Enter last year's discount."
    known = discount(DiscountFacts(**facts, last_year=Decimal("17.5")), book, on=ON).outcome
    assert (known.percent, known.needs) == (Decimal("17.5"), "")


@pytest.mark.rule("INC-10")
def test_a_percent_that_no_source_gives_says_so(book):
    decision = discount(DiscountFacts(sale="new", track="select", product="subscription"), book, on=ON)
    assert decision.because[-1].says == (
        "Co-sell, Select, subscriptions: 15 percent off list price. No public source gives the figure: it is invented."
    )


def test_the_whole_decision_is_replayed_from_its_record(book):
    facts = DiscountFacts(
        sale="renewal_flat",
        tender=True,
        incumbent="this",
        track="open",
        product="subscription",
        last_year=Decimal("7.5"),
    )
    kept = Decision.from_record(discount(facts, book, on=ON).as_record())
    again = ask(kept.question, kept.facts, book, kept.on)
    assert plain(again.outcome) == kept.outcome
    assert again.because == kept.because


@pytest.mark.rule("INC-10")
def test_a_negotiated_discount_counts_only_with_every_agreement(book):
    everybody = ("partner", "sales", "esm")
    for lacking in everybody:
        facts = ConcessionFacts(Decimal(25), Decimal(10), tuple(each for each in everybody if each != lacking))
        found = concession(facts, book, on=ON).outcome
        assert (found.percent, found.holds, found.missing) == (Decimal(25), False, (lacking,))
    assert concession(ConcessionFacts(Decimal(25), Decimal(10), everybody), book, on=ON).outcome.percent == 10
    with pytest.raises(ValueError, match="from 0 to 100"):
        concession(ConcessionFacts(Decimal(25), Decimal(-1), everybody), book, on=ON)
