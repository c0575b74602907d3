"""Flat decision tables over enumerated inputs, proved complete and free of overlap before anything is decided by them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from towpath.program.locate import Place
from towpath.program.problem import did_you_mean
from towpath.program.spec import Misfit

Case = dict[str, Any]


class TableGap(LookupError):
    """No row answers the case, or the case gives an input that the table does not know."""


@dataclass(frozen=True)
class DecisionTable:
    """`inputs`: name -> allowed values. `rows`: `when` names a value or a list of values for some inputs; the rest is any."""

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

    def row_for(self, case: Case) -> Mapping[str, Any]:
        """The row that answers a case."""
        for row in self.rows:
            if _answers(row["when"], case):
                return row
        raise TableGap(f"No row answers {in_words(case)}.")

    def misfits(self, place: Place = ()) -> Iterator[Misfit]:
        """Unknown inputs and values; then the first gap and the first overlap, each with the very case."""
        unknown = list(self._unknown(place))
        yield from unknown
        if unknown:
            return
        gap = next((case for case in self.cases() if not self._hits(case)), None)
        if gap is not None:
            yield Misfit((*place, "row"), f"No row answers {in_words(gap)}.", "Add a row for it, or widen one.")
        overlap = next((case for case in self.cases() if len(self._hits(case)) > 1), None)
        if overlap is not None:
            hits = self._hits(overlap)
            numbers = " and ".join(str(index + 1) for index in hits)
            what = f"Rows {numbers} both answer {in_words(overlap)}."
            yield Misfit((*place, "row", hits[1]), what, "Narrow one of them.")

    def _hits(self, case: Case) -> list[int]:
        return [index for index, row in enumerate(self.rows) if _answers(row["when"], case)]

    def _unknown(self, place: Place) -> Iterator[Misfit]:
        for index, row in enumerate(self.rows):
            for name, wanted in row["when"].items():
                here = (*place, "row", index, "when", name)
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


def _answers(when: Mapping[str, Any], case: Case) -> bool:
    return all(any(_same(case[name], value) for value in _values(wanted)) for name, wanted in when.items())


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
