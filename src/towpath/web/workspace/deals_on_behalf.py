"""Registrations on behalf of alliance, OEM and GSI partners (DRG-21): begun by the sales manager, submitted by Operations."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from towpath.basics.money import CURRENCIES
from towpath.domain.deals import history, queries
from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.actions import registrations as act
from towpath.domain.deals.actions.moves import MOVES
from towpath.domain.deals.actions.words import WRITABLE
from towpath.domain.deals.models import Registration
from towpath.domain.partners.models import Partner
from towpath.domain.partners.queries import visible
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound, Refusal
from towpath.program.decisions.deal_registration.eligibility import KIND_NAMES
from towpath.program.decisions.deal_registration.form import FieldSpec, form_fields, registration_types
from towpath.web.shell.fields import summary
from towpath.web.shell.guards import internal_only
from towpath.web.workspace import deals_evidence, deals_words
from towpath.web.workspace.deals_forms import version_of

KINDS = {"longtext": "textarea", "email": "email", "phone": "tel", "day": "date", "flag": "checkbox"}


def _partners(request: HttpRequest) -> list[Partner]:
    """The partners of the actor's region for whom the vendor submits, by the program's page."""
    book, day = request.occasion.book, request.occasion.day
    kinds = list(book["deal_registration.eligibility"].in_force(day)[1]["vendor_submits_for"])
    return list(visible(request.user).filter(kinds__overlap=kinds).order_by("name", "id"))


@require_http_methods(["GET", "POST"])
@internal_only
def begin(request: HttpRequest) -> HttpResponse:
    """First the partner and the type, then the program's form of that type; kept as a draft."""
    if not ACCESS.may(request.user, Permission.DRAFT_FOR):
        raise NotFound(_("There is no such page for you."))
    given = request.POST if request.method == "POST" else request.GET
    partners = _partners(request)
    partner = next((p for p in partners if p.reference == given.get("partner", "")), None)
    deal_type = given.get("deal_type", "")
    types = {kind.key: kind for kind in registration_types(request.occasion.book, request.occasion.day)}
    if partner is None or deal_type not in types:
        return _choose(request, partners, list(types.values()), given)
    specs = types[deal_type].fields
    context = {"partner": partner, "kind": types[deal_type], "registration": None, "submit": _("Save as a draft")}
    if request.method != "POST":
        return _form(request, specs, {"currency": "USD", "customer_country": partner.country}, context)
    values = _given(request, specs)
    if twice := queries.just_drafted(request.occasion, partner.pk, values.get("deal_name", "")):
        return redirect("workspace:registration", twice.reference)
    try:
        made = act.draft(request.occasion, values | {"deal_type": deal_type}, partner=partner)
    except Invalid as refusal:
        return _form(request, specs, values, context, errors=refusal.errors)
    messages.success(request, _("Draft saved. Ecosystem Operations submits it."))
    return redirect("workspace:registration", made.reference)


def _choose(request: HttpRequest, partners: list[Partner], types: list[Any], given: Any) -> HttpResponse:
    asked = "partner" in given or "deal_type" in given
    fields = [
        {
            "draw": "field", "name": "partner", "label": _("Partner"), "kind": "select", "required": True,
            "value": given.get("partner", ""),
            "options": [{"value": p.reference, "label": f"{p.name} ({_kinds(p)})"} for p in partners],
            "help": _("Alliance, OEM and GSI partners do not submit themselves; the vendor does it for them."),
            "errors": [_("Choose the partner.")] if asked and not given.get("partner") else [],
        },
        {
            "draw": "cards", "name": "deal_type", "label": _("Type"), "required": True,
            "value": given.get("deal_type", ""),
            "options": [{"value": k.key, "label": k.title, "help": k.transacts} for k in types],
            "errors": [_("Choose the type.")] if asked and not given.get("deal_type") else [],
        },
    ]  # fmt: skip
    errors = {f["name"]: f["errors"] for f in fields if f["errors"]}
    context = {"fields": fields, "summary": summary(errors, fields), "partners": partners}
    return render(request, "workspace/deals/on_behalf_choose.html", context, status=422 if errors else 200)


def _kinds(partner: Partner) -> str:
    return ", ".join(KIND_NAMES.get(kind, kind).removeprefix("a ").removeprefix("an ") for kind in partner.kinds)


