"""Expected refusals: each says what was wrong and what to do, and every door maps them in one place."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any


class Refusal(Exception):
    """Something was asked that the product must not do. Carries words for the person, never a stack trace.

    code      a stable name for programs ("move-not-open")
    sentence  what was wrong, for a person
    remedy    what would be right, or ""
    because   the reasons of a decision as records (see towpath.program.decision), possibly empty
    """

    code = "refused"

    def __init__(self, sentence: str, *, remedy: str = "", because: Sequence[Mapping[str, Any]] = ()):
        super().__init__(sentence)
        self.sentence, self.remedy, self.because = sentence, remedy, list(because)

    def __str__(self) -> str:
        return f"{self.sentence} {self.remedy}".strip()


class NotFound(Refusal):
    """There is no such thing, or it is not this person's to see: deliberately the same answer."""

    code = "not-found"


class NotAllowed(Refusal):
    """The person sees the thing, but this act on it is not hers."""

    code = "not-allowed"


class MoveNotOpen(Refusal):
    """A move was tried from a state that does not offer it."""

    code = "move-not-open"


class NotReady(Refusal):
    """The move is open, but something it needs is missing; the remedy says what."""

    code = "not-ready"


class Stale(Refusal):
    """Somebody else changed the record since the reader loaded it."""

    code = "stale"


class Ineligible(Refusal):
    """The program says no; `because` carries each failed condition and what would mend it."""

    code = "ineligible"


class Taken(Refusal):
    """Another record already holds what only one may hold (for example: the approved registration of an opportunity)."""

    code = "taken"


class TooMany(Refusal):
    """Asked too often in too short a time."""

    code = "too-many"


class Invalid(Refusal):
    """Input that cannot be taken. `errors` maps each field to its sentences; nothing the person typed is lost."""

    code = "invalid"

    def __init__(self, errors: Mapping[str, Sequence[str]], sentence: str = "Some fields need another look."):
        super().__init__(sentence)
        self.errors = {name: list(texts) for name, texts in errors.items()}


_held: dict[str, Callable[[str], Refusal]] = {}


def held_by_the_database(name: str, words: Callable[[str], Refusal]) -> None:
    """Say how a refusal by the database is told: by the name under which it refuses, from its own sentence."""
    _held[name] = words


def of_the_database(error: BaseException) -> Refusal | None:
    """The refusal that a database error stands for; None for every error that nobody expects."""
    told = getattr(error.__cause__, "diag", None)
    words = _held.get(getattr(told, "constraint_name", None) or "")
    return None if words is None else words(str(getattr(told, "message_primary", "") or ""))
