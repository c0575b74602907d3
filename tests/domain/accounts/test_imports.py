"""Reading files of customer accounts in: as one unit, again without doubles, and never half."""

import io

import pytest

from towpath.basics.account_files import salesforce_id
from towpath.basics.names import match_keys
from towpath.domain.accounts.actions.imports import BadRows, import_accounts
from towpath.domain.accounts.models import Account, AccountImport
from towpath.domain.accounts.similar import claim_of, similar_accounts
from towpath.kernel.events.models import Event
from towpath.kernel.refusals import Invalid, NotAllowed

pytestmark = pytest.mark.django_db

HEADER = "Id,Name,Website,BillingCountry,Industry,NumberOfEmployees,Phone,Description"


def identifier(number: int) -> str:
    """An account's id as the CRM writes it, with the three characters that check its capitals."""
    return salesforce_id(f"0015g00000{'AbCdE'[number % 5]}{number:04d}")


def file(*rows: str, header: str = HEADER, encoding: str = "utf-8") -> io.BytesIO:
    return io.BytesIO("\r\n".join([header, *rows, ""]).encode(encoding))


def two_rows(website: str = "www.birkenwerk.example") -> io.BytesIO:
    return file(
        f'{identifier(1)},Birkenwerk GmbH,{website},Germany,Machinery,"1,200",+49 30 0,"Line one\nline ""two"""',
        f"{identifier(2)},Cormorant Shipping Ltd,,United Kingdom,Transport,,,",
    )


def test_a_file_is_read_in_as_one_unit_with_one_event(cast, by):
    outcome = import_accounts(by(cast.omar), two_rows(), file_name="accounts.csv")

    assert (outcome.rows, outcome.added, outcome.changed, outcome.unchanged) == (2, 2, 0, 0)
    account = Account.objects.get(external_id=identifier(1))
    assert (account.name, account.domain, account.country, account.employees) == (
        "Birkenwerk GmbH", "birkenwerk.example", "DE", 1200,
    )  # fmt: skip
    assert account.match_keys == match_keys("Birkenwerk GmbH", "birkenwerk.example", "DE")
    assert account.reference.startswith("ACC")
    assert account.territory is None
    assert account.created_by == cast.omar
    kept, event = AccountImport.objects.get(), Event.objects.get(name="accounts.account.imported")
    assert (kept.file_name, kept.added, kept.done_by) == ("accounts.csv", 2, cast.omar)
    assert (event.subject_id, event.data["added"]) == (kept.pk, 2)


def test_what_was_imported_is_found_by_similarity(cast, by):
    import_accounts(by(cast.omar), two_rows())
    found = similar_accounts(claim_of("birkenwerk", "", "DE"))
    assert found[0].name == "Birkenwerk GmbH"


def test_the_same_file_again_changes_nothing(cast, by):
    import_accounts(by(cast.omar), two_rows())
    again = import_accounts(by(cast.omar), two_rows())
    assert (again.added, again.changed, again.unchanged) == (0, 0, 2)
    assert Account.objects.exclude(external_id=None).count() == 2


def test_a_later_file_changes_what_differs_and_keeps_the_reference(cast, by):
    import_accounts(by(cast.omar), two_rows())
    before = Account.objects.get(external_id=identifier(1)).reference
    outcome = import_accounts(by(cast.omar), two_rows(website="birkenwerk-group.example"))
    account = Account.objects.get(external_id=identifier(1))
    assert (outcome.added, outcome.changed, outcome.unchanged) == (0, 1, 1)
    assert (account.reference, account.domain) == (before, "birkenwerk-group.example")
    assert account.match_keys == match_keys("Birkenwerk GmbH", "birkenwerk-group.example", "DE")


def test_columns_that_a_file_lacks_stay_as_they_are(cast, by):
    import_accounts(by(cast.omar), two_rows())
    outcome = import_accounts(by(cast.omar), file(f"{identifier(1)},Birkenwerk SE", header="Id,Name"))
    account = Account.objects.get(external_id=identifier(1))
    assert outcome.changed == 1
    assert (account.name, account.domain, account.country, account.employees) == (
        "Birkenwerk SE", "birkenwerk.example", "DE", 1200,
    )  # fmt: skip
    assert account.match_keys == match_keys("Birkenwerk SE", "birkenwerk.example", "DE")


