"""Who must and who may buy through whom: every case of the table, and pages that contradict themselves are refused."""

import shutil
from datetime import date
from itertools import product

import pytest

from tests.conftest import ROOT
from towpath.program.check import check
from towpath.program.decisions.distribution.billing import BillingFacts, billing, contact_name
from towpath.program.decisions.distribution.coverage import UnknownCountry, covering, distributors
from towpath.program.decisions.distribution.route import RouteFacts, route

ON = date(2026, 9, 1)
REFERENCE = ROOT / "program" / "gitlab"


@pytest.mark.rule("DST-01")
@pytest.mark.parametrize(
    ("track", "country", "segment", "way", "codes"),
    [
        ("open", "DE", "commercial", "distributor", ("amazic",)),
        ("open", "BR", "commercial", "direct", ()),
        ("select", "DE", "commercial", "either", ("amazic",)),
        ("select", "JP", "commercial", "distributor", ("networld", "sb_cs")),
        ("select", "BR", "commercial", "direct", ()),
        ("open", "US", "public_sector", "distributor", ("carahsoft",)),
        ("select", "US", "public_sector", "distributor", ("carahsoft",)),
        ("select", "DE", "public_sector", "either", ("amazic",)),
        ("technology", "DE", "commercial", "contract", ()),
    ],
)
def test_the_way_follows_from_track_country_and_segment(book, track, country, segment, way, codes):
    decision = route(RouteFacts(track, country, segment), book, on=ON)
    assert (decision.outcome.way, decision.outcome.codes) == (way, codes)
    assert decision.because[0].catalogue_ids == ("DST-01",)
    assert decision.because[0].source


@pytest.mark.rule("DST-01")
def test_every_case_has_an_answer_with_a_reason(book):
    kinds = ((), ("distributor",), ("oem",), ("alliance",), ("msp", "psp"))
    for track, country, segment, held in product(
        ("open", "select", "technology"), ("DE", "US", "JP", "BR", "CN"), ("commercial", "public_sector"), kinds
    ):
        decision = route(RouteFacts(track, country, segment, held), book, on=ON)
        assert decision.because[0].says.endswith(".")
        assert bool(decision.outcome.codes) == decision.outcome.through


@pytest.mark.rule("DST-01")
def test_only_an_active_distributor_binds_an_open_partner(book):
    assert route(RouteFacts("open", "DE"), book, on=ON).outcome.way == "distributor"
    assert route(RouteFacts("open", "DE", inactive=("amazic",)), book, on=ON).outcome.way == "direct"
    assert route(RouteFacts("open", "IN", inactive=("redington",)), book, on=ON).outcome.codes == ("td_synnex",)


@pytest.mark.rule("DST-02", "DST-03")
def test_coverage_is_dated_and_every_cover_has_a_mailbox(book):
    before, after = (
        [each.code for each in covering("US", "commercial", book, on).distributors]
        for on in (date(2026, 1, 31), date(2026, 2, 1))
    )
    assert (before, after) == (["climb"], ["climb", "carahsoft"])
    us, ca = (covering(country, "commercial", book, date(2025, 3, 1)).distributors[0] for country in ("US", "CA"))
    assert us.code == ca.code
    assert us.mailbox != ca.mailbox
    assert set(distributors(book, ON)) == {
        "climb", "amazic", "td_synnex", "redington", "networld", "sb_cs", "get_on", "carahsoft",
    }  # fmt: skip


@pytest.mark.rule("DST-02")
@pytest.mark.parametrize(
    ("country", "segment", "codes"),
    [
        ("US", "commercial", {"climb", "carahsoft"}), ("CA", "commercial", {"climb", "carahsoft"}),
        ("DE", "commercial", {"amazic"}), ("ZA", "commercial", {"amazic"}), ("AE", "commercial", {"amazic"}),
        ("SG", "commercial", {"td_synnex"}), ("IN", "commercial", {"td_synnex", "redington"}),
        ("JP", "commercial", {"networld", "sb_cs"}), ("TH", "commercial", {"td_synnex", "get_on"}),
        ("US", "public_sector", {"carahsoft"}), ("BR", "commercial", set()),
    ],
)  # fmt: skip
def test_who_covers_which_country(book, country, segment, codes):
    assert {each.code for each in covering(country, segment, book, ON).distributors} == codes


@pytest.mark.rule("DST-03")
def test_no_mailbox_is_a_real_one(book):
    boxes = [each["mailbox"] for _, _, wording in book["distribution.coverage"].periods() for each in wording["cover"]]
    assert boxes
    assert all(box.endswith(".example") for box in boxes)


def test_a_country_that_is_none_is_refused(book):
    with pytest.raises(UnknownCountry, match="two letters"):
        route(RouteFacts("open", "XX"), book, on=ON)


@pytest.mark.rule("BIL-01")
@pytest.mark.parametrize(
    ("way", "buys", "agreed", "answer"),
    [
        ("direct", "unsaid", True, "needed"),
        ("distributor", "distributor", True, "not_needed"),
        ("either", "both", True, "needed"),
        ("either", "distributor", True, "not_needed"),
        ("either", "unsaid", True, "not_yet"),
        ("direct", "direct", False, "not_yet"),
        ("contract", "unsaid", True, "needed"),
    ],
)
def test_who_needs_billing_records(book, way, buys, agreed, answer):
    decision = billing(BillingFacts(way, buys, agreed), book, on=ON)
    assert decision.outcome == answer
    assert bool(decision.because[0].mend) == (answer == "not_yet")


@pytest.mark.rule("BIL-02")
def test_the_contact_is_named_by_the_rule(book):
    assert contact_name("Northwind", book, ON) == "Northwind - Accounts Payable"


@pytest.mark.parametrize(
    ("page", "old", "new", "told"),
    [
        ("route", 'when = { designation = "distributor" }\n', 'when = { designation = "distributor", track = "open" }\n',
         "No row answers"),
        ("route", 'coverage = "none" }\nway = "direct"', 'coverage = ["none", "covered"] }\nway = "direct"', "both answer"),
        ("route", 'coverage = ["mandatory", "covered", "no_direct", "none"]', 'coverage = ["covered", "none"]',
         "other ones come"),
        ("coverage", 'distributor = "amazic"', 'distributor = "amazing"', "no distributor of this wording"),
        ("coverage", 'countries = ["IN", "JP", "TH"]', 'countries = ["IN", "JP", "BR"]', "no distributor covers it"),
        ("coverage", 'countries = ["CA"]', 'countries = ["CA", "US"]', "twice"),
        ("billing", "agreed = true }", "agreed = false }", "No row answers"),
        ("billing", 'contact_name = "PARTNER NAME - Accounts Payable"', 'contact_name = "Accounts Payable"', "cannot be"),
    ],
)  # fmt: skip
def test_a_page_that_contradicts_itself_is_refused(tmp_path, page, old, new, told):
    shutil.copytree(REFERENCE, tmp_path / "program")
    file = tmp_path / "program" / "distribution" / f"{page}.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = check(tmp_path / "program")
    assert any(told in problem.what for problem in problems), [problem.what for problem in problems]
