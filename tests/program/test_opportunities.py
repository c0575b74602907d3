"""Tagging cases, order types, stages and inactivity: every case has one answer, and a page with a hole is refused."""

import shutil
from datetime import date, timedelta
from decimal import Decimal
from itertools import product

import pytest

from tests.conftest import ROOT
from towpath.program.check import check
from towpath.program.decisions.opportunities.inactivity import InactivityFacts, inactivity
from towpath.program.decisions.opportunities.names import NameFacts, suggested_name
from towpath.program.decisions.opportunities.order_type import OrderTypeFacts, order_type, values
from towpath.program.decisions.opportunities.stages import StageFacts, may_move, stages
from towpath.program.decisions.tagging import cases, sales_qualified_sources

ON = date(2026, 9, 1)
REFERENCE = ROOT / "program" / "gitlab"
PQL, GENERATED = "Partner Qualified Lead", "Partner Generated"


@pytest.mark.rule("TAG-01", "TAG-07", "TAG-08", "TAG-10")
def test_every_deal_has_one_case_and_offers_what_the_rules_say(book):
    paths = set(cases.deal_paths(book, ON).values())
    for transacts, registration, source, existed, influenced in product(
        cases.TRANSACTS, cases.REGISTERED, (PQL, "Web", ""), (True, False), (True, False)
    ):
        facts = cases.UseCaseFacts(transacts, registration, source, existed, influenced)
        found = cases.use_case(facts, book, on=ON).outcome
        assert set(found.sources) <= set(sales_qualified_sources(book, ON))
        assert found.deal_path in paths | {""}
        if registration == "none":
            assert found.deal_type == ""  # TAG-10
            if source == PQL:
                assert found.sources == (GENERATED,)  # TAG-07
        elif found.case != "unsettled":
            assert (found.case, found.sources) == ("2" if registration == "referral" else "1", (GENERATED,))
            assert found.initial_source in ("", PQL)
        if source == "Web":
            assert found.initial_source == "", "a source that is known is never offered away (TAG-09)"
        if transacts == "partner" and registration == "none":
            third = source == PQL or (source == "" and not existed)
            assert (found.case, found.deal_path) == ("3" if third else "4", "Partner")
        if influenced and transacts in ("direct", "web_direct") and found.case == "none":
            assert found.deal_path == "Partner"  # TAG-01


@pytest.mark.rule("MKT-01", "MKT-02")
@pytest.mark.parametrize(
    ("cloud", "owner"), [("aws", "Amazon Web Services, Inc."), ("gcp", "Google Cloud Marketplace")]
)
def test_the_four_marketplace_cases(book, cloud, owner):
    name = cases.cloud_names(book, ON)[cloud]
    found = {
        (sourced, there, influenced): cases.marketplace_case(
            cases.MarketplaceFacts(cloud, sourced, there, influenced), book, on=ON
        ).outcome
        for sourced, there, influenced in product((True, False), repeat=3)
    }
    for (sourced, there, influenced), case in found.items():
        number = {(False, True): "1", (True, False): "2", (True, True): "3"}.get(
            (sourced, there), "4" if influenced else "none"
        )
        assert case.case == number
        assert case.resale_partner == (name if there else "")
        assert (case.dr_partner, bool(case.deal_type)) == ((name, True) if sourced else ("", False))
        assert case.invoice_owner == (owner if there else "")
        assert case.influence_partner == (name if number == "4" else "")


@pytest.mark.rule("TAG-04", "FLD-10")
def test_every_opportunity_has_one_order_type(book):
    known = set(values(book, ON))
    for kind, arr, eligible, family, account, lost, still in product(
        ("new_business", "add_on", "renewal"), (None, Decimal(-5), Decimal(0), Decimal(5)), *[(True, False)] * 5
    ):
        facts = OrderTypeFacts(
            kind, net_arr=arr, new_logo_eligible=eligible, family_bought=family, account_bought=account, lost=lost,
            still_subscribed=still,
        )  # fmt: skip
        found = order_type(facts, book, on=ON).outcome
        assert (found in known) if arr is not None else found == ""
        if found == "1. New - First Order":
            assert (kind, eligible, family, account, arr > 0) == ("new_business", True, False, False, True)
        assert found.startswith(("5", "6")) == (kind == "renewal" and lost and arr is not None and arr < 0)


