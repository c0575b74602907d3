"""To whom a sale is quoted and by whom, who may see a quote, and which of the vendor's companies makes it."""

import shutil
from datetime import date
from itertools import product

import pytest

from tests.conftest import ROOT
from towpath.program.check import check
from towpath.program.decision import Decision, plain
from towpath.program.decisions.quotes.audiences import AudienceFacts, audience, may_see
from towpath.program.decisions.quotes.entity import EntityFacts, entity
from towpath.program.decisions.quotes.quoting import NeededFacts, QuoterFacts, needed, quoter
from towpath.program.decisions.quotes.route import QuoteRouteFacts, quote_route
from towpath.program.questions import ask
from towpath.program.shapes_quotes import KINDS, PATHS, QUOTERS, READERS, SHOWN
from towpath.program.tables import TableGap

REFERENCE = ROOT / "program" / "gitlab"
ON = date(2026, 9, 1)
RENEWALS = ("renewal_flat", "renewal_upgrade")


def sold(path="resale", country="DE", **others):
    return QuoteRouteFacts(path, country, **others)


@pytest.mark.rule("INC-05")
@pytest.mark.parametrize("tender", [True, False])
@pytest.mark.parametrize("sale", RENEWALS)
@pytest.mark.parametrize("incumbent", ["this", "another"])
def test_a_direct_renewal_is_refused_while_there_is_an_incumbent_and_the_way_out_is_named(
    book, incumbent, sale, tender
):
    facts = {"path": "direct", "sale": sale, "incumbent": incumbent, "tender": tender}
    refused = quote_route(sold(**facts), book, on=ON)
    assert (refused.outcome.allowed, refused.outcome.kind) == (False, "")
    assert refused.because[0].catalogue_ids == ("INC-05",)
    assert "written notice" in refused.because[0].mend
    assert "who accepted it" in refused.because[0].mend
    assert quote_route(sold(**facts, notice=True), book, on=ON).outcome.kind == "direct"


@pytest.mark.rule("INC-05", "INC-08")
def test_a_renewal_is_quoted_to_another_partner_only_in_a_tender_or_after_the_customers_notice(book):
    for sale, tender, notice in product((*RENEWALS, "renewal_add_on", "new"), (True, False), (True, False)):
        found = quote_route(sold(sale=sale, incumbent="another", tender=tender, notice=notice), book, on=ON).outcome
        assert found.allowed == (tender or notice or sale not in RENEWALS), (sale, tender, notice)
        assert quote_route(sold(sale=sale, incumbent="this", tender=tender), book, on=ON).outcome.allowed


@pytest.mark.rule("ONB-08", "ELG-01")
@pytest.mark.parametrize("path", PATHS[1:])
def test_a_partner_that_is_not_authorized_is_quoted_on_no_path_without_a_permission(book, path):
    decision = quote_route(sold(path, standing="none"), book, on=ON)
    assert not decision.outcome.allowed
    assert "permission for this one opportunity" in decision.because[0].mend
    assert quote_route(sold(path, standing="one_off", buys="direct"), book, on=ON).outcome.allowed


@pytest.mark.rule("QUO-05", "DST-03")
def test_a_two_tier_quote_goes_to_the_distributors_mailbox_for_orders(book):
    found = quote_route(sold(), book, on=ON).outcome
    assert (found.kind, found.recipient, found.address) == ("two_tier", "distributor", "distributor_orders")
    assert [each.mailbox for each in found.distributors] == ["orders@amazic.example"]
    nobody = quote_route(sold(inactive=("amazic",)), book, on=ON).outcome
    assert (nobody.kind, nobody.distributors) == ("one_tier", ())


@pytest.mark.rule("QUO-04")
def test_only_two_tier_quotes_name_distributors_and_every_kind_is_somebodys(book):
    reached = set()
    for path, track, country, buys in product(
        PATHS, ("open", "select"), ("DE", "US", "BR", "IN"), ("direct", "distributor", "unsaid")
    ):
        found = quote_route(sold(path, country, track=track, buys=buys), book, on=ON).outcome
        assert bool(found.distributors) == (found.kind == "two_tier")
        assert found.allowed == bool(found.kind) == bool(found.recipient) == bool(found.address)
        reached.add(found.kind)
    assert reached == {"", *KINDS}


def test_a_route_is_replayed_from_its_record(book):
    kept = Decision.from_record(quote_route(sold(track="select", buys="distributor"), book, on=ON).as_record())
    assert plain(ask(kept.question, kept.facts, book, kept.on).outcome) == kept.outcome


