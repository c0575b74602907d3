"""`towpath pursuits tenders`, `bids` and `preferred`: every step of a tender and of a claim to preferred co-sell."""

from datetime import date

import click

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, Acting, Day, ReferenceType, acts
from towpath.domain.pursuits import queries
from towpath.domain.pursuits.actions import preferred as claiming
from towpath.domain.pursuits.actions import tenders as actions
from towpath.domain.pursuits.lifecycles import SUBMITTED
from towpath.domain.pursuits.models import Bid, PreferredCoSell, Tender

LIMIT = click.option("--limit", default=50, type=click.IntRange(1, 1000), show_default=True)
TENDER, BID, CLAIM = (
    click.argument("reference", type=ReferenceType(prefix), metavar=f"{prefix}…") for prefix in ("TND", "BID", "PCS")
)
REASON = click.option("--reason", required=True)


def _said(one: Tender | Bid | PreferredCoSell) -> None:
    click.echo(f"{one.reference}: {one.state}.")


def _print(rows: list[dict[str, object]], as_json: bool, heads: tuple[str, ...], empty: str) -> None:
    if as_json:
        tables.as_json(rows)
    else:
        tables.table(heads, [list(one.values()) for one in rows], empty=empty)


@click.group("tenders")
def tenders() -> None:
    """Tenders: opportunities for which several partners bid."""


@tenders.command("list")
@click.option("--state", default="", type=click.Choice(["", "open", "awarded", "cancelled"]))
@LIMIT
@AS_JSON
@acts
def list_tenders(occasion: Acting, state: str, limit: int, as_json: bool) -> None:
    """Tenders, the newest first."""
    rows: list[dict[str, object]] = [
        {"reference": one.reference, "title": one.title, "opportunity": one.opportunity.reference,
         "closes_on": str(one.closes_on), "state": one.state}
        for one in queries.tenders(occasion.actor, state=state, size=limit).rows
    ]  # fmt: skip
    _print(rows, as_json, ("Reference", "Tender", "Opportunity", "Closes", "State"), "No tender fits.")


@tenders.command("show")
@TENDER
@acts
def show_tender(occasion: Acting, reference: str) -> None:
    """One tender with its bids."""
    one = queries.tender(occasion.actor, reference)
    tables.pairs(
        [("Reference", one.reference), ("Tender", one.title), ("State", one.state), ("Opportunity", one.opportunity.reference),
         ("Put out on", str(one.opened_on)), ("Closes", str(one.closes_on)), ("Why cancelled", one.reason)]
    )  # fmt: skip
    tables.title("Bids")
    rows = [
        [each.reference, each.partner.name, each.sourced_before, each.own_services, each.state]
        for each in queries.bids_in(occasion.actor, one)
    ]
    tables.table(("Reference", "Partner", "Sourced before", "Own services", "State"), rows, empty="Nobody bids yet.")


@tenders.command("open")
@click.argument("opportunity", type=ReferenceType("OPP"), metavar="OPP…")
@click.option("--title", required=True, help="Its name, as its papers have it.")
@click.option("--from", "opened_on", required=True, type=Day(), help="The day on which it was put out.")
@click.option("--until", "closes_on", required=True, type=Day(), help="The last day for bids.")
@acts
def open_tender(occasion: Acting, opportunity: str, title: str, opened_on: date, closes_on: date) -> None:
    """Record that an opportunity is put out to tender."""
    typed = {"opportunity": opportunity, "title": title, "opened_on": str(opened_on), "closes_on": str(closes_on)}
    _said(actions.open_tender(occasion, typed))


@tenders.command("amend")
@TENDER
@click.option("--from", "opened_on", required=True, type=Day())
@click.option("--until", "closes_on", required=True, type=Day())
@acts
def amend_tender(occasion: Acting, reference: str, opened_on: date, closes_on: date) -> None:
    """Change its days."""
    _said(actions.amend(reference, occasion, {"opened_on": str(opened_on), "closes_on": str(closes_on)}))


@tenders.command("bid")
@TENDER
@click.argument("partner", type=ReferenceType("PAR"), metavar="PAR…")
@click.option("--own-services", is_flag=True, help="It offers services of its own.")
@acts
def enter_bid(occasion: Acting, reference: str, partner: str, own_services: bool) -> None:
    """Enter that a partner bids."""
    _said(actions.enter_bid(reference, occasion, partner=partner, own_services=own_services))


@tenders.command("award")
@TENDER
@click.argument("bid", type=ReferenceType("BID"), metavar="BID…")
@acts
def award_tender(occasion: Acting, reference: str, bid: str) -> None:
    """Record which bid won; every other loses."""
    _said(actions.award(reference, occasion, bid=bid))


@tenders.command("cancel")
@TENDER
@REASON
@acts
def cancel_tender(occasion: Acting, reference: str, reason: str) -> None:
    """It came to nothing; its bids are void."""
    _said(actions.cancel(reference, occasion, reason=reason))


@click.group("bids")
def bids() -> None:
    """Bids of a partner in tenders."""


@bids.command("list")
@LIMIT
@AS_JSON
@acts
def list_bids(occasion: Acting, limit: int, as_json: bool) -> None:
    """The bids that you may see, the newest first."""
    rows: list[dict[str, object]] = [
        {
            "reference": one.reference,
            "tender": one.tender.title,
            "closes_on": str(one.tender.closes_on),
            "state": one.state,
        }
        for one in queries.bids(occasion.actor, size=limit).rows
    ]
    _print(rows, as_json, ("Reference", "Tender", "Closes", "State"), "No bid fits.")


