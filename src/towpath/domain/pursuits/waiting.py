"""What of this room waits for a reader, for the home pages of either side: a fixed number of queries."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.domain.pursuits.lifecycles import MISSED, OPEN, OWED, RECORDED, SUBMITTED
from towpath.domain.pursuits.models import CustomerNotice, Duty, PreferredCoSell
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role

SOON = timedelta(days=30)
EACH = 5  # rows of a kind that a home page shows; one more is read, to know whether there are more


@dataclass(frozen=True)
class PartnerWaits:
    """What needs a partner: duties that are late or due within 30 days, and claims that lack something."""

    duties: list[Duty]
    more_duties: bool
    claims: list[PreferredCoSell]

    @property
    def needs(self) -> int:
        return len(self.duties) + len(self.claims)


@dataclass(frozen=True)
class VendorWaits:
    """What needs one of the vendor's people: letters and claims to decide, and duties that her partners owe."""

    notices: list[CustomerNotice]
    claims: list[PreferredCoSell]
    duties: list[Duty]
    more: bool


def for_partner(actor: Person, today: date) -> PartnerWaits:
    """Two queries; none for a reader who can do nothing about it."""
    if not ACCESS.may(actor, Permission.GIVE_DUTY):
        return PartnerWaits([], more_duties=False, claims=[])
    due = Q(state=MISSED) | Q(state=OPEN, opens_on__lte=today, due_on__lte=today + SOON)
    rows = ACCESS.rows(actor, Permission.GIVE_DUTY, Duty.objects.filter(due, state__in=OWED))
    found = list(rows.select_related("account").order_by("due_on", "id")[: EACH + 1])
    lacking = Q(given_id="") | Q(meeting_on=None) | Q(plan="")
    claims = ACCESS.rows(actor, Permission.AMEND_PREFERRED, PreferredCoSell.objects.filter(lacking, state=SUBMITTED))
    return PartnerWaits(found[:EACH], more_duties=len(found) > EACH, claims=list(claims.order_by("-id")[:EACH]))


def for_vendor(actor: Person, today: date) -> VendorWaits:
    """Three queries at most: those of the reader's roles.

    The duties are those of the partners that she manages, late ones and those due within 30 days, the earliest first.
    """
    notices: list[CustomerNotice] = []
    if ACCESS.may(actor, Permission.DECIDE_NOTICE):
        rows = ACCESS.rows(actor, Permission.DECIDE_NOTICE, CustomerNotice.objects.filter(state=RECORDED))
        notices = list(rows.select_related("account", "partner").order_by("id")[: EACH + 1])
    claims: list[PreferredCoSell] = []
    if ACCESS.may(actor, Permission.DECIDE_PREFERRED):
        mine = ACCESS.rows(actor, Permission.DECIDE_PREFERRED, PreferredCoSell.objects.filter(state=SUBMITTED))
        claims = list(mine.select_related("partner").order_by("id")[: EACH + 1])
    duties: list[Duty] = []
    if actor.has(Role.ESM):
        due = Q(state=MISSED) | Q(state=OPEN, due_on__lte=today + SOON)
        owed = Duty.objects.filter(due, state__in=OWED, partner__manager=actor)
        owed = ACCESS.rows(actor, Permission.VIEW_DUTY, owed)
        duties = list(owed.select_related("account", "partner").order_by("due_on", "id")[: EACH + 1])
    more = any(len(each) > EACH for each in (notices, claims, duties))
    return VendorWaits(notices[:EACH], claims[:EACH], duties[:EACH], more=more)
