from django.apps import AppConfig


class MailConfig(AppConfig):
    name = "towpath.kernel.mail"
    label = "mail"
