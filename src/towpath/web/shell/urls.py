"""Addresses that belong to no room: search, theme, health, and what people keep for themselves."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import path

from towpath.web.shell.health import health
from towpath.web.shell.search import search
from towpath.web.shell.theme import theme

app_name = "shell"
urlpatterns = [
    path("search", search, name="search"),
    path("theme", theme, name="theme"),
    path("health", health, name="health"),
]
if find_spec("towpath.web.shell.people_urls"):
    urlpatterns += import_module("towpath.web.shell.people_urls").urlpatterns
