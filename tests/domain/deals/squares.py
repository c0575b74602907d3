"""The lifecycle of a registration as a table written out by hand: which move is open where, and to whom.

`squares(move)` gives the four refusals that every action must know, for its test file to prove; test_lifecycle.py walks
every square of stage x move.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction

from tests.cast import EVERYBODY
from tests.domain.deals.stages import AFTER_THE_TERM, Stage, happened, stage
from towpath.domain.accounts.actions import accounts, opportunities
from towpath.domain.deals.actions import registrations as act
from towpath.domain.deals.models import ExtensionRequest
from towpath.kernel.refusals import MoveNotOpen, NotAllowed, NotFound, Refusal

PARTNER = "nadia nina"  # seller and administrator of the partner whose registration it is
FIELD = "omar elena emil amir anna sofia"  # Ops, and the sales people of the registration's region
PRODUCT = ""  # nobody by hand: the product itself
REVIEW = "confirm_type record_sourcing link_opportunity create_opportunity record_alignment tell_delay approve deny"

# Which moves are open in which stage. Nothing else is.
OPEN: dict[str, str] = {
    "draft": "amend submit withdraw",
    "submitted": "withdraw link_account create_account reassign_esm put_forward contact send_back close_lost comment "
    "release follow_merge",
    "with_esm": f"withdraw link_account reassign_esm contact {REVIEW} send_back hand_over close_lost comment follow_merge",
    "with_asm": f"withdraw link_account reassign_esm contact {REVIEW} send_back hand_over close_lost comment follow_merge",
    "returned": "amend resubmit withdraw close_lost comment follow_merge",
    "approved": "switch_account relink_opportunity ask_extension extend extend_to decline_extension remind_expiry "
    "expire close_won close_lost comment follow_merge",
    "denied": "comment",
    "withdrawn": "comment",
    "expired": "comment",
    "closed_won": "comment",
    "closed_lost": "comment",
}


@dataclass(frozen=True)
class Row:
    """One move: a stage that offers it, who may take it there (names of the cast), and how it is taken."""

    home: str
    may: str
    take: Callable[..., Any]
    product: bool = False
    before: str = ""  # who may while nobody holds it yet, where that is somebody else

    @property
    def who(self) -> list[str]:
        return self.may.split()

    def go(self, reached: Stage, name: str = "", **more: Any) -> Any:
        """Take the move as somebody of the cast; without a name as whoever may take it in this very stage."""
        actor = None if self.product and not name else getattr(reached.cast, name or self.actor(reached))
        at = AFTER_THE_TERM if self.take is _expire else None
        return self.take(reached, reached.by(actor, at=at), **more)

    def actor(self, reached: Stage) -> str:
        """The holder for what only she may do; who stands first in the row for everything else."""
        holder, names = reached.row.holder, self.who
        if holder is None and self.before:
            return self.before
        return holder.name.lower() if holder is not None and names in (["elena"], ["amir"]) else names[0]


def _expire(s: Stage, o, **v):
    return act.expire(s.reference, o)


def _decline(s: Stage, o, **v):
    ExtensionRequest.objects.get_or_create(
        registration=s.row, state="open", defaults={"asked_by": s.cast.nadia, "asked_at": o.at, "why": "More time."}
    )
    return act.decline_extension(s.reference, o, why="Not this time.", **v)


def _won(s: Stage, o, **v):
    s.known.refresh_from_db()
    if s.known.state == "open":
        opportunities.close_won(s.known.reference, s.by(s.cast.sofia))
    return act.close_won(s.reference, o)


def _lost(s: Stage, o, **v):
    s.known.refresh_from_db()
    if s.known.state == "open":
        opportunities.close_lost(s.known.reference, s.by(s.cast.sofia), reason="No budget")
    return act.close_lost(s.reference, o)


def _merged(s: Stage, o, **v):
    s.known.refresh_from_db()
    if s.known.state == "open":
        opportunities.merge(s.known.reference, s.by(s.cast.sofia), into=s.other.reference)
    return act.follow_merge(s.reference, o)


# fmt: off
TABLE: dict[str, Row] = {
    "amend":              Row("returned",  PARTNER, lambda s, o, **v: act.amend(s.reference, o, {"need": "One more team."}, **v)),
    "submit":             Row("draft",     PARTNER, lambda s, o, **v: act.submit(s.reference, o, **v)),
    "resubmit":           Row("returned",  PARTNER, lambda s, o, **v: act.resubmit(s.reference, o, **v)),
    "withdraw":           Row("submitted", PARTNER, lambda s, o, **v: act.withdraw(s.reference, o, **v)),
    "link_account":       Row("submitted", "omar",  lambda s, o, **v: act.link_account(s.reference, o, account=s.cast.acme.reference, **v)),
    "create_account":     Row("submitted", "omar",  lambda s, o, **v: act.create_account(s.reference, o, name="Ankers AG", country="DE", **v)),
    "release":            Row("submitted", PRODUCT, lambda s, o, **v: act.release(s.reference, o), product=True),
    "reassign_esm":       Row("submitted", "omar",  lambda s, o, **v: act.reassign_esm(s.reference, o, esm=s.cast.emil.pk, **v)),
    "put_forward":        Row("submitted", "omar",  lambda s, o, **v: act.put_forward(s.reference, o, **v)),
    "contact":            Row("with_esm",  "elena omar sofia", lambda s, o, **v: act.contact(s.reference, o, note="Rang Nadia.", **v)),
    "confirm_type":       Row("with_esm",  "elena", lambda s, o, **v: act.confirm_type(s.reference, o, **v)),
    "record_sourcing":    Row("with_esm",  "elena", lambda s, o, **v: act.record_sourcing(s.reference, o, finding="partner_created", **v)),
    "link_opportunity":   Row("with_esm",  "elena", lambda s, o, **v: act.link_opportunity(s.reference, o, opportunity=s.other.reference, primary=True, **v)),
    "create_opportunity": Row("with_esm",  "elena", lambda s, o, **v: act.create_opportunity(s.reference, o, **v)),
    "record_alignment":   Row("with_asm",  "amir",  lambda s, o, **v: act.record_alignment(s.reference, o, note="With Sofia.", **v)),
    "tell_delay":         Row("with_asm",  "amir",  lambda s, o, **v: act.tell_delay(s.reference, o, note="Thursday.", **v)),
    "approve":            Row("with_asm",  "amir",  lambda s, o, **v: act.approve(s.reference, o, **v)),
    "deny":               Row("with_asm",  "amir",  lambda s, o, **v: act.deny(s.reference, o, reason="not_qualified", **v)),
    "send_back":          Row("with_asm",  "amir",  lambda s, o, **v: act.send_back(s.reference, o, comments="Which teams?", **v), before="omar"),
    "hand_over":          Row("with_asm",  "omar elena", lambda s, o, **v: act.hand_over(s.reference, o, to=(s.cast.anna if s.row.step == "asm" else s.cast.emil).pk, why="Away.", **v)),
    "switch_account":     Row("approved",  "elena omar", lambda s, o, **v: act.switch_account(s.reference, o, **v)),
    "relink_opportunity": Row("approved",  "omar",  lambda s, o, **v: act.relink_opportunity(s.reference, o, opportunity=s.other.reference, why="Case 7.", **v)),
    "follow_merge":       Row("approved",  PRODUCT, _merged, product=True),
    "ask_extension":      Row("approved",  PARTNER, lambda s, o, **v: act.ask_extension(s.reference, o, why="Budget moved.", **v)),
    "extend":             Row("approved",  FIELD,   lambda s, o, **v: act.extend(s.reference, o, **v)),
    "extend_to":          Row("approved",  "omar",  lambda s, o, **v: act.extend_to(s.reference, o, until_on=AFTER_THE_TERM.date(), why="Case 8.", **v)),
    "decline_extension":  Row("approved",  FIELD,   _decline),
    "remind_expiry":      Row("approved",  PRODUCT, lambda s, o, **v: act.remind_expiry(s.reference, o, days=14), product=True),
    "expire":             Row("approved",  PRODUCT, _expire, product=True),
    "close_won":          Row("approved",  PRODUCT, _won, product=True),
    "close_lost":         Row("approved",  PRODUCT, _lost, product=True),
    "comment":            Row("submitted", f"{PARTNER} {FIELD}", lambda s, o, **v: act.comment(s.reference, o, body="Good news.")),
}
# fmt: on


def tried(move: str, reached: Stage, name: str = "", **more: Any) -> Refusal | None:
    """Take a move and take it back; the refusal, or None when it went through."""
    mark = transaction.savepoint_create()
    try:
        TABLE[move].go(reached, name, **more)
    except Refusal as refusal:
        return refusal
    finally:
        transaction.savepoint_rollback(mark)
        reached.known.refresh_from_db()
    return None


def seen(reached: Stage) -> tuple[Any, ...]:
    """What must not change when something is refused."""
    row = reached.row
    return row.state, row.version, row.holder_id, happened(row).count()


def is_open(refusal: Refusal | None) -> bool:
    """A move that only lacks something is open all the same."""
    return not isinstance(refusal, MoveNotOpen | NotFound)


def prepared(move: str, cast, by, **more: Any) -> Stage:
    """A registration in the stage that offers the move, with what the move needs."""
    reached = stage(TABLE[move].home, cast, by, **more)
    if move == "put_forward":
        act.link_account(reached.reference, by(cast.omar), account=cast.acme.reference)
    if move == "release":
        made = act.create_account(reached.reference, by(cast.omar), name="Ankers AG", country="DE", employees=300)
        accounts.place(made.account.reference, by(None, door="job"))
    return reached


# The four refusals ------------------------------------------------------------------------------------------------


def a_rival_finds_nothing(move: str, cast, by) -> None:
    """The rival and the distributor get the same words as for a reference that nobody has."""
    reached = prepared(move, cast, by)
    before = seen(reached)
    nobody = Stage(cast, by, "REG99999", reached.known, reached.other)
    nobody_row = TABLE[move].take
    for name in ("ruth", "dirk"):
        with pytest.raises(NotFound) as hidden:
            nobody_row(reached, by(getattr(cast, name)))
        if move not in (
            "hand_over",
            "decline_extension",
            "close_won",
            "close_lost",
            "follow_merge",
        ):  # these look at the row first
            with pytest.raises(NotFound) as unknown:
                nobody_row(nobody, by(getattr(cast, name)))
            assert str(hidden.value).replace(reached.reference, "REG99999") == str(unknown.value)
    assert seen(reached) == before


def only_these_may(move: str, cast, by) -> None:
    """Everybody of the cast who stands in the row may; everybody else is refused and nothing changes."""
    reached, row = prepared(move, cast, by), TABLE[move]
    before = seen(reached)
    for name in EVERYBODY:
        refusal = tried(move, reached, name)
        if name in row.who:
            assert refusal is None, f"{name}: {refusal}"
        else:
            assert isinstance(refusal, NotFound | NotAllowed), f"{name}: {refusal!r}"
    assert seen(reached) == before


def the_wrong_state_is_refused(move: str, cast, by) -> None:
    """Once withdrawn, nothing but a comment is open; the refusal says from where one can go on."""
    reached = stage("withdrawn", cast, by)
    if move == "comment":
        reached = stage("draft", cast, by)
    before = seen(reached)
    refusal = tried(move, reached, "" if TABLE[move].product else TABLE[move].who[0])
    assert isinstance(refusal, MoveNotOpen | NotFound), repr(refusal)
    assert seen(reached) == before


def repeating_is_safe(move: str, cast, by) -> None:
    """The second of two equal requests (a double click: both saw the same version) changes nothing."""
    if move == "comment":
        return  # saying the same thing twice is saying it twice; the doors' keys hold double clicks
    reached = prepared(move, cast, by)
    version = reached.row.version
    more = {} if TABLE[move].product else {"version": version}
    actor = "" if TABLE[move].product else TABLE[move].actor(reached)
    TABLE[move].go(reached, actor, **more)
    reached.known.refresh_from_db()
    after = seen(reached)
    again = tried(move, reached, actor, **more)
    assert isinstance(again, Refusal) or move == "remind_expiry", "the second time went through"
    with contextlib.suppress(Refusal):
        TABLE[move].go(reached, actor, **more)
    assert seen(reached) == after


def squares(move: str):
    """The decorator that gives a test the four refusals of a move."""
    four = (a_rival_finds_nothing, only_these_may, the_wrong_state_is_refused, repeating_is_safe)
    return pytest.mark.parametrize(
        "refusal", [pytest.param(lambda cast, by, one=one: one(move, cast, by), id=one.__name__) for one in four]
    )
