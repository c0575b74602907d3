"""`towpath opportunities`, also `towpath accounts opportunities`: find, create, edit, tag, move and close them."""

from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import click

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, Acting, Day, ReferenceType, acts, person_named
from towpath.domain.accounts import queries
from towpath.domain.accounts.actions import opportunities as actions
from towpath.domain.accounts.actions.imports import BadRows
from towpath.domain.accounts.actions.opportunity_files import import_opportunities, undo_import
from towpath.domain.accounts.lifecycles import STATES
from towpath.domain.accounts.models import Kind
from towpath.domain.accounts.opportunity_queries import SORTS, Filters, forecast
from towpath.domain.accounts.tagging import offers

HEADERS = ("Opportunity", "Name", "Account", "State", "Stage", "Owner", "Registration")
SETS = click.option(
    "--set", "given", multiple=True, metavar="FIELD=VALUE", help="A field and its value; may be given several times."
)
WHY = click.option("--why", required=True, help="Stands in the history.")
OPPORTUNITY = click.argument("reference", type=ReferenceType("OPP"), metavar="OPP…")


@click.group()
def opportunities() -> None:
    """List opportunities, edit and tag them, move them through their stages, merge and close them.

    \b
    towpath opportunities move OPP00021 "4-Proposal" --as sofia@example.org
    towpath opportunities edit OPP00021 --set net_arr=48000 --set transacts=partner --as sofia@example.org
    """


