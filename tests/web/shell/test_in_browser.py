"""The gallery in Chromium: accessible in both themes, whole on narrow screens, and the scripts do what they say."""

import re
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests.web.shell import gallery

STANDARDS = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]


class GalleryServer(SimpleHTTPRequestHandler):
    """Serves the gallery under the product's strict policy; POST answers with `status` and keeps what it was sent."""

    status = 204
    posted: list[tuple[str, bytes]] = []

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", "default-src 'self'")
        super().end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        type(self).posted.append((self.path, body))
        self.send_response(type(self).status)
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    out = tmp_path_factory.mktemp("gallery")
    gallery.write(out)
    search = '<ul><li><a href="/first">REG00042</a></li><li><a href="/second">REG00043</a></li></ul>'
    (out / "search").write_text(search, "utf-8")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(GalleryServer, directory=str(out)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as tool:
        started = tool.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    GalleryServer.status, GalleryServer.posted = 204, []
    opened = browser.new_page(base_url=address, viewport={"width": 1280, "height": 900})
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda said: problems.append(said.text) if "Content Security Policy" in said.text else None)
    yield opened
    opened.close()
    assert problems == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("name", sorted(path.stem for path in gallery.PAGES.glob("*.html")))
def test_accessible_and_whole_at_every_width(page: Page, name: str, theme: str) -> None:
    page.goto(f"/{name}-{theme}.html")
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
    found = Axe().run(page, options={"runOnly": STANDARDS}).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []


def test_keys_walk_the_rows_and_select(page: Page) -> None:
    page.goto("/workspace-queue-light.html")
    expect(page.locator("form.bulk")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator(".row-link:focus")).to_have_text("REG00043")
    page.keyboard.press("x")
    expect(page.locator("form.bulk")).to_contain_text("1 row selected")
    page.keyboard.press("k")
    expect(page.locator("a:focus, input:focus")).to_have_text("REG00042")
    page.keyboard.press("/")
    expect(page.locator("#filter-q")).to_be_focused()
    page.keyboard.type("jx")
    expect(page.locator("#filter-q")).to_have_value("jx")


def test_the_palette_finds_and_opens(page: Page) -> None:
    page.goto("/workspace-queue-light.html")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette input")).to_be_focused()
    page.keyboard.type("reg")
    expect(page.locator("#palette-results a[aria-current]")).to_have_text("REG00042")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/second")


def test_the_theme_changes_at_once_and_is_kept_by_the_server(page: Page) -> None:
    page.goto("/workspace-queue-light.html")
    before = page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.locator(".person-button").click()
    with page.expect_response("**/theme"):
        page.get_by_role("button", name="Dark").click()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != before
    path, body = GalleryServer.posted[-1]
    assert path == "/theme"
    assert re.search(rb'name="theme"\r\n\r\ndark', body)


def test_a_draft_saves_itself_and_a_failure_loses_nothing(page: Page) -> None:
    page.goto("/portal-form-light.html")
    status = page.locator("[data-autosave-status]")
    with page.expect_request(lambda request: request.method == "POST"):
        page.fill("#id_company", "Brightwater Foods Ltd")
    expect(status).to_have_text(re.compile(r"Saved \d\d:\d\d"))
    assert b"Brightwater Foods Ltd" in GalleryServer.posted[-1][1]
    GalleryServer.status = 503
    with page.expect_request(lambda request: request.method == "POST"):
        page.fill("#id_company", "Brightwater Foods plc")
    expect(status).to_contain_text("Not saved yet")
    expect(page.locator("#id_company")).to_have_value("Brightwater Foods plc")


CHOSEN = "[...document.getElementById('id_files').files].map(file => file.name)"


def test_chosen_files_are_listed_and_what_cannot_be_attached_is_refused_in_its_line(page: Page, tmp_path: Path) -> None:
    large, small, wrong = tmp_path / "large.pdf", tmp_path / "small.pdf", tmp_path / "game.exe"
    large.write_bytes(b"x" * 20_000_001)
    small.write_bytes(b"x" * 1500)
    wrong.write_bytes(b"MZ")
    page.goto("/portal-form-light.html")
    page.set_input_files("#id_files", [large, small, wrong])
    lines = page.locator("[data-file-list]").get_by_role("listitem")
    expect(lines).to_have_count(3)
    expect(lines.nth(0)).to_contain_text("Too large: at most 20 MB.")
    expect(lines.nth(1)).to_contain_text("1.5 kB")
    expect(lines.nth(2)).to_contain_text("This kind of file cannot be attached. These can: pdf, docx.")
    assert page.evaluate(CHOSEN) == ["small.pdf"]
    page.get_by_role("button", name="Remove small.pdf").click()
    expect(lines).to_have_count(2)
    assert page.evaluate(CHOSEN) == []


def test_a_double_click_sends_a_form_once(page: Page) -> None:
    page.goto("/portal-signin-light.html")
    page.get_by_role("button", name="Sign in").dblclick()
    page.wait_for_load_state("networkidle")
    assert len(GalleryServer.posted) == 1


def test_a_dialog_opens_in_place_and_the_summary_takes_the_focus(page: Page) -> None:
    page.goto("/workspace-record-light.html")
    page.get_by_role("link", name="Return for more information").click()
    expect(page.locator("#id_request")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#return")).to_be_hidden()
    page.goto("/workspace-decide-light.html")
    expect(page.locator(".error-summary")).to_be_focused()
    page.get_by_role("link", name="Reason: choose the reason").click()
    expect(page.locator("#id_reason")).to_be_focused()


def test_without_scripts_the_navigation_opens_and_nothing_is_offered_in_vain(browser: Browser, address: str) -> None:
    context = browser.new_context(base_url=address, java_script_enabled=False, viewport={"width": 390, "height": 800})
    plain = context.new_page()
    plain.goto("/workspace-queue-light.html")
    expect(plain.locator("#side-nav")).to_be_hidden()
    plain.get_by_role("button", name="Open the navigation").click()
    expect(plain.locator("#side-nav")).to_be_visible()
    expect(plain.locator("form.bulk")).to_be_visible()
    expect(plain.locator("[data-copy]")).to_have_count(0)
    context.close()
