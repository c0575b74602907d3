"""Reading CSV files that people export: encodings, delimiters, quoted newlines, and errors that say what to do. No meaning of rows here."""

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import BinaryIO

DELIMITERS = (",", ";", "\t", "|")
_LONGEST_CELL = 1_000_000  # characters; a longer one is an unclosed quote, not a description


class UnreadableFile(ValueError):
    """The file as a whole cannot be read; nothing of it should be kept.

    `line` counts from 1 as an editor does, `byte` is the place in the file counted from 0 (None where no byte is at
    fault); `what` says what is wrong and `remedy` what to do.
    """

    def __init__(self, what: str, remedy: str, *, line: int = 1, byte: int | None = None) -> None:
        self.what, self.remedy, self.line, self.byte = what, remedy, line, byte
        place = f"line {line}" + ("" if byte is None else f", byte {byte}")
        super().__init__(f"{place}: {what} {remedy}")


@dataclass(frozen=True, slots=True)
class RowError:
    """One thing wrong with one row: the line it begins on, the column's header, the value, what is wrong, what to do."""

    line: int
    column: str
    value: str
    what: str
    remedy: str

    def __str__(self) -> str:
        where = f"line {self.line}" + (f", column {self.column}" if self.column else "")
        shown = f" “{self.value[:60]}”" if self.value else ""
        return f"{where}{shown}: {self.what} {self.remedy}"


