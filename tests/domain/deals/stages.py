"""A registration in any stage of its life, brought there by the actions themselves."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from tests.cast import account, claim
from towpath.domain.accounts.actions import opportunities
from towpath.domain.accounts.models import Account, Opportunity
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Registration
from towpath.kernel.events.models import Event

NOON = datetime(2026, 9, 1, 12, tzinfo=UTC)
AFTER_THE_TERM = NOON + timedelta(days=91)
STAGES = (
    "draft", "submitted", "with_esm", "with_asm", "returned", "approved", "denied", "withdrawn", "expired",
    "closed_won", "closed_lost",
)  # fmt: skip
MANAGED = {"deal_type": "msp", "managed_service": "We run it in our own data centre."}


@dataclass
class Stage:
    """A registration of Northwind for Acme, linked to an opportunity that sales had opened, and another one beside it."""

    cast: SimpleNamespace
    by: Any
    reference: str
    known: Opportunity
    other: Opportunity

    @property
    def row(self) -> Registration:
        return Registration.objects.get(reference=self.reference)

    def events(self) -> list[str]:
        """The last parts of the names of the registration's events, oldest first."""
        return [name.rsplit(".", 1)[1] for name in happened(self.row).values_list("name", flat=True)]

    def last(self) -> Event:
        return happened(self.row).last()


def happened(registration: Registration):
    """The events of a registration, oldest first."""
    rows = Event.objects.filter(subject_type="deals.registration", subject_id=registration.pk)
    return rows.select_related("actor", "on_behalf_of").order_by("id")


def opportunity_of(customer: Account, owner, *, name: str = "Acme: 200 seats", amount: str = "31000") -> Opportunity:
    """An open opportunity that sales opened itself."""
    return Opportunity.objects.create(
        reference=f"OPP9{Opportunity.objects.count():04d}", name=name, name_norm=name.lower(), account=customer,
        owner=owner, region=customer.region, amount=amount, currency="USD", stage="4-Proposal",
        sales_qualified_source="AE Generated", initial_source="Web", created_at=NOON,
        last_activity_at=NOON,
    )  # fmt: skip


def submitted(cast, by, *, actor=None, **more) -> str:
    """The reference of a registration that was just sent."""
    made = registrations.register(by(actor or cast.nadia), claim(**more))
    return made.reference


def put_forward(cast, by, ref: str) -> str:
    registrations.link_account(ref, by(cast.omar), account=cast.acme.reference, grounds="same domain")
    registrations.put_forward(ref, by(cast.omar))
    return ref


def made_ready(cast, by, ref: str, opportunity: Opportunity, *, esm=None) -> str:
    """Everything the ESM sees to before she approves."""
    esm = esm or cast.elena
    registrations.confirm_type(ref, by(esm))
    registrations.record_sourcing(ref, by(esm), finding="partner_converted", note="They ran the workshop.")
    registrations.link_opportunity(ref, by(esm), opportunity=opportunity.reference, primary=True)
    return ref


def with_asm(cast, by, ref: str) -> str:
    registrations.approve(ref, by(cast.elena))
    registrations.record_alignment(ref, by(cast.amir), note="Agreed with Elena and Sofia.")
    return ref


def approved(cast, by, opportunity: Opportunity, **more) -> str:
    """The reference of an approved registration on an opportunity."""
    ref = put_forward(cast, by, submitted(cast, by, **more))
    with_asm(cast, by, made_ready(cast, by, ref, opportunity))
    registrations.approve(ref, by(cast.amir), comments="Welcome.")
    return ref


def stage(name: str, cast, by, **more) -> Stage:
    """A registration that has got as far as `name`; an MSP one unless said otherwise."""
    known, other = opportunity_of(cast.acme, cast.sofia), opportunity_of(cast.acme, cast.sofia, name="Acme: add-on")
    if not Account.objects.filter(partner=cast.northwind).exists():
        account("Northwind", territory=cast.dach, partner=cast.northwind)
    draft = registrations.draft(by(cast.nadia), claim(**(MANAGED | more)))
    reached = Stage(cast, by, draft.reference, known, other)
    if name != "draft":
        _further(name, reached)
    return reached


def _further(name: str, reached: Stage) -> None:
    cast, by, ref = reached.cast, reached.by, reached.reference
    registrations.submit(ref, by(cast.nadia))
    if name == "submitted":
        return
    if name == "withdrawn":
        registrations.withdraw(ref, by(cast.nadia), why="The customer waits.")
        return
    put_forward(cast, by, ref)
    made_ready(cast, by, ref, reached.known)
    if name == "with_esm":
        return
    if name == "returned":
        registrations.send_back(ref, by(cast.elena), comments="Who is the sponsor?")
        return
    if name == "denied":
        registrations.deny(ref, by(cast.elena), reason="already_pursued")
        return
    with_asm(cast, by, ref)
    if name == "with_asm":
        return
    registrations.approve(ref, by(cast.amir))
    if name == "expired":
        registrations.expire(ref, by(None, at=AFTER_THE_TERM, door="job"))
    elif name == "closed_won":
        opportunities.close_won(reached.known.reference, by(cast.sofia))
        registrations.close_won(ref, by(None, door="job"))
    elif name == "closed_lost":
        opportunities.close_lost(reached.known.reference, by(cast.sofia), reason="No budget")
        registrations.close_lost(ref, by(None, door="job"))
