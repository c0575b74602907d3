"""Whether a request wants a part of a page instead of the whole, and how it is answered."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def page_or_part(request: HttpRequest, page: str, part: str, context: dict[str, Any]) -> HttpResponse:
    """The page, or to a script that swaps one element of it that part alone."""
    htmx: Any = getattr(request, "htmx", None)
    wants_part = bool(htmx) and not htmx.boosted and htmx.target is not None
    response = render(request, part if wants_part else page, context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
