"""Reading account files: encodings, delimiters, quoted newlines, and what is said about bad ones."""

import io
from pathlib import Path

import pytest

from towpath.basics.account_files import AccountRow, parse_account_rows, salesforce_id
from towpath.basics.csv_files import CsvFile, RowError, UnreadableFile

HEADER = (
    '"ID","NAME","WEBSITE","BILLINGCOUNTRYCODE","BILLINGCOUNTRY","INDUSTRY","NUMBEROFEMPLOYEES","PHONE","TYPE",'
    '"OWNERID","PARENTID","DESCRIPTION"\n'
)
FIRST = (
    '"0018d00000AbCdEAAV","Brücke & Söhne GmbH","https://bruecke.example","DE","Germany","Machinery","1200","+49 30 1",'
)
FIRST += '"Customer","0058d00000AbCdEAAV","","Builds cranes,\nand says ""cranes"" twice"\n'
SECOND = '"","Plain Ltd","","","United Kingdom","","","","","","",""\n'
FILE = HEADER + FIRST + SECOND


def rows_of(text: str | bytes, encoding: str | None = None) -> list[AccountRow | RowError]:
    return list(parse_account_rows(io.BytesIO(text.encode() if isinstance(text, str) else text), encoding))


@pytest.mark.parametrize(
    "content",
    [
        FILE.encode(),
        FILE.encode("utf-8-sig"),
        FILE.replace("\n", "\r\n").encode(),
        b"\xff\xfe" + FILE.encode("utf-16-le"),
        b"\xfe\xff" + FILE.encode("utf-16-be"),
    ],
    ids=["UTF-8", "UTF-8 with mark", "Windows line ends", "UTF-16 LE", "UTF-16 BE"],
)
def test_reads_what_the_data_loader_writes_in_every_usual_encoding(content: bytes) -> None:
    first, second = rows_of(content)
    assert isinstance(first, AccountRow)
    assert isinstance(second, AccountRow)
    assert (first.line, first.external_id, first.name) == (2, "0018d00000AbCdEAAV", "Brücke & Söhne GmbH")
    assert first.description.replace("\r", "") == 'Builds cranes,\nand says "cranes" twice'
    assert (first.country, first.employees, second.country, second.employees) == ("DE", 1200, "GB", None)
    assert second.line == 4, "a quoted newline counts as a line, as it does in an editor"


def test_windows_1252_is_refused_with_line_byte_and_remedy() -> None:
    content = FILE.encode("cp1252")
    with pytest.raises(UnreadableFile) as refused:
        rows_of(content)
    assert refused.value.line == 2
    assert refused.value.byte == content.index(b"\xfc")
    assert "0xFC" in refused.value.what
    assert "--encoding cp1252" in refused.value.remedy
    assert isinstance(rows_of(content, "cp1252")[0], AccountRow)


def test_a_wrong_byte_far_into_the_file_is_named_by_its_own_line() -> None:
    content = b"Name\n" + b"Good Ltd\n" * 500 + b"Caf\xe9\n"
    rows = iter(parse_account_rows(io.BytesIO(content)))
    with pytest.raises(UnreadableFile) as refused:
        list(rows)
    assert (refused.value.line, refused.value.byte) == (502, content.index(b"\xe9"))


@pytest.mark.parametrize(
    ("content", "encoding", "says"),
    [
        (b"", None, "empty"),
        (b"\n\n", None, "empty"),
        (b"Street,City\nA,B\n", None, "no column with the account's name"),
        (b"Name,Account Name\nA,B\n", None, "mean the same"),
        (b'Name,Phone\n"never closed,1\nB,2\n', None, "never closed"),
        (b'Name,Phone\n"ab"c,1\n', None, "goes on after its closing quote"),
        ("Name\nA\n".encode("utf-16-le"), None, "UTF-16 without"),
        (b"\xff\xfe" + "Name\nA\n".encode("utf-16-le") + b"\x00", None, "not whole"),
        (b"Name\nA\n", "klingon", "not a known encoding"),
        (b"Name\n\x81\n", "cp1252", "means nothing in cp1252"),
    ],
)
def test_an_unreadable_file_is_refused_in_words_that_help(content: bytes, encoding: str | None, says: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        rows_of(content, encoding)
    assert says in str(refused.value)
    assert refused.value.remedy.endswith(".")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_finds_the_delimiter_in_the_header(delimiter: str) -> None:
    row = rows_of(f"Account Name{delimiter}Country\nAcme{delimiter}fr\n")[0]
    assert isinstance(row, AccountRow)
    assert (row.name, row.country) == ("Acme", "FR")


def test_a_line_that_names_the_delimiter_is_no_header() -> None:
    row = rows_of("sep=;\nName;Country\nAcme;fr\n")[0]
    assert isinstance(row, AccountRow)
    assert (row.line, row.name) == (3, "Acme")


@pytest.mark.parametrize(
    ("cells", "column", "says"),
    [
        ("0018d00000AbCdEAAA,Acme,,", "Id", "should be AAV"),
        ("0018d00000AbCd,Acme,,", "Id", "15 or 18"),
        ("0038d00000AbCdEAAV,Acme,,", "Id", "not an account's"),
        (",,DE,", "Name", "no name"),
        (",Acme,Atlantis,", "Country", "no country"),
        (",Acme,DE,many", "Employees", "not a number"),
        (",Acme,DE,-3", "Employees", "not a number"),
        (",Acme\0,DE,", "Name", "NUL"),
        ("," + "x" * 256 + ",DE,", "Name", "256 characters"),
        (",Acme,DE", "", "3 cells and the header 4"),
    ],
)
def test_a_bad_row_is_reported_and_the_others_go_on(cells: str, column: str, says: str) -> None:
    good, bad, after = rows_of(f"Id,Name,Country,Employees\n,Before,DE,1\n{cells}\n,After,DE,2\n")
    assert isinstance(good, AccountRow)
    assert isinstance(after, AccountRow)
    assert isinstance(bad, RowError)
    assert (bad.line, bad.column) == (3, column)
    assert says in str(bad)
    assert bad.remedy


def test_each_fault_of_a_row_is_reported() -> None:
    faults = rows_of("Id,Name,Country\nxx,,Atlantis\n")
    assert [fault.column for fault in faults if isinstance(fault, RowError)] == ["Name", "Id", "Country"]


def test_an_id_that_comes_twice_is_reported_with_its_first_line() -> None:
    _, again = rows_of("Id,Name\n0018d00000AbCdE,A\n0018d00000AbCdEAAV,B\n")
    assert isinstance(again, RowError)
    assert "line 2" in again.what


def test_headers_that_mean_nothing_are_named() -> None:
    rows = parse_account_rows(io.BytesIO(b"Name,Fax,Country\nA,1,DE\n"))
    assert rows.ignored == ["Fax"]


def test_a_path_is_opened_and_closed(tmp_path: Path) -> None:
    file = tmp_path / "accounts.csv"
    file.write_text(FILE, encoding="utf-8")
    assert len(list(parse_account_rows(file))) == 2
    opened = CsvFile(file)
    assert opened.header[0] == "ID"
    opened.close()


@pytest.mark.parametrize("known", ["0014M00001nJhksQAC", "0014M00001ldTdtQAE"])
def test_the_suffix_of_an_id_says_which_letters_are_capitals(known: str) -> None:
    assert salesforce_id(known[:15]) == known == salesforce_id(known)
    with pytest.raises(ValueError, match="changed on the way"):
        salesforce_id(known[:15].lower() + known[15:])
