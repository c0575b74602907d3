"""`towpath program compare`: a folder or a draft against the program in force, as text, as JSON and as a file."""

import csv
import json

import pytest

from tests.domain.deals.stages import stage
from tests.domain.rulebook.drafting import PROTECTION, drafted, sixty

OVER = ("--over", "2026-01-01..2027-01-01", "--processes", "1")


@pytest.fixture
def folder(tmp_path, book):
    """A folder with the one page that is written otherwise."""
    file = tmp_path.joinpath("try", *PROTECTION.split(".")).with_suffix(".toml")
    file.parent.mkdir(parents=True)
    file.write_text(sixty(book), encoding="utf-8")
    return tmp_path / "try"


def test_a_folder_says_who_loses_and_why(command, cast, by, folder, tmp_path):
    reference = stage("approved", cast, by).reference
    answer = command("program", "compare", "--against", folder, *OVER, "--csv", tmp_path / "cases.csv")
    assert answer.exit_code == 0
    for words in ("as if they had held from the first day", "Northwind", reference, "30 Nov 2026 becomes 31 Oct 2026"):
        assert words in answer.stdout
    rows = list(csv.reader((tmp_path / "cases.csv").read_text(encoding="utf-8").splitlines()))
    assert [row[:3] for row in rows[1:]] == [[PROTECTION, "loss", reference]]


def test_each_from_its_own_day_nothing_differs(command, cast, by, folder):
    stage("approved", cast, by)
    answer = command("program", "compare", "--against", folder, *OVER, "--as-dated")
    assert "No answer differs." in answer.stdout


def test_a_draft_is_compared_by_its_reference(command, cast, by):
    stage("approved", cast, by)
    draft = drafted(cast.paula, by(cast.paula))
    found = json.loads(command("program", "compare", "--against", draft.reference, *OVER, "--json").stdout)
    assert (found["total"]["loss"], found["changed"][0]["page"]) == (1, PROTECTION)
    assert found["samples"][0]["after"]["expires_on"] == "2026-10-31"


@pytest.mark.parametrize(
    ("against", "over", "says"),
    [
        ("nowhere", "last-year", "There is no such folder"),
        ("DRF99999", "last-year", "There is no draft DRF99999"),
        ("{folder}", "some day", "names no days"),
    ],
)
def test_what_cannot_be_compared_is_said(command, cast, folder, against, over, says):
    answer = command("program", "compare", "--against", against.format(folder=folder), "--over", over)
    assert answer.exit_code == 1
    assert says in answer.stderr


def test_a_program_that_is_not_sound_is_refused(command, cast, folder):
    page = next(folder.rglob("*.toml"))
    page.write_text(page.read_text(encoding="utf-8").replace("term_days = 60", "term_days = 61"), encoding="utf-8")
    answer = command("program", "compare", "--against", folder, *OVER)
    assert (answer.exit_code, 'Example "sixty days from 2027 on"' in answer.stderr) == (1, True)
