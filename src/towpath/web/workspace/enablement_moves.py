"""What is done to one completion in the workspace: corrected, taken back, put back."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from towpath.domain.enablement import learning_queries as queries
from towpath.domain.enablement.actions import completions
from towpath.kernel.refusals import Invalid
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.enablement import day_of, record


@require_http_methods(["POST"])
@internal_only
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    queries.completion(request.user, pk)
    try:
        completions.correct(
            request.occasion, pk, badge=request.POST.get("badge", ""), completed_on=day_of(request, "completed_on"),
            expires_on=day_of(request, "expires_on"), reason=request.POST.get("reason", ""),
        )  # fmt: skip
    except Invalid as refusal:
        return record(request, pk, refusal.errors)
    messages.success(request, _("The completion is corrected."))
    return redirect("workspace:completion", pk)


@require_http_methods(["POST"])
@internal_only
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    queries.completion(request.user, pk)
    try:
        completions.take_back(request.occasion, pk, reason=request.POST.get("reason", ""))
    except Invalid as refusal:
        return record(request, pk, refusal.errors)
    messages.success(request, _("The completion counts no more."))
    return redirect("workspace:completion", pk)


@require_http_methods(["POST"])
@internal_only
def put_back(request: HttpRequest, pk: int) -> HttpResponse:
    queries.completion(request.user, pk)
    try:
        completions.put_back(request.occasion, pk, reason=request.POST.get("reason", ""))
    except Invalid as refusal:
        return record(request, pk, refusal.errors)
    messages.success(request, _("The completion counts again."))
    return redirect("workspace:completion", pk)
