"""`towpath deals`: find and read registrations. What changes them is in deals_moves and deals_absences, in the same group."""

from typing import Any

import click

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, REGISTRATION, Acting, Day, acts, person_named
from towpath.cli.deals_absences import absences
from towpath.cli.deals_attainment import attainment
from towpath.cli.deals_moves import MOVES
from towpath.cli.deals_words import COLUMNS, describe, left, record_of, row_of
from towpath.domain.accounts.queries import likely_opportunities, opportunities, visible_accounts
from towpath.domain.accounts.similar import claim_of, similar_accounts
from towpath.domain.deals import history as histories
from towpath.domain.deals import queries
from towpath.domain.deals.lifecycles import STATES
from towpath.kernel import regions
from towpath.kernel.clocks import faces
from towpath.kernel.refusals import NotFound
from towpath.program.decisions.deal_registration.form import denial_reasons, sourcing_findings
from towpath.program.decisions.vendor import vendor


@click.group(epilog="Say who acts with --as EMAIL, or once with TOWPATH_AS. Each command takes --help.")
def group() -> None:
    """List, show and decide deal registrations.

    \b
    towpath deals list --as omar@example.org --view queue
    towpath deals show REG00042 --as omar@example.org
    towpath deals approve REG00042 --as elena@example.org
    """


for each in (*MOVES, absences, attainment):
    group.add_command(each)


# -- lists -------------------------------------------------------------------------------------------------------------


