from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "towpath.api"
    label = "api"
