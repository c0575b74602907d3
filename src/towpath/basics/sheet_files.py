"""Reading spreadsheets as CSV files are read: a header, then rows of texts. Which of the two a file is, its first bytes say."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from towpath.basics.csv_files import CsvFile, UnreadableFile

_ZIP, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LARGEST_UNPACKED = 1_500_000_000  # bytes; more is no table but an attack


class TableFile(Protocol):
    """A header at once, then rows as (line, cells), read as they are asked for."""

    header: list[str]
    delimiter: str

    def __iter__(self) -> Iterator[tuple[int, list[str]]]: ...


class SheetFile:
    """The first sheet of an .xlsx file. Days come as 2025-03-01, whole numbers without decimals, empty cells as ""."""

    delimiter, encoding = "\t", "xlsx"

    def __init__(self, source: Path | BinaryIO) -> None:
        # Opened here: the reader would refuse a path by its ending.
        self._stream = source.open("rb") if isinstance(source, Path) else source
        try:
            with zipfile.ZipFile(self._stream) as packed:
                unpacked = sum(each.file_size for each in packed.infolist())
            if unpacked > _LARGEST_UNPACKED:
                raise UnreadableFile(
                    f"the spreadsheet unpacks to {unpacked // 1_000_000:,} MB.", "Save the table as CSV, or split it."
                )
            self._book = load_workbook(self._stream, read_only=True, data_only=True)
            self._rows = enumerate(self._book.worksheets[0].iter_rows(values_only=True), start=1)
            self.header = next((cells for _, cells in self._filled()), [])
        except (zipfile.BadZipFile, InvalidFileException, KeyError, IndexError, ValueError, OSError) as error:
            self._stream.close()
            if isinstance(error, UnreadableFile):
                raise
            raise UnreadableFile("this is no whole .xlsx file.", "Save it anew as .xlsx or as CSV.") from error
        if not self.header:
            raise UnreadableFile("the sheet is empty.", "Put the table on the first sheet, with a header row.")

    def _filled(self) -> Iterator[tuple[int, list[str]]]:
        for line, values in self._rows:
            cells = [_as_text(value) for value in values]
            if any(cells):
                yield line, cells

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Rows as wide as the header: a sheet's rows end where their last filled cell stands."""
        width = len(self.header)
        try:
            for line, cells in self._filled():
                while len(cells) > width and not cells[-1]:
                    cells.pop()
                yield line, cells + [""] * (width - len(cells))
        finally:
            self._book.close()
            self._stream.close()


def opened_table(source: Path | BinaryIO, encoding: str | None = None) -> TableFile:
    """A CSV or .xlsx file, told apart by its first bytes. UnreadableFile says what is wrong and what to do."""
    if isinstance(source, Path):
        with source.open("rb") as file:
            start = file.read(4)
    else:
        start = source.read(4)
        source.seek(0)
    if start == _ZIP:
        return SheetFile(source)
    if start == _OLD_EXCEL:
        raise UnreadableFile("this is an .xls file of old Excel.", "Save it as .xlsx or as CSV.")
    return CsvFile(source, encoding)


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
