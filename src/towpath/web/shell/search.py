"""The global search and the palette: records of every room, cut to what the reader may see."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from towpath.domain.accounts import queries as accounts
from towpath.domain.deals import queries as deals
from towpath.domain.library import queries as library
from towpath.domain.partners import queries as partners
from towpath.domain.quotes import queries as quotes
from towpath.kernel.identity.models import Person
from towpath.web.shell.guards import signed_in
from towpath.web.shell.navigation import navigation

EACH = 8


@dataclass(frozen=True)
class Hit:
    """One found record: its kind in words, what it is called, where it is."""

    kind: str
    reference: str
    title: str
    url: str


def found(person: Person, words: str, on: date) -> list[Hit]:
    """Up to eight records of each kind whose reference or name fits; nothing for fewer than two characters."""
    text = words.strip()
    if len(text) < 2:
        return []
    inside = person.is_internal
    page = "workspace:registration" if inside else "portal:registration"
    rows = deals.visible(person).filter(deals.matching(text)).order_by("-id")[:EACH]
    hits = [
        Hit(_("Registration"), r.reference, r.customer_name or r.deal_name, reverse(page, args=[r.reference]))
        for r in rows
    ]
    file = "workspace:asset" if inside else "portal:asset"
    hits += [
        Hit(_("File"), one.reference, one.title, reverse(file, args=[one.reference]))
        for one in library.listed(person, on, q=text, size=EACH).rows
    ]
    page = "workspace:quote" if inside else "portal:quote"
    hits += [
        Hit(_("Quote"), one.reference, one.account.name, reverse(page, args=[one.reference]))
        for one in quotes.listed(person, quotes.Filters(q=text), size=EACH).rows
    ]
    if not inside:
        return hits
    hits += [
        Hit(_("Account"), a.reference, a.name, reverse("workspace:account", args=[a.reference]))
        for a in accounts.accounts(person, q=text, size=EACH).rows
    ]
    hits += [
        Hit(_("Opportunity"), o.reference, o.name, reverse("workspace:opportunity", args=[o.reference]))
        for o in accounts.opportunities(person, q=text, size=EACH).rows
    ]
    hits += [
        Hit(_("Partner"), p.reference, p.name, reverse("workspace:partner", args=[p.reference]))
        for p in partners.visible(person).filter(name__icontains=text).order_by("name")[:EACH]
    ]
    return hits


@signed_in
def search(request: HttpRequest) -> HttpResponse:
    """The search page, or its list alone for the palette; the palette also finds pages of the navigation."""
    words = request.GET.get("q", "")[:200]
    fragment = request.GET.get("fragment") == "palette"
    places = [
        Hit(_("Page"), "", str(item["label"]), item["url"])
        for group in navigation(request)
        for item in group["items"]
        if words.strip().lower() in str(item["label"]).lower()
    ]
    hits = [*found(request.user, words, request.occasion.day), *(places if fragment else [])]
    template = "shell/search_palette.html" if fragment else "shell/search.html"
    rows = [
        {"id": n, "url": h.url, "label": h.title, "cells": {"kind": h.kind, "reference": h.reference, "title": h.title}}
        for n, h in enumerate(hits)
    ]
    return render(request, template, {"q": words, "hits": hits, "hit_rows": rows})
