"""Moves on many registrations at once: first what would happen to each, then the same actions one by one."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from towpath.basics.days import day_in_words
from towpath.domain.deals.access import ACCESS
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.facts import protection_facts
from towpath.domain.deals.lifecycles import REGISTRATION
from towpath.domain.deals.models import Registration
from towpath.domain.deals.queries import visible
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotAllowed, Refusal
from towpath.program.decisions.deal_registration.protection import protection

MOST = 200
BULK_MOVES = ("extend", "put_forward", "reassign_esm")


@dataclass(frozen=True)
class Outlook:
    """What a move would do to one registration, or why it would be refused ("" when it would not)."""

    registration: Registration
    would: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a move did to one registration, or why it was refused."""

    reference: str
    done: bool
    says: str = ""


def may(actor: Person) -> list[str]:
    """The moves that the actor can take on many registrations at once."""
    return [name for name in BULK_MOVES if ACCESS.may(actor, REGISTRATION.moves[name].permission)]


def sales_managers() -> list[Person]:
    """The active Ecosystem Sales Managers, by name: those a registration can be given to (DRG-06)."""
    rows = Person.objects.filter(is_active=True, roles__contains=[Role.ESM.value])
    return list(rows.order_by("name", "id"))


def outlook(move: str, references: Sequence[str], occasion: Occasion, *, esm: Person | None = None) -> list[Outlook]:
    """A dry run, in three queries: each registration in the order given; what the actor may not see is left out."""
    if move not in BULK_MOVES:
        raise Invalid({"move": [f"Choose one of: {', '.join(BULK_MOVES)}."]})
    _few_enough(references)
    if occasion.actor is None:
        raise NotAllowed("Many registrations are changed at once by a person.")
    permission = REGISTRATION.moves[move].permission
    seen = visible(occasion.actor).select_related("partner", "account", "esm").filter(reference__in=references)
    rows = {row.reference: row for row in seen}
    mine = ACCESS.rows(occasion.actor, permission, Registration.objects.filter(reference__in=list(rows)))
    allowed = set(mine.values_list("reference", flat=True))
    tell = {"extend": _extend, "put_forward": _put_forward, "reassign_esm": _reassign}[move]
    return [
        _one(rows[reference], move, reference in allowed, lambda row: tell(row, occasion, esm))
        for reference in dict.fromkeys(references)
        if reference in rows
    ]


def _one(row: Registration, move: str, allowed: bool, tell: Callable[[Registration], Outlook]) -> Outlook:
    if not allowed:
        return Outlook(row, refused="This is not yours to do here.")
    try:
        REGISTRATION.take(move, row.state)
    except MoveNotOpen as refusal:
        return Outlook(row, refused=refusal.sentence)
    return tell(row)


def _extend(row: Registration, occasion: Occasion, esm: Person | None) -> Outlook:
    if row.expires_on <= occasion.day:
        return Outlook(row, refused="The protection has ended already.")
    facts = protection_facts(row)
    longer = protection(replace(facts, extensions=facts.extensions + 1), occasion.book, on=row.judged_on)
    return Outlook(
        row,
        would=f"Protected until {day_in_words(longer.outcome.expires_on)} instead of {day_in_words(row.expires_on)}.",
    )


def _put_forward(row: Registration, occasion: Occasion, esm: Person | None) -> Outlook:
    if row.account is None:
        return Outlook(row, refused="No customer account is linked yet.")
    if row.account.territory_id is None:
        return Outlook(row, refused=f"{row.account.name} has no territory and owner yet.")
    if row.contact_id is None:
        return Outlook(row, refused="No contact is linked.")
    return Outlook(row, would=f"Goes to {row.esm.name if row.esm else 'the sales manager of its territory'}.")


def _reassign(row: Registration, occasion: Occasion, esm: Person | None) -> Outlook:
    if esm is None:
        return Outlook(row, would=f"Leaves {row.esm.name if row.esm else 'nobody'}.")
    if row.esm_id == esm.pk:
        return Outlook(row, refused=f"It is with {esm.name} already.")
    if esm.region and esm.region != row.region:
        return Outlook(row, refused=f"{esm.name} works in {esm.region}; this registration is in {row.region}.")
    return Outlook(row, would=f"Goes from {row.esm.name if row.esm else 'nobody'} to {esm.name}.")


def act(
    move: str, chosen: Iterable[tuple[str, int]], occasion: Occasion, *, esm: Person | None = None
) -> list[Outcome]:
    """Take the move on each (reference, version): every one a transaction of its own, refusals told, none stops another."""
    actions: dict[str, Callable[..., Any]] = {
        "extend": registrations.extend,
        "put_forward": registrations.put_forward,
        "reassign_esm": registrations.reassign_esm,
    }
    if move not in actions:
        raise Invalid({"move": [f"Choose one of: {', '.join(actions)}."]})
    if move == "reassign_esm" and esm is None:
        raise Invalid({"esm": ["Choose an active Ecosystem Sales Manager from the list."]})
    more = {"esm": esm.pk} if move == "reassign_esm" and esm else {}
    each = dict(chosen)
    _few_enough(each)
    outcomes = []
    for reference, version in each.items():
        try:
            actions[move](reference, occasion, version=version, **more)
        except Refusal as refusal:
            outcomes.append(Outcome(reference, False, _words(refusal)))
        else:
            outcomes.append(Outcome(reference, True))
    return outcomes


def _few_enough(references: Collection[str]) -> None:
    """All or none: what would be left out without a word is refused with one."""
    if len(references) > MOST:
        raise Invalid(
            {"selected": [f"At most {MOST} registrations can be changed at once; {len(references)} are selected."]},
            f"These are too many at once: {len(references)}. Nothing was changed; select at most {MOST}.",
        )


def _words(refusal: Refusal) -> str:
    if isinstance(refusal, Invalid):
        return " ".join(text for texts in refusal.errors.values() for text in texts)
    return str(refusal)
