"""Reading files of completions in: checked first, as one unit, again without doubles, and undone exactly (CRT-05)."""

import io
from datetime import date

import pytest
from openpyxl import Workbook

from towpath.domain.enablement.actions import completions, imports, learners
from towpath.domain.enablement.models import Completion, CompletionImport, Employment, Learner, SavedMapping
from towpath.domain.enablement.queries import holders
from towpath.kernel.events.models import Event
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady

pytestmark = [pytest.mark.django_db, pytest.mark.rule("CRT-05")]

HEADER = "Record ID,Email,Name,Course,Date earned,Expires,Employer"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES = tmp_path


def file(*rows: str, header: str = HEADER, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO("\r\n".join([header, *rows, ""]).encode(encoding))


TWO = (
    "a1,elif@northwind.example,Elif,GitLab Foundations for Partners,2026-03-01,2028-03-01,",
    "a2,elif@northwind.example,Elif,Sales Core,2026-03-02,,",
)


def read_in(occasion, source, *, columns=None, name="march.csv", encoding=None) -> CompletionImport:
    """Received, checked and imported."""
    row = checked(occasion, source, columns=columns, name=name, encoding=encoding)
    imports.apply(row.reference, occasion, run=False)
    return imports.read(row.reference, occasion)


def checked(occasion, source, *, columns=None, name="march.csv", encoding=None) -> CompletionImport:
    row = imports.receive(occasion, source, file_name=name, encoding=encoding)
    imports.check(row.reference, occasion, columns=columns or row.columns, run=False)
    return imports.read(row.reference, occasion)


def tally(row) -> tuple[int, int, int, int]:
    return row.added, row.changed, row.unchanged, row.refused


def test_a_check_counts_and_keeps_nothing(cast, by):
    row = checked(by(cast.omar), file(*TWO, "a3,no address,Nobody,PSE,2026-03-01,,"))
    assert (row.state, *tally(row)) == ("checked", 2, 0, 0, 1)
    assert row.problems == [[4, "Email", "no address", "this is no e-mail address.", "Write it like name@company.com."]]
    assert not Completion.objects.exists()
    assert not Learner.objects.exists()


def test_a_file_is_read_in_and_the_partners_counts_follow(cast, by):
    cast.northwind.sales_certified = cast.northwind.foundations_completed = 0
    cast.northwind.save()
    row = read_in(by(cast.omar), file(*TWO))
    assert (row.state, *tally(row), row.unplaced) == ("applied", 2, 0, 0, 0, 0)
    elif_ = Learner.objects.get()
    assert (elif_.email, elif_.works_at) == ("elif@northwind.example", cast.northwind)
    core = Completion.objects.get(badge="sales_core")
    assert (core.completed_on, core.expires_on) == (date(2026, 3, 2), date(2028, 3, 2))  # the program's term
    cast.northwind.refresh_from_db()
    assert (cast.northwind.sales_certified, cast.northwind.foundations_completed) == (1, 1)
    event = Event.objects.get(name="enablement.import.applied")
    assert (event.subject_id, event.data["added"]) == (row.pk, 2)


def test_the_same_file_again_changes_nothing(cast, by):
    read_in(by(cast.omar), file(*TWO))
    again = checked(by(cast.omar), file(*TWO))
    assert tally(again) == (0, 0, 2, 0)
    with pytest.raises(NotReady):
        imports.apply(again.reference, by(cast.omar), run=False)
    without_ids = file(*(row.split(",", 1)[1] for row in TWO), header=HEADER.split(",", 1)[1])
    assert tally(checked(by(cast.omar), without_ids)) == (0, 0, 2, 0)
    assert Completion.objects.count() == 2


def test_rows_without_an_id_are_the_same_by_address_badge_and_day(cast, by):
    header = "Email,Badge,Completed on"
    row = "elif@northwind.example,PSE,2026-03-01"
    assert tally(read_in(by(cast.omar), file(row, header=header))) == (1, 0, 0, 0)
    assert tally(checked(by(cast.omar), file(row.upper(), header=header))) == (0, 0, 1, 0)
    twice = checked(by(cast.omar), file(row, row, header=header))
    assert twice.refused == 1
    assert "the same completion stands on line 2 already." in twice.problems[0]


def test_an_undo_takes_out_what_the_import_made_and_puts_back_what_it_changed(cast, by):
    first = read_in(by(cast.omar), file(*TWO))
    later = read_in(
        by(cast.omar),
        file(TWO[0].replace("2028-03-01", "2027-01-01"), "b1,omid@northwind.example,Omid,PSE,2026-05-01,,"),
    )
    assert tally(later) == (1, 1, 0, 0)
    with pytest.raises(NotReady, match="changed since"):
        imports.undo(first.reference, by(cast.omar))
    imports.undo(later.reference, by(cast.omar))
    base = Completion.objects.get(badge="foundations")
    assert (base.expires_on, base.voided_at) == (date(2028, 3, 1), None)
    assert Completion.objects.get(badge="pse").voided_as == "undone"
    assert not Employment.objects.filter(learner__name="Omid").exists()
    assert Learner.objects.get(name="Omid").works_at is None
    imports.undo(first.reference, by(cast.omar))
    assert holders([cast.northwind.pk], date(2026, 9, 1)) == {}
    cast.northwind.refresh_from_db()
    assert cast.northwind.sales_certified == 0


def test_what_was_undone_can_be_read_in_again(cast, by):
    row = read_in(by(cast.omar), file(*TWO))
    imports.undo(row.reference, by(cast.omar))
    again = read_in(by(cast.omar), file(*TWO))
    assert tally(again) == (0, 2, 0, 0)
    assert Learner.objects.get().works_at == cast.northwind
    imports.undo(again.reference, by(cast.omar))
    assert {each.voided_as for each in Completion.objects.all()} == {"undone"}


def test_what_operations_took_back_no_file_brings_again(cast, by):
    read_in(by(cast.omar), file(*TWO))
    completions.take_back(by(cast.omar), Completion.objects.get(badge="sales_core").pk, reason="Another Elif")
    assert tally(checked(by(cast.omar), file(*TWO))) == (0, 0, 2, 0)


def test_the_partner_is_the_explicit_employment_then_the_files_then_the_domains(cast, by):
    mover = Learner.objects.create(name="Mover", email="mover@northwind.example")
    Employment.objects.create(learner=mover, partner=cast.rival, starts_on=date(2026, 1, 1))
    read_in(
        by(cast.omar),
        file(
            "c1,mover@northwind.example,Mover,PSE,2026-03-01,,",
            "c2,freelance@mail.example,Freelance,PSE,2026-03-01,,northwind",
            "c3,elif@eu.northwind.example,Elif,PSE,2026-03-01,,",
            "c4,lost@nowhere.example,Lost,PSE,2026-03-01,,Nowhere Ltd",
        ),
    )
    held = {p.name: set(holders([p.pk], date(2026, 9, 1))[p.pk]["pse"]) for p in (cast.northwind, cast.rival)}
    names = {name: set(Learner.objects.filter(pk__in=pks).values_list("name", flat=True)) for name, pks in held.items()}
    assert names == {"Northwind": {"Freelance", "Elif"}, "Rivalry": {"Mover"}}
    lost = Learner.objects.get(works_at=None, name="Lost")
    assert lost.employer == "Nowhere Ltd"
    learners.place(by(cast.omar), lost.pk, partner=cast.rival.reference, starts_on=date(2026, 3, 1))
    assert lost.pk in holders([cast.rival.pk], date(2026, 9, 1))[cast.rival.pk]["pse"]


def test_an_alias_is_the_same_learner(cast, by):
    read_in(by(cast.omar), file(*TWO))
    elif_ = Learner.objects.get()
    learners.add_alias(by(cast.omar), elif_.pk, email="elif.private@mail.example")
    read_in(by(cast.omar), file("d1,Elif.Private@mail.example,E,PSE,2026-03-05,,"))
    assert Learner.objects.count() == 1
    assert elif_.completions.count() == 3
    assert tally(checked(by(cast.omar), file("d9,elif@northwind.example,E,PSE,2026-03-05,,"))) == (0, 0, 1, 0)


def test_a_spreadsheet_is_read_as_well(cast, by):
    book, buffer = Workbook(), io.BytesIO()
    book.active.append(["E-mail", "Badge", "Completed on", "Id", "Notes"])
    book.active.append(["elif@northwind.example", "PSE", date(2026, 3, 1), 42, None])
    book.save(buffer)
    buffer.seek(0)
    row = read_in(by(cast.omar), buffer, name="march.xlsx")
    assert tally(row) == (1, 0, 0, 0)
    made = Completion.objects.get()
    assert (made.source_id, made.completed_on) == ("42", date(2026, 3, 1))


def test_a_corrected_naming_of_columns_is_remembered(cast, by):
    header, row = "Who,What,When", "elif@northwind.example,PSE,2026-03-01"
    received = imports.receive(by(cast.omar), file(row, header=header), file_name="odd.csv")
    assert received.columns == {}
    with pytest.raises(Invalid) as refused:
        imports.check(received.reference, by(cast.omar), columns={"email": "Who", "badge": "Who"})
    assert set(refused.value.errors) == {"badge", "completed_on"}
    named = {"email": "Who", "badge": "What", "completed_on": "When"}
    imports.check(received.reference, by(cast.omar), columns=named, run=False)
    assert imports.receive(by(cast.omar), file(row, header=header.lower()), file_name="2.csv").columns == {
        "email": "who", "badge": "what", "completed_on": "when",
    }  # fmt: skip
    assert SavedMapping.objects.count() == 1


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("03/04/2026", "two days"),
        ("soon", "no day"),
        ("", "empty"),
        ("2030-01-01", "future"),
        ("31.02.2026", "no such"),
    ],
)
def test_days_are_never_guessed(cast, by, cell, said):
    row = checked(by(cast.omar), file(f"elif@northwind.example,PSE,{cell}", header="Email,Badge,Completed"))
    assert row.refused == 1
    assert said in row.problems[0][3]