def test_rows_without_an_id_are_known_by_name_domain_and_country(cast, by):
    rows = ("Birkenwerk GmbH,birkenwerk.example,Germany", "Cormorant Shipping,,GB")
    first = import_accounts(by(cast.omar), file(*rows, header="Name,Website,Country"))
    again = import_accounts(by(cast.omar), file(*rows, header="Name,Website,Country"))
    assert (first.added, again.added, again.unchanged) == (2, 0, 2)


BAD = (
    f"{identifier(3)},Good Company,,France,,,,",
    f"{identifier(4)},,,Atlantis,,many,,",
    "0015g00000Xbroken,Spoilt Id,,France,,,,",
    f"{identifier(3)},Same id again,,France,,,,",
)


def test_one_bad_row_keeps_the_whole_file_out_and_every_fault_is_named(cast, by):
    with pytest.raises(BadRows) as refused:
        import_accounts(by(cast.omar), file(*BAD))
    said = [(e.line, e.column, e.value) for e in refused.value.errors]
    assert (refused.value.rows, refused.value.refused) == (4, 3)
    assert {(3, "Name", ""), (3, "BillingCountry", "Atlantis"), (3, "NumberOfEmployees", "many")} <= set(said)
    assert {line for line, *_ in said} == {3, 4, 5}
    assert all(e.what and e.remedy for e in refused.value.errors)
    assert not Account.objects.exclude(external_id=None).exists()
    assert not AccountImport.objects.exists()


def test_the_good_rows_alone_when_asked_for(cast, by):
    outcome = import_accounts(by(cast.omar), file(*BAD), accept_good=True)
    assert (outcome.rows, outcome.added, outcome.refused) == (4, 1, 3)
    assert {e.line for e in outcome.errors} == {3, 4, 5}
    assert Account.objects.exclude(external_id=None).get().name == "Good Company"
    assert AccountImport.objects.get().refused == 3


@pytest.mark.parametrize(("cell", "column"), [("nul\x00byte,,France", "Name"), ("???,,France", "Name")])
def test_what_the_table_could_not_keep_is_an_error_of_its_row(cast, by, cell, column):
    with pytest.raises(BadRows) as refused:
        import_accounts(by(cast.omar), file(f"{identifier(5)},{cell},,,,"))
    assert [(e.line, e.column) for e in refused.value.errors] == [(2, column)]


def test_a_dry_run_counts_and_keeps_nothing(cast, by):
    outcome = import_accounts(by(cast.omar), two_rows(), dry_run=True)
    assert (outcome.added, outcome.written) == (2, False)
    assert not Account.objects.exclude(external_id=None).exists()
    assert not AccountImport.objects.exists()


def test_the_wrong_encoding_is_refused_with_line_byte_and_remedy(cast, by):
    good = [f"{identifier(n)},Company {n},,Germany,,,," for n in range(10, 20)]
    source = file(*good, f"{identifier(20)},Müller GmbH,,Germany,,,,", encoding="cp1252")
    with pytest.raises(Invalid) as refused:
        import_accounts(by(cast.omar), source)
    (said,) = refused.value.errors["file"]
    assert said.startswith("line 12, byte ")
    assert "--encoding cp1252" in said
    assert not Account.objects.exclude(external_id=None).exists()

    source.seek(0)
    assert import_accounts(by(cast.omar), source, encoding="cp1252").added == 11
    assert Account.objects.filter(name="Müller GmbH").exists()


def test_a_byte_order_mark_is_no_part_of_the_first_column(cast, by):
    assert import_accounts(by(cast.omar), io.BytesIO(b"\xef\xbb\xbf" + two_rows().getvalue())).added == 2
    assert Account.objects.filter(external_id=identifier(1)).exists()


def test_progress_is_told_on_long_files(cast, by):
    told: list[int] = []
    rows = (f"Company {number},{number}.example,DE" for number in range(10_500))
    import_accounts(by(cast.omar), file(*rows, header="Name,Website,Country"), progress=told.append, dry_run=True)
    assert told == [5_000, 10_000]


@pytest.mark.parametrize("who", ["elena", "sofia", "nadia", "felix"])
def test_only_operations_import(cast, by, who):
    with pytest.raises(NotAllowed):
        import_accounts(by(getattr(cast, who)), two_rows())
    assert not Account.objects.exclude(external_id=None).exists()
