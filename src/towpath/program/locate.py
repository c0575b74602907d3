"""Where in a TOML file something stands: tomllib gives values without lines, so the text is scanned for keys and tables."""

import re

Place = tuple[str | int, ...]  # ("since", "2025-02-01", "reason", 2, "key")

_TABLE = re.compile(r"^\s*(\[\[?)\s*([^\]]+?)\s*\]\]?")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")
_PART = re.compile(r"""[A-Za-z0-9_-]+|"[^"]*"|'[^']*'""")


def line_of(text: str, place: Place) -> int:
    """The line, from 1, of the place or of the nearest thing around it; 0 when not even that is written."""
    lines = _lines(text)
    for length in range(len(place), 0, -1):
        if place[:length] in lines:
            return lines[place[:length]]
    return 0


def place_at(text: str, line: int) -> Place:
    """What is written on a line, or on the nearest one above it that begins something: the other way round."""
    above = [(number, len(place), place) for place, number in _lines(text).items() if number <= line]
    return max(above, key=lambda each: each[:2])[2] if above else ()


def _lines(text: str) -> dict[Place, int]:
    found: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    inside = _Inside()
    for number, line in enumerate(text.splitlines(), start=1):
        continues = inside.value
        inside.read(line)
        if continues:
            continue
        if head := _TABLE.match(line):
            table = _enter(_parts(head[2]), head[1] == "[[", counts)
            inside.reset()
            _note(found, table, number)
        elif key := _KEY.match(line):
            _note(found, (*table, *_parts(key[1])), number)
    return found


def _note(found: dict[Place, int], place: Place, number: int) -> None:
    """Remember the first line of a place and of everything around it."""
    for length in range(1, len(place) + 1):
        found.setdefault(place[:length], number)


def _parts(dotted: str) -> list[str]:
    return [part.strip("\"'") for part in _PART.findall(dotted)]


def _enter(parts: list[str], is_array: bool, counts: dict[Place, int]) -> Place:
    """The place of a table header, with the index of each array of tables on the way."""
    place: Place = ()
    for depth, part in enumerate(parts):
        place = (*place, part)
        if is_array and depth == len(parts) - 1:
            counts[place] = counts.get(place, -1) + 1
        if place in counts:
            place = (*place, counts[place])
    return place


class _Inside:
    """Whether the scan stands inside a value that goes on over several lines: a long string, an array, an inline table."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        self._depth = 0
        self._quote = ""

    @property
    def value(self) -> bool:
        return bool(self._depth or self._quote)

    def read(self, line: str) -> None:
        index = 0
        while index < len(line):
            index = self._in_string(line, index) if self._quote else self._outside(line, index)
        if len(self._quote) == 1:  # a one-line string ends with its line
            self._quote = ""

    def _in_string(self, line: str, index: int) -> int:
        if self._quote[0] == '"' and line[index] == "\\":
            return index + 2
        if line.startswith(self._quote, index):
            index += len(self._quote)
            self._quote = ""
            return index
        return index + 1

    def _outside(self, line: str, index: int) -> int:
        here = line[index]
        if here == "#":
            return len(line)
        if here in "\"'":
            self._quote = here * 3 if line.startswith(here * 3, index) else here
            return index + len(self._quote)
        self._depth += (here in "[{") - (here in "]}")
        return index + 1