@pytest.mark.parametrize(
    "cell", ["2026-03-13", "13/03/2026", "03/13/2026", "13.03.2026", "13 Mar 2026", "2026-03-13T09:00:00Z"]
)
def test_days_are_read_as_people_write_them(cast, by, cell):
    checked_row = read_in(by(cast.omar), file(f"elif@northwind.example,PSE,{cell}", header="Email,Badge,Completed"))
    assert tally(checked_row) == (1, 0, 0, 0)
    assert Completion.objects.get().completed_on == date(2026, 3, 13)


def test_the_wrong_encoding_says_so_and_keeps_nothing(cast, by):
    odd = "elif@northwind.example,Élif,PSE,2026-03-01"
    source = file(odd, header="Email,Name,Badge,Completed", encoding="cp1252")
    with pytest.raises(Invalid, match="cannot be read") as refused:
        imports.receive(by(cast.omar), source, file_name="odd.csv")
    assert "Windows-1252" in refused.value.errors["file"][0]
    source.seek(0)
    assert tally(read_in(by(cast.omar), source, encoding="cp1252")) == (1, 0, 0, 0)
    assert Learner.objects.get().name == "Élif"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 but no spreadsheet", b"\xd0\xcf\x11\xe0 old"])
def test_what_is_no_table_is_refused(cast, by, content, tmp_path):
    with pytest.raises(Invalid):
        imports.receive(by(cast.omar), io.BytesIO(content), file_name="x")
    assert not CompletionImport.objects.exists()
    assert not [*tmp_path.glob("imports/*")]


