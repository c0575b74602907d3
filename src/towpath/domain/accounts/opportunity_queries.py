"""Lists of opportunities: filtered and sorted by an index, as a board by stage, as a forecast by quarter. For an actor."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from towpath.basics.names import normalise_name
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.lifecycles import CLOSED_WON, OPEN
from towpath.domain.accounts.models import Account, Opportunity
from towpath.kernel.identity.models import Person
from towpath.kernel.paging import Page, Sort, page
from towpath.kernel.spelt import Spelt
from towpath.program.book import Book
from towpath.program.decisions.opportunities.stages import stages
from towpath.program.decisions.vendor import fiscal_calendar

NEWEST = Sort("newest", "id", descending=True)
SORTS = {
    "newest": NEWEST,
    "closing": Sort("closing", "close_on", nullable=True),
    "largest": Sort("largest", "net_arr", descending=True, nullable=True),
    "idle": Sort("idle", "last_activity_at"),
}
OF_ONE_STATE = ("closing", "idle")  # orders that an index serves within one state: open, where none is asked for
WHOLE = (
    "base", "duplicate_of", "sdr", "resale_partner", "distributor", "influence_partner", "psp_engaged",
    "cppo_or_dsor_partner", "service_attach_partner",
)  # fmt: skip
MOST_ACCOUNTS = 200  # customers whose name fits that a search follows; more words narrow it
CARDS = 20  # on the board, of each stage


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed to; empty means everything.

    owner     a person's id; "me" is the reader
    closes_*  half-open: from a day, until the day before another
    """

    q: str = ""
    state: str = ""
    stages: tuple[str, ...] = ()
    owner: str = ""
    region: str = ""
    type: str = ""
    order_type: str = ""
    segment: str = ""
    dr_status: str = ""
    closes_from: date | None = None
    closes_until: date | None = None
    sort: str = ""


def visible(actor: Person) -> QuerySet[Opportunity]:
    """Every opportunity that the actor may see."""
    return ACCESS.rows(
        actor,
        Permission.VIEW_OPPORTUNITY,
        Opportunity.objects.select_related("account", "owner", "end_user", "dr_partner"),
    )


def listed(
    actor: Person, filters: Filters, *, cursor: str = "", size: int = 50, whole: bool = False
) -> Page[Opportunity]:
    """One page in the order asked for, by an index. An order that there is not is the newest first."""
    rows = narrowed(actor, filters)
    if whole:
        rows = rows.select_related(*WHOLE)
    return page(rows, SORTS.get(filters.sort, NEWEST), cursor=cursor, size=size)


def narrowed(actor: Person, filters: Filters) -> QuerySet[Opportunity]:
    """The rows that the filters leave, in no order."""
    rows = visible(actor)
    if filters.q.strip():
        rows = rows.filter(_named(filters.q))
    state = OPEN if filters.sort == "idle" or (filters.sort in OF_ONE_STATE and not filters.state) else filters.state
    equal = {
        "state": state, "region": filters.region, "type": filters.type, "order_type": filters.order_type,
        "segment": filters.segment, "dr_status": filters.dr_status,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in equal.items() if value})
    if filters.stages:
        rows = rows.filter(stage__in=filters.stages)
    if filters.owner:
        rows = rows.filter(owner=_owner(filters.owner, actor))
    if filters.closes_from:
        rows = rows.filter(close_on__gte=filters.closes_from)
    if filters.closes_until:
        rows = rows.filter(close_on__lt=filters.closes_until)
    return rows


def _owner(text: str, actor: Person) -> int:
    """An id that nobody has, where the text is none."""
    if text == "me":
        return int(actor.pk)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 18 else 0


