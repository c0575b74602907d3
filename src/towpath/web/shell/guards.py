"""Who gets past the door of a view: signed in, of a partner, of a distributor, of either, of the vendor. Wrong people find nothing (404)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from towpath.kernel.access.grants import Access
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import NotFound

View = Callable[..., HttpResponse]


def _guard(allowed: Callable[[Person], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _to_sign_in(request)
            if not allowed(request.user):
                raise NotFound("There is no such page for you.")
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in and come back; a script that asked for a part of a page takes the whole browser there."""
    htmx = getattr(request, "htmx", None)
    if not htmx:
        return redirect_to_login(request.get_full_path())
    answer = HttpResponse()
    answer["HX-Redirect"] = redirect_to_login(htmx.current_url_abs_path or "/").url
    return answer


signed_in = _guard(lambda person: True)
partner_only = _guard(lambda person: person.is_partner)
distributor_only = _guard(lambda person: person.has(Role.DISTRIBUTOR_USER))
outside_only = _guard(lambda person: person.is_partner or person.has(Role.DISTRIBUTOR_USER))

outside_only = _guard(lambda person: person.organisation_id is not None)
internal_only = _guard(lambda person: person.is_internal)


def partner_with(access: Access, permission: str) -> Callable[[View], View]:
    """People of a partner whose roles hold a permission at all: a seller's pages are not there for marketing."""
    return _guard(lambda person: person.is_partner and access.may(person, permission))
