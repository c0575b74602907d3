from importlib import import_module

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PartnersConfig(AppConfig):
    name = "towpath.domain.partners"
    label = "partners"

    def ready(self) -> None:
        import_module("towpath.domain.partners.events")  # declares the room's events
        import_module("towpath.domain.partners.own_belongings")  # and what goes along with a partner that is merged
        guards = import_module("towpath.domain.partners.guards")
        post_migrate.connect(guards.stand, sender=self, dispatch_uid="partners.guards")
