"""Pages of partners on distributors' e-marketplaces: what waits for a review, one page with its moves (DST-04)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_POST

from towpath.domain.distribution import queries
from towpath.domain.distribution.access import ACCESS, Permission
from towpath.domain.distribution.actions import marketplace as actions
from towpath.domain.distribution.actions.moves import LONGEST_REASON, PAGES
from towpath.domain.distribution.models import MarketplacePage
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid, NotFound
from towpath.web.shell.buying import page_badge
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.lists import neighbours, state_chips

# move -> (the action, what happens then, whether a note is needed)
ACTS: dict[str, tuple[Callable[..., MarketplacePage], Any, bool]] = {
    "approve": (actions.approve, lazy("The approval goes to the distributor in writing and stays on file; the distributor may switch the page on."), False),
    "send_back": (actions.send_back, lazy("The partner and the distributor read what to change, and send the draft again."), True),
    "go_live": (actions.go_live, lazy("The page is live from now on."), False),
    "resume": (actions.resume, lazy("The page is live again."), False),
    "pause": (actions.pause, lazy("The distributor takes the page off until it is resumed."), True),
    "decline": (actions.decline, lazy("The request is closed; a new one can be made."), True),
    "end": (actions.end, lazy("The page is ended for good; a new one can be asked for."), True),
}  # fmt: skip
DANGER = ("decline", "pause", "end")


@internal_only
@require_GET
def pages(request: HttpRequest) -> HttpResponse:
    """E-marketplace pages, newest first; drafts to review unless the address says otherwise."""
    if not ACCESS.may(request.user, Permission.VIEW_PAGE):
        raise NotFound("There is no such page for you.")
    state = request.GET.get("state", "draft_in_review")[:16]
    found = queries.marketplace_pages(request.user, state=state, cursor=request.GET.get("cursor", ""))
    every = [("draft_in_review", _("To review")), ("open", _("On their way")), ("approved", _("Approved")), ("live", _("Live")),
             ("paused", _("Paused")), ("", _("All"))]  # fmt: skip
    context = {
        "rows": [{"id": one.reference, "one": one, "state": page_badge(one)} for one in found.rows],
        "chips": state_chips(request, state, every),
        **neighbours(request, found),
    }  # fmt: skip
    return render(request, "workspace/distribution/marketplace_list.html", context)


@internal_only
@require_GET
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """One page: what it offers, its draft, the approval on file, the moves."""
    return _page(request, queries.marketplace_page(request.user, reference))


def _page(
    request: HttpRequest, found: MarketplacePage, errors: dict[str, list[str]] | None = None, name: str = ""
) -> HttpResponse:
    forms = [
        _form(each.name, each.label, request, errors or {}, name)
        for each in PAGES.offered(found, request.user)
        if each.name in ACTS
    ]
    every = [one for form in forms if form["name"] == name for one in form["fields"]]
    context = {
        "found": found, "state": page_badge(found), "forms": forms, "errors": summary(errors or {}, every),
        "history": lines(found),
    }  # fmt: skip
    return render(request, "workspace/distribution/marketplace.html", context, status=422 if errors else 200)


def _form(name: str, label: str, request: HttpRequest, errors: dict[str, list[str]], posted: str) -> dict[str, Any]:
    _act, follows, noted = ACTS[name]
    wrong = {f"note_{name}": texts for texts in errors.values()} if name == posted else {}
    note = field(f"note_{name}", _("Note"), request.POST if wrong else {}, wrong, kind="textarea", rows=3, required=True,
                 maxlength=LONGEST_REASON, help=_("The partner and the distributor read it."))  # fmt: skip
    return {
        "name": name,
        "label": label,
        "follows": follows,
        "danger": name in DANGER,
        "fields": [note] if noted else [],
    }


@internal_only
@require_POST
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """One move on a page."""
    found = queries.marketplace_page(request.user, reference)
    if name not in ACTS:
        raise NotFound("There is no such move for you.")
    act, _follows, noted = ACTS[name]
    try:
        act(
            found.reference,
            request.occasion,
            **({"note": request.POST.get(f"note_{name}", "")[:4000]} if noted else {}),
        )
    except Invalid as refusal:
        return _page(request, found, {f"note_{name}": texts for texts in refusal.errors.values()}, name)
    messages.success(request, _("%(reference)s: done.") % {"reference": found.reference})
    return redirect("workspace:marketplace_page", found.reference)
