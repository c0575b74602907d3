"""What a new partner does once its address is confirmed: accept the agreement by click, or ask for a contract."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.domain.partners import queries
from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.actions import access_requests, agreements, legal_requests
from towpath.domain.partners.actions.moves import ACCESS_REQUESTS, LEGAL_REQUESTS
from towpath.domain.partners.facts import way_in_facts
from towpath.domain.partners.lifecycles import OPEN_LEGAL, PROSPECT
from towpath.domain.partners.models import LegalRequest
from towpath.kernel.documents.store import ACCEPTED, LIMIT, documents_of, opened
from towpath.kernel.events.history import lines
from towpath.kernel.identity.roles import WORDS, Role
from towpath.kernel.refusals import Invalid, NotFound
from towpath.program.decisions.partners.agreement import agreement as in_force
from towpath.program.decisions.partners.agreement import way_in
from towpath.program.decisions.vendor import vendor
from towpath.web.portal.deals_words import vendor_name
from towpath.web.shell.guards import partner_only
from towpath.web.shell.places import place_of

STATES = {
    "received": (lazy("Received"), "waiting"), "with_legal": (lazy("Being worked on"), "waiting"),
    "with_partner": (lazy("With you"), "attention"), "signed": (lazy("Signed"), "good"), "declined": (lazy("Declined"), "stop"),
}  # fmt: skip
ROLES = (Role.PARTNER_SELLER, Role.PARTNER_ADMIN, Role.PARTNER_VIEWER, Role.PARTNER_MARKETING)


@partner_only
@never_cache
@require_http_methods(["GET", "POST"])
def agreement(request: HttpRequest) -> HttpResponse:
    """The agreement in force with its version and checksum; what was signed before; what waits with Legal."""
    if request.method == "GET":
        return _page(request)
    partner = queries.own(request.user)
    try:
        agreements.accept(
            partner.reference, request.occasion, version=request.POST.get("version", "")[:20],
            checksum=request.POST.get("checksum", "")[:64], signatory=request.POST.get("signatory") == "yes",
            place=place_of(request),
        )  # fmt: skip
    except agreements.AgreementChanged as refusal:
        return _page(request, changed=str(refusal), status=409)
    except Invalid as refusal:
        return _page(request, refusal.errors, status=422)
    messages.success(
        request,
        _(
            "The agreement is accepted: you are authorized. Begin your first deal; what is still needed to submit it stands here."
        ),
    )
    return redirect("portal:home")


@partner_only
@require_POST
def ask_contract(request: HttpRequest) -> HttpResponse:
    """No authority to sign, or questions: a contract is asked for (ONB-03)."""
    partner = queries.own(request.user)
    try:
        made = legal_requests.ask(
            partner.reference, request.occasion, question=request.POST.get("question", "")[:10_000],
            signatory=request.POST.get("signatory") == "yes",
        )  # fmt: skip
    except Invalid as refusal:
        return _page(request, refusal.errors, status=422)
    messages.success(
        request, _("%(reference)s is on its way; you hear from us by mail.") % {"reference": made.reference}
    )
    return redirect("portal:contract", made.reference)


def _page(
    request: HttpRequest, errors: dict[str, list[str]] | None = None, *, changed: str = "", status: int = 200
) -> HttpResponse:
    partner, occasion = queries.own(request.user), request.occasion
    way = way_in(way_in_facts(partner), occasion.book, on=occasion.day)
    requests, by = queries.legal_requests_of(request.user, partner), vendor(occasion.book, occasion.day)
    context: dict[str, Any] = {
        "partner": partner,
        "prospect": partner.status == PROSPECT,
        "agreement": in_force(partner.region, occasion.book, occasion.day) if way.outcome == "click_through" else None,
        "way": way,
        "may_sign": ACCESS.may(request.user, Permission.ACCEPT),
        "acceptances": queries.acceptances(partner),
        "requests": [(one, _badge(one)) for one in requests],
        "waiting": next((one for one in requests if one.state in OPEN_LEGAL and one.kind == "partner_contract"), None),
        "typed": {"question": request.POST.get("question", "")},
        "errors": errors or {},
        "summary": [
            {"name": name, "label": _("Your question"), "message": text}
            for name, texts in (errors or {}).items()
            for text in texts
        ],
        "changed": changed,
        "vendor": by,
        "judged": [each for line in lines(partner, outside=by.name, book=occasion.book) for each in line.judged],
    }
    return render(request, "portal/join/agreement.html", context, status=status)


def _badge(one: LegalRequest) -> dict[str, str]:
    label, meaning = STATES[one.state]
    return {"state": one.state, "label": label, "meaning": meaning}


@partner_only
@never_cache
@require_GET
def contract(request: HttpRequest, reference: str) -> HttpResponse:
    """One legal request of the reader's own partner."""
    return _contract(request, queries.legal_request(request.user, reference))


