"""`towpath licences`: licences that are not for resale, asked for, decided, sent and listed."""

from datetime import date
from pathlib import Path

import click

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, Acting, Day, ReferenceType, acts
from towpath.domain.enablement import nfr_queries as queries
from towpath.domain.enablement.actions import nfr
from towpath.domain.enablement.models import LicenceRequest

REQUEST = click.argument("reference", type=ReferenceType("NFR"), metavar="NFR…")


@click.group(epilog="Say who acts with --as EMAIL, or once with TOWPATH_AS. Each command takes --help.")
def group() -> None:
    """Licences that are not for resale.

    \b
    towpath licences ask PAR00042 --product self_managed --amount 10 --use training --as nadia@example.org
    towpath licences requests --state to_fulfil --as luca@example.org
    towpath licences fulfil NFR00001 key.txt --as luca@example.org
    """


def _say(row: LicenceRequest) -> None:
    click.echo(f"{row.reference}: {row.state.replace('_', ' ')}.")
    for one in row.missing:
        click.echo(f"  {one['says']} {one.get('mend', '')}".rstrip())


@group.command("ask")
@click.argument("partner", type=ReferenceType("PAR"), metavar="PAR…")
@click.option("--product", required=True, help="A product of the rule book's page nfr.policy.")
@click.option("--amount", required=True, type=click.IntRange(1, 1_000_000))
@click.option("--use", required=True, help="What for, as the page names it: training, integration, demonstration.")
@click.option("--contact-name", default="", help="Who is sent the licence; yourself if left out.")
@click.option("--contact-email", default="")
@click.option("--renews", default="", help="A licence that ends soon, such as LIC00001.")
@acts
def ask(
    occasion: Acting,
    partner: str,
    product: str,
    amount: int,
    use: str,
    contact_name: str,
    contact_email: str,
    renews: str,
) -> None:
    """Ask for licences; what is outside the policy is refused, with each missing requirement."""
    row = nfr.ask(
        partner, occasion, product=product, amount=amount, use=use, contact_name=contact_name or occasion.actor.name,
        contact_email=contact_email or occasion.actor.email, renews=renews,
    )  # fmt: skip
    _say(row)
    if row.state == "refused":
        raise click.exceptions.Exit(1)


@group.command("requests")
@click.option("--state", default="", help="Such as to_fulfil or with_director.")
@click.option("--limit", default=50, type=click.IntRange(1, 1000), show_default=True)
@AS_JSON
@acts
def requests(occasion: Acting, state: str, limit: int, as_json: bool) -> None:
    """The requests that you may see."""
    rows = [
        {"reference": one.reference, "partner": one.partner.name, "product": one.product, "amount": one.amount,
         "state": one.state, "asked_at": one.asked_at.isoformat(), "due_at": one.due_at.isoformat() if one.due_at else ""}
        for one in queries.requests(occasion.actor, state=state, size=limit).rows
    ]  # fmt: skip
    if as_json:
        tables.as_json(rows)
        return
    heads = ("Reference", "Partner", "Product", "Amount", "State")
    keys = ("reference", "partner", "product", "amount", "state")
    tables.table(heads, [[one[key] for key in keys] for one in rows], empty="No request fits.")


@group.command("list")
@click.option(
    "--state", default="active", type=click.Choice(["active", "renewed", "ended", "revoked"]), show_default=True
)
@click.option("--limit", default=50, type=click.IntRange(1, 1000), show_default=True)
@AS_JSON
@acts
def list_licences(occasion: Acting, state: str, limit: int, as_json: bool) -> None:
    """Licences, the first to end first."""
    rows = [
        {"reference": one.reference, "partner": one.partner.name, "product": one.product, "amount": one.amount,
         "starts_on": str(one.starts_on), "expires_on": str(one.expires_on), "state": one.state}
        for one in queries.licences(occasion.actor, state=state, size=limit).rows
    ]  # fmt: skip
    if as_json:
        tables.as_json(rows)
        return
    heads, keys = (
        ("Reference", "Partner", "Product", "Amount", "Ends"),
        ("reference", "partner", "product", "amount", "expires_on"),
    )
    tables.table(heads, [[one[key] for key in keys] for one in rows], empty="No licence fits.")


@group.command("fulfil")
@REQUEST
@click.argument("key", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--from", "starts_on", type=Day())
@click.option("--until", "expires_on", type=Day())
@acts
def fulfil(occasion: Acting, reference: str, key: Path, starts_on: date | None, expires_on: date | None) -> None:
    """Send a licence; its key is read from a file, so that it stays out of the shell's history."""
    text = key.read_text(encoding="utf-8")
    made = nfr.fulfil(reference, occasion, key=text, starts_on=starts_on, expires_on=expires_on)
    click.echo(f"{made.reference} runs until {made.expires_on}.")


@group.command("approve")
@REQUEST
@acts
def approve(occasion: Acting, reference: str) -> None:
    """Approve an exception, as a director."""
    _say(nfr.approve(reference, occasion))


@group.command("decline")
@REQUEST
@click.option("--reason", required=True)
@acts
def decline(occasion: Acting, reference: str, reason: str) -> None:
    """Decline an exception."""
    _say(nfr.decline(reference, occasion, reason=reason))


@group.command("withdraw")
@REQUEST
@acts
def withdraw(occasion: Acting, reference: str) -> None:
    """Withdraw what waits."""
    _say(nfr.withdraw(reference, occasion))