def test_a_category_that_nobody_knows_is_refused_with_the_nearest(book):
    with pytest.raises(ValueError, match="Ramp Deal"):
        order_type(OrderTypeFacts("new_business", category="Ramp Dael"), book, on=ON)


def test_who_may_move_an_opportunity_where(book):
    known = stages(book, ON)
    for stage, to, mover in product(known.kinds, known.kinds, ("sales", "operations")):
        allowed = may_move(StageFacts(stage, to, mover, True, "Price", True), book, on=ON)
        assert allowed.outcome or allowed.because[0].mend
        if stage not in known.running or to == stage or to == "0-Pending Acceptance":
            assert not allowed.outcome
        elif to in known.running:
            forward = known.running.index(to) > known.running.index(stage)
            assert allowed.outcome == (forward or mover == "operations")
        elif to == "9-Unqualified":
            assert allowed.outcome == (stage == "0-Pending Acceptance")


@pytest.mark.parametrize(("segment", "warn", "close"), [("SMB", 7, 15), ("Mid-Market", 21, 45), ("Large", 45, 90), ("PubSec", 45, 90)])  # fmt: skip
def test_it_is_warned_of_first_and_closed_later_by_segment(book, segment, warn, close):
    last = date(2026, 3, 1)

    def step(days, warned=None):
        facts = InactivityFacts("new_business", "1-Discovery", segment, last, warned)
        return inactivity(facts, book, on=last + timedelta(days=days)).outcome.step

    warned = last + timedelta(days=warn)
    assert [step(warn - 1), step(warn), step(close * 3)] == ["wait", "warn", "warn"]
    assert [step(close - 1, warned), step(close, warned)] == ["wait", "close"]
    assert step(close, warned + timedelta(days=1)) == "wait", "a late warning moves the end"


def test_what_is_not_known_yet_stands_in_brackets(book):
    said = suggested_name(NameFacts("renewal", "Acme", product="Premium"), book, on=ON).outcome
    assert said == "Acme- [quantity] Premium Renewal [month]"


@pytest.mark.parametrize(
    ("page", "without", "named"),
    [
        ("tagging/use_cases", 0, "transacts = partner, registration = resale, initial_source = partner_qualified_lead"),
        ("tagging/marketplace_cases", 3, "cloud = aws, sourced = true, on_marketplace = true"),
        ("tagging/arrangements", 1, "arrangement = dsor, cloud = aws"),
        ("opportunities/order_type", 5, "type = new_business, net_arr = positive, logo = later"),
        ("opportunities/stages", 7, "now = open, to = earlier, mover = sales"),
    ],
)
def test_with_one_row_less_the_check_names_the_uncovered_case(tmp_path, page, without, named):
    folder = tmp_path / "program"
    shutil.copytree(REFERENCE, folder)
    file = folder / f"{page}.toml"
    pieces = file.read_text().split("[[since.2025-02-01.row]]")
    examples = pieces[-1].partition("[[example]]")
    rest = [*pieces[: without + 1], *pieces[without + 2 : -1], examples[0] if without + 2 < len(pieces) else ""]
    file.write_text("[[since.2025-02-01.row]]".join(rest) + examples[1] + examples[2])
    said = "\n".join(problem.what for problem in check(folder))
    assert "No row answers" in said
    assert named in said


def test_a_stage_or_segment_that_leads_nowhere_is_refused(tmp_path):
    folder = tmp_path / "program"
    shutil.copytree(REFERENCE, folder)
    file = folder / "opportunities" / "inactivity.toml"
    file.write_text(
        file.read_text().replace('"2-Scoping"]', '"2-Scopping"]').replace('["Mid-Market"]', '["Midmarket"]')
    )
    said = "\n".join(problem.what for problem in check(folder))
    for words in ('"2-Scopping" is no stage', '"Midmarket" is no segment', 'The segment "Mid-Market" has no limit'):
        assert words in said
