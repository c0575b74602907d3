"""What incumbents owe (INC-04): opened and noted as missed by night, given by the partner."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import Q

from towpath.basics.days import day_in_words, months_later
from towpath.domain.accounts.models import Account
from towpath.domain.partners.models import Partner
from towpath.domain.pursuits.actions.moves import DUTIES, LONGEST_TEXT, by_whom, said
from towpath.domain.pursuits.lifecycles import DUTY, OPEN, OWED
from towpath.domain.pursuits.models import CustomerUpdate, Duty, Sale
from towpath.domain.pursuits.standing import History, history, last_sales
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Invalid, NotReady
from towpath.program.decisions.pursuits.incumbency import INCUMBENCY
from towpath.program.decisions.vendor import fiscal_calendar

HEALTH = ("good", "at_risk", "leaving")
WORDS = {Duty.Kind.UPDATE: "The update", Duty.Kind.REVIEW: "The review of the renewal"}
BACK = timedelta(days=180)  # a term that ended longer ago is no renewal any more: the customer left


@dataclass(frozen=True)
class Owed:
    """A duty as the program's page has it: from when it counts, and the last day in time."""

    kind: str
    opens_on: date
    due_on: date


@transaction.atomic(durable=True)
def give(reference: str, occasion: Occasion, typed: Mapping[str, str], *, version: int | None = None) -> CustomerUpdate:
    """Give the update, or record the review that was held.

    typed  text, health (good, at_risk, leaving), seats_used (a whole number, or "")
    """
    duty, move = DUTIES.take("give", reference, occasion, version=version)
    if occasion.day < duty.opens_on:
        raise NotReady(
            f"It counts from {day_in_words(duty.opens_on)} on.", remedy="Give it then: before, it would not be in time."
        )
    health, seats = typed.get("health", ""), typed.get("seats_used", "").strip()
    errors = {}
    if health not in HEALTH:
        errors["health"] = ["Choose how the customer stands."]
    if seats and not (seats.isascii() and seats.isdigit() and len(seats) < 9):
        errors["seats_used"] = ["Write a whole number, such as 180, or leave it empty."]
    if errors:
        raise Invalid(errors)
    made = CustomerUpdate(
        duty=duty, kind=duty.kind, account=duty.account, partner=duty.partner, organisation_id=duty.organisation_id,
        given_on=occasion.day, given_at=occasion.at, given_by=occasion.person, health=health,
        seats_used=int(seats) if seats else None,
        text=said(typed.get("text", ""), "text", "Say how the customer stands and what comes next.", LONGEST_TEXT),
    )  # fmt: skip
    made.save(force_insert=True)
    DUTIES.keep(duty, move, occasion, by=by_whom(occasion))
    return made


def follow_all(occasion: Occasion) -> int:
    """The night's work: note what was missed, drop what nobody owes any more, open what is owed. How many were touched."""
    done = 0
    for account in list(_accounts(occasion.day)):
        with transaction.atomic():
            done += follow(account, occasion)
    return done


def _accounts(on: date) -> Iterator[Account]:
    """Customers with a term that runs or ended lately, and those of whom something is owed."""
    sold = Sale.objects.filter(last_sales(on), ends_on__gte=on - BACK).values("account")
    owed = Duty.objects.filter(state__in=OWED).values("account")
    yield from Account.objects.filter(Q(pk__in=sold) | Q(pk__in=owed)).order_by("pk").iterator(chunk_size=500)


def follow(account: Account, occasion: Occasion) -> int:
    """Bring the duties on one customer up to date, in the caller's transaction; how many were touched."""
    on, past = occasion.day, history(account, occasion.day)
    incumbent, touched = past.incumbent, 0
    wanted = {each.kind: each for each in owed(past, on, occasion)} if incumbent is not None else {}
    for duty in Duty.objects.select_for_update(of=("self",)).filter(account=account, state__in=OWED).order_by("pk"):
        need = wanted.get(duty.kind)
        if incumbent is None or duty.partner_id != incumbent.pk or need is None or need.due_on != duty.due_on:
            DUTIES.keep(duty, DUTY.moves["drop"], occasion, why="the customer has another incumbent or another term")
            touched += 1
            continue
        del wanted[duty.kind]
        if duty.state == OPEN and duty.due_on < on:
            DUTIES.keep(duty, DUTY.moves["miss"], occasion, due_on=str(duty.due_on))
            touched += 1
    if incumbent is not None and past.sale is not None:
        touched += sum(_open(each, incumbent, past.sale, account, occasion) for each in wanted.values())
    return touched


def owed(past: History, on: date, occasion: Occasion) -> Iterator[Owed]:
    """What the incumbent of a customer owes now: the next update, and the review once its days have come."""
    _, wording = occasion.book[INCUMBENCY].in_force(on)
    sale, partner = past.sale, past.incumbent
    if sale is None or partner is None or (sale.ends_on is not None and sale.ends_on < on - BACK):
        return
    given = CustomerUpdate.objects.filter(account=sale.account, partner=partner)
    if months := wording.get("update_every_months"):
        last = given.filter(kind=Duty.Kind.UPDATE).order_by("-given_on").values_list("given_on", flat=True).first()
        since = max(filter(None, (last, past.notice.dated_on if past.notice else sale.transacted_on)))
        yield Owed(Duty.Kind.UPDATE, min(since, on), months_later(since, months))
    within = wording.get("review_within_days")
    if within and sale.ends_on is not None:
        opens = sale.ends_on - timedelta(days=within)
        due = sale.ends_on - timedelta(days=wording.get("review_due_days_before", 0))
        held = given.filter(kind=Duty.Kind.REVIEW, given_on__gte=opens).exists()
        if opens <= on and not held:
            yield Owed(Duty.Kind.REVIEW, opens, due)


def _open(need: Owed, partner: Partner, sale: Sale, account: Account, occasion: Occasion) -> bool:
    quarter = fiscal_calendar(occasion.book, occasion.day).quarter_of(need.due_on)
    made = Duty(
        reference=next_reference("DTY"), kind=need.kind, sale=sale, account=account, region=account.region,
        partner=partner, organisation_id=partner.organisation_id, opens_on=need.opens_on, due_on=need.due_on,
        quarter=str(quarter), opened_at=occasion.at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            DUTIES.begin(
                made, DUTY.moves["open"], occasion, what=WORDS[Duty.Kind(need.kind)], account=account.name,
                due_on=str(need.due_on),
            )  # fmt: skip
    except IntegrityError as error:
        if "duty_" not in str(error):
            raise
        return False  # another worker opened it, or it was done for that day
    return True
