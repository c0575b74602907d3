from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "towpath.kernel.identity"
    label = "identity"

    def ready(self) -> None:
        from towpath.kernel import own_settings  # noqa: F401  (declares the events of people's own settings)
