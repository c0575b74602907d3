"""Vouchers for exams in files: which column means what, and each row checked. Nothing is stored here."""

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import BinaryIO, NamedTuple

from towpath.basics.completion_files import read_day
from towpath.basics.csv_files import RowError, UnreadableFile, columns
from towpath.basics.sheet_files import opened_table

_HEADERS = """
code: code voucher vouchercode examcode
badge: badge exam certification course
partner: partner partnername partnerreference company account
email: email emailaddress learner learneremail user
issued_on: issuedon issued issuedate dateissued
used_on: usedon used useddate redeemedon redeemed dateused
expires_on: expireson expires expirationdate expirydate expiry
"""
ALIASES = {
    header: field
    for field, headers in (line.split(": ") for line in _HEADERS.split("\n") if line)
    for header in headers.split()
}


class VoucherRow(NamedTuple):
    """A checked row; partner as the file writes it, "" where it names none."""

    line: int
    code: str
    badge: str
    partner: str
    email: str
    issued_on: date | None
    used_on: date | None
    expires_on: date | None


def voucher_rows(
    source: Path | BinaryIO, *, read_badge: Callable[[str], str | None], default_badge: str, encoding: str | None = None
) -> Iterator[VoucherRow | RowError]:
    """The rows of a file of vouchers; a row without badge is for `default_badge`. UnreadableFile as for any table."""
    table = opened_table(source, encoding)
    at, _ = columns(table.header, ALIASES)
    if "code" not in at:
        raise UnreadableFile("there is no column with the voucher's code.", "Name the column “Code”.")
    seen: dict[str, int] = {}
    for line, cells in table:
        text = {field: cells[place].strip() if place < len(cells) else "" for field, place in at.items()}
        code = text["code"].upper()
        if not 1 <= len(code) <= 60 or "\0" in code:
            yield RowError(
                line,
                table.header[at["code"]],
                code[:60].replace("\0", "?"),
                "this is no code.",
                "Write 1 to 60 characters.",
            )
            continue
        if seen.setdefault(code, line) != line:
            yield RowError(
                line, table.header[at["code"]], code, f"the same code stands on line {seen[code]} already.", "Keep one."
            )
            continue
        badge = read_badge(text["badge"]) if text.get("badge") else default_badge
        if badge is None:
            yield RowError(
                line, table.header[at["badge"]], text["badge"], "the program knows no such badge.", "Correct it."
            )
            continue
        days, fault = _days(text)
        if fault:
            yield RowError(line, table.header[at[fault]], text[fault], "this is no day.", "Write it as 2025-03-01.")
            continue
        yield VoucherRow(line, code, badge, text.get("partner", ""), text.get("email", "").lower(), **days)


def _days(text: dict[str, str]) -> tuple[dict[str, date | None], str]:
    days: dict[str, date | None] = {}
    for field in ("issued_on", "used_on", "expires_on"):
        try:
            days[field] = read_day(text[field]) if text.get(field) else None
        except ValueError:
            return {}, field
    return days, ""
