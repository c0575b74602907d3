from importlib import import_module

from django.apps import AppConfig


class DistributionConfig(AppConfig):
    name = "towpath.domain.distribution"
    label = "distribution"

    def ready(self) -> None:
        import_module("towpath.domain.distribution.events")  # declares the room's events
        import_module("towpath.domain.distribution.belongings")  # and what goes along with a partner that is merged
