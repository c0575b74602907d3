"""Who acts through the command line, and when: shared by every group that works in the rooms."""

import functools
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import click
from django.utils import timezone

from towpath.basics import references
from towpath.kernel.coming_in import asleep
from towpath.kernel.identity.models import Person
from towpath.kernel.in_force import book
from towpath.kernel.occasion import Occasion

AS = click.option(
    "--as",
    "acting_as",
    envvar="TOWPATH_AS",
    metavar="EMAIL",
    help="Who acts: the address that the person signs in with. TOWPATH_AS says it for all commands.",
)


@dataclass(frozen=True)
class Acting(Occasion):
    """An occasion on which a person acts, never the product itself."""

    actor: Person


def acts[**P, R](command: Callable[P, R]) -> Callable[..., R]:
    """Give a command `--as` and, as its first argument, the occasion: that person, now, through the command line."""

    @AS
    @functools.wraps(command)
    def wrapped(*args: Any, acting_as: str | None, **options: Any) -> R:
        acting = Acting(actor=person_named(acting_as), at=now(), door="cli", book=book())
        return command(acting, *args, **options)  # type: ignore[arg-type]

    return wrapped


def now() -> datetime:
    """The moment of the command; a caller that runs commands in its own process may set another as the context's object."""
    given = click.get_current_context().find_root().obj
    return given if isinstance(given, datetime) else timezone.now()


def person_named(email: str | None) -> Person:
    """The active person with this address; otherwise a sentence that says what to do."""
    if not email:
        raise click.UsageError("Say who acts with --as EMAIL, or once for all commands with TOWPATH_AS=EMAIL.")
    person = Person.objects.select_related("organisation").filter(email__iexact=email.strip()).first()
    if person is None:
        raise click.UsageError(f"Nobody signs in as {email}. `towpath people list` shows everybody.")
    if not person.is_active:
        raise click.UsageError(f"{person.name} ({person.email}) has no access any more and cannot act.")
    if person.organisation is not None and person.organisation.asleep_since is not None:
        raise click.UsageError(str(asleep(person.organisation, now())))
    return person


class ReferenceType(click.ParamType):
    """REG00042, reg42 or "REG 42": all the same."""

    name = "reference"

    def __init__(self, prefix: str):
        self.prefix = prefix

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return str(references.parse(str(value), self.prefix))
        except references.BadReference as error:
            self.fail(str(error), param, ctx)


class Day(click.ParamType):
    """A day as year-month-day."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is no day; write it like 2026-12-31.", param, ctx)


class Local(click.ParamType):
    """A moment such as 2026-12-01T09:00; without an offset it is read in the zone of whom it concerns."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            return value if isinstance(value, datetime) else datetime.fromisoformat(value)
        except ValueError:
            self.fail(f"{value} is no moment; write it like 2026-12-01T09:00.", param, ctx)


def in_zone(moment: datetime, zone: str) -> datetime:
    """An aware moment: one without an offset is local time of the zone."""
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


REGISTRATION = click.argument("reference", type=ReferenceType("REG"), metavar="REG…")
COLUMNS_NAMED = click.option(
    "--map",
    "named",
    multiple=True,
    metavar="FIELD=HEADER",
    help="Which column means a field, where the guess is wrong.",
)
ENCODING = click.option(
    "--encoding", help="Only for CSV files that are neither UTF-8 nor marked UTF-16, such as cp1252."
)
AS_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


def columns_named(guessed: Mapping[str, str], named: Iterable[str]) -> dict[str, str]:
    """The columns of a file as guessed, with those that COLUMNS_NAMED names instead."""
    columns = dict(guessed)
    for pair in named:
        field, sign, header = pair.partition("=")
        if not sign:
            raise click.UsageError(f"Write --map as FIELD=HEADER, not {pair}.")
        columns[field] = header
    return columns
