from importlib import import_module

from django.apps import AppConfig


class RulebookConfig(AppConfig):
    name = "towpath.domain.rulebook"
    label = "rulebook"

    def ready(self) -> None:
        import_module("towpath.domain.rulebook.events")  # declares the room's events
        # and what is in force where the program on disk does not prove and this process has read no other
        import_module("towpath.kernel.in_force").fall_back_on(import_module("towpath.domain.rulebook.last_good").book)
