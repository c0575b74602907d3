"""A lifecycle is a table of moves. No Django here."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from towpath.kernel.refusals import MoveNotOpen

STAYS = ""


@dataclass(frozen=True)
class Move:
    """One row of a lifecycle: who may take it is said by `permission`, what is kept by `event`."""

    name: str
    sources: tuple[str, ...]
    target: str  # STAYS: the state does not change
    permission: str
    event: str
    label: str

    def lands_in(self, state: str) -> str:
        """The state after the move when the row was in `state`."""
        return self.target or state


class Lifecycle:
    """The life of one kind of thing: its states, its moves, and nothing else."""

    def __init__(self, noun: str, states: tuple[str, ...], *rows: tuple[str, tuple[str, ...], str, str, str, str]):
        self.noun, self.states = noun, states
        self.moves = {row[0]: Move(*row) for row in rows}
        for move in self.moves.values():
            unknown = {*move.sources, move.target} - {*states, STAYS}
            if unknown:
                raise ValueError(f"The move {move.name} of a {noun} names unknown states: {sorted(unknown)}.")

    def open_moves(self, state: str) -> list[Move]:
        """The moves that a thing in this state offers, in the table's order."""
        return [move for move in self.moves.values() if state in move.sources]

    def take(self, name: str, state: str, hers: Callable[[], Iterable[Move]] = tuple) -> Move:
        """The move, if the state offers it; MoveNotOpen otherwise.

        hers  asked only then: the moves that the person can take instead, which the refusal names and no others
        """
        move = self.moves[name]
        if state not in move.sources:
            words = state.replace("_", " ")
            offers = ", ".join(dict.fromkeys(other.label.lower() for other in hers()))
            raise MoveNotOpen(
                f"“{move.label}” is not open: this {self.noun} is {words}.",
                remedy=f"From here you can: {offers}." if offers else "",
            )
        return move