@bids.command("services")
@BID
@click.option("--offered/--not-offered", required=True, help="Whether the bidder offers services of its own.")
@acts
def say_services(occasion: Acting, reference: str, offered: bool) -> None:
    """Say whether the bidder offers services of its own."""
    _said(actions.say_services(reference, occasion, offered=offered))


@bids.command("withdraw")
@BID
@acts
def withdraw_bid(occasion: Acting, reference: str) -> None:
    """The partner bids no more."""
    _said(actions.withdraw_bid(reference, occasion))


@click.group("preferred")
def preferred() -> None:
    """Claims to preferred co-sell in the US public sector."""


@preferred.command("list")
@click.option("--state", default="", type=click.Choice(["", "submitted", "approved", "denied", "removed", "withdrawn"]))
@LIMIT
@AS_JSON
@acts
def list_claims(occasion: Acting, state: str, limit: int, as_json: bool) -> None:
    """The claims that you may see, the newest first."""
    rows: list[dict[str, object]] = [
        {"reference": one.reference, "partner": one.partner.name, "customer": one.customer_name, "sae": one.sae.name,
         "state": one.state}
        for one in queries.claims(occasion.actor, state=state, size=limit).rows
    ]  # fmt: skip
    _print(rows, as_json, ("Reference", "Partner", "Customer", "Account executive", "State"), "No claim fits.")


@preferred.command("show")
@CLAIM
@acts
def show_claim(occasion: Acting, reference: str) -> None:
    """One claim, with what it lacks."""
    one, within = queries.claim(occasion.actor, reference), occasion.actor.is_internal
    tables.pairs(
        [("Reference", one.reference), ("Partner", one.partner.name), ("Customer", one.customer_name), ("State", one.state),
         ("Account executive", one.sae.name), ("Opportunity", one.opportunity.reference if one.opportunity and within else ""),
         ("Identifier", one.known_id if within or one.state == "approved" else one.given_id),
         ("Meeting", str(one.meeting_on or "")), ("Plan", one.plan),
         ("Reason", one.reason if within or one.state == "denied" else ""), ("Why removed", one.removal_reason)]
    )  # fmt: skip
    for lacking in claiming.missing(one, occasion) if within and one.state == SUBMITTED else []:
        click.echo(f"Missing: {lacking}")


@preferred.command("claim")
@click.option("--customer", required=True)
@click.option("--sae", required=True, help="The e-mail of the account executive, who is told.")
@click.option("--id", "opportunity_id", default="", help="The opportunity's identifier; it may follow.")
@click.option("--met-on", default=None, type=Day(), help="The day of your meeting.")
@click.option("--plan", default="", help="How you land and expand together.")
@acts
def submit(occasion: Acting, customer: str, sae: str, opportunity_id: str, met_on: date | None, plan: str) -> None:
    """Claim preferred co-sell."""
    typed = {
        "customer_name": customer, "sae_email": sae, "opportunity_id": opportunity_id, "meeting_on": str(met_on or ""),
        "plan": plan,
    }  # fmt: skip
    _said(claiming.submit(occasion, typed))


@preferred.command("amend")
@CLAIM
@click.option("--id", "opportunity_id", default=None, help="The opportunity's identifier.")
@click.option("--met-on", default=None, type=Day())
@click.option("--plan", default=None)
@acts
def amend(occasion: Acting, reference: str, opportunity_id: str | None, met_on: date | None, plan: str | None) -> None:
    """Add what is missing; what is left out stays."""
    given = {"opportunity_id": opportunity_id, "meeting_on": met_on, "plan": plan}
    _said(claiming.amend(reference, occasion, {name: str(value) for name, value in given.items() if value is not None}))


@preferred.command("link")
@CLAIM
@click.argument("opportunity", type=ReferenceType("OPP"), metavar="OPP…")
@click.option("--id", "opportunity_id", required=True, help="Its identifier in the CRM.")
@acts
def link(occasion: Acting, reference: str, opportunity: str, opportunity_id: str) -> None:
    """Link the opportunity with its identifier."""
    _said(claiming.link(reference, occasion, opportunity=opportunity, opportunity_id=opportunity_id))


@preferred.command("approve")
@CLAIM
@REASON
@acts
def approve(occasion: Acting, reference: str, reason: str) -> None:
    """Approve by the guidelines, with the business reason."""
    _said(claiming.approve(reference, occasion, reason=reason))


@preferred.command("deny")
@CLAIM
@REASON
@acts
def deny(occasion: Acting, reference: str, reason: str) -> None:
    """Deny, with the business reason, which the partner reads."""
    _said(claiming.deny(reference, occasion, reason=reason))


@preferred.command("remove")
@CLAIM
@REASON
@acts
def remove(occasion: Acting, reference: str, reason: str) -> None:
    """Take the preference away from an approved partner, which is told."""
    _said(claiming.remove(reference, occasion, reason=reason))


@preferred.command("withdraw")
@CLAIM
@acts
def withdraw(occasion: Acting, reference: str) -> None:
    """Take your claim back before it was decided."""
    _said(claiming.withdraw(reference, occasion))
