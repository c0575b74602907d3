"""What compiled templates call most, made quicker: writing a value and drawing a macro. It means the same as Jinja's own.

Jinja wraps every value that is written in a Markup, and passes each call of a macro through three functions that work out
anew what kind of thing is called. On a list of fifty rows that is a third of the page.
"""

from collections.abc import Callable
from typing import Any

from jinja2.runtime import Context, Macro, missing
from jinja2.utils import internalcode
from markupsafe import Markup, escape
from markupsafe import _escape_inner as escaped

from towpath.web.shell.formats import language

type Kept = dict[Any, Markup]

KEPT_AT_MOST = 4096
SIMPLE = frozenset({str, Markup, bool, int, type(None)})  # what such arguments say, they say wholly


def written(value: Any) -> str:
    """A value as it stands in a page. What is written is only ever joined, so text needs no wrapping once it is escaped."""
    kind = type(value)
    if kind is str:
        return escaped(value)
    return value if kind is Markup else escape(value)


class QuickMacro(Macro):
    """A macro that is drawn at once where it is called plainly."""

    @internalcode
    def drawn(self, autoescape: bool, args: tuple[Any, ...], named: dict[str, Any]) -> str:
        """What the macro draws; the rarer ways of calling one, and wrong ones, are Jinja's own."""
        if self.caller or self.catch_kwargs or self.catch_varargs or len(args) > self._argument_count:
            return self._slowly(autoescape, args, named)
        if len(args) < self._argument_count:
            left_out = self.arguments[len(args) :]
            if named:
                if not named.keys() <= set(left_out):
                    return self._slowly(autoescape, args, named)
                args = (*args, *(named.get(name, missing) for name in left_out))
            else:
                args += (missing,) * len(left_out)
        elif named:
            return self._slowly(autoescape, args, named)
        text = self._func(*args)
        return str.__new__(Markup, text) if autoescape else text

    def _slowly(self, autoescape: bool, args: tuple[Any, ...], named: dict[str, Any]) -> str:
        text = str(super().__call__(*args, **named))
        return str.__new__(Markup, text) if autoescape else text


class KeptMacro(QuickMacro):
    """A macro that draws the same whenever its arguments and the reader's language are the same: drawn once and kept."""

    @internalcode
    def drawn(self, autoescape: bool, args: tuple[Any, ...], named: dict[str, Any]) -> str:
        kinds = tuple(map(type, args))  # "a&b" and Markup("a&b") are equal and not drawn alike
        if named or not autoescape or not SIMPLE.issuperset(kinds):
            return super().drawn(autoescape, args, named)
        kept: Kept = self._environment.kept  # type: ignore[attr-defined]
        key = (self.name, language(), args, kinds)
        found = kept.get(key)
        if found is None:
            if len(kept) >= KEPT_AT_MOST:
                kept.clear()
            found = kept[key] = Markup(super().drawn(autoescape, args, named))  # noqa: S704 - a macro's own text
        return found


class Calls(Context):
    """The context of a template, which knows its own macros when it is to call one."""

    @internalcode
    def call(__self, __obj: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as Jinja names them
        if isinstance(__obj, QuickMacro):
            if kwargs:
                kwargs.pop("_loop_vars", None)
                kwargs.pop("_block_vars", None)
            return __obj.drawn(__self.eval_ctx.autoescape, args, kwargs)
        return super().call(__obj, *args, **kwargs)
