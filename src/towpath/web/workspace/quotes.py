"""One quote: its lines with the explanation of each price, what is wrong, who approves, who was sent it, its versions."""

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET, require_safe

from towpath.domain.accounts.access import ACCESS as ACCOUNTS
from towpath.domain.accounts.access import Permission as AccountsPermission
from towpath.domain.accounts.lifecycles import OPEN
from towpath.domain.accounts.models import Opportunity
from towpath.domain.partners.access import ACCESS as PARTNERS
from towpath.domain.partners.access import Permission as PartnersPermission
from towpath.domain.pricing.access import ACCESS as PRICING
from towpath.domain.pricing.access import Permission as PricingPermission
from towpath.domain.quotes import queries
from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.actions.moves import QUOTES
from towpath.domain.quotes.audiences import recipient, sums
from towpath.domain.quotes.lifecycles import DRAFT, IN_REVIEW, SENT
from towpath.domain.quotes.models import Approval, Quote
from towpath.domain.quotes.order_queries import may_hand_in, of_quote
from towpath.domain.quotes.paper import paper
from towpath.domain.quotes.queries import Record
from towpath.kernel.access.grants import Access
from towpath.kernel.events.history import lines as history
from towpath.program.book import Book
from towpath.program.decisions.quotes.approvals import elements, levels
from towpath.program.decisions.quotes.audiences import audience
from towpath.web.shell import quotes as words
from towpath.web.shell.formats import date_words
from towpath.web.shell.guards import internal_only
from towpath.web.shell.pricing import price_words
from towpath.web.shell.purchase_orders import badge as order_badge
from towpath.web.workspace.quotes_lists import allowed

PDF = "workspace:quote_paper"
OUTCOMES = {
    "": (lazy("Waits"), "waiting"), "approved": (lazy("Approved"), "good"), "rejected": (lazy("Rejected"), "stop"),
    "set_aside": (lazy("Set aside"), "neutral"),
}  # fmt: skip
# How a move stands among the buttons: kind and icon. Quiet ones stand in a row of their own.
LOOKS = {
    "submit": ("primary", "right"), "send": ("primary", "mail"), "accept": ("primary", "check"),
    "reopen": ("primary", "undo"), "edit": ("secondary", "edit"), "recall": ("secondary", "undo"),
    "prolong": ("secondary", "calendar"), "revise": ("secondary", "copy"), "reprice": ("quiet", ""),
    "make_primary": ("quiet", ""), "withdraw": ("danger", "cross"),
}  # fmt: skip
# The field of the form in which a finding is put right; what is not here stands on no field of it.
MENDED_AT = {
    "sold_to_contact": "sold_to", "bill_to_contact": "bill_to", "start_date": "starts_on", "initial_term": "term_months",
    "renewal_term": "renewal_term_months", "payment_schedule": "payment_schedule", "payment_details": "payment_details",
    "special_terms": "special_terms", "vat_number": "vat_number", "end_user_email": "end_user_email",
    "shipping_address": "shipping_address", "postal_code": "postal_code", "valid_until": "valid_until",
    "listing_partner": "listing", "distributor": "distributor", "resale_partner": "partner", "lines": "sku_1",
    "ramp": "sku_1", "tier": "sku_1", "deployment": "sku_1", "term_months": "term_months",
}  # fmt: skip


@require_GET
@internal_only
def quote(request: HttpRequest, reference: str) -> HttpResponse:
    """The record."""
    allowed(request)
    record = queries.record(request.user, reference, request.occasion)
    return render(request, "workspace/quotes/record.html", shown(request, record) | _of_record(request, record))


@require_safe
@internal_only
def quote_paper(request: HttpRequest, reference: str) -> HttpResponse:
    """The PDF, for the one audience that may have it."""
    allowed(request)
    found = queries.one(request.user, reference)
    return words.pdf(paper(found, request.user, request.occasion.book), found)


def head(record: Record) -> dict[str, Any]:
    """What every page of one quote begins with: what it is, whose it is now, and what it comes to."""
    found = record.quote
    return {
        "quote": found, "state": words.badge(found), "with_whom": _with_whom(record), "recipient": recipient(found),
        "kind": words.KINDS[found.kind], "sums": words.sums(record.face),
    }  # fmt: skip


def shown(request: HttpRequest, record: Record) -> dict[str, Any]:
    """What the record and the screen of a decision show alike: the head, the lines with their explanation, the reviews."""
    book, consents = request.occasion.book, words.consent_rows(record.consents)
    known = rules(book)
    return head(record) | {
        "consents": consents, "rules": known, "rounds": _rounds(record, book), "judged": record.judged,
        "lines": words.lines(record.face, rules=known, agreed=words.agreed_words(consents)),
    }  # fmt: skip


