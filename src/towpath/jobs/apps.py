from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "towpath.jobs"
    label = "jobs"

    def ready(self) -> None:
        for module in (
            "deliver",
            "deals",
            "accounts",
            "pursuits",
            "enablement",
            "compliance",
            "distribution",
            "dormancy",
            "clocks",
            "mail",
            "quotes",
            "rulebook",
            "housekeeping",
        ):
            if find_spec(f"{self.name}.{module}"):
                import_module(f"{self.name}.{module}")
