"""Addresses of pages by their names; and of lists: the same page with some of its query changed."""

import re
from functools import lru_cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse

PLAIN = re.compile(r"[a-z0-9][\w.-]*", re.ASCII | re.IGNORECASE)  # stands in an address as it is


def address(name: str, *args: object) -> str:
    """The address of a named page, as `reverse` gives it; NoReverseMatch where there is none.

    A page asks for dozens that differ in a reference alone, so Django is asked once for each name.
    """
    if not all((type(arg) is int and arg >= 0) or (type(arg) is str and PLAIN.fullmatch(arg)) for arg in args):
        return reverse(name, args=args)
    shape = _shape(name, tuple(map(type, args)), get_urlconf(), get_script_prefix())
    return shape % args if shape else reverse(name, args=args)


@lru_cache(maxsize=1024)
def _shape(name: str, kinds: tuple[type, ...], urlconf: str | None, prefix: str) -> str:
    """The address with %s where its arguments stand; "" where these do not stand in it as they are."""
    marks = [f"x7mark{place}x" if kind is str else 73_519_000 + place for place, kind in enumerate(kinds)]
    try:
        text = reverse(name, urlconf, args=marks).replace("%", "%%")
    except NoReverseMatch:  # it takes other words than these: whoever asks is answered, or refused, by name
        return ""
    for mark in map(str, marks):
        if text.count(mark) != 1:
            return ""
        text = text.replace(mark, "%s")
    return text


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
