"""The program changed by the command line alone: written, checked, reviewed by another person, published, brought back."""

import json

import pytest

from tests.cast import person
from tests.domain.rulebook.drafting import PROTECTION, by_hand, sixty_from_2099
from towpath.kernel import in_force
from towpath.kernel.identity.roles import Role


@pytest.fixture
def program(command, cast, kept):
    """program("draft", "list"): as Paula, unless another acts."""
    return lambda *words, who=cast.paula, **more: command("program", *words, who=who, **more)


@pytest.fixture
def text(kept):
    return sixty_from_2099(in_force.book())


@pytest.fixture
def one(program):
    """The reference of a draft of Paula's that changes nothing yet."""
    made = program("draft", "new", "Sixty days", "--why", "Deals that stand still block others.", "--json")
    return json.loads(made.stdout)["reference"]


@pytest.fixture
def in_review(program, one, text):
    assert program("draft", "set", one, PROTECTION, "-", given=text).exit_code == 0
    assert program("draft", "check", one).stdout == f"{one} can be published.\n"
    assert "in_review" in program("draft", "submit", one).stdout
    return one


def shown(program, reference):
    return json.loads(program("draft", "show", reference, "--json").stdout)


def test_a_page_is_printed_changed_in_a_file_and_set(program, one, text, tmp_path):
    printed = program("draft", "show", one, "--page", PROTECTION).stdout
    assert printed == in_force.book().texts[PROTECTION]
    file = tmp_path / "protection.toml"
    file.write_text(text, encoding="utf-8")
    assert PROTECTION in program("draft", "set", one, PROTECTION, file).stdout
    assert program("draft", "show", one, "--page", PROTECTION).stdout == text
    assert shown(program, one)["texts"] == [{"page": PROTECTION, "text": text}]
    unknown = program("draft", "show", one, "--page", "deal_registration.protecton")
    assert (unknown.exit_code, unknown.stderr) == (
        1, f'Error: There is no page deal_registration.protecton. Did you mean "{PROTECTION}"?\n',
    )  # fmt: skip


def test_a_malformed_page_is_kept_and_told_word_for_word(program, one, text):
    wrong = text.replace("term_days = 60", 'term_days = "sixty"')
    line = 1 + wrong.splitlines().index('term_days = "sixty"')
    says = (
        f"{PROTECTION}, line {line}: since.2099-01-01.term_days must be a whole number, not text. "
        "Write digits only, without quotes.\n"
    )
    assert program("draft", "set", one, PROTECTION, "-", given=wrong).exit_code == 0
    checked = program("draft", "check", one)
    assert (checked.exit_code, checked.stderr) == (1, says)
    refused = program("draft", "submit", one)
    assert (refused.exit_code, refused.stderr) == (1, f"Error: The draft cannot be reviewed yet.\n{says}")
    assert program("draft", "show", one, "--page", PROTECTION).stdout == wrong
    (found,) = json.loads(program("draft", "check", one, "--json").stdout)
    assert (found["page"], found["line"]) == (PROTECTION, line)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("draft", "set", "{one}", PROTECTION, "/nowhere/at/all.toml"), "/nowhere/at/all.toml cannot be read"),
        (("draft", "set", "{one}", "deal_registration.luck", "-"), "No decision reads a page called deal_registration.luck."),
        (("draft", "show", "DRF99999"), "There is no draft DRF99999 for you."),
        (("draft", "leave", "{one}", PROTECTION), "changes no page deal_registration.protection"),
        (("draft", "submit", "{one}"), "changes nothing yet. Change a page first."),
        (("draft", "new", " ", "--why", " "), "Name it in 1 to 120 characters"),
        (("publication", "9"), "There is no edition 9 of the program for you."),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_said_and_leaves_the_draft_as_it_was(program, one, words, says):
    refused = program(*(each.format(one=one) for each in words), given="x = 1\n")
    assert (refused.exit_code, says in refused.stderr) == (1, True), refused.stderr
    assert (shown(program, one)["version"], shown(program, one)["texts"]) == (1, [])


def test_what_another_window_changed_is_not_written_over(program, one, text):
    program("draft", "set", one, PROTECTION, "-", given=text)
    for words in (
        ("set", one, PROTECTION, "-"),
        ("leave", one, PROTECTION),
        ("describe", one, "--title", "Late", "--why", "Late."),
        ("submit", one),
        ("give-up", one, "--reason", "Late."),
    ):
        late = program("draft", *words, "--version", "1", given="# late")
        assert (late.exit_code, "changed" in late.stderr) == (1, True), (words, late.stderr)
    still = shown(program, one)
    assert (still["title"], still["state"], still["texts"][0]["text"]) == ("Sixty days", "open", text)


