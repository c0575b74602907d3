"""What the reader's own people have learned, and what runs out soon."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from towpath.domain.enablement import learning_queries as queries
from towpath.domain.enablement.access import ACCESS, Permission
from towpath.domain.enablement.learning_queries import Asked
from towpath.domain.enablement.models import Completion
from towpath.kernel.identity.roles import Role
from towpath.kernel.paging import Page, page
from towpath.program.decisions.enablement.badges import badge_name
from towpath.web.shell.addresses import with_query
from towpath.web.shell.guards import partner_only

SOON = 60  # days


@partner_only
@require_safe
def learning(request: HttpRequest) -> HttpResponse:
    """An administrator sees all her people's certifications, anybody else her own; those that run out first on top."""
    book, today = request.occasion.book, request.occasion.day
    asked = Asked(q=request.GET.get("q", "").replace("\0", "")[:254], standing="held", on=today)
    mine = queries.completions(request.user, asked)
    found: Page[Completion] = page(mine, queries.ENDING, cursor=request.GET.get("cursor", ""))
    vouchers = (
        queries.vouchers(request.user, on=today, size=20).rows
        if ACCESS.may(request.user, Permission.VIEW_VOUCHER)
        else []
    )
    context = {
        "rows": [
            {
                "id": one.pk, "label": one.learner.name,
                "cells": {"learner": one.learner.name, "badge": badge_name(one.badge, book, today), "completed": one.completed_on, "expires": one.expires_on},
                "soon": one.expires_on is not None and (one.expires_on - today).days <= SOON,
            }
            for one in found.rows
        ],
        "all_of_us": request.user.has(Role.PARTNER_ADMIN), "q": asked.q, "vouchers": vouchers,
        "first_url": with_query(request) if request.GET.get("cursor") else None,
        "next_url": with_query(request, cursor=found.next) if found.next else None,
        "previous_url": with_query(request, cursor=found.previous) if found.previous else None,
        "title": _("Certifications"),
    }  # fmt: skip
    return render(request, "portal/learning.html", context)
