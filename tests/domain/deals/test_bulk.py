"""Many registrations at once: everything that was selected is looked at, or nothing is done and the person is told."""

import pytest

from tests.domain.deals.stages import stage
from towpath.domain.deals import bulk
from towpath.kernel.refusals import Invalid

MANY = [(f"REG{90000 + number}", 1) for number in range(bulk.MOST + 1)]


def test_beyond_the_most_nothing_is_done_and_nothing_left_out_in_silence(cast, by):
    reached = stage("approved", cast, by)
    before = reached.row.expires_on
    with pytest.raises(Invalid, match="Nothing was changed") as refused:
        bulk.act("extend", [(reached.reference, reached.row.version), *MANY], by(cast.omar))
    assert "202 are selected" in refused.value.errors["selected"][0]
    with pytest.raises(Invalid, match="too many"):
        bulk.outlook("extend", [reference for reference, _ in MANY], by(cast.omar))
    assert reached.row.expires_on == before


def test_the_same_one_twice_is_one(cast, by):
    reached = stage("approved", cast, by)
    chosen = [(reached.reference, reached.row.version)] * 3
    assert [outcome.done for outcome in bulk.act("extend", chosen, by(cast.omar))] == [True]
    assert len(bulk.act("extend", MANY[: bulk.MOST], by(cast.omar))) == bulk.MOST
