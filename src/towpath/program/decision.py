"""What every decision function returns: an outcome, the reasons for it, and what it was judged on."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from typing import Any, Self


@dataclass(frozen=True)
class Reason:
    """One ground of a decision: the page, the catalogue's rules, the wording's first day, and a sentence for people."""

    rule: str  # name of the page: "deal_registration.protection"
    catalogue_ids: tuple[str, ...]  # ("DRG-17", "DRG-18")
    in_force_since: date
    source: str
    says: str  # one sentence that a partner can read
    mend: str = ""  # what would put a failed condition right; empty where nothing failed

    def as_record(self) -> dict[str, Any]:
        """The reason as values that JSON can carry."""
        return dict(plain(asdict(self)))

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> Self:
        """A reason read back from the event log."""
        return cls(
            rule=record["rule"],
            catalogue_ids=tuple(record["catalogue_ids"]),
            in_force_since=date.fromisoformat(record["in_force_since"]),
            source=record["source"],
            says=record["says"],
            mend=record.get("mend", ""),
        )


@dataclass(frozen=True, init=False)
class Decision[Outcome]:
    """An outcome with its reasons. Kept in the event, so that it can be replayed and argued about years later."""

    outcome: Outcome
    because: tuple[Reason, ...]
    facts: Mapping[str, Any] = field(default_factory=dict)  # plain values, as in `as_record`
    question: str = ""  # "deal_registration.protection"; with `facts` it can be asked again
    on: date | None = None  # the day whose wordings were used
    book: str = ""  # fingerprint of the book

    def __init__(
        self,
        outcome: Outcome,
        because: tuple[Reason, ...],
        facts: Mapping[str, Any] | None = None,
        question: str = "",
        on: date | None = None,
        book: str = "",
    ) -> None:
        held = self.__dict__  # a frozen dataclass's own way takes twice as long, a fifth of a whole decision
        held["outcome"] = outcome
        held["because"] = because
        held["facts"] = {} if facts is None else facts
        held["question"] = question
        held["on"] = on
        held["book"] = book

    def as_record(self) -> dict[str, Any]:
        """The decision as values that JSON can carry: dates and decimals become strings."""
        return {
            "question": self.question,
            "outcome": plain(self.outcome),
            "because": [reason.as_record() for reason in self.because],
            "facts": plain(self.facts),
            "on": plain(self.on),
            "book": self.book,
        }

    @classmethod
    def from_record(cls, record: Mapping[str, Any]) -> "Decision[Any]":
        """A decision read back; its outcome stays in plain values, since the code's types may have changed since."""
        return Decision(
            outcome=record["outcome"],
            because=tuple(Reason.from_record(reason) for reason in record["because"]),
            facts=dict(record["facts"]),
            question=record["question"],
            on=date.fromisoformat(record["on"]) if record["on"] else None,
            book=record["book"],
        )


_AS_IT_IS = frozenset({str, bool, int, type(None)})


_readers: dict[
    type, Callable[[Any], dict[str, Any]]
] = {}  # how the fields of each dataclass are read, made when first met


def _reader(kind: type) -> Callable[[Any], dict[str, Any]] | None:
    """A reader of a dataclass's fields as plain values; None for any other type. Most facts of most decisions pass here."""
    if not is_dataclass(kind):
        return None
    names = tuple(each.name for each in fields(kind))
    values: Callable[[Any], tuple[Any, ...]] = attrgetter(*names) if len(names) > 1 else _each(names)

    def read(value: Any) -> dict[str, Any]:
        taken = values(value)
        if _AS_IT_IS.issuperset(map(type, taken)):
            return dict(zip(names, taken, strict=True))
        return {name: plain(each) for name, each in zip(names, taken, strict=True)}

    _readers[kind] = read
    return read


def _each(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """For one field or none, where `attrgetter` gives no tuple."""
    return lambda value: tuple([getattr(value, name) for name in names])


def plain(value: Any) -> Any:
    """Any outcome or fact as JSON can carry it; anything unforeseen is refused rather than guessed at."""
    kind = type(value)
    if kind in _AS_IT_IS:
        return value
    if (reader := _readers.get(kind) or _reader(kind)) is not None:
        return reader(value)
    if isinstance(value, Enum):
        return plain(value.value)
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain(each) for each in value]
    if isinstance(value, set | frozenset):
        return sorted(plain(each) for each in value)
    raise TypeError(
        f"A decision cannot keep a {type(value).__name__}; use text, numbers, dates, tuples or dataclasses."
    )
