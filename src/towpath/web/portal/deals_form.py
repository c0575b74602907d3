"""Register a deal: choose its type, fill in a draft that saves itself, attach files, send it; the same form after a return."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from towpath.domain.deals import queries
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.actions.words import specs
from towpath.domain.deals.lifecycles import DRAFT, RETURNED, WITH_VENDOR
from towpath.domain.deals.models import Registration
from towpath.domain.partners import queries as partners
from towpath.kernel.documents.store import ACCEPTED, LIMIT
from towpath.kernel.refusals import Ineligible, Invalid, MoveNotOpen, Refusal, Stale, TooMany
from towpath.program.decisions.deal_registration.form import RegistrationType, registration_types
from towpath.web.portal import deals_files, form
from towpath.web.portal.deals_doors import writers_only
from towpath.web.portal.deals_words import answer_within, state_words, vendor_name


@dataclass(frozen=True)
class Shown:
    """What the form shows beside the registration: what was typed, and what came of it."""

    values: Mapping[str, str]
    errors: Mapping[str, list[str]] = field(default_factory=dict)
    refusal: Refusal | None = None
    version: int | None = None

    @property
    def status(self) -> int:
        if self.errors or isinstance(self.refusal, Ineligible):
            return 422
        return 409 if self.refusal else 200


@writers_only
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """Choose the type; a draft begins with it."""
    if request.method == "GET":
        return _types(request, "", [])
    key = request.POST.get("deal_type", "")
    if key not in {one.key for one in _offered(request)}:
        return _types(request, key, [_("Choose how you will sell.")])
    begun = queries.just_begun(request.occasion, key) or registrations.draft(request.occasion, {"deal_type": key})
    return redirect("portal:amend", begun.reference)


@writers_only
@require_http_methods(["GET", "POST"])
def change_type(request: HttpRequest, ref: str) -> HttpResponse:
    """Choose another type for a draft; what both forms ask stays."""
    registration = _mine(request, ref)
    if request.method == "GET":
        return _types(request, registration.deal_type, [], registration)
    key = request.POST.get("deal_type", "")
    if key not in {one.key for one in _offered(request, registration)}:
        return _types(request, key, [_("Choose how you will sell.")], registration)
    registrations.amend(registration.reference, request.occasion, {"deal_type": key})
    return redirect("portal:amend", registration.reference)


def _offered(request: HttpRequest, registration: Registration | None = None) -> tuple[RegistrationType, ...]:
    """The types to choose from: for a registration with a day of its own (it was returned) those of that day."""
    own_day = registration.judged_on if registration is not None else None
    return registration_types(request.occasion.book, own_day or request.occasion.day)


def _types(
    request: HttpRequest, chosen: str, errors: list[str], registration: Registration | None = None
) -> HttpResponse:
    choice = {
        "name": "deal_type",
        "label": _("How will you sell?"),
        "value": chosen,
        "required": True,
        "errors": errors,
        "options": [
            {"value": one.key, "label": one.title, "help": one.meaning} for one in _offered(request, registration)
        ],
    }
    own = partners.own(request.user)
    verdict = partners.may_register(own, request.occasion)
    context = {
        "choice": choice,
        "types": _offered(request, registration),
        "verdict": verdict,
        "own_reference": own.reference,
        "registration": registration,
        "errors": [{"name": "deal_type", "label": "", "message": message} for message in errors],
    }
    return render(request, "portal/register.html", context, status=422 if errors else 200)


@writers_only
@require_http_methods(["GET", "POST"])
def amend(request: HttpRequest, ref: str) -> HttpResponse:
    """The form of a draft or of a returned registration; saving it keeps everything that can be read."""
    registration = queries.one(request.user, ref)
    if registration.state not in (DRAFT, RETURNED):
        return redirect("portal:registration", registration.reference)
    asked = specs(registration.deal_type, request.occasion, registration.judged_on)
    if request.method == "GET":
        return _form(request, registration, Shown(form.kept(registration, asked)))
    values = form.typed(request.POST, asked)
    if "X-Autosave" in request.headers:
        return _autosaved(request, registration, values)
    wrong = deals_files.taken(request, registration)
    try:
        registrations.amend(registration.reference, request.occasion, values, version=_version(request))
    except Invalid as refusal:
        return _form(request, registration, Shown(values, {**refusal.errors, **wrong}))
    except Stale as refusal:
        return _conflict(request, registration, values, refusal)
    if wrong:
        return _form(request, queries.one(request.user, ref), Shown(values, wrong))
    if request.POST.get("then") == "type":
        return redirect("portal:change_type", registration.reference)
    messages.success(request, _("Saved. Nothing is sent before you submit it."))
    return redirect("portal:amend", registration.reference)


def _autosaved(request: HttpRequest, registration: Registration, values: dict[str, str]) -> HttpResponse:
    """Keep what can be read while one types; the note says what was left out."""
    ref, left_out = registration.reference, {}
    try:
        try:
            saved = registrations.amend(ref, request.occasion, values, version=_version(request))
        except Invalid as refusal:
            left_out = refusal.errors
            readable = {name: value for name, value in values.items() if name not in left_out}
            saved = registrations.amend(ref, request.occasion, readable, version=_version(request))
    except Refusal as refusal:
        return JsonResponse({"note": str(refusal)}, status=409)
    labels = {spec.name: spec.label for spec in specs(registration.deal_type, request.occasion, registration.judged_on)}
    words = ", ".join(labels.get(name, name) for name in left_out)
    note = _("Saved, except: %(fields)s. It needs another look.") % {"fields": words} if left_out else ""
    return JsonResponse({"version": saved.version, "note": note})


@writers_only
@require_POST
def submit(request: HttpRequest, ref: str) -> HttpResponse:
    return _sent(
        request, ref, registrations.submit, _("Submitted. We confirm by mail, and this page shows who has it.")
    )


@writers_only
@require_POST
def resubmit(request: HttpRequest, ref: str) -> HttpResponse:
    return _sent(request, ref, registrations.resubmit, _("Resubmitted. It is with us again, and the clock runs on."))


def _sent(request: HttpRequest, ref: str, move: Callable[..., Registration], words: str) -> HttpResponse:
    """Send the form as it stands. A second click finds it sent and shows the same page; nothing typed is ever lost."""
    registration = queries.one(request.user, ref)
    if registration.state in WITH_VENDOR:
        return redirect("portal:registration", registration.reference)
    values = form.typed(request.POST, specs(registration.deal_type, request.occasion, registration.judged_on))
    wrong = deals_files.taken(request, registration)
    if wrong:
        return _form(request, registration, Shown(values, wrong))
    try:
        sent = move(registration.reference, request.occasion, values, version=_version(request))
    except Invalid as refusal:
        return _form(request, registration, Shown(values, refusal.errors))
    except Ineligible as refusal:
        return _form(request, registration, Shown(values, refusal=refusal))
    except Stale as refusal:
        return _conflict(request, registration, values, refusal)
    except MoveNotOpen:
        if queries.one(request.user, ref).state in WITH_VENDOR:  # the other click was quicker
            return redirect("portal:registration", registration.reference)
        raise
    messages.success(request, words)
    return redirect("portal:registration", sent.reference)


def _version(request: HttpRequest) -> int | None:
    text = request.POST.get("version", "")
    return int(text) if text.isdigit() and len(text) < 10 else None


def _conflict(request: HttpRequest, before: Registration, values: dict[str, str], refusal: Stale) -> HttpResponse:
    """Two browsers: show what was typed, and what the other one kept; sending again keeps this one's words."""
    registration = queries.one(request.user, before.reference)
    return _form(request, registration, Shown(values, refusal=refusal, version=registration.version))


