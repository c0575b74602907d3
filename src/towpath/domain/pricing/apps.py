from django.apps import AppConfig


class PricingConfig(AppConfig):
    name = "towpath.domain.pricing"
    label = "pricing"

    def ready(self) -> None:
        from towpath.domain.pricing import events  # noqa: F401  (declares the room's events)
