"""Accounts in the workspace: found, created, completed with contacts, placed, and imported from a file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.cast import account
from towpath.domain.accounts.models import Account, AccountImport


def upload(text: str, name: str = "accounts.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode(), content_type="text/csv")


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.FILES = tmp_path


def test_the_list_finds_by_part_of_the_name_and_says_so_when_nothing_fits(cast, seen):
    assert "Acme Robotics GmbH" in seen(cast.omar, reverse("workspace:accounts"), {"q": "robotics"}).said
    answer = seen(cast.omar, reverse("workspace:accounts"), {"q": "nowhere"})
    assert "No account fits these filters" in answer.said


def test_the_list_can_show_those_that_wait_for_the_night(cast, seen):
    account("Waiting Ltd", country="FR")
    text = seen(cast.omar, reverse("workspace:accounts"), {"unplaced": "1"}).said
    assert "Waiting Ltd" in text
    assert "Acme Robotics" not in text


def test_an_unplaced_account_says_where_the_night_will_put_it(cast, seen):
    waiting = account("Waiting Ltd", country="AT")
    text = seen(cast.omar, reverse("workspace:account", args=[waiting.reference])).said
    assert "Tonight it goes to EMEA-DACH" in text


def test_ops_place_an_account_at_once(cast, sent):
    waiting = account("Waiting Ltd", country="AT")
    sent(cast.omar, reverse("workspace:account_place", args=[waiting.reference]))
    waiting.refresh_from_db()
    assert waiting.territory == cast.dach
    assert sent(cast.elena, reverse("workspace:account_place", args=[waiting.reference])).status_code == 404


def test_a_territory_without_people_is_said_and_nothing_moves(cast, sent, client):
    waiting = account("Waiting Ltd", country="FR")
    answer = sent(cast.omar, reverse("workspace:account_place", args=[waiting.reference]), follow=True)
    assert "Nobody looks after the territory EMEA-FRANCE" in answer.content.decode()


def test_the_csv_is_safe_to_open_in_a_spreadsheet(cast, seen):
    account("=HYPERLINK(1)", country="FR")
    text = seen(cast.omar, reverse("workspace:accounts_csv")).said
    assert "'=HYPERLINK(1)" in text
    assert "Acme Robotics GmbH" in text


def test_the_csv_holds_only_what_the_reader_may_see(cast, seen):
    assert "Acme" not in seen(cast.erin, reverse("workspace:accounts_csv")).said


def test_an_account_is_created_and_errors_keep_what_was_typed(cast, sent):
    wrong = sent(
        cast.omar, reverse("workspace:account_new"), {"name": "", "website": "new.example", "employees": "many"}
    )
    assert wrong.status_code == 422
    text = wrong.content.decode()
    assert "An account needs the customer" in text
    assert "whole number" in text
    assert "new.example" in text
    right = {"name": "New Ltd", "website": "new.example", "country": "DE", "employees": "1,200", "public_sector": "1"}
    assert sent(cast.omar, reverse("workspace:account_new"), right).status_code == 302
    made = Account.objects.get(name="New Ltd")
    assert (made.employees, made.public_sector, made.territory) == (1200, True, None)


def test_a_contact_is_added_and_a_wrong_one_is_explained(cast, sent):
    address = reverse("workspace:account_add_contact", args=[cast.acme.reference])
    wrong = sent(cast.elena, address, {"name": "Carla", "email": "nobody"})
    assert wrong.status_code == 422
    assert "name@company.com" in wrong.content.decode()
    assert sent(cast.elena, address, {"name": "Carla", "email": "carla@acme.example"}).status_code == 302
    assert cast.acme.contacts.get().name == "Carla"
    assert sent(cast.paula, address, {"name": "Paul"}).status_code == 404


def test_an_import_changes_nothing_until_it_is_confirmed(cast, sent, files, tmp_path):
    address = reverse("workspace:accounts_import")
    checked = sent(cast.omar, address, {"file": upload("Name,BillingCountry\nFresh Ltd,France\n,Spain\n")})
    text = checked.content.decode()
    assert "the account has no name" in text
    assert "Import the good rows alone" in text
    assert not Account.objects.filter(name="Fresh Ltd").exists()
    done = sent(cast.omar, address, {"step": "confirm", "accept_good": "1"})
    assert done.status_code == 302
    assert Account.objects.get(name="Fresh Ltd").country == "FR"
    assert AccountImport.objects.get().file_name == "accounts.csv"
    assert not list(tmp_path.rglob("*.csv"))


def test_a_confirmation_without_a_checked_file_imports_nothing(cast, sent):
    answer = sent(cast.omar, reverse("workspace:accounts_import"), {"step": "confirm"})
    assert answer.status_code == 409
    assert "nothing was imported" in answer.content.decode()


def test_a_file_in_the_wrong_encoding_says_what_to_do(cast, sent, tmp_path):
    bad = SimpleUploadedFile("a.csv", "Name\nMünchen\n".encode("cp1252"))
    answer = sent(cast.omar, reverse("workspace:accounts_import"), {"file": bad})
    assert answer.status_code == 422
    assert "not UTF-8" in answer.content.decode()
    assert not list(tmp_path.rglob("*.csv"))


def test_no_file_is_a_plain_error(cast, sent):
    answer = sent(cast.omar, reverse("workspace:accounts_import"), {})
    assert answer.status_code == 422
    assert "Choose a CSV file" in answer.content.decode()
