"""What other promises would have meant for those who owe them: the clocks of a time, due again by another book."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from towpath.kernel.clocks.calendars import Closures, calendar_for
from towpath.kernel.clocks.models import Clock
from towpath.program.book import Book
from towpath.program.decisions import sla

if TYPE_CHECKING:
    from towpath.domain.rulebook.comparison import Comparison

AT_ONCE = 5_000


@dataclass(frozen=True)
class ClockLoad:
    """The clocks of one promise that ended within the time, and how many of them were late under either book."""

    kind: str
    team: str
    clocks: int
    late_before: int
    late_after: int

    def as_record(self) -> dict[str, Any]:
        return asdict(self)


def clock_load(one: "Comparison") -> tuple[ClockLoad, ...]:
    """Every promise whose page or calendars differ. Promises that start at other events are not begun anew here."""
    kinds = _touched(one)
    return tuple(found for kind in kinds if (found := _load(kind, one)) is not None)


def _touched(one: "Comparison") -> list[str]:
    changed = {page.name for page in one.changed if page.wordings}
    clocks = [page.name for page in one.base if page.name.startswith("sla.") and page.name != sla.CALENDARS]
    return [name for name in clocks if name in one.other and (sla.CALENDARS in changed or name in changed)]


def _load(kind: str, one: "Comparison") -> ClockLoad | None:
    time, closures = one.moments, Closures.all()
    ended = Clock.objects.filter(kind=kind, stopped_at__gte=time.start, stopped_at__lt=time.end, met__isnull=False)
    clocks = late_before = late_after = 0
    team = ""
    for clock in ended.prefetch_related("pauses").order_by("stopped_at").iterator(chunk_size=AT_ONCE):
        due = due_by(clock, one.other, closures)
        if due is None or clock.stopped_at is None:
            continue
        team = clock.team
        clocks += 1
        late_before += not clock.met
        late_after += clock.stopped_at > due
    return ClockLoad(kind, team, clocks, late_before, late_after) if clocks else None


def due_by(clock: Clock, book: Book, closures: Closures) -> datetime | None:
    """When a clock would have been due by the book, from the same start with the same pauses; None where it had none."""
    try:
        page = sla.sla_page(clock.kind, book, clock.judged_on)
    except LookupError:
        return None
    calendar = calendar_for(book, clock.judged_on, page.team, clock.region, closures)
    pauses = [(pause.from_at, pause.until_at) for pause in clock.pauses.all()]
    return calendar.deadline_with_pauses(clock.started_at, page.allowance, pauses).at
