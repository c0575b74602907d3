from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "towpath.kernel.identity"
    label = "identity"
