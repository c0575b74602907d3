"""Renewals by fiscal quarter, what incumbents owe, and the sales that both follow from: recorded, read in, taken back."""

from io import BytesIO
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from towpath.basics.fiscal import FiscalQuarter, parse_quarter
from towpath.domain.pursuits import queries, renewals
from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.domain.pursuits.actions import sales, sales_files
from towpath.domain.pursuits.actions.moves import LONGEST_REASON
from towpath.domain.pursuits.lifecycles import MISSED
from towpath.domain.pursuits.models import Duty, Sale
from towpath.domain.pursuits.renewals import Renewal
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid
from towpath.program.decisions.vendor import fiscal_calendar
from towpath.web.shell.addresses import with_query
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import internal_only
from towpath.web.shell.pursuits import DUTIES, HEALTHS, badge, columns, day, form, known, moment, row, said, table
from towpath.web.workspace.lists import neighbours
from towpath.web.workspace.pursuits import LAYOUT, needs

SHOWN = 100  # lines of a file that are named on the page; the others are counted


def _quarter(request: HttpRequest) -> tuple[FiscalQuarter, list[dict[str, Any]]]:
    """The quarter that is asked for, and those around today as tabs."""
    calendar = fiscal_calendar(request.occasion.book, request.occasion.day)
    now = calendar.quarter_of(request.occasion.day)
    try:
        quarter = parse_quarter(request.GET.get("quarter", "")[:12] or str(now))
    except ValueError as error:
        raise Invalid({"quarter": [str(error)]}) from error
    near = [now.previous(), now, now.next(), now.next().next()]
    if quarter not in near:
        near = [quarter, *near]
    return quarter, [
        {"label": str(each), "url": with_query(request, quarter=each), "current": each == quarter} for each in near
    ]


@internal_only
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """One fiscal quarter: terms that end in it, who is to renew each, and what that incumbent owes."""
    needs(request, Permission.VIEW_SALE)
    quarter, tabs = _quarter(request)
    period = fiscal_calendar(request.occasion.book, request.occasion.day).quarter_period(quarter)
    ends = period.end or period.start
    found, rows = renewals.ending(request.user, period.start, ends, cursor=request.GET.get("cursor", ""))
    counted = renewals.sums(request.user, period.start, ends, str(quarter))
    owed = f"{reverse('workspace:renewal_duties')}?quarter={quarter}"
    context = {
        "tabs": tabs, "quarter": quarter, "rows": [_renewing(one) for one in rows],
        "stats": [
            {"label": _("Terms that end"), "value": _capped(counted.terms), "text": "", "meaning": "neutral", "url": None},
            {"label": _("Updates and reviews owed"), "value": _capped(counted.owed), "text": "", "meaning": "neutral", "url": owed},
            {"label": _("Of these late"), "value": _capped(counted.late), "text": _("their renewal discount rests") if counted.late else _("none late"),
             "meaning": "stop" if counted.late else "good", "url": f"{owed}&state={MISSED}"},
        ], **neighbours(request, found),
    }  # fmt: skip
    return render(request, "workspace/pursuits/renewals.html", context)


def _capped(count: int) -> str:
    return f"{count}+" if count >= renewals.CAP else str(count)


def _renewing(one: Renewal) -> dict[str, Any]:
    sale = one.sale
    drawn = row(
        sale.reference, reverse("workspace:sale", args=[sale.reference]), customer=sale.account.name, product=sale.product,
        incumbent=one.incumbent.name if one.incumbent else _("nobody; it buys directly"), day=sale.ends_on,
    )  # fmt: skip
    return drawn | {
        "notice": one.notice, "renewed": one.renewed, "health": HEALTHS.get(one.health), "owed": one.duties,
        "words": DUTIES, "late": [each for each in one.duties if each.state == MISSED],
        "meaning": "stop" if any(each.state == MISSED for each in one.duties) else "",
    }  # fmt: skip


