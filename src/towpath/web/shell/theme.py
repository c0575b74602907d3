"""The reader's choice of light or dark: kept on the person, and in a cookie for signed-out pages."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from towpath.kernel import own_settings


@require_POST
def theme(request: HttpRequest) -> HttpResponse:
    """Keep the choice and go back to where the reader was."""
    choice = request.POST.get("theme", "")
    choice = choice if choice in own_settings.THEMES else ""
    if request.user.is_authenticated:
        own_settings.change(request.occasion, theme=choice)
    back = request.META.get("HTTP_REFERER", "/")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    response = HttpResponseRedirect(back if safe else "/")
    response.set_cookie("theme", choice, max_age=31_536_000, samesite="Lax", secure=request.is_secure())
    return response
