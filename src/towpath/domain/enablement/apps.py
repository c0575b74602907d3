from importlib import import_module

from django.apps import AppConfig


class EnablementConfig(AppConfig):
    name = "towpath.domain.enablement"
    label = "enablement"

    def ready(self) -> None:
        import_module("towpath.domain.enablement.events")  # declares the room's events
        import_module("towpath.domain.enablement.belongings")  # and what goes along with a partner that is merged
