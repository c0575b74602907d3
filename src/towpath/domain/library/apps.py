from importlib import import_module

from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "towpath.domain.library"
    label = "library"

    def ready(self) -> None:
        import_module("towpath.domain.library.events")  # declares the room's events
        import_module("towpath.domain.library.belongings")  # and what goes along with a partner that is merged
