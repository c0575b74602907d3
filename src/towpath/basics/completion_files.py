"""Completions of training in files: which column means what, and each row checked. Nothing is stored here."""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, NamedTuple

from towpath.basics.column_names import ColumnNames, plain
from towpath.basics.countries import normalise_country
from towpath.basics.csv_files import RowError, UnreadableFile
from towpath.basics.domains import normalise_domain
from towpath.basics.sheet_files import TableFile, opened_table

# Field, then the headers that mean it, in lower case and letters and digits alone; the first that is there is taken.
_HEADERS = """
id: id recordid completionid issuedbadgeid badgeid certificateid credentialid
email: email emailaddress recipientemail useremail learneremail earneremail workemail mail
name: name fullname learner learnername recipientname employee user username
first_name: firstname givenname
last_name: lastname surname familyname
badge: badge badgename badgecourse course coursename certification certificationname accreditation badgetemplate title
completed_on: completedon completiondate completed completedat issuedat issuedon issuedate dateearned earnedon date
expires_on: expireson expirationdate expirydate expires expiresat expiry enddate
country: country countrycode
partner: partner partnername partnerreference partneraccount company employer organisation organization account
voucher: voucher vouchercode psevoucher
"""
COLUMNS = ColumnNames.read(_HEADERS, needed=("email", "badge", "completed_on"))
LONGEST = {"id": 100, "email": 254, "name": 120, "partner": 200, "voucher": 60}
_EMAIL = re.compile(r"[^@\s,;<>\"]+@[^@\s,;<>\"]+\.[^@\s,;<>\".]+")
_EARLIEST = date(2011, 1, 1)
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_WRITTEN_DAY = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*\.?[ ,-]+(\d{4})")


class CompletionRow(NamedTuple):
    """A checked row. `source_id` is the file's own, or made from address, badge and day."""

    line: int
    source_id: str
    email: str
    domain: str
    name: str
    country: str
    partner: str
    badge: str
    completed_on: date
    expires_on: date | None
    voucher: str


def header_digest(header: Sequence[str]) -> str:
    """Under what a saved mapping is found again: the header's cells, whatever their order and case."""
    return hashlib.sha256("\n".join(sorted(plain(cell) for cell in header)).encode()).hexdigest()


def read_day(text: str) -> date:
    """A day as files write it. ValueError says what is wrong: a day that can be read in two ways is refused, never guessed."""
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        pass
    if dotted := re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text):
        return date(int(dotted[3]), int(dotted[2]), int(dotted[1]))
    if written := _WRITTEN_DAY.fullmatch(text):
        if written[2].lower() not in _MONTHS:
            raise ValueError("this is no day.")
        return date(int(written[3]), _MONTHS[written[2].lower()], int(written[1]))
    slashed = re.fullmatch(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})", text)
    if slashed is None:
        raise ValueError("this is no day.")
    first, second, year = (int(part) for part in slashed.groups())
    if first <= 12 and second <= 12 and first != second:
        raise ValueError("this can be two days.")
    return date(year, first, second) if first <= 12 else date(year, second, first)


