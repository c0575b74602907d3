"""Every address of the product, by door."""

from importlib.util import find_spec

from django.urls import include, path

urlpatterns = [path("account/", include("allauth.account.urls"))]
for prefix, module in (
    ("portal/", "towpath.web.portal.urls"),
    ("api/v1/", "towpath.api.urls"),
    ("", "towpath.web.shell.urls"),
    ("", "towpath.web.workspace.urls"),
):
    if find_spec(module):
        urlpatterns.append(path(prefix, include(module)))

handler404 = "towpath.web.shell.refused.missing"
