"""Saved views and columns of every list: keep the filters in force under a name, rename, delete; choose columns."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from towpath.kernel import saved_views
from towpath.kernel.refusals import Invalid, NotFound
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import internal_only

PLACES = {
    "deals.registrations": ("workspace:registrations", _("Registrations")),
    "accounts.accounts": ("workspace:accounts", _("Accounts")),
    "accounts.opportunities": ("workspace:opportunities", _("Opportunities")),
    "partners.partners": ("workspace:partners", _("Partners")),
    "enablement.compliance": ("workspace:compliance", _("Compliance")),
    "quotes.quotes": ("workspace:quotes", _("Quotes")),
    "library.assets": ("workspace:library", _("Library")),
    "clocks.attainment": ("workspace:attainment", _("Attainment")),
}


@require_http_methods(["GET", "POST"])
@internal_only
def save_view(request: HttpRequest, place: str) -> HttpResponse:
    """Keep the list's address under a name, for its reader alone; beside it, the views kept so far."""
    list_name, _title = _place(place)
    query = saved_views.plain(request.GET.urlencode() if request.method == "GET" else request.POST.get("query", ""))
    if request.method == "GET":
        return _page(request, place, query)
    try:
        view = saved_views.keep(request.occasion, place=place, name=request.POST.get("name", ""), query=query)
    except Invalid as refusal:
        return _page(request, place, query, refusal)
    messages.success(request, _("The view “%(name)s” is saved.") % {"name": view.name})
    return redirect(f"{reverse(list_name)}?{query}")


def _page(request: HttpRequest, place: str, query: str, refusal: Invalid | None = None) -> HttpResponse:
    list_name, title = _place(place)
    errors: Any = refusal.errors if refusal else {}
    typed = {"name": request.POST.get("name", "")}
    named = field(
        "name", _("Name of the view"), typed, errors, required=True, maxlength=saved_views.LONGEST_NAME,
        help=_("The list as you have it now is kept, its columns too. A name that you have already is replaced."),
    )  # fmt: skip
    address = reverse(list_name)
    context = {
        "field": named, "errors": summary(errors, [named]), "query": query, "title": title,
        "back": f"{address}?{query}" if query else address, "filters": _words(query),
        "saved": saved_views.kept(request.user, place).views, "list_url": address,
    }  # fmt: skip
    return render(request, "workspace/views/save.html", context, status=422 if errors else 200)


def _words(query: str) -> list[tuple[str, list[str]]]:
    """The parts of a query as a reader sees them; the columns are kept too and need no word each."""
    return [(name, values) for name, values in QueryDict(query).lists() if name != "columns"]


@require_POST
@internal_only
def change_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Rename one of the reader's own views, or delete it."""
    if request.POST.get("do") == "delete":
        view = saved_views.delete(request.occasion, view=view_id)
        messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
        return redirect("workspace:save_view", view.place)
    try:
        view = saved_views.rename(request.occasion, view=view_id, name=request.POST.get("name", ""))
    except Invalid as refusal:
        messages.error(request, " ".join(refusal.errors["name"]))
        return redirect("workspace:save_view", saved_views.place_of(request.user, view_id))
    messages.success(request, _("The view is “%(name)s” now.") % {"name": view.name})
    return redirect("workspace:save_view", view.place)


@require_POST
@internal_only
def columns(request: HttpRequest, place: str) -> HttpResponse:
    """Keep the columns of a list; in a view that names its own, change them in the address instead."""
    list_name, _title = _place(place)
    query = QueryDict(saved_views.plain(request.POST.get("query", "")), mutable=True)
    wanted = request.POST.getlist("columns") if request.POST.get("do") != "forget" else []
    if "columns" in query and wanted:
        query["columns"] = ".".join(wanted)
    else:
        query.pop("columns", None)
        saved_views.keep_columns(request.occasion, place=place, columns=wanted)
    text = query.urlencode()
    return redirect(f"{reverse(list_name)}?{text}" if text else reverse(list_name))


def _place(place: str) -> tuple[str, Any]:
    if place not in PLACES:
        raise NotFound("There is no such list for you.")
    return PLACES[place]
