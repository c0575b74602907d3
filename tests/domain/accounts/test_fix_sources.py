"""Sales fixes the sources of an opportunity by hand: no registration overrides what sales forecasts (TAG-09)."""

import pytest

from tests.domain.deals.stages import made_ready, put_forward, stage, submitted, with_asm
from towpath.domain.accounts.actions import opportunities
from towpath.domain.accounts.models import Opportunity
from towpath.domain.deals.actions import registrations
from towpath.kernel.events.models import Event
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotFound, NotReady


@pytest.mark.rule("TAG-09", "TAG-06")
def test_an_approval_leaves_fixed_sources_alone_and_its_decision_says_so(cast, by):
    reached = stage("with_asm", cast, by)
    ref = reached.known.reference
    opportunities.fix_sources(ref, by(cast.sofia), sales_qualified_source="SDR Generated", why="Our SDR found it")
    registrations.approve(reached.reference, by(cast.amir))
    known = Opportunity.objects.get(reference=ref)
    assert (known.initial_source, known.sales_qualified_source) == ("Web", "SDR Generated")
    assert (known.dr_deal_type, known.dr_status, known.dr_partner) == ("MSP", "approved", cast.northwind)
    tags = next(d for d in reached.last().data["decisions"] if d["question"] == "tagging.source_tags")
    assert "TAG-09" in tags["because"][0]["catalogue_ids"]
    assert tags["facts"]["forecast_locked"] is True


@pytest.mark.rule("TAG-09", "TAG-06")
def test_freed_again_the_next_approval_sets_them(cast, by):
    reached = stage("with_asm", cast, by)
    ref = reached.known.reference
    opportunities.fix_sources(ref, by(cast.sofia), why="Being looked at")
    opportunities.free_sources(ref, by(cast.sofia))
    registrations.approve(reached.reference, by(cast.amir))
    assert Opportunity.objects.get(reference=ref).sales_qualified_source == "Partner Generated"
    with pytest.raises(NotReady):
        opportunities.free_sources(ref, by(cast.sofia))


def test_it_keeps_an_event_with_what_changed_and_why(cast, by):
    ref = stage("submitted", cast, by).known.reference
    opportunities.fix_sources(ref, by(cast.sofia), initial_source="Trade show", why="Met there")
    event = Event.objects.filter(name="accounts.opportunity.sources_fixed").get()
    assert (event.actor, event.data["why"]) == (cast.sofia, "Met there")
    assert event.data["changed"] == {"initial_source": {"before": "Web", "after": "Trade show"}}
    with pytest.raises(NotReady, match="already"):
        opportunities.fix_sources(ref, by(cast.sofia), initial_source="Trade show", why="Met there")


@pytest.mark.rule("ROL-20")
def test_who_may_and_what_is_refused(cast, by):
    known = stage("submitted", cast, by).known
    for who in (cast.erin, cast.nadia, cast.amir, cast.dirk, cast.felix):
        with pytest.raises(NotFound):
            opportunities.fix_sources(known.reference, by(who), why="Mine")
    with pytest.raises(Invalid) as refused:
        opportunities.fix_sources(
            known.reference, by(cast.omar), sales_qualified_source="Somebody", initial_source="x" * 41, why=" "
        )
    assert set(refused.value.errors) == {"sales_qualified_source", "initial_source", "why"}
    opportunities.close_won(known.reference, by(cast.sofia))
    with pytest.raises(MoveNotOpen):
        opportunities.fix_sources(known.reference, by(cast.sofia), why="Late")


@pytest.mark.rule("TAG-09")
def test_a_second_claim_on_it_changes_no_source_either(cast, by):
    reached = stage("submitted", cast, by)
    opportunities.fix_sources(reached.known.reference, by(cast.sofia), why="Ours")
    ref = put_forward(cast, by, submitted(cast, by, actor=cast.ruth, deal_name="The same"))
    with_asm(cast, by, made_ready(cast, by, ref, reached.known))
    registrations.approve(ref, by(cast.amir))
    assert Opportunity.objects.get(pk=reached.known.pk).sales_qualified_source == "AE Generated"
