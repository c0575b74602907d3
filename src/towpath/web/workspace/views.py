"""Saved views of lists: keep the filters in force under a name, delete one. Registrations have their own page for it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from towpath.kernel.identity.models import SavedView
from towpath.kernel.refusals import NotFound
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.fields import field, summary

PLACES = {
    "accounts.accounts": ("workspace:accounts", _("Accounts")),
    "accounts.opportunities": ("workspace:opportunities", _("Opportunities")),
    "partners.partners": ("workspace:partners", _("Partners")),
    "clocks.attainment": ("workspace:attainment", _("Attainment")),
}
LONGEST_QUERY, LONGEST_NAME, MOST = 1000, 60, 50


@require_http_methods(["GET", "POST"])
@internal_only
def save_view(request: HttpRequest, place: str) -> HttpResponse:
    """Keep the list's filters under a name; the same name again keeps the newer ones."""
    list_name, title = _place(place)
    query = _kept(request.GET.urlencode() if request.method == "GET" else request.POST.get("query", ""))
    name = " ".join(request.POST.get("name", "").split())
    mine = SavedView.objects.filter(person=request.user, place=place)
    error = ""
    if request.method == "POST":
        error = _wrong(name, query, full=mine.exclude(name=name).count() >= MOST)
        if not error:
            mine.update_or_create(person=request.user, place=place, name=name, defaults={"query": query})
            messages.success(request, _("The view “%(name)s” is saved.") % {"name": name})
            return redirect(f"{reverse(list_name)}?{query}")
    errors = {"name": [error]} if error else {}
    named = field("name", _("Name of the view"), {"name": name}, errors, required=True, maxlength=60)
    context = {
        "field": named, "errors": summary(errors, [named]), "query": query, "title": title,
        "back": f"{reverse(list_name)}?{query}", "filters": QueryDict(query).lists(),
        "saved": mine.order_by("name"), "list_url": reverse(list_name),
    }  # fmt: skip
    return render(request, "workspace/views/save.html", context, status=422 if error else 200)


@require_POST
@internal_only
def delete_view(request: HttpRequest, view_id: int) -> HttpResponse:
    """Delete one of the reader's own views."""
    view = SavedView.objects.filter(pk=view_id, person=request.user, place__in=PLACES).first()
    if view is None:
        raise NotFound("There is no such view for you.")
    view.delete()
    messages.success(request, _("The view “%(name)s” is deleted.") % {"name": view.name})
    return redirect(_place(view.place)[0])


def _place(place: str) -> tuple[str, str]:
    if place not in PLACES:
        raise NotFound("There is no such list for you.")
    return PLACES[place]


def _kept(query: str) -> str:
    """The filters of a query string: without cursor and empty parts."""
    kept = QueryDict(mutable=True)
    for name, values in QueryDict(query).lists():
        if name != "cursor" and any(values):
            kept.setlist(name, [value for value in values if value])
    return kept.urlencode()


def _wrong(name: str, query: str, *, full: bool) -> str:
    if not name:
        return _("Give the view a name.")
    if len(name) > LONGEST_NAME:
        return _("At most %(most)d characters fit.") % {"most": LONGEST_NAME}
    if not query:
        return _("There is nothing to save: set a filter on the list first.")
    if len(query) > LONGEST_QUERY:
        return _("These filters are too long to keep; use fewer of them.")
    return _("You have %(most)d views of this list; delete one first.") % {"most": MOST} if full else ""
