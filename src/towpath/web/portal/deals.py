"""The page of one of a partner's deals: what it is, with whom, what was said and decided, and what can be done."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from towpath.domain.deals import history, queries
from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.actions.moves import MOVES
from towpath.domain.deals.actions.words import specs
from towpath.domain.deals.lifecycles import DENIED, DRAFT
from towpath.domain.deals.models import Registration
from towpath.kernel.clocks import faces
from towpath.kernel.documents.store import ACCEPTED, LIMIT
from towpath.program.decisions.deal_registration.form import denial_reason
from towpath.web.portal import deals_files, form
from towpath.web.portal import deals_words as words
from towpath.web.portal.deals_doors import readers_only
from towpath.web.shell.formats import FILTERS


@readers_only
@require_safe
def registration(request: HttpRequest, ref: str) -> HttpResponse:
    """The page of one registration; a draft opens in its form for those who may write it."""
    one = queries.one(request.user, ref)
    if one.state == DRAFT and ACCESS.may(request.user, Permission.DRAFT):
        return redirect("portal:amend", one.reference)
    return render(request, "portal/registration.html", record(request, one))


def record(request: HttpRequest, one: Registration, **more: Any) -> dict[str, Any]:
    """What the page of a registration shows."""
    reader, book, today = request.user, request.occasion.book, request.occasion.day
    reader.organisation = one.organisation  # the same by the wall; the menu need not ask for it again
    vendor = words.vendor_name(book, today)
    events = history.events_of(one)
    offered = {move.name for move in MOVES.offered(one, reader)}
    running = faces.promised(faces.live(one, book, request.at))
    return {
        "registration": one,
        "state": words.state_of(one),
        "whom": words.with_whom(one, vendor),
        "clock": words.clock_words(running, one, reader, request.at),
        "timeline": history.timeline(reader, one, vendor=vendor, events=events),
        "decisions": words.why(history.decisions(one, book, partner=True, events=events), book),
        "denied": _denied(one, book),
        "asked_extension": words.extension_is_asked(events),
        "facts": _told(one, request),
        "files": deals_files.items(request, one),
        "offered": offered,
        "vendor": vendor,
        "today": today,
        "comment": {"body": "", "errors": []},
        "file_errors": [],
        "limit": LIMIT,
        "accept": ACCEPTED,
        **more,
    }


def _denied(one: Registration, book: Any) -> str:
    if one.state != DENIED or not one.denial_reason:
        return ""
    try:
        return denial_reason(one.denial_reason, book, one.judged_on).words_for_partner
    except LookupError:
        return ""


def _told(one: Registration, request: HttpRequest) -> list[dict[str, Any]]:
    """What the partner said, in the groups of the form as it was on the day that counts."""
    asked = specs(one.deal_type, request.occasion, one.judged_on)
    values = form.kept(one, asked)
    groups: dict[str, list[dict[str, Any]]] = {}
    for spec in asked:
        value: Any = values[spec.name]
        if spec.kind == "choice":
            value = dict(spec.choices).get(value, value)
        elif spec.kind == "country":
            value = form.COUNTRY_NAMES.get(value, value)
        elif spec.kind == "money":
            value = FILTERS["money"](one.amount, one.currency)
        elif spec.kind == "currency":
            continue
        elif spec.kind == "day":
            value = FILTERS["date_words"](one.close_on)
        elif spec.kind == "flag":
            value = _("yes") if value else _("no")
        groups.setdefault(spec.section, []).append({"label": spec.label, "value": value})
    return [{"title": title, "items": items} for title, items in groups.items()]
