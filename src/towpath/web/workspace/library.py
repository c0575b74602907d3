"""The library in the workspace: all files with their audience, one with its versions, and who took it."""

from datetime import date
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_GET

from towpath.domain.library import queries
from towpath.domain.library.access import ACCESS, Permission
from towpath.domain.library.actions import downloads
from towpath.domain.library.actions.assets import MOVES
from towpath.domain.library.models import Asset
from towpath.domain.partners.tracks import track_words
from towpath.kernel import saved_views
from towpath.kernel.documents.store import opened
from towpath.kernel.events.history import lines
from towpath.kernel.identity.roles import WORDS, Role
from towpath.program.decisions.library import asset_kinds
from towpath.web.shell.csv_answer import csv_answer
from towpath.web.shell.fields import whole
from towpath.web.shell.formats import date_words
from towpath.web.shell.guards import internal_only
from towpath.web.workspace.lists import answer, neighbours, plain_bar, select

PLACE = "library.assets"
STATES = {
    "in_force": (lazy("Published"), "good"), "coming": (lazy("To come"), "waiting"),
    "over": (lazy("Over"), "neutral"), "withdrawn": (lazy("Withdrawn"), "stop"),
}  # fmt: skip
NAMES = {
    "psp": "PSP", "msp": "MSP", "ctp": "CTP",
    "alliance": lazy("Alliance"), "gsi": "GSI", "oem": "OEM", "distributor": lazy("Distributor"), "reseller": lazy("Reseller"),
}  # fmt: skip


def state_of(asset: Asset, today: date) -> dict[str, Any]:
    """Whether readers have it today, as the shell draws it."""
    state = asset.state if asset.state == "withdrawn" else "in_force"
    if state == "in_force" and asset.starts_on > today:
        state = "coming"
    elif state == "in_force" and asset.ends_on is not None and asset.ends_on <= today:
        state = "over"
    label, meaning = STATES[state]
    return {"state": state, "label": str(label), "meaning": meaning}


def audience(asset: Asset) -> str:
    """Who sees it, in words."""
    found = []
    if asset.for_partners:
        who = ", ".join([*map(track_words, asset.tracks), *(str(NAMES.get(each, each)) for each in asset.designations)])
        more = [*asset.regions, *(str(WORDS[Role(each)]) for each in asset.partner_roles)]
        words = _("partners: %(who)s") % {"who": who} if who else _("all partners")
        words += f" ({', '.join(more)})" if more else ""
        found.append(words + (_(", prospects too") if asset.for_prospects else ""))
    if asset.for_distributors:
        found.append(_("distributors"))
    if asset.for_inside:
        roles = ", ".join(str(WORDS[Role(each)]) for each in asset.inside_roles)
        found.append(_("our people: %(roles)s") % {"roles": roles} if roles else _("all our people"))
    return "; ".join(found)


def kinds(request: HttpRequest) -> dict[str, str]:
    return {each.key: each.label for each in asset_kinds(request.occasion.book, request.occasion.day)}


def _asked(request: HttpRequest) -> dict[str, Any]:
    return {name: request.GET.get(name, "").replace("\0", "")[:200] for name in ("q", "kind", "state")}


@require_GET
@internal_only
def assets(request: HttpRequest) -> HttpResponse:
    """The files that the reader may open, what was renewed last first."""
    today, labels, asked = request.occasion.day, kinds(request), _asked(request)
    found = queries.listed(request.user, today, **asked, cursor=request.GET.get("cursor", ""))
    looks_after = ACCESS.may(request.user, Permission.VIEW_ALL)
    states = [("", _("Every state")), *((key, label) for key, (label, _m) in STATES.items())]
    quick = [select(request, "kind", _("Kind"), [("", _("Every kind")), *labels.items()])]
    more = [select(request, "state", _("State"), states)] if looks_after else []
    context = {
        "list": plain_bar(
            request, PLACE, saved_views.kept(request.user, PLACE), quick=quick, more=more, all_label=_("The whole library"),
            search={"name": "q", "value": asked["q"], "placeholder": _("Title, summary or reference"), "label": _("Search the library")},
        ),
        "columns": [
            {"key": "title", "label": _("Title"), "title": True, "plain": True}, {"key": "kind", "label": _("Kind"), "plain": True, "hide": "narrow"},
            {"key": "state", "label": _("State")}, {"key": "audience", "label": _("Audience"), "plain": True},
            {"key": "version", "label": _("Version"), "plain": True, "align": "end", "hide": "narrow"}, {"key": "renewed", "label": _("As of")},
        ],
        "rows": [
            {"id": one.reference, "label": one.title, "url": reverse("workspace:asset", args=[one.reference]), "one": one, "state": state_of(one, today),
             "cells": {"title": one.title, "kind": labels.get(one.kind, one.kind), "audience": audience(one), "version": one.current.number}}
            for one in found.rows
        ],
        "looks_after": looks_after, "filtered": any(asked.values()),
        **neighbours(request, found, "workspace:library_csv"),
    }  # fmt: skip
    return answer(request, "workspace/library/list.html", "workspace/library/_list.html", context)


