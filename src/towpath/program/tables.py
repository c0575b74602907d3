"""Flat decision tables over enumerated inputs, proved complete and free of overlap before anything is decided by them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from operator import itemgetter
from typing import Any

from towpath.program.locate import Place
from towpath.program.problem import did_you_mean
from towpath.program.spec import Misfit

Case = dict[str, Any]


class TableGap(LookupError):
    """No row answers the case, or the case gives an input that the table does not know."""


@dataclass(frozen=True)
class DecisionTable:
    """`inputs`: name -> allowed values. `rows`: `when` names a value or a list of values for some inputs; the rest is any.

    `when` may be a list of such tables: the row answers what any of them answers. Each case is looked up, not searched:
    the rows are spread over their cases once, when the first is asked for.
    """

    inputs: Mapping[str, list[Any]]
    rows: tuple[Mapping[str, Any], ...]

    @classmethod
    def of(cls, wording: Mapping[str, Any]) -> "DecisionTable":
        """The table that a wording writes under `inputs` and `row`."""
        inputs = {name: values for name, values in wording["inputs"].items() if name != "invented"}
        return cls(inputs, tuple(wording["row"]))

    def cases(self) -> Iterator[Case]:
        """Every combination of the inputs' values."""
        for values in product(*self.inputs.values()):
            yield dict(zip(self.inputs, values, strict=True))

    def number_for(self, case: Case) -> int:
        """Which row answers a case, from 0; TableGap where none does or a value is none of the table's."""
        try:
            values = self._values_of(case)
            hits = self._answered[values]
        except (KeyError, TypeError):  # an input that is not given, a value that never comes, or one that no key can be
            raise TableGap(f"No row answers {in_words(case)}.") from None
        for at, kinds in self._kinds:
            if type(values[at]) is not kinds[values[at]]:
                raise TableGap(f"No row answers {in_words(case)}.")
        if not hits:
            raise TableGap(f"No row answers {in_words(case)}.")
        return hits[0]

    def row_for(self, case: Case) -> Mapping[str, Any]:
        """The row that answers a case."""
        return self.rows[self.number_for(case)]

    def misfits(self, place: Place = ()) -> Iterator[Misfit]:
        """Unknown inputs and values; then rows that nothing reaches, the first gap and the first overlap, each with the very case."""
        unknown = list(self._unknown(place))
        yield from unknown
        if unknown:
            return
        reached = {index for hits in self._answered.values() for index in hits}
        for index in range(len(self.rows)):
            if index not in reached:
                yield Misfit((*place, "row", index), f"Row {index + 1} answers no case.", "Widen it, or take it out.")
        gap = next((values for values, hits in self._answered.items() if not hits), None)
        if gap is not None:
            yield Misfit(
                (*place, "row"), f"No row answers {in_words(self._case(gap))}.", "Add a row for it, or widen one."
            )
        overlap = next(((values, hits) for values, hits in self._answered.items() if len(hits) > 1), None)
        if overlap is not None:
            values, hits = overlap
            numbers = " and ".join(str(index + 1) for index in hits)
            what = f"Rows {numbers} both answer {in_words(self._case(values))}."
            yield Misfit((*place, "row", hits[1]), what, "Narrow one of them.")

    @cached_property
    def _values_of(self) -> Callable[[Case], tuple[Any, ...]]:
        """Reads the inputs of a case in their order."""
        names = tuple(self.inputs)
        read: Callable[[Case], tuple[Any, ...]] = itemgetter(*names) if len(names) > 1 else _single(names)
        return read

    @cached_property
    def _answered(self) -> Mapping[tuple[Any, ...], list[int]]:
        """Each case's values -> the rows that answer it; every case is there."""
        spread: dict[tuple[Any, ...], list[int]] = {values: [] for values in product(*self.inputs.values())}
        for index, row in enumerate(self.rows):
            for values in self._cases_of(row):
                hits = spread[values]
                if index not in hits:  # two tables of one `when` may share a case
                    hits.append(index)
        return spread

    @cached_property
    def _kinds(self) -> list[tuple[int, Mapping[Any, type]]]:
        """Where 1 could pass for true: the input's position, and each of its values with its type."""
        return [
            (at, {value: type(value) for value in values})
            for at, values in enumerate(self.inputs.values())
            if any(isinstance(value, int) for value in values)
        ]

    def _cases_of(self, row: Mapping[str, Any]) -> Iterator[tuple[Any, ...]]:
        """The values of each case that a row answers."""
        for when in _alternatives(row["when"]):
            if when.keys() <= self.inputs.keys():
                allowed = [
                    [
                        each
                        for each in values
                        if name not in when or any(_same(each, one) for one in _values(when[name]))
                    ]
                    for name, values in self.inputs.items()
                ]
                yield from product(*allowed)

    def _case(self, values: tuple[Any, ...]) -> Case:
        return dict(zip(self.inputs, values, strict=True))

    def _unknown(self, place: Place) -> Iterator[Misfit]:
        for index, row in enumerate(self.rows):
            for number, when in enumerate(_alternatives(row["when"])):
                here: Place = (*place, "row", index, "when", *([number] if isinstance(row["when"], list) else []))
                yield from self._unknown_in(when, index, here)

    def _unknown_in(self, when: Mapping[str, Any], index: int, place: Place) -> Iterator[Misfit]:
        for name, wanted in when.items():
            here = (*place, name)
            if name not in self.inputs:
                yield Misfit(here, f'Row {index + 1} asks for "{name}", no input.', did_you_mean(name, self.inputs))
                continue
            for value in _values(wanted):
                if not any(_same(value, each) for each in self.inputs[name]):
                    what = f"Row {index + 1} asks for {name} = {_word(value)}, which never comes."
                    yield Misfit(here, what, did_you_mean(value, self.inputs[name]))


def in_words(case: Case) -> str:
    """A case as people read it: moment = submitted, opportunity_existed = true."""
    return ", ".join(f"{name} = {_word(value)}" for name, value in case.items())


def _single(names: tuple[str, ...]) -> Callable[[Case], tuple[Any, ...]]:
    """For one input or none, where `itemgetter` gives no tuple."""
    return lambda case: tuple([case[name] for name in names])


def _alternatives(when: Any) -> list[Mapping[str, Any]]:
    return when if isinstance(when, list) else [when]


def _values(wanted: Any) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted]


def _same(one: Any, other: Any) -> bool:
    """Equal and of one kind: 1 is not true."""
    return type(one) is type(other) and one == other


def _word(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def inputs_misfits(wording: Mapping[str, Any], wanted: Mapping[str, Sequence[Any]], place: Place) -> Iterator[Misfit]:
    """Inputs whose values are not just those that can come, and inputs that no fact answers."""
    for name, values in wanted.items():
        written = wording["inputs"].get(name, [])
        if sorted(map(_word, written)) != sorted(map(_word, values)):
            what = f"{name} has {len(written)} values, and other ones come."
            yield Misfit((*place, "inputs", name), what, f"Write {', '.join(map(_word, values))}.")
    for name in wording["inputs"].keys() - wanted.keys() - {"invented"}:
        yield Misfit((*place, "inputs", name), f'No fact answers the input "{name}".', did_you_mean(name, wanted))


def proved(wording: Mapping[str, Any], wanted: Mapping[str, Sequence[Any]], place: Place) -> Iterator[Misfit]:
    """The whole proof of a table: its inputs are those that come, and every case has exactly one row."""
    unfit = list(inputs_misfits(wording, wanted, place))
    yield from unfit or DecisionTable.of(wording).misfits(place)
