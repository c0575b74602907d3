"""Real Chromium over the running product: a server in this process, a browser, and people who are signed in."""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from scripts.browser import find

BACKEND = "towpath.kernel.identity.backend.Backend"


@pytest.fixture(scope="module", autouse=True)
def _beside_the_browsers_loop() -> Iterator[None]:
    """The browser's driver keeps an event loop in this thread; the database is still used from ordinary code only."""
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    yield
    if before is None:
        del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(
    scope="module"
)  # the driver's event loop ends with it: tests of other modules in this process start their own
def browser() -> Iterator[Browser]:
    with sync_playwright() as tool:
        started = tool.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-background-networking"])
        yield started
        started.close()


@dataclass
class Visit:
    """One person's browser. `faults` gathers what a page must never do: script errors, refused styles, 5xx."""

    page: Page
    address: str
    faults: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        self.page.goto(self.address + path)
        return self.page


@pytest.fixture
def visit(browser: Browser, live_server) -> Iterator[Callable[..., Visit]]:
    """visit(person, width=1280, theme="light", scripts=True): a browser signed in as that person."""
    opened: list[tuple[BrowserContext, Visit]] = []

    def start(person, *, width: int = 1280, theme: str = "light", scripts: bool = True) -> Visit:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=theme, java_script_enabled=scripts,
            reduced_motion="reduce",  # a colour that is on its way to another is looked at by no test
        )  # fmt: skip
        context.set_default_timeout(10_000)
        context.set_default_navigation_timeout(60_000)  # the first page of a process reads the whole program
        if person is not None:
            cookie = {"name": "sessionid", "value": session_of(person), "url": live_server.url}
            context.add_cookies([cookie])
        made = Visit(context.new_page(), live_server.url)
        made.page.on("pageerror", lambda error: made.faults.append(f"script: {error}"))
        made.page.on("console", lambda said: made.faults.append(said.text) if "Content Security" in said.text else None)
        made.page.on("response", lambda r: made.faults.append(f"{r.status} {r.url}") if r.status >= 500 else None)
        opened.append((context, made))
        return made

    yield start
    faults = [fault for _, made in opened for fault in made.faults]
    for context, _ in opened:
        context.close()
    assert faults == []


def session_of(person) -> str:
    """The key of a fresh session in which the person is signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = BACKEND
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return session.session_key
