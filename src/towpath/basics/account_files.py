"""Customer accounts in the columns that Salesforce's Data Loader exports: each row checked, nothing stored."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from towpath.basics.countries import normalise_country
from towpath.basics.csv_files import CsvFile, RowError, UnreadableFile, columns

_SUFFIX = "ABCDEFGHIJKLMNOPQRSTUVWXYZ012345"
_ACCOUNT_PREFIX = "001"
_MOST_EMPLOYEES = 2_147_483_647

type Complaint = Callable[[str, str, str], None]  # field, what is wrong, what to do

# Field, then the headers that mean it, in lower case and letters and digits alone.
_HEADERS = """
id: id accountid accountid18 account18 salesforceid sfid externalid accountid18digit
name: name accountname company companyname customer customername account
website: website web url websiteurl homepage domain accountwebsite
country_code: billingcountrycode countrycode billingcountryisocode shippingcountrycode
country: billingcountry country billingaddresscountry accountcountry hqcountry
industry: industry accountindustry sector
employees: numberofemployees employees employeecount headcount noofemployees
phone: phone accountphone telephone mainphone
kind: type accounttype
owner: ownerid accountownerid owner
parent: parentid parentaccountid
description: description accountdescription notes
"""
ALIASES = {
    header: field
    for field, headers in (line.split(": ") for line in _HEADERS.split("\n") if line)
    for header in headers.split()
}
LONGEST = {"name": 255, "website": 255, "industry": 120, "phone": 60, "kind": 120}


@dataclass(frozen=True, slots=True)
class AccountRow:
    """A checked row: ids of 18 characters or empty, country an ISO code or empty, employees None when not given."""

    line: int
    external_id: str
    name: str
    website: str
    country: str
    industry: str
    employees: int | None
    phone: str
    kind: str
    owner_id: str
    parent_id: str
    description: str


def salesforce_id(text: str) -> str:
    """The 18-character form of a Salesforce id of 15 or 18 characters.

    The last three say which of the first fifteen are capitals. Raises ValueError with a sentence when the length or a
    character is wrong, or when the suffix does not fit: then a spreadsheet has changed capitals.
    """
    if len(text) not in (15, 18) or not (text.isascii() and text.isalnum()):
        raise ValueError(f"A Salesforce id has 15 or 18 letters and digits; this has {len(text)} characters.")
    suffix = ""
    for start in (0, 5, 10):
        capitals = 0
        for place in range(5):
            if "A" <= text[start + place] <= "Z":
                capitals |= 1 << place
        suffix += _SUFFIX[capitals]
    if len(text) == 18 and text[15:] != suffix:
        raise ValueError(
            f"The last three characters should be {suffix}, not {text[15:]}: a letter was changed on the way."
        )
    return text[:15] + suffix


class AccountRows:
    """The rows of an account file, each an AccountRow or a RowError; a bad row gives one error for each fault.

    `ignored` lists the headers that mean nothing here, `encoding` and `delimiter` say how the file was read.
    """

    def __init__(self, source: str | Path | BinaryIO, encoding: str | None = None) -> None:
        self._file = CsvFile(source, encoding)
        self.encoding, self.delimiter, self.header = self._file.encoding, self._file.delimiter, self._file.header
        self._at, self.ignored = columns(self.header, ALIASES)
        if "name" not in self._at:
            raise UnreadableFile(
                f"there is no column with the account's name; the header says: {', '.join(self.header)[:200]}.",
                "Name the column “Name”, and check that the first line is the header.",
            )
        self._seen: dict[str, int] = {}

    def __iter__(self) -> Iterator[AccountRow | RowError]:
        width = len(self.header)
        for line, cells in self._file:
            if len(cells) != width:
                yield self._wrong_width(line, cells, width)
                continue
            errors: list[RowError] = []
            row = self._checked(line, cells, errors)
            if errors:
                yield from errors
            else:
                yield row

    def _wrong_width(self, line: int, cells: list[str], width: int) -> RowError:
        return RowError(
            line,
            "",
            self.delimiter.join(cells)[:200],
            f"the row has {len(cells)} cells and the header {width}.",
            "Put cells that hold the delimiter in double quotes.",
        )

    def _checked(self, line: int, cells: list[str], errors: list[RowError]) -> AccountRow:
        """The row with every cell checked; what is wrong is added to `errors`."""
        at = self._at
        text = {field: cells[place].strip() for field, place in at.items()}

        def wrong(field: str, what: str, remedy: str) -> None:
            errors.append(RowError(line, self.header[at[field]], text[field], what, remedy))

        if any("\0" in cell for cell in text.values()):
            field = next(field for field, cell in text.items() if "\0" in cell)
            wrong(field, "the cell holds a NUL character.", "Remove it, or export the file again.")
        if not text["name"]:
            wrong("name", "the account has no name.", "Fill in the name, or leave the row out.")
        for field, longest in LONGEST.items():
            if len(text.get(field, "")) > longest:
                wrong(field, f"the text has {len(text[field])} characters.", f"Shorten it to {longest}.")
        ids = {field: self._id(field, text, wrong) for field in ("id", "parent", "owner")}
        self._once(ids["id"], line, wrong)
        return AccountRow(
            line=line,
            external_id=ids["id"],
            name=text["name"],
            website=text.get("website", ""),
            country=self._country(text, wrong),
            industry=text.get("industry", ""),
            employees=self._employees(text, wrong),
            phone=text.get("phone", ""),
            kind=text.get("kind", ""),
            owner_id=ids["owner"],
            parent_id=ids["parent"],
            description=text.get("description", ""),
        )

    def _once(self, identifier: str, line: int, wrong: Complaint) -> None:
        if not identifier:
            return
        before = self._seen.setdefault(identifier, line)
        if before != line:
            wrong("id", f"the same id stands on line {before} already.", "Keep one of the two rows.")

    @staticmethod
    def _id(field: str, text: dict[str, str], wrong: Complaint) -> str:
        written = text.get(field, "")
        if not written:
            return ""
        try:
            identifier = salesforce_id(written)
        except ValueError as error:
            wrong(
                field, str(error), "Export the file again and do not save it from a spreadsheet, or leave the id empty."
            )
            return ""
        if field != "owner" and not identifier.startswith(_ACCOUNT_PREFIX):
            wrong(
                field, f"the id begins with {identifier[:3]}, so it is not an account's.", "Account ids begin with 001."
            )
        return identifier

    @staticmethod
    def _country(text: dict[str, str], wrong: Complaint) -> str:
        for field in ("country_code", "country"):
            if text.get(field):
                code = normalise_country(text[field])
                if not code:
                    wrong(
                        field, "no country is known by this.", "Write the ISO code (DE) or the English name (Germany)."
                    )
                return code
        return ""

    @staticmethod
    def _employees(text: dict[str, str], wrong: Complaint) -> int | None:
        written = text.get("employees", "")
        if not written:
            return None
        plain = written.removesuffix(".0").replace(",", "")
        if not (plain.isascii() and plain.isdigit()) or int(plain) > _MOST_EMPLOYEES:
            wrong("employees", "this is not a number of people.", "Write a whole number in digits, or leave it empty.")
            return None
        return int(plain)


def parse_account_rows(source: str | Path | BinaryIO, encoding: str | None = None) -> AccountRows:
    """The rows of an account file, read as they are asked for.

    Raises UnreadableFile at once or in mid-iteration when the file as a whole is unreadable (wrong encoding, a quote
    that never closes, no name column): whoever stores rows then keeps none of them.
    """
    return AccountRows(source, encoding)