@require_GET
@internal_only
def assets_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The list as it is filtered."""
    today, labels, asked = request.occasion.day, kinds(request), _asked(request)
    head = ["Reference", "Title", "Kind", "State", "Audience", "Version", "File", "SHA-256", "From", "Until", "As of"]

    def rows() -> Any:
        cursor = ""
        while True:
            found = queries.listed(request.user, today, **asked, cursor=cursor, size=500)
            for one in found.rows:
                yield [one.reference, one.title, labels.get(one.kind, one.kind), state_of(one, today)["state"], audience(one), one.current.number,
                       one.file_name, one.current.document.sha256, one.starts_on, one.ends_on, one.renewed_at.isoformat()]  # fmt: skip
            cursor = found.next
            if not cursor:
                return

    return csv_answer("library.csv", head, rows())


@require_GET
@internal_only
def asset(request: HttpRequest, reference: str) -> HttpResponse:
    """One file: what it is, who sees it, its versions, the moves that the reader may make, and what happened."""
    today = request.occasion.day
    found = queries.one(request.user, reference, today)
    looks_after = ACCESS.may(request.user, Permission.VIEW_ALL)
    context = {
        "found": found, "kind": kinds(request).get(found.kind, found.kind), "state": state_of(found, today), "audience": audience(found),
        "actions": _actions(request, found), "versions": queries.versions(found) if looks_after else [], "looks_after": looks_after,
        "taken": queries.downloads(request.user, found, size=10).rows if looks_after else [],
        "history": lines(found) if looks_after else [], "until": date_words(found.ends_on) if found.ends_on else "",
    }  # fmt: skip
    return render(request, "workspace/library/asset.html", context)


def _actions(request: HttpRequest, found: Asset) -> list[dict[str, Any]]:
    """The moves as buttons; to publish again is done at once, the others open their form."""
    looks = {
        "replace": ("primary", "upload"), "change": ("secondary", "edit"), "restore": ("primary", "undo"), "withdraw": ("danger", "close"),
    }  # fmt: skip
    made = []
    for move in MOVES.offered(found, request.user):
        kind, icon = looks[move.name]
        one = {"label": move.label, "url": reverse(f"workspace:asset_{move.name}", args=[found.reference])}
        made.append(one | {"kind": kind, "icon": icon} | ({"method": "post"} if move.name == "restore" else {}))
    return made


@require_GET
@internal_only
def file(request: HttpRequest, reference: str) -> FileResponse:
    """The current file, or an older version for those who look after the library; who took it is recorded first."""
    kept = downloads.take(reference, request.occasion, number=whole(request.GET.get("version", "")))
    return FileResponse(opened(kept), as_attachment=True, filename=kept.name, content_type=kept.media_type)


@require_GET
@internal_only
def downloads_list(request: HttpRequest, reference: str) -> HttpResponse:
    """Who took a file, newest first."""
    asset = queries.one(request.user, reference, request.occasion.day)
    found = queries.downloads(request.user, asset, cursor=request.GET.get("cursor", ""))
    csv = reverse("workspace:asset_downloads_csv", args=[asset.reference]) if found.rows else None
    context = {"found": asset, "rows": found.rows, **neighbours(request, found), "csv_url": csv}
    return render(request, "workspace/library/downloads.html", context)


@require_GET
@internal_only
def downloads_csv(request: HttpRequest, reference: str) -> StreamingHttpResponse:
    asset = queries.one(request.user, reference, request.occasion.day)
    queries.downloads(request.user, asset, size=1)  # refused before the first line is sent
    head = ["At", "Person", "E-mail", "Organisation", "Version", "Door"]
    rows = (
        [one.at.isoformat(), one.person.name, one.person.email, one.organisation.name if one.organisation else "",
         one.asset_version.number, one.door]
        for one in queries.every_download(request.user, asset)
    )  # fmt: skip
    return csv_answer(f"{asset.reference}-downloads.csv", head, rows)
