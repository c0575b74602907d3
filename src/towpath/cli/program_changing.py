"""The commands by which the program is changed: drafts, publishing, editions, rollback, keeping. What they do is in program_draft."""

import importlib
from typing import Any

import click

from towpath.cli import run
from towpath.cli.program_proofs import AS_JSON

AS = click.option(
    "--as", "email", envvar="TOWPATH_AS", metavar="EMAIL", help="Who acts: the address that the person signs in with."
)
DRAFT = click.argument("reference", metavar="DRF…")
NOTE = click.option("--note", required=True, help="What changes; stands beside the edition for good.")
REASON = click.option("--reason", required=True, help="Why; stands in the history.")
VERSION = click.option(
    "--version", type=click.IntRange(1), help="The version last seen: refused where somebody changed it since."
)


def _room() -> Any:
    run.open_database()
    return importlib.import_module("towpath.cli.program_draft")


@click.group("draft")
def draft() -> None:
    """Change the program: write a draft, check it, have it reviewed, publish it.

    \b
    towpath program draft new "Protection of 60 days" --why "Deals lie too long." --as paula@example.org
    towpath program draft set DRF00001 deal_registration.protection protection.toml
    towpath program draft submit DRF00001
    towpath program draft publish DRF00001 --note "60 days from January." --as piet@example.org
    """


@draft.command("list")
@click.option("--state", default="", help="open, in_review, sent_back, published or given_up; without it, all.")
@AS
@AS_JSON
def list_drafts(state: str, email: str | None, as_json: bool) -> None:
    """List drafts, those touched last first."""
    _room().list_drafts(email, as_json, state)


@draft.command("new")
@click.argument("title")
@click.option("--why", required=True, help="Why it is to change: who reviews it reads this first.")
@AS
@AS_JSON
def new(title: str, why: str, email: str | None, as_json: bool) -> None:
    """Begin a change of the program as it is in force now."""
    room = _room()
    room.carried_out(email, as_json, lambda occasion: room.drafts.start(occasion, title=title, why=why))


@draft.command("show")
@DRAFT
@click.option("--page", help="Print this page alone, word for word as the draft has it, to be changed and set again.")
@AS
@AS_JSON
def show(reference: str, page: str | None, email: str | None, as_json: bool) -> None:
    """Show one draft, or one of its pages as it is written; a page that it does not change is printed as it is in force."""
    _room().show_draft(email, as_json, reference, page)


@draft.command("describe")
@DRAFT
@click.option("--title", required=True, help="What is to change, in a few words.")
@click.option("--why", required=True, help="Why it is to change: who reviews it reads this first.")
@VERSION
@AS
@AS_JSON
def describe(reference: str, title: str, why: str, version: int | None, email: str | None, as_json: bool) -> None:
    """Say otherwise what the draft is for."""
    room = _room()
    room.carried_out(
        email,
        as_json,
        lambda occasion: room.drafts.describe(reference, occasion, title=title, why=why, version=version),
    )


@draft.command("set")
@DRAFT
@click.argument("page")
@click.argument("file", type=click.Path())
@VERSION
@AS
@AS_JSON
def set_page(reference: str, page: str, file: str, version: int | None, email: str | None, as_json: bool) -> None:
    """Put down a page as the draft would have it, from a FILE or, where it is -, from what is piped in."""
    room = _room()
    text = room.text_of(file)
    room.carried_out(
        email, as_json, lambda occasion: room.drafts.write(reference, occasion, page=page, text=text, version=version)
    )


@draft.command("leave")
@DRAFT
@click.argument("page")
@VERSION
@AS
@AS_JSON
def leave(reference: str, page: str, version: int | None, email: str | None, as_json: bool) -> None:
    """Let a page stay as it is in force."""
    room = _room()
    room.carried_out(
        email, as_json, lambda occasion: room.drafts.leave(reference, occasion, page=page, version=version)
    )


@draft.command("bring-forward")
@DRAFT
@click.argument("page")
@click.option(
    "--keep", type=click.Choice(["mine", "theirs"]), required=True, help="The draft's page, or the one in force."
)
@VERSION
@AS
@AS_JSON
def bring_forward(reference: str, page: str, keep: str, version: int | None, email: str | None, as_json: bool) -> None:
    """Decide a page that was changed in force too since the draft took it up."""
    room = _room()
    room.carried_out(
        email,
        as_json,
        lambda occasion: room.drafts.bring_forward(reference, occasion, page=page, keep=keep, version=version),
    )


