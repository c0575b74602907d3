"""The rule book as partners see it: pages whose audience is the partner."""

from django.urls import path

from towpath.web.shell.guards import partner_only
from towpath.web.shell.rule_book import rule, rules

urlpatterns = [
    path("rules", partner_only(rules), name="rules"),
    path("rules/<str:name>", partner_only(rule), name="rule"),
]
