"""The decision pages of a registration: one table of moves, one way to ask, to send, and to be refused without loss."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from towpath.domain.deals import history, queries
from towpath.domain.deals.access import ACCESS
from towpath.domain.deals.actions.moves import MOVES
from towpath.domain.deals.lifecycles import REGISTRATION
from towpath.domain.deals.models import Registration
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Ineligible, Invalid, NotFound, Refusal, Stale
from towpath.web.shell.fields import summary
from towpath.web.shell.guards import internal_only
from towpath.web.workspace import deals_words

Given = Mapping[str, str]
JUST_NOW = timedelta(minutes=2)  # within it, the same act of the same person is the same click


@dataclass(frozen=True)
class MovePage:
    """One decision: what is asked, with which fields, what follows from it, and the action that does it.

    fields        (registration, occasion, given) -> fields as the shell's forms draw them, plus "draw"
    consequences  (registration, occasion) -> sentences said before choosing
    act           (reference, occasion, given, version) -> the domain's one call
    done          the sentence afterwards
    evidence      (request, registration) -> more context for the page's own template
    """

    move: str
    title: Any
    submit: Any
    act: Callable[[str, Occasion, Given, int], Any]
    done: Any
    fields: Callable[[Registration, Occasion, Given], list[dict[str, Any]]] = lambda r, o, g: []
    consequences: Callable[[Registration, Occasion], list[str]] = lambda r, o: []
    evidence: Callable[[HttpRequest, Registration], dict[str, Any]] = lambda request, r: {}
    template: str = "workspace/deals/decide.html"
    kind: str = "primary"
    icon: str = ""
    events: tuple[str, ...] = field(default=())


def view_of(page: MovePage) -> Callable[..., HttpResponse]:
    """The view of one decision page."""

    @require_http_methods(["GET", "HEAD", "POST"])
    @internal_only
    def decide(request: HttpRequest, ref: str) -> HttpResponse:
        registration = queries.one(request.user, ref)
        if request.method == "POST":
            return _post(request, registration, page)
        _offered(registration, page, request.occasion)
        return _shown(request, registration, page, request.GET)

    decide.__name__ = page.move
    return decide


def _offered(registration: Registration, page: MovePage, occasion: Occasion) -> None:
    """Not hers: not found. Hers, but not from this state: says so."""
    permission = REGISTRATION.moves[page.move].permission
    if not ACCESS.held(occasion.actor, [permission], registration):
        raise NotFound(f"There is no registration {registration.reference} for you.")
    MOVES.open(page.move, registration, occasion.actor)


def _post(request: HttpRequest, registration: Registration, page: MovePage) -> HttpResponse:
    given = {name: value for name, value in request.POST.items() if name not in ("csrfmiddlewaretoken",)}
    try:
        page.act(registration.reference, request.occasion, given, version_of(request))
    except Invalid as refusal:
        return _shown(request, registration, page, given, refusal=refusal, status=422)
    except Refusal as refusal:
        return refused(request, registration.reference, page, given, refusal)
    messages.success(request, page.done)
    return redirect("workspace:registration", registration.reference)


def version_of(request: HttpRequest) -> int:
    """The version of the record that the reader saw, as every form of these pages carries it."""
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Invalid({"": [_("This form is incomplete. Open the page again and repeat what you typed.")]})
    return int(text)


def refused(request: HttpRequest, reference: str, page: MovePage, given: Given, refusal: Refusal) -> HttpResponse:
    """A second click is harmless; whoever was overtaken sees what changed, and keeps what she typed."""
    registration = queries.one(request.user, reference)  # not hers any more at all: not found
    if done_already(request, registration, page):
        messages.info(request, _("That was done already, a moment ago."))
        return redirect("workspace:registration", reference)
    changed = _changed_since(request, registration)
    held = ACCESS.held(request.user, [REGISTRATION.moves[page.move].permission], registration)
    open_here = registration.state in REGISTRATION.moves[page.move].sources
    if not held and not changed:
        raise refusal
    if not held or not open_here:
        context = _context(registration, page, request.occasion) | {
            "refusal": refusal, "changed": deals_words.history(changed), "typed": _typed(page, registration, request, given),
        }  # fmt: skip
        return render(request, "workspace/deals/overtaken.html", context, status=409)
    status = 422 if isinstance(refusal, Ineligible) else 409
    shown = changed if isinstance(refusal, Stale) else []
    return _shown(request, registration, page, given, refusal=refusal, changed=shown, status=status)


def done_already(request: HttpRequest, registration: Registration, page: MovePage) -> bool:
    """Whether the last thing that happened is this very act of this person, a moment ago."""
    version = request.POST.get("version", "")
    if not version.isdigit() or registration.version <= int(version):
        return False
    last = history.events_of(registration)[-1]
    events = page.events or (REGISTRATION.moves[page.move].event,)
    return last.actor_id == request.user.pk and last.name in events and last.at > request.at - JUST_NOW


def _changed_since(request: HttpRequest, registration: Registration) -> list[history.Entry]:
    try:
        seen = datetime.fromisoformat(request.POST.get("seen", ""))
    except ValueError:
        seen = request.at - timedelta(days=1)
    if seen.tzinfo is None:
        seen = request.at - timedelta(days=1)
    entries = history.timeline(request.user, registration)
    return [entry for entry in entries if entry.at > seen and entry.kind != "mail"]


def _typed(page: MovePage, registration: Registration, request: HttpRequest, given: Given) -> list[dict[str, Any]]:
    fields = page.fields(registration, request.occasion, given)
    return [deals_words.fact(f["label"], given.get(f["name"], "")) for f in fields if given.get(f["name"])]


def _shown(
    request: HttpRequest,
    registration: Registration,
    page: MovePage,
    given: Given,
    *,
    refusal: Refusal | None = None,
    changed: list[history.Entry] | None = None,
    status: int = 200,
) -> HttpResponse:
    errors = refusal.errors if isinstance(refusal, Invalid) else {}
    fields = page.fields(registration, request.occasion, given)
    for one in fields:
        one["errors"] = errors.get(one["name"], [])
        if one["name"] in given:
            one["value"] = given[one["name"]]
    context = _context(registration, page, request.occasion) | {
        "fields": fields,
        "summary": summary(errors, fields),
        "refusal": None if isinstance(refusal, Invalid) else refusal,
        "changed": deals_words.history(changed or []),
        "consequences": page.consequences(registration, request.occasion),
        "given": given,
        **page.evidence(request, registration),
    }
    return render(request, page.template, context, status=status)


def _context(registration: Registration, page: MovePage, occasion: Occasion) -> dict[str, Any]:
    on = registration.judged_on or occasion.day
    return {
        "registration": registration,
        "page": page,
        "state": deals_words.state(registration, occasion.book),
        "with_whom": deals_words.with_whom(registration),
        "claim": deals_words.claim_groups(registration, occasion.book, on),
        "finding": deals_words.finding_groups(registration, occasion.book, on),
        "seen": occasion.at.isoformat(),
    }
