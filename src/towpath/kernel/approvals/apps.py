from django.apps import AppConfig


class ApprovalsConfig(AppConfig):
    name = "towpath.kernel.approvals"
    label = "approvals"
