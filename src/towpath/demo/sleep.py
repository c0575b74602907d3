"""A partner of the demo that nobody has signed in for since half a year: warned twice, then its access ended."""

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from towpath.domain.partners.actions import dormancy
from towpath.program.decisions.partners.dormancy import dormancy_terms

if TYPE_CHECKING:
    from towpath.demo.channel import Channel

LAST_SEEN = timedelta(days=190)  # before now
SLEEPER = "sundrift"


def last_seen(slug: str, now: datetime) -> date:
    """The day on which somebody of a company was last here."""
    return (now - LAST_SEEN if slug == SLEEPER else now).date()


def asleep(channel: "Channel") -> Iterator[tuple[datetime, str, Callable[[datetime], None]]]:
    """The nights in which its people were warned, and the one in which the access ended."""
    partner = next(partner for company, partner in channel.partners if company.slug == SLEEPER)
    terms = dormancy_terms(channel.book, channel.now.date())
    ends = terms.sleeps_on(last_seen(SLEEPER, channel.now))
    for days in (*terms.days_before, 0):
        at = datetime.combine(ends - timedelta(days=days), time(12), UTC)  # of that day in the program's zone, too
        yield at, partner.region, partial(_night, channel=channel, reference=partner.reference)


def _night(at: datetime, *, channel: "Channel", reference: str) -> None:
    dormancy.follow_the_day(reference, channel.by(None, at))
