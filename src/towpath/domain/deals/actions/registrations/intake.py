"""Ecosystem Operations first (DRG-05): account and contact, the right sales manager, then into the chain."""

from contextlib import suppress

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from towpath.basics.names import normalise_name
from towpath.domain.accounts.access import ACCESS as ACCOUNTS
from towpath.domain.accounts.access import Permission as AccountPermission
from towpath.domain.accounts.actions import accounts
from towpath.domain.accounts.models import Account
from towpath.domain.deals.actions.chain import open_place, opened, people_on, settle_region
from towpath.domain.deals.actions.moves import MOVES
from towpath.domain.deals.checklist import for_intake
from towpath.domain.deals.facts import chain_facts
from towpath.domain.deals.lifecycles import REGISTRATION, SUBMITTED
from towpath.domain.deals.models import Place, Registration
from towpath.kernel.clocks.follow import LIVE, clocks_of
from towpath.kernel.clocks.models import Clock
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotFound, NotReady
from towpath.program.decisions.deal_registration.approval import approval_chain


@transaction.atomic(durable=True)
def link_account(
    reference: str, occasion: Occasion, *, account: str, grounds: str = "", version: int | None = None
) -> Registration:
    """Tie the registration to a customer account and its contact, with its people and region.

    account  the account's reference
    grounds  why it is the same company, as the candidates' page explained it
    """
    registration, move = MOVES.take("link_account", reference, occasion, version=version)
    visible = ACCOUNTS.rows(occasion.actor, AccountPermission.VIEW_ACCOUNT, Account.objects.all())
    found = visible.select_related("territory__esm", "territory__asm").filter(reference=account).first()
    if found is None:
        raise NotFound(f"There is no account {account} for you.")
    _tie(registration, found, occasion)
    MOVES.keep(
        registration, move, occasion, account=f"{found.reference} {found.name}", grounds=grounds or "chosen by hand"
    )
    return _released(registration, occasion) if _waits_no_more(registration) else registration


@transaction.atomic(durable=True)
def create_account(
    reference: str,
    occasion: Occasion,
    *,
    name: str,
    website: str = "",
    country: str = "",
    employees: int | None = None,
    industry: str = "",
    public_sector: bool = False,
    version: int | None = None,
) -> Registration:
    """Create the customer account where none exists, and hold for the nightly territory assignment (DRG-05)."""
    registration, move = MOVES.take("create_account", reference, occasion, version=version)
    linked = registration.account
    if linked is not None and (linked.name_norm, linked.country) == (normalise_name(name), country):
        raise NotReady(f"{linked.reference} {linked.name} is linked already.", remedy="Go on with that account.")
    account = accounts.begun(
        occasion, name=name, website=website, country=country, employees=employees, industry=industry,
        public_sector=public_sector,
    )  # fmt: skip
    _tie(registration, account, occasion)
    return MOVES.keep(registration, move, occasion, account=f"{account.reference} {account.name}")


@transaction.atomic(durable=True)
def release(reference: str, occasion: Occasion) -> Registration:
    """The night has placed the account that the registration was held for (DRG-05): Operations' time runs again."""
    registration, _ = MOVES.take("release", reference, occasion)
    if not _waits_no_more(registration):
        raise NotReady(f"Nothing holds {reference}.", remedy="It goes on as it is.")
    return _released(registration, occasion)


def release_held(occasion: Occasion) -> int:
    """Release every registration whose account has its territory by now, each in a transaction of its own."""
    subject = Registration._meta.label_lower
    runs = Clock.objects.filter(subject_type=subject, subject_id=OuterRef("pk"), state__in=LIVE, team=Role.OPS)
    placed = Registration.objects.filter(state=SUBMITTED, account__territory__isnull=False)
    waiting = placed.filter(~Q(region=F("account__region")) | ~Exists(runs))
    done = 0
    for reference in list(waiting.order_by("id").values_list("reference", flat=True)):
        with suppress(MoveNotOpen, NotReady, NotFound):  # somebody else took it first
            release(reference, occasion)
            done += 1
    return done


def _waits_no_more(registration: Registration) -> bool:
    """Whether the account is placed, while the registration's region or Operations' clock still waits for that."""
    account = registration.account
    if registration.state != SUBMITTED or account is None or account.territory_id is None:
        return False
    if registration.region != account.region:
        return True
    return not clocks_of(registration).filter(state__in=LIVE, team=Role.OPS).exists()


def _released(registration: Registration, occasion: Occasion) -> Registration:
    settle_region(registration)
    account = registration.account
    registration.changed_at = occasion.at
    return MOVES.keep(
        registration,
        REGISTRATION.moves["release"],
        occasion,
        account=f"{account.reference} {account.name}",
        territory=account.territory.code,
    )


def _tie(registration: Registration, account: Account, occasion: Occasion) -> None:
    registration.account = account
    registration.contact = accounts.contact_of(
        account,
        occasion,
        name=registration.contact_name,
        email=registration.contact_email,
        phone=registration.contact_phone,
        title=registration.contact_title,
    )
    registration.region = account.region or registration.region
    registration.changed_at = occasion.at


@transaction.atomic(durable=True)
def reassign_esm(reference: str, occasion: Occasion, *, esm: int, version: int | None = None) -> Registration:
    """Give the registration to another Ecosystem Sales Manager, by territory or ownership (DRG-06)."""
    registration, move = MOVES.take("reassign_esm", reference, occasion, version=version)
    person = Person.objects.filter(pk=esm, is_active=True, roles__contains=[Role.ESM.value]).first()
    if person is None:
        raise Invalid({"esm": ["Choose an active Ecosystem Sales Manager from the list."]})
    settle_region(registration)
    if person.region and person.region != registration.region:
        raise Invalid(
            {"esm": [f"{person.name} works in {person.region}; this registration is in {registration.region}."]}
        )
    before = registration.esm
    if before is not None and before.pk == person.pk:
        raise Invalid({"esm": [f"It is with {person.name} already."]})
    registration.esm = person
    if registration.step == Role.ESM:
        place = open_place(registration)
        opened(registration, place, occasion)
        place.save()
    clocks_of(registration).filter(state__in=LIVE, team=Role.ESM).update(
        owner=registration.holder if registration.step == Role.ESM else person
    )  # who owes it now; the time runs on
    registration.changed_at = occasion.at
    return MOVES.keep(registration, move, occasion, esm=person.name, before_esm=before.name if before else "nobody")


@transaction.atomic(durable=True)
def put_forward(reference: str, occasion: Occasion, *, version: int | None = None) -> Registration:
    """Submit for approval: lay out the approval sheet of the program and open its first place."""
    registration, move = MOVES.take("put_forward", reference, occasion, version=version)
    people_on(registration)
    _ready(registration)
    chain = approval_chain(chain_facts(registration), occasion.book, on=registration.judged_on)
    last = registration.places.order_by("-round").values_list("round", flat=True).first() or 0
    places = [
        Place(registration=registration, round=last + 1, place=number, role=step.role, status_label=step.status_label)
        for number, step in enumerate(chain.outcome, 1)
    ]
    opened(registration, places[0], occasion)
    Place.objects.bulk_create(places)
    registration.changed_at = occasion.at
    return MOVES.keep(
        registration,
        move,
        occasion,
        holder=registration.holder.name,
        status=places[0].status_label,
        decisions=[chain.as_record()],
    )


def _ready(registration: Registration) -> None:
    missing = [need for need in for_intake(registration) if not need.done]
    if missing:
        raise NotReady(
            f"{registration.reference} cannot be submitted for approval yet.",
            remedy=" ".join(need.mend for need in missing if need.mend),
        )
