"""The Jinja2 environment of Towpath's own pages and mails."""

from functools import lru_cache
from typing import Any

from django.templatetags.static import static
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import ngettext
from jinja2 import Environment

from towpath.web.shell.formats import FILTERS, translated
from towpath.web.shell.missing import Missing

OF_EVERY_DICT = frozenset(dir(dict))


class Quick(Environment):
    """An environment that reads keys of dicts first: pages are made of dicts, and a failing getattr costs ten times as much.

    Names that every dict has (`items`) stay its methods, so that what a template means does not change.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        if type(obj) is dict and attribute not in OF_EVERY_DICT:
            try:
                return obj[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page: url("portal:registration", ref)."""
    if args or kwargs:
        return reverse(name, args=args, kwargs=kwargs)
    return _fixed(name, get_urlconf(), get_script_prefix())


@lru_cache(maxsize=512)
def _fixed(name: str, urlconf: str | None, prefix: str) -> str:
    """An address without arguments is the same on every page."""
    return reverse(name, urlconf)


@lru_cache(maxsize=64)
def _asset(path: str) -> str:
    return static(path)


def environment(**options: Any) -> Environment:
    options.setdefault("undefined", Missing)
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    extensions = [*options.pop("extensions", []), "jinja2.ext.i18n", "jinja2.ext.do"]
    env = Quick(extensions=extensions, **options)
    env.install_gettext_callables(  # type: ignore[attr-defined]
        translated, ngettext, newstyle=True
    )
    env.globals.update(url=url, static=_asset)
    env.filters.update(FILTERS)
    return env
