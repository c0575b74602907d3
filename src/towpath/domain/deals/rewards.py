"""Who has earned the partner-sourced discount on an opportunity (DRG-27)."""

from dataclasses import dataclass
from datetime import date

from towpath.domain.accounts.models import Opportunity
from towpath.domain.deals.lifecycles import HELD
from towpath.domain.deals.models import Registration
from towpath.domain.partners.facts import incentive_facts
from towpath.domain.partners.models import Partner
from towpath.program.book import Book
from towpath.program.decision import Reason
from towpath.program.decisions.deal_registration.eligibility import incentives_apply


@dataclass(frozen=True)
class Earned:
    """`partner` may be quoted at the partner-sourced discount; None: nobody, everyone gets co-sell generally."""

    partner: Partner | None
    registration: str
    because: tuple[Reason, ...] = ()


def sourced_discount(opportunity: Opportunity, book: Book, *, on: date) -> Earned:
    """The holder of the approved registration on an opportunity: at most one, held by the database (DRG-03).

    Program incentives do not apply to alliance partners, whatever they registered (DRG-21).
    """
    held = Registration.objects.select_related("partner").filter(opportunity=opportunity, state__in=HELD).first()
    if held is None:
        return Earned(None, "")
    applies = incentives_apply(incentive_facts(held.partner), book, on=held.judged_on or on)
    return Earned(held.partner if applies.outcome else None, held.reference, applies.because)
