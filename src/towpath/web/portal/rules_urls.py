"""The rule book as partners see it, pages whose audience is the partner; and the decisions that rest on them."""

from django.urls import path

from towpath.web.shell.decisions import decision, decision_of
from towpath.web.shell.guards import outside_only, partner_only
from towpath.web.shell.rule_book import rule, rules, whole

urlpatterns = [
    path("decisions/<int:event>/<int:number>", partner_only(decision), name="decision"),
    # A distributor reads why a price that it is quoted is what it is.
    path("decisions/of/<str:record>/<str:key>", outside_only(decision_of), name="decision_of"),
    path("rules", partner_only(rules), name="rules"),
    path("rules/whole", partner_only(whole), name="rules_whole"),
    path("rules/<str:name>", partner_only(rule), name="rule"),
]