def test_a_file_that_is_gone_is_said_and_can_be_chosen_again(cast, by):
    row = imports.receive(by(cast.omar), file(*TWO), file_name="march.csv")
    imports.place_of(row.reference).unlink()
    imports.check(row.reference, by(cast.omar), columns=row.columns, run=False)
    assert imports.read(row.reference, by(cast.omar)).failure.startswith("the file is not here any more")


def test_the_wrong_people_import_nothing(cast, by):
    for actor in (cast.nina, cast.elena, cast.felix):
        with pytest.raises(NotAllowed):
            imports.receive(by(actor), file(*TWO), file_name="x.csv")
    row = imports.receive(by(cast.omar), file(*TWO), file_name="march.csv")
    for actor in (cast.nina, cast.elena):
        with pytest.raises(NotFound):
            imports.check(row.reference, by(actor), columns=row.columns)


def test_a_large_file_with_one_bad_row_in_a_hundred_is_taken_and_its_report_is_clear(cast, by):
    rows = [f"e{n},p{n}@northwind.example,P {n},{'PSE' if n % 100 else 'Cookery'},2026-03-01,," for n in range(3000)]
    row = read_in(by(cast.omar), file(*rows))
    assert (row.rows, *tally(row)) == (3000, 2970, 0, 0, 30)
    assert row.problems[0][:4] == [2, "Course", "Cookery", "the program knows no such badge."]
    assert len(holders([cast.northwind.pk], date(2026, 9, 1))[cast.northwind.pk]["pse"]) == 2970
