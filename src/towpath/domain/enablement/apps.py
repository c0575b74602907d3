from django.apps import AppConfig


class EnablementConfig(AppConfig):
    name = "towpath.domain.enablement"
    label = "enablement"

    def ready(self) -> None:
        from towpath.domain.enablement import events  # noqa: F401  (declares the room's events)
