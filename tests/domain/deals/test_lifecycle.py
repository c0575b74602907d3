"""Every square of the registration's lifecycle: each stage x each move, against the table written by hand."""

import pytest

from tests.domain.deals.squares import OPEN, TABLE, is_open, seen, tried
from tests.domain.deals.stages import STAGES, stage
from towpath.domain.deals.lifecycles import REGISTRATION, STATES
from towpath.kernel.lifecycle import STAYS

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