def _form(request: HttpRequest, registration: Registration, shown: Shown) -> HttpResponse:
    occasion = request.occasion
    asked = specs(registration.deal_type, occasion, registration.judged_on)
    types = {one.key: one for one in _offered(request, registration)}
    context = {
        "registration": registration,
        "type": types.get(registration.deal_type),
        "state": state_words(registration.state),
        "returned": registration.state == RETURNED,
        "groups": form.sections(asked, shown.values, shown.errors),
        "errors": form.summary(shown.errors, asked, shown.values),
        "file_errors": shown.errors.get("files", []),
        "refusal": shown.refusal,
        "differs": form.differing(registration, shown.values, asked) if isinstance(shown.refusal, Stale) else [],
        "version": shown.version if shown.version is not None else _shown_version(request, registration),
        "files": deals_files.items(request, registration),
        "accept": ACCEPTED,
        "limit": LIMIT,
        "vendor": vendor_name(occasion.book, occasion.day),
        "within": answer_within(occasion.book, occasion.day),
        "maybe": _maybe(request, shown.values, registration.reference),
        "verdict": partners.may_register(registration.partner, occasion),
        "own_reference": registration.partner.reference,
    }
    return render(request, "portal/form.html", context, status=shown.status)


def _shown_version(request: HttpRequest, registration: Registration) -> int:
    """The version that the form stands on: after an error still the one that it was opened with."""
    return (_version(request) if request.method == "POST" else None) or registration.version


def _maybe(request: HttpRequest, values: Mapping[str, str], ref: str) -> str:
    """The program's warning for what stands in the form; for readers whose browser runs no scripts."""
    name, website = values.get("customer_name", ""), values.get("customer_website", "")
    if not (name.strip() or website.strip()):
        return ""
    country = values.get("customer_country", "")
    try:
        return queries.maybe_registered(
            request.user, request.occasion, name=name, website=website, country=country, but=ref
        )
    except TooMany:
        return ""


@writers_only
@require_GET
def maybe_registered(request: HttpRequest) -> HttpResponse:
    """The fragment under the customer's fields while one types: the program's words or nothing; never by whom."""
    values = {
        name: request.GET.get(name, "")[:255] for name in ("customer_name", "customer_website", "customer_country")
    }
    too_many, words = None, ""
    if values["customer_name"].strip() or values["customer_website"].strip():
        try:
            words = queries.maybe_registered(
                request.user, request.occasion, name=values["customer_name"], website=values["customer_website"],
                country=values["customer_country"], but=request.GET.get("but", "")[:12],
            )  # fmt: skip
        except TooMany as refusal:
            too_many = refusal
    context = {"maybe": words, "too_many": too_many}
    return render(request, "portal/maybe_registered.html", context, status=429 if too_many else 200)


def _mine(request: HttpRequest, ref: str) -> Registration:
    """A draft or returned registration of the reader's partner."""
    registration = queries.one(request.user, ref)
    if registration.state not in (DRAFT, RETURNED):
        raise MoveNotOpen(
            _("The type cannot be changed any more."), remedy=_("Write a comment; the reviewer confirms the type.")
        )
    return registration
