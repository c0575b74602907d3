from django.apps import AppConfig


class LibraryConfig(AppConfig):
    name = "towpath.domain.library"
    label = "library"

    def ready(self) -> None:
        from towpath.domain.library import events  # noqa: F401  (declares the room's events)
