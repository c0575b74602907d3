from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "towpath.domain.accounts"
    label = "accounts"

    def ready(self) -> None:
        from towpath.domain.accounts import events  # noqa: F401  (declares the room's events)