@opportunities.command("list")
@click.option("--q", "words", default="", help="A reference, or a part of a name.")
@click.option("--state", type=click.Choice(STATES), default=None, help="Only this state.")
@click.option("--stage", "stages", multiple=True, help="Only this stage; may be given several times.")
@click.option("--mine", is_flag=True, help="Only one's own.")
@click.option("--type", "kind", type=click.Choice(Kind.values), default=None, help="Only this type.")
@click.option("--sort", type=click.Choice(sorted(SORTS)), default="newest", show_default=True, help="In this order.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@AS_JSON
@acts
def list_opportunities(
    occasion: Acting, words: str, state: str | None, stages: tuple[str, ...], mine: bool, kind: str | None, sort: str,
    limit: int, as_json: bool,
) -> None:  # fmt: skip
    """List the opportunities that a person may see."""
    filters = Filters(q=words, state=state or "", stages=stages, owner="me" if mine else "", type=kind or "", sort=sort)
    found = queries.opportunities(occasion.actor, filters, size=limit)
    rows = [[o.reference, o.name, o.account.name, o.state, o.stage, o.owner.name, o.dr_deal_id] for o in found.rows]
    tables.listed(HEADERS, rows, as_json, empty="No opportunity fits.")
    if found.next and not as_json:
        click.echo(f"\nThere are more than {limit}; --limit shows more.")


@opportunities.command("create")
@click.option("--account", required=True, type=ReferenceType("ACC"), metavar="ACC…", help="Whose opportunity it is.")
@click.option("--name", required=True, help="Such as “Acme: 200 seats”.")
@click.option("--owner", default="", metavar="EMAIL", help="Without it the account's Sales Rep.")
@click.option("--amount", default=None, help="Such as 48000; may be left open.")
@click.option("--currency", default="USD", show_default=True, help="Three letters, such as EUR.")
@click.option("--close-on", type=Day(), default=None, metavar="DAY", help="The expected day, such as 2026-12-31.")
@SETS
@acts
def create(
    occasion: Acting, account: str, name: str, owner: str, amount: str | None, currency: str, close_on: date | None,
    given: tuple[str, ...],
) -> None:  # fmt: skip
    """Create an opportunity by hand. From a registration: `deals create-opportunity`."""
    try:
        value = Decimal(amount) if amount is not None else None
    except InvalidOperation:
        raise click.BadParameter(f"{amount} is no amount; write it like 48000 or 48000.50.") from None
    made = actions.create(
        occasion, account=queries.account(occasion.actor, account), name=name, amount=value, currency=currency,
        owner=person_named(owner) if owner else None, close_on=close_on, more=_pairs(given),
    )  # fmt: skip
    click.echo(f"{made.reference} {made.name}: created, owned by {made.owner.name}.")


def _pairs(given: tuple[str, ...]) -> dict[str, str]:
    """FIELD=VALUE as a table; what has no equals sign is refused with how it is written."""
    found = {}
    for each in given:
        name, sign, value = each.partition("=")
        if not sign:
            raise click.BadParameter(f"{each} names no value; write it like net_arr=48000.", param_hint="--set")
        found[name.strip()] = value
    return found


@opportunities.command("edit")
@OPPORTUNITY
@SETS
@acts
def edit(occasion: Acting, reference: str, given: tuple[str, ...]) -> None:
    """Change fields; stamped and computed ones are refused, each by its name."""
    if not given:
        raise click.UsageError("Say what changes with --set, such as --set net_arr=48000.")
    changed = actions.edit(reference, occasion, _pairs(given))
    click.echo(f"{changed.reference} {changed.name}: kept; order type {changed.order_type or 'not known yet'}.")


@opportunities.command("move")
@OPPORTUNITY
@click.argument("stage")
@click.option("--why", default="", help="Needed where it goes back.")
@acts
def move(occasion: Acting, reference: str, stage: str, why: str) -> None:
    """Move to another open stage, such as “4-Proposal”."""
    moved = actions.move_stage(reference, occasion, stage=stage, why=why)
    click.echo(f"{moved.reference} {moved.name}: {moved.stage}.")


@opportunities.command("next-step")
@OPPORTUNITY
@click.argument("next_step")
@acts
def next_step(occasion: Acting, reference: str, next_step: str) -> None:
    """Note what comes next; it counts as activity."""
    noted = actions.log_next_step(reference, occasion, next_step=next_step)
    click.echo(f"{noted.reference} {noted.name}: {noted.next_step}")


@opportunities.command("tagging")
@OPPORTUNITY
@AS_JSON
@acts
def tagging(occasion: Acting, reference: str, as_json: bool) -> None:
    """Say which tagging case it is and why, and what the case offers."""
    found = queries.opportunity(occasion.actor, reference)
    tagged = offers(found, occasion)
    rows = [
        [one.field, _name(getattr(found, one.field)), " / ".join(one.among) or _name(one.value), "as it is" if one.fits else one.lock]
        for one in tagged.offers
    ]  # fmt: skip
    if as_json:
        grounds = [reason.as_record() for reason in tagged.because]
        values = [dict(zip(("field", "now", "value", "lock"), row, strict=True)) for row in rows]
        tables.as_json({"case": tagged.title, "because": grounds, "offers": values})
        return
    click.echo(f"{found.reference} {found.name}: {tagged.title}.")
    for reason in tagged.because:
        click.echo(f"  {reason.says} {reason.mend}".rstrip())
    tables.table(("Field", "Now", "By the case", "Lock"), rows, empty="The case offers nothing.")


def _name(value: object) -> str:
    return str(getattr(value, "name", value) or "")


@opportunities.command("apply-tags")
@OPPORTUNITY
@click.option("--field", "fields", multiple=True, help="Only this field; without it all that may be taken over.")
@acts
def apply_tags(occasion: Acting, reference: str, fields: tuple[str, ...]) -> None:
    """Take over the values that the tagging case offers."""
    tagged = actions.apply_tags(reference, occasion, fields=list(fields) or None)
    click.echo(f"{tagged.reference} {tagged.name}: {tagged.deal_path or 'no path'}, {tagged.sales_qualified_source}.")


@opportunities.command("set-order-type")
@OPPORTUNITY
@click.argument("order_type")
@WHY
@acts
def set_order_type(occasion: Acting, reference: str, order_type: str, why: str) -> None:
    """Set another order type than the computed one."""
    done = actions.set_order_type(reference, occasion, order_type=order_type, why=why)
    click.echo(f"{done.reference} {done.name}: {done.order_type}, by hand.")


@opportunities.command("compute-order-type")
@OPPORTUNITY
@acts
def compute_order_type(occasion: Acting, reference: str) -> None:
    """Let the program say the order type again."""
    done = actions.compute_order_type(reference, occasion)
    click.echo(f"{done.reference} {done.name}: {done.order_type or 'not known yet'}, computed.")


@opportunities.command("unlock-partner-fields")
@OPPORTUNITY
@WHY
@acts
def unlock_partner_fields(occasion: Acting, reference: str, why: str) -> None:
    """Take a quote's stamp off."""
    done = actions.unlock_partner_fields(reference, occasion, why=why)
    click.echo(f"{done.reference} {done.name}: the stamp is off.")


@opportunities.command("merge")
@OPPORTUNITY
@click.option("--into", required=True, type=ReferenceType("OPP"), metavar="OPP…", help="The opportunity that stays.")
@click.option("--why", default="", help="Stands in the history.")
@acts
def merge(occasion: Acting, reference: str, into: str, why: str) -> None:
    """Close a duplicate; what stands on it goes over to the one that stays."""
    done = actions.merge(reference, occasion, into=into, why=why)
    click.echo(f"{done.reference} {done.name}: merged into {into}.")


@opportunities.command("disqualify")
@OPPORTUNITY
@click.option("--reason", required=True, help="Stands in the history.")
@acts
def disqualify(occasion: Acting, reference: str, reason: str) -> None:
    """Close as unqualified what was never accepted."""
    done = actions.disqualify(reference, occasion, reason=reason)
    click.echo(f"{done.reference} {done.name}: closed as unqualified.")


@opportunities.command("forecast")
@click.option("--on", type=Day(), default=None, metavar="DAY", help="A day of the quarter; today's without it.")
@click.option("--mine", is_flag=True, help="Only one's own.")
@AS_JSON
@acts
def show_forecast(occasion: Acting, on: date | None, mine: bool, as_json: bool) -> None:
    """Add up what is expected and won in a fiscal quarter, by stage and currency."""
    found = forecast(occasion.actor, Filters(owner="me" if mine else ""), occasion.book, on or occasion.day)
    rows = [[one.label, one.currency, str(one.count), str(one.net_arr), str(one.amount)] for one in found.by_stage]
    heads = ("Stage", "Currency", "Opportunities", "Net ARR", "Amount")
    if as_json:
        tables.as_json(
            [{"quarter": found.quarter} | dict(zip((h.lower() for h in heads), row, strict=True)) for row in rows]
        )
        return
    click.echo(f"{found.quarter}: {found.starts_on} to before {found.ends_on}")
    tables.table(heads, rows, empty="Nothing closes in this quarter.")


@opportunities.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--column", "named", multiple=True, metavar="FIELD=HEADER", help="What a column means; several times.")
@click.option("--accept-good", is_flag=True, help="Import the good rows, leave the others out.")
@click.option("--dry-run", is_flag=True, help="Only say what would happen.")
@acts
def import_file(occasion: Acting, file: Path, named: tuple[str, ...], accept_good: bool, dry_run: bool) -> None:
    """Change opportunities by reference and create others, from a CSV or XLSX file, as one unit."""
    columns = _pairs(named) or None
    try:
        outcome = import_opportunities(
            occasion, file, file_name=file.name, columns=columns, accept_good=accept_good, dry_run=dry_run
        )
    except BadRows as refusal:
        for fault in refusal.errors[:50]:
            click.echo(str(fault), err=True)
        raise
    for fault in outcome.errors[:50]:
        click.echo(str(fault), err=True)
    would = "Would be: " if dry_run else f"Import {outcome.kept.pk}: " if outcome.kept else ""
    click.echo(
        f"{would}{outcome.added} added, {outcome.changed} changed, {outcome.unchanged} as they are, {outcome.refused} left out."
    )


@opportunities.command("undo-import")
@click.argument("number", type=int)
@acts
def undo_file(occasion: Acting, number: int) -> None:
    """Take an import back as a whole."""
    undone = undo_import(number, occasion)
    click.echo(f"{undone.file_name} is undone.")


@opportunities.command("fix-sources")
@OPPORTUNITY
@click.option("--why", required=True, help="Stands in the history.")
@click.option("--initial-source", default=None, help="Without it as it is.")
@click.option("--sales-qualified-source", default=None, help="Without it as it is; such as “AE Generated”.")
@acts
def fix_sources(
    occasion: Acting, reference: str, why: str, initial_source: str | None, sales_qualified_source: str | None
) -> None:
    """Set the sources by hand; no registration changes them from then on."""
    fixed = actions.fix_sources(
        reference, occasion, why=why, initial_source=initial_source, sales_qualified_source=sales_qualified_source
    )
    shown = f"{fixed.initial_source or 'none'}, {fixed.sales_qualified_source or 'none'}"
    click.echo(f"{fixed.reference} {fixed.name}: sources fixed ({shown}).")


@opportunities.command("free-sources")
@OPPORTUNITY
@acts
def free_sources(occasion: Acting, reference: str) -> None:
    """Let registrations set the sources again."""
    freed = actions.free_sources(reference, occasion)
    click.echo(f"{freed.reference} {freed.name}: registrations set the sources again.")


@opportunities.command("close-won")
@OPPORTUNITY
@acts
def close_won(occasion: Acting, reference: str) -> None:
    """Close as won; the approved registration on it follows."""
    closed = actions.close_won(reference, occasion)
    click.echo(f"{closed.reference} {closed.name}: closed as won.")


@opportunities.command("close-lost")
@OPPORTUNITY
@click.option("--reason", required=True, help="Why it was lost; stands in the history.")
@click.option("--lost-reason", default="", help="One of the program's, such as “Price”; without it “Other”.")
@acts
def close_lost(occasion: Acting, reference: str, reason: str, lost_reason: str) -> None:
    """Close as lost; its registrations follow and their partners are told."""
    closed = actions.close_lost(reference, occasion, reason=reason, lost_reason=lost_reason)
    click.echo(f"{closed.reference} {closed.name}: closed as lost.")
