"""The readers of one-off permissions (ONB-08), and what a partner may do on one opportunity."""

from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.facts import transact_facts
from towpath.domain.accounts.models import OneOffPermission, Opportunity
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.paging import Page, Sort, page
from towpath.kernel.refusals import NotFound
from towpath.program.decision import Decision
from towpath.program.decisions.deal_registration.eligibility import may_transact

NEWEST = Sort("id", "id", descending=True)


def listed(actor: Person, *, state: str = "", cursor: str = "", size: int = 50) -> Page[OneOffPermission]:
    """Permissions that the actor may see, newest first. NotFound for those to whom none can be shown."""
    if not ACCESS.may(actor, Permission.VIEW_ONE_OFF):
        raise NotFound("There are no one-off permissions for you.")
    rows = OneOffPermission.objects.select_related("partner", "opportunity", "recorded_by", "decided_by")
    rows = ACCESS.rows(actor, Permission.VIEW_ONE_OFF, rows)
    return page(rows.filter(state=state) if state else rows, NEWEST, cursor=cursor, size=size)


def one(actor: Person, reference: str) -> OneOffPermission:
    """One permission; NotFound when it is not the actor's to see."""
    rows = OneOffPermission.objects.select_related("partner", "opportunity__account", "recorded_by", "decided_by")
    found = ACCESS.rows(actor, Permission.VIEW_ONE_OFF, rows).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no permission {reference} for you.")
    return found


def may_transact_here(partner: Partner, opportunity: Opportunity, occasion: Occasion) -> Decision[bool]:
    """Whether a partner may transact this opportunity: by its standing, or by the permission for it alone (ELG-05)."""
    return may_transact(
        transact_facts(partner, opportunity, occasion.book, occasion.day), occasion.book, on=occasion.day
    )