class CompletionRows:
    """The rows of a file, each a CompletionRow or a RowError; a bad row gives one error for each fault.

    columns     field -> the header's cell
    read_badge  the code that a text means, or None
    runs_out    (code, completed on) -> the day on which it runs out where the file says none, or None
    today       no completion can lie after it
    """

    def __init__(
        self,
        source: Path | BinaryIO,
        columns: Mapping[str, str],
        *,
        read_badge: Callable[[str], str | None],
        runs_out: Callable[[str, date], date | None],
        today: date,
        encoding: str | None = None,
    ) -> None:
        self._file: TableFile = opened_table(source, encoding)
        self.header = self._file.header
        if errors := COLUMNS.unfit(columns, self.header):
            field, texts = next(iter(errors.items()))
            raise UnreadableFile(f"{field.replace('_', ' ')}: {texts[0]}", "Name the columns again.")
        self._at = {field: self.header.index(cell) for field, cell in columns.items()}
        self._badge, self._runs_out = lru_cache(4096)(read_badge), lru_cache(65536)(runs_out)
        self._day = lru_cache(65536)(read_day)
        self._domain = lru_cache(65536)(normalise_domain)
        self._today = today
        self._seen: dict[str, int] = {}

    def __iter__(self) -> Iterator[CompletionRow | RowError]:
        width = len(self.header)
        for line, cells in self._file:
            if len(cells) != width:
                what = f"the row has {len(cells)} cells and the header {width}."
                shown = self._file.delimiter.join(cells)[:200]
                yield RowError(line, "", shown, what, "Put cells that hold the delimiter in double quotes.")
                continue
            errors: list[RowError] = []
            row = self._checked(line, cells, errors)
            if row is None or errors:
                yield from errors
            else:
                yield row

    def _checked(self, line: int, cells: list[str], errors: list[RowError]) -> CompletionRow | None:
        at = self._at
        text = {field: cells[place].strip() for field, place in at.items()}

        def wrong(field: str, what: str, remedy: str) -> None:
            errors.append(RowError(line, self.header[at[field]], text[field].replace("\0", "?"), what, remedy))

        for field, cell in text.items():
            if "\0" in cell:
                wrong(field, "the cell holds a NUL character.", "Remove it, or export the file again.")
            elif len(cell) > LONGEST.get(field, 500):
                wrong(field, f"the text has {len(cell)} characters.", f"Shorten it to {LONGEST.get(field, 500)}.")
        email = text["email"].lower()
        if not _EMAIL.fullmatch(email):
            wrong("email", "this is no e-mail address.", "Write it like name@company.com.")
        badge = self._badge(text["badge"])
        if badge is None:
            wrong("badge", "the program knows no such badge.", "Write a name or alias of the page enablement/badges.")
        completed = self._read("completed_on", text, wrong)
        if completed is not None and not _EARLIEST <= completed <= self._today:
            late = completed > self._today
            wrong(
                "completed_on", "this lies in the future." if late else "this lies before the program.", "Correct it."
            )
        expires = self._read("expires_on", text, wrong) if text.get("expires_on") else None
        if expires is not None and completed is not None and expires <= completed:
            wrong("expires_on", "it ends before it begins.", "Correct one of the two days.")
        country = normalise_country(text["country"]) if text.get("country") else ""
        if text.get("country") and not country:
            wrong("country", "no country is known by this.", "Write the ISO code (DE) or the English name (Germany).")
        if errors or badge is None or completed is None:
            return None
        source_id = self._once(line, text, email, badge, completed, wrong)
        if errors:
            return None
        return CompletionRow(
            line, source_id, email, self._domain(email), _name(text), country, text.get("partner", ""), badge,
            completed, expires or self._runs_out(badge, completed), text.get("voucher", ""),
        )  # fmt: skip

    def _read(self, field: str, text: Mapping[str, str], wrong: Callable[[str, str, str], None]) -> date | None:
        try:
            return self._day(text[field])
        except ValueError as error:
            said = str(error) if str(error).startswith("this ") else "there is no such day."
            wrong(field, said if text[field] else "it is empty.", "Write it as 2025-03-01.")
            return None

    def _once(
        self,
        line: int,
        text: Mapping[str, str],
        email: str,
        badge: str,
        on: date,
        wrong: Callable[[str, str, str], None],
    ) -> str:
        own = text.get("id", "")
        source_id = own or hashlib.sha256(f"{email}|{badge}|{on}".encode()).hexdigest()[:40]
        before = self._seen.setdefault(source_id, line)
        if before != line:
            field = "id" if own else "email"
            what = "the same id stands" if own else "the same completion stands"
            wrong(field, f"{what} on line {before} already.", "Keep one of the two rows.")
        return source_id


def _name(text: Mapping[str, str]) -> str:
    return (text.get("name") or f"{text.get('first_name', '')} {text.get('last_name', '')}".strip())[:120]
