"""Pages on distributors' e-marketplaces, for the partner that has them and the distributor that hosts them (DST-04)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from towpath.domain.distribution import queries
from towpath.domain.distribution.access import ACCESS, Permission
from towpath.domain.distribution.actions import marketplace as actions
from towpath.domain.distribution.actions.moves import LONGEST_REASON, PAGES
from towpath.domain.distribution.models import Distributor, MarketplacePage
from towpath.domain.partners import queries as partners
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid, NotFound
from towpath.web.portal.buying import Errors
from towpath.web.portal.deals_words import vendor_name
from towpath.web.shell.buying import page_badge
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import outside_only, partner_only

OVERVIEW = ("expertise", "services")


def _overview(typed: Any, errors: Errors) -> list[dict[str, Any]]:
    return [
        field("expertise", _("Your technical expertise"), typed, errors, kind="textarea", rows=5, maxlength=actions.LONGEST,
                  help=_("An overview of your expertise, of your services, or of both.")),
        field("services", _("Your services"), typed, errors, kind="textarea", rows=5, maxlength=actions.LONGEST),
    ]  # fmt: skip


@partner_only
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a page on a distributor's marketplace."""
    if not ACCESS.may(request.user, Permission.REQUEST_PAGE):
        raise NotFound("There is no such page for you.")
    found, errors = partners.own(request.user), {}
    if request.method == "POST":
        try:
            made = actions.request(
                found.reference, request.occasion, distributor=request.POST.get("distributor", "")[:40],
                **{name: request.POST.get(name, "")[:20_000] for name in OVERVIEW},
            )  # fmt: skip
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("Asked for. The draft of the page is next."))
            return redirect("portal:marketplace_page", made.reference)
    codes = actions.offered(found, request.occasion)
    options = list(Distributor.objects.filter(code__in=codes, active=True).order_by("name").values_list("code", "name"))
    choice = field(
        "distributor",
        _("Distributor"),
        request.POST,
        errors,
        kind="select",
        options=options,
        required=True,
        width="middle",
    )
    fields = [choice, *_overview(request.POST, errors)]
    verdict = actions.eligible(found, request.occasion)
    context = {
        "title": _("A page on a distributor’s marketplace"), "fields": fields, "errors": summary(errors, fields),
        "label": _("Ask for the page"), "follows": "", "verdict": verdict, "partner": found, "none": not options,
    }  # fmt: skip
    return render(request, "portal/buying/marketplace_new.html", context, status=422 if errors else 200)


@outside_only
@require_safe
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """One page, for its partner and its distributor."""
    return _page(request, queries.marketplace_page(request.user, reference))


def _page(request: HttpRequest, found: MarketplacePage, errors: Errors | None = None, name: str = "") -> HttpResponse:
    offered = {each.name: each.label for each in PAGES.offered(found, request.user)}
    wrong = {"draft": errors or {} if name == "draft" else {}, "end": errors or {} if name == "end" else {}}
    typed = (
        request.POST
        if name == "draft"
        else {"draft_address": found.draft_address, "expertise": found.expertise, "services": found.services}
    )
    draft_fields = [
        field("draft_address", _("Where the draft can be read"), typed, wrong["draft"], kind="url", required=True, maxlength=300, placeholder="https://"),
        *_overview(typed, wrong["draft"]),
    ]  # fmt: skip
    note = field("note", _("Why"), request.POST, wrong["end"], required=True, maxlength=LONGEST_REASON)
    vendor = vendor_name(request.occasion.book, request.occasion.day)
    context = {
        "found": found, "state": page_badge(found), "offered": offered, "draft_fields": draft_fields, "note": note,
        "errors": summary(errors or {}, [*draft_fields, note]), "history": lines(found, outside=vendor, book=request.occasion.book), "vendor": vendor,
        "hosts": not request.user.is_partner,
    }  # fmt: skip
    return render(request, "portal/buying/marketplace.html", context, status=422 if errors else 200)


@outside_only
@require_POST
def draft(request: HttpRequest, reference: str) -> HttpResponse:
    """Send the draft for review."""
    found = queries.marketplace_page(request.user, reference)
    typed = {name: request.POST.get(name, "")[:20_000] for name in ("draft_address", *OVERVIEW)}
    try:
        actions.draft(found.reference, request.occasion, typed)
    except Invalid as refusal:
        return _page(request, found, refusal.errors, "draft")
    messages.success(request, _("The draft is sent for review."))
    return redirect("portal:marketplace_page", found.reference)


@outside_only
@require_POST
def go_live(request: HttpRequest, reference: str) -> HttpResponse:
    """Say that an approved page was switched on."""
    found = queries.marketplace_page(request.user, reference)
    actions.go_live(found.reference, request.occasion)
    messages.success(request, _("The page is live."))
    return redirect("portal:marketplace_page", found.reference)


@outside_only
@require_POST
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """End a page."""
    found = queries.marketplace_page(request.user, reference)
    try:
        actions.end(found.reference, request.occasion, note=request.POST.get("note", "")[:4000])
    except Invalid as refusal:
        return _page(request, found, refusal.errors, "end")
    messages.success(request, _("The page is ended."))
    return redirect("portal:marketplace_page", found.reference)
