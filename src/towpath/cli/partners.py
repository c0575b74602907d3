"""`towpath partners`: partner organisations, and what the program lets them do."""

from datetime import date
from typing import Any

import click

from towpath.cli import partners_buying, partners_joining, partners_memberships, partners_merging, tables
from towpath.cli.acting import AS_JSON, Acting, Day, acts
from towpath.domain.enablement import compliance_queries
from towpath.domain.partners import merger_queries, queries
from towpath.domain.partners.models import Partner
from towpath.kernel import regions
from towpath.kernel.identity.models import Person
from towpath.kernel.refusals import NotFound
from towpath.program.decisions.compliance import says
from towpath.program.decisions.eligibility import QUESTIONS

VERBS = {
    "register": "register deals",
    "transact": "transact",
    "discount": "have the program's discounts",
    "nfr": "have licences that are not for resale",
    "e_marketplace": "have a page on a distributor's marketplace",
    "letter": "have a letter of authorization",
}
STATES = {
    "compliant": "compliant",
    "temporary": "temporarily eligible",
    "grace": "in grace",
    "not": "not compliant",
}


@click.group(epilog="Say who acts with --as EMAIL, or once with TOWPATH_AS. Each command takes --help.")
def group() -> None:
    """List and show partner organisations and their people.

    \b
    towpath partners may PAR00001 register --as omar@example.org
    towpath partners may Northwind transact --on 2026-12-01 --as omar@example.org
    """


@group.command("list")
@click.option("--q", "words", default="", help="A part of the name or domain, or a whole reference.")
@click.option("--status", default="", help="Only this status, such as authorized.")
@click.option("--region", default="", help="Only this region, by its key.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@AS_JSON
@acts
def list_partners(occasion: Acting, words: str, status: str, region: str, limit: int, as_json: bool) -> None:
    """List the partners that a person may see, by name."""
    found = queries.listed(occasion.actor, q=words, status=status, region=regions.asked(region, occasion), size=limit)
    if as_json:
        tables.as_json([_record(partner) for partner in found.rows])
        return
    tables.table(
        ("Partner", "Name", "Country", "Region", "Status", "Kinds", "Manager"),
        ([p.reference, p.name, p.country, p.region, p.status, p.kinds, p.manager] for p in found.rows),
        empty="No partner fits.",
    )
    if found.next:
        click.echo(f"\nThere are more than {limit}; --limit shows more.")


@group.command()
@click.argument("partner")
@AS_JSON
@acts
def show(occasion: Acting, partner: str, as_json: bool) -> None:
    """Show one partner, by its reference or its whole name, with its people."""
    found = one(occasion, partner)
    people = Person.objects.filter(organisation=found.organisation_id, is_active=True).order_by("name")
    if as_json:
        tables.as_json(
            {**_record(found), "people": [{"email": p.email, "name": p.name, "roles": p.roles} for p in people]}
        )
        return
    click.echo(f"{found.reference}  {found.name}\n")
    tables.pairs(
        (name.replace("_", " ").capitalize(), value)
        for name, value in _record(found).items()
        if name not in ("reference", "name")
    )
    tables.title("People")
    tables.table(("Name", "Address", "Roles"), ([p.name, p.email, p.role_words] for p in people), empty="Nobody yet.")


@group.command()
@click.argument("partner")
@click.argument("what", type=click.Choice(QUESTIONS))
@click.option("--on", "on", type=Day(), help="By the rules and the facts of this day; without it, of today.")
@AS_JSON
@acts
def may(occasion: Acting, partner: str, what: str, on: date | None, as_json: bool) -> None:
    """Say whether a partner may do something: each failed condition, and what would mend it.

    Exit code 1 when it may not.
    """
    found, day = one(occasion, partner), on or occasion.day
    decision = compliance_queries.may(occasion.person, found, what, occasion, on)
    if as_json:
        tables.as_json(decision.as_record())
    else:
        click.echo(f"{found.name} {'may' if decision.outcome else 'may not'} {VERBS[what]} on {day}.")
        for reason in decision.because:
            click.echo(
                f"  {reason.says} ({', '.join(reason.catalogue_ids)}; {reason.rule}, since {reason.in_force_since})"
            )
            if reason.mend:
                click.echo(f"    To mend it: {reason.mend}")
    if not decision.outcome:
        raise SystemExit(1)


@group.command()
@click.argument("partner")
@click.option("--on", "on", type=Day(), help="As of this day, by its wordings and memberships; without it, today.")
@AS_JSON
@acts
def compliance(occasion: Acting, partner: str, on: date | None, as_json: bool) -> None:
    """Show how a partner stands in its track and designations: each requirement, what is missing, the next step.

    Exit code 1 when it does not comply with one of them.
    """
    found = compliance_queries.one(occasion.person, one(occasion, partner).reference)
    card = compliance_queries.scorecard(found, occasion.book, on or occasion.day)
    if as_json:
        tables.as_json([each.decision.as_record() for each in card.cards])
    for each in () if as_json else card.cards:
        state, until = STATES[each.standing.state], each.standing.grace_until or each.standing.temporary_until
        click.echo(f"{found.name}, {each.subject.label} on {card.on}: {state}{f' until {until}' if until else ''}.")
        for requirement in each.standing.requirements:
            click.echo(f"  [{'x' if requirement.met else ' '}] {says(requirement)}")
        if each.standing.next_step:
            click.echo(f"  Next step: {each.standing.next_step}")
    if not all(each.standing.keeps_rights for each in card.cards):
        raise SystemExit(1)


def one(occasion: Acting, name: str) -> Partner:
    """A partner by its reference or its whole name, in any case; names that several bear are refused with their references."""
    alike = list(queries.visible(occasion.actor).filter(name__iexact=name.strip(), merged_into=None)[:5])
    if len(alike) > 1:
        raise NotFound(
            f"Several partners are called {name}.", remedy=f"Name one of {', '.join(p.reference for p in alike)}."
        )
    found = alike[0] if alike else queries.one(occasion.actor, name)
    into = merger_queries.leads_to(occasion.actor, found)
    if into is None:
        return found
    click.echo(f"{found.reference} {found.name} became part of {into.reference} {into.name}.", err=True)
    return into


def _record(partner: Partner) -> dict[str, Any]:
    return {
        "reference": partner.reference,
        "name": partner.name,
        "domain": partner.domain,
        "country": partner.country,
        "region": partner.region,
        "status": partner.status,
        "track": partner.track,
        "kinds": partner.kinds,
        "manager": partner.manager.email if partner.manager else None,
        "signed_contract_on": partner.signed_contract_on,
        "good_standing": partner.good_standing,
        "sales_certified": partner.sales_certified,
        "foundations_completed": partner.foundations_completed,
    }


partners_joining.add_to(group, one)
partners_buying.add_to(group, one)
partners_merging.add_to(group, one)
partners_memberships.add_to(group, one)
