"""The Jinja2 environment of Towpath's own pages and mails."""

from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, Template, Undefined, pass_eval_context
from jinja2.environment import TemplateModule
from jinja2.nodes import EvalContext
from markupsafe import Markup

from towpath.config.quick_macros import Calls, Kept, KeptMacro, QuickMacro, written
from towpath.web.shell.addresses import address
from towpath.web.shell.formats import FILTERS, language
from towpath.web.shell.missing import Missing

OF_EVERY_DICT = frozenset(dir(dict))
SHARED = "shell/ui"  # macros that ask the context only for what is the same all over a page
KEPT = "shell/ui/kept.html"  # macros that ask the context for nothing: what they draw is kept from page to page


class Once(Template):
    """A template whose macros, where it is one of the shared ones, are made once a page and not at every import."""

    @classmethod
    def from_code(cls, environment: Environment, code: Any, globals: Any, uptodate: Any = None) -> "Once":  # noqa: A002
        """A compiled template that writes values and draws macros the quick way."""
        made = super().from_code(environment, code, globals, uptodate)
        macro = KeptMacro if made.name == KEPT else QuickMacro
        made.root_render_func.__globals__.update(escape=written, Macro=macro)
        return made  # type: ignore[return-value]

    def make_module(self, *given: Any, **named: Any) -> TemplateModule:
        """The macros of this template; `given` begins with what the importing page knows and whether it shares it."""
        page, shared = given[:2] if len(given) > 1 else (None, False)
        kept = page.get("shared_modules") if page and shared and (self.name or "").startswith(SHARED) else None
        if kept is None:
            return super().make_module(*given, **named)
        if self.name not in kept:
            kept[self.name] = super().make_module(*given, **named)
        module: TemplateModule = kept[self.name]
        return module


class Quick(Environment):
    """An environment that reads keys of dicts first: pages are made of dicts, and a failing getattr costs ten times as much.

    Names that every dict has (`items`) stay its methods, so that what a template means does not change.
    """

    template_class = Once
    context_class = Calls

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.kept: Kept = {}
        self._left_out: dict[str, Undefined] = {}

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute not in OF_EVERY_DICT:
            try:
                return obj[attribute]
            except KeyError:
                found = self._left_out.get(attribute)
                return self._leave_out(attribute) if found is None else found
        try:
            return getattr(obj, attribute)
        except AttributeError:
            return super().getattr(obj, attribute)

    def _leave_out(self, name: str) -> Undefined:
        """What stands for a key that a dict has not; it does not matter which dict."""
        return self._left_out.setdefault(name, self.undefined(obj={}, name=name))


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page: url("portal:registration", ref)."""
    return reverse(name, args=args, kwargs=kwargs) if kwargs else address(name, *args)


@lru_cache(maxsize=64)
def _asset(path: str) -> str:
    return static(path)


@pass_eval_context
def words(place: EvalContext, message: str, **named: Any) -> str:
    """A message in the reader's language, with what it names put in: `_` of the templates."""
    if not named:
        return _plain(message, language(), place.autoescape)
    return _text(message, place.autoescape) % named


def _text(message: str, autoescape: bool) -> str:
    text = gettext(message)
    return Markup(text) if autoescape else text  # noqa: S704 - what a catalogue says is our own


@lru_cache(maxsize=4096)
def _plain(message: str, reader: str | None, autoescape: bool) -> str:
    """Pages ask for the same few hundred messages again and again."""
    return _text(message, autoescape) % {}  # a format also without names, as in catalogues: "100 %%"


def environment(**options: Any) -> Environment:
    options.setdefault("undefined", Missing)
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    extensions = [*options.pop("extensions", []), "jinja2.ext.i18n", "jinja2.ext.do"]
    env = Quick(extensions=extensions, **options)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True
    )
    env.globals.update(url=url, static=_asset, _=words, gettext=words)
    env.filters.update(FILTERS)
    return env
