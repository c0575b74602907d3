"""The moves on a quote: each a page that says what follows, and the form that does it. Who was overtaken reads what changed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods

from towpath.domain.quotes import queries
from towpath.domain.quotes.access import ACCESS, Permission
from towpath.domain.quotes.actions import approvals, quotes, sending
from towpath.domain.quotes.actions.moves import QUOTES
from towpath.domain.quotes.lifecycles import QUOTE
from towpath.domain.quotes.models import Quote
from towpath.domain.quotes.queries import Record
from towpath.kernel.events.history import Line
from towpath.kernel.events.history import lines as history
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound, Refusal, Stale
from towpath.program.decisions.quotes.fields import extension_days
from towpath.web.shell.fields import field, summary, whole
from towpath.web.shell.guards import internal_only
from towpath.web.shell.quotes import SIDES
from towpath.web.workspace.quotes import head
from towpath.web.workspace.quotes_lists import allowed

type Given = Mapping[str, str]
type Errors = Mapping[str, list[str]]
type Fields = list[dict[str, Any]]
LONGEST, COMMENTS = 300, 4000
BESIDE = {"consent": Permission.CONSENT, "ask_consent": Permission.EDIT}  # acts that are no moves of its life


@dataclass(frozen=True)
class Page:
    """One move: what is asked, what follows, and the domain's one call.

    fields   (record, occasion, typed, errors) -> the fields of its form
    act      (reference, occasion, posted, version) -> the call
    follows  record -> sentences said before choosing
    """

    title: Any
    label: Any
    done: Any
    act: Callable[[str, Occasion, Any, int | None], Any]
    follows: Callable[[Record, Occasion], list[Any]] = lambda record, occasion: []
    fields: Callable[[Record, Occasion, Given, Errors], Fields] = lambda record, occasion, typed, errors: []
    danger: bool = False


def _text(name: str, label: Any, *, required: bool = True, told: Any = "") -> Callable[..., Fields]:
    def fields(record: Record, occasion: Occasion, typed: Given, errors: Errors) -> Fields:
        return [
            field(name, label, typed, errors, kind="textarea", rows=3, required=required, maxlength=COMMENTS, help=told)
        ]

    return fields


def _submit_follows(record: Record, occasion: Occasion) -> list[Any]:
    if record.findings:
        return [
            _("It cannot be submitted yet: %(wrong)s") % {"wrong": " ".join(each.wrong for each in record.findings)}
        ]
    levels = record.required.outcome.levels if record.required is not None else ()
    if not levels:
        return [_("Nothing in it needs an approval: it is approved at once, and can be sent.")]
    return [
        *(_("%(level)s is asked: %(why)s") % {"level": each.label, "why": " ".join(each.why)} for each in levels),
        _("While it is in review its terms and lines are locked; recall it to change them."),
    ]


def _valid_until(record: Record, occasion: Occasion, typed: Given, errors: Errors) -> Fields:
    days = extension_days(occasion.book, occasion.day)
    told = _("At most %(days)d days from today.") % {"days": days}
    return [field("until", _("Valid until"), typed, errors, kind="date", required=True, width="short", help=told)]


def _addressees(record: Record, occasion: Occasion, typed: Any, errors: Errors) -> Fields:
    people = [(one.pk, f"{one.name}, {one.email}") for one in queries.readers(record.quote)]
    boxes = sending.order_mailboxes(record.quote, occasion)
    chosen = typed.getlist("people") if hasattr(typed, "getlist") else []
    found = field("people", _("People who may read it"), {"people": chosen}, errors, kind="checkboxes", options=people)
    if not people:
        found["help"] = _("Nobody of %(name)s has access yet.") % {"name": record.quote.organisation}
    fields = [found] if people or not boxes else []
    if boxes:
        fields.append(field("mailbox", _("Order mailbox"), typed, errors, kind="select", blank=_("Not to a mailbox"), options=[(box, box) for box in boxes]))  # fmt: skip
    return fields


def _sides(record: Record, occasion: Occasion, typed: Given, errors: Errors) -> Fields:
    open_ = [(side, SIDES[side]) for side, given in record.consents if given is None]
    return [
        field("side", _("Who agrees"), typed, errors, kind="radio", required=True, options=open_),
        field("words", _("Where it stands"), typed, errors, maxlength=LONGEST, help=_("Of a partner’s agreement that was given elsewhere: the mail and its day, for example.")),
    ]  # fmt: skip


def _asked_of(record: Record, occasion: Occasion, typed: Any, errors: Errors) -> Fields:
    if record.quote.audience != Quote.Audience.PARTNER:
        return []
    people = [one for one in queries.readers(record.quote) if ACCESS.may(one, Permission.CONSENT)]
    chosen = typed.getlist("people") if hasattr(typed, "getlist") else []
    options = [(one.pk, f"{one.name}, {one.email}") for one in people]
    return [field("people", _("Whom of the partner"), {"people": chosen}, errors, kind="checkboxes", options=options)]


def _asking(record: Record, occasion: Occasion) -> list[Any]:
    inside = _("Sales and the Ecosystem Sales Manager are asked, as far as they have not agreed yet.")
    if record.quote.audience == Quote.Audience.PARTNER:
        return [
            inside,
            _(
                "The partner’s sellers read this draft from then on, to know what they agree to; a change of it closes it to them again."
            ),
        ]
    return [
        inside,
        _("The reseller reads no price of this quote. Ask it elsewhere, and record where its answer stands."),
    ]


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid({"until": [_("Choose a day, such as 2026-12-31.")]}) from None


def _numbers(texts: list[str]) -> list[int]:
    return [number for number in map(whole, texts) if number is not None]


PAGES: dict[str, Page] = {
    "submit": Page(
        lazy("Submit it for approval"), lazy("Submit"), lazy("It is submitted."),
        lambda ref, o, g, v: approvals.submit(ref, o, comments=g.get("comments", ""), version=v), _submit_follows,
        _text("comments", lazy("For those who approve"), required=False, told=lazy("What they need to know to decide: what the customer said, and what happens without it.")),
    ),
    "recall": Page(
        lazy("Recall it from review"), lazy("Recall"), lazy("It is a draft again."),
        lambda ref, o, g, v: approvals.recall(ref, o, why=g.get("why", "")[:LONGEST], version=v),
        lambda r, o: [_("It is a draft again, and can be changed."), _("Whoever has approved already is asked anew once it is submitted again.")],
        _text("why", lazy("Why"), required=False),
    ),
    "reopen": Page(
        lazy("Work on it again"), lazy("Work on it again"), lazy("It is a draft again."),
        lambda ref, o, g, v: approvals.reopen(ref, o, version=v), lambda r, o: [_("It is a draft again, with its lines as they were rejected.")],
    ),
    "reprice": Page(
        lazy("Price it again"), lazy("Price it again"), lazy("It is priced as of now."),
        lambda ref, o, g, v: quotes.reprice(ref, o, version=v),
        lambda r, o: [_("Each line takes the list price and the program’s discount of today. Discounts for the customer stay in percent.")],
    ),
    "make_primary": Page(
        lazy("Make it the primary quote"), lazy("Make primary"), lazy("It is the primary quote now."),
        lambda ref, o, g, v: quotes.make_primary(ref, o, version=v),
        lambda r, o: [_("One quote of an opportunity is primary: the one before counts no more."), _("Once approved, it stamps resale partner, distributor and track onto the opportunity.")],
    ),
    "prolong": Page(
        lazy("Let it be valid for longer"), lazy("Prolong"), lazy("It is valid for longer."),
        lambda ref, o, g, v: quotes.prolong(ref, o, until=_day(g.get("until", "")), version=v),
        lambda r, o: [_("Its prices stay as they are, until that day.")], _valid_until,
    ),
    "send": Page(
        lazy("Send it"), lazy("Send"), lazy("It is sent."),
        lambda ref, o, g, v: sending.send(ref, o, people=_numbers(g.getlist("people")), mailbox=g.get("mailbox", ""), version=v),
        lambda r, o: [_("Each of them is told that it can be read here, after signing in. No figure leaves by mail."), _("Nobody else is told: neither the customer nor another partner.")],
        _addressees,
    ),
    "accept": Page(
        lazy("Record the order"), lazy("Record the order"), lazy("The order is recorded."),
        lambda ref, o, g, v: sending.accept(ref, o, how=g.get("how", ""), version=v),
        lambda r, o: [_("It becomes the primary quote, and what it stamps stands locked on the opportunity."), _("This cannot be undone.")],
        _text("how", lazy("What the order is"), told=lazy("The number of the purchase order, or that the order form was signed, and when.")),
    ),
    "revise": Page(
        lazy("Make a new version"), lazy("Make a new version"), lazy("A new version is here, as a draft."),
        lambda ref, o, g, v: quotes.revise(ref, o, version=v),
        lambda r, o: [_("The new version has the same lines, priced as of today, and is a draft."), _("This one stays to be read and counts no more; whoever was sent it no longer sees it.")],
    ),
    "withdraw": Page(
        lazy("Withdraw it"), lazy("Withdraw"), lazy("It is withdrawn."),
        lambda ref, o, g, v: quotes.withdraw(ref, o, why=g.get("why", "")[:LONGEST], version=v),
        lambda r, o: [_("Nobody outside sees it any more."), _("This cannot be undone; make another quote then.")],
        _text("why", lazy("Why")), danger=True,
    ),
    "ask_consent": Page(
        lazy("Ask for agreement to the negotiated discount"), lazy("Ask them"), lazy("They are asked."),
        lambda ref, o, g, v: sending.ask_consent(ref, o, people=_numbers(g.getlist("people")), version=v), _asking, _asked_of,
    ),
    "consent": Page(
        lazy("Record an agreement to the negotiated discount"), lazy("Record it"), lazy("The agreement is recorded."),
        lambda ref, o, g, v: sending.consent(ref, o, side=g.get("side", ""), words=g.get("words", ""), version=v),
        lambda r, o: [_("It is an agreement to this very percent; another percent asks all of them again.")], _sides,
    ),
}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@internal_only
def move(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """One move: said, then done."""
    allowed(request)
    found = queries.one(request.user, reference)
    page = PAGES.get(name)
    permission = QUOTE.moves[name].permission if name in QUOTE.moves else BESIDE.get(name, "")
    if page is None or not permission or not ACCESS.held(request.user, [permission], found):
        raise NotFound(f"There is no quote {reference} for you.")
    if request.method != "POST":
        if name in QUOTE.moves:
            QUOTES.open(name, found, request.user)
        return _shown(request, found, name, page, {})
    try:
        made = page.act(found.reference, request.occasion, request.POST, version(request))
    except Invalid as refusal:
        return _shown(request, found, name, page, refusal.errors, status=422)
    except Refusal as refusal:
        return _shown(request, found, name, page, {}, refusal=refusal, status=409)
    messages.success(request, page.done)
    return redirect("workspace:quote", made.reference if isinstance(made, Quote) else found.reference)


def version(request: HttpRequest) -> int:
    """The version that the reader saw, as every form about a quote carries it."""
    found = whole(request.POST.get("version", ""))
    if found is None:
        raise Invalid({"": [_("This form is incomplete. Open the page again and repeat what you typed.")]})
    return found


def changed_since(request: HttpRequest, found: Quote) -> list[Line]:
    """What others did to a quote since the reader opened it: one event stands behind each of its versions."""
    seen = whole(request.POST.get("version", ""))
    now = queries.one(request.user, found.reference)
    return history(now, limit=min(now.version - seen, 20)) if seen is not None and now.version > seen else []


def _shown(
    request: HttpRequest, found: Quote, name: str, page: Page, errors: Errors, *, refusal: Refusal | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    record = queries.record(request.user, found.reference, request.occasion)
    changed = changed_since(request, found) if isinstance(refusal, Stale) else []
    fields = page.fields(record, request.occasion, request.POST, errors)
    blocked = name == "submit" and bool(record.findings)
    context = head(record) | {
        "title": page.title, "label": page.label, "fields": fields, "errors": summary(errors, fields),
        "follows": page.follows(record, request.occasion), "danger": page.danger, "blocked": blocked,
        "refusal": refusal, "changed": changed, "back": reverse("workspace:quote", args=[found.reference]),
        "version": record.quote.version if changed else request.POST.get("version", record.quote.version),
    }  # fmt: skip
    return render(request, "workspace/quotes/move.html", context, status=status)
