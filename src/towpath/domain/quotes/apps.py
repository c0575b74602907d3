from importlib import import_module

from django.apps import AppConfig


class QuotesConfig(AppConfig):
    name = "towpath.domain.quotes"
    label = "quotes"

    def ready(self) -> None:
        import_module("towpath.domain.quotes.events")  # declares the room's events
        import_module("towpath.domain.quotes.readers")  # and who may still be written to of them
        import_module("towpath.domain.quotes.belongings")  # and what goes along with a partner that is merged
        import_module("towpath.domain.quotes.actions.covers")  # and what goes to the backup of who is away
