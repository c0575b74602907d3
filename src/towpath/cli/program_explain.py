"""The decisions on one record in full, each asked again of its own book and of the present one. Loaded only when it is wanted."""

from dataclasses import replace
from typing import Any

import click

from towpath.cli import tables
from towpath.cli.acting import now, person_named
from towpath.domain.rulebook import decisions as queries
from towpath.domain.rulebook.decisions import Explained, Told
from towpath.domain.rulebook.on_rows import OnRow
from towpath.kernel.events.decided import Kept
from towpath.kernel.in_force import job_occasion
from towpath.program.book import Book
from towpath.program.counterfactual import Change
from towpath.program.replay import Replay

AT_MOST = 8  # changes told of one decision


def explain(reference: str, *, as_json: bool, acting_as: str | None, why_not: bool) -> None:
    """Print the decisions on a record of any kind: those of its events, the oldest first, then those that stand on it."""
    actor = person_named(acting_as) if acting_as else None
    occasion = replace(job_occasion(now()), actor=actor)
    book, inside = occasion.book, actor is None or actor.is_internal
    kind, row, told = queries.on_record(occasion, reference)
    found = [(one, queries.explained(one.kept, book, occasion.day, inside=inside)) for one in _in_order(told)]
    if as_json:
        tables.as_json([_record(one, each) for one, each in found])
        return
    click.echo(f"{getattr(row, 'reference', '')}  {kind.noun}: {row}")
    if not found:
        click.echo("No rule of the program has judged it yet.")
    for number, (one, each) in enumerate(found, 1):
        _tell(number, one, each, book, inside=inside, why_not=why_not)


def _in_order(told: list[Told]) -> list[Told]:
    """Those of events the oldest first, then the others as they come."""
    beside = [one for one in told if isinstance(one.kept, OnRow)]
    return [*reversed(told[: len(told) - len(beside)]), *beside]


def _record(one: Told, found: Explained) -> dict[str, Any]:
    """A decision as JSON; `event` is empty where none keeps it, the facts are null where they are not the reader's."""
    return {
        **one.kept.record,
        "facts": one.kept.record["facts"] if found.facts else None,
        "at": one.kept.at,
        "event": one.kept.event.name if isinstance(one.kept, Kept) else "",
        "address": one.address,
        "then": vars(found.then) if found.then else None,
        "now": vars(found.now) if found.now else None,
        "wordings": [vars(each.wording) for each in found.grounds],
        "would_have_changed_it": [_change(each) for each in found.changes],
        "why_no_change": found.why_none,
        "together": found.together,
    }


def _change(one: Change) -> dict[str, Any]:
    return {
        "fact": one.fact, "was": one.was, "would_be": one.would_be, "bound": one.bound, "outcome": one.outcome, "says": one.says,
    }  # fmt: skip


def _tell(number: int, one: Told, found: Explained, book: Book, *, inside: bool, why_not: bool) -> None:
    record, of = one.kept.record, one.kept.of if isinstance(one.kept, OnRow) else ""
    tables.title(f"{number}. {book.title_of(record['question'])} ({record['question']}){f': {of}' if of else ''}")
    shown_book = record["book"] + ("" if record["book"] != book.fingerprint else ", the present one")
    replays = [(found.then, "under the very book that made it"), (found.now, "under the present book")]
    told = [_replayed(each, where) for each, where in replays if each is not None]
    tables.pairs(
        [
            ("Outcome", _inline(record["outcome"])),
            ("Judged", f"by the rules of {record['on']}, {_where(one)}"),
            *((("Facts", _inline(record["facts"])),) if found.facts else ()),
            *((("Book", shown_book),) if inside else ()),
            *(("Replayed" if at == 0 else "", each) for at, each in enumerate(told)),
            ("Address", f"/decisions/{one.address}"),
        ]
    )
    for each in found.grounds:
        _ground(each.reason.as_record(), _became(each.wording.standing, each.wording.since) if found.rules else "")
    if why_not:
        _would(found)


def _where(one: Told) -> str:
    """When and in what it was decided."""
    if isinstance(one.kept, Kept):
        return f"in {one.kept.event.name} at {one.kept.at:%Y-%m-%d %H:%M} UTC"
    if one.kept.at is not None:
        return f"as it stands on {one.reference}, at {one.kept.at:%Y-%m-%d %H:%M} UTC"
    return f"as it stands on {one.reference}" if one.kept.kept else "asked now and kept nowhere"


def _ground(reason: dict[str, Any], became: str) -> None:
    click.echo(f"  - {reason['says']}")
    rules = ", ".join(reason["catalogue_ids"])
    click.echo(f"    {rules}; page {reason['rule']}, in force since {reason['in_force_since']}{became}")
    click.echo(f"    Source: {reason['source']}")
    if reason.get("mend"):
        click.echo(f"    To mend it: {reason['mend']}")


WHY_NONE = {
    "several": "No single fact would have changed it: more than one would have to differ.",
    "near": "No single fact would have changed it: every case one fact away is answered alike.",
    "looked_up": "Nothing is weighed here: the rule book is only looked up.",
    "unasked": "It cannot be asked any more.",
    "closed": "It was judged on what is not yours to read.",
}


def _would(found: Explained) -> None:
    click.echo("  What would have had to differ:")
    for change in found.changes[:AT_MOST]:
        click.echo(f"    {change.says}")
    if found.why_none:
        click.echo(f"    {WHY_NONE[found.why_none]}")
    if found.together:
        click.echo(f"    {found.together}")


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