@internal_only
@require_GET
def duties(request: HttpRequest) -> HttpResponse:
    """What incumbents owe in a quarter, the earliest first."""
    needs(request, Permission.VIEW_DUTY)
    quarter, tabs = _quarter(request)
    state = MISSED if request.GET.get("state") == MISSED else ""
    found = queries.owed(request.user, quarter=str(quarter), state=state, cursor=request.GET.get("cursor", ""))
    rows = (
        row(one.reference, reverse("workspace:renewal_duty", args=[one.reference]), what=DUTIES[Duty.Kind(one.kind)],
            partner=one.partner.name, customer=one.account.name, state=one.state, day=one.due_on)
        for one in found.rows
    )  # fmt: skip
    back = f"{reverse('workspace:renewals')}?quarter={quarter}"
    late = {"label": _("Show what is late") if not state else _("Show all"), "url": with_query(request, state="" if state else MISSED)}  # fmt: skip
    heads = columns(("what", _("What")), ("customer", _("Customer")), ("partner", _("Incumbent")), state=_("State"), day=_("Due"))  # fmt: skip
    context = {
        "title": _("What incumbents owe"), "crumbs": [(_("Renewals"), back), (_("What incumbents owe"), None)],
        "text": _("An update on each customer every quarter, and a review within thirty days of each renewal."),
        "chips": tabs, "actions": [late | {"kind": "secondary"}], "layout": LAYOUT,
        "tables": [table(heads, rows, empty=(_("Nothing late") if state else _("Nothing is owed in this quarter"), _("The night opens updates and reviews.")))],
        **neighbours(request, found),
    }  # fmt: skip
    return render(request, "shell/pursuits_list.html", context)


@internal_only
@require_GET
def duty(request: HttpRequest, reference: str) -> HttpResponse:
    """One update or review: when it is due, what was said, and how its incumbent stands."""
    found = queries.duty(request.user, reference)
    decision = queries.incumbency_of(found.account, found.partner, request.occasion)
    items = [
        {"label": _("Customer"), "value": found.account.name, "url": reverse("workspace:account", args=[found.account.reference])},
        {"label": _("Incumbent"), "value": found.partner.name, "url": reverse("workspace:partner", args=[found.partner.reference])},
        day(_("Counts from"), found.opens_on), day(_("Due"), found.due_on), {"label": _("Fiscal quarter"), "value": found.quarter},
    ]  # fmt: skip
    what = DUTIES[Duty.Kind(found.kind)]
    list_url = f"{reverse('workspace:renewal_duties')}?quarter={found.quarter}"
    context = {
        "title": f"{what}: {found.account.name}", "ref": found.reference, "state": badge(found.state), "layout": LAYOUT,
        "crumbs": [(_("Renewals"), reverse("workspace:renewals")), (_("What incumbents owe"), list_url), (found.reference, None)],
        "facts": [{"title": _("What is owed"), "items": items}], "said": said(queries.update_of(found)), "forms": [],
        "because": decision.because, "because_key": "incumbent", "because_title": _("How the partner stands today"), "rule_url": "workspace:rule",
        "history": lines(found), "errors": [],
    }  # fmt: skip
    return render(request, "shell/pursuits_record.html", context)


@internal_only
@require_GET
def sale_list(request: HttpRequest) -> HttpResponse:
    """Sales, the newest first."""
    needs(request, Permission.VIEW_SALE)
    found = queries.sales(request.user, cursor=request.GET.get("cursor", ""))
    rows = (
        row(one.reference, reverse("workspace:sale", args=[one.reference]), customer=one.account.name,
            partner=one.partner.name if one.partner else _("directly"), state="taken_back" if _back(one) else "counts", day=one.transacted_on)
        for one in found.rows
    )  # fmt: skip
    new = {"label": _("Read sales in"), "url": reverse("workspace:sales_import"), "icon": "plus", "kind": "primary"}
    heads = columns(("customer", _("Customer")), ("partner", _("Sold by")), ("ref", _("Sale")), state=_("State"), day=_("Sold on"))  # fmt: skip
    context = {
        "title": _("Sales"), "text": _("What customers bought, and through whom. The most recent sale makes the incumbent."),
        "crumbs": [(_("Renewals"), reverse("workspace:renewals")), (_("Sales"), None)], "layout": LAYOUT,
        "actions": [new] if ACCESS.may(request.user, Permission.RECORD_SALE) else [],
        "tables": [table(heads, rows, empty=(_("No sale yet"), _("A won opportunity is recorded here by itself; Operations read past sales in.")))],
        **neighbours(request, found),
    }  # fmt: skip
    return render(request, "shell/pursuits_list.html", context)


def _back(sale: Sale) -> bool:
    """Whether a sale was taken back, or takes another one back: neither counts."""
    return sale.cancels_id is not None or hasattr(sale, "cancelled_by")