def _of_record(request: HttpRequest, record: Record) -> dict[str, Any]:
    found = record.quote
    offered = {move.name for move in QUOTES.offered(found, request.user)}
    mine = next((one for one in record.approvals if not one.outcome and one.assigned_to_id == request.user.pk), None)
    return {
        "actions": _actions(found, offered, mine), "mine": mine, "required": record.required,
        "findings": _findings(record, "edit" in offered), "levels": _levels(record),
        "facts": _facts(record, request), "may_consent": _may_consent(request, record),
        "may_ask": "edit" in offered and any(given is None for _side, given in record.consents),
        "dispatches": record.dispatches, "history": history(found),
        "orders": [(one, order_badge(one.state)) for one in of_quote(request.user, found)] if found.state not in (DRAFT, IN_REVIEW) else [],
        "may_order": may_hand_in(request.user, found),
        "versions": [(one, words.badge(one)) for one in record.versions if one.pk != found.pk],
    }  # fmt: skip


def rules(book: Book) -> dict[str, str]:
    """Each page of the program with the address where the reader opens it."""
    return {page.name: reverse("workspace:rule", args=[page.name]) for page in book}


def _with_whom(record: Record) -> str:
    if record.quote.state != IN_REVIEW:
        return _("owned by %(name)s") % {"name": record.quote.owner.name}
    names = dict.fromkeys(one.assigned_to.name for one in record.approvals if not one.outcome)
    return _("waits for %(names)s") % {"names": ", ".join(names)}


def _actions(found: Quote, offered: set[str], mine: Approval | None) -> list[dict[str, Any]]:
    """The moves as buttons named by their verbs; the paper beside them."""
    made = []
    if mine is not None:
        made.append({"label": _("Decide"), "url": reverse("workspace:quote_decide", args=[found.reference]), "kind": "primary", "icon": "check"})  # fmt: skip
    for name, (kind, icon) in LOOKS.items():
        if name not in offered or not _fits(found, name):
            continue
        address = "workspace:quote_edit" if name == "edit" else "workspace:quote_move"
        args = [found.reference] if name == "edit" else [found.reference, name]
        label = QUOTES.lifecycle.moves[name].label
        made.append({"label": label, "url": reverse(address, args=args), "kind": kind, "icon": icon})
    made.append({"label": _("PDF"), "url": reverse(PDF, args=[found.reference]), "kind": "quiet", "icon": "download"})
    return made


def _fits(found: Quote, name: str) -> bool:
    """Moves that the state offers and this very quote has no use for."""
    if name == "make_primary":
        return not found.primary and not found.proposal
    if name == "send":
        return found.audience != Quote.Audience.CUSTOMER
    return name != "accept" or not found.proposal


def _findings(record: Record, may_edit: bool) -> list[dict[str, Any]]:
    """What is not as its kind needs it, with the place where it is put right."""
    if record.quote.state != DRAFT:
        return []
    form = reverse("workspace:quote_edit", args=[record.quote.reference])
    return [
        {
            "wrong": each.wrong, "right": each.right, "rule": each.rule,
            "url": f"{form}#id_{MENDED_AT[each.field]}" if may_edit and each.field in MENDED_AT else "",
        }
        for each in record.findings
    ]  # fmt: skip


def _levels(record: Record) -> list[dict[str, Any]]:
    """The approvals that it would need if it were submitted now, each with what asks for it."""
    if record.required is None:
        return []
    return [{"label": each.label, "why": each.why} for each in record.required.outcome.levels]


def _rounds(record: Record, book: Book) -> list[dict[str, Any]]:
    """Reviews, the newest first, each level with who was asked in whose name, and what she said."""
    found: dict[int, list[dict[str, Any]]] = {}
    for each in record.approvals:
        label, meaning = OUTCOMES[each.outcome]
        found.setdefault(each.round, []).append(
            {"one": each, "level": level_words(each.level, book, record.quote.judged_on), "state": {"state": each.outcome or "waits", "label": label, "meaning": meaning}}
        )  # fmt: skip
    return [{"round": number, "rows": rows} for number, rows in sorted(found.items(), reverse=True)]


def level_words(key: str, book: Book, on: date) -> str:
    """A level as the page of approvals calls it."""
    return levels(book, on).get(key, key.replace("_", " ").capitalize())


def _may_consent(request: HttpRequest, record: Record) -> bool:
    missing = any(given is None for _side, given in record.consents)
    may = ACCESS.held(request.user, [Permission.CONSENT], record.quote)
    return bool(missing and may and record.quote.state in (DRAFT, IN_REVIEW, SENT))


