"""The workspace's home: what waits for the reader, by due moment, across what she is there for."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from towpath.domain.deals import queries
from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.queries import Filters
from towpath.domain.pursuits import waiting
from towpath.domain.quotes import order_queries
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.web.shell.guards import internal_only
from towpath.web.workspace import quotes_inbox
from towpath.web.workspace.deals_columns import READ, row

MOST = 20
# What is behind a place, for those whose roles no registration waits for.
SAID = {
    "workspace:registrations": lazy("Every deal that partners registered, and what was decided."),
    "workspace:accounts": lazy("The customers, and who looks after each."),
    "workspace:opportunities": lazy("What may be sold to them, linked to the registrations."),
    "workspace:quotes": lazy("What was quoted to whom, at which price, and who approved it."),
    "workspace:partners": lazy("Each partner with what it may do, and what would mend the rest."),
    "workspace:compliance": lazy("Who meets the requirements of its track, and who is about to miss one."),
    "workspace:completions": lazy("The trainings that the partners' people completed."),
    "workspace:one_offs": lazy("Deals that were allowed apart from the program."),
    "workspace:legal_requests": lazy("Questions and contracts that wait for Legal."),
    "workspace:attainment": lazy("Which answers came in time."),
    "workspace:purchase_orders": lazy("What was ordered by quotes, each order checked beside its quote."),
    "workspace:approvers": lazy("Who approves quotes at each level, and who will."),
    "workspace:rules": lazy("What the program says, since when, and where it is written."),
    "workspace:calendars": lazy("The hours and holidays that the clocks run by."),
}


@require_GET
@internal_only
def home(request: HttpRequest) -> HttpResponse:
    """The inbox, what partners asked for, and what is prepared on their behalf."""
    boxes = [_box(request, *box) for box in _inboxes(request.user)]
    may_extend = ACCESS.may(request.user, Permission.EXTEND)
    asked = queries.asked_extensions(request.user) if may_extend else []
    prepared = queries.prepared(request.user)
    quotes = quotes_inbox.box(request)
    context = {
        "boxes": boxes,
        "quotes": quotes,
        "asked": asked,
        "prepared": [row(one, request.occasion) for one in prepared],
        "stats": _stats(request, boxes, asked, prepared, quotes),
        "pursued": waiting.for_vendor(request.user, request.occasion.day),
        "today": request.occasion.day,
        "says_of": {reverse(name): said for name, said in SAID.items()} if not boxes else {},
        "columns": [
            {"key": "reference", "label": _("Reference"), "title": True},
            {"key": "customer", "label": _("Customer")},
            {"key": "partner", "label": _("Partner"), "hide": "narrow"},
            {"key": "status", "label": _("Status")},
            {"key": "due", "label": _("Due")},
        ],
    }
    return render(request, "workspace/deals/home.html", context)


def _inboxes(person: Person) -> list[tuple[str, str, Filters]]:
    """(title, words for none, filters) of each list that waits for the reader's roles."""
    found = []
    if person.has(Role.ESM, Role.ASM):
        found.append(
            (
                _("Waiting for you"),
                _("What you are asked to decide appears here, the most urgent first."),
                Filters(view="waiting"),
            )
        )
    if person.has(Role.OPS):
        found.append(
            (
                _("To review"),
                _("What partners submit appears here, the most urgent first."),
                Filters(view="queue"),
            )
        )
    if person.has(Role.SALES_REP):
        found.append(
            (
                _("On your accounts, not decided yet"),
                _("Registrations that partners make on your accounts appear here."),
                Filters(view="accounts", states=("submitted", "in_review", "returned"), sort="due"),
            )
        )
    return found


def _box(request: HttpRequest, title: str, none: str, filters: Filters) -> dict[str, Any]:
    found = queries.listed(request.user, filters, size=MOST, columns=READ)
    states = "".join(f"&state={state}" for state in filters.states)
    sort = f"&sort={filters.sort}" if filters.sort else ""
    rows = [row(one, request.occasion) for one in found.rows]
    return {
        "id": filters.view,
        "title": title,
        "none": none,
        "rows": rows,
        "url": f"{reverse('workspace:registrations')}?view={filters.view}{states}{sort}",
        "more": bool(found.next),
        "late": sum(one["late"] for one in rows),
    }


def _stats(
    request: HttpRequest, boxes: list[dict[str, Any]], asked: list[Any], prepared: list[Any], quotes: Any
) -> list[Any]:
    counted = queries.counts(request.user, request.occasion.day)
    known = {"queue": counted.queue, "waiting": counted.waiting}
    made = []
    for box in boxes:
        count = known.get(box["id"], len(box["rows"]))
        late = _("%(count)d late") % {"count": box["late"]} if box["late"] else _("none late")
        made.append(
            {
                "label": box["title"],
                "value": f"{count}+" if (box["more"] and box["id"] not in known) or count >= 999 else count,
                "text": late if count else "",
                "meaning": "stop" if box["late"] else "neutral",
                "url": box["url"],
            }
        )
    if quotes is not None:
        label, url = _("Quotes to approve"), reverse("workspace:quotes_waiting")
        waits = f"{len(quotes['rows'])}+" if quotes["more"] else len(quotes["rows"])
        made.append({"label": label, "value": waits, "url": url, "meaning": "neutral"})
    if (orders := order_queries.waiting(request.user)) is not None:
        url = f"{reverse('workspace:purchase_orders')}?state={order_queries.WAITING}"
        made.append({"label": _("Orders that wait"), "value": orders, "url": url, "meaning": "neutral"})
    if ACCESS.may(request.user, Permission.EXTEND):
        made.append({"label": _("Extensions asked for"), "value": len(asked), "url": "#asked", "meaning": "neutral"})
    if ACCESS.may(request.user, Permission.DRAFT_FOR):
        made.append(
            {"label": _("Prepared on behalf"), "value": len(prepared), "url": "#prepared", "meaning": "neutral"}
        )
    return made
