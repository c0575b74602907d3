from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "towpath.kernel.documents"
    label = "documents"
