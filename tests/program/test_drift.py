"""Drift: two editions of a made-up text, the pages drawn from the older one, their tests, and the command over them."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from towpath.cli.program import group
from towpath.program.book import Book
from towpath.program.drift import drift, marked_tests, unfound
from towpath.program.paragraphs import UnreadableText, html_paragraphs, markdown_paragraphs, read_paragraphs

REFERENCE = Path(__file__).parents[2] / "program" / "gitlab"
OLD = """# Lock keeping

## Hours
The lock is open from eight to six
on every day of the week.

- Boats over sixty feet book a day ahead.
- Boats under sixty feet need no booking.

## Fees
A passage costs four coins.

| Boat | Coins |
|------|-------|
| Narrow | 2 |
| Wide | 6 |

Dogs travel free of charge.
"""
NEW = """# Lock keeping

## Hours
The lock is open from **eight to five** on every day of the week.

* Boats under sixty feet need no booking.

## Fees
A passage costs four coins.

| Boat | Coins |
|------|-------|
| Narrow | 2 |
| Wide | 6 |

Children steer only beside a grown person.

## Long boats
* Boats over sixty feet book a day ahead.
"""
HTML = """<html><head><title>No words of the text</title><style>p { color: red }</style></head><body>
<h1>Lock keeping</h1><h2>Hours</h2>
<p>The lock is open from <b>eight to six</b> on every day of the week.</p>
<ul><li>Boats over sixty feet book a day ahead.</li><li>Boats under sixty feet need no booking.</li></ul>
<h2>Fees</h2><p>A passage costs four&nbsp;coins.</p>
<table><tr><th>Boat</th><th>Coins</th></tr><tr><td>Narrow</td><td>2</td></tr><tr><td>Wide</td><td>6</td></tr></table>
<p>Dogs travel free of charge.</p></body></html>
"""


def words_of(beginning: str) -> str:
    return next(each.fingerprint for each in markdown_paragraphs(OLD) if each.text.startswith(beginning))


@pytest.fixture
def drawn(tmp_path) -> Path:
    """The reference program with its page of protection drawn from the opening hours, and no other page from anything."""
    folder = Path(shutil.copytree(REFERENCE, tmp_path / "program"))
    for path in folder.rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        if "drawn_from = [\n" in text:
            before, _, rest = text.partition("drawn_from = [\n")
            path.write_text(before + rest.partition("\n]\n")[2], encoding="utf-8")
    page = folder / "deal_registration" / "protection.toml"
    named = f'drawn_from = [{{ document = "Lock keeping", heading = "Hours", words = "{words_of("The lock")}" }}]\n'
    page.write_text(named + page.read_text(encoding="utf-8"), encoding="utf-8")
    return folder


@pytest.fixture
def texts(tmp_path) -> tuple[str, str]:
    old, new = tmp_path / "old.md", tmp_path / "new.md"
    old.write_text(OLD, encoding="utf-8")
    new.write_text(NEW, encoding="utf-8")
    return str(old), str(new)


def test_a_text_is_read_as_paragraphs_entries_and_rows_under_their_headings():
    found = [(each.heading, each.text, each.line) for each in markdown_paragraphs(OLD)]
    assert found[:2] == [
        ("Hours", "The lock is open from eight to six on every day of the week.", 4),
        ("Hours", "Boats over sixty feet book a day ahead.", 7),
    ]
    assert ("Fees", "Wide 6", 16) in found


def test_markdown_and_html_of_the_same_words_have_the_same_fingerprints():
    markdown, html = list(markdown_paragraphs(OLD)), list(html_paragraphs(HTML))
    assert [each.heading for each in html] == [each.heading for each in markdown]
    assert [each.fingerprint for each in html] == [each.fingerprint for each in markdown]
    assert not any("color" in each.text or "No words" in each.text for each in html)


def test_case_signs_and_line_breaks_change_no_fingerprint_and_a_number_does():
    (one,) = markdown_paragraphs("A passage costs _four_ coins!")
    (same,) = markdown_paragraphs("a **passage**\ncosts [four](https://example.com) coins.")
    (other,) = markdown_paragraphs("A passage costs 4 coins.")
    assert one.fingerprint == same.fingerprint != other.fingerprint


def test_paragraphs_that_changed_moved_came_and_went():
    found = [(each.kind, each.shown.text) for each in drift(*map(list, map(markdown_paragraphs, (OLD, NEW))))]
    assert found == [
        ("changed", "The lock is open from eight to five on every day of the week."),
        ("came", "Children steer only beside a grown person."),
        ("moved", "Boats over sixty feet book a day ahead."),
        ("went", "Dogs travel free of charge."),
    ]
    same = list(markdown_paragraphs(OLD))
    assert drift(same, same) == []


def test_a_page_drawn_from_changed_words_is_named_with_its_rules_examples_and_tests(drawn):
    tests = {"DRG-17": ["tests/a.py::one"], "DRG-18": ["tests/a.py::one", "tests/b.py::two"], "TAG-01": ["never"]}
    found = drift(list(markdown_paragraphs(OLD)), list(markdown_paragraphs(NEW)), Book(drawn), tests)
    (change,) = [each for each in found if each.cited]
    (cited,) = change.cited
    assert (change.kind, change.matters) == ("changed", True)
    assert (cited.page, cited.rules) == ("deal_registration.protection", ("DRG-17", "DRG-18"))
    assert cited.tests == ("tests/a.py::one", "tests/b.py::two")
    assert "over the leap day" in cited.examples


def test_a_page_drawn_from_words_that_the_older_text_lacks_is_named(drawn):
    assert unfound(markdown_paragraphs(NEW), Book(drawn), "Lock keeping") == ["deal_registration.protection"]
    assert unfound(markdown_paragraphs(OLD), Book(drawn), "Lock keeping") == []
    assert unfound(markdown_paragraphs(NEW), Book(drawn), "Another text") == []


def test_tests_are_found_by_the_rules_that_they_are_marked_with(tmp_path):
    (tmp_path / "test_locks.py").write_text(
        '@pytest.mark.rule("DRG-17", "DRG-18")\ndef test_one(): ...\n@pytest.mark.slow\ndef test_two(): ...\n'
        '@pytest.mark.rule("DRG-17")\nclass TestThree:\n    def test_inside(self): ...\n',
        encoding="utf-8",
    )
    found = marked_tests(tmp_path)
    assert {rule: sorted(each.rpartition("::")[2] for each in names) for rule, names in found.items()} == {
        "DRG-17": ["TestThree", "test_one"],
        "DRG-18": ["test_one"],
    }


def test_the_command_fails_where_words_that_a_page_rests_on_changed(drawn, texts, tmp_path):
    options = ["--program", str(drawn), "--tests", str(tmp_path)]
    run = CliRunner().invoke(group, ["drift", *texts, *options])
    assert run.exit_code == 1
    assert "changed: Hours, line 4: The lock is open from eight to five" in run.stdout
    assert "deal_registration.protection rests on it (DRG-17, DRG-18)" in run.stdout
    assert "1 changed, 1 moved, 1 gone, 1 new; pages rest on 1 that changed or are gone." in run.stdout
    kept = json.loads(CliRunner().invoke(group, ["drift", *texts, *options, "--json", "--cited"]).stdout)
    assert [(each["kind"], [one["page"] for one in each["cited"]]) for each in kept["changes"]] == [
        ("changed", ["deal_registration.protection"])
    ]
    same = CliRunner().invoke(group, ["drift", texts[0], texts[0], *options])
    assert (same.exit_code, same.stdout.splitlines()[-1]) == (
        0, "0 changed, 0 moved, 0 gone, 0 new; pages rest on 0 that changed or are gone."
    )  # fmt: skip


def test_what_a_page_was_drawn_from_is_listed_to_be_written_down(texts):
    run = CliRunner().invoke(group, ["paragraphs", texts[0]])
    assert f"{words_of('The lock')}  Hours: The lock is open" in run.stdout


def test_a_file_without_paragraphs_or_of_other_signs_is_refused(tmp_path):
    empty, strange = tmp_path / "empty.md", tmp_path / "strange.md"
    empty.write_text("# Only a heading\n", encoding="utf-8")
    strange.write_bytes(b"caf\xe9 and canals")
    for path, words in ((empty, "holds no paragraph"), (strange, "not UTF-8")):
        with pytest.raises(UnreadableText, match=words):
            read_paragraphs(path)


def test_pages_of_the_reference_program_name_what_they_were_drawn_from():
    drawn_from = [each for page in Book(REFERENCE) for each in page.drawn_from]
    assert len(drawn_from) >= 30
    assert all(set(each) == {"document", "heading", "words"} for each in drawn_from)
