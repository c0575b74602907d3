"""Approvals of quotes while an approver is away: with her backup from the start of her absence, back at its end (APR-03)."""

from datetime import date

from django.db.models import Q, QuerySet

from towpath.domain.quotes.actions.moves import QUOTES
from towpath.domain.quotes.lifecycles import IN_REVIEW
from towpath.domain.quotes.models import Approval, Approver
from towpath.kernel.approvals import work
from towpath.kernel.approvals.models import Absence
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import INSIDE_ROLES
from towpath.kernel.occasion import Occasion

HANDED_OVER = "quotes.quote.handed_over"


def stands(day: date) -> Q:
    """Selects people who stand in the matrix on a day or from a later one, or whom a quote waits for."""
    named = Approver.objects.filter(Q(ends_on=None) | Q(ends_on__gt=day)).values("person")
    asked = Approval.objects.filter(outcome="").values("assigned_to")
    return Q(pk__in=named) | Q(pk__in=asked)


def _fits(away: Person, occasion: Occasion) -> Q:
    """Of the vendor's people: who does the same work as she does, or approves quotes herself."""
    alike = [role for role in away.roles if role in {one.value for one in INSIDE_ROLES}]
    inside = Q(is_active=True, organisation=None)
    named = Approver.objects.filter(Q(ends_on=None) | Q(ends_on__gt=occasion.day), starts_on__lte=occasion.day)
    return inside & (Q(roles__overlap=alike) | Q(pk__in=named.values("person")))


def _unfit(away: Person, backup: Person) -> str:
    return f"{backup.name} approves no quotes and does other work than {away.name}; choose somebody who does."


def _hand_over(absence: Absence, occasion: Occasion) -> int:
    waiting = Approval.objects.filter(assigned_to=absence.person, assigned_for=None)
    return _hand(waiting, absence.backup, absence.person, occasion, f"{absence.person.name} is away")


def _hand_back(absence: Absence, occasion: Occasion) -> int:
    waiting = Approval.objects.filter(assigned_to=absence.backup, assigned_for=absence.person)
    return _hand(waiting, absence.person, None, occasion, f"{absence.person.name} is back")


def _hand(
    waiting: QuerySet[Approval], to: Person, instead_of: Person | None, occasion: Occasion, why: str
) -> int:  # fmt: skip
    """Give approvals to another person. Only their rows are locked: who decides one in this moment goes first."""
    rows = waiting.filter(outcome="", quote__state=IN_REVIEW).select_related("quote", "assigned_to")
    moved = 0
    for row in rows.order_by("id").select_for_update(of=("self",)):
        before, row.assigned_to, row.assigned_for = row.assigned_to, to, instead_of
        row.save(update_fields=["assigned_to", "assigned_for"])
        QUOTES.note(
            row.quote, HANDED_OVER, occasion, level=row.level, before_holder=before.name, holder=to.name, why=why,
            holder_id=to.pk, on_behalf_of=instead_of,
        )  # fmt: skip
        moved += 1
    return moved


work.register(
    work.Work(
        noun=("approval of a quote", "approvals of quotes"),
        approvers=lambda occasion: stands(occasion.day),
        fits=_fits,
        unfit=_unfit,
        hand_over=_hand_over,
        hand_back=_hand_back,
    )
)
