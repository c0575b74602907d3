"""What belongs to a partner: every room says which of its rows go along when a partner becomes part of another.

A room fills this from its own `belongings.py`, which its AppConfig imports. A key to a partner or to an organisation that
nobody registered fails a test of the house; one that moves is guarded by the database (guards.py).
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Model

from towpath.domain.partners.models import Partner
from towpath.kernel.occasion import Occasion

type Changes = Mapping[int, Mapping[str, Any]]  # row -> column -> value


@dataclass(frozen=True)
class Pair:
    """Two partners that are to become one, and what was chosen: see Merger for the values."""

    kept: Partner
    gone: Partner
    administrators: str
    designations: str
    at: datetime
    on: date


@dataclass(frozen=True)
class Clash:
    """What both hold and only one can, or what somebody should know before she confirms.

    kind     what is met: "administrators"
    says     what stands on either side
    decided  what is done about it; where it blocks, what has to be done first
    stays    rows of the partner that goes which stay with it
    changes  columns that change on rows, whether they move or not
    """

    kind: str
    says: str
    decided: str
    blocks: bool = False
    stays: frozenset[int] = frozenset()
    changes: Changes = field(default_factory=dict)


type Clashes = Callable[[Pair], Iterable[Clash]]


@dataclass(frozen=True)
class Belonging:
    """Rows of one model that are a partner's by a key to it, to its organisation, or both.

    noun      one and many, in words: ("registration", "registrations")
    partner, organisation  the names of the keys; "" where there is none
    stays     why they stay with the partner that goes; "" for those that move
    clashes   what of them can collide
    watch     columns by which a later change is seen when a merger is undone; empty: `version`, or every column
    guarded   whether the database refuses new ones for a partner that is merged; not those that hang on a row that moves
    """

    model: str
    noun: tuple[str, str]
    partner: str = ""
    organisation: str = ""
    stays: str = ""
    clashes: Clashes | None = None
    watch: tuple[str, ...] = ()
    guarded: bool = True

    @property
    def rows_of(self) -> type[Model]:
        return apps.get_model(self.model)

    @property
    def key(self) -> str:
        """The column by which rows are found: the partner's where there is one."""
        return f"{self.partner or self.organisation}_id"

    def whose(self, partner: Partner) -> int:
        """What stands in that column of this partner's rows."""
        return partner.pk if self.partner else partner.organisation_id

    def pointing_to(self, partner: Partner) -> dict[str, Any]:
        """The columns of a row that is this partner's."""
        columns = {}
        if self.partner:
            columns[f"{self.partner}_id"] = partner.pk
        if self.organisation:
            columns[f"{self.organisation}_id"] = partner.organisation_id
        return columns

    @property
    def watched(self) -> tuple[str, ...]:
        """The columns by which a later change is seen; those that point to the partner are always among them."""
        pointers = tuple(f"{name}_id" for name in (self.partner, self.organisation) if name)
        if self.watch:
            return tuple(dict.fromkeys((*pointers, *self.watch)))
        columns = {each.attname for each in self.rows_of._meta.concrete_fields if not each.primary_key}
        return (*pointers, "version") if "version" in columns else tuple(sorted(columns))


BELONGINGS: dict[tuple[str, str, str], Belonging] = {}
type Afterwards = Callable[[Occasion, Collection[int]], object]
_afterwards: list[Afterwards] = []


def register(*belongings: Belonging) -> None:
    """Say what belongs to a partner, in the order in which rows are locked and moved."""
    for each in belongings:
        BELONGINGS[each.model, each.partner, each.organisation] = each


def afterwards(follow: Afterwards) -> None:
    """Register what follows from moved rows: called with both partners' ids, in the transaction that moved them."""
    if follow not in _afterwards:
        _afterwards.append(follow)


def follow_all(occasion: Occasion, partners: Collection[int]) -> None:
    for follow in _afterwards:
        follow(occasion, partners)


def all_belongings() -> list[Belonging]:
    """Everything registered; what hangs on other rows comes after them."""
    return sorted(BELONGINGS.values(), key=lambda each: not each.guarded)
