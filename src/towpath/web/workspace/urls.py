"""Addresses of the vendor's workspace: home, the room of deals, and the pages of the other rooms."""

from importlib import import_module
from importlib.util import find_spec

from django.urls import path

from towpath.web.workspace.deals import deals_urls
from towpath.web.workspace.home import home

app_name = "workspace"
urlpatterns = [path("", home, name="home"), *deals_urls]
if find_spec("towpath.web.workspace.pages_urls"):
    urlpatterns += import_module("towpath.web.workspace.pages_urls").urlpatterns
