"""What the vendor's lists share: neighbours of a page, and the reader's saved views. Registrations have their own."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from towpath.kernel.identity.models import SavedView
from towpath.kernel.identity.roles import Region
from towpath.kernel.paging import Page
from towpath.web.shell.addresses import with_query

REGIONS = [("", _("All regions")), *((region.value, region.value) for region in Region)]


def neighbours(request: HttpRequest, found: Page[Any], csv: str = "") -> dict[str, str | None]:
    """The addresses of the first page, the one before, the one after, and of the whole list as CSV."""
    return {
        "first_url": with_query(request) if request.GET.get("cursor") else None,
        "previous_url": with_query(request, cursor=found.previous) if found.previous else None,
        "next_url": with_query(request, cursor=found.next) if found.next else None,
        "csv_url": with_query(request, reverse(csv)) if csv and (found.rows or request.GET.get("cursor")) else None,
    }


def views(request: HttpRequest, place: str, all_label: str, ready: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The views of a list: everything, those that stand ready (label -> query), and the reader's own.

    The answer also holds the address under which the filters in force are saved, when there are any.
    """
    here = _plain(request.GET.urlencode())
    saved = SavedView.objects.filter(person=request.user, place=place).order_by("name")
    offered = [(all_label, ""), *(ready or {}).items(), *((view.name, view.query) for view in saved)]
    return {
        "views": [
            {
                "label": label,
                "url": f"{request.path}?{query}" if query else request.path,
                "current": _plain(query) == here,
            }
            for label, query in offered
        ],
        "save_view_url": f"{reverse('workspace:save_view', args=[place])}?{here}" if here else None,
    }


def _plain(query: str) -> str:
    """A query string without its cursor and its empty parts, in a fixed order, so that two can be compared."""
    kept = QueryDict(mutable=True)
    for name, values in sorted(QueryDict(query).lists()):
        if name != "cursor":
            kept.setlist(name, sorted(value for value in values if value))
    return kept.urlencode()
