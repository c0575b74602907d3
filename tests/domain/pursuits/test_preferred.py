"""Preferred co-sell in the US public sector, from the claim to its removal; every step is kept."""

import pytest
from django.db import DatabaseError, connection, transaction

from tests.cast import account, partner, person
from tests.domain.pursuits.market import deal
from towpath.domain.accounts.models import Territory
from towpath.domain.pursuits.actions import preferred
from towpath.domain.pursuits.queries import standing_for
from towpath.kernel.events.history import lines
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import Ineligible, Invalid, MoveNotOpen, NotAllowed, NotFound, Taken

pytestmark = pytest.mark.django_db
FIFTEEN, EIGHTEEN = "006Aa00000BcDeF", "006Aa00000BcDeFIAV"


@pytest.fixture
def capitol(cast):
    """Two partners of the US public sector, an agency, and Vera, its account executive."""
    cast.vera = person("Vera", Role.SALES_REP, region="PUBSEC")
    cast.ede = person("Ede", Role.ESM, region="PUBSEC")
    cast.liberty = partner("Liberty", region="PUBSEC", country="US", manager=cast.ede)
    cast.eagle = partner("Eagle", region="PUBSEC", country="US", manager=cast.ede)
    cast.lou = person("Lou", Role.PARTNER_SELLER, organisation=cast.liberty.organisation)
    cast.ed = person("Ed", Role.PARTNER_ADMIN, organisation=cast.eagle.organisation)
    land = Territory.objects.create(code="US-FED", region="PUBSEC", owner=cast.vera, esm=cast.ede, asm=cast.amir)
    cast.agency = account("Agency of Rivers", territory=land, country="US", public_sector=True)
    cast.bid = deal(cast.agency, cast.vera)
    return cast


def claimed(capitol, by, who=None, **more):
    typed = {
        "customer_name": "Agency of Rivers", "sae_email": "Vera@example.org", "opportunity_id": FIFTEEN,
        "meeting_on": "2026-08-20", "plan": "Start with one team, then the whole agency.",
    } | more  # fmt: skip
    return preferred.submit(by(who or capitol.lou, door="portal"), typed)


def linked(capitol, by, claim):
    return preferred.link(claim.reference, by(capitol.vera), opportunity=capitol.bid.reference, opportunity_id=EIGHTEEN)


@pytest.mark.rule("PSC-01", "PSC-02", "PSC-03", "PSC-04", "PSC-05")
def test_from_a_claim_without_identifier_to_an_approval_that_shares_it(capitol, by):
    claim = claimed(capitol, by, opportunity_id="", meeting_on="", plan="")
    assert (claim.state, claim.sae, claim.given_id) == ("submitted", capitol.vera, "")
    with pytest.raises(Ineligible) as refused:
        preferred.approve(claim.reference, by(capitol.vera), reason="They know the agency.")
    assert len(refused.value.because) == 4
    preferred.amend(claim.reference, by(capitol.lou), {"opportunity_id": FIFTEEN, "meeting_on": "2026-08-20", "plan": "One team, then all."})  # fmt: skip
    linked(capitol, by, claim)
    approved = preferred.approve(claim.reference, by(capitol.vera), reason="They know the agency.")
    assert (approved.state, approved.known_id, approved.decided_by) == ("approved", EIGHTEEN, capitol.vera)
    told = [line.sentence for line in lines(approved, outside="the vendor")]
    assert told[0] == f"Approved. The opportunity is {EIGHTEEN}."
    assert "The claim is complete." in told


def test_an_approval_needs_its_business_reason(capitol, by):
    claim = linked(capitol, by, claimed(capitol, by))
    for act in (preferred.approve, preferred.deny):
        with pytest.raises(Invalid):
            act(claim.reference, by(capitol.vera), reason=" ")


@pytest.mark.rule("PSC-05")
def test_an_identifier_that_was_mistyped_or_is_of_another_opportunity_is_caught(capitol, by):
    with pytest.raises(Invalid, match="look"):
        claimed(capitol, by, opportunity_id="006Aa00000BcDeFXXX")
    claim = linked(capitol, by, claimed(capitol, by, opportunity_id="006Aa00000BcDeG"))
    assert preferred.missing(claim, by(capitol.vera))
    with pytest.raises(Ineligible):
        preferred.approve(claim.reference, by(capitol.vera), reason="They know the agency.")


@pytest.mark.rule("PSC-07")
def test_one_partner_is_preferred_and_every_other_is_another(capitol, by):
    first, second = (linked(capitol, by, claimed(capitol, by, who)) for who in (capitol.lou, capitol.ed))
    preferred.approve(first.reference, by(capitol.vera), reason="They know the agency.")
    with pytest.raises(Taken, match="Liberty is preferred"):
        preferred.approve(second.reference, by(capitol.vera), reason="They are good too.")
    assert standing_for(capitol.bid, capitol.liberty, by(capitol.vera)).preferred == "this"
    assert standing_for(capitol.bid, capitol.eagle, by(capitol.vera)).preferred == "another"


@pytest.mark.rule("PSC-06", "PSC-07")
def test_removal_ends_it_makes_room_and_is_kept(capitol, by):
    claim = linked(capitol, by, claimed(capitol, by))
    preferred.approve(claim.reference, by(capitol.vera), reason="They know the agency.")
    removed = preferred.remove(claim.reference, by(capitol.vera), reason="They left the engagement.")
    assert removed.reason == "They know the agency."
    assert standing_for(capitol.bid, capitol.liberty, by(capitol.vera)).preferred == "none"
    with pytest.raises(MoveNotOpen):
        preferred.approve(claim.reference, by(capitol.vera), reason="Again.")
    with pytest.raises(DatabaseError, match="is kept"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM pursuits_preferredcosell")


@pytest.mark.rule("PSC-08")
def test_elsewhere_and_where_a_partner_sourced_it_nobody_is_preferred(capitol, by):
    with pytest.raises(Ineligible):
        claimed(capitol, by, capitol.nadia)
    claim = linked(capitol, by, claimed(capitol, by))
    type(capitol.bid).objects.filter(pk=capitol.bid.pk).update(dr_status="approved", dr_partner=capitol.eagle)
    with pytest.raises(Ineligible) as refused:
        preferred.approve(claim.reference, by(capitol.vera), reason="They know the agency.")
    assert "PSC-08" in refused.value.because[0]["catalogue_ids"]


def test_rivals_other_sellers_and_managers_do_not_decide(capitol, by):
    claim = linked(capitol, by, claimed(capitol, by))
    other = person("Otto", Role.SALES_REP, region="PUBSEC")
    for who in (capitol.ed, capitol.lou, other, capitol.ede, capitol.omar):
        with pytest.raises(NotFound):
            preferred.approve(claim.reference, by(who), reason="Mine.")
    with pytest.raises(NotFound):
        preferred.amend(claim.reference, by(capitol.ed), {"plan": "Mine."})
    with pytest.raises(NotAllowed):
        claimed(capitol, by, capitol.omar)


@pytest.mark.rule("PSC-02")
def test_an_address_of_nobody_in_sales_is_refused(capitol, by):
    for address in ("nobody@example.org", "omar@example.org", "lou@example.org"):
        with pytest.raises(Invalid) as refused:
            claimed(capitol, by, sae_email=address)
        assert "sae_email" in refused.value.errors
