"""Mail about registrations: which event tells whom what. Each row is one kind of message (DRG-04, DRG-08, DRG-09, DRG-20)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from towpath.domain.deals.models import Registration
from towpath.kernel.events.log import listen
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.in_force import book
from towpath.notices.deals import to_partner, to_vendor
from towpath.notices.deals.case import Case
from towpath.notices.letter import Letter
from towpath.notices.post import post

E = "deals.registration."


@dataclass(frozen=True)
class Notice:
    """One kind of message: the event that makes it, whom it goes to, and its words."""

    event: str
    kind: str
    to: Callable[[Case], list[Person]]
    words: Callable[[Case, Person], Letter]


def _who_may_extend(case: Case) -> list[Person]:
    """The sales manager for the standard days; Ecosystem Operations for any other date (DRG-18)."""
    return case.ops() if case.said("until_on") else case.readers([case.registration.esm]) or case.ops()


def _who_amends(case: Case) -> list[Person]:
    return [] if case.registration.on_behalf else case.partner_people()


def _who_prepared(case: Case) -> list[Person]:
    """What the vendor prepared on behalf of a partner goes back to the colleagues who did, not to the partner (DRG-21)."""
    r = case.registration
    return case.but_actor(case.readers([r.started_by, r.submitted_by])) if r.on_behalf else []


def _mentioned_colleagues(case: Case) -> list[Person]:
    return [p for p in case.mentioned() if p.is_internal]


def _written_to(case: Case) -> list[Person]:
    theirs = [p for p in case.mentioned() if not p.is_internal]
    return case.readers([*case.partner_people(), *theirs])


def _who_answers(case: Case) -> list[Person]:
    return case.readers([*case.responsible(), *_mentioned_colleagues(case)])


# fmt: off
NOTICES = (
    #      event                      kind                        to                      words
    Notice(E + "submitted",          "deals.acknowledgement",    Case.partner_people,    to_partner.acknowledged),
    Notice(E + "submitted",          "deals.to_review",          Case.ops,               to_vendor.to_review),
    Notice(E + "resubmitted",        "deals.acknowledgement",    Case.partner_people,    to_partner.received_again),
    Notice(E + "resubmitted",        "deals.to_review",          Case.ops,               to_vendor.to_review),
    Notice(E + "put_forward",        "deals.ready_for_review",   Case.holder,            to_vendor.ready_for_review),
    Notice(E + "step_approved",      "deals.ready_for_review",   Case.holder,            to_vendor.ready_for_review),
    Notice(E + "esm_reassigned",     "deals.ready_for_review",   Case.holder,            to_vendor.ready_for_review),
    Notice(E + "handed_over",        "deals.ready_for_review",   Case.holder,            to_vendor.ready_for_review),
    Notice(E + "approved",           "deals.approved",           Case.partner_people,    to_partner.approved),
    Notice(E + "denied",             "deals.denied",             Case.partner_people,    to_partner.denied),
    Notice(E + "returned",           "deals.returned",           _who_amends,            to_partner.returned),
    Notice(E + "returned",           "deals.returned",           _who_prepared,          to_vendor.returned),
    Notice(E + "withdrawn",          "deals.withdrawn",          Case.asked,             to_vendor.withdrawn),
    Notice(E + "extension_asked",    "deals.extension_asked",    _who_may_extend,        to_vendor.extension_asked),
    Notice(E + "extended",           "deals.extended",           Case.partner_people,    to_partner.extended),
    Notice(E + "extension_declined", "deals.extension_declined", Case.partner_people,    to_partner.extension_declined),
    Notice(E + "expiring",           "deals.expiring",           Case.partner_people,    to_partner.expiring),
    Notice(E + "expired",            "deals.expired",            Case.partner_people,    to_partner.expired),
    Notice(E + "closed_won",         "deals.closed_won",         Case.partner_people,    to_partner.closed_won),
    Notice(E + "closed_lost",        "deals.closed_lost",        Case.partner_people,    to_partner.closed_lost),
    Notice(E + "told_partner",       "deals.message",            _written_to,            to_partner.written_to),
    Notice(E + "told_partner",       "deals.mention",            _mentioned_colleagues,  to_vendor.written),
    Notice(E + "commented",          "deals.mention",            _mentioned_colleagues,  to_vendor.written),
    Notice(E + "partner_commented",  "deals.partner_comment",    _who_answers,           to_vendor.written),
)
# fmt: on


@listen(*sorted({notice.event for notice in NOTICES}))
def tell(event: Event, now: datetime) -> None:
    """Put every message of an event in the outbox, in the transaction of its delivery."""
    registration = Registration.objects.select_related(
        "partner", "submitted_by", "started_by", "esm", "asm", "holder", "holder_for"
    ).get(pk=event.subject_id)
    case = Case(event, registration, book(), now)
    for notice in NOTICES:
        if notice.event == event.name:
            for reader in notice.to(case):
                post(event, notice.kind, reader, notice.words(case, reader), now)
