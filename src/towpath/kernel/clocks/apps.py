from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "towpath.kernel.clocks"
    label = "clocks"
