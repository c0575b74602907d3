"""Files of past sales: read line by line, checked first or recorded at once; a line that is wrong never stops the others."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from towpath.basics.csv_files import CsvFile, UnreadableFile, columns
from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.domain.pursuits.actions.sales import enter, read
from towpath.domain.pursuits.models import Sale
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotAllowed, Refusal, Taken

MOST_LINES = 5000
NEEDED = ("account", "transacted_on", "source_id")
FIELDS = (*NEEDED, "partner", "kind", "product", "starts_on", "ends_on", "amount", "currency", "percent_off")
ALIASES = {name.replace("_", ""): name for name in FIELDS} | {
    "accountreference": "account", "customer": "account", "partnerreference": "partner", "reseller": "partner",
    "soldon": "transacted_on", "date": "transacted_on", "orderdate": "transacted_on", "id": "source_id",
    "order": "source_id", "ordernumber": "source_id", "start": "starts_on", "end": "ends_on", "renewson": "ends_on",
    "discount": "percent_off", "percentofflist": "percent_off",
}  # fmt: skip


@dataclass(frozen=True)
class SalesRead:
    """What became of a file: how many sales were (or would be) recorded, were known before, and (line, what is wrong)."""

    taken: int
    known: int
    wrong: list[tuple[int, str]]


def read_csv(occasion: Occasion, source: BinaryIO, *, really: bool, encoding: str | None = None) -> SalesRead:
    """Read a CSV file of past sales in. Unless `really`, nothing is kept. Invalid where the file cannot be read at all.

    Columns: account, transacted_on, source_id; optional partner, kind, product, starts_on, ends_on, amount, currency,
    percent_off. Other columns are passed over.
    """
    _allowed(occasion)
    try:
        file = CsvFile(source, encoding)
        places, _ = columns(file.header, ALIASES)
        lacking = [name for name in NEEDED if name not in places]
        if lacking:
            raise Invalid(
                {"file": [f"The file lacks the column {', '.join(lacking)}. Its first line names the columns."]}
            )
        lines: list[tuple[int, dict[str, str]]] = []
        for number, cells in file:
            if len(lines) == MOST_LINES:
                raise Invalid({"file": [f"At most {MOST_LINES:,} lines are read at once. Split the file."]})
            lines.append((number, {name: cells[at] if at < len(cells) else "" for name, at in places.items()}))
    except UnreadableFile as error:
        raise Invalid({"file": [str(error)]}) from error
    return read_lines(occasion, lines, really=really)


def read_lines(occasion: Occasion, lines: Iterable[tuple[int, Mapping[str, str]]], *, really: bool) -> SalesRead:
    """Read past sales in, each in a transaction of its own; what is known by its `source_id` is passed over."""
    _allowed(occasion)
    taken, known, wrong = 0, 0, []
    seen: set[str] = set()
    for number, line in lines:
        try:
            if really:
                enter(occasion, line)
            else:
                _look(line, occasion, seen)
            taken += 1
        except Taken:
            known += 1
        except Invalid as refusal:
            wrong.append((number, " ".join(f"{key}: {' '.join(texts)}" for key, texts in refusal.errors.items())))
        except Refusal as refusal:
            wrong.append((number, str(refusal)))
    return SalesRead(taken, known, wrong)


def _look(line: Mapping[str, str], occasion: Occasion, seen: set[str]) -> None:
    """What recording the line would say, without doing it."""
    source = read(line, occasion).source_id
    if source in seen or Sale.objects.filter(source_id=source, cancels__isnull=True).exists():
        raise Taken(f"The sale {source} is recorded already.")
    seen.add(source)


def _allowed(occasion: Occasion) -> None:
    if not ACCESS.may(occasion.actor, Permission.RECORD_SALE):
        raise NotAllowed("Past sales are recorded by Ecosystem Operations.")
