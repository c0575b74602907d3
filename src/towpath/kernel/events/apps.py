from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "towpath.kernel.events"
    label = "events"
