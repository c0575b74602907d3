"""`towpath docs`: written from the code, and noticed when stale."""

import pytest


@pytest.fixture
def docs(command, tmp_path):
    return lambda *more: command("docs", "--folder", tmp_path / "generated", *more)


def test_documents_are_written_once_and_fresh_afterwards(docs, tmp_path):
    assert docs().exit_code == 0
    made = {file.name for file in (tmp_path / "generated").iterdir()}
    assert {"lifecycles.md", "permissions.md", "events.md", "rules.md", "commands.md", "openapi.json"} == made
    assert docs("--check").exit_code == 0


@pytest.mark.parametrize("name", ["lifecycles.md", "openapi.json"])
def test_a_stale_or_missing_document_fails_the_check(docs, tmp_path, name):
    docs()
    place = tmp_path / "generated" / name
    fresh = place.read_text(encoding="utf-8")
    place.write_text("edited by hand\n" + fresh, encoding="utf-8")
    answer = docs("--check")
    assert answer.exit_code == 1
    assert f"{name} is stale: -edited by hand" in answer.stderr
    place.unlink()
    assert "it is missing" in docs("--check").stderr
    docs()
    assert place.read_text(encoding="utf-8") == fresh


def test_a_document_that_nothing_makes_fails_the_check(docs, tmp_path):
    docs()
    (tmp_path / "generated" / "old.md").write_text("left over\n", encoding="utf-8")
    assert "made by nothing" in docs("--check").stderr


def test_every_move_permission_event_page_and_command_is_told(docs, tmp_path, book):
    docs()
    folder = tmp_path / "generated"
    lives, events = (folder / "lifecycles.md").read_text(), (folder / "events.md").read_text()
    assert "`deals.registration.put_forward`" in lives
    assert "in_review --> approved: Approve" in lives
    assert "`clocks.clock.breached`" in events
    assert "| `deals.registration.extend_to` | Ecosystem Operations |" in (folder / "permissions.md").read_text()
    rules = (folder / "rules.md").read_text()
    assert all(f"`{page.name}`" in rules for page in book)
    assert "## towpath deals link-account" in (folder / "commands.md").read_text()
