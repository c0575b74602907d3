"""Migrations in half the time: what a constraint or an index changes of a table's state is noted, and no model drawn up anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db.migrations.state import ProjectState


@contextmanager
def quick_states() -> Iterator[None]:
    """While migrations run, adding a constraint or an index does not draw up all related models again.

    Django does so after every single one, some sixty models each time: more than half of the time that an empty database
    takes. A constraint changes no field and no relation: it is noted on the model's state, as Django notes it, and on the
    one model that was drawn up from it.
    """
    usual = ProjectState._append_option

    def noted(self: Any, app_label: str, model_name: str, option_name: str, added: Any) -> None:
        options = self.models[app_label, model_name].options
        options[option_name] = [*options[option_name], added]
        if "apps" in self.__dict__:  # drawn up already
            meta = self.apps.get_model(app_label, model_name)._meta
            setattr(meta, option_name, [*getattr(meta, option_name), added])
            meta.original_attrs[option_name] = options[option_name]
            meta.__dict__.pop("total_unique_constraints", None)

    ProjectState._append_option = noted
    try:
        yield
    finally:
        ProjectState._append_option = usual
