"""Mergers of partners in the demo: one that is done and can still be undone, one that is planned and shows what would collide."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from towpath.domain.partners.actions import mergers
from towpath.domain.partners.models import Merger, Partner
from towpath.kernel.identity.roles import Role

if TYPE_CHECKING:
    from towpath.demo.channel import Channel

DAY = 8  # working hours
type Acts = Iterator[tuple[datetime, str, Callable[[datetime], None]]]
# who stays, who goes (both of one region), why, each step with the working days since which it was taken
MERGERS: tuple[tuple[str, str, str, tuple[tuple[str, float], ...]], ...] = (
    ("brightfen", "penwithiel", "Brightfen bought what was left of Penwithiel's business", (("plan", 4), ("carry_out", 3))),
    ("saltmere", "yarrowgate", "Both stand under one roof since the summer", (("plan", 1),)),
)  # fmt: skip


def merged(channel: "Channel", ago: Callable[[str, float], datetime]) -> Acts:
    """All of it, by Ecosystem Operations."""
    found = {company.slug: (company.region, row) for company, row in channel.partners}
    for stays, goes, reason, steps in MERGERS:
        region, kept = found[stays]
        for name, days in steps:
            act = partial(_step, channel=channel, kept=kept, gone=found[goes][1], reason=reason, name=name)
            yield ago(region, days * DAY), region, act


def _step(at: datetime, *, channel: "Channel", kept: Partner, gone: Partner, reason: str, name: str) -> None:
    by = channel.by(channel.inside[Role.OPS, ""][0], at)
    if name == "plan":
        mergers.plan(kept.reference, gone.reference, by, reason=reason)
    else:
        mergers.carry_out(Merger.objects.values_list("reference", flat=True).get(kept=kept, gone=gone), by)
