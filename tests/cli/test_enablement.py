"""Completions by the command line: a dry run keeps nothing, an import is one unit, and can be undone."""

import json

import pytest

from towpath.domain.enablement.models import Completion, CompletionImport

pytestmark = pytest.mark.django_db


@pytest.fixture
def march(tmp_path, settings):
    settings.FILES = tmp_path / "files"
    file = tmp_path / "march.csv"
    file.write_text("Email,Title of course,Completed\nelif@northwind.example,PSE,2026-03-01\nodd,PSE,2026-03-01\n")
    return file


def test_a_dry_run_an_import_and_its_undo(cast, command, march, tmp_path):
    mapped = ("--map", "badge=Title of course")
    dry = command("enablement", "import", march, "--dry-run", "--json", *mapped, who=cast.omar)
    assert {"added": 1, "refused": 1}.items() <= json.loads(dry.stdout).items()
    assert not Completion.objects.exists()
    faults = tmp_path / "faults.csv"
    done = command("enablement", "import", march, "--errors", faults, *mapped, who=cast.omar)
    assert "1 added" in done.stdout
    assert "no e-mail address" in faults.read_text()
    listed = command("enablement", "completions", "--held", "--json", who=cast.omar)
    assert [each["badge"] for each in json.loads(listed.stdout)] == ["pse"]
    assert json.loads(command("enablement", "completions", "--json", who=cast.ruth).stdout) == []
    reference = CompletionImport.objects.get(state="applied").reference
    command("enablement", "undo", reference, who=cast.omar)
    assert Completion.objects.get().voided_as == "undone"
