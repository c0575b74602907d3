from importlib import import_module

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "towpath.domain.accounts"
    label = "accounts"

    def ready(self) -> None:
        import_module("towpath.domain.accounts.events")  # declares the room's events
        import_module("towpath.domain.accounts.belongings")  # and what goes along with a partner that is merged
