"""Who gets past the door of a view: signed in, of a partner, of the vendor. Wrong people find nothing (404)."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from towpath.kernel.identity.models import Person
from towpath.kernel.refusals import NotFound

View = Callable[..., HttpResponse]


def _guard(allowed: Callable[[Person], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not allowed(request.user):
                raise NotFound("There is no such page for you.")
            return view(request, *args, **kwargs)

        return guarded

    return decorate


signed_in = _guard(lambda person: True)
partner_only = _guard(lambda person: person.is_partner)
internal_only = _guard(lambda person: person.is_internal)