@internal_only
@require_http_methods(["GET", "POST"])
def sale(request: HttpRequest, reference: str) -> HttpResponse:
    """One sale; Operations take it back where it was recorded by mistake."""
    found = queries.sale(request.user, reference)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            back = sales.take_back(found.reference, request.occasion, why=request.POST.get("why", "")[:2000])
        except Invalid as refusal:
            errors = dict(refusal.errors)
        else:
            messages.success(request, _("%(sale)s is taken back by %(back)s.") % {"sale": found.reference, "back": back.reference})  # fmt: skip
            return redirect("workspace:sale", found.reference)
    return _sale(request, found, errors)


def _sale(request: HttpRequest, found: Sale, errors: dict[str, list[str]]) -> HttpResponse:
    why = [field("why", _("Why"), request.POST, errors, required=True, maxlength=LONGEST_REASON, help=_("The sale stays in the history, with this."))]  # fmt: skip
    may = ACCESS.held(request.user, [Permission.RECORD_SALE], found) and not _back(found)
    other = found.cancels or getattr(found, "cancelled_by", None)
    deal = found.opportunity
    facts = [
        {"label": _("Customer"), "value": found.account.name, "url": reverse("workspace:account", args=[found.account.reference])},
        {"label": _("Sold by"), "value": found.partner.name if found.partner else _("nobody; it was bought directly"),
         "url": reverse("workspace:partner", args=[found.partner.reference]) if found.partner else None},
        {"label": _("Distributor"), "value": found.distributor.name if found.distributor else None},
        {"label": _("Product"), "value": found.product}, {"label": _("Opportunity"), "value": deal.name if deal else None,
         "url": reverse("workspace:opportunity", args=[deal.reference]) if deal else None},
        {"label": _("In the file"), "value": found.source_id},
    ]  # fmt: skip
    days = [
        day(_("Sold on"), found.transacted_on), day(_("Term from"), found.starts_on), day(_("Renews"), found.ends_on),
        moment(_("Recorded"), found.recorded_at), {"label": _("Recorded by"), "value": found.recorded_by.name if found.recorded_by else "Towpath"},
    ]  # fmt: skip
    note = {"meaning": "neutral", "title": _("It does not count"), "text": _("%(other)s: %(why)s") % {"other": other.reference, "why": found.why or other.why}} if other else None  # fmt: skip
    context = {
        "title": _("Sale to %(customer)s") % {"customer": found.account.name}, "ref": found.reference, "layout": LAYOUT,
        "state": badge("taken_back" if other else "counts"), "notes": [note] if note else [],
        "crumbs": [(_("Renewals"), reverse("workspace:renewals")), (_("Sales"), reverse("workspace:sales")), (found.reference, None)],
        "facts": [{"title": _("What was sold"), "items": known(facts)}, {"title": _("When"), "items": days}], "errors": summary(errors, why),
        "forms": [form("back", _("Take the sale back"), reverse("workspace:sale", args=[found.reference]), why, danger=True, aside=True)] if may else [],
        "history": lines(found),
    }  # fmt: skip
    return render(request, "shell/pursuits_record.html", context, status=422 if errors else 200)


@internal_only
@require_http_methods(["GET", "POST"])
def sales_import(request: HttpRequest) -> HttpResponse:
    """Read past sales in from a CSV file: looked at first, then recorded."""
    needs(request, Permission.RECORD_SALE)
    errors: dict[str, list[str]] = {}
    done, text, really = None, "", request.POST.get("do") == "record"
    if request.method == "POST":
        upload = request.FILES.get("file")
        content = upload.read() if upload is not None else request.POST.get("text", "").encode()
        try:
            done = sales_files.read_csv(request.occasion, BytesIO(content), really=really)
        except Invalid as refusal:
            errors = dict(refusal.errors)
        text = content.decode("utf-8-sig", "replace")
    if done is not None and really and not done.wrong:
        words = ngettext("%(count)d sale is recorded.", "%(count)d sales are recorded.", done.taken) % {"count": done.taken}  # fmt: skip
        messages.success(request, words)
        return redirect("workspace:sales")
    context = {
        "done": done, "really": really, "wrong": done.wrong[:SHOWN] if done else [], "errors": summary(errors, []),
        "more": max(0, len(done.wrong) - SHOWN) if done else 0, "columns": sales_files.FIELDS, "needed": sales_files.NEEDED,
        "file": field("file", _("CSV file"), {}, errors, kind="file"),
        "text": field("text", _("Or its lines"), {"text": text}, {}, kind="textarea", rows=8, help=_("The first line names the columns.")),
    }  # fmt: skip
    return render(request, "workspace/pursuits/sales_import.html", context, status=422 if errors else 200)
