from django.apps import AppConfig


class DealsConfig(AppConfig):
    name = "towpath.domain.deals"
    label = "deals"

    def ready(self) -> None:
        from towpath.domain.deals import events  # noqa: F401  (declares the room's events)
