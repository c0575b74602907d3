"""Addresses of what people keep for themselves: settings, API tokens, invitations, and the demo's sign-in."""

from django.urls import path

from towpath.web.shell import people

urlpatterns = [
    path("me", people.me, name="me"),
    path("me/tokens", people.make_token, name="make_token"),
    path("me/tokens/<int:token>/revoke", people.revoke_token, name="revoke_token"),
    path("invitations/<str:key>", people.invitation, name="invitation"),
    path("demo/enter", people.demo_enter, name="demo_enter"),
]
