"""Addresses of signing up, for people who are not signed in."""

from django.urls import path

from towpath.web.portal import join

app_name = "join"
urlpatterns = [
    path("", join.join, name="join"),
    path("/sent", join.sent, name="sent"),
    path("/<str:key>", join.confirm, name="confirm"),
]