class CsvFile:
    """An open CSV file: its header at once, then its rows as (line, cells), read as they are asked for.

    `encoding` is needed only for files that are neither UTF-8 nor UTF-16 with a byte order mark; a mark in the file
    wins over it. Raises UnreadableFile from the constructor and while rows are read.
    """

    def __init__(self, source: str | Path | BinaryIO, encoding: str | None = None) -> None:
        self._owned = isinstance(source, str | Path)
        self._stream: BinaryIO = open(source, "rb") if isinstance(source, str | Path) else source  # noqa: SIM115
        try:
            self._begin(encoding)
        except UnreadableFile:
            self.close()
            raise

    def _begin(self, encoding: str | None) -> None:
        start = self._stream.readline()
        self.encoding, mark = _encoding_of(start, encoding)
        self._lines = _decoded_lines(self._stream, start, self.encoding, mark)
        first = next(self._lines, "")
        self.delimiter = _delimiter_of(first)
        # Excel's own first line, which only names the delimiter, is read as a blank one.
        self._ahead = ["\n" if re.fullmatch(r"sep=.\s*", first) else first]
        csv.field_size_limit(_LONGEST_CELL)
        self._reader = csv.reader(self._fed(), delimiter=self.delimiter, strict=True)
        _, cells = next(self._records(), (1, []))
        self.header = [cell.strip() for cell in cells]
        if not self.header:
            raise UnreadableFile("the file is empty.", "Export it again with a header row and at least one row.")

    def close(self) -> None:
        """Close the file if this object opened it; done by itself after the last row."""
        if self._owned:
            self._stream.close()

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        try:
            yield from self._records()
        finally:
            self.close()

    def _fed(self) -> Iterator[str]:
        yield from self._ahead
        yield from self._lines

    def _records(self) -> Iterator[tuple[int, list[str]]]:
        """Rows that are not blank, with the line on which each begins."""
        while True:
            line = self._reader.line_num + 1
            try:
                cells = next(self._reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise _explained(error, line) from error
            if any(cells):
                yield line, cells


def _explained(error: csv.Error, line: int) -> UnreadableFile:
    said = str(error)
    if "unexpected end" in said or "field larger" in said:
        return UnreadableFile(
            "a quoted cell that begins in this row is never closed.", "Close it with a double quote.", line=line
        )
    if "new-line" in said:
        return UnreadableFile(
            "lines end with a carriage return alone.", "Save the file with Windows or Unix line ends.", line=line
        )
    return UnreadableFile(
        "a quoted cell goes on after its closing quote.",
        'Double every quote inside a quoted cell: 6" is written "6""".',
        line=line,
    )


def _encoding_of(start: bytes, asked: str | None) -> tuple[str, int]:
    """The encoding and the length of the byte order mark; a mark in the file decides."""
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if start.startswith(mark):
            return name, len(mark)
    if asked is None:
        if b"\0" in start:
            raise UnreadableFile(
                "the file seems to be UTF-16 without a byte order mark, or not text at all.",
                "Save it as UTF-8, or pass --encoding utf-16-le if it is.",
                byte=start.index(b"\0"),
            )
        return "utf-8", 0
    try:
        return codecs.lookup(asked).name, 0
    except LookupError:
        raise UnreadableFile(
            f"“{asked}” is not a known encoding.", "Pass for example --encoding cp1252 or --encoding utf-8."
        ) from None


def _decoded_lines(stream: BinaryIO, start: bytes, encoding: str, mark: int) -> Iterator[str]:
    """The file's lines with their ends, each decoded on its own, so that an error names its line and byte."""
    if encoding.startswith(("utf-16", "utf-32")):
        yield from _wide_lines(stream, start[mark:], encoding, mark)
        return
    place, number, line = mark, 0, start[mark:]
    while line:
        number += 1
        try:
            yield line.decode(encoding)
        except UnicodeDecodeError as error:
            raise _not_in(encoding, line[error.start], number, place + error.start) from error
        place += len(line)
        line = stream.readline()


def _not_in(encoding: str, byte: int, line: int, place: int) -> UnreadableFile:
    if encoding == "utf-8":
        return UnreadableFile(
            f"the byte 0x{byte:02X} is not UTF-8; the file may be Windows-1252.",
            "Save it as UTF-8, or pass --encoding cp1252.",
            line=line,
            byte=place,
        )
    return UnreadableFile(
        f"the byte 0x{byte:02X} means nothing in {encoding}.",
        "Save the file as UTF-8, or pass the encoding that it has.",
        line=line,
        byte=place,
    )


def _wide_lines(stream: BinaryIO, start: bytes, encoding: str, mark: int) -> Iterator[str]:
    """Lines of UTF-16 or UTF-32, where a line end is more than one byte."""
    decoder = codecs.getincrementaldecoder(encoding)()
    rest, number, place = "", 0, mark
    for block in chain([start], iter(lambda: stream.read(65536), b""), [b""]):
        held = len(decoder.getstate()[0])
        try:
            text = rest + decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            raise UnreadableFile(
                f"the file is not whole {encoding.upper()}: {error.reason}.",
                "Export it again, or save it as UTF-8.",
                line=number + 1 + rest.count("\n"),
                byte=place - held + error.start,
            ) from error
        place += len(block)
        lines = io.StringIO(text, newline="\n").readlines()
        rest = lines.pop() if block and lines and not lines[-1].endswith("\n") else ""
        number += len(lines)
        yield from lines


def _delimiter_of(line: str) -> str:
    """The delimiter of a header line: of the known ones the commonest outside quotes, a comma where there is none."""
    named = re.fullmatch(r"sep=(.)\s*", line)
    if named:
        return named[1]
    bare = re.sub(r'"[^"]*"', "", line)
    return max(DELIMITERS, key=lambda delimiter: (bare.count(delimiter), delimiter == ","))


def columns(header: Sequence[str], aliases: dict[str, str]) -> tuple[dict[str, int], list[str]]:
    """Where each known field stands, and the headers that mean none.

    `aliases` maps a header, lower case and letters and digits alone, to a field. Raises UnreadableFile when two
    columns mean one field or bear one header.
    """
    found: dict[str, int] = {}
    unknown: list[str] = []
    for place, title in enumerate(header):
        field = aliases.get(re.sub(r"[^a-z0-9]", "", title.lower()))
        if field is None:
            unknown.append(title)
        elif field in found:
            raise UnreadableFile(
                f"the columns “{header[found[field]]}” and “{title}” mean the same.", "Remove or rename one of them."
            )
        else:
            found[field] = place
    return found, unknown
