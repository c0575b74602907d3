"""Which column of a file means what: guessed from its header's words, and checked as somebody named it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass


def plain(header: str) -> str:
    """A header's cell in lower case, letters and digits alone."""
    return re.sub(r"[^a-z0-9]", "", header.lower())


@dataclass(frozen=True)
class ColumnNames:
    """The fields that columns of a kind of file can mean, and which of them a file cannot do without.

    spellings  field -> the headers that mean it, as `plain` writes them; the first that is there is taken
    """

    spellings: Mapping[str, tuple[str, ...]]
    needed: tuple[str, ...]

    @classmethod
    def read(cls, words: str, needed: tuple[str, ...]) -> "ColumnNames":
        """From lines such as "sku: sku partnumber itemnumber"."""
        lines = (line.split(": ") for line in words.split("\n") if line)
        return cls({field: tuple(spellings.split()) for field, spellings in lines}, needed)

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(self.spellings)

    def guess(self, header: Sequence[str]) -> dict[str, str]:
        """Field -> the header's cell that most likely means it; what nobody knows is left out, and no cell is named twice."""
        by_spelling: dict[str, str] = {}
        for cell in header:
            by_spelling.setdefault(plain(cell), cell)
        found: dict[str, str] = {}
        for field, spellings in self.spellings.items():
            there = [by_spelling[each] for each in spellings if by_spelling.get(each, "") not in ("", *found.values())]
            if there:
                found[field] = there[0]
        return found

    def unfit(self, columns: Mapping[str, str], header: Sequence[str]) -> dict[str, list[str]]:
        """What is wrong with a naming of columns, by field; empty when it can be used."""
        errors = {field: ["Name the column that holds this."] for field in self.needed if not columns.get(field)}
        used: dict[str, str] = {}
        for field, cell in columns.items():
            if field not in self.spellings:
                errors[field] = ["There is no such field."]
            elif cell not in header:
                errors[field] = [f"The file has no column “{cell}”."]
            elif used.setdefault(cell, field) != field:
                errors[field] = [f"“{cell}” is named for another field already."]
        return errors
