from importlib import import_module

from django.apps import AppConfig


class PursuitsConfig(AppConfig):
    name = "towpath.domain.pursuits"
    label = "pursuits"

    def ready(self) -> None:
        import_module("towpath.domain.pursuits.events")  # declares the room's events
        import_module("towpath.domain.pursuits.belongings")  # and what goes along with a partner that is merged
