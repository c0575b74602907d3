"""Make a quote, and change a draft: first to whom it goes and why, then its lines and terms. All of it works without a script."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_http_methods

from towpath.domain.accounts import queries as accounts
from towpath.domain.accounts.models import Opportunity
from towpath.domain.accounts.opportunity_queries import Filters as OpportunityFilters
from towpath.domain.partners.models import Partner
from towpath.domain.pricing import queries as pricing
from towpath.domain.quotes import queries
from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.actions import quotes as actions
from towpath.domain.quotes.actions.moves import QUOTES
from towpath.domain.quotes.models import Quote
from towpath.kernel.refusals import Ineligible, Invalid, NotFound, Refusal, Stale
from towpath.program.decision import Decision
from towpath.program.decisions.quotes.audiences import audience
from towpath.program.decisions.quotes.route import QuoteRoute
from towpath.web.shell import quotes as words
from towpath.web.shell.fields import summary
from towpath.web.shell.guards import internal_only
from towpath.web.workspace import quotes_asking as asking
from towpath.web.workspace import quotes_lines
from towpath.web.workspace.quotes import rules
from towpath.web.workspace.quotes_lists import allowed
from towpath.web.workspace.quotes_moves import changed_since, version

ADDRESSES = {
    "customer_contact": lazy("a contact of the customer"), "reseller_contact": lazy("the reseller’s people with access here"),
    "distributor_orders": lazy("the distributor’s mailbox for orders, and its people with access here"),
    "msp_contact": lazy("the service provider’s people with access here"),
    "provider_contact": lazy("the provider’s people with access here"),
}  # fmt: skip


@dataclass
class Form:
    """What the page of a form is drawn from: what was typed, the route that follows, and what is wrong."""

    opportunity: Opportunity
    typed: Mapping[str, Any]
    lines: quotes_lines.Typed
    quote: Quote | None = None
    partner: Partner | None = None
    decision: Decision[QuoteRoute] | None = None
    errors: dict[str, list[str]] = field(default_factory=dict)
    refusal: Refusal | None = None


@require_http_methods(["GET", "HEAD", "POST"])
@internal_only
def new_quote(request: HttpRequest) -> HttpResponse:
    """The opportunity, then the route, then the quote itself."""
    if not ACCESS.may(request.user, Permission.CREATE):
        raise NotFound("There is no such page for you.")
    given = request.POST if request.method == "POST" else request.GET
    if not given.get("opportunity"):
        return _choose(request)
    opportunity = queries.quotable(request.user, given["opportunity"])
    if request.method == "POST":
        return _post(request, opportunity, None)
    typed = asking.begin(opportunity, request.occasion) | {n: given[n] for n in asking.ROUTE if n in given}
    form = Form(opportunity, typed, quotes_lines.Typed())
    if "path" in given:
        _route(request, form)
    return _page(request, form)


@require_http_methods(["GET", "HEAD", "POST"])
@internal_only
def edit_quote(request: HttpRequest, reference: str) -> HttpResponse:
    """A draft's terms and lines as a whole."""
    allowed(request)
    found = queries.one(request.user, reference)
    if not ACCESS.held(request.user, [Permission.EDIT], found):
        raise NotFound(f"There is no quote {reference} for you.")
    if request.method == "POST":
        return _post(request, found.opportunity, found)
    QUOTES.open("edit", found, request.user)
    asked = actions.asked_of(found)
    form = Form(found.opportunity, asking.typed_of(asked), quotes_lines.typed_of(asked.lines), found)
    _route(request, form)
    return _page(request, form)


def _post(request: HttpRequest, opportunity: Opportunity, quote: Quote | None) -> HttpResponse:
    """Keep it, look at another route, or give more rows: what was typed stays in any case."""
    form = Form(opportunity, asking.posted(request.POST), quotes_lines.read(request.POST), quote)
    _route(request, form)
    if request.POST.get("do") != "keep" or form.errors:
        return _page(request, form, more=request.POST.get("do") == "more", status=422 if form.errors else 200)
    try:
        partner = form.partner.reference if form.partner is not None else ""
        asked = asking.asked_for(opportunity.reference, form.typed, partner, form.lines, request.occasion)
        made = (
            actions.create(request.occasion, asked)
            if quote is None
            else actions.edit(quote.reference, request.occasion, asked, version=version(request))
        )
    except Invalid as refusal:
        form.errors = quotes_lines.placed(refusal.errors, form.lines)
        return _page(request, form, status=422)
    except NotFound:
        raise
    except Refusal as refusal:
        form.refusal = refusal
        return _page(request, form, status=422 if isinstance(refusal, Ineligible) else 409)
    messages.success(request, _("%(reference)s is priced and kept as a draft.") % {"reference": made.reference})
    return redirect("workspace:quote", made.reference)


