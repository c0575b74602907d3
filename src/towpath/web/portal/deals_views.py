"""A reader's own views of the list of deals: keep the filters in force under a name, rename one, delete one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from towpath.kernel import saved_views
from towpath.kernel.refusals import Invalid
from towpath.web.portal import deals_words as words
from towpath.web.portal.deals_doors import readers_only
from towpath.web.portal.deals_list import PLACE, read_filters


@readers_only
@require_http_methods(["GET", "POST"])
def views(request: HttpRequest) -> HttpResponse:
    """The reader's views; with filters in the address also a form that keeps them under a name."""
    query = saved_views.plain(request.GET.urlencode())
    if request.method == "GET":
        return _page(request, query)
    name = request.POST.get("name", "")[:300]
    try:
        view = saved_views.keep(request.occasion, place=PLACE, name=name, query=query)
    except Invalid as refusal:
        return _page(request, query, name, refusal.errors)
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return redirect(f"{reverse('portal:registrations')}?{view.query}")


@readers_only
@require_POST
def change_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Rename one of the reader's own views, or delete it."""
    if request.POST.get("do") == "delete":
        gone = saved_views.delete(request.occasion, view=view_id)
        messages.success(request, _("The view “%(name)s” is deleted.") % {"name": gone.name})
        return redirect("portal:views")
    typed = request.POST.get("name", "")[:300]
    try:
        view = saved_views.rename(request.occasion, view=view_id, name=typed)
    except Invalid as refusal:
        return _page(request, "", typed, refusal.errors, renamed=view_id)
    messages.success(request, _("The view is called “%(name)s” now.") % {"name": view.name})
    return redirect("portal:views")


def _page(
    request: HttpRequest,
    query: str,
    name: str = "",
    errors: dict[str, list[str]] | None = None,
    renamed: int | None = None,
) -> HttpResponse:
    wrong = (errors or {}).get("name", [])
    context: dict[str, Any] = {
        "query": query,
        "filters": _told(request, query),
        "name": name,
        "errors": wrong,
        "renamed": renamed,
        "kept": saved_views.kept(request.user, PLACE).views,
        "list_url": reverse("portal:registrations"),
    }
    return render(request, "portal/views.html", context, status=422 if wrong else 200)


def _told(request: HttpRequest, query: str) -> list[dict[str, str]]:
    """The filters of a query in words, so that one sees what is kept."""
    filters = read_filters(QueryDict(query))
    titles = words.type_titles(request.occasion.book, request.occasion.day)
    states = [words.STATES[state][0] for state in filters.states if state in words.STATES]
    told = [
        (_("Search"), filters.q),
        (_("State"), ", ".join(_(label) for label in states)),
        (_("Type"), ", ".join(titles.get(key, key) for key in filters.deal_types)),
        (_("Order"), _("protection that ends first") if filters.sort == "expires" else ""),
    ]
    return [{"label": label, "value": value} for label, value in told if value]
