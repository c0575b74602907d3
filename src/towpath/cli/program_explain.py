"""The decisions of one registration in full, each asked again of the present book. Loaded only when it is wanted."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import click

from towpath.cli import tables
from towpath.cli.acting import person_named
from towpath.domain.deals import history, queries
from towpath.domain.deals.models import Registration
from towpath.kernel.in_force import book as book_in_force
from towpath.kernel.refusals import NotFound
from towpath.program.book import Book
from towpath.program.decision import plain
from towpath.program.questions import ask

SAME, OTHER, UNASKED = "same", "other", "cannot be asked"


@dataclass(frozen=True)
class Replay:
    """A kept decision put to another book. `outcome` is its answer in plain values, None where it cannot be asked."""

    verdict: str
    outcome: Any = None
    why: str = ""


def explain(reference: str, *, as_json: bool, acting_as: str | None) -> None:
    """Print the decisions of a registration, the oldest first."""
    book = book_in_force()
    actor = person_named(acting_as) if acting_as else None
    registration = queries.one(actor, reference) if actor else _any(reference)
    kept = history.decisions(registration, book, partner=actor is not None and not actor.is_internal)
    found = [(decision, replayed(decision, book)) for decision in sorted(kept, key=lambda one: one["at"])]
    if as_json:
        tables.as_json([{**decision, "now": vars(replay)} for decision, replay in found])
        return
    click.echo(f"{registration.reference}  {registration.deal_name}: {queries.status_of(registration, book)}")
    if not found:
        click.echo("No rule of the program has judged it yet.")
    for number, (decision, replay) in enumerate(found, 1):
        _tell(number, decision, replay, book)


def _any(reference: str) -> Registration:
    """A registration for whoever runs the server."""
    found = Registration.objects.filter(queries.matching(reference)).first() if reference.strip() else None
    if found is None or found.reference != reference.strip().upper().replace(" ", ""):
        raise NotFound(f"There is no registration {reference}.")
    return found


def replayed(decision: dict[str, Any], book: Book) -> Replay:
    """The question of a kept decision put to a book with the same facts on the same day."""
    if not decision["question"] or not decision["on"]:
        return Replay(UNASKED, why="It keeps no question.")
    try:
        answer = ask(decision["question"], decision["facts"], book, date.fromisoformat(decision["on"]))
    except (LookupError, ValueError) as error:  # a page that is gone, facts that the present code reads otherwise
        return Replay(UNASKED, why=str(error))
    outcome = plain(getattr(answer, "outcome", answer))
    return Replay(SAME if outcome == decision["outcome"] else OTHER, outcome)


def _tell(number: int, decision: dict[str, Any], replay: Replay, book: Book) -> None:
    asked = decision["question"]
    title = book[asked].title if asked in book else asked
    tables.title(f"{number}. {title} ({asked})")
    now = {
        SAME: "the same under the present book",
        OTHER: f"another under the present book: {_inline(replay.outcome)}",
        UNASKED: f"cannot be asked of the present book. {replay.why}",
    }
    tables.pairs(
        [
            ("Outcome", _inline(decision["outcome"])),
            (
                "Judged",
                f"by the rules of {decision['on']}, in {decision['event']} at {decision['at']:%Y-%m-%d %H:%M} UTC",
            ),
            ("Facts", _inline(decision["facts"])),
            ("Book", decision["book"] + ("" if decision["book"] != book.fingerprint else ", the present one")),
            ("Replayed", now[replay.verdict]),
        ]
    )
    for reason in decision["because"]:
        click.echo(f"  - {reason['says']}")
        rules = ", ".join(reason["catalogue_ids"])
        click.echo(f"    {rules}; page {reason['rule']}, in force since {reason['in_force_since']}")
        click.echo(f"    Source: {reason['source']}")
        if reason.get("mend"):
            click.echo(f"    To mend it: {reason['mend']}")


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(
            f"{name.replace('_', ' ')} {_inline(each)}" for name, each in value.items() if each is not None
        )
    if isinstance(value, list):
        return "; ".join(_inline(each) for each in value) or "none"
    return tables.text_of(value)
