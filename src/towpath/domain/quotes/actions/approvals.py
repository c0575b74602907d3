"""Submit a quote, and decide on it: each required level once, in any order, and only while it is in review."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max, Q

from towpath.domain.quotes import checks
from towpath.domain.quotes.actions.moves import QUOTES
from towpath.domain.quotes.actions.primary import hold_opportunity, stamp
from towpath.domain.quotes.lifecycles import QUOTE
from towpath.domain.quotes.models import Approval, Approver, Line, Quote
from towpath.kernel.approvals.cover import hold, stand_in
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound, NotReady
from towpath.program.decision import Decision
from towpath.program.decisions.pricing.concession import Concession
from towpath.program.decisions.quotes.approvals import Level, levels

LONGEST = 4000


@transaction.atomic(durable=True)
def submit(reference: str, occasion: Occasion, *, comments: str = "", version: int | None = None) -> Quote:
    """Submit a draft: to the levels that the program requires of it, or finished at once where it requires none.

    Refused with each finding while a field is not as its kind needs it, and while a negotiated reduction lacks consent.
    """
    hold_opportunity(reference)
    quote, move = QUOTES.take("submit", reference, occasion, version=version)
    lines = list(quote.lines.select_related("product"))
    agreed = _ready(quote, lines, occasion)
    decision = checks.required_approvals(quote, lines, occasion)
    # On the quote and not in the event, which has readers of its own: they are judged on amounts.
    quote.judgements = {"approvals": decision.as_record()} | (
        {"concession": agreed.as_record()} if agreed is not None else {}
    )
    quote.submitted_at, quote.submitted_by, quote.comments = occasion.at, occasion.actor, comments.strip()[:LONGEST]
    if decision.outcome.by_itself:
        return _settled(quote, "clear", occasion, why=decision.because[0].says)
    _ask(quote, decision.outcome.levels, occasion)
    levels = ", ".join(level.label for level in decision.outcome.levels)
    return QUOTES.keep(quote, move, occasion, levels=levels)


@transaction.atomic(durable=True)
def approve(reference: str, occasion: Occasion, *, comments: str = "", version: int | None = None) -> Quote:
    """Approve as the level that waits for the actor; the last one approves the quote."""
    hold_opportunity(reference)
    quote, move = QUOTES.take("agree", reference, occasion, version=version)
    mine = _mine(quote, occasion)
    said = _decided(mine, Approval.Outcome.APPROVED, occasion, comments)
    if quote.approvals.filter(outcome="").exists():
        return QUOTES.keep(quote, move, occasion, **said)
    return _settled(quote, "settle", occasion, **said)


@transaction.atomic(durable=True)
def reject(reference: str, occasion: Occasion, *, comments: str, version: int | None = None) -> Quote:
    """Reject as the level that waits for the actor, with what would have to differ."""
    quote, move = QUOTES.take("reject", reference, occasion, version=version)
    if not comments.strip():
        raise Invalid({"comments": ["Say what would have to differ: who made the quote reads it."]})
    said = _decided(_mine(quote, occasion), Approval.Outcome.REJECTED, occasion, comments)
    set_aside(quote, occasion)
    quote.primary, quote.decided_at = False, occasion.at
    return QUOTES.keep(quote, move, occasion, comments=comments.strip(), **said)


@transaction.atomic(durable=True)
def recall(reference: str, occasion: Occasion, *, why: str = "to be changed", version: int | None = None) -> Quote:
    """Take a quote back from those who were to approve it: a draft again; submitted anew, all of them are asked anew."""
    quote, move = QUOTES.take("recall", reference, occasion, version=version)
    set_aside(quote, occasion)
    return QUOTES.keep(quote, move, occasion, why=why.strip() or "to be changed")


@transaction.atomic(durable=True)
def reopen(reference: str, occasion: Occasion, *, version: int | None = None) -> Quote:
    """Work on a rejected quote again."""
    quote, move = QUOTES.take("reopen", reference, occasion, version=version)
    return QUOTES.keep(quote, move, occasion)


def approver_of(level: str, region: str, occasion: Occasion) -> Person | None:
    """Who approves at a level for a region on the day: the region's own approver, else the one for everywhere (APR-01)."""
    day = occasion.day
    rows = Approver.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=day), level=level, region__in=["", region], starts_on__lte=day
    )
    found = rows.select_related("person").order_by("-region").first()
    return found.person if found is not None and found.person.is_active else None


