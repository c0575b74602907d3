"""The command `towpath`: its groups, loaded only when asked for, and the one place that turns refusals into exit codes."""

import importlib
import importlib.util
import signal
import sys
from dataclasses import dataclass
from typing import IO, Any

import click

from towpath import __version__
from towpath.cli import run
from towpath.config.binaries import BoxError
from towpath.config.database_url import BadDatabaseUrl
from towpath.kernel.refusals import Invalid, Refusal, of_the_database


@dataclass(frozen=True)
class Room:
    """A group of commands in `towpath.cli.<name>`, as `--help` shows it without importing it."""

    help: str
    needs_django: bool = True
    needs_database: bool = True


# `program check` works without a database; `program explain` calls run.open_database() itself.
ROOMS = {
    "program": Room(
        "Check, explain and compare the partner program's rules.", needs_django=False, needs_database=False
    ),
    "deals": Room("List, show and decide deal registrations."),
    "accounts": Room("Import, search and show customer accounts."),
    "opportunities": Room("List, edit, tag, move, merge and close opportunities."),
    "partners": Room("List and show partner organisations and their people."),
    "distribution": Room("Distributors, billing records and e-marketplace pages."),
    "enablement": Room("Import, list and undo completions of training."),
    "licences": Room("Ask for, send and list licences that are not for resale."),
    "library": Room("List, take, publish and replace the library's files."),
    "quotes": Room("Draft, approve, send, order and print quotes."),
    "prices": Room("Products, price books and prices: list, set, compare, import."),
    "approvers": Room("Who approves quotes: show it, ask for another, apply or decline."),
    "orders": Room("Purchase orders: hand in, check, accept, decline."),
    "pursuits": Room("Renewals, sales, customers' notices, tenders and preferred co-sell."),
    "people": Room("Invite people, reset sign-ins, make tokens."),
    "sign-in": Room("Let organisations sign their own people in (OpenID Connect, SAML)."),
    "docs": Room("Write the generated documents, or check that they are fresh.", needs_database=False),
}


class Sentence(click.ClickException):
    """An expected error: exit code 1 and the sentence alone on standard error."""

    def show(self, file: IO[Any] | None = None) -> None:
        click.echo(self.format_message(), file=file or sys.stderr)


class Towpath(click.Group):
    """The root group: commands of `run` at once, rooms when their turn comes."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return [*self.commands, *(name for name in ROOMS if _exists(name))]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.commands or cmd_name not in ROOMS or not _exists(cmd_name):
            return super().get_command(ctx, cmd_name)
        room = ROOMS[cmd_name]
        if room.needs_django:
            run.set_up_django()
        if room.needs_database and not ctx.meta.get("only_help"):
            run.open_database()
        group: click.Command = importlib.import_module(_module(cmd_name)).group
        return group

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.meta["only_help"] = not args or len(args) == 1 or any(a in ("--help", "-h") for a in args)
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Both lists with their one-line help; nothing is imported for it."""
        with formatter.section("Run the product"):
            formatter.write_dl([(name, command.get_short_help_str(100)) for name, command in self.commands.items()])
        rooms = [(name, room.help) for name, room in ROOMS.items() if _exists(name)]
        if rooms:
            with formatter.section("Work in it"):
                formatter.write_dl(rooms)

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (Refusal, BoxError, BadDatabaseUrl) as error:
            raise Sentence(_words(error)) from error
        except Exception as error:
            refusal = of_the_database(error) or importlib.import_module("towpath.kernel.parts").of_the_program(error)
            if refusal is None:
                raise
            raise Sentence(_words(refusal)) from error


def _words(error: Exception) -> str:
    """The sentence with its remedy; for input that cannot be taken, each field with what is wrong."""
    fields = (
        [f"  {name}: {text}" for name, texts in error.errors.items() for text in texts]
        if isinstance(error, Invalid)
        else []
    )
    return "\n".join([str(error), *fields])


def _exists(room: str) -> bool:
    return importlib.util.find_spec(_module(room)) is not None


def _module(room: str) -> str:
    return f"towpath.cli.{room.replace('-', '_')}"


@click.group(
    cls=Towpath,
    commands=run.COMMANDS,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
)
@click.version_option(__version__, prog_name="towpath")
def towpath() -> None:
    """Partner relationship management, self-hosted.

    New here? `towpath demo` starts everything with made-up data and prints where to look.

    Settings come from the environment: DATABASE_URL names a PostgreSQL server of your own (without it Towpath runs one in
    its own folder), TOWPATH_HOME the folder for data, key and logs (default: .towpath).
    """


def main() -> None:
    """Entry point of the installed command."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # a polite kill unwinds like Ctrl-C
    towpath(prog_name="towpath")