def _facts(record: Record, request: HttpRequest) -> list[dict[str, Any]]:
    found = record.quote
    return [
        {"title": _("Parties"), "items": _parties(found, request)}, {"title": _("Terms"), "items": _terms(found, request)},
        {"title": _("Invoice and delivery"), "items": _invoice(found)},
    ]  # fmt: skip


def _item(label: str, value: Any, url: str | None = None) -> dict[str, Any]:
    return {"label": label, "value": value, "url": url if value else None}


def _led(request: HttpRequest, access: Access, permission: str, page: str, one: Any) -> str | None:
    """Where a name leads, for readers whose work it is to open such pages at all."""
    return reverse(page, args=[one.reference]) if one is not None and access.may(request.user, permission) else None


def _parties(found: Quote, request: HttpRequest) -> list[dict[str, Any]]:
    partner, listing, book = found.resale_partner, found.listing_partner, request.occasion.book
    accounts, partners = AccountsPermission, PartnersPermission
    seen = audience(found.kind, "draft_proposal" if found.proposal else "prices", book, found.judged_on)
    outside = [str(words.READERS[each]) for each in words.READERS if each in seen and each != "vendor"]
    return [
        _item(_("Customer"), found.account.name, _led(request, ACCOUNTS, accounts.VIEW_ACCOUNT, "workspace:account", found.account)),
        _item(_("Opportunity"), str(found.opportunity), _led(request, ACCOUNTS, accounts.VIEW_OPPORTUNITY, "workspace:opportunity", found.opportunity)),
        _item(_("Quoted to"), recipient(found)),
        _item(_("Resale partner"), partner.name if partner else "", _led(request, PARTNERS, partners.VIEW, "workspace:partner", partner)),
        _item(_("Distributor"), found.distributor.name if found.distributor else ""),
        _item(_("CPPO, MCPO, or DSOR partner"), listing.name if listing else "", _led(request, PARTNERS, partners.VIEW, "workspace:partner", listing)),
        _item(_("Its prices are seen outside by"), ", ".join(outside)),
        _item(_("Owner"), found.owner.name),
    ]  # fmt: skip


def _terms(found: Quote, request: HttpRequest) -> list[dict[str, Any]]:
    payment = _("%(schedule)s, %(days)d days net") % {"schedule": found.payment_schedule, "days": found.payment_days}
    return [
        _item(_("Sale"), words.SALES.get(found.sale, found.sale)), _item(_("Begins"), date_words(found.starts_on)),
        _item(_("Term"), _("%(months)d months") % {"months": found.term_months}),
        _item(_("Renewal term"), _("%(months)d months") % {"months": found.renewal_term_months}),
        _item(_("Payment"), payment), _item(_("Payment details"), found.payment_details),
        _item(_("Valid until"), date_words(found.valid_until)), _item(_("Template"), found.template),
        _item(_("Not standard"), _not_standard(found, request.occasion.book)),
        _item(_("Price book"), found.book.name, _led(request, PRICING, PricingPermission.VIEW_BOOK, "workspace:price_book", found.book)),
        _item(_("Priced on"), date_words(found.priced_at.date())), _item(_("Quoted by"), found.entity),
    ]  # fmt: skip


def _not_standard(found: Quote, book: Book) -> str:
    """Its elements that are not standard, as the page of approvals calls them."""
    known = elements(book, found.judged_on)
    return ", ".join(known.get(key, key) for key in found.non_standard)


def _invoice(found: Quote) -> list[dict[str, Any]]:
    sold, bill = found.sold_to or found.sold_to_person, found.bill_to or found.bill_to_person
    return [
        _item(_("Invoice owner"), found.invoice_owner), _item(_("Its contact"), found.invoice_contact),
        _item(_("Sold to"), sold.name if sold else ""), _item(_("Billed to"), bill.name if bill else ""),
        _item(_("VAT number"), found.vat_number), _item(_("End user’s e-mail"), found.end_user_email),
        _item(_("Shipping address"), found.shipping_address), _item(_("Postal code"), found.postal_code),
    ]  # fmt: skip


def of_opportunity(request: HttpRequest, opportunity: Opportunity) -> list[dict[str, Any]]:
    """The quotes of an opportunity that the reader may see, for the section of its page."""
    if not ACCESS.may(request.user, Permission.VIEW):
        return []
    book, found = request.occasion.book, []
    for one in queries.of_opportunity(request.user, opportunity):
        opened = sums(one, request.user, book)
        net = price_words(opened.net_amount, opened.currency) if opened else ""
        found.append({"one": one, "state": words.badge(one), "kind": words.KINDS[one.kind], "to": recipient(one), "net": net})  # fmt: skip
    return found


def may_make(request: HttpRequest, opportunity: Opportunity) -> bool:
    """Whether the reader may make a quote on it now."""
    return opportunity.state == OPEN and bool(ACCESS.held(request.user, [Permission.CREATE], opportunity))
