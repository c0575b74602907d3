"""Which e-mail domains sign in at their own organisation's provider, for whoever runs the site. Binding is a command."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from towpath.domain.partners import queries
from towpath.web.shell.guards import internal_only


@internal_only
@require_safe
def sign_ins(request: HttpRequest) -> HttpResponse:
    """The bound domains with their proofs."""
    bound = queries.sign_ins(request.user)
    rows = [{"id": one.pk, "label": one.domain, "one": one, "cells": {}} for one in bound]
    return render(request, "workspace/sign_ins.html", {"rows": rows})
