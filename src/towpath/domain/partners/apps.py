from django.apps import AppConfig


class PartnersConfig(AppConfig):
    name = "towpath.domain.partners"
    label = "partners"

    def ready(self) -> None:
        from towpath.domain.partners import events  # noqa: F401  (declares the room's events)
