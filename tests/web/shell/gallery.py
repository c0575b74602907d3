"""Draws every macro and layout of the shell with much, no and wrong data, as static pages to look at.

Run: PYTHONPATH=src python tests/web/shell/gallery.py OUT, then serve OUT over HTTP (icons are not loaded from file addresses).
"""

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from shutil import copytree
from typing import Any

import django
from django.conf import settings
from jinja2 import Environment, FileSystemLoader
from markupsafe import Markup

SHELL = Path(__file__).resolve().parents[3] / "src" / "towpath" / "web" / "shell"
PAGES = Path(__file__).parent / "gallery_pages"
NOW = datetime(2026, 11, 24, 9, 40, tzinfo=UTC)

PERSON = {"name": "Nadia Brook", "zone": "Europe/Dublin", "organisation": "Canal Street Systems"}


def _nav(*groups: tuple[str, list[tuple[str, str, int]]]) -> list[dict[str, Any]]:
    return [
        {
            "label": label,
            "items": [
                {"label": name, "url": "#", "icon": icon, "current": place == 0 and not group, "count": count}
                for place, (name, icon, count) in enumerate(items)
            ],
        }
        for group, (label, items) in enumerate(groups)
    ]


WORKSPACE_NAV = _nav(
    ("", [("Inbox", "inbox", 12), ("Search", "search", 0)]),
    ("Deals", [("Registrations", "deal", 148), ("Opportunities", "chart", 0), ("Extensions", "calendar", 3)]),
    ("Accounts", [("Accounts", "building", 0), ("Territories", "list", 0)]),
    ("Partners", [("Organisations", "people", 0), ("Agreements", "file", 0)]),
    ("Program", [("Rule book", "bookmark", 0), ("Clocks", "clock", 2)]),
)
PORTAL_NAV = _nav(("", [("Home", "home", 0), ("Deals", "deal", 7), ("Team", "people", 0), ("Rules", "bookmark", 0)]))

STATES = [
    ("submitted", "Submitted", "waiting"),
    ("returned", "Returned for more information", "attention"),
    ("approved", "Approved", "good"),
    ("denied", "Denied", "stop"),
    ("draft", "Draft", "neutral"),
]
NAMES = [
    "Alder & Finch Logistics GmbH",
    "Brightwater Foods",
    "Corvane Energy plc",
    "Dunmore Hospitals Trust",
    "Étoile du Nord SA",
]


def rows(count: int) -> list[dict[str, Any]]:
    """Registrations of every state, due one after the other."""
    made = []
    for place in range(count):
        state, label, meaning = STATES[place % len(STATES)]
        made.append(
            {
                "id": f"REG{place + 42:05}",
                "url": "#",
                "label": NAMES[place % len(NAMES)],
                "meaning": "stop" if place == 0 else "attention" if place == 1 else None,
                "state": {"state": state, "label": label, "meaning": meaning, "icon": None},
                "due": NOW + timedelta(hours=place * 3 - 2),
                "cells": {
                    "ref": f"REG{place + 42:05}",
                    "customer": NAMES[place % len(NAMES)],
                    "partner": "Canal Street Systems",
                    "amount": Markup("USD&nbsp;{:,}").format(12_400 * (place + 1)),
                },
            }
        )
    return made


def environment() -> Environment:
    """An environment like the product's, without a request."""
    if not settings.configured:
        settings.configure(USE_I18N=False)
        django.setup()
    from towpath.web.shell.formats import FILTERS
    from towpath.web.shell.missing import Missing

    made = Environment(
        loader=FileSystemLoader([SHELL / "templates", PAGES]),
        autoescape=True,
        extensions=["jinja2.ext.i18n"],
        undefined=Missing,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.install_null_translations(newstyle=True)  # type: ignore[attr-defined]
    made.filters.update(FILTERS)
    made.globals.update(static=lambda path: f"/static/{path}", url=lambda name, *args: "#")
    return made


def context(face: str, theme: str) -> dict[str, Any]:
    """What the layouts read, for the face "portal" or "workspace"."""
    return {
        "me": PERSON,
        "now": NOW,
        "today": date(2026, 11, 24),
        "theme": theme,
        "nav": PORTAL_NAV if face == "portal" else WORKSPACE_NAV,
        "links": {"register": "#"},
        "messages": [],
        "csrf_input": Markup('<input type="hidden" name="csrfmiddlewaretoken" value="gallery">'),
        "rows": rows,
        "hours": lambda count: NOW + timedelta(hours=count),
    }


def render(name: str, theme: str = "") -> str:
    """One page of the gallery as HTML."""
    return (
        environment().get_template(f"{name}.html").render(context("portal" if "portal" in name else "workspace", theme))
    )


def write(out: Path) -> list[Path]:
    """All pages in both themes below `out`, with the static files they need; returns the pages."""
    env = environment()
    from towpath.web.shell.assets import write_bundles

    copytree(SHELL / "static", out / "static", dirs_exist_ok=True)
    write_bundles(out / "static")
    import django_htmx

    copytree(Path(django_htmx.__file__).parent / "static", out / "static", dirs_exist_ok=True)
    written = []
    for template in sorted(PAGES.glob("*.html")):
        for theme in ("light", "dark"):
            face = "portal" if "portal" in template.stem else "workspace"
            page = out / f"{template.stem}-{theme}.html"
            page.write_text(env.get_template(template.name).render(context(face, theme)), "utf-8")
            written.append(page)
    return written


if __name__ == "__main__":
    for made_page in write(Path(sys.argv[1])):
        print(made_page)
