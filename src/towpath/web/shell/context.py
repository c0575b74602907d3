"""What every page of the web gets: the reader, the navigation, the moment, the messages."""

from contextlib import suppress
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.urls import NoReverseMatch
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html

from towpath.kernel.identity.roles import Role
from towpath.web.shell.addresses import address
from towpath.web.shell.navigation import navigation
from towpath.web.shell.people import demo_people

CSRF_INPUT = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context of every template. Navigation and token are made only where a page uses them."""
    person: Any = getattr(request, "user", None)
    signed_in = bool(person and person.is_authenticated)
    # Each reading would draw a mask anew; the forms and scripts of one page may share theirs.
    token = SimpleLazyObject(lambda: get_token(request))
    return {
        "request": request,
        "me": person if signed_in else None,
        "now": getattr(request, "at", None),
        "zone": person.zone if signed_in else "UTC",
        "theme": person.theme if signed_in else request.COOKIES.get("theme", ""),
        "nav": navigation(request) if signed_in else [],
        "links": links(person if signed_in else None),
        "demo": SimpleLazyObject(demo_people) if settings.DEMO and not signed_in else [],
        "shared_modules": {},  # see config/jinja2.py: macros of the shell are made once a page
        "csrf_token": token,
        "csrf_input": SimpleLazyObject(lambda: format_html(CSRF_INPUT, token)),
        "messages": SimpleLazyObject(lambda: list(get_messages(request))),
    }


def home_of(person: Any) -> str:
    """The name of the page where a person begins."""
    if person is None or person.is_internal:
        return "workspace:home"
    return "portal:home" if person.is_partner else "portal:distributor"


def links(person: Any) -> dict[str, str]:
    """The fixed places of the shell, where they exist."""
    seller = bool(person and person.has(Role.PARTNER_ADMIN, Role.PARTNER_SELLER))
    wanted = {
        "home": home_of(person),
        "search": "shell:search",
        "theme": "shell:theme",
        "sign_out": "account_logout",
        "settings": "shell:me",
    }
    if seller:
        wanted["register"] = "portal:register"
    found = {}
    for key, name in wanted.items():
        with suppress(NoReverseMatch):
            found[key] = address(name)
    return {"home": "/", **found}
