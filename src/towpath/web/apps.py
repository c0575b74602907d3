from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "towpath.web"
    label = "web"

    def ready(self) -> None:
        from towpath.kernel import own_settings  # noqa: F401  (declares the events of people's own settings)
        from towpath.web.shell import sign_in  # noqa: F401  (hears who signs in)
