"""Fields of quotes, their approvals and purchase orders: each thing that is wrong is found, by its field and its rule."""

import shutil
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.conftest import ROOT
from towpath.program.check import check
from towpath.program.decision import Decision, plain
from towpath.program.decisions.quotes.approvals import ApprovalFacts, approvals, recalculates
from towpath.program.decisions.quotes.fields import QuoteFacts, QuoteLine, form_of, quote_findings
from towpath.program.decisions.quotes.purchase_orders import OrderFacts, QuotedFacts, purchase_order
from towpath.program.questions import ask
from towpath.program.shapes_forms import CHANGES, ELEMENTS, FORMS

REFERENCE = ROOT / "program" / "gitlab"
ON = date(2026, 9, 1)
ELEMENT_LEVELS = {"deferred_payments": "cfo", "contingent_on_release": "legal"}


def complete(key, book):
    """A quote of a form with all that the page asks of it."""
    _, wording = book["quotes.fields"].in_force(ON)
    form = form_of(key, book, ON)
    asked = [each for each in form["field"] if each["must"] == "given"]
    values = dict.fromkeys((*wording["required"], *(each["field"] for each in asked)), "Acme")
    values |= {each["field"]: each["one_of"][0] for each in asked if "one_of" in each}
    held = {each["field"]: each["held_by"] for each in asked if "held_by" in each}
    return QuoteFacts(key, {**values, "template": form["templates"][0]}, held, end_user="Acme")


def wrong(facts, book):
    return [each.field for each in quote_findings(facts, book, on=ON).outcome]


@pytest.mark.rule("QUO-04", "BIL-04", "MKT-02", "MKT-03", "MKT-04", "MKT-05")
@pytest.mark.parametrize("key", FORMS)
def test_each_form_asks_for_its_fields_and_for_no_others(book, key):
    facts = complete(key, book)
    assert wrong(facts, book) == []
    for asked in form_of(key, book, ON)["field"]:
        name = asked["field"]
        if asked["must"] == "blank":
            assert wrong(replace(facts, values={**facts.values, name: "Northwind"}), book) == [name]
            continue
        assert wrong(replace(facts, values={**facts.values, name: " "}), book) == [name]
        if "one_of" in asked or asked.get("names_end_user"):
            assert wrong(replace(facts, values={**facts.values, name: "Northwind"}), book) == [name]
        if "held_by" in asked:
            other = "customer" if asked["held_by"] != "customer" else "reseller"
            assert wrong(replace(facts, held_by={**facts.held_by, name: other}), book) == [name]


@pytest.mark.rule("BIL-04")
def test_a_finding_names_what_is_wrong_and_what_would_be_right_and_its_rule(book):
    facts = complete("two_tier", book)
    facts = replace(facts, held_by={**facts.held_by, "invoice_owner": "reseller"})
    decision = quote_findings(facts, book, on=ON)
    (found,) = decision.outcome
    assert (found.wrong, found.right) == ("Invoice owner is the reseller's.", "Choose that of the distributor.")
    assert decision.because[0].catalogue_ids == (found.rule,) == ("BIL-04",)
    kept = Decision.from_record(decision.as_record())
    assert plain(ask(kept.question, kept.facts, book, kept.on).outcome) == kept.outcome


def test_a_form_that_is_none_is_refused(book):
    with pytest.raises(LookupError, match='Did you mean "two_tier"'):
        quote_findings(QuoteFacts("two_teir"), book, on=ON)


@pytest.mark.rule("INC-10")
@pytest.mark.parametrize("key", FORMS)
def test_the_programs_rate_is_a_line_of_its_own_since_august_2025(book, key):
    has_one = key in ("one_tier", "two_tier", "msp", "private_offer_aws", "private_offer_gcp")
    plain_lines = replace(complete(key, book), program=True, lines=(QuoteLine("premium"),))
    with_rate = replace(plain_lines, lines=(QuoteLine("premium"), QuoteLine(program_rate=True)))
    assert (wrong(plain_lines, book), wrong(with_rate, book)) == ((["lines"], []) if has_one else ([], ["lines"]))
    before = quote_findings(with_rate, book, on=date(2025, 8, 5)).outcome
    assert [each.field for each in before] == ["lines"]


def test_the_longest_validity_and_the_first_day_beyond_it(book):
    facts = replace(complete("direct", book), valid_set_on=date(2026, 9, 1))
    assert wrong(replace(facts, valid_until=date(2026, 10, 1)), book) == []
    assert wrong(replace(facts, valid_until=date(2026, 10, 2)), book) == ["valid_until"]


@pytest.mark.rule("APR-01")
def test_a_deeper_discount_never_needs_fewer_approvals(book):
    before: set[str] = set()
    for percent in range(101):
        found = approvals(ApprovalFacts(Decimal(percent)), book, on=ON).outcome
        keys = {each.key for each in found.levels}
        assert before <= keys
        assert found.by_itself == (percent == 0)
        before = keys
    order = [each["key"] for each in book["quotes.approvals"].in_force(ON)[1]["level"]]
    assert [each.key for each in found.levels] == sorted(before, key=order.index)


