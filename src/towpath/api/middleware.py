"""The short way in: a request to the API needs no session, no cookie, no language and no page."""

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve

from towpath.api import problems

Respond = Callable[[HttpRequest], HttpResponseBase]
PREFIX = "/api/v1/"
REFERENCE = "/api/v1/docs"  # pages for people, not answers to programs


class ApiDoor:
    """Answers what is under /api/v1 straight from its view; everything else goes on to the pages' middleware.

    A session cookie therefore never counts here: only a token does, so that no other site can act through a browser.
    """

    def __init__(self, get_response: Respond):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if not path.startswith(PREFIX) or path == REFERENCE or path.startswith(f"{REFERENCE}/"):
            return self.get_response(request)
        try:
            match = resolve(request.path_info)
        except Resolver404:  # for example bytes in the path that are no text
            return problems.missing(request)
        request.resolver_match = match
        try:
            response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
        except Exception as error:
            return problems.of_fault(request, error)
        if response.status_code == 405:
            refused = problems.problem(
                request,
                "no-such-method",
                f"{request.method} is not taken here.",
                remedy=f"Use one of: {response.headers.get('Allow', 'none')}.",
            )
            refused["Allow"] = response.headers.get("Allow", "")
            return refused
        return response
