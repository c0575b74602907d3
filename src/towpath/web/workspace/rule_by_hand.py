"""What was changed by hand in the repository of the program: who committed what, whether it is in force, and making an edition of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from towpath.domain.rulebook import queries
from towpath.domain.rulebook.access import ACCESS, Permission
from towpath.domain.rulebook.actions import editions
from towpath.domain.rulebook.by_hand import ByHand
from towpath.kernel.refusals import Invalid, NotFound, NotReady
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.rule_drafts import change_in_words

Told = dict[str, Any]


def told(request: HttpRequest) -> Told:
    """What was changed by hand, for the list of editions and its own page; `trouble` where it cannot be read."""
    book = request.occasion.book
    try:
        found = queries.by_hand(request.user, book, request.occasion.day)
    except NotReady as refusal:
        return {"found": None, "trouble": str(refusal), "commits": []}
    rows = [
        {"one": each.told, "in_force": each.in_force, "pages": [book.title_of(name) for name in each.told.pages]}
        for each in (found.commits if found else ())
    ]
    uncommitted = [book.title_of(name) for name in (found.uncommitted if found else ())]
    return {"found": found, "trouble": "", "commits": rows, "uncommitted": uncommitted}


@internal_only
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """What it changes in words, and the form that makes an edition of it."""
    if not ACCESS.may(request.user, Permission.VIEW_PUBLICATION):
        raise NotFound("There is no such page for you.")
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            made = editions.take_up(request.occasion, note=request.POST.get("note", ""))
        except (Invalid, NotReady) as refusal:
            errors = refusal.errors if isinstance(refusal, Invalid) else {"note": [str(refusal)]}
        else:
            messages.success(request, _("Taken up as edition %(number)s.") % {"number": made.number})
            return redirect("workspace:edition", made.number)
    fields = [field("note", _("What changes, for everybody who reads the history"), request.POST, errors, kind="textarea", rows=3, required=True, maxlength=1000)]  # fmt: skip
    by_hand = told(request)
    context = {
        "by_hand": by_hand, "changes": _changes(request, by_hand["found"]), "fields": fields, "errors": summary(errors, fields),
        "may_take_up": ACCESS.may(request.user, Permission.KEEP), "may_roll_back": ACCESS.may(request.user, Permission.ROLL_BACK),
    }  # fmt: skip
    return render(request, "workspace/program/by_hand.html", context, status=422 if errors else 200)


def _changes(request: HttpRequest, found: ByHand | None) -> list[Told]:
    book = request.occasion.book
    pages = found.after.items() if found else ()
    before = found.before if found else {}
    return [change_in_words(name, text or "", before.get(name, ""), book) for name, text in pages]