def _route(request: HttpRequest, form: Form) -> None:
    """The program's answer to what was typed so far; what cannot be asked stands among the errors."""
    typed = {name: str(form.typed.get(name, ""))[:200] for name in asking.ROUTE}
    for name, known in (("path", words.PATHS), ("sale", words.SALES), ("buys", dict(asking.BUYS))):
        if typed[name] not in known:
            form.errors[name] = [_("Choose one of the list.")]
    direct = typed["path"] == "direct"
    if not direct:
        own = form.quote.resale_partner if form.quote is not None else None
        same = own is not None and own.reference == typed["partner"]
        form.partner = own if same else queries.partner_named(typed["partner"])
        if form.partner is None:
            wrong = _("There is no one partner of this name. Write its reference or its whole name.")
            form.errors["partner"] = [wrong if typed["partner"].strip() else _("Name the partner: its reference or whole name.")]  # fmt: skip
    if not form.errors:
        asked = {name: typed[name] for name in ("path", "sale", "buys")}
        form.decision = queries.routed(form.opportunity, form.partner, request.occasion, **asked)


def _page(request: HttpRequest, form: Form, *, more: bool = False, status: int = 200) -> HttpResponse:
    route = form.decision.outcome if form.decision is not None else None
    route_fields = asking.route_fields(form.typed, form.errors)
    groups = []
    if route is not None and route.allowed:
        groups = asking.groups(form.typed, form.errors, form.opportunity, form.partner, route, request.occasion)
    fields = [*route_fields, *(one for _title, _help, inner in groups for one in inner)]
    changed = changed_since(request, form.quote) if form.quote and isinstance(form.refusal, Stale) else []
    back = (
        ("workspace:quote", form.quote.reference)
        if form.quote
        else ("workspace:opportunity", form.opportunity.reference)
    )
    context = {
        "opportunity": form.opportunity, "quote": form.quote, "route_fields": route_fields, "groups": groups,
        "route": _route_words(form.decision, form, request) if form.decision else None, "lines": quotes_lines.drawn(form.lines, form.errors, more=more),
        "errors": [*summary(_of_fields(form.errors), fields), *_of_lines(form.errors)], "refusal": form.refusal, "changed": changed,
        "version": _version(request, form, changed), "back": reverse(back[0], args=[back[1]]),
        "products_url": reverse("workspace:quote_products"), "suggest_url": reverse("workspace:partners_suggest"),
    }  # fmt: skip
    return render(request, "workspace/quotes/form.html", context, status=status)


def _version(request: HttpRequest, form: Form, changed: list[Any]) -> Any:
    """The version that the form carries: the newest, once its reader was told what changed since hers."""
    if form.quote is None:
        return ""
    current = queries.one(request.user, form.quote.reference).version if changed else form.quote.version
    return current if changed else request.POST.get("version", current)


def _of_fields(errors: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {name: texts for name, texts in errors.items() if not name.startswith("line")}


def _of_lines(errors: Mapping[str, list[str]]) -> list[dict[str, Any]]:
    """The errors of lines for the summary, each with a link to its row."""
    found = []
    for name, texts in errors.items():
        number = name.removeprefix("line_")
        if name == "lines":
            place, label = "sku_1", _("Lines")
        elif name == "lines_text":
            place, label = "lines_text", _("Lines as text")
        elif name.startswith("line_"):
            place, label = f"sku_{number}", _("Line %(number)s") % {"number": number}
        else:
            continue
        found += [{"name": place, "label": label, "message": text, "missing": False} for text in texts]
    return found


def _route_words(decision: Decision[QuoteRoute], form: Form, request: HttpRequest) -> dict[str, Any]:
    """The route in words: which kind, to whom, who sees it, who never does, and why; or why not and the way out."""
    route, book, on = decision.outcome, request.occasion.book, request.occasion.day
    because = words.reasons([each.as_record() for each in decision.because], rules(book))
    if not route.allowed:
        return {"allowed": False, "because": because}
    proposal = bool(form.typed.get("proposal"))
    seen = audience(route.kind, "draft_proposal" if proposal else "prices", book, on)
    return {
        "allowed": True, "because": because, "kind": words.KINDS[route.kind], "recipient": words.READERS[route.recipient],
        "address": ADDRESSES[route.address], "distributors": [(each.name, each.mailbox) for each in route.distributors],
        "seen": [words.READERS[each] for each in words.READERS if each in seen and each != "vendor"],
        "hidden": [words.READERS[each] for each in words.READERS if each not in seen],
        "form": "" if route.form == route.kind else route.form.upper(),
    }  # fmt: skip


def _choose(request: HttpRequest) -> HttpResponse:
    """The first step: on which opportunity."""
    q = request.GET.get("q", "")[:200]
    filters = OpportunityFilters(q=q, state="open") if q.strip() else OpportunityFilters(owner="me", state="open")
    found = accounts.opportunities(request.user, filters, size=10).rows
    return render(request, "workspace/quotes/choose.html", {"q": q, "found": found})


@require_GET
@internal_only
def products(request: HttpRequest) -> HttpResponse:
    """Products whose part number or name fits what is being typed, as the options of a field; at most ten."""
    typed = next((value for name, value in request.GET.items() if name.startswith("sku_")), "")[:100].replace("\0", "")
    found = pricing.products(request.user, q=typed, sold_on=request.occasion.day, size=10).rows if typed.strip() else []
    return render(request, "workspace/quotes/_products.html", {"found": found})