def _named(words: str) -> Q:
    """A reference, or any part of the opportunity's or its customer's name.

    Customers are looked up first, so that each half of the answer has an index of its own.
    """
    text = words.replace("\0", "").strip()
    upper = text.upper().replace(" ", "")
    if upper.startswith("OPP") and upper[3:].isdecimal() and upper[3:].isascii():
        return Q(reference=f"OPP{int(upper[3:11]):05d}")
    customers = Account.objects.filter(name_norm__contains=Spelt(normalise_name(text) or text.lower()))
    found = list(customers.order_by("id").values_list("pk", flat=True)[:MOST_ACCOUNTS])
    return Q(name_norm__contains=Spelt(text.lower())) | Q(account__in=found) | Q(end_user__in=found)


@dataclass(frozen=True)
class Lane:
    """One stage of the board: its first cards, those that close soonest first, and whether there are more."""

    stage: str
    cards: list[Opportunity]
    more: bool


def board(actor: Person, filters: Filters, book: Book, on: date, *, size: int = CARDS) -> list[Lane]:
    """The open opportunities by stage: which they are in one query, a stage through its own index; then the cards."""
    names = stages(book, on).running
    rows = narrowed(actor, filters).filter(state=OPEN)
    parts = [
        rows.filter(stage=name).order_by("close_on", "id").values_list("id", flat=True)[: size + 1] for name in names
    ]
    found: dict[str, list[Opportunity]] = {name: [] for name in names}
    for one in visible(actor).filter(pk__in=list(parts[0].union(*parts[1:], all=True))):
        found.setdefault(one.stage, []).append(one)
    for cards in found.values():
        cards.sort(key=lambda one: (one.close_on or date.max, one.pk))
    return [Lane(name, found[name][:size], len(found[name]) > size) for name in names]


@dataclass(frozen=True)
class Sums:
    """What one line of the forecast adds up to, in one currency; amounts that nobody entered count as nothing."""

    key: str
    label: str
    currency: str
    count: int
    amount: Decimal
    net_arr: Decimal


@dataclass(frozen=True)
class Forecast:
    """A fiscal quarter: what is expected and won in it by stage, what is expected by owner, each currency by itself."""

    quarter: str
    starts_on: date
    ends_on: date  # the first day after it
    before: date  # a day of the quarter before
    by_stage: list[Sums]
    by_owner: list[Sums]
    totals: list[Sums]
    undated: int  # open ones without a day; in no quarter


def forecast(actor: Person, filters: Filters, book: Book, on: date) -> Forecast:
    """The quarter of a day as the reader's rows add up; open ones and those won."""
    calendar = fiscal_calendar(book, on)
    quarter = calendar.quarter_of(on)
    period = calendar.quarter_period(quarter)
    ends_on = period.end or date.max
    rows = narrowed(actor, filters).filter(state__in=[OPEN, CLOSED_WON])
    within = rows.filter(close_on__gte=period.start, close_on__lt=ends_on).order_by()
    order = {name: place for place, name in enumerate(stages(book, on).kinds)}
    sums = within.values("state", "stage", "owner", "owner__name", "currency").annotate(
        count=Count("id"), total=Sum("amount"), arr=Sum("net_arr")
    )
    lines = list(sums)
    by_stage = sorted(_added(lines, "stage", "stage"), key=lambda one: (order.get(one.key, 99), one.currency))
    by_owner = sorted(
        _added([one for one in lines if one["state"] == OPEN], "owner", "owner__name"),
        key=lambda one: (-one.net_arr, -one.amount, one.label),
    )
    return Forecast(
        str(quarter), period.start, ends_on, _day_before(period.start), by_stage, by_owner,
        sorted(_added(lines, "currency", "currency"), key=lambda one: one.currency),
        rows.filter(state=OPEN, close_on=None).count(),
    )  # fmt: skip


def _added(lines: list[dict[str, Any]], key: str, label: str) -> list[Sums]:
    found: dict[tuple[str, str], Sums] = {}
    for line in lines:
        place = (str(line[key]), line["currency"])
        before = found.get(place, Sums(place[0], str(line[label]), place[1], 0, Decimal(0), Decimal(0)))
        found[place] = Sums(
            before.key, before.label, before.currency, before.count + line["count"],
            before.amount + (line["total"] or 0), before.net_arr + (line["arr"] or 0),
        )  # fmt: skip
    return list(found.values())


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)
