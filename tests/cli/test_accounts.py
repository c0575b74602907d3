"""`towpath accounts`: files in, with their faults told; finding, placing, and who looks after what."""

import csv
import json

import pytest

from towpath.basics.account_files import salesforce_id
from towpath.domain.accounts.models import Account, AccountImport, Territory

pytestmark = pytest.mark.django_db

ROWS = (
    f"{salesforce_id('0015g00000AbCd1')},Birkenwerk GmbH,birkenwerk.example,Germany,1200",
    f"{salesforce_id('0015g00000AbCd2')},Cormorant Shipping Ltd,,United Kingdom,",
)


@pytest.fixture
def file(tmp_path):
    def write(*rows: str, name: str = "accounts.csv", encoding: str = "utf-8"):
        place = tmp_path / name
        lines = ["Id,Name,Website,BillingCountry,NumberOfEmployees", *rows]
        place.write_text("\n".join(lines) + "\n", encoding=encoding)
        return place

    return write


def test_a_file_is_imported_and_again_changes_nothing(cast, command, file):
    first = command("accounts", "import", file(*ROWS), who=cast.omar)
    assert (first.exit_code, first.stdout) == (0, "accounts.csv: 2 rows; 2 added, 0 changed, 0 unchanged.\n")
    again = command("accounts", "import", file(*ROWS), who=cast.omar)
    assert again.stdout == "accounts.csv: 2 rows; 0 added, 0 changed, 2 unchanged.\n"


def test_a_dry_run_says_so_and_keeps_nothing(cast, command, file):
    answer = command("accounts", "import", file(*ROWS), "--dry-run", who=cast.omar)
    assert answer.stdout == "accounts.csv, dry run: 2 rows; 2 added, 0 changed, 0 unchanged.\n"
    assert not AccountImport.objects.exists()


def test_bad_rows_are_told_and_kept_in_a_file(cast, command, file, tmp_path):
    bad = file(*ROWS, ",,,Atlantis,many")
    answer = command("accounts", "import", bad, "--errors", tmp_path / "errors.csv", who=cast.omar)
    assert answer.exit_code == 1
    assert "line 4, column BillingCountry “Atlantis”" in answer.stderr
    assert "Nothing was imported: 1 of 3 rows" in answer.stderr
    assert not Account.objects.exclude(external_id=None).exists()
    with (tmp_path / "errors.csv").open(encoding="utf-8") as handle:
        told = list(csv.DictReader(handle))
    assert {(row["Line"], row["Column"]) for row in told} == {
        ("4", "Name"), ("4", "BillingCountry"), ("4", "NumberOfEmployees"),
    }  # fmt: skip
    assert all(row["Remedy"] for row in told)


def test_the_good_rows_alone_when_asked_for(cast, command, file):
    answer = command("accounts", "import", file(*ROWS, ",,,Atlantis,"), "--accept-good", who=cast.omar)
    assert answer.exit_code == 0
    assert "2 added, 0 changed, 0 unchanged, 1 refused." in answer.stdout


def test_the_wrong_encoding_is_refused_whole(cast, command, file):
    strange = file(*ROWS, ",Müller AG,,Germany,", encoding="cp1252")
    answer = command("accounts", "import", strange, who=cast.omar)
    assert answer.exit_code == 1
    assert "line 4, byte" in answer.stderr
    assert "--encoding cp1252" in answer.stderr
    assert not Account.objects.exclude(external_id=None).exists()
    assert command("accounts", "import", strange, "--encoding", "cp1252", who=cast.omar).exit_code == 0


def test_only_operations_import(cast, command, file):
    answer = command("accounts", "import", file(*ROWS), who=cast.sofia)
    assert answer.exit_code == 1
    assert "Ecosystem Operations" in answer.stderr


def test_accounts_are_found_by_likeness_with_the_grounds(cast, command):
    answer = command("accounts", "candidates", "acme robotix", "--country", "Germany", who=cast.omar)
    assert cast.acme.reference in answer.stdout
    assert "Because" in answer.stdout
    assert "No account is alike." in command("accounts", "candidates", "zzyzx", who=cast.omar).stdout


def test_lists_and_one_account(cast, command):
    rows = json.loads(command("accounts", "list", "--q", "acme", "--json", who=cast.omar).stdout)
    assert [row["reference"] for row in rows] == [cast.acme.reference]
    assert "EMEA-DACH" in command("accounts", "show", cast.acme.reference, who=cast.omar).stdout
    assert command("accounts", "show", cast.acme.reference, who=cast.nadia).exit_code == 1


def test_the_night_can_be_run_by_hand(cast, command, file):
    command("accounts", "import", file(*ROWS), who=cast.omar)
    answer = command("accounts", "place", who=cast.omar)
    assert answer.exit_code == 1  # nobody looks after the United Kingdom yet
    assert "1 accounts placed, 1 not." in answer.stdout
    assert "EMEA-UKI" in answer.stderr
    assert Account.objects.get(name="Birkenwerk GmbH").owner == cast.sofia
    assert command("accounts", "place", who=cast.sofia).exit_code == 1


def test_territories_are_given_their_people(cast, command):
    people = ("--owner", cast.sofia.email, "--esm", cast.elena.email, "--asm", cast.amir.email)
    answer = command("accounts", "territories", "set", "emea-uki", *people, who=cast.omar)
    assert answer.exit_code == 0, answer.stderr
    assert Territory.objects.get(code="EMEA-UKI").asm == cast.amir
    assert "Sofia" in command("accounts", "territories", "list", who=cast.omar).stdout
    wrong = command("accounts", "territories", "set", "EMEA-UKI", *people[:4], "--asm", cast.aiko.email, who=cast.omar)
    assert wrong.exit_code == 1
    assert "asm:" in wrong.stderr
