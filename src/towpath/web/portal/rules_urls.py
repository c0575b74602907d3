"""The rule book as partners see it, pages whose audience is the partner; and the decisions that rest on them."""

from django.urls import path

from towpath.web.shell.decisions import decision
from towpath.web.shell.guards import partner_only
from towpath.web.shell.rule_book import rule, rules

urlpatterns = [
    path("decisions/<int:event>/<int:number>", partner_only(decision), name="decision"),
    path("rules", partner_only(rules), name="rules"),
    path("rules/<str:name>", partner_only(rule), name="rule"),
]
