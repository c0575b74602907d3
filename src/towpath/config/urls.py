"""Every address of the product, by door."""

from importlib import import_module
from importlib.util import find_spec

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import include, path, reverse

from towpath.api.urls import render
from towpath.web.shell.api_reference import reference


def front(request: HttpRequest) -> HttpResponse:
    """The first page of whoever comes: people of outside go to their home in the portal, the vendor's to their inbox."""
    if request.user.is_authenticated and not request.user.is_internal:
        return HttpResponseRedirect(reverse("portal:home" if request.user.is_partner else "portal:distributor"))
    home = import_module("towpath.web.workspace.home").home
    response: HttpResponse = home(request)
    return response


urlpatterns = [path("", front, name="front"), path("account/", include("towpath.web.shell.account_urls"))]
# The reference is a page of the shell made from the document of the API: two doors, which know nothing of each other.
urlpatterns += [
    path("api/v1/docs", reference, {"document": render}, name="api-reference"),
    path("api/v1/docs/<str:tag>", reference, {"document": render}, name="api-reference-group"),
]
for prefix, module in (
    ("", "towpath.web.portal.join_urls"),
    ("portal/", "towpath.web.portal.urls"),
    ("api/v1/", "towpath.api.urls"),
    ("", "towpath.web.shell.urls"),
    ("", "towpath.web.workspace.urls"),
):
    if find_spec(module):
        urlpatterns.append(path(prefix, include(module)))

handler400 = "towpath.web.shell.refused.unreadable"
handler404 = "towpath.web.shell.refused.missing"
handler500 = "towpath.web.shell.refused.broken"
