"""Quotes that wait for the reader's approval, and the one screen on which she decides."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from towpath.domain.quotes import queries
from towpath.domain.quotes.actions import approvals
from towpath.domain.quotes.audiences import below_list, recipient, sums
from towpath.domain.quotes.lifecycles import IN_REVIEW
from towpath.domain.quotes.models import Approval
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import Invalid, NotFound, Refusal, Stale
from towpath.web.shell import quotes as words
from towpath.web.shell.fields import field, summary
from towpath.web.shell.guards import internal_only
from towpath.web.shell.pricing import price_words
from towpath.web.workspace.lists import neighbours
from towpath.web.workspace.quotes import level_words, shown
from towpath.web.workspace.quotes_lists import allowed
from towpath.web.workspace.quotes_moves import COMMENTS, Errors, changed_since, version

MOST = 20
ACTS = {"approve": approvals.approve, "reject": approvals.reject}


@require_GET
@internal_only
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for the reader, the longest waiting first."""
    allowed(request)
    found = queries.waiting_for(request.user, cursor=request.GET.get("cursor", ""))
    context = {"rows": [row(request, one) for one in found.rows], **neighbours(request, found)}
    return render(request, "workspace/quotes/waiting.html", context)


def box(request: HttpRequest) -> dict[str, Any] | None:
    """The same for the home page: the first of them; None where none waits, but for those who do nothing else."""
    found = queries.waiting_for(request.user, size=MOST)
    if not found.rows and not request.user.has(Role.APPROVER):
        return None
    return {"rows": [row(request, one) for one in found.rows], "more": bool(found.next)}


def row(request: HttpRequest, one: Approval) -> dict[str, Any]:
    """One approval as a row of a list."""
    quote, book = one.quote, request.occasion.book
    opened = sums(quote, request.user, book)
    return {
        "id": quote.reference, "label": quote.reference, "one": one, "quote": quote,
        "level": level_words(one.level, book, quote.judged_on), "to": recipient(quote),
        "net": price_words(opened.net_amount, opened.currency) if opened else "",
        "off": words.percent(below_list(opened)) if opened else "", "cells": {},
    }  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@internal_only
def decide(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that is needed to decide, and the two answers."""
    allowed(request)
    if request.method != "POST":
        return _shown(request, reference, {})
    found = queries.one(request.user, reference)
    given = request.POST
    try:
        act = ACTS.get(given.get("answer", ""))
        if act is None:
            raise Invalid({"answer": [_("Choose an answer.")]})
        act(found.reference, request.occasion, comments=given.get("comments", ""), version=version(request))
    except Invalid as refusal:
        return _shown(request, reference, refusal.errors, status=422)
    except NotFound:
        raise
    except Refusal as refusal:
        return _shown(request, reference, {}, refusal=refusal, status=409)
    messages.success(request, _("Approved.") if act is approvals.approve else _("Rejected."))
    return redirect("workspace:quotes_waiting")


def _shown(
    request: HttpRequest, reference: str, errors: Errors, *, refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    record = queries.record(request.user, reference, request.occasion)
    mine = next((one for one in record.approvals if not one.outcome and one.assigned_to_id == request.user.pk), None)
    if mine is None and not any(request.user.pk in (one.assigned_to_id, one.decided_by_id) for one in record.approvals):
        raise NotFound(f"There is no quote {reference} for you.")
    fields = _fields(request, errors, last=sum(not one.outcome for one in record.approvals) == 1)
    changed = changed_since(request, record.quote) if isinstance(refusal, Stale) else []
    current = record.quote.version
    past = queries.customer_history(request.user, record.quote, request.occasion.book, record.approvals)
    context = shown(request, record) | {
        "customer_percent": words.percent(record.customer_percent),
        "mine": mine if record.quote.state == IN_REVIEW else None, "fields": fields, "refusal": refusal,
        "errors": summary(errors, fields), "changed": changed,
        "level": level_words(mine.level, request.occasion.book, record.quote.judged_on) if mine else "",
        "version": current if changed else request.POST.get("version", current), "comments": record.quote.comments,
        "past": [_past(one) for one in past],
    }  # fmt: skip
    return render(request, "workspace/quotes/decide.html", context, status=status)


def _fields(request: HttpRequest, errors: Errors, *, last: bool) -> list[dict[str, Any]]:
    yes = (
        _("You are the last: it is approved, and may be sent.")
        if last
        else _("The others who were asked still decide.")
    )
    options = [
        {"value": "approve", "label": _("Approve"), "consequence": yes, "meaning": "good"},
        {"value": "reject", "label": _("Reject"), "consequence": _("It goes back to its owner with your words; nobody else decides any more."), "meaning": "stop"},
    ]  # fmt: skip
    answer = field("answer", _("Your answer"), request.POST, errors, required=True) | {"options": options}
    told = _("To reject, say what would have to differ. Whoever made the quote reads it.")
    return [answer, field("comments", _("Comments"), request.POST, errors, kind="textarea", rows=3, maxlength=COMMENTS, help=told)]  # fmt: skip


def _past(one: queries.Past) -> dict[str, Any]:
    quote = one.quote
    return {
        "reference": quote.reference, "state": words.badge(quote), "to": recipient(quote),
        "customer": words.percent(one.customer_percent), "total": words.percent(one.total_percent),
        "on": quote.priced_at.date(), "why": "; ".join(one.whys),
    }  # fmt: skip
