"""`towpath partners`: the tracks and designations of a partner with their days, and what was recorded about it."""

from collections.abc import Callable
from datetime import date

import click

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, Acting, Day, acts
from towpath.domain.enablement import compliance_queries as queries
from towpath.domain.enablement.actions import compliance_evidence
from towpath.domain.partners.actions import memberships as actions
from towpath.domain.partners.models import Membership, Partner
from towpath.kernel.refusals import NotFound

type Find = Callable[[Acting, str], Partner]
ON = click.option("--on", "on", type=Day(), help="From this day; without it, from today.")
WHY = click.option("--why", required=True, help="The reason; stands in the history.")


def add_to(group: click.Group, find: Find) -> None:
    """Add the commands to `towpath partners`; `find` reads a partner by reference or name."""
    group.add_command(_memberships(find))
    group.add_command(_evidence(find))


def _memberships(find: Find) -> click.Group:
    @click.group()
    def memberships() -> None:
        """List a partner's tracks and designations, begin, end or correct them."""

    @memberships.command("list")
    @click.argument("partner")
    @AS_JSON
    @acts
    def listed(occasion: Acting, partner: str, as_json: bool) -> None:
        """List tracks and designations of all days, the newest first."""
        seen = queries.one(occasion.person, find(occasion, partner).reference)
        rows = [[o.pk, o.group, o.value, o.starts_on, o.ends_on] for o in queries.memberships(seen)]
        headers = ("Number", "What", "Which", "From", "Until")
        tables.listed(headers, rows, as_json, empty="The track was recorded without days.")

    @memberships.command()
    @click.argument("partner")
    @click.argument("track")
    @ON
    @WHY
    @click.option("--invitation", default="", help="Who invited it and why, for a track entered by invitation only.")
    @acts
    def track(occasion: Acting, partner: str, track: str, on: date | None, why: str, invitation: str) -> None:
        """Move a partner into a track; the one before it ends that day."""
        found = find(occasion, partner)
        _said(actions.enter_track(found.reference, occasion, track=track, on=on, why=why, invitation=invitation))

    @memberships.command()
    @click.argument("partner")
    @click.argument("designation")
    @ON
    @WHY
    @acts
    def grant(occasion: Acting, partner: str, designation: str, on: date | None, why: str) -> None:
        """Give a partner a designation."""
        _said(actions.grant(find(occasion, partner).reference, occasion, designation=designation, on=on, why=why))

    @memberships.command()
    @click.argument("partner")
    @click.argument("number", type=int)
    @ON
    @WHY
    @acts
    def end(occasion: Acting, partner: str, number: int, on: date | None, why: str) -> None:
        """End a track or a designation, by its number in the list."""
        _said(actions.end(find(occasion, partner).reference, occasion, membership=number, on=on, why=why))

    @memberships.command()
    @click.argument("partner")
    @click.argument("number", type=int)
    @click.option("--from", "starts_on", type=Day(), required=True, help="Its first day.")
    @click.option("--until", "ends_on", type=Day(), help="The first day without it; leave it out while it runs.")
    @WHY
    @acts
    def correct(occasion: Acting, partner: str, number: int, starts_on: date, ends_on: date | None, why: str) -> None:
        """Put right days that were recorded wrongly, by the number in the list."""
        days = {"starts_on": starts_on, "ends_on": ends_on}
        _said(actions.correct(find(occasion, partner).reference, occasion, membership=number, **days, why=why))

    return memberships


def _said(one: Membership) -> None:
    until = f" until {one.ends_on}" if one.ends_on else ""
    click.echo(f"{one.partner.reference} {one.partner.name}: {one.group} {one.value} from {one.starts_on}{until}.")


def _evidence(find: Find) -> click.Group:
    @click.group()
    def evidence() -> None:
        """List what was recorded about a partner for compliance, record more, withdraw what was wrong."""

    @evidence.command("list")
    @click.argument("partner")
    @AS_JSON
    @acts
    def listed(occasion: Acting, partner: str, as_json: bool) -> None:
        """List what was recorded, withdrawn entries too, the newest first."""
        seen = queries.one(occasion.person, find(occasion, partner).reference)
        if not occasion.person.is_internal:
            raise NotFound("What was recorded about a partner is for the vendor's people.")
        rows = [
            [
                o.pk,
                o.kind,
                o.amount.normalize(),
                o.starts_on,
                o.ends_on,
                o.evidence,
                o.recorded_by.name,
                bool(o.withdrawn_at),
            ]
            for o in queries.attestations(seen)
        ]
        headers = ("Number", "Kind", "Amount", "From", "Until", "Evidence", "By", "Withdrawn")
        tables.listed(headers, rows, as_json, empty="Nothing is recorded yet.")

    @evidence.command()
    @click.argument("partner")
    @click.argument("kind")
    @click.option("--amount", default="1", show_default=True, help="How much or how many; what is so counts 1.")
    @click.option(
        "--from", "starts_on", type=Day(), required=True, help="The day from which it holds, or of the event."
    )
    @click.option("--until", "ends_on", type=Day(), help="The first day on which it holds no more.")
    @click.option(
        "--evidence", "seen", required=True, help="Where it can be seen: a document, a link, who confirmed it."
    )
    @acts
    def record(
        occasion: Acting, partner: str, kind: str, amount: str, starts_on: date, ends_on: date | None, seen: str
    ) -> None:
        """Record one fact, such as joint_business_plan or net_arr_bookings."""
        made = compliance_evidence.record(
            find(occasion, partner).reference, occasion, kind=kind, amount=amount, starts_on=starts_on, ends_on=ends_on,
            evidence=seen,
        )  # fmt: skip
        click.echo(
            f"{made.partner.reference} {made.partner.name}: {made.kind} from {made.starts_on}, number {made.pk}."
        )

    @evidence.command()
    @click.argument("partner")
    @click.argument("number", type=int)
    @WHY
    @acts
    def withdraw(occasion: Acting, partner: str, number: int, why: str) -> None:
        """Take a recorded fact back, by its number in the list; it counts no more."""
        found = compliance_evidence.withdraw(find(occasion, partner).reference, occasion, attestation=number, why=why)
        click.echo(f"{found.partner.reference} {found.partner.name}: {found.kind} from {found.starts_on} is withdrawn.")

    return evidence
