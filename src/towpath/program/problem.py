"""A problem in the book: where it is, what is wrong and what to write instead."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any


@dataclass(frozen=True, order=True)
class Problem:
    """One finding. `line` counts from 1; 0 means the file or folder as a whole."""

    file: Path
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else str(self.file)
        return f"{place}: {self.what} {self.remedy}".rstrip()

    def as_record(self) -> dict[str, Any]:
        """The problem as values that JSON can carry."""
        return {**asdict(self), "file": str(self.file)}


class BadBook(ValueError):
    """The folder holds pages that cannot be relied on; `problems` lists every one of them."""

    def __init__(self, problems: Iterable[Problem]):
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


MOST_WORDS = 30  # beyond so many a list helps nobody


def did_you_mean(wrong: object, known: Iterable[object]) -> str:
    """A remedy: the nearest known word, or all of them where none is near."""
    words = [str(word).lower() if isinstance(word, bool) else str(word) for word in known]
    near = get_close_matches(str(wrong), words, n=1, cutoff=0.6)
    if near:
        return f'Did you mean "{near[0]}"?'
    if len(words) > MOST_WORDS:
        return f"Known here are {len(words)}, such as {', '.join(sorted(words)[:3])}."
    return f"Known here: {', '.join(sorted(words))}." if words else "Nothing may stand here."
