from importlib import import_module

from django.apps import AppConfig


class DealsConfig(AppConfig):
    name = "towpath.domain.deals"
    label = "deals"

    def ready(self) -> None:
        import_module("towpath.domain.deals.events")  # declares the room's events
        import_module("towpath.domain.deals.readers")  # and who may still be written to of them
        import_module("towpath.domain.deals.belongings")  # and what goes along with a partner that is merged
        import_module("towpath.domain.deals.actions.absences")  # and what goes to the backup of who is away
