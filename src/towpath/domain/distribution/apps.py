from django.apps import AppConfig


class DistributionConfig(AppConfig):
    name = "towpath.domain.distribution"
    label = "distribution"

    def ready(self) -> None:
        from towpath.domain.distribution import events  # noqa: F401  (declares the room's events)
