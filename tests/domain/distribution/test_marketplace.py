"""Pages on distributors' e-marketplaces: who may have one, the written approval, live, paused, ended (DST-04)."""

import pytest
from django.db import IntegrityError, transaction

from towpath.domain.distribution import queries
from towpath.domain.distribution.actions import distributors, marketplace
from towpath.domain.distribution.lifecycles import MARKETPLACE
from towpath.domain.distribution.models import MarketplacePage
from towpath.kernel.refusals import Ineligible, Invalid, MoveNotOpen, NotFound, Taken

pytestmark = [pytest.mark.django_db, pytest.mark.rule("DST-04")]
DRAFT = {"draft_address": "https://shop.amazic.example/drafts/northwind"}


@pytest.fixture
def asked(channel, by):
    return marketplace.request(
        channel.northwind.reference,
        by(channel.nina, door="portal"),
        distributor="amazic",
        expertise="Pipelines at scale.",
    )


def reach(state, asked, channel, by):
    """The page in a state on the straight way."""
    steps = [
        lambda: marketplace.draft(asked.reference, by(channel.dirk), DRAFT),
        lambda: marketplace.approve(asked.reference, by(channel.omar)),
        lambda: marketplace.go_live(asked.reference, by(channel.dirk)),
        lambda: marketplace.pause(asked.reference, by(channel.omar), note="Prices out of date."),
    ]
    found = asked
    for wanted, step in zip(("draft_in_review", "approved", "live", "paused"), steps, strict=True):
        found = step()
        if wanted == state:
            return found
    return found


def test_from_the_request_to_a_live_page_with_the_approval_on_file(channel, asked, by):
    assert asked.state == "requested"
    assert reach("draft_in_review", asked, channel, by).draft_address == DRAFT["draft_address"]
    approved = reach_on(asked, channel, by)
    assert approved.approved_by == channel.omar
    for words in ("Northwind", "Amazic", asked.reference, DRAFT["draft_address"], "2026-09-01"):
        assert words in approved.approval
    live = marketplace.go_live(asked.reference, by(channel.dirk))
    assert (live.state, live.live_since) == ("live", by(channel.dirk).at)
    assert marketplace.pause(asked.reference, by(channel.paula), note="Prices out of date.").state == "paused"
    assert marketplace.resume(asked.reference, by(channel.omar)).state == "live"
    ended = marketplace.end(asked.reference, by(channel.nina), note="We left the marketplace.")
    assert (ended.state, ended.note) == ("ended", "We left the marketplace.")
    again = marketplace.request(
        channel.northwind.reference, by(channel.nina), distributor="amazic", services="Migration."
    )
    assert again.state == "requested"


def reach_on(asked, channel, by):
    return marketplace.approve(asked.reference, by(channel.omar))


@pytest.mark.rule("ELG-05")
@pytest.mark.parametrize("broken", [{"good_standing": False}, {"status": "prospect"}, {"track": "technology"}])
def test_only_an_authorized_open_or_select_partner_in_good_standing(channel, by, broken):
    for name, value in broken.items():
        setattr(channel.northwind, name, value)
    channel.northwind.save()
    with pytest.raises(Ineligible) as refused:
        marketplace.request(channel.northwind.reference, by(channel.nina), distributor="amazic", expertise="x")
    assert refused.value.because
    assert all(reason["mend"] for reason in refused.value.because)


def test_a_partner_that_fell_out_meanwhile_is_not_approved_nor_switched_on(channel, asked, by):
    reach("draft_in_review", asked, channel, by)
    channel.northwind.good_standing = False
    channel.northwind.save()
    with pytest.raises(Ineligible):
        marketplace.approve(asked.reference, by(channel.omar))
    channel.northwind.good_standing = True
    channel.northwind.save()
    marketplace.approve(asked.reference, by(channel.omar))
    channel.northwind.good_standing = False
    channel.northwind.save()
    with pytest.raises(Ineligible):
        marketplace.go_live(asked.reference, by(channel.dirk))


def test_it_needs_an_overview_and_a_distributor_of_its_country(channel, by):
    with pytest.raises(Invalid) as refused:
        marketplace.request(channel.northwind.reference, by(channel.nina), distributor="climb")
    assert set(refused.value.errors) == {"expertise", "distributor"}
    distributors.change("amazic", by(channel.omar), active=False)
    with pytest.raises(Invalid):
        marketplace.request(channel.northwind.reference, by(channel.nina), distributor="amazic", expertise="x")


def test_one_page_a_partner_and_distributor(channel, asked, by):
    with pytest.raises(Taken, match=asked.reference):
        marketplace.request(channel.northwind.reference, by(channel.nina), distributor="amazic", expertise="x")
    with pytest.raises(IntegrityError, match="marketplace_approved_in_writing"), transaction.atomic():
        MarketplacePage.objects.update(state="live")


def test_a_returned_draft_says_what_to_change_and_comes_again(channel, asked, by):
    reach("draft_in_review", asked, channel, by)
    with pytest.raises(Invalid):
        marketplace.send_back(asked.reference, by(channel.omar), note="")
    marketplace.send_back(asked.reference, by(channel.omar), note="Name your services.")
    with pytest.raises(Invalid) as refused:
        marketplace.draft(asked.reference, by(channel.nina), {"draft_address": "shop"})
    assert set(refused.value.errors) == {"draft_address"}
    again = marketplace.draft(asked.reference, by(channel.nina), DRAFT | {"services": "Migration."})
    assert (again.state, again.services, again.expertise, again.note) == (
        "draft_in_review", "Migration.", "Pipelines at scale.", "",
    )  # fmt: skip


@pytest.mark.rule("DST-05")
def test_another_distributor_and_a_rival_find_nothing(channel, asked, by):
    reach("approved", asked, channel, by)
    for who in (channel.fiona, channel.ruth, channel.erin, channel.sofia):
        with pytest.raises(NotFound):
            queries.marketplace_page(who, asked.reference)
        with pytest.raises(NotFound):
            marketplace.go_live(asked.reference, by(who))
    assert queries.marketplace_pages(channel.fiona).rows == []
    assert [one.pk for one in queries.marketplace_pages(channel.dirk).rows] == [asked.pk]
    assert queries.marketplace_page(channel.nadia, asked.reference) == asked


CALLS = {
    "draft": lambda ref, o: marketplace.draft(ref, o, DRAFT),
    "approve": marketplace.approve,
    "send_back": lambda ref, o: marketplace.send_back(ref, o, note="x"),
    "decline": lambda ref, o: marketplace.decline(ref, o, note="x"),
    "go_live": marketplace.go_live,
    "pause": lambda ref, o: marketplace.pause(ref, o, note="x"),
    "resume": marketplace.resume,
    "end": lambda ref, o: marketplace.end(ref, o, note="x"),
}


@pytest.mark.parametrize("state", ["requested", "draft_in_review", "approved", "live", "paused"])
def test_every_move_from_a_state_that_does_not_offer_it_is_refused(channel, asked, by, state):
    if state != "requested":
        reach(state, asked, channel, by)
    for name, call in CALLS.items():
        if state not in MARKETPLACE.moves[name].sources:
            who = channel.dirk if name == "draft" else channel.omar
            with pytest.raises(MoveNotOpen):
                call(asked.reference, by(who))


def test_who_holds_no_right_to_a_move_is_refused(channel, asked, by):
    reach("draft_in_review", asked, channel, by)
    for who in (channel.dirk, channel.nina, channel.elena):
        for call in (CALLS["approve"], CALLS["send_back"], CALLS["decline"]):
            with pytest.raises(NotFound):
                call(asked.reference, by(who))
