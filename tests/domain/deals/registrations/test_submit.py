"""Submit: the draft goes to the vendor, judged by the book of this day."""

import pytest

from tests.cast import claim, partner
from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.deals import queries
from towpath.domain.deals.actions import registrations
from towpath.kernel.clocks.models import Clock
from towpath.kernel.refusals import Ineligible, Invalid, MoveNotOpen, NotFound


@squares("submit")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-04", "DRG-05", "DRG-06", "FLD-05")
def test_it_is_sent_with_day_clocks_and_decisions(cast, by, noon):
    reached = stage("draft", cast, by)
    cast.northwind.manager = cast.emil  # the account changed hands since the draft was begun
    cast.northwind.save()
    sent = registrations.submit(reached.reference, by(cast.nadia, door="portal"))
    assert (sent.state, sent.submitted_at, sent.submitted_by) == ("submitted", noon, cast.nadia)
    assert sent.reference.startswith("REG")
    assert sent.esm == cast.emil
    assert set(Clock.objects.values_list("kind", "state")) == {
        ("sla.ops_review", "running"), ("sla.first_contact", "running"),
    }  # fmt: skip
    event = reached.last()
    assert (event.name, event.actor, event.door) == ("deals.registration.submitted", cast.nadia, "portal")
    assert sent in queries.listed(cast.nadia, queries.Filters()).rows
    assert sent in queries.listed(cast.omar, queries.Filters(view="queue")).rows


@pytest.mark.rule("TAG-02", "TAG-05", "TAG-11")
def test_where_no_opportunity_exists_the_initial_source_is_decided_now(cast, by):
    reached = stage("draft", cast, by)
    registrations.submit(reached.reference, by(cast.nadia))
    tags = reached.last().data["decisions"][1]
    assert tags["outcome"]["initial_source"] == "Partner Qualified Lead"
    assert tags["outcome"]["sales_qualified_source"] is None


@pytest.mark.rule("ELG-01", "ELG-02", "ELG-05")
def test_each_failed_condition_is_named_with_what_would_mend_it(cast, by):
    reached = stage("draft", cast, by)
    cast.northwind.status, cast.northwind.good_standing, cast.northwind.foundations_completed = "prospect", False, 0
    cast.northwind.save()
    with pytest.raises(Ineligible) as refused:
        registrations.submit(reached.reference, by(cast.nadia))
    because = refused.value.because
    assert [reason["catalogue_ids"] for reason in because] == [["ELG-01"], ["ELG-01"], ["ELG-02"]]
    assert all(reason["mend"] and reason["mend"] in refused.value.remedy for reason in because)
    assert (reached.row.state, reached.events()) == ("draft", ["drafted"])


@pytest.mark.rule("DRG-02")
def test_an_account_cannot_be_registered_only_an_opportunity(cast, by):
    reached = stage("draft", cast, by, deal_name="", need="")
    with pytest.raises(Invalid) as refused:
        registrations.submit(reached.reference, by(cast.nadia))
    assert set(refused.value.errors) == {"deal_name", "need"}


@pytest.mark.rule("DRG-26")
def test_it_must_say_whether_net_new_or_an_add_on(cast, by):
    reached = stage("draft", cast, by, business="")
    with pytest.raises(Invalid) as refused:
        registrations.submit(reached.reference, by(cast.nadia))
    assert set(refused.value.errors) == {"business"}
    assert registrations.submit(reached.reference, by(cast.nadia), {"business": "add_on"}).business == "add_on"


@pytest.mark.rule("DRG-24", "DRG-01")
def test_a_referral_says_how_it_introduces_the_customer(cast, by):
    reached = stage("draft", cast, by, deal_type="referral")
    with pytest.raises(Invalid) as refused:
        registrations.submit(reached.reference, by(cast.nadia))
    assert set(refused.value.errors) == {"introduction"}


@pytest.mark.rule("DRG-21")
def test_alliance_partners_do_not_submit(cast, by):
    reached = stage("draft", cast, by)
    cast.northwind.kinds = ["alliance"]
    cast.northwind.save()
    with pytest.raises(Ineligible, match="does not submit registrations itself"):
        registrations.submit(reached.reference, by(cast.nadia))


@pytest.mark.rule("DRG-21")
def test_on_behalf_the_esm_begins_and_operations_submit(cast, by):
    cloud = partner("Cloudia", kinds=["gsi"], manager=cast.elena)
    drafted = registrations.draft(by(cast.elena), claim(), partner=cloud)
    with pytest.raises(NotFound):
        registrations.submit(drafted.reference, by(cast.elena))
    assert registrations.submit(drafted.reference, by(cast.omar)).state == "submitted"


def test_a_double_click_finds_nothing_half_done(cast, by):
    reached = stage("draft", cast, by)
    registrations.submit(reached.reference, by(cast.nadia), {"need": "Forty teams."})
    with pytest.raises(MoveNotOpen):
        registrations.submit(reached.reference, by(cast.nadia), {"need": "Forty teams."})
    assert reached.events() == ["drafted", "submitted"]
    assert Clock.objects.count() == 2
