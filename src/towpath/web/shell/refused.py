"""How the web answers a refusal: not found looks the same as forbidden; everything else says what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static

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


BARE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Towpath</title><link rel="stylesheet" href="{sheet}"></head>
<body class="portal signed-out"><div class="frame"><div class="frame-main"><div class="page"><main id="content">
<p class="brand brand-large"><span>Towpath</span></p>
<div class="card"><h1>{title}</h1>{words}<p><a class="button button-primary" href="/">Go to your home page</a></p></div>
</main></div></div></div></body></html>
"""


def broken(request: HttpRequest) -> HttpResponse:
    """The page for a fault of ours. It uses nothing that could fail again: no database, no person, no template."""
    moment = getattr(request, "at", None)
    when = f" that it was at {moment:%H:%M:%S} UTC on {moment:%Y-%m-%d}" if moment else " when it happened"
    return _bare(
        "Something broke on our side",
        "Nothing that was confirmed is lost. Go back and try again.",
        f"If it happens twice, tell your operator{when}.",
        status=500,
    )


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A request that cannot be read at all: too large, cut off, or made by hand."""
    return _bare(
        "That could not be read",
        "What was sent is too large, or a part of it is missing. Nothing was changed.",
        "Go back and try again with less text; attach what is long as a file.",
        status=400,
    )


def _bare(title: str, *paragraphs: str, status: int) -> HttpResponse:
    try:
        sheet = static("towpath/towpath.css")
    except Exception:  # the page stands without its style too
        sheet = ""
    words = "".join(f"<p>{text}</p>" for text in paragraphs)
    return HttpResponse(BARE.format(title=title, sheet=sheet, words=words), status=status)


def wrong_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose token does not fit: an old tab, or cookies that are off. It says so instead of a bare refusal."""
    return render(request, "shell/wrong_form.html", {}, status=403)