@pytest.mark.rule("QUO-03")
def test_one_role_quotes_each_kind_in_each_region_in_every_edition(book):
    for on, kind, region, renewal in product(
        (date(2022, 6, 1), date(2025, 3, 1), ON), KINDS, ("AMER", "EMEA", "APJ", "PUBSEC"), (True, False)
    ):
        found = quoter(QuoterFacts(kind, region, renewal), book, on=on).outcome
        assert found.by in QUOTERS
        assert (found.within_hours == 6) == (found.by == "ecosystem_specialist")


@pytest.mark.rule("QUO-07")
def test_a_request_that_came_to_a_distributor_goes_by_the_support_address_outside_the_public_sector(book):
    for region, forwarded in (("EMEA", True), ("APJ", True), ("PUBSEC", False)):
        decision = quoter(QuoterFacts("two_tier", region, asked_by="distributor"), book, on=ON)
        assert bool(decision.outcome.through) == forwarded
        assert any("QUO-07" in each.catalogue_ids for each in decision.because) == forwarded


@pytest.mark.rule("QUO-01", "QUO-02", "QUO-06")
def test_whatever_must_be_quoted_goes_out_by_the_product_alone(book):
    for kind, discount in product(KINDS, ("program", "other")):
        decision = needed(NeededFacts(kind, discount), book, on=date(2025, 3, 1))
        assert decision.outcome != "nothing" or discount == "program"
        told = any("QUO-02" in each.catalogue_ids for each in decision.because)
        assert told == (decision.outcome != "nothing")


@pytest.mark.rule("QUO-02", "QUO-05", "DST-05")
@pytest.mark.parametrize("what", SHOWN)
def test_nobody_but_those_named_sees_anything_of_a_quote(book, what):
    outside = {
        "direct": {"customer"}, "one_tier": {"reseller"}, "two_tier": {"distributor"}, "msp": {"msp"},
        "marketplace": {"provider", "customer"}, "private_offer": {"provider", "reseller"}, "oem": {"provider"},
    }  # fmt: skip
    for kind in KINDS:
        assert audience(kind, what, book, ON) == {"vendor", *outside[kind]}
        for reader in READERS:
            assert may_see(AudienceFacts(kind, what, reader), book, on=ON).outcome == (
                reader in audience(kind, what, book, ON)
            )


@pytest.mark.rule("QUO-02")
def test_an_unknown_reader_or_thing_is_never_allowed(book):
    for facts in (AudienceFacts("two_tier", "prices", "auditor"), AudienceFacts("two_tier", "margin", "vendor")):
        with pytest.raises(TableGap):
            may_see(facts, book, on=ON)


@pytest.mark.rule("BIL-04")
def test_the_company_follows_the_country_of_the_bill(book):
    named = {country: entity(EntityFacts(country), book, on=ON).outcome for country in ("NL", "DE", "GB", "AU", "JP")}
    assert len(set(named.values())) == 5
    assert entity(EntityFacts("NL", " amazic "), book, on=ON).outcome == named["JP"]
    assert entity(EntityFacts("NL", "Amazic", amends=named["DE"]), book, on=ON).outcome == named["DE"]
    with pytest.raises(ValueError, match="two letters"):
        entity(EntityFacts("UK"), book, on=ON)


@pytest.mark.parametrize(
    ("page", "old", "new", "told"),
    [
        ("route", 'renewal_of = "released" }', 'renewal_of = "none" }', "renewal_of = released"),
        ("route", 'quote = "msp"', 'mend = "Ask."\nquote = "msp"', "Write one of quote and mend."),
        ("route", '{ key = "msp", recipient = "msp", address = "msp_contact" },\n', "", 'There is no kind "msp".'),
        ("quoting", 'kind = "two_tier" }', 'kind = "one_tier" }', "No row answers kind = two_tier"),
        ("needed", 'discount = "other" }', 'discount = ["other", "program"] }', "both answer"),
        ("audiences", 'kind = "two_tier", reader = "distributor"', 'kind = "two_tier", reader = "reseller"',
         "No row answers kind = two_tier, what = prices, reader = distributor."),
        ("entity", 'countries = ["NL"]', 'countries = ["NL", "DE"]', "Leave each country with one company."),
        ("entity", 'default = "GitLab Inc."', 'default = "GitLab Ink."', 'Did you mean "GitLab Inc."?'),
    ],
)  # fmt: skip
def test_a_page_that_contradicts_itself_is_refused(tmp_path, page, old, new, told):
    shutil.copytree(REFERENCE, tmp_path / "program")
    file = tmp_path / "program" / "quotes" / f"{page}.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    problems = check(tmp_path / "program")
    assert any(told in f"{problem.what} {problem.remedy}" for problem in problems), [each.what for each in problems]
