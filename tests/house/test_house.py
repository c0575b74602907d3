"""The house holds its own rules: stairs for imports and keys, rooms of one shape, words for every event, no forbidden names."""

import ast
import re
import subprocess
import sys
from importlib import import_module
from io import StringIO
from pathlib import Path

import pytest

from towpath.kernel.lifecycle import Lifecycle

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "towpath"
ROOMS = sorted(path.name for path in (SRC / "domain").iterdir() if (path / "apps.py").exists())
DOWN = [
    "rulebook",
    "quotes",
    "pursuits",
    "deals",
    "pricing",
    "enablement",
    "accounts",
    "distribution",
    "library",
    "partners",
]  # the rooms of today, top to bottom
SHAPE = {"README.md", "lifecycles.py", "models", "access.py", "facts.py", "actions", "queries.py", "events.py"}
FORBIDDEN = {"utils", "util", "helpers", "helper", "common", "core", "misc", "manager", "managers", "service", "services", "extras"}  # fmt: skip
THE_PRODUCTS_OWN = {  # permissions that nobody holds by hand
    "deals.registration.follow", "accounts.opportunity.stamp", "accounts.opportunity.follow", "accounts.one_off.use", "accounts.one_off.expire",
    "partners.partner.sign_up", "partners.access_request.ask", "enablement.completion.follow_import", "partners.partner.follow", "enablement.licence.follow",
    "pursuits.duty.follow", "pursuits.bid.settle", "quotes.quote.follow",
    "rulebook.comparison.end",
}  # fmt: skip
# Words that a partner must never read in the history of its registration.
ROLE_WORDS = re.compile(
    r"\b(ESM|ASM|SAE|Ops|Operations|Sales Rep|sales manager|approver|backup|Area Sales|Ecosystem)\b", re.I
)


def test_import_contracts_hold():
    run = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"], cwd=ROOT, capture_output=True, text=True,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout[-3000:]


def test_foreign_keys_go_down_the_stairs():
    from django.apps import apps

    floors = {name: level for level, name in enumerate(reversed(DOWN), start=1)}
    wrong = []
    for model in apps.get_models():
        here = floors.get(model._meta.app_label, 0 if model.__module__.startswith("towpath.kernel") else None)
        if here is None:
            continue
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete):
                continue
            there = floors.get(field.related_model._meta.app_label, 0)
            if there > here:
                wrong.append(f"{model.__name__}.{field.name} -> {field.related_model.__name__}")
    assert wrong == []


def test_whatever_belongs_to_a_partner_says_whether_it_goes_along_when_the_partner_is_merged():
    """A key to a partner or an organisation stands in the `belongings.py` of its room, as one that moves or one that stays."""
    from django.apps import apps

    from towpath.domain.partners.belongings import all_belongings
    from towpath.domain.partners.models import Partner
    from towpath.kernel.identity.models import Organisation

    told = {(each.model, key) for each in all_belongings() for key in (each.partner, each.organisation) if key}
    keys = {
        (model._meta.label_lower, field.name)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if field.is_relation and field.concrete and field.related_model in (Partner, Organisation)
    }
    assert keys - told == set(), "register these in the belongings.py of their room: Belonging(model, noun, partner=..)"
    assert told - keys == set(), "these are no keys to a partner any more"


def test_the_database_guards_everything_that_moves_when_a_partner_is_merged(db):
    from django.db import connection

    from towpath.domain.partners.guards import guarded, names

    wanted = [name for place, _ in guarded() for name in names(place)]
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'")
        there = {name for (name,) in cursor.fetchall()}
    assert len(set(wanted)) == len(wanted), "two triggers of one name"
    assert set(wanted) - there == set()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_has_its_shape(room):
    assert room in DOWN
    here = {path.name for path in (SRC / "domain" / room).iterdir()}
    assert here >= SHAPE
    readme = (SRC / "domain" / room / "README.md").read_text().splitlines()
    assert 5 <= len(readme) <= 45, "a README of one screen"


