"""Editions of the program: what was published when and by whom, what differs between any two, and the way back."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from towpath.domain.rulebook import queries
from towpath.domain.rulebook.access import ACCESS, Permission
from towpath.domain.rulebook.actions import editions
from towpath.domain.rulebook.models import Publication
from towpath.domain.rulebook.repository import Pages, differing
from towpath.kernel.refusals import Invalid, NotFound, NotReady
from towpath.web.shell.fields import field, summary, whole
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.lists import neighbours
from towpath.web.workspace.rule_by_hand import told
from towpath.web.workspace.rule_drafts import change_in_words, tabs

KINDS = {
    "found": lazy("As it was found"), "drafted": lazy("Published draft"), "rolled_back": lazy("Went back"),
    "by_hand": lazy("Changed by hand"), "brought": lazy("Brought by an upgrade"),
}  # fmt: skip


@internal_only
@require_GET
def listed(request: HttpRequest) -> HttpResponse:
    """Every edition, the newest first."""
    if not ACCESS.may(request.user, Permission.VIEW_PUBLICATION):
        raise NotFound("There is no such page for you.")
    found = queries.publications(request.user, cursor=request.GET.get("cursor", ""))
    book = request.occasion.book
    standing = next((one.number for one in found.rows if one.fingerprint == book.fingerprint), 0)
    rows = [
        {
            "one": one,
            "kind": KINDS[one.kind],
            "in_force": one.number == standing,
            "pages": [book.title_of(name) for name in one.pages],
        }
        for one in found.rows
    ]
    context = {
        "rows": rows,
        "tabs": tabs(request, "editions"),
        "fingerprint": book.fingerprint,
        "by_hand": told(request),
        **neighbours(request, found),
    }
    return render(request, "workspace/program/editions.html", context)


@internal_only
@require_GET
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One edition: what it changed against the one before, or against another that is named."""
    found = queries.publication(request.user, number)
    against = whole(request.GET.get("against", "")) or max(1, number - 1)
    other = queries.publication(request.user, against)
    context = {
        "one": found, "other": other, "kind": KINDS[found.kind], "changes": _changes(request, other, found),
        "in_force": found.fingerprint == request.occasion.book.fingerprint, "others": range(1, queries.editions_made() + 1),
        "may_roll_back": ACCESS.may(request.user, Permission.ROLL_BACK), "commits": _by_hand(request, found),
    }  # fmt: skip
    return render(request, "workspace/program/edition.html", context)


@internal_only
@require_http_methods(["GET", "POST"])
def roll_back(request: HttpRequest, number: int) -> HttpResponse:
    """Look at what would change, then go back to an earlier edition in one act."""
    if not ACCESS.may(request.user, Permission.ROLL_BACK):
        raise NotFound("There is no such page for you.")
    found = queries.publication(request.user, number)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            made = editions.roll_back(number, request.occasion, reason=request.POST.get("reason", ""))
        except Invalid as refusal:
            errors = refusal.errors
        except NotReady as refusal:
            errors = {"number": [str(refusal)]}
        else:
            messages.success(
                request,
                _("The pages of edition %(of)s are in force again, as edition %(number)s.")
                % {"of": number, "number": made.number},
            )
            return redirect("workspace:edition", made.number)
    fields = [field("reason", _("Why"), request.POST, errors, kind="textarea", rows=3, required=True, maxlength=1000, help=_("It is kept with the edition for good."))]  # fmt: skip
    context = {"one": found, "fields": fields, "errors": summary(errors, fields), "changes": _back(request, found)}
    return render(request, "workspace/program/roll_back.html", context, status=422 if errors else 200)


def _by_hand(request: HttpRequest, found: Publication) -> list[dict[str, Any]]:
    """The commits by hand that it took in, whatever edition it is compared with."""
    if found.number == 1:
        return []
    before = queries.publication(request.user, found.number - 1)
    book = request.occasion.book
    return [
        {"one": each, "in_force": None, "pages": [book.title_of(name) for name in each.pages]}
        for each in queries.hand_commits_of(found, before)
    ]


def _changes(request: HttpRequest, other: Publication, found: Publication) -> list[dict[str, Any]]:
    before = queries.texts_of(other)
    return _in_words(request, before, differing(before, queries.texts_of(found)))


def _back(request: HttpRequest, found: Publication) -> list[dict[str, Any]]:
    now = queries.texts_now()
    return _in_words(request, now, editions.returning(queries.texts_of(found), now))


def _in_words(request: HttpRequest, before: Mapping[str, str], after: Pages) -> list[dict[str, Any]]:
    """The pages that differ, each as it reads afterwards beside what it said before."""
    book = request.occasion.book
    return [change_in_words(name, text or "", before.get(name, ""), book) for name, text in after.items()]
