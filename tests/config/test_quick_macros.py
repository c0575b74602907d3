"""The quick way of drawing templates means the same as Jinja's own."""

from typing import Any

import pytest
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy
from jinja2 import DictLoader, UndefinedError
from markupsafe import Markup, escape

from towpath.config.jinja2 import KEPT, environment
from towpath.config.quick_macros import written

MACROS = """
{%- macro plain(a, b='two', c=None) -%}[{{ a }}|{{ b }}|{{ c }}]{%- endmacro -%}
{%- macro box(title) -%}<b>{{ title }}</b>{{ caller() if caller else '' }}{%- endmacro -%}
{%- macro rest(a) -%}{{ a }}{{ varargs|join(',') }}{{ kwargs.z }}{%- endmacro -%}
"""


def draw(source: str, **given: Any) -> str:
    made = environment(autoescape=True, loader=DictLoader({KEPT: MACROS, "other.html": MACROS}))
    name = given.pop("name", "other.html")
    return made.from_string(f"{{% import '{name}' as m %}}{source}").render(given)


@pytest.mark.parametrize("value", ["a<b>&'\"", "", Markup("<i>"), mark_safe("<i>"), 3, None, 2.5, gettext_lazy("a<b")])
def test_what_is_written_is_what_jinja_writes(value: Any) -> None:
    assert written(value) == escape(value)
    assert draw("{{ value }}", value=value) == str(escape(value))


@pytest.mark.parametrize("name", ["other.html", KEPT])
@pytest.mark.parametrize(
    ("call", "drawn"),
    [
        ("m.plain(x)", "[&lt;x&gt;|two|None]"),
        ("m.plain(x, 'y')", "[&lt;x&gt;|y|None]"),
        ("m.plain(x, c='y')", "[&lt;x&gt;|two|y]"),
        ("m.plain(a=x, b=x|safe)", "[&lt;x&gt;|<x>|None]"),
        ("m.plain(m.plain('<'))", "[[&lt;|two|None]|two|None]"),
        ("m.box(x)", "<b>&lt;x&gt;</b>"),
        ("m.rest(1, 2, 3, z='<')", "12,3&lt;"),
    ],
)
def test_macros_take_their_arguments_in_every_way(name: str, call: str, drawn: str) -> None:
    assert draw("{{ " + call + " }}", x="<x>", name=name) == drawn
    assert draw("{% for n in (1, 2) %}{{ " + call + " }}{% endfor %}", x="<x>", name=name) == drawn * 2


def test_a_macro_draws_what_stands_in_its_call() -> None:
    assert (
        draw("{% for n in 'ab' %}{% call m.box('t') %}{{ n }}<i>{% endcall %}{% endfor %}")
        == "<b>t</b>a<i><b>t</b>b<i>"
    )


@pytest.mark.parametrize("call", ["m.plain(1, d=2)", "m.plain(1, 2, 3, 4)", "m.plain(1, a=2)"])
def test_a_wrong_call_is_refused(call: str) -> None:
    with pytest.raises(TypeError, match="plain"):
        draw("{{ " + call + " }}")


def test_an_argument_that_is_left_out_is_named() -> None:
    with pytest.raises(UndefinedError, match="'a' was not provided"):
        draw("{{ m.plain() }}")


def test_what_is_kept_never_mistakes_text_for_markup_nor_one_for_true() -> None:
    source = "{{ m.plain(text) }}{{ m.plain(markup) }}{{ m.plain(1) }}{{ m.plain(true) }}{{ m.plain(text) }}"
    drawn = draw(source, text="a&b", markup=Markup("a&b"), name=KEPT)
    assert drawn == "[a&amp;b|two|None][a&b|two|None][1|two|None][True|two|None][a&amp;b|two|None]"


def test_a_key_that_a_dict_has_not_is_empty_and_its_attributes_are_errors() -> None:
    assert draw("{{ d.gone }}{{ 'no' if not e.gone }}", d={}, e={"a": 1}) == "no"
    with pytest.raises(UndefinedError, match="gone"):
        draw("{{ d.gone.further }}", d={})
