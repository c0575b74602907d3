"""What every page of the web gets: the reader, the navigation, the moment, the messages."""

from typing import Any

from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.utils.functional import SimpleLazyObject

from towpath.web.shell.navigation import navigation


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every template. Navigation and token are made only where a page uses them."""
    person = getattr(request, "user", None)
    signed_in = bool(person and person.is_authenticated)
    return {
        "request": request,
        "me": person if signed_in else None,
        "now": getattr(request, "at", None),
        "zone": person.zone if signed_in else "UTC",
        "theme": person.theme if signed_in else request.COOKIES.get("theme", ""),
        "nav": navigation(request) if signed_in else [],
        "csrf_token": SimpleLazyObject(lambda: get_token(request)),
        "messages": SimpleLazyObject(lambda: list(get_messages(request))),
    }
