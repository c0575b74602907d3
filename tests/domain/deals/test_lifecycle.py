"""Every square of the registration's lifecycle: each stage x each move, against the table written by hand."""

import pytest

from tests.domain.deals.squares import OPEN, TABLE, is_open, seen, tried
from tests.domain.deals.stages import STAGES, stage
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.lifecycles import REGISTRATION, STATES
from towpath.kernel.lifecycle import STAYS
from towpath.kernel.refusals import MoveNotOpen

STATE_OF = {"with_esm": "in_review", "with_asm": "in_review"}
LANDS = {
    "draft": "draft", "submit": "submitted", "resubmit": "submitted", "withdraw": "withdrawn", "put_forward": "in_review",
    "approve": "approved", "deny": "denied", "send_back": "returned", "expire": "expired", "close_won": "closed_won",
    "close_lost": "closed_lost",
}  # fmt: skip


@pytest.mark.parametrize("name", STAGES)
@pytest.mark.rule("FLD-03")
def test_a_stage_offers_these_moves_and_no_other(name, cast, by):
    reached = stage(name, cast, by)
    before = seen(reached)
    went = {move for move in TABLE if is_open(tried(move, reached))}
    assert went == set(OPEN[name].split())
    assert seen(reached) == before


@pytest.mark.parametrize("state", STATES)
def test_the_lifecycle_table_says_the_same(state):
    stages = [name for name in STAGES if STATE_OF.get(name, name) == state]
    expected = {move for name in stages for move in OPEN[name].split()}
    offered = {move.name for move in REGISTRATION.open_moves(state)} - {"sign"}  # approve, while others sign after
    assert offered == expected


def test_moves_land_where_the_table_says():
    assert {move.name: move.target for move in REGISTRATION.moves.values() if move.target != STAYS} == LANDS


def test_every_move_but_beginning_is_proved():
    assert set(TABLE) == set(REGISTRATION.moves) - {"draft", "sign"}


def test_a_refusal_names_only_what_this_person_can_do(cast, by):
    """One state, two people: the partner is not offered the vendor's moves, nor the vendor the partner's."""
    reached = stage("with_esm", cast, by)
    with pytest.raises(MoveNotOpen) as hers:
        registrations.resubmit(reached.reference, by(cast.nadia))
    assert hers.value.remedy == "From here you can: withdraw, comment."
    with pytest.raises(MoveNotOpen) as omars:
        registrations.create_account(reached.reference, by(cast.omar), name="Ankers AG", country="DE")
    assert "hand over" in omars.value.remedy
    assert not {"approve", "deny", "withdraw"} & set(omars.value.remedy.removesuffix(".").split(": ")[1].split(", "))
    registrations.deny(reached.reference, by(cast.elena), reason="already_pursued")
    with pytest.raises(MoveNotOpen) as over:
        registrations.withdraw(reached.reference, by(cast.nadia))
    assert over.value.remedy == "From here you can: comment."
