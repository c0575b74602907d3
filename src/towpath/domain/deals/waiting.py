"""What waits for a partner, for the home page of its portal: a fixed number of queries, whatever the partner's size."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from towpath.domain.deals.lifecycles import APPROVED, DRAFT, RETURNED, UNDECIDED, WITH_VENDOR
from towpath.domain.deals.models import Comment, Registration
from towpath.domain.deals.queries import visible
from towpath.kernel.identity.models import Person

SOON = timedelta(days=14)
EACH = 5  # rows of a kind that a home page shows
LOOKED_AT = 200  # how many of the newest live registrations are looked through for unanswered comments
CAP = 999  # counting stops here


@dataclass(frozen=True)
class Waiting:
    """What needs the partner, and how much runs. `asked` pairs a registration with the vendor's unanswered comment."""

    returned: list[Registration]
    ending: list[Registration]
    asked: list[tuple[Registration, Comment]]
    drafts: list[Registration]
    newest: list[Registration]
    with_vendor: int
    protected: int

    @property
    def needs(self) -> int:
        return len(self.returned) + len(self.ending) + len(self.asked)


def for_partner(actor: Person, today: date) -> Waiting:
    """What waits for the actor's organisation on a day."""
    rows = visible(actor)
    returned = rows.filter(state=RETURNED, on_behalf=False).order_by("-id")[:EACH]
    ending = rows.filter(state=APPROVED, expires_on__gt=today, expires_on__lte=today + SOON).order_by(
        "expires_on", "id"
    )
    running = _running(rows)
    return Waiting(
        returned=list(returned),
        ending=list(ending[:EACH]),
        asked=_asked(actor),
        drafts=list(rows.filter(state=DRAFT, started_by=actor).order_by("-id")[:EACH]),
        newest=list(rows.exclude(state=DRAFT).order_by("-id")[:8]),
        with_vendor=sum(state != APPROVED for state in running),
        protected=running.count(APPROVED),
    )


def _running(rows: QuerySet[Registration]) -> list[str]:
    """The states of what is with the vendor and of what is protected, at most so many of each, in one query."""
    bare = rows.order_by().values_list("state", flat=True)
    return list(bare.filter(state__in=WITH_VENDOR)[:CAP].union(bare.filter(state=APPROVED)[:CAP], all=True))


def _asked(actor: Person) -> list[tuple[Registration, Comment]]:
    """Registrations on which the vendor had the last word; a returned one is not named twice."""
    live = visible(actor).filter(state__in=(*UNDECIDED, APPROVED)).exclude(state=RETURNED).order_by("-id")[:LOOKED_AT]
    by_id = {one.pk: one for one in live}
    last = (
        Comment.objects.filter(registration__in=by_id, audience=Comment.Audience.SHARED)
        .order_by("registration_id", "-id")
        .distinct("registration_id")
        .select_related("author")
    )
    asked = [(by_id[said.registration_id], said) for said in last if said.author.is_internal]
    return sorted(asked, key=lambda pair: pair[1].at, reverse=True)[:EACH]
