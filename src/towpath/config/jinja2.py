"""The Jinja2 environment of Towpath's own pages and mails."""

from typing import Any

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from jinja2 import Environment

from towpath.web.shell.formats import FILTERS
from towpath.web.shell.missing import Missing


def url(name: str, *args: Any, **kwargs: Any) -> str:
    """The address of a named page: url("portal:registration", ref)."""
    return reverse(name, args=args, kwargs=kwargs)


def environment(**options: Any) -> Environment:
    options.setdefault("undefined", Missing)
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    extensions = [*options.pop("extensions", []), "jinja2.ext.i18n", "jinja2.ext.do"]
    env = Environment(extensions=extensions, **options)  # noqa: S701 (Django's backend passes autoescape=True)
    env.install_gettext_callables(gettext, ngettext, newstyle=True)  # type: ignore[attr-defined]
    env.globals.update(url=url, static=static)
    env.filters.update(FILTERS)
    return env