@require_http_methods(["GET", "POST"])
@internal_only
def amend(request: HttpRequest, ref: str) -> HttpResponse:
    """Change a draft on behalf, or answer a return in the partner's place."""
    one = queries.one(request.user, ref)
    if not ACCESS.held(request.user, [Permission.AMEND], one):
        raise NotFound(f"There is no registration {ref} for you.")
    MOVES.open("amend", one, request.user)
    book, on = request.occasion.book, one.judged_on or request.occasion.day
    kind = next((k for k in registration_types(book, on) if k.key == one.deal_type), registration_types(book, on)[0])
    specs = form_fields(kind.key, book, on)
    context = {"partner": one.partner, "kind": kind, "registration": one, "submit": _("Save")}
    if request.method != "POST":
        return _form(request, specs, _kept(one, specs), context)
    values = _given(request, specs)
    try:
        act.amend(ref, request.occasion, values, version=version_of(request))
    except Invalid as refusal:
        return _form(request, specs, values, context, errors=refusal.errors)
    except NotFound:
        raise
    except Refusal as refusal:
        return _form(request, specs, values, context, refusal=refusal)
    messages.success(request, _("Saved."))
    return redirect("workspace:registration", one.reference)


def _given(request: HttpRequest, specs: tuple[FieldSpec, ...]) -> dict[str, Any]:
    """What was typed, field by field; a box that is not ticked says no."""
    return {
        spec.name: request.POST.get(spec.name) == "on" if spec.kind == "flag" else request.POST.get(spec.name, "")
        for spec in specs
    }


def _kept(one: Registration, specs: tuple[FieldSpec, ...]) -> dict[str, Any]:
    return {s.name: getattr(one, s.name) if s.name in WRITABLE else one.extra.get(s.name, "") for s in specs}


def _form(
    request: HttpRequest,
    specs: tuple[FieldSpec, ...],
    values: dict[str, Any],
    context: dict[str, Any],
    *,
    errors: dict[str, list[str]] | None = None,
    refusal: Refusal | None = None,
) -> HttpResponse:
    fields = [_field(spec, values.get(spec.name), (errors or {}).get(spec.name, [])) for spec in specs]
    sections: dict[str, list[dict[str, Any]]] = {}
    for spec, field in zip(specs, fields, strict=True):
        sections.setdefault(spec.section or _("Deal"), []).append(field)
    one = context["registration"]
    back = reverse("workspace:registration", args=[one.reference]) if one else reverse("workspace:registrations")
    context |= {
        "sections": sections, "summary": summary(errors or {}, fields), "refusal": refusal, "back": back,
        "changed": _changed(request, one) if refusal else [],
    }  # fmt: skip
    status = 422 if errors else 409 if refusal else 200
    return render(request, "workspace/deals/on_behalf.html", context, status=status)


def _changed(request: HttpRequest, one: Registration | None) -> list[dict[str, Any]]:
    if one is None:
        return []
    one.refresh_from_db(fields=["version"])
    return deals_words.history(history.timeline(request.user, one)[:3])


def _field(spec: FieldSpec, value: Any, errors: list[str]) -> dict[str, Any]:
    """One field of the program's form as the shell draws it."""
    made: dict[str, Any] = {
        "name": spec.name, "label": spec.label, "help": spec.help, "kind": KINDS.get(spec.kind, "text"),
        "required": spec.required, "maxlength": spec.longest, "errors": errors, "value": "" if value is None else value,
    }  # fmt: skip
    if spec.kind == "country":
        made |= {"kind": "select", "options": deals_evidence.countries()}
    elif spec.kind == "currency":
        options = [{"value": code, "label": code} for code in sorted(CURRENCIES)]
        made |= {"kind": "select", "options": options, "width": "short"}
    elif spec.kind == "choice":
        made |= {"kind": "radio", "options": [{"value": v, "label": label} for v, label in spec.choices]}
    elif spec.kind in ("money", "whole"):
        made |= {"inputmode": "decimal" if spec.kind == "money" else "numeric", "width": "short"}
    elif spec.kind == "day":
        made |= {"width": "short", "value": value.isoformat() if hasattr(value, "isoformat") else made["value"]}
    return made


def drafts(occasion: Occasion) -> list[Registration]:
    """What is prepared on behalf of partners and waits to be finished or submitted."""
    return queries.prepared(occasion.actor) if occasion.actor else []
