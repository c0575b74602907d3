"""`towpath partners`: how a partner must, may and does buy, and whose invoice its quote is."""

from collections.abc import Callable
from datetime import date

import click

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, Acting, Day, acts
from towpath.domain.distribution import queries
from towpath.domain.distribution.actions import buying as actions
from towpath.domain.partners.models import Partner
from towpath.kernel.refusals import Invalid
from towpath.program.decisions.distribution.coverage import UnknownCountry

type Find = Callable[[Acting, str], Partner]
WAYS = {
    "distributor": "buys through a distributor",
    "direct": "buys directly",
    "either": "buys directly or through a distributor, as it chooses",
    "contract": "transacts by a contract of its own",
}


def add_to(group: click.Group, find: Find) -> None:
    """Add the commands to `towpath partners`; `find` reads a partner by reference or name."""

    @group.command()
    @click.argument("partner")
    @click.option(
        "--country", default="", metavar="DE", help="Where the customer is; without it, the partner's own country."
    )
    @click.option(
        "--segment", type=click.Choice(["commercial", "public_sector"]), default="commercial", show_default=True
    )
    @click.option("--on", "on", type=Day(), help="By the wordings of this day; without it, of today.")
    @AS_JSON
    @acts
    def route(occasion: Acting, partner: str, country: str, segment: str, on: date | None, as_json: bool) -> None:
        """Say through whom a partner must or may buy, why, and where its orders go (DST-01 to DST-03)."""
        found = find(occasion, partner)
        try:
            way = queries.way(found, occasion, country=country.strip().upper(), segment=segment, on=on)
        except UnknownCountry as error:
            raise Invalid({"country": [str(error)]}) from None
        if as_json:
            return tables.as_json(way.decision.as_record() | {"mailboxes": {c: m for c, _name, m in way.distributors}})
        click.echo(f"{found.name} {WAYS[way.decision.outcome.way]}.")
        for reason in way.decision.because:
            click.echo(
                f"  {reason.says} ({', '.join(reason.catalogue_ids)}; {reason.rule}, since {reason.in_force_since})"
            )
        for code, name, mailbox in way.distributors:
            click.echo(f"  {name} ({code}): {mailbox}")
        return None

    @group.command()
    @click.argument("partner")
    @click.option("--begin", metavar="HOW", help="Record a way: direct, or the code of a distributor.")
    @click.option("--end", "ending", metavar="HOW", help="End a way that runs.")
    @click.option("--on", "on", type=Day(), help="From, or until, this day; without it, today.")
    @AS_JSON
    @acts
    def buying(
        occasion: Acting, partner: str, begin: str | None, ending: str | None, on: date | None, as_json: bool
    ) -> None:
        """List how a partner buys and bought, or record a change."""
        found = find(occasion, partner)
        if begin:
            actions.begin(found.reference, occasion, how=begin, starts_on=on)
        if ending:
            running = [r for r in queries.buying(occasion.person, found) if r.ends_on is None and _how(r) == ending]
            if not running:
                raise Invalid({"end": [f"{found.name} does not buy {ending} now."]})
            actions.end(found.reference, running[0].pk, occasion, ends_on=on)
        rows = [[_how(row), row.starts_on, row.ends_on] for row in queries.buying(occasion.person, found)]
        if as_json:
            return tables.as_json([{"how": how, "from": start, "until": end} for how, start, end in rows])
        return tables.table(("How", "From", "Until"), rows, empty="Nothing is recorded yet.")

    @group.command("invoice-owner")
    @click.argument("partner")
    @click.option("--distributor", default="", help="The distributor's code, for a quote through distribution.")
    @acts
    def invoice_owner(occasion: Acting, partner: str, distributor: str) -> None:
        """Say whose invoice a quote of this partner is: the account and its contact (BIL-04)."""
        owner = queries.invoice_owner(
            occasion.person, find(occasion, partner).reference, occasion, distributor=distributor
        )
        click.echo(f"Invoice Owner: {owner.account}" + (f" ({owner.account_number})" if owner.account_number else ""))
        click.echo(f"Invoice Owner Contact: {owner.contact} <{owner.email}>")
        for line in owner.address:
            click.echo(f"  {line}")


def _how(row: object) -> str:
    distributor = getattr(row, "distributor", None)
    return distributor.code if distributor is not None else "direct"
