from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "towpath.notices"
    label = "notices"

    def ready(self) -> None:
        for room in (
            "deals", "clocks", "partners", "partners_joining", "partners_dormancy", "partners_merging", "compliance", "distribution",
            "enablement", "licences", "pursuits", "quotes", "opportunities", "orders",
        ):  # fmt: skip
            if find_spec(f"{self.name}.{room}"):
                import_module(f"{self.name}.{room}")
