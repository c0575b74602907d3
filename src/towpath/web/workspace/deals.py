"""The page of one registration for the vendor's people, its comments and files; and the addresses of the room."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from towpath.domain.deals import history, queries
from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.actions import registrations as act
from towpath.domain.deals.actions.moves import MOVES
from towpath.domain.deals.models import ExtensionRequest, Registration
from towpath.domain.partners.facts import incentive_facts
from towpath.kernel.clocks import faces as clock_faces
from towpath.kernel.documents import store
from towpath.kernel.lifecycle import Move
from towpath.kernel.refusals import Invalid
from towpath.program.decisions.deal_registration.eligibility import incentives_apply
from towpath.program.decisions.deal_registration.form import guidance, registration_type
from towpath.web.shell.guards import internal_only
from towpath.web.workspace import deals_evidence, deals_words
from towpath.web.workspace.deals_bulk import carry_out, preview
from towpath.web.workspace.deals_forms import view_of
from towpath.web.workspace.deals_lists import registrations, registrations_csv
from towpath.web.workspace.deals_moves import BY_MOVE, PAGES
from towpath.web.workspace.deals_on_behalf import amend, begin

KINDS = ("", "event", "comment", "mail")
LATER = ("contact", "hand_over", "tell_delay", "reassign_esm", "record_alignment", "confirm_type", "record_sourcing")


@require_GET
@internal_only
def registration(request: HttpRequest, ref: str) -> HttpResponse:
    """One registration: with whom it is, the clock, the moves, the evidence, the reasons, the history."""
    return _page(request, queries.one(request.user, ref))


def _page(
    request: HttpRequest, one: Registration, *, said: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    book, on = request.occasion.book, one.judged_on or request.occasion.day
    offered = MOVES.offered(one, request.user)
    names = {move.name for move in offered}
    shown = clock_faces.live(one, book, request.at)
    entries = history.timeline(request.user, one)
    places = queries.places(one) if one.judged_on else []
    kind = request.GET.get("history", "") if request.GET.get("history", "") in KINDS else ""
    decisions = [record for entry in entries for record in entry.decisions]
    context = {
        "registration": one,
        "state": deals_words.state(one, book),
        "with_whom": deals_words.with_whom(one),
        "clock": _clock(request, one, shown),
        "actions": _actions(one, offered, request),
        "offered": names,
        "may_write": ACCESS.may(request.user, Permission.CONFER),
        "may_share": ACCESS.may(request.user, Permission.COMMENT),
        "claim": deals_words.claim_groups(one, book, on),
        "finding": deals_words.finding_groups(one, book, on),
        "sheet": _sheet(places),
        "needs": deals_evidence.checklist_of(one, places, request.occasion, names),
        "files": queries.files(request.user, one),
        "rivals": _rivals(request, one),
        "extension": _extension(one),
        "incentives": _incentives(one, request),
        "next_steps": _next_steps(one, request, names),
        "decisions": deals_words.why(decisions, book, one),
        "timeline": deals_words.history(entry for entry in entries if not kind or entry.kind == kind),
        "tabs": _tabs(one, entries, kind),
        "told": _colleagues(one, request),
        "said": said or {"body": "", "audience": "internal", "others": "", "mentions": [], "errors": {}},
        "file_errors": (said or {}).get("file_errors", []),
        "seen": request.at.isoformat(),
        "limit": store.LIMIT,
        "accept": store.ACCEPTED,
    }
    return render(request, "workspace/deals/record.html", context, status=status)


def _clock(request: HttpRequest, one: Registration, shown: list[clock_faces.Face]) -> dict[str, Any] | None:
    first = clock_faces.first(shown)
    why = deals_words.address("workspace:clock", one.reference, first.clock.pk) if first else ""
    return deals_words.clock(first, request.user.zone, request.at, why)


def _actions(one: Registration, offered: list[Move], request: HttpRequest) -> list[dict[str, Any]]:
    """The offered moves as buttons: the next step first, what destroys apart."""
    made = []
    lead = _lead(one, {move.name for move in offered})
    for move in offered:
        page = BY_MOVE.get(move.name)
        if move.name == "amend":
            made.append({"label": move.label, "url": reverse("workspace:amend", args=[one.reference]), "icon": "edit"})
        if page is None or _hidden(one, move.name):
            continue
        action: dict[str, Any] = {
            "label": move.label,
            "url": reverse(f"workspace:{move.name}", args=[one.reference]),
            "icon": page.icon,
            "kind": "primary" if move.name == lead else page.kind if page.kind == "danger" else "secondary",
            "move": move.name,
        }
        if move.name in LATER and move.name != lead:
            action["kind"] = "quiet"
        if move.name == "extend":
            words = " ".join(page.consequences(one, request.occasion))
            action |= {"method": "post", "fields": {"version": one.version}, "confirm": words}
        made.append(action)
    order = {"primary": 0, "secondary": 1, "quiet": 2, "danger": 3}
    return sorted(made, key=lambda a: order[a.get("kind", "secondary")])


def _lead(one: Registration, names: set[str]) -> str:
    """The move that leads on from here."""
    if one.state == "submitted":
        return "link_account" if one.account_id is None else "put_forward"
    if one.state == "in_review":
        return "approve"
    return "submit" if "submit" in names else "switch_account"


def _hidden(one: Registration, name: str) -> bool:
    """Moves that stand beside what they concern instead of in the header."""
    if name == "create_account":
        return True  # on the page of the candidates
    if name == "create_opportunity":
        return True  # on the page of the likely matches
    if name == "switch_account":
        return one.deal_type != "msp" or _on_partner_account(one)
    return name == "decline_extension"  # beside the question


def _on_partner_account(one: Registration) -> bool:
    return bool(one.opportunity and one.account_id and one.opportunity.account_id != one.account_id)


def _sheet(places: list[Any]) -> list[dict[str, Any]]:
    """The approval sheet, the newest round first, with both names where a backup acted."""
    return [
        {
            "round": place.round,
            "label": place.status_label,
            "state": {"approved": "done", "denied": "stop", "returned": "stop"}.get(
                place.outcome, "current" if place.opened_at else "todo"
            ),
            "text": _place_words(place),
            "at": place.decided_at,
            "notes": [n for n in (place.aligned_note, place.delay_note, place.comments) if n],
        }
        for place in sorted(places, key=lambda p: (-p.round, p.place))
    ]


def _place_words(place: Any) -> str:
    if place.decided_at is None:
        return _("waits for %(name)s") % {"name": place.assigned_to.name} if place.assigned_to else _("not yet open")
    outcome = {"approved": _("approved"), "denied": _("denied"), "returned": _("returned")}[place.outcome]
    names = {"outcome": outcome, "name": place.decided_by.name}
    if place.decided_for:
        return _("%(outcome)s by %(name)s, for %(absent)s") % {**names, "absent": place.decided_for.name}
    return _("%(outcome)s by %(name)s") % names


def _rivals(request: HttpRequest, one: Registration) -> list[dict[str, Any]]:
    """The hint that others claim this customer matters until the decision."""
    if one.state not in ("submitted", "in_review"):
        return []
    return [deals_evidence.rival(r, request.occasion) for r in queries.rivals(request.user, one, request.occasion)]


def _extension(one: Registration) -> ExtensionRequest | None:
    if one.state != "approved":
        return None
    return one.extension_requests.select_related("asked_by").filter(state=ExtensionRequest.State.OPEN).first()


def _incentives(one: Registration, request: HttpRequest) -> str:
    """Whether the incentives of registration apply to a partner that the vendor registers for (DRG-21), in words."""
    if not one.on_behalf:
        return ""
    facts, on = incentive_facts(one.partner), one.judged_on or request.occasion.day
    return " ".join(reason.says for reason in incentives_apply(facts, request.occasion.book, on=on).because)


def _next_steps(one: Registration, request: HttpRequest, names: set[str]) -> dict[str, Any] | None:
    """What follows the approval, by the type's own words on the program's page (DRG-13, DRG-14, DRG-15, DRG-24)."""
    if one.state not in ("approved", "closed_won"):
        return None
    kind = registration_type(one.deal_type, request.occasion.book, one.judged_on)
    rep = one.account.owner.name if one.account and one.account.owner else _("the Sales Rep")
    steps = []
    if kind.opportunity_account == "partner":
        moved = _on_partner_account(one)
        steps.append(
            {
                "done": moved,
                "text": _("The opportunity stands on the partner's account.")
                if moved
                else _("Move the opportunity to the account of %(partner)s.") % {"partner": one.partner.name},
                "url": reverse("workspace:switch_account", args=[one.reference])
                if not moved and "switch_account" in names
                else "",
            }
        )
        who = {"rep": rep, "partner": one.partner.name}
        steps.append({"done": None, "text": _("Put %(rep)s in touch with the rep of %(partner)s.") % who, "url": ""})
    to_read = guidance(one.deal_type, request.occasion.book, one.judged_on)
    if to_read:
        text = _("Give %(rep)s what quoting needs:") % {"rep": rep}
        steps.append({"done": None, "text": text, "url": "", "links": to_read})
    if one.deal_type == "referral":
        steps.append(
            {"done": None, "text": _("%(rep)s leads the sale from the introduction on.") % {"rep": rep}, "url": ""}
        )
    rules = deals_words.address("workspace:rule", "deal_registration.types")
    return {"kind": kind, "steps": steps, "rules_url": rules}


def _tabs(one: Registration, entries: list[history.Entry], kind: str) -> list[dict[str, Any]]:
    here = reverse("workspace:registration", args=[one.reference])
    labels = {"": _("All"), "event": _("Events"), "comment": _("Comments"), "mail": _("Mail")}
    return [
        {
            "label": labels[each],
            "url": f"{here}?history={each}#history" if each else f"{here}#history",
            "current": each == kind,
            "count": sum(not each or entry.kind == each for entry in entries),
        }
        for each in KINDS
    ]


def _colleagues(one: Registration, request: HttpRequest) -> list[dict[str, Any]]:
    """The people on this registration who can be told by a mention, without the reader."""
    owner = one.account.owner if one.account else None
    people = {p.pk: p for p in (one.esm, one.asm, one.holder, one.holder_for, owner) if p is not None}
    return [{"value": p.pk, "label": p.name} for p in people.values() if p.pk != request.user.pk]


# comments and files ---------------------------------------------------------------------------------------------


@require_POST
@internal_only
def comment(request: HttpRequest, ref: str) -> HttpResponse:
    """Write on a registration: to the partner, or inside with colleagues who are told."""
    one = queries.one(request.user, ref)
    said = {
        "body": request.POST.get("body", ""),
        "audience": request.POST.get("audience", "internal"),
        "others": request.POST.get("others", ""),
        "mentions": request.POST.getlist("mentions"),
        "errors": {},
    }
    try:
        if said["audience"] not in ("internal", "shared"):
            raise Invalid({"audience": [_("Choose who reads it.")]})
        told = [int(pk) for pk in said["mentions"] if pk.isascii() and pk.isdigit() and len(pk) < 19]
        told += queries.mentioned(said["others"])
        if not queries.just_said(one, request.occasion, said["body"]):  # a second click says nothing twice
            act.comment(ref, request.occasion, body=said["body"], audience=said["audience"], mentions=told)
    except Invalid as refusal:
        return _page(request, one, said=said | {"errors": refusal.errors}, status=422)
    messages.success(request, _("Written."))
    return redirect(f"{reverse('workspace:registration', args=[one.reference])}#history")


@require_POST
@internal_only
def add_file(request: HttpRequest, ref: str) -> HttpResponse:
    """Attach files, for the partner too or for the vendor alone."""
    one = queries.one(request.user, ref)
    audience = request.POST.get("audience", "internal")
    uploads, errors = request.FILES.getlist("file"), []
    if not uploads:
        errors.append(_("Choose a file first."))
    for upload in uploads:
        try:
            act.add_file(ref, request.occasion, upload, audience=audience)
        except Invalid as refusal:
            errors += [text for texts in refusal.errors.values() for text in texts]
    if errors:
        blank = {"body": "", "audience": "internal", "others": "", "mentions": [], "errors": {}}
        return _page(request, one, said=blank | {"file_errors": errors}, status=422)
    messages.success(request, _("Attached."))
    return redirect(f"{reverse('workspace:registration', args=[one.reference])}#files")


@require_POST
@internal_only
def remove_file(request: HttpRequest, ref: str, document: int) -> HttpResponse:
    """Take back a file that one added oneself."""
    act.remove_file(ref, request.occasion, document=document)
    messages.success(request, _("File removed."))
    return redirect(f"{reverse('workspace:registration', args=[ref])}#files")


@require_GET
@internal_only
def file(request: HttpRequest, ref: str, document: int) -> FileResponse:
    """A file's bytes, always as a download; only with the registration that it belongs to."""
    found = queries.file(request.user, queries.one(request.user, ref), document)
    response = FileResponse(store.opened(found), as_attachment=True, filename=found.name, content_type=found.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


REF = "deals/registrations/<str:ref>"
deals_urls = [
    path("deals/registrations", registrations, name="registrations"),
    path("deals/registrations.csv", registrations_csv, name="registrations.csv"),
    path("deals/registrations/bulk", preview, name="registrations.bulk"),
    path("deals/registrations/bulk/confirm", carry_out, name="registrations.bulk_confirm"),
    path("deals/registrations/new", begin, name="on_behalf"),
    path(REF, registration, name="registration"),
    path(f"{REF}/comment", comment, name="comment"),
    path(f"{REF}/amend", amend, name="amend"),
    path(f"{REF}/files", add_file, name="add_file"),
    path(f"{REF}/files/<int:document>", file, name="file"),
    path(f"{REF}/files/<int:document>/remove", remove_file, name="remove_file"),
    *(path(f"{REF}/{page.move}", view_of(page), name=page.move) for page in PAGES),
]
