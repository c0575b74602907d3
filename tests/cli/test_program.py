"""`towpath program`: pages in words, and decisions explained and asked again."""

import json

import pytest

from tests.cast import claim
from towpath.domain.deals import history
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Registration
from towpath.program.book import Book
from towpath.program.replay import replayed


@pytest.fixture
def submitted(cast, by) -> str:
    return registrations.register(by(cast.nadia), claim()).reference


def test_one_page_is_printed_in_words_with_its_wordings(command):
    answer = command("program", "rule", "deal_registration.protection")
    assert answer.exit_code == 0
    for words in ("How long", "DRG-17", "Ecosystem Operations", "Since 2025-02-01", "term days: 90"):
        assert words in answer.stdout


def test_every_page_can_be_printed(command, book):
    for page in book:
        assert command("program", "rule", page.name).exit_code == 0


def test_an_unknown_page_is_named_with_the_likely_one(command):
    answer = command("program", "rule", "deal_registration.protecion")
    assert answer.exit_code == 1
    assert "deal_registration.protection" in answer.stderr


def test_explain_shows_question_reasons_facts_and_the_present_answer(command, cast, submitted, book):
    answer = command("program", "explain", submitted)
    assert answer.exit_code == 0
    for words in (
        "deal_registration.eligibility",
        "ELG-01",
        "in force since",
        "Source:",
        book.fingerprint,
        "the same under the very book that made it",
        "the same under the present book",
        "/decisions/",
    ):
        assert words in answer.stdout
    kept = json.loads(command("program", "explain", submitted, "--json").stdout)[0]
    assert kept["outcome"] is True
    assert kept["facts"]["authorized"] is True
    assert kept["then"]["verdict"] == kept["now"]["verdict"] == "same"
    assert "What would have had to differ" not in answer.stdout
    told = command("program", "explain", submitted, "--why-not").stdout
    assert "Had “authorized” been no instead of yes, the answer would have been no." in told


def test_explain_takes_any_record(command, cast, submitted):
    """A partner: what was decided on it, and how it stands today."""
    answer = command("program", "explain", cast.northwind.reference, "--why-not")
    assert answer.exit_code == 0
    assert "asked now and kept nowhere" in answer.stdout
    assert "compliance." in answer.stdout
    assert json.loads(command("program", "explain", cast.northwind.reference, "--json").stdout)[-1]["event"] == ""


def test_explain_as_a_rival_finds_nothing(command, cast, submitted):
    theirs, missing = (
        command("program", "explain", submitted, who=cast.ruth),
        command("program", "explain", "REG99999", who=cast.ruth),
    )
    assert theirs.exit_code == missing.exit_code == 1
    assert theirs.stderr.replace(submitted, "REG99999") == missing.stderr
    assert command("program", "explain", "REG99999").exit_code == 1


def test_a_changed_rule_is_noticed(cast, by, submitted, book, tmp_path):
    """The same facts under a stricter page: the kept answer stands, and the present one is said to be another."""
    for page in book:
        copy = tmp_path / page.path.relative_to(book.folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(page.path.read_text(encoding="utf-8"), encoding="utf-8")
    page = tmp_path / "deal_registration" / "eligibility.toml"
    text = page.read_text(encoding="utf-8")
    assert "foundations_completed = 1" in text
    page.write_text(text.replace("foundations_completed = 1", "foundations_completed = 99", 1), encoding="utf-8")
    decisions = history.decisions(Registration.objects.get(), book)
    kept = next(d for d in decisions if d["question"] == "deal_registration.eligibility")
    assert replayed(kept, book).verdict == "same"
    changed = replayed(kept, Book(tmp_path))
    assert (changed.verdict, changed.outcome) == ("other", False)


def test_a_decision_whose_page_is_gone_cannot_be_asked(book):
    gone = {"question": "deal_registration.gone", "on": "2026-09-01", "facts": {}, "outcome": True}
    assert replayed(gone, book).verdict == "unasked"