def test_migrations_are_complete(db):
    from django.core.management import call_command

    said = StringIO()
    try:
        call_command("makemigrations", "--check", "--dry-run", stdout=said)
    except SystemExit:
        pytest.fail(said.getvalue())


def test_no_forbidden_names():
    stems = {path.stem for path in SRC.rglob("*.py")} | {path.name for path in SRC.rglob("*") if path.is_dir()}
    assert not stems & FORBIDDEN


def test_templates_hold_no_style_and_no_script_of_their_own():
    inline = re.compile(
        r"<style[\s>]|<script(?![^>]*\bsrc=)[^>]*>|\sstyle\s*=|\son(click|change|submit|load|input)\s*=", re.I
    )
    wrong = [
        f"{path.relative_to(SRC)}: {found.group()}"
        for path in SRC.rglob("templates/**/*.html")
        if "notices" not in path.parts  # letters carry their styles with them: mail programs know no style sheets
        for found in [inline.search(re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.S))]
        if found and "application/json" not in found.group()
    ]
    assert wrong == []


def tables(room: str) -> list[Lifecycle]:
    """Every lifecycle that a room draws."""
    module = import_module(f"towpath.domain.{room}.lifecycles")
    return [each for each in vars(module).values() if isinstance(each, Lifecycle)]


def names_recorded() -> set[str]:
    """Every event name that the lifecycles name or that code writes out in full."""
    named = {move.event for room in ROOMS for table in tables(room) for move in table.moves.values()}
    for path in SRC.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            called = isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "record"
            if called and node.args and isinstance(node.args[0], ast.Constant):
                named.add(node.args[0].value)
    return named


def test_every_event_has_a_sentence():
    from towpath.kernel.events.registry import HAPPENINGS

    assert names_recorded() - set(HAPPENINGS) == set()
    assert [one.name for one in HAPPENINGS.values() if not one.says.strip()] == []


def test_what_partners_read_names_no_roles():
    from towpath.kernel.events.registry import HAPPENINGS

    assert [one.name for one in HAPPENINGS.values() if ROLE_WORDS.search(one.outside)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_move_is_somebodys_or_the_products_own(room):
    for table in tables(room):
        access = import_module(f"towpath.domain.{room}.access").ACCESS
        granted = {grant.permission for grant in access.grants}
        asked = {move.permission for move in table.moves.values()}
        assert asked - granted - THE_PRODUCTS_OWN == set()
        assert asked <= access.permissions
        assert granted & THE_PRODUCTS_OWN == set()


def test_the_program_is_sound():
    from towpath.program.check import check

    assert check(ROOT / "program" / "gitlab") == []


def test_generated_documents_are_fresh():
    run = subprocess.run(
        [sys.executable, "-m", "towpath", "docs", "--check"], cwd=ROOT, capture_output=True, text=True,
        env={"PYTHONPATH": str(ROOT / "src"), "PATH": "/usr/bin:/bin"}, check=False,
    )  # fmt: skip
    assert run.returncode == 0, run.stdout + run.stderr


def test_the_rules_that_tests_claim_are_in_the_form_of_the_catalogue():
    cited = re.compile(r"pytest\.mark\.rule\(([^)]*)\)")
    wrong = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for found in cited.findall(path.read_text())
        for name in re.findall(r'"([^"]+)"', found)
        if not re.fullmatch(r"[A-Z]{3}-\d{2}", name)
    }
    assert wrong == set()


def test_nothing_is_kept_that_is_to_be_ignored():
    """A link or a folder that everybody has of her own, such as .venv: checked out, it takes the place of theirs."""
    if not (ROOT / ".git").exists():
        return  # an archive of the source keeps nothing
    run = subprocess.run(
        ["/usr/bin/env", "git", "ls-files", "--cached", "--ignored", "--exclude-standard"], cwd=ROOT,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert run.stdout.splitlines() == []