@group.command("list")
@click.option("--view", type=click.Choice(list(queries.VIEWS)), default="all", show_default=True, help="A ready list.")
@click.option("--q", "words", default="", help="A reference, a part of the customer's name, or a domain.")
@click.option("--state", "states", multiple=True, type=click.Choice(STATES), help="Only this state; may be repeated.")
@click.option("--type", "types", multiple=True, help="Only this type, such as resale; may be repeated.")
@click.option("--region", default="", help="Only this region, by its key.")
@click.option("--partner", default="", metavar="PAR…", help="Only this partner, by its reference.")
@click.option("--manager", metavar="EMAIL", help="Only what is with this sales person.")
@click.option("--from", "since", type=Day(), help="Submitted on this day or later.")
@click.option("--until", type=Day(), help="Submitted before this day.")
@click.option("--sort", type=click.Choice(list(queries.SORTS)), default=None, help="Another order than the list's own.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@click.option("--csv", "as_csv", is_flag=True, help="Print all of them as CSV.")
@AS_JSON
@acts
def list_registrations(occasion: Acting, as_csv: bool, as_json: bool, limit: int, **asked: Any) -> None:
    """List the registrations that a person may see, newest first or in the order of --view."""
    filters = queries.Filters(
        view=asked["view"],
        q=asked["words"],
        states=asked["states"],
        deal_types=asked["types"],
        region=regions.asked(asked["region"], occasion),
        partner=asked["partner"].upper(),
        manager=person_named(asked["manager"]).pk if asked["manager"] else None,
        submitted_from=asked["since"],
        submitted_until=asked["until"],
        sort=asked["sort"] or "",
    )
    if as_csv:
        tables.as_csv(COLUMNS, (row_of(row, occasion) for row in queries.exported(occasion.actor, filters)))
        return
    found = queries.listed(occasion.actor, filters, size=limit)
    if as_json:
        tables.as_json([record_of(row, occasion) for row in found.rows])
        return
    tables.table(COLUMNS, (row_of(row, occasion) for row in found.rows), empty="No registration fits.")
    if found.next:
        click.echo(f"\nThere are more than {limit}; --limit shows more, --csv all.")


# -- one registration --------------------------------------------------------------------------------------------------


@group.command()
@REGISTRATION
@AS_JSON
@acts
def show(occasion: Acting, reference: str, as_json: bool) -> None:
    """Show one registration: what the partner says, what was found, its clocks, and what can be done now."""
    registration = queries.one(occasion.actor, reference)
    if as_json:
        tables.as_json(record_of(registration, occasion))
    else:
        describe(registration, occasion)


@group.command()
@REGISTRATION
@AS_JSON
@acts
def history(occasion: Acting, reference: str, as_json: bool) -> None:
    """Print what happened to a registration, newest first: moves, comments and mails."""
    registration = queries.one(occasion.actor, reference)
    name = vendor(occasion.book, occasion.day).name
    entries = histories.timeline(occasion.actor, registration, vendor=name)
    if as_json:
        tables.as_json([{**vars(entry), "decisions": list(entry.decisions)} for entry in entries])
        return
    for entry in entries:
        behalf = f" for {entry.on_behalf_of}" if entry.on_behalf_of else ""
        who = f"{entry.actor}{behalf}: " if entry.kind == "event" and entry.actor else ""
        door = f" [{entry.door}]" if entry.door else ""
        click.echo(f"{tables.moment(entry.at, occasion.actor)}  {who}{entry.sentence}{door}")
        if entry.kind == "comment":
            click.echo(f"    {entry.body}")
        for field, before, after in entry.changes:
            click.echo(f"    {field}: {before or tables.NOTHING} -> {after or tables.NOTHING}")


@group.command()
@REGISTRATION
@AS_JSON
@acts
def why(occasion: Acting, reference: str, as_json: bool) -> None:
    """Say by which rules a registration was judged. `towpath program explain` says it in full."""
    registration = queries.one(occasion.actor, reference)
    partner = not occasion.actor.is_internal
    found = histories.decisions(registration, occasion.book, partner=partner)
    if as_json:
        tables.as_json(found)
        return
    if not found:
        click.echo("No rule of the program has judged it yet, or none that you may read.")
    for decision in found:
        click.echo(f"{tables.moment(decision['at'], occasion.actor)}  {decision['question']} as of {decision['on']}")
        for reason in decision["because"]:
            click.echo(f"    {reason['says']} ({', '.join(reason['catalogue_ids'])}, since {reason['in_force_since']})")


@group.command()
@REGISTRATION
@click.option("--limit", type=click.IntRange(1, 50), default=5, show_default=True, help="At most so many.")
@AS_JSON
@acts
def candidates(occasion: Acting, reference: str, limit: int, as_json: bool) -> None:
    """List the customer accounts that a registration may mean, each with its score and its grounds."""
    row = queries.one(occasion.actor, reference)
    claim = claim_of(row.customer_name, row.customer_website, row.customer_country)
    visible = visible_accounts(occasion.actor)
    found = similar_accounts(claim, limit=limit, within=visible)
    names = dict(visible.filter(pk__in=[one.account_id for one in found]).values_list("pk", "reference"))
    if as_json:
        tables.as_json(
            [
                {
                    "account": names[one.account_id],
                    "name": one.name,
                    "domain": one.domain,
                    "country": one.country,
                    "score": one.match.score,
                    "strength": one.match.strength,
                    "grounds": [ground.says for ground in one.match.grounds],
                }
                for one in found
            ]
        )
        return
    tables.table(
        ("Account", "Score", "Likeness", "Name", "Domain", "Country", "Because"),
        (
            [names[one.account_id], one.match.score, one.match.strength, one.name, one.domain, one.country,
             "; ".join(ground.says for ground in one.match.grounds)]
            for one in found
        ),
        empty="No account is alike. Create it with `towpath deals create-account`.",
    )  # fmt: skip


@group.command()
@REGISTRATION
@click.option("--search", default="", help="Search all opportunities for these words instead.")
@AS_JSON
@acts
def likely(occasion: Acting, reference: str, search: str, as_json: bool) -> None:
    """List the opportunities that a registration may stand on: those of its account, open ones first."""
    registration = queries.one(occasion.actor, reference)
    if search:
        found = opportunities(occasion.actor, q=search).rows
    elif registration.account_id is None:
        raise NotFound(
            f"{reference} has no account yet, so no opportunity is likely.", remedy="Link the account first."
        )
    else:
        found = likely_opportunities(occasion.actor, registration.account_id)
    headers = ("Opportunity", "Name", "Account", "State", "Stage", "Owner", "Registration")
    rows = [[o.reference, o.name, o.account.name, o.state, o.stage, o.owner.name, o.dr_deal_id] for o in found]
    none = "No opportunity is there yet. Create it with `towpath deals create-opportunity`."
    tables.listed(headers, rows, as_json, empty=none)


@group.command()
@REGISTRATION
@click.option("--explain", is_flag=True, help="Account for every stretch of each clock.")
@acts
def clocks(occasion: Acting, reference: str, explain: bool) -> None:
    """Show the clocks of a registration: what is due when, and with --explain why then."""
    registration = queries.one(occasion.actor, reference)
    actor = occasion.actor
    shown = [f for f in faces.faces(registration, occasion.book, occasion.at) if f.partner_may_see or actor.is_internal]
    headers = ("Clock", "Team", "State", "Started", "Due", "Left")
    rows = (
        [f.title, f.team, f.state, tables.moment(f.clock.started_at, actor), tables.moment(f.due_at, actor), left(f)]
        for f in shown
    )
    tables.table(headers, rows, empty="No clock runs or ran.")
    for face in shown if explain else ():
        _explain(faces.explain(face.clock, occasion.book, occasion.at), occasion)


def _explain(told: faces.Explanation, occasion: Acting) -> None:
    calendar = told.calendar
    tables.title(
        f"{told.face.title}: {told.face.clock.amount.normalize():f} working {told.face.unit}, calendar {calendar.name} ({calendar.zone})"
    )
    tables.table(
        ("From", "Until", "What", "Counts", "Why"),
        (
            [
                tables.moment(p.start, occasion.actor),
                tables.moment(p.end, occasion.actor),
                p.kind,
                f"{p.amount:.2f}",
                p.why,
            ]
            for p in told.pieces
        ),
        empty="No time has passed.",
    )
    for start, end, reason in told.pauses:
        until = tables.moment(end, occasion.actor) or "now"
        click.echo(f"Paused from {tables.moment(start, occasion.actor)} until {until}: {reason}.")
    if told.changed_since:
        click.echo("The calendar reads otherwise now than when this clock was last computed.")


# -- what can be chosen ------------------------------------------------------------------------------------------------


@group.command()
@acts
def choices(occasion: Acting) -> None:
    """List the keys that deny and record-sourcing take, as the program's pages say today."""
    click.echo("Reasons for `deny --reason`")
    tables.table(("Key", "In words"), ([r.key, r.words_internal] for r in denial_reasons(occasion.book, occasion.day)))
    tables.title("Findings for `record-sourcing --finding`")
    found = sourcing_findings(occasion.book, occasion.day)
    tables.table(("Key", "Supports an approval", "In words"), ([f.key, f.supports_approval, f.words] for f in found))
