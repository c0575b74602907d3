"""Addresses of the matrix of approvers in the workspace."""

from django.urls import path

from towpath.web.workspace import approvers

CHANGE = "approvers/changes/<str:reference>"
urlpatterns = [
    path("approvers", approvers.approvers, name="approvers"),
    path("approvers/changes/new", approvers.ask, name="approver_change_new"),
    path(CHANGE, approvers.change, name="approver_change"),
    path(f"{CHANGE}/moves/<str:name>", approvers.change_move, name="approver_change_move"),
]
