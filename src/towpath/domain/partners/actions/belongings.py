"""Move what belongs to one partner to another, row by row with a record of each, and give it back exactly."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import batched, groupby
from typing import Any

from django.db import connection
from django.db.models import Model

from towpath.domain.partners.belongings import Belonging, Changes, Clash, Pair, all_belongings
from towpath.domain.partners.models import Merger, MovedRow
from towpath.kernel.refusals import NotReady

AT_ONCE = 2_000  # rows in one statement
MOST_TOLD = 20  # records that a refusal names


@dataclass(frozen=True)
class Report:
    """What would move, by what it is called, and what both hold."""

    counts: list[tuple[str, int]]
    clashes: list[Clash]

    @property
    def blocking(self) -> list[Clash]:
        return [each for each in self.clashes if each.blocks]

    def as_record(self) -> dict[str, Any]:
        """As it is kept with the merger. What only steers the moving is left out."""
        told = [
            {"kind": each.kind, "says": each.says, "decided": each.decided, "blocks": each.blocks}
            for each in self.clashes
            if each.kind
        ]
        return {"counts": [list(each) for each in self.counts], "clashes": told}


class ChangedSince(NotReady):
    """What moved was changed since by somebody; `changed` names it."""

    def __init__(self, changed: list[str]):
        more = f" and {len(changed) - MOST_TOLD} more" if len(changed) > MOST_TOLD else ""
        super().__init__(
            f"Changed since the merger: {', '.join(changed[:MOST_TOLD])}{more}.",
            remedy="Leave these where they are and undo the rest, or put them back by hand first.",
        )
        self.changed = changed


# -- looking -----------------------------------------------------------------------------------------------------------


def looked(pair: Pair) -> Report:
    """What a merger of these two would do, as things stand; nothing is changed. One statement counts everything."""
    clashes = {each: list(each.clashes(pair)) if each.clashes else [] for each in all_belongings()}
    moving = [each for each in clashes if not each.stays]
    counted = ", ".join(f"(SELECT count(*) FROM {_table(each)} WHERE {each.key} = %s)" for each in moving)  # noqa: S608 - our own names
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counted}", [each.whose(pair.gone) for each in moving])
        numbers = list(cursor.fetchone() or ())
    counts = []
    for each, number in zip(moving, numbers, strict=True):
        left = number - sum(len(clash.stays) for clash in clashes[each])
        if left > 0:
            counts.append((each.noun[0] if left == 1 else each.noun[1], left))
    return Report(counts, [clash for found in clashes.values() for clash in found])


def _table(some: Belonging) -> str:
    return connection.ops.quote_name(some.rows_of._meta.db_table)


# -- moving ------------------------------------------------------------------------------------------------------------


def move(merger: Merger, pair: Pair) -> int:
    """Move every row of the partner that goes, as the clashes decide, and keep what each was; returns how many."""
    return sum(_moved(merger, pair, each) for each in all_belongings() if not each.stays)


def _moved(merger: Merger, pair: Pair, some: Belonging) -> int:
    clashes = list(some.clashes(pair)) if some.clashes else []
    stays = frozenset[int]().union(*(each.stays for each in clashes))
    changes: dict[int, Mapping[str, Any]] = {pk: given for each in clashes for pk, given in each.changes.items()}
    mine = _rows(some).filter(**{some.key: some.whose(pair.gone)}).order_by("pk").select_for_update(of=("self",))
    moving = [pk for pk in mine.values_list("pk", flat=True) if pk not in stays]
    pointers = some.pointing_to(pair.kept)
    for pks in batched(sorted({*moving, *changes}), AT_ONCE):
        after = {pk: (pointers if pk not in stays else {}) | dict(changes.get(pk, {})) for pk in pks}
        after = {pk: columns for pk, columns in after.items() if columns}
        _written(merger, some, after)
    return len(moving)


def _written(merger: Merger, some: Belonging, after: Changes) -> None:
    """Write new values to rows, with a record of what stood there and a mark of how they are now."""
    touched = sorted({column for columns in after.values() for column in columns})
    before = {row["pk"]: row for row in _rows(some).filter(pk__in=list(after)).values("pk", *touched)}
    _write(some, after)
    marks = _marks(some, list(after))
    MovedRow.objects.bulk_create(
        MovedRow(
            merger=merger, model=some.model, key=some.key, row=pk, mark=marks[pk],
            before={name: _plain(before[pk][name]) for name in columns},
            after={name: _plain(value) for name, value in columns.items()},
        )
        for pk, columns in after.items()
    )  # fmt: skip


def _write(some: Belonging, values: Changes) -> None:
    """Set columns of rows; those that get the same values in one statement."""
    ordered = sorted(values.items(), key=lambda item: (sorted(item[1].items(), key=str).__repr__(), item[0]))
    for _same, group in groupby(ordered, key=lambda item: sorted(item[1].items(), key=str).__repr__()):
        rows = list(group)
        _rows(some).filter(pk__in=[pk for pk, _ in rows]).update(**rows[0][1])


def keep_columns(merger: Merger, some: Belonging, row: Model, *columns: str) -> None:
    """Record columns of a row that other actions are about to change, so that an undo puts them back."""
    kept = {name: _plain(getattr(row, name)) for name in columns}
    MovedRow.objects.create(
        merger=merger, model=some.model, key=BESIDE, row=row.pk, before=kept, after={}, mark="",
    )  # fmt: skip


BESIDE = "beside"  # the key of rows that are put back without being asked whether they changed


# -- giving back -------------------------------------------------------------------------------------------------------


def give_back(merger: Merger, *, leave_changed: bool) -> tuple[int, list[str]]:
    """Put every moved row back as it was; ChangedSince names those that somebody changed, unless they may be left.

    Returns how many went back, and what was left where it is.
    """
    known = {(each.model, each.key): each for each in all_belongings()}
    moved = merger.moved.exclude(key=BESIDE).order_by("model", "key", "row").iterator()
    back = list[tuple[Belonging, dict[int, dict[str, Any]]]]()
    changed = list[str]()
    for place, group in groupby(moved, key=lambda each: (each.model, each.key)):
        some, rows = known[place], list(group)
        now = _marks(some, [each.row for each in rows], lock=True)
        same = [each for each in rows if now.get(each.row) == each.mark]
        changed += _named(some, [each.row for each in rows if now.get(each.row) != each.mark], now)
        back.append((some, {each.row: _read(some, each.before) for each in same}))
    if changed and not leave_changed:
        raise ChangedSince(changed)
    for some, values in back:
        for part in batched(sorted(values.items()), AT_ONCE):
            _write(some, dict(part))
    return sum(len(values) for _, values in back), changed


def put_beside(merger: Merger, place: Callable[[str, int, Mapping[str, Any]], None]) -> None:
    """Hand out the columns that were kept beside the moving, to be put back: model, row, column -> value."""
    for each in merger.moved.filter(key=BESIDE).order_by("id"):
        place(each.model, each.row, each.before)


def _named(some: Belonging, pks: Collection[int], there: Mapping[int, str]) -> Iterator[str]:
    """Rows in words; those that are gone by what they were."""
    words = {row.pk: str(row) for row in _rows(some).filter(pk__in=list(pks))} if pks else {}
    for pk in pks:
        yield words.get(pk, f"{some.noun[0]} {pk}") if pk in there else f"{some.noun[0]} {pk}, which is no more"


def _marks(some: Belonging, pks: Collection[int], *, lock: bool = False) -> dict[int, str]:
    """Row -> a mark of its watched columns, for those that are there."""
    rows = _rows(some).order_by("pk")
    found: dict[int, str] = {}
    for part in batched(sorted(pks), AT_ONCE):
        some_rows = rows.filter(pk__in=part)
        if lock:
            some_rows = some_rows.select_for_update(of=("self",))
        for pk, *values in some_rows.values_list("pk", *some.watched):
            found[pk] = sha256(repr(values).encode()).hexdigest()[:32]
    return found


def _rows(some: Belonging) -> Any:
    return some.rows_of._base_manager.all()


def _plain(value: Any) -> Any:
    """A value as it is kept: days and moments in ISO words, to the microsecond."""
    return value.isoformat() if isinstance(value, date) else value


def _read(some: Belonging, kept: Mapping[str, Any]) -> dict[str, Any]:
    fields = {each.attname: each for each in some.rows_of._meta.concrete_fields}
    return {name: fields[name].to_python(value) for name, value in kept.items()}


def told(moved: Iterable[tuple[str, int]]) -> str:
    """Counts in words: "12 registrations, 1 licence"."""
    return ", ".join(f"{number} {noun}" for noun, number in moved)
