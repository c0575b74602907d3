"""Confirm: type and completeness, by the ESM; a correction must be complete as well."""

import pytest

from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.deals.actions import registrations
from towpath.kernel.refusals import Invalid, NotReady


@squares("confirm_type")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-08", "FLD-09")
def test_the_type_is_confirmed_or_corrected(cast, by):
    reached = stage("with_esm", cast, by)
    confirmed = registrations.confirm_type(reached.reference, by(cast.elena), deal_type="resale")
    assert (confirmed.type_confirmed, confirmed.deal_type) == (True, "resale")
    event = reached.last()
    assert (event.name, event.actor, event.data["type"]) == ("deals.registration.type_confirmed", cast.elena, "resale")


@pytest.mark.rule("DRG-08")
def test_what_the_other_types_form_asks_for_is_missing(cast, by):
    reached = stage("with_esm", cast, by)
    with pytest.raises(NotReady, match="How you will introduce us"):
        registrations.confirm_type(reached.reference, by(cast.elena), deal_type="referral")
    assert reached.row.deal_type == "msp"


def test_a_type_that_the_program_does_not_know(cast, by):
    reached = stage("with_esm", cast, by)
    with pytest.raises(Invalid):
        registrations.confirm_type(reached.reference, by(cast.elena), deal_type="lease")
