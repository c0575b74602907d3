from importlib import import_module

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "towpath.domain.rulebook"
    label = "rulebook"

    def ready(self) -> None:
        import_module("towpath.domain.rulebook.events")  # declares the room's events
