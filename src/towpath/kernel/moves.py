"""Take a move, then keep it: the two halves of every action. There is no other way to write."""

from collections.abc import Callable
from copy import deepcopy
from functools import partial
from typing import Any

from django.db import models

from towpath.kernel.access.grants import Access
from towpath.kernel.clocks.follow import LIVE, attach, clocks_of, first, follow
from towpath.kernel.clocks.sweep import move_to_region
from towpath.kernel.events.log import record
from towpath.kernel.events.models import Event
from towpath.kernel.lifecycle import Lifecycle, Move
from towpath.kernel.new_rows import insert
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import NotFound, Stale


class Moves[M: models.Model]:
    """Binds a model to its lifecycle and its grants.

    organisation  the id of the organisation a row belongs to (the wall), or None
    owner         called with (row, team): the id of who of a team owes what its clocks promise, or None for the team as a whole
    promised      whether clocks follow a row at all; a demonstration is promised nothing
    clocked       called with (row, running clocks) after clocks followed an event, to mirror what lists sort by;
                  None for things that no clock follows
    """

    def __init__(
        self,
        model: type[M],
        lifecycle: Lifecycle,
        access: Access,
        *,
        organisation: Callable[[M], int | None],
        region: Callable[[M], str] = lambda row: "",
        owner: Callable[[M, str], int | None] = lambda row, team: None,
        clocked: Callable[[M, list[Any]], None] | None = None,
        promised: Callable[[M], bool] = lambda row: True,
    ):
        self.model, self.lifecycle, self.access = model, lifecycle, access
        self.organisation, self.region, self.owner = organisation, region, owner
        self.clocked, self.promised = clocked, promised

    def take(self, name: str, reference: str, occasion: Occasion, *, version: int | None = None) -> tuple[M, Move]:
        """Lock the row, if the actor holds the move's permission on it, and check that its state offers the move.

        Unknown and not hers are the same NotFound. `version` is what the reader last saw; another one is Stale.
        """
        move = self.lifecycle.moves[name]
        row = self.lock(reference, move.permission, occasion)
        self.open(name, row, occasion.actor)
        if version is not None and row.version != version:
            raise Stale(
                f"Somebody changed {reference} since you opened it.",
                remedy="Reload it, look at what changed, then try again. What you typed is still here.",
            )
        return row, move

    def open(self, name: str, row: M, actor: Any) -> Move:
        """The move, if the row's state offers it; else MoveNotOpen, which names what this person can do instead."""
        return self.lifecycle.take(name, row.state, lambda: self.offered(row, actor))

    def lock(self, reference: str, permission: str, occasion: Occasion) -> M:
        """The row, locked, among those on which the actor holds the permission; NotFound otherwise.

        Alone: joining all it points to would cost more to plan than the one or two rows that a move then asks for.
        """
        mine = self.access.rows(occasion.actor, permission, self.model._base_manager.all())
        try:
            row = mine.select_for_update(of=("self",)).get(reference=reference)
        except self.model.DoesNotExist:
            _still_there(occasion)
            raise NotFound(f"There is no {self.lifecycle.noun} {reference} for you.") from None
        row._as_locked, row._region_as_locked = _columns(row), self.region(row)
        return row

    def write(self, row: M) -> None:
        """Save what differs from the row as it was locked, so that an act writes a few columns and not sixty."""
        before = getattr(row, "_as_locked", None)
        if before is None:
            row.save()
            return
        now = _columns(row)
        changed = [name for name, value in now.items() if value != before[name]]
        if changed:
            row.save(update_fields=changed)

    def keep(self, row: M, move: Move, occasion: Occasion, /, **data: Any) -> M:
        """Save the row in its new state, with the event that says so and the clocks that follow from it."""
        before, row.state = row.state, move.lands_in(row.state)
        row.version += 1
        if self.clocked is not None and row.pk is not None:
            self.tick(row, move.event, occasion)
        self.write(row)
        self.note(row, move.event, occasion, before=before, after=row.state, **data)
        return row

    def begin(self, row: M, move: Move, occasion: Occasion, /, **data: Any) -> M:
        """Keep a row that is new: like `keep`, for a thing whose life starts with this move."""
        row.state = move.lands_in(row.state)
        row.version = 1
        clocks: list[Any] = []
        # Reckoned before the row is kept, so that it is written once.
        if self.clocked is not None and self.promised(row):
            clocks = first(move.event, occasion, **self._clocks_of(row))
            self.clocked(row, clocks)
        insert([row])
        attach(clocks, row)
        row._clocks_begun = clocks
        self.note(row, move.event, occasion, after=row.state, **data)
        return row

    def tick(self, row: M, event: str, occasion: Occasion) -> bool:
        """Let the clocks follow an event; True when any clock was touched."""
        if not self.promised(row):
            return False
        region = self.region(row)
        moved = getattr(row, "_region_as_locked", region) != region and move_to_region(row, region, occasion)
        running = follow(event, occasion, **self._clocks_of(row))
        if running is None and moved:
            running = list(clocks_of(row).filter(state__in=LIVE))
        if running is not None and self.clocked is not None:
            self.clocked(row, running)
        return running is not None

    def _clocks_of(self, row: M) -> dict[str, Any]:
        return {
            "subject": row,
            "organisation": self.organisation(row),
            "region": self.region(row),
            "owner": partial(self.owner, row),
        }

    def note(self, row: M, event: str, occasion: Occasion, /, **data: Any) -> Event:
        behalf = data.pop("on_behalf_of", None)
        return record(event, occasion, subject=row, organisation=self.organisation(row), on_behalf_of=behalf, **data)

    def offered(self, row: M, actor: Any) -> list[Move]:
        """The moves this person may take now: the buttons of a page, the links of an API answer."""
        moves = self.lifecycle.open_moves(row.state)
        held = self.access.held(actor, {m.permission for m in moves}, row)
        return [m for m in moves if m.permission in held]


def _still_there(occasion: Occasion) -> None:
    """Stale where the actor's organisation changed while she worked: what she looked for went with her."""
    actor = occasion.actor
    if actor is None or actor.organisation_id is None:
        return
    now = type(actor)._base_manager.select_related("organisation").filter(pk=actor.pk).first()
    if now is not None and now.organisation is not None and now.organisation_id != actor.organisation_id:
        raise Stale(
            f"You belong to {now.organisation.name} since a moment ago.",
            remedy="Nothing is lost: reload the page and go on there.",
        )


def _columns(row: models.Model) -> dict[str, Any]:
    """Column -> value, with copies of values that can be changed in place."""
    found = {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields if not field.primary_key}
    return {name: deepcopy(value) if isinstance(value, dict | list) else value for name, value in found.items()}
