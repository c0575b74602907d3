"""The exception for one opportunity (ONB-08): who records, who approves, good for one, once, for a time."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import partner, person
from towpath.domain.accounts.actions import one_off, opportunities
from towpath.domain.accounts.models import OneOffPermission
from towpath.domain.accounts.one_off import may_transact_here
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import Ineligible, MoveNotOpen, NotAllowed, NotFound, NotReady, Taken

pytestmark = [pytest.mark.django_db, pytest.mark.rule("ONB-08", "ELG-05")]


@pytest.fixture
def stage(cast, by):
    cast.willow = partner(
        "Willow", status="prospect", signed_contract_on=None, click_through_agreement=False, sales_certified=0
    )
    cast.deal, cast.other = (
        opportunities.create(by(cast.sofia), account=cast.acme, name=f"Acme: {n} seats", owner=cast.sofia)
        for n in (40, 50)
    )
    cast.vera = person("Vera", Role.CHANNELS_VP)
    return cast


def asked(stage, by, **more):
    given = {
        "partner": stage.willow.reference, "opportunity": stage.deal.reference, "customer_reason": "Framework contract.",
        "will_not_join": True,
    } | more  # fmt: skip
    return one_off.record(by(stage.paula), **given)


def test_it_is_good_for_its_opportunity_alone_and_once(stage, by, noon):
    assert not may_transact_here(stage.willow, stage.deal, by(stage.paula)).outcome
    made = one_off.approve(asked(stage, by).reference, by(stage.vera))
    allowed = may_transact_here(stage.willow, stage.deal, by(stage.paula))
    assert allowed.outcome
    assert "ONB-08" in allowed.because[0].catalogue_ids
    refused = may_transact_here(stage.willow, stage.other, by(stage.paula))
    assert not refused.outcome
    assert all(reason.mend for reason in refused.because)
    late = by(stage.paula, at=noon + timedelta(days=90))
    assert not may_transact_here(stage.willow, stage.deal, late).outcome
    with transaction.atomic():
        one_off.used(by(None), partner=stage.willow, opportunity=stage.deal, what="QUO00001")
    made.refresh_from_db()
    assert (made.state, made.used_for) == ("used", "QUO00001")
    assert not may_transact_here(stage.willow, stage.deal, by(stage.paula)).outcome
    with pytest.raises(NotFound), transaction.atomic():
        one_off.used(by(None), partner=stage.willow, opportunity=stage.deal, what="QUO00002")


def test_only_programs_records_and_only_directors_approve(stage, by):
    for who in (stage.omar, stage.elena, stage.vera):
        with pytest.raises(NotAllowed):
            one_off.record(
                by(who), partner=stage.willow.reference, opportunity=stage.deal.reference, customer_reason="x",
                will_not_join=True,
            )  # fmt: skip
    made = asked(stage, by)
    for who in (stage.paula, stage.omar, person("Dag", Role.CHANNEL_DIRECTOR, region="APJ")):
        with pytest.raises(NotFound):
            one_off.approve(made.reference, by(who))
    both = person("Bo", Role.PROGRAMS, Role.PROGRAMS_DIRECTOR)
    own = one_off.record(
        by(both),
        partner=stage.willow.reference,
        opportunity=stage.other.reference,
        customer_reason="x",
        will_not_join=True,
    )
    with pytest.raises(NotReady, match="yourself"):
        one_off.approve(own.reference, by(both))


def test_without_its_conditions_there_is_none_and_each_is_named(stage, by):
    with pytest.raises(Ineligible) as refused:
        asked(stage, by, customer_reason=" ", will_not_join=False, partner=stage.northwind.reference)
    assert len(refused.value.because) == 3


def test_one_at_a_time_is_held_by_the_database(stage, by):
    made = asked(stage, by)
    with pytest.raises(Taken, match=made.reference):
        asked(stage, by)
    twin = OneOffPermission.objects.get()
    twin.pk, twin.reference = None, "PRM99999"
    with pytest.raises(IntegrityError), transaction.atomic():
        twin.save(force_insert=True)
    one_off.withdraw(made.reference, by(stage.paula), reason="It will join after all.")
    asked(stage, by)


def test_what_was_not_used_expires_at_night(stage, by, noon):
    made = one_off.approve(asked(stage, by).reference, by(stage.vera))
    assert one_off.expire_due(by(None, at=noon + timedelta(days=89))) == 0
    assert one_off.expire_due(by(None, at=noon + timedelta(days=90))) == 1
    made.refresh_from_db()
    assert made.state == "expired"
    with pytest.raises(MoveNotOpen):
        one_off.withdraw(made.reference, by(stage.paula), reason="Late.")
