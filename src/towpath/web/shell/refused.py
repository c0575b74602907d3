"""How the web answers a refusal: not found looks the same as forbidden; everything else says what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from towpath.kernel.refusals import NotFound, Refusal, TooMany

STATUS = {"invalid": 422, "ineligible": 422, "not-allowed": 404, "too-many": 429}


def answer(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A page (or, for htmx, a fragment) with the refusal's own words; 409 unless the code says otherwise."""
    if isinstance(refusal, NotFound) or refusal.code == "not-allowed":
        return missing(request)
    status = STATUS.get(refusal.code, 409)
    fragment = bool(getattr(request, "htmx", False))
    template = "shell/refusal_fragment.html" if fragment else "shell/refusal.html"
    response = render(request, template, {"refusal": refusal}, status=status)
    if isinstance(refusal, TooMany):
        response["Retry-After"] = "60"
    return response


def missing(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The one page for what does not exist and for what is not one's own."""
    return render(request, "shell/missing.html", {}, status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """The page for a fault of ours. It uses nothing that could fail again: no database, no person, no template."""
    words = "<!doctype html><html lang=en><meta charset=utf-8><title>Something broke</title><h1>Something broke on our side</h1>"
    words += "<p>Nothing that was confirmed is lost. Go back and try again; if it happens twice, tell your operator when it happened.</p>"
    return HttpResponse(words, status=500)