def _ready(quote: Quote, lines: Sequence[Line], occasion: Occasion) -> Decision[Concession] | None:
    """Refuse what cannot be submitted; the agreement to a discount that was negotiated down, where one was."""
    wrong = checks.findings(quote, lines, occasion).outcome
    if wrong:
        errors: dict[str, list[str]] = {}
        for each in wrong:
            errors.setdefault(each.field, []).append(f"{each.wrong} {each.right}".strip())
        raise Invalid(errors, "The quote is not as its kind needs it.")
    agreed = checks.consent_to(quote, lines, occasion)
    if agreed is not None and not agreed.outcome.holds:
        raise NotReady(
            " ".join(each.says for each in agreed.because),
            remedy="Have each of them record agreement to this very amount.",
            because=[each.as_record() for each in agreed.because],
        )
    return agreed


def _ask(quote: Quote, levels: Sequence[Level], occasion: Occasion) -> None:
    """Lay out a round: one row for each level, with who decides for the region of the opportunity's owner (APR-01)."""
    region = quote.opportunity.owner.region or quote.region
    last = quote.approvals.aggregate(last=Max("round"))["last"] or 0
    missing, rows = [], []
    for place, level in enumerate(levels, start=1):
        person = approver_of(level.key, region, occasion)
        if person is None:
            missing.append(level.label)
            continue
        hold(person)
        backup = stand_in(person, occasion.at)
        rows.append(
            Approval(
                quote=quote, round=last + 1, place=place, level=level.key, because=list(level.why),
                assigned_to=backup or person, assigned_for=person if backup is not None else None,
            )
        )  # fmt: skip
    if missing:
        raise NotReady(
            f"Nobody approves as {', '.join(missing)} for {region or 'this region'} today.",
            remedy="Ask Operations to name an approver; submit it then.",
        )
    Approval.objects.bulk_create(rows)


def _mine(quote: Quote, occasion: Occasion) -> Approval:
    waiting = quote.approvals.filter(outcome="", assigned_to=occasion.person).select_related("assigned_for")
    # Locked, so that it does not go to a backup, or back, while it is decided.
    mine = waiting.select_for_update(of=("self",)).order_by("place").first()
    if mine is None:
        raise NotFound(f"No approval of {quote.reference} waits for you.")
    return mine


def _decided(mine: Approval, outcome: str, occasion: Occasion, comments: str) -> dict[str, str]:
    """Keep the decision with both names where it is made in somebody's stead (APR-03)."""
    mine.outcome, mine.comments = outcome, comments.strip()[:LONGEST]
    mine.decided_at, mine.decided_by, mine.decided_for = occasion.at, occasion.person, mine.assigned_for
    mine.save(update_fields=["outcome", "comments", "decided_at", "decided_by", "decided_for"])
    for_whom = f", for {mine.assigned_for.name}" if mine.assigned_for is not None else ""
    label = levels(occasion.book, mine.quote.judged_on).get(mine.level, mine.level)
    return {"level": label, "by": occasion.person.name, "for_whom": for_whom}


def set_aside(quote: Quote, occasion: Occasion) -> None:
    quote.approvals.filter(outcome="").update(outcome=Approval.Outcome.SET_ASIDE, decided_at=occasion.at)


def _settled(quote: Quote, move: str, occasion: Occasion, **data: object) -> Quote:
    """Approved: the primary quote stamps its parties onto the opportunity (QUO-08)."""
    quote.decided_at = occasion.at
    kept = QUOTES.keep(quote, QUOTE.moves[move], occasion, **data)
    if kept.primary:
        stamp(kept, occasion)
    return kept