def test_sent_back_described_anew_taken_back_and_given_up(program, in_review, cast):
    gwen = person("Gwen", Role.PROGRAMS)
    for words in (("publish", in_review, "--note", "Mine."), ("send-back", in_review, "--reason", "Mine.")):
        own = program("draft", *words)
        assert (own.exit_code, "You wrote this draft: another person of Programs" in own.stderr) == (1, True)
    assert "Say why 60." in program("draft", "send-back", in_review, "--reason", "Say why 60.", who=gwen).stdout
    program("draft", "describe", in_review, "--title", "Sixty days", "--why", "The median deal closes in 41 days.")
    assert program("draft", "submit", in_review).exit_code == 0
    assert program("draft", "take-back", in_review).exit_code == 0
    assert (shown(program, in_review)["state"], shown(program, in_review)["why"]) == (
        "open", "The median deal closes in 41 days.",
    )  # fmt: skip
    assert program("draft", "give-up", in_review, "--reason", "Overtaken.").exit_code == 0
    assert in_review in program("draft", "list", "--state", "given_up").stdout
    assert "There is no draft." in program("draft", "list", "--state", "open").stdout
    assert program("draft", "list", who=cast.sofia).stdout == "There is no draft.\n"


def test_compared_published_with_its_day_and_note_and_brought_back(
    program, in_review, text, django_capture_on_commit_callbacks
):
    before = in_force.book()
    over = ("--over", "2026-01-01..2026-07-01", "--processes", "1")
    assert "No answer differs." in program("compare", "--against", in_review, *over, who=None).stdout
    with django_capture_on_commit_callbacks(execute=True):
        done = program("draft", "publish", in_review, "--note", "60 days from 2099.", who=person("Gwen", Role.PROGRAMS))
    told = dict(line.split(maxsplit=1) for line in done.stdout.splitlines())
    assert (told["edition"], told["begins_on"], told["note"]) == ("2", "2099-01-01", "60 days from 2099.")
    assert in_force.book()[PROTECTION].periods()[-1][2]["term_days"] == 60
    assert program("publication", "2", "--page", PROTECTION).stdout == text
    assert program("publication", "1", "--page", PROTECTION).stdout == before.texts[PROTECTION]
    assert json.loads(program("publication", "2", "--json").stdout)["reviewer"] == "Gwen"
    olga = person("Olga", Role.OPERATOR)
    with django_capture_on_commit_callbacks(execute=True):
        assert program("rollback", "1", "--reason", "Partners were not told.", who=olga).exit_code == 0
    assert in_force.book().fingerprint == before.fingerprint
    listed = json.loads(program("publications", "--json").stdout)
    assert [(each["edition"], each["kind"]) for each in listed] == [(3, "rolled_back"), (2, "drafted"), (1, "found")]
    again = program("rollback", "1", "--reason", "Again.", who=olga)
    assert (again.exit_code, "in force now" in again.stderr) == (1, True)


def test_changed_by_hand_told_and_taken_up(program, kept, text, cast, django_capture_on_commit_callbacks):
    assert "Nothing was published yet" in program("by-hand").stderr
    assert program("keep").exit_code == 0
    assert program("by-hand").stdout == "Nothing was changed by hand since edition 1.\n"
    by_hand(kept, PROTECTION, lambda text: text.replace("term_days = 90", "term_days = 91"), "Ninety-one")
    told = program("by-hand")
    assert (told.exit_code, "Ninety-one" in told.stdout, 'Example "no extension"' in told.stderr) == (1, True, True)
    assert "no extension" in program("take-up", "--note", "Ninety-one.").stderr
    by_hand(kept, PROTECTION, lambda _text: text, "Sixty instead")
    assert [each["note"] for each in json.loads(program("by-hand", "--json").stdout)["commits"]] == [
        "Sixty instead",
        "Ninety-one",
    ]
    assert program("by-hand", who=cast.sofia).exit_code == 1
    with django_capture_on_commit_callbacks(execute=True):
        assert "by_hand" in program("take-up", "--note", "Sixty days from 2099.").stdout
    assert program("by-hand").stdout == "Nothing was changed by hand since edition 2.\n"
