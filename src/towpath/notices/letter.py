"""A message in words, before it is text and HTML: what to do, the facts, one link. Words stand here once for both."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from towpath.kernel.identity.models import Person


@dataclass(frozen=True)
class Letter:
    """One message.

    subject  reference and outcome
    lead     the first line: what to do now
    link     the address of the one page it leads to
    quote    somebody's own words, shown as such
    """

    subject: str
    lead: str
    link: str
    link_label: str
    quote: str = ""
    quote_label: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    more: tuple[str, ...] = ()
    why_you: str = ""


def rendered(letter: Letter) -> tuple[str, str]:
    """The letter as plain text and as HTML."""
    return _page("letter.txt", letter=letter), _page("letter.html", letter=letter)


def rendered_digest(letters: list[Letter], day: str) -> tuple[str, str]:
    """A day's letters as one, each with its subject, first line and link."""
    return _page("digest.txt", letters=letters, day=day), _page("digest.html", letters=letters, day=day)


def _page(name: str, **values: object) -> str:
    text = _environment().get_template(f"notices/{name}").render(vendor_line=_footer(), **values)
    return text.strip() + "\n"


def _footer() -> str:
    return _("Sent by Towpath. You choose in your settings whether such mail comes at once or once a day.")


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["_"] = _
    return environment


def address(path: str) -> str:
    """The full address of a page of ours."""
    return f"{settings.BASE_URL}{path}"


def day_words(day: date | None) -> str:
    """A day with its weekday: "Mon 30 Nov 2026"; "" for None."""
    return "" if day is None else f"{day:%a} {day.day} {day:%b %Y}"


def moment_words(moment: datetime | None, reader: Person) -> str:
    """A moment in the reader's zone, which is named: "Tue 1 Sep 2026, 14:00 CEST"; "" for None."""
    if moment is None:
        return ""
    local = moment.astimezone(ZoneInfo(reader.zone))
    name = local.tzname() or ""
    zone = f"UTC{name}" if name[:1] in "+-" else name
    return f"{day_words(local.date())}, {local:%H:%M} {zone}"
