"""Every page that can be reached by links: accessible, whole at every width, light, and quiet under the strict policy."""

import re
from collections import deque
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Page

from tests.browser.stage import set_up, with_quotes

STANDARDS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
SOME_RECORD = re.compile(r"[0-9A-Z.]")  # REG00042, EMEA-DACH, sla.ops_review: never the name of a page
ASSETS = [
    f"/static/{name}"
    for name in (
        "towpath/towpath.css",
        "towpath/towpath.js",
        "towpath/icons/icons.svg",
        "towpath/icons/mark.svg",
        "django_htmx/htmx-4.min.js",
    )
]
LIGHT = 150_000  # bytes transferred for a page that nothing of is cached
SHIFT = """() => new Promise(done => { let sum = 0;
  new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) sum += e.value; })
    .observe({type: 'layout-shift', buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => done(sum))); })"""


def shape(path: str) -> str:
    """The same for pages of one kind: references and numbers stand for any other."""
    parts = urlsplit(path)
    return "/".join("<ref>" if SOME_RECORD.search(word) else word for word in parts.path.split("/"))


def crawl(page: Page, address: str, start: str, limit: int = 60) -> dict[str, int]:
    """One address of every kind of page that links lead to, breadth first, with its weight in bytes.

    Downloads and sign-out are left out.
    """
    waiting, kinds, found = deque([start]), {shape(start)}, {}
    while waiting and len(found) < limit:
        path = waiting.popleft()
        answer = page.goto(address + path)
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        assert answer.status == 200, (path, answer.status)
        found[path] = int(answer.headers.get("content-length", len(answer.body())))
        for link in page.eval_on_selector_all(
            "a[href]:not([download])", "links => links.map(a => a.getAttribute('href'))"
        ):
            target = urlsplit(urljoin(path, link))
            whole = target.path + (f"?{target.query}" if target.query and target.path not in kinds else "")
            skip = target.netloc or target.path.endswith((".csv", ".pdf", "/logout/")) or "/files/" in target.path
            if not skip and target.scheme in ("", "http") and shape(target.path) not in kinds:
                kinds.add(shape(target.path))
                waiting.append(whole)
    return found


def transferred(address: str) -> int:
    """Bytes of a file on the wire, as compressed as the product gives it: the tests' own server sends files as they lie."""
    return int(Client().get(address, headers={"accept-encoding": "gzip"}).headers["Content-Length"])


def wrongs(page: Page, path: str, *, axe: bool) -> list[str]:
    """What is wrong with the page as it stands, in words."""
    found = []
    if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
        found.append(f"{path} is wider than the window")
    shift = page.evaluate(SHIFT)
    if shift > 0.01:
        found.append(f"{path} shifts by {shift:.3f}")
    if axe:
        options = {"runOnly": {"type": "tag", "values": STANDARDS}}
        for fault in Axe().run(page, options=options).response["violations"]:
            found.append(f"{path}: {fault['id']} at {fault['nodes'][0]['target']}")
    return found


def look_at_every_page(visit: Any, book: Any, who: str, looked_at: set[str]) -> None:
    """All pages of a role. A kind of page is looked at by axe for the first role that comes to it; the rest for every role."""
    cast = set_up(book, datetime.now(UTC))
    with_quotes(cast)
    person = getattr(cast, who)
    wide = visit(person)
    paths = crawl(wide.page, wide.address, "/")
    assert len(paths) >= (3 if who == "dirk" else 4), paths
    assets = sum(transferred(address) for address in ASSETS)
    problems = [f"{path} weighs {weight + assets} bytes" for path, weight in paths.items() if weight + assets > LIGHT]
    dark = visit(person, width=390, theme="dark")
    for path in paths:
        new = shape(path) not in looked_at
        problems += wrongs(wide.go(path), path, axe=new)
        problems += wrongs(dark.go(path), path + " (390 px, dark)", axe=new)
        looked_at.add(shape(path))
    if problems:
        pytest.fail("\n".join(problems))
