"""Price lists are read in as one unit: named, checked without a trace, applied, repeated without effect, undone."""

import io
from datetime import UTC, date, datetime

import pytest
from openpyxl import Workbook

from tests.domain.pricing import shelf
from towpath.domain.pricing.actions import books, imports
from towpath.domain.pricing.models import Price, PriceImport, Product
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotAllowed, NotFound, NotReady

pytestmark = pytest.mark.django_db
OCTOBER = date(2026, 10, 1)
HEAD = "Part number;Price;Name;Kind;Unit;Term (months)\n"


def received(occasion, text: str, **more) -> PriceImport:
    return imports.receive(occasion, "list-usd", io.BytesIO(text.encode()), file_name="prices.csv", **more)


def checked(occasion, text: str, *, starts_on=OCTOBER, **columns) -> PriceImport:
    row = received(occasion, text, starts_on=starts_on)
    return imports.check(row.reference, occasion, columns=row.columns | columns)


def counts(row: PriceImport) -> tuple[int, int, int, int]:
    return row.added, row.changed, row.unchanged, row.refused


def test_a_check_counts_and_changes_nothing(listed, paula):
    row = checked(
        paula,
        HEAD + "PREM-SAAS-12;252.00;;;;\nULT-SAAS-12;1,188.00;Ultimate;Subscription;user;12\nNONE-1;5;;;;\n",
    )
    assert row.state == "checked"
    assert counts(row) == (1, 1, 0, 1)
    assert row.new_products == 1
    assert row.preview == [
        [2, "PREM-SAAS-12", "228", "252", "2026-10-01"], [3, "ULT-SAAS-12", "", "1188", "2026-10-01"],
    ]  # fmt: skip
    assert row.problems[0][:3] == [4, "Part number", "NONE-1"]
    assert shelf.stretches() == [("228", "2025-01-01", "")]
    assert Product.objects.count() == 1


def test_an_import_sets_its_prices_and_a_second_one_changes_nothing(listed, paula):
    text = HEAD + "PREM-SAAS-12;252.00;;;;\nULT-SAAS-12;1,188.00;Ultimate;Subscription;user;12\n"
    row = imports.apply(checked(paula, text).reference, paula)
    assert row.state == "applied"
    assert row.content is None
    assert shelf.stretches() == [("228", "2025-01-01", "2026-10-01"), ("252", "2026-10-01", "")]
    assert shelf.stretches(sku="ULT-SAAS-12") == [("1188", "2026-10-01", "")]
    again = checked(paula, text)
    assert counts(again) == (0, 0, 2, 0)
    with pytest.raises(NotReady, match="nothing to import"):
        imports.apply(again.reference, paula)
    assert imports.drop(again.reference, paula).state == "dropped"


def test_the_columns_of_the_last_such_file_are_remembered(listed, paula):
    text = "A;B\nPREM-SAAS-12;252.00\n"
    first = received(paula, text)
    assert first.columns == {}
    with pytest.raises(Invalid) as refused:
        imports.check(first.reference, paula, columns={})
    assert set(refused.value.errors) == {"sku", "amount"}
    imports.check(first.reference, paula, columns={"sku": "A", "amount": "B"})
    assert received(paula, text).columns == {"sku": "A", "amount": "B"}


def test_an_undone_import_leaves_the_book_as_it_was(listed, paula):
    shelf.price(paula, "300", date(2027, 1, 1))
    before = shelf.stretches()
    row = imports.apply(checked(paula, HEAD + "PREM-SAAS-12;252;;;;\nNEW-1;5;New;services;day;\n").reference, paula)
    assert [each[0] for each in shelf.stretches()] == ["228", "252", "300"]
    assert imports.undo(row.reference, paula).state == "undone"
    assert shelf.stretches() == before
    assert shelf.stretches(sku="NEW-1") == []
    with pytest.raises(MoveNotOpen):
        imports.undo(row.reference, paula)


def test_an_undo_brings_a_replaced_price_back(listed, paula):
    shelf.price(paula, "240", OCTOBER)
    before = shelf.stretches()
    row = imports.apply(checked(paula, HEAD + "PREM-SAAS-12;252;;;;\n").reference, paula)
    imports.undo(row.reference, paula)
    assert shelf.stretches() == before


def test_an_import_that_others_built_on_is_not_undone(listed, paula):
    row = imports.apply(checked(paula, HEAD + "PREM-SAAS-12;252;;;;\n").reference, paula)
    shelf.price(paula, "260", date(2026, 11, 1))
    with pytest.raises(NotReady, match="PREM-SAAS-12"):
        imports.undo(row.reference, paula)
    assert [each[0] for each in shelf.stretches()] == ["228", "252", "260"]