@pytest.mark.rule("APR-01")
def test_every_level_says_why_and_each_cause_is_a_reason(book):
    facts = ApprovalFacts(Decimal(30), 48, elements=ELEMENTS, special_terms=True, net_days=60)
    decision = approvals(facts, book, on=ON)
    causes = {why for level in decision.outcome.levels for why in level.why}
    assert all(level.why for level in decision.outcome.levels)
    assert causes == {each.says for each in decision.because}
    for element, level in ELEMENT_LEVELS.items():
        found = approvals(ApprovalFacts(Decimal(0), elements=(element,)), book, on=ON).outcome
        assert level in [each.key for each in found.levels]


@pytest.mark.rule("QUO-01")
def test_a_draft_proposal_needs_no_approval_whatever_it_offers(book):
    facts = ApprovalFacts(Decimal(90), 60, elements=ELEMENTS, special_terms=True, flagged=True, kind="draft_proposal")
    assert approvals(facts, book, on=ON).outcome.by_itself


def test_thresholds_that_nobody_published_are_marked_invented(book):
    marked = book["quotes.approvals"].invented
    assert {place.split(".")[1] for place in marked} == {"band", "longer", "element", "also"}


def test_what_changes_a_price_or_a_term_makes_approvals_be_reckoned_anew(book):
    assert recalculates(("discount", "note", "initial_term"), book, ON) == ("discount", "initial_term")
    assert recalculates(CHANGES, book, ON) == CHANGES
    assert recalculates((), book, ON) == ()


def test_a_percent_that_cannot_be_is_refused(book):
    with pytest.raises(ValueError, match="from 0 to 100"):
        approvals(ApprovalFacts(Decimal("100.01")), book, on=ON)


QUOTED = QuotedFacts("Q-7", "GitLab Inc.", "Agency", Decimal(100_000), template="Distributor", po_number="PO-9")
SHOWN = {"po_number": "PO-9", "performance_from": "2026-10-01", "performance_to": "2027-09-30", "sold_to": "Agency"}


def ordered(amount, **others):
    facts = {"values": SHOWN, "market": "us_public_sector", "region": "PUBSEC", "signed": True, "quote": QUOTED}
    return OrderFacts("distributor", Decimal(amount), **{**facts, **others})


@pytest.mark.rule("QUO-09")
@pytest.mark.parametrize(
    ("amount", "fits"),
    [("99999.00", True), ("98998.99", False), ("99998.99", False), ("100001.00", True), ("100001.01", False)],
)
def test_a_public_sector_order_may_be_a_dollar_off(book, amount, fits):
    found = purchase_order(ordered(amount), book, on=ON).outcome
    assert [each.field for each in found.findings] == ([] if fits else ["amount"])
    assert found.remit_to == "vendor_sales"


@pytest.mark.parametrize("name", ["po_number", "performance_from", "performance_to", "sold_to"])
def test_a_public_sector_order_shows_its_number_its_dates_and_who_it_is_sold_to(book, name):
    values = {key: value for key, value in SHOWN.items() if key != name}
    found = [each.field for each in purchase_order(ordered(100_000, values=values), book, on=ON).outcome.findings]
    assert found[0] == name


def test_a_commercial_order_matches_to_the_cent(book):
    values = {
        "po_number": "PO-1", "entity": "GitLab Inc.", "quote_number": "Q-7", "line_descriptions": "Premium",
        "subtotal": "100000", "sold_to": "Agency", "bill_to": "Northwind", "end_customer_name": "Agency",
        "end_customer_email": "ruth@agency.example", "end_customer_address": "1 High Street",
    }  # fmt: skip
    facts = OrderFacts("distributor", Decimal(100_000), values, quote=QUOTED)
    assert purchase_order(facts, book, on=ON).outcome.findings == ()
    (found,) = purchase_order(replace(facts, amount=Decimal("100000.01")), book, on=ON).outcome.findings
    assert (found.field, found.wrong) == ("amount", "The order is over 100,000.01, the quote over 100,000.00.")


@pytest.mark.parametrize(
    ("page", "old", "new", "told"),
    [
        ("fields", 'key = "oem"', 'key = "direct"', "twice"),
        ("fields", '{ field = "distributor", must = "blank",', '{ field = "distributor", must = "blank", held_by = "customer",',
         "must be blank, and held_by is asked of it"),
        ("fields", 'required = ["start_date"', 'required = ["start_day"', 'Did you mean "start_date"?'),
        ("approvals", 'above_percent = 15', 'above_percent = 30', "does not rise"),
        ("approvals", 'level = "rd", invented', 'level = "rdd", invented', 'There is no level "rdd".'),
        ("approvals", '    { key = "price_lock"', '    # { key = "price_lock"', "price_lock triggers no approval."),
        ("purchase_orders", 'when = { buyer = "customer" }', 'when = { buyer = "customer", region = "AMER" }',
         "No row answers buyer = customer, region = EMEA."),
        ("purchase_orders", 'must_be_signed = ["distributor_public_sector"]', 'must_be_signed = ["distributor"]',
         'Did you mean "distributor_commercial"?'),
    ],
)  # fmt: skip
def test_a_page_that_contradicts_itself_is_refused(tmp_path, page, old, new, told):
    shutil.copytree(REFERENCE, tmp_path / "program")
    file = tmp_path / "program" / "quotes" / f"{page}.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = check(tmp_path / "program")
    assert any(told in f"{problem.what} {problem.remedy}" for problem in problems), [str(each) for each in problems]
