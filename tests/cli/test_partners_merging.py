"""`towpath partners merge` and `rename`: looked at first, carried out, undone; each answer says what to do next."""

import json

import pytest

from tests.cast import person
from tests.domain.partners.mergers.stages import furnish, picture
from towpath.domain.partners.models import Merger, NameChange, Partner
from towpath.kernel.identity.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.rule("BRD-07")]


@pytest.fixture
def two(cast, by, noon):
    furnish(cast, by, noon)
    return cast


def test_a_dry_run_shows_counts_and_decisions_and_changes_nothing(two, command):
    before = picture()
    answer = command("partners", "merge", "Rivalry", "--into", "Northwind", "--dry-run", who=two.omar)
    assert answer.exit_code == 0, answer.output
    assert "Dry run: nothing is changed" in answer.output
    assert "people" in answer.output
    assert "Sellers from then on: Ruth." in answer.output
    assert picture() == before
    assert not Merger.objects.exists()


def test_merged_shown_listed_and_undone(two, command):
    ref = two.rival.reference
    answer = command("partners", "merge", ref, "--into", two.northwind.reference, "--reason", "Bought", who=two.omar)
    assert answer.exit_code == 0, answer.output
    merger = Merger.objects.get()
    assert f"{merger.reference} done: {ref} Rivalry into" in answer.output
    assert "It can be undone before 2026-10-01." in answer.output
    shown = command("partners", "show", ref, who=two.omar)
    assert "became part of" in shown.output
    assert "Northwind" in shown.output
    found = json.loads(command("partners", "mergers", "--json", who=two.omar).output)
    assert [each["state"] for each in found] == ["done"]
    assert merger.reference in command("partners", "merger", "show", merger.reference, who=two.omar).output
    answer = command("partners", "merger", "undo", merger.reference, "--reason", "Wrong", who=two.omar)
    assert "is a partner of its own again" in answer.output
    assert Partner.objects.get(pk=two.rival.pk).merged_into is None


def test_refusals_are_sentences_and_exit_code_one(two, command):
    assert command("partners", "merge", "Rivalry", who=two.omar).exit_code == 2
    answer = command("partners", "merge", "Rivalry", "--into", "Northwind", who=two.omar)
    assert (answer.exit_code, "Say why" in answer.output) == (1, True)
    answer = command("partners", "merge", "Rivalry", "--into", "Northwind", "--dry-run", who=two.elena)
    assert (answer.exit_code, "Ecosystem Operations" in answer.output) == (1, True)
    answer = command("partners", "merger", "carry-out", "MRG99999", who=two.omar)
    assert (answer.exit_code, "There is no merger MRG99999 for you." in answer.output) == (1, True)


def test_a_plan_made_elsewhere_is_carried_out_or_dropped(two, by, command):
    from tests.domain.partners.mergers.stages import planned

    one = planned(two, by)
    assert "dropped" in command("partners", "merger", "drop", one.reference, "--reason", "Later", who=two.omar).output
    other = planned(two, by, kind="move_under")
    assert "under" in command("partners", "merger", "carry-out", other.reference, who=two.omar).output


def test_a_new_name_from_the_wish_to_the_end(cast, command, tmp_path):
    lex, paper = person("Lex", Role.LEGAL), tmp_path / "w9.pdf"
    paper.write_bytes(b"%PDF-1.7 signed")
    answer = command("partners", "rename", "Northwind", "--to", "Northgale", "--reason", "Brand", who=cast.omar)
    assert "Northwind is to be called Northgale" in answer.output
    ref = NameChange.objects.get().reference
    assert ref in command("partners", "name", "list", who=lex).output
    assert "with legal" in command("partners", "name", "take-up", ref, who=lex).output
    missing = command("partners", "name", "enter", ref, who=lex)
    assert (missing.exit_code, "cannot be entered yet" in missing.output) == (1, True)
    command("partners", "name", "file", ref, "--kind", "tax_form", "--file", str(paper), who=lex)
    assert "Northgale: done." in command("partners", "name", "enter", ref, who=lex).output
    again = command("partners", "rename", "Northgale", "--to", "Northwind", "--reason", "Back", who=cast.omar)
    assert again.exit_code == 0
    ref = NameChange.objects.latest("pk").reference
    assert "declined" in command("partners", "name", "decline", ref, "--reason", "No", who=lex).output