def _contract(request: HttpRequest, found: LegalRequest, errors: dict[str, list[str]] | None = None) -> HttpResponse:
    errors = errors or {}
    labels = {"note": _("Your answer"), "file": _("File")}
    context = {
        "found": found,
        "state": _badge(found),
        "files": list(documents_of(found)),
        "history": lines(found, outside=vendor_name(request.occasion.book, request.occasion.day), book=request.occasion.book),
        "may_answer": any(move.name == "answer" for move in LEGAL_REQUESTS.offered(found, request.user)),
        "typed": {"note": request.POST.get("note", "")},
        "errors": errors,
        "limit": LIMIT,
        "accept": ACCEPTED,
        "summary": [
            {"name": name, "label": labels.get(name), "message": text} for name, texts in errors.items() for text in texts
        ],
    }  # fmt: skip
    return render(request, "portal/join/contract.html", context, status=422 if errors else 200)


@partner_only
@require_POST
def answer_contract(request: HttpRequest, reference: str) -> HttpResponse:
    found = queries.legal_request(request.user, reference)
    try:
        legal_requests.answer(
            found.reference, request.occasion, note=request.POST.get("note", ""), upload=request.FILES.get("file")
        )
    except Invalid as refusal:
        return _contract(request, found, refusal.errors)
    messages.success(request, _("Your answer is sent."))
    return redirect("portal:contract", found.reference)


@partner_only
@require_GET
def contract_file(request: HttpRequest, reference: str, document: int) -> HttpResponse:
    """A file of a legal request, for those who see the request."""
    return file_of(queries.legal_request(request.user, reference), document)


def file_of(found: LegalRequest, document: int) -> FileResponse:
    one = documents_of(found).filter(pk=document).first() if document < 2**63 else None
    if one is None:
        raise NotFound("There is no such file for you.")
    return FileResponse(opened(one), as_attachment=True, filename=one.name, content_type=one.media_type)


# -- those who ask for access ------------------------------------------------------------------------------------------


@partner_only
@never_cache
@require_GET
def access_list(request: HttpRequest) -> HttpResponse:
    """Who asked for access to this partner's portal."""
    if not ACCESS.may(request.user, Permission.VIEW_ACCESS):
        raise NotFound("There is no such page for you.")
    found = queries.access_requests(request.user, cursor=request.GET.get("cursor", ""))
    return render(request, "portal/join/access_list.html", {"found": found})


@partner_only
@never_cache
@require_http_methods(["GET", "POST"])
def access(request: HttpRequest, reference: str) -> HttpResponse:
    """One who asks for access: give it with a role, or decline with a reason."""
    found = queries.access_request(request.user, reference)
    errors: dict[str, list[str]] = {}
    if request.method == "POST":
        try:
            decide(request, found.reference)
        except Invalid as refusal:
            errors = refusal.errors
        else:
            messages.success(request, _("Your answer is sent to %(name)s.") % {"name": found.name})
            return redirect("portal:access_requests")
    context = {"found": found, **deciding(request, errors), "open": bool(ACCESS_REQUESTS.offered(found, request.user))}
    return render(request, "portal/join/access.html", context, status=422 if errors else 200)


def decide(request: HttpRequest, reference: str) -> None:
    """Grant or decline, as the form says."""
    if request.POST.get("answer") == "decline":
        access_requests.decline(reference, request.occasion, reason=request.POST.get("reason", ""))
        return
    access_requests.grant(reference, request.occasion, role=request.POST.get("role", "")[:30])


def deciding(request: HttpRequest, errors: dict[str, list[str]]) -> dict[str, Any]:
    """The fields of the decision, as the templates of both faces take them."""
    typed = {name: request.POST.get(name, "") for name in ("role", "reason")}
    labels = {"role": _("Access"), "reason": _("Reason")}
    return {
        "typed": typed,
        "errors": errors,
        "roles": [{"value": role.value, "label": str(WORDS[role])} for role in ROLES],
        "summary": [
            {"name": name, "label": labels.get(name), "message": text} for name, texts in errors.items() for text in texts
        ],
    }  # fmt: skip
