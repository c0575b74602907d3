"""Addresses of lists: the same page with some of its query changed, so that filters live in the address."""

from django.http import HttpRequest


def with_query(request: HttpRequest, path: str = "", **changes: object) -> str:
    """The address of this list with some parameters changed; empty ones go. Another filter starts at the first page."""
    query = request.GET.copy()
    if "cursor" not in changes:
        query.pop("cursor", None)
    for name, value in changes.items():
        if value in ("", None, False):
            query.pop(name, None)
        else:
            query[name] = str(value)
    text = query.urlencode()
    here = path or request.path
    return f"{here}?{text}" if text else here
