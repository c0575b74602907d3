"""What a registration still needs before it can go forward or be approved: one list for the actions and the pages."""

from dataclasses import dataclass

from towpath.domain.accounts.lifecycles import OPEN
from towpath.domain.deals.models import Place, Registration
from towpath.kernel.identity.roles import Role
from towpath.program.book import Book
from towpath.program.decisions.deal_registration.form import sourcing_finding


@dataclass(frozen=True)
class Need:
    """One thing that must be there. `mend` says what to do while it is missing; `move` is the move that does it, or ""."""

    move: str
    title: str
    done: bool
    mend: str


def for_intake(registration: Registration) -> list[Need]:
    """What Ecosystem Operations sees to before submitting for approval (DRG-05, DRG-06)."""
    account = registration.account
    placed = account is not None and account.territory_id is not None
    return [
        Need("link_account", "Customer account", account is not None, "Link the account, or create it."),
        Need(
            "",
            "Territory and owner of the account",
            placed,
            "The account has no territory and owner yet: the nightly assignment places it." if account else "",
        ),
        Need(
            "link_account",
            "Contact at the customer",
            registration.contact_id is not None,
            "Link the account again, or add the contact's name or address."
            if account
            else "The contact comes with the account.",
        ),
        Need(
            "reassign_esm",
            "Sales manager",
            registration.esm_id is not None or placed,
            "Reassign the sales manager first.",
        ),
    ]


def for_approval(registration: Registration, place: Place, book: Book) -> list[Need]:
    """What an approval of this place needs (DRG-08, DRG-09, DRG-12, DRG-16)."""
    needs = [
        Need(
            "confirm_type",
            "Type and details confirmed",
            registration.type_confirmed,
            "Confirm the type and details.",
        ),
        _sourcing(registration, book),
        _opportunity(registration),
    ]
    if place.role == Role.ASM:
        needs.append(
            Need(
                "record_alignment",
                "Alignment confirmed",
                place.aligned_at is not None,
                "Confirm alignment with the sales manager and the Sales Rep.",
            )
        )
    return needs


def _sourcing(registration: Registration, book: Book) -> Need:
    supports = (
        bool(registration.sourcing)
        and sourcing_finding(registration.sourcing, book, registration.judged_on).supports_approval
    )
    mend = "Record who sourced the opportunity."
    if registration.sourcing:
        mend = "The recorded finding does not support an approval: correct it, or deny."
    return Need("record_sourcing", "Sourced by the partner", supports, mend)


def _opportunity(registration: Registration) -> Need:
    opportunity = registration.opportunity
    mend = "Link the opportunity and make it primary, or create it."
    done = opportunity is not None and registration.is_primary
    if done and opportunity.state != OPEN:
        done, mend = False, f"{opportunity.reference} is closed: link an open opportunity."
    return Need("link_opportunity", "Opportunity linked and primary", done, mend)
