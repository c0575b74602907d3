"""Support in the portal: licences that are not for resale, with the policy before the form (NFR-01)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.domain.enablement import nfr_queries as queries
from towpath.domain.enablement.access import ACCESS, Permission
from towpath.domain.enablement.actions import nfr
from towpath.domain.enablement.models import Licence
from towpath.domain.partners.queries import own
from towpath.kernel.events.history import lines
from towpath.kernel.refusals import Invalid
from towpath.program.decisions.nfr import policy
from towpath.program.decisions.vendor import vendor
from towpath.program.parts import has
from towpath.web.shell.addresses import with_query
from towpath.web.shell.guards import partner_with
from towpath.web.shell.licences import of_what, reasons, state_of

readers = partner_with(ACCESS, Permission.VIEW_LICENCE)
FIELDS = ("product", "use", "contact_name", "contact_email", "note", "renews")


@readers
@require_GET
def support(request: HttpRequest) -> HttpResponse:
    """What one can ask the vendor for, and where it stands."""
    occasion = request.occasion
    terms = policy(occasion.book, occasion.day) if has("licences", occasion.book) else None
    cursor = request.GET.get("cursor", "")
    asked = queries.requests(request.user, cursor=cursor, size=20)
    running = queries.licences(request.user, state="active", size=50)
    context = {
        "requests": [{"one": one, "state": state_of(one, inside=False), "what": of_what(one, terms)} for one in asked.rows if terms],
        "licences": [
            {"one": one, "what": of_what(one, terms), "renewable": queries.renewable(one, occasion)} for one in running.rows if terms
        ],
        "may_ask": terms is not None and ACCESS.may(request.user, Permission.ASK_LICENCE),
        "support_address": vendor(occasion.book, occasion.day).support_address,
        "first_url": with_query(request) if cursor else None,
        "next_url": with_query(request, cursor=asked.next) if asked.next else None,
        "previous_url": with_query(request, cursor=asked.previous) if asked.previous else None,
    }  # fmt: skip
    return render(request, "portal/licences/support.html", context)


@readers
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The policy, what is left of it, and the form below."""
    if request.method == "GET":
        given = {"contact_name": request.user.name, "contact_email": request.user.email}
        return _form(request, given | {name: request.GET.get(name, "")[:20] for name in ("product", "renews")}, {})
    post = request.POST
    text = post.get("amount", "").strip()
    amount = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
    given = {name: post.get(name, "").replace("\0", "") for name in FIELDS}
    try:
        made = nfr.ask(own(request.user).reference, request.occasion, amount=amount, **given)
    except Invalid as refusal:
        return _form(request, given | {"amount": text}, refusal.errors)
    if made.state == "to_fulfil":
        messages.success(request, _("Your request passes. You are sent the licence within two working days."))
    return redirect("portal:licence_request", made.reference)


def _form(request: HttpRequest, typed: dict[str, str], errors: dict[str, list[str]]) -> HttpResponse:
    occasion, partner = request.occasion, own(request.user)
    terms = policy(occasion.book, occasion.day)
    offers = queries.offers(request.user, partner, occasion)
    uses = [(key, label) for key, label in (*terms.permitted, *terms.prohibited)]
    fields = [
        _field("product", _("What do you need?"), typed, errors, kind="radio", required=True,
               options=[{"value": one.product.key, "label": one.product.label, "help": _left(one)} for one in offers]),
        _field("amount", _("How many?"), typed, errors, required=True, inputmode="numeric", width="short"),
        _field("use", _("What for?"), typed, errors, kind="select", required=True, options=[{"value": key, "label": label} for key, label in uses]),
        _field("contact_name", _("Who is sent the licence?"), typed, errors, required=True, maxlength=120),
        _field("contact_email", _("E-mail"), typed, errors, kind="email", required=True),
        _field("note", _("Anything else"), typed, errors, kind="textarea", rows=3, maxlength=1000),
        _field("renews", "", typed, errors, kind="hidden"),
    ]  # fmt: skip
    order = [one["name"] for one in fields]
    summary = [
        {"name": name if name in order and name != "renews" else None,
         "label": next((one["label"] for one in fields if one["name"] == name), ""), "message": text, "missing": False}
        for name in sorted(errors, key=lambda name: order.index(name) if name in order else 99) for text in errors[name]
    ]  # fmt: skip
    context = {"terms": terms, "offers": offers, "fields": fields, "errors": summary, "renews": typed.get("renews", "")}
    return render(request, "portal/licences/ask.html", context, status=422 if errors else 200)


def _field(name: str, label: str, typed: dict[str, str], errors: dict[str, list[str]], **more: Any) -> dict[str, Any]:
    return {"name": name, "label": label, "value": typed.get(name, ""), "errors": errors.get(name, []), **more}


def _left(offer: queries.Offer) -> str:
    if offer.allotment is None:
        return _("not in what the program gives you")
    words = {"left": offer.left, "all": offer.allotment.amount, "unit": offer.product.unit}
    return _("%(left)d of %(all)d %(unit)s left") % words


@readers
@require_GET
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One request: where it stands, why it was refused and what would mend it, or the licence with its key."""
    found, occasion = queries.request(request.user, reference), request.occasion
    terms = policy(occasion.book, occasion.day)
    licence: Licence | None = getattr(found, "licence", None)
    context = {
        "found": found, "state": state_of(found, inside=False), "what": of_what(found, terms), "use": terms.use(found.use),
        "reasons": reasons(found), "licence": licence, "licence_state": state_of(licence) if licence else None,
        "key": queries.key_of(licence) if licence and licence.state == "active" else "",
        "renewable": licence is not None and queries.renewable(licence, occasion),
        "may_withdraw": any(move.name == "withdraw" for move in nfr.REQUESTS.offered(found, request.user)),
        "history": lines(found, outside=vendor(occasion.book, occasion.day).name, book=occasion.book),
    }  # fmt: skip
    return render(request, "portal/licences/request.html", context)


@readers
@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    found = queries.request(request.user, reference)
    nfr.withdraw(found.reference, request.occasion)
    messages.success(request, _("%(reference)s is withdrawn.") % {"reference": found.reference})
    return redirect("portal:licence_request", found.reference)
