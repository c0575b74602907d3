"""The decisions on one record in full, each asked again of its own book and of the present one. Loaded only when it is wanted."""

from typing import Any

import click
from django.db.models import Model

from towpath.cli import tables
from towpath.cli.acting import now, person_named
from towpath.domain.enablement.compliance_queries import scorecard
from towpath.domain.partners.models import Partner
from towpath.domain.rulebook import decisions as queries
from towpath.domain.rulebook.decisions import Explained, Told
from towpath.kernel.in_force import book as book_in_force
from towpath.kernel.in_force import job_occasion
from towpath.program.book import Book
from towpath.program.counterfactual import Change, nearest
from towpath.program.decision import Decision
from towpath.program.replay import Replay

AT_MOST = 8  # changes told of one decision


def explain(reference: str, *, as_json: bool, acting_as: str | None, why_not: bool) -> None:
    """Print the decisions on a record of any kind, the oldest first; of a partner also how it stands today."""
    book, today = book_in_force(), job_occasion(now()).day
    actor = person_named(acting_as) if acting_as else None
    inside = actor is None or actor.is_internal
    kind, row, told = queries.on_record(actor, book, reference)
    found = [(one, queries.explained(one.kept, book, today, inside=inside)) for one in reversed(told)]
    standing = _standing(row, book, today)
    if as_json:
        tables.as_json([*(_record(one, each) for one, each in found), *standing_records(standing)])
        return
    click.echo(f"{getattr(row, 'reference', '')}  {kind.noun}: {row}")
    if not found and not standing:
        click.echo("No rule of the program has judged it yet.")
    for number, (one, each) in enumerate(found, 1):
        _tell(number, one, each, book, why_not=why_not)
    for decision, changes in standing:
        _tell_standing(decision, changes, book, why_not=why_not)


def _standing(row: Model, book: Book, today: Any) -> list[tuple[Decision[Any], tuple[Change, ...]]]:
    """How a partner stands today in its track and designations: asked now, kept in no event."""
    if not isinstance(row, Partner):
        return []
    asked = [card.decision for card in scorecard(row, book, today).cards]
    return [(one, nearest(one.question, one.facts, book, today)) for one in asked]


def _record(one: Told, found: Explained) -> dict[str, Any]:
    return {
        **one.kept.record,
        "at": one.kept.at,
        "event": one.kept.event.name,
        "address": f"{one.kept.event.pk}/{one.kept.number}",
        "then": vars(found.then),
        "now": vars(found.now),
        "wordings": [vars(each.wording) for each in found.grounds],
        "would_have_changed_it": [_change(each) for each in found.changes],
    }


def standing_records(standing: list[tuple[Decision[Any], tuple[Change, ...]]]) -> list[dict[str, Any]]:
    """How a partner stands today, in the shape of kept decisions; `event` is empty since none keeps it."""
    return [
        {**decision.as_record(), "event": "", "would_have_changed_it": [_change(each) for each in changes]}
        for decision, changes in standing
    ]


def _change(one: Change) -> dict[str, Any]:
    return {
        "fact": one.fact, "was": one.was, "would_be": one.would_be, "bound": one.bound, "outcome": one.outcome, "says": one.says,
    }  # fmt: skip


def _tell(number: int, one: Told, found: Explained, book: Book, *, why_not: bool) -> None:
    record = one.kept.record
    tables.title(f"{number}. {book.title_of(record['question'])} ({record['question']})")
    tables.pairs(
        [
            ("Outcome", _inline(record["outcome"])),
            (
                "Judged",
                f"by the rules of {record['on']}, in {one.kept.event.name} at {one.kept.at:%Y-%m-%d %H:%M} UTC",
            ),
            *((("Facts", _inline(record["facts"])),) if found.facts else ()),
            ("Book", record["book"] + ("" if record["book"] != book.fingerprint else ", the present one")),
            ("Replayed", _replayed(found.then, "under the very book that made it")),
            ("", _replayed(found.now, "under the present book")),
            ("Address", f"/decisions/{one.kept.event.pk}/{one.kept.number}"),
        ]
    )
    for each in found.grounds:
        _ground(each.reason.as_record(), _became(each.wording.standing, each.wording.since))
    if why_not:
        _would(found.changes)


def _tell_standing(decision: Decision[Any], changes: tuple[Change, ...], book: Book, *, why_not: bool) -> None:
    record = decision.as_record()
    tables.title(f"Today: {book.title_of(record['question'])} ({record['question']})")
    tables.pairs([("Outcome", _inline(record["outcome"])), ("Facts", _inline(record["facts"]))])
    for reason in record["because"]:
        _ground(reason, "")
    if why_not:
        _would(changes)


def _ground(reason: dict[str, Any], became: str) -> None:
    click.echo(f"  - {reason['says']}")
    rules = ", ".join(reason["catalogue_ids"])
    click.echo(f"    {rules}; page {reason['rule']}, in force since {reason['in_force_since']}{became}")
    click.echo(f"    Source: {reason['source']}")
    if reason.get("mend"):
        click.echo(f"    To mend it: {reason['mend']}")


def _would(changes: tuple[Change, ...]) -> None:
    click.echo("  What would have had to differ:")
    for change in changes[:AT_MOST]:
        click.echo(f"    {change.says}")
    if not changes:
        click.echo("    No single fact would have changed it.")


def _replayed(replay: Replay, where: str) -> str:
    return {
        "same": f"the same {where}",
        "other": f"another {where}: {_inline(replay.outcome)}",
        "unasked": f"cannot be asked {where}. {replay.why}",
    }[replay.verdict]


def _became(standing: str, since: Any) -> str:
    """What became of a wording, to stand after its first day."""
    if standing == "changed":
        return f"; another wording holds since {since}"
    return {"rewritten": "; written otherwise now", "gone": "; the page is gone"}.get(standing, "")


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(
            f"{name.replace('_', ' ')} {_inline(each)}" for name, each in value.items() if each is not None
        )
    if isinstance(value, list):
        return "; ".join(_inline(each) for each in value) or "none"
    return tables.text_of(value)