@draft.command("check")
@DRAFT
@AS
@AS_JSON
def check(reference: str, email: str | None, as_json: bool) -> None:
    """Say everything that keeps the draft from being published. Exit code 1 when anything does."""
    _room().check(email, as_json, reference)


@draft.command("submit")
@DRAFT
@VERSION
@AS
@AS_JSON
def submit(reference: str, version: int | None, email: str | None, as_json: bool) -> None:
    """Ask for review."""
    room = _room()
    room.carried_out(email, as_json, lambda occasion: room.drafts.submit(reference, occasion, version=version))


@draft.command("take-back")
@DRAFT
@VERSION
@AS
@AS_JSON
def take_back(reference: str, version: int | None, email: str | None, as_json: bool) -> None:
    """Go on writing instead of waiting for the review."""
    room = _room()
    room.carried_out(email, as_json, lambda occasion: room.drafts.take_back(reference, occasion, version=version))


@draft.command("send-back")
@DRAFT
@REASON
@VERSION
@AS
@AS_JSON
def send_back(reference: str, reason: str, version: int | None, email: str | None, as_json: bool) -> None:
    """Give a draft back to its author with what is to be done."""
    room = _room()
    room.carried_out(
        email, as_json, lambda occasion: room.editions.send_back(reference, occasion, reason=reason, version=version)
    )


@draft.command("publish")
@DRAFT
@NOTE
@VERSION
@AS
@AS_JSON
def publish(reference: str, note: str, version: int | None, email: str | None, as_json: bool) -> None:
    """Put a reviewed draft in force: another person than its author."""
    room = _room()
    room.carried_out(
        email, as_json, lambda occasion: room.editions.publish(reference, occasion, note=note, version=version)
    )


@draft.command("give-up")
@DRAFT
@REASON
@VERSION
@AS
@AS_JSON
def give_up(reference: str, reason: str, version: int | None, email: str | None, as_json: bool) -> None:
    """End a draft without publishing it."""
    room = _room()
    room.carried_out(
        email, as_json, lambda occasion: room.drafts.give_up(reference, occasion, reason=reason, version=version)
    )


@click.command("publications")
@AS
@AS_JSON
def publications(email: str | None, as_json: bool) -> None:
    """List the editions of the program that were published, the newest first."""
    _room().list_editions(email, as_json)


@click.command("publication")
@click.argument("number", type=click.IntRange(1))
@click.option("--page", help="Print this page alone, word for word as the edition has it.")
@AS
@AS_JSON
def publication(number: int, page: str | None, email: str | None, as_json: bool) -> None:
    """Show one edition, or one page of it as it is written."""
    _room().show_edition(email, as_json, number, page)


@click.command("rollback")
@click.argument("number", type=click.IntRange(1))
@REASON
@AS
@AS_JSON
def rollback(number: int, reason: str, email: str | None, as_json: bool) -> None:
    """Put the pages of an earlier edition in force again, at once, as a new edition."""
    room = _room()
    room.carried_out(email, as_json, lambda occasion: room.editions.roll_back(number, occasion, reason=reason))


@click.command("by-hand")
@AS
@AS_JSON
def by_hand(email: str | None, as_json: bool) -> None:
    """List what was changed by hand in the repository of the program since its newest edition, commit by commit.

    Exit code 1 where it does not prove: then the last good program stays in force, and what is wrong is said.
    """
    _room().list_by_hand(email, as_json)


@click.command("take-up")
@NOTE
@AS
@AS_JSON
def take_up(note: str, email: str | None, as_json: bool) -> None:
    """Make an edition of what was changed by hand; refused with the findings where the program does not prove."""
    room = _room()
    room.carried_out(email, as_json, lambda occasion: room.editions.take_up(occasion, note=note))


@click.command("keep")
@AS
@AS_JSON
def keep(email: str | None, as_json: bool) -> None:
    """Let Towpath keep the program as a git repository in its home from now on; the first publication does so too."""
    room = _room()
    room.carried_out(email, as_json, lambda occasion: room.editions.keep(occasion))


@click.command("update")
@AS
@AS_JSON
def update(email: str | None, as_json: bool) -> None:
    """Bring pages that this version of Towpath asks for and the kept program lacks."""
    room = _room()

    def act(occasion: Any) -> Any:
        made = room.editions.bring(occasion)
        if made is None:
            click.echo("The program lacks no page.")
        return made

    room.carried_out(email, as_json, act)


COMMANDS = (draft, publications, publication, rollback, by_hand, take_up, keep, update)
