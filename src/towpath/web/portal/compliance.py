"""The partner's own scorecard, and what it may do: what is there, what is missing, the next step."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from towpath.domain.enablement import compliance_queries as queries
from towpath.program.decisions.eligibility import asked_of
from towpath.web.shell import standing
from towpath.web.shell.guards import partner_only


@partner_only
@require_safe
def scorecard(request: HttpRequest) -> HttpResponse:
    """How the reader's company stands with the program, today or on another day."""
    on, problem = standing.day_asked(request.GET.get("on", ""), request.occasion.day)
    book = request.occasion.book
    found = queries.scorecard(queries.own(request.user), book, on)
    context = {"partner": found.partner, "on": on, "problem": problem, "today": request.occasion.day,
               "cards": standing.cards(found, book)}  # fmt: skip
    return render(request, "portal/compliance/scorecard.html", context)


@partner_only
@require_safe
def may(request: HttpRequest) -> HttpResponse:
    """What the reader's company may do, and what would mend the rest (ELG-05)."""
    partner = queries.own(request.user)
    found = queries.all_answers(request.user, partner, request.occasion)
    context = {
        "partner": partner,
        "answers": standing.answers(list(zip(asked_of(request.occasion.book), found, strict=True))),
    }
    return render(request, "portal/compliance/may.html", context)