def test_an_import_that_has_begun_is_not_undone(listed, cast, by, paula):
    row = imports.apply(checked(paula, HEAD + "PREM-SAAS-12;252;;;;\n").reference, paula)
    with pytest.raises(NotReady, match="begun"):
        imports.undo(row.reference, by(cast.paula, at=datetime(2026, 10, 1, 7, tzinfo=UTC)))
    assert [each[0] for each in shelf.stretches()] == ["228", "252"]
    imports.undo(row.reference, by(cast.paula, at=datetime(2026, 10, 1, 6, 59, tzinfo=UTC)))  # 23:59 in Los Angeles


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("PREM-SAAS-12;1.234;;;;", "two ways"),
        ("PREM-SAAS-12;;;;;", "no price"),
        ("PREM-SAAS-12;-5;;;;", "not negative"),
        ("PREM-SAAS-12;5.001;;;;", "two ways"),
        ("PREM-SAAS-12;abc;;;;", "not an amount"),
        (";5;;;;", "no part number"),
        ("NEW-1;5;New;poem;day;", "Choose among"),
        ("NEW-1;5;New;subscription;user;", "how many months"),
        ("N;5;New;services;day;", "part number"),
        ("PREM-SAAS-12;1" + "0" * 20 + ";;;;", "more than can be kept"),
    ],
)
def test_a_bad_row_says_what_is_wrong_and_others_are_taken(listed, paula, line, says):
    row = checked(paula, HEAD + line + "\nGOOD-1;5;Good;services;day;\n")
    assert counts(row) == (1, 0, 0, 1)
    assert says in row.problems[0][3]


def test_days_and_currency_of_their_own(listed, paula):
    head = "SKU,Price,Valid from,Valid until,Currency\n"
    row = checked(
        paula,
        head
        + "PREM-SAAS-12,199,2026-11-01,2026-12-01,USD\nPREM-SAAS-12,252,2026-12-15,,\n"
        + "PREM-SAAS-12,5,,,EUR\nPREM-SAAS-12,5,03/04/2027,,\nPREM-SAAS-12,6,2026-12-15,,\n",
    )
    assert counts(row) == (0, 2, 0, 3)
    assert [problem[0] for problem in row.problems] == [4, 5, 6]
    imports.apply(row.reference, paula)
    assert [each[0] for each in shelf.stretches()] == ["228", "199", "228", "252"]


def test_a_price_for_today_is_refused_where_one_holds(listed, paula):
    row = checked(paula, HEAD + "PREM-SAAS-12;252;;;;\n", starts_on=date(2026, 9, 1))
    assert counts(row) == (0, 0, 0, 1)
    assert "2026-09-02" in row.problems[0][4]


def test_a_spreadsheet_is_read_too(listed, paula):
    book, out = Workbook(), io.BytesIO()
    book.active.append(["SKU", "List price"])
    book.active.append(["PREM-SAAS-12", 252.5])
    book.save(out)
    out.seek(0)
    row = imports.receive(paula, "list-usd", out, file_name="prices.xlsx")
    assert imports.check(row.reference, paula, columns=row.columns).preview[0][3] == "252.5"
    assert row.starts_on == date(2026, 9, 2)  # tomorrow in the book's zone


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 not really", b"\xff\xfe\x00", b"Name,\xff\n", b"\xd0\xcf\x11\xe0"]
)
def test_what_is_no_table_is_refused_whole(listed, paula, content):
    with pytest.raises(Invalid):
        imports.receive(paula, "list-usd", io.BytesIO(content), file_name="prices.csv")
    assert not PriceImport.objects.exists()


def test_a_closed_book_takes_no_file(listed, paula):
    row = checked(paula, HEAD + "PREM-SAAS-12;252;;;;\n")
    books.close("list-usd", paula, reason="Over.")
    with pytest.raises(MoveNotOpen):
        imports.apply(row.reference, paula)


@pytest.mark.parametrize("who", ["omar", "sofia", "nadia", "dirk"])
def test_only_programs_and_finance_import(listed, cast, by, paula, who):
    row = checked(paula, HEAD + "PREM-SAAS-12;252;;;;\n")
    occasion = by(getattr(cast, who))
    with pytest.raises(NotAllowed):
        received(occasion, HEAD)
    for act in (imports.apply, imports.drop, imports.undo):
        with pytest.raises(NotFound):
            act(row.reference, occasion)
    assert Price.objects.count() == 1
