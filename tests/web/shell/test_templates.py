"""Layouts and macros as HTML: nothing inline, icons that exist, labels that belong, text that is escaped."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.web.shell import gallery
from towpath.web.shell.assets import SOURCES

PAGES = sorted(path.stem for path in gallery.PAGES.glob("*.html"))
ICONS = set(re.findall(r'id="([\w-]+)"', (SOURCES / "icons" / "icons.svg").read_text("utf-8")))


class Page(HTMLParser):
    """Collects what the tests ask of a page."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.attributes: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.attributes.append((tag, dict(attrs)))

    def values(self, name: str) -> list[str]:
        return [attrs[name] or "" for _, attrs in self.attributes if name in attrs]


def draw(source: str, **given: Any) -> str:
    made = gallery.environment().from_string('{% import "shell/ui.html" as ui with context %}' + source)
    return made.render({**gallery.context("workspace", ""), **given})


@pytest.mark.parametrize("name", PAGES)
def test_pages_are_sound(name: str) -> None:
    page = Page(gallery.render(name))
    assert page.values("style") == []
    assert not [attr for _, attrs in page.attributes for attr in attrs if attr.startswith("on")]
    assert [tag for tag, attrs in page.attributes if tag == "script" and "src" not in attrs] == []
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert set(page.values("for")) <= set(ids)
    for reference in [*page.values("aria-describedby"), *page.values("aria-labelledby")]:
        assert set(reference.split()) <= set(ids), reference
    assert {
        href.split("#")[1] for tag, attrs in page.attributes if tag == "use" for href in [attrs["href"] or ""]
    } <= ICONS


def test_a_theme_is_on_the_page_from_the_first_byte() -> None:
    assert 'data-theme="dark"' in gallery.render("portal-home", "dark")
    assert "data-theme=" not in gallery.render("portal-home", "").split("<body")[0]
    assert "data-theme=" not in gallery.render("portal-home", '"><b>').split("<body")[0]


def test_every_kind_of_field_keeps_its_value_and_links_its_message() -> None:
    for kind in ("text", "email", "tel", "url", "number", "date", "textarea", "money"):
        html = draw(
            "{{ ui.field(f) }}", f={"name": "x", "label": "X", "kind": kind, "value": "a<b", "errors": ["Wrong."]}
        )
        assert "a&lt;b" in html, kind
        assert 'aria-describedby="x-error"' in html, kind
        assert 'id="id_x"' in html, kind
    assert "secret" not in draw(
        "{{ ui.field(f) }}", f={"name": "x", "label": "X", "kind": "password", "value": "secret"}
    )


def test_zero_is_a_value_and_nothing_is_not() -> None:
    assert 'value="0"' in draw("{{ ui.field(f) }}", f={"name": "x", "label": "X", "kind": "number", "value": 0})
    assert 'value=""' in draw("{{ ui.field(f) }}", f={"name": "x", "label": "X", "value": None})


def test_choices_mark_what_was_chosen() -> None:
    options = [{"value": 1, "label": "One"}, {"value": 2, "label": "Two"}]
    field = {"name": "x", "label": "X", "options": options, "value": 2}
    assert re.findall(r'value="(\d)" selected', draw("{{ ui.field(f) }}", f=field | {"kind": "select"})) == ["2"]
    assert re.findall(r'value="(\d)" checked', draw("{{ ui.field(f) }}", f=field | {"kind": "radio"})) == ["2"]
    both = field | {"kind": "checkboxes", "value": ["1", 2]}
    assert re.findall(r'value="(\d)" checked', draw("{{ ui.field(f) }}", f=both)) == ["1", "2"]


def test_the_error_summary_links_to_the_first_control_of_each_field() -> None:
    html = gallery.render("portal-form")
    page = Page(html)
    targets = re.findall(r'<a href="#(id_\w+)"', html)
    assert targets == ["id_company", "id_amount", "id_type"]
    assert set(targets) <= set(page.values("id"))


def test_what_people_wrote_is_escaped_in_tables_and_timelines() -> None:
    row = {"id": "1", "url": "#", "label": "<i>", "cells": {"a": "<script>"}}
    columns = [{"key": "a", "label": "A<b>", "title": True, "align": "end"}]
    html = draw(
        "{{ ui.data_table(c, [r], 'T') }}{{ ui.timeline([{'sentence': s, 'at': now}]) }}", c=columns, r=row, s="<u>"
    )
    assert "<script>" not in html
    assert "<u>" not in html
    assert "A<b>" not in html
    assert 'data-label="A&lt;b&gt;" class="end cell-title"' in html


def test_a_table_without_rows_says_so() -> None:
    assert "No row matches these filters." in draw("{{ ui.data_table([], [], 'T') }}")


def test_a_post_button_carries_the_token_and_its_fields() -> None:
    html = draw("{{ ui.post_button('Approve', '/x', fields={'version': 3}, confirm='Sure') }}")
    assert 'name="csrfmiddlewaretoken"' in html
    assert 'name="version" value="3"' in html
    assert 'data-confirm="Sure"' in html
