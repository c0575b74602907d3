"""Migrations that draw up no model anew for a constraint or an index leave the very state that Django's own way leaves."""

from contextlib import nullcontext

from django.db import models
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.state import ProjectState

from towpath.config.quick_migrations import quick_states

STEPS = (
    CreateModel("Barge", [("id", models.AutoField(primary_key=True)), ("tons", models.IntegerField())]),
    AddConstraint("Barge", models.CheckConstraint(name="barge_tons", condition=models.Q(tons__gt=0))),
    AddIndex("Barge", models.Index(fields=["tons"], name="barge_by_tons")),
    AddField("Barge", "name", models.CharField(max_length=10, default="")),
    AddConstraint("Barge", models.UniqueConstraint(fields=["name"], name="barge_name")),
)


def walked(within) -> tuple[ProjectState, list[tuple[list[str], ...]]]:
    """The last state, and after each step what the drawn-up model says of its constraints and indexes."""
    state, seen = ProjectState(), []
    state.apps  # noqa: B018 - drawn up, as it is while migrations run
    with within:
        for step in STEPS:
            step.state_forwards("river", state)
            meta = state.apps.get_model("river", "Barge")._meta
            unique = [each.name for each in meta.total_unique_constraints]
            seen.append(([each.name for each in meta.constraints], [each.name for each in meta.indexes], unique))
    return state, seen


def test_state_and_models_are_those_of_the_usual_way_after_every_step():
    usual, quick = walked(nullcontext()), walked(quick_states())
    assert quick == usual
    assert quick[1][-1] == (["barge_tons", "barge_name"], ["barge_by_tons"], ["barge_name"])


def test_the_usual_way_is_back_afterwards_even_when_a_migration_fails():
    before = ProjectState._append_option
    try:
        with quick_states():
            assert ProjectState._append_option is not before
            raise RuntimeError("a migration failed")
    except RuntimeError:
        pass
    assert ProjectState._append_option is before
