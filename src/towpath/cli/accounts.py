"""`towpath accounts`: import, find and place customer accounts, and who looks after the territories."""

from pathlib import Path
from typing import Any

import click

from towpath.basics.csv_files import RowError
from towpath.cli import tables
from towpath.cli.accounts_opportunities import opportunities
from towpath.cli.acting import AS_JSON, Acting, ReferenceType, acts, person_named
from towpath.domain.accounts import queries
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.actions import territories as places
from towpath.domain.accounts.actions.accounts import place_waiting
from towpath.domain.accounts.actions.imports import BadRows, Outcome, import_accounts
from towpath.domain.accounts.models import Account
from towpath.domain.accounts.similar import claim_of, similar_accounts
from towpath.kernel import regions
from towpath.kernel.refusals import NotAllowed

SHOWN_ERRORS = 50
ERROR_COLUMNS = ("Line", "Column", "Value", "What", "Remedy")


@click.group(epilog="Say who acts with --as EMAIL, or once with TOWPATH_AS. Each command takes --help.")
def group() -> None:
    """Import, search and show customer accounts.

    \b
    towpath accounts import accounts.csv --dry-run --as omar@example.org
    towpath accounts candidates "Acme Robotics" --country DE --as omar@example.org
    """


group.add_command(opportunities)


# -- importing ---------------------------------------------------------------------------------------------------------


@group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Count what would happen; keep nothing.")
@click.option("--accept-good", is_flag=True, help="Import the good rows although others are bad.")
@click.option(
    "--errors",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Write the bad rows' faults to this CSV file.",
)
@click.option("--encoding", help="Only for files that are neither UTF-8 nor marked UTF-16, such as cp1252.")
@AS_JSON
@acts
def import_file(
    occasion: Acting,
    file: Path,
    dry_run: bool,
    accept_good: bool,
    errors: Path | None,
    encoding: str | None,
    as_json: bool,
) -> None:
    """Import a CSV file of accounts, as Salesforce's Data Loader exports them.

    The first line names the columns: Name, and any of Id, Website, BillingCountry, BillingCountryCode, Industry,
    NumberOfEmployees, Phone. An account that is here already by its Id is changed; the same file again changes nothing.
    When any row is bad, nothing is written, unless --accept-good.
    """

    def progress(rows: int) -> None:
        click.echo(f"{rows:,} rows read …", err=True)

    try:
        outcome = import_accounts(
            occasion, file, file_name=file.name, encoding=encoding, accept_good=accept_good, dry_run=dry_run,
            progress=progress,
        )  # fmt: skip
    except BadRows as refusal:
        _tell_errors(refusal.errors, errors)
        raise
    if outcome.errors:
        _tell_errors(outcome.errors, errors)
    if as_json:
        tables.as_json({n: v for n, v in vars(outcome).items() if n != "errors"})
    else:
        click.echo(_words(outcome, file.name))


def _tell_errors(errors: list[RowError], into: Path | None) -> None:
    for error in errors[:SHOWN_ERRORS]:
        click.echo(str(error), err=True)
    if len(errors) > SHOWN_ERRORS:
        rest = f"{len(errors) - SHOWN_ERRORS:,} more faults"
        click.echo(f"{rest} are in {into}." if into else f"{rest}; --errors FILE.csv keeps all of them.", err=True)
    if into:
        with into.open("w", encoding="utf-8", newline="") as handle:
            tables.write_csv(handle, ERROR_COLUMNS, ([e.line, e.column, e.value, e.what, e.remedy] for e in errors))


def _words(outcome: Outcome, name: str) -> str:
    begin = f"{name}: " if outcome.written else f"{name}, dry run: "
    counts = (
        f"{outcome.rows:,} rows; {outcome.added:,} added, {outcome.changed:,} changed, {outcome.unchanged:,} unchanged"
    )
    refused = f", {outcome.refused:,} refused" if outcome.refused else ""
    ignored = f"\nColumns that mean nothing here: {', '.join(outcome.ignored)}." if outcome.ignored else ""
    return f"{begin}{counts}{refused}.{ignored}"


# -- finding -----------------------------------------------------------------------------------------------------------


@group.command("list")
@click.option("--q", "words", default="", help="A part of the name, or a whole domain.")
@click.option("--region", default="", help="Only this region, by its key.")
@click.option("--unplaced", is_flag=True, help="Only those that wait for their territory.")
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True, help="At most so many.")
@AS_JSON
@acts
def list_accounts(occasion: Acting, words: str, region: str, unplaced: bool, limit: int, as_json: bool) -> None:
    """List the accounts that a person may see, newest first."""
    wanted = regions.asked(region, occasion)
    found = queries.accounts(occasion.actor, q=words, region=wanted, unplaced=unplaced, size=limit)
    if as_json:
        tables.as_json([_record(account) for account in found.rows])
        return
    tables.table(
        ("Account", "Name", "Domain", "Country", "Territory", "Owner"),
        ([a.reference, a.name, a.domain, a.country, a.territory, a.owner] for a in found.rows),
        empty="No account fits.",
    )
    if found.next:
        click.echo(f"\nThere are more than {limit}; --limit shows more.")


@group.command()
@click.argument("reference", type=ReferenceType("ACC"), metavar="ACC…")
@AS_JSON
@acts
def show(occasion: Acting, reference: str, as_json: bool) -> None:
    """Show one account."""
    account = queries.account(occasion.actor, reference)
    if as_json:
        tables.as_json(_record(account))
        return
    click.echo(f"{account.reference}  {account.name}\n")
    tables.pairs(
        (name.replace("_", " ").capitalize(), value)
        for name, value in _record(account).items()
        if name not in ("reference", "name")
    )


def _record(account: Account) -> dict[str, Any]:
    return {
        "reference": account.reference,
        "name": account.name,
        "website": account.website,
        "domain": account.domain,
        "country": account.country,
        "industry": account.industry,
        "employees": account.employees,
        "phone": account.phone,
        "public_sector": account.public_sector,
        "segment": account.segment,
        "region": account.region,
        "territory": account.territory.code if account.territory else None,
        "owner": account.owner.email if account.owner else None,
        "external_id": account.external_id,
    }


@group.command()
@click.argument("name")
@click.option("--website", default="", help="Its web address, or an e-mail address there.")
@click.option("--country", default="", help="Two letters or the English name.")
@click.option("--limit", type=click.IntRange(1, 50), default=5, show_default=True, help="At most so many.")
@acts
def candidates(occasion: Acting, name: str, website: str, country: str, limit: int) -> None:
    """List the accounts that a name may mean, each with its score and its grounds."""
    visible = queries.visible_accounts(occasion.actor)
    found = similar_accounts(claim_of(name, website, country), limit=limit, within=visible)
    references = dict(visible.filter(pk__in=[one.account_id for one in found]).values_list("pk", "reference"))
    tables.table(
        ("Account", "Score", "Likeness", "Name", "Domain", "Country", "Because"),
        (
            [references[one.account_id], one.match.score, one.match.strength, one.name, one.domain, one.country,
             "; ".join(ground.says for ground in one.match.grounds)]
            for one in found
        ),
        empty="No account is alike.",
    )  # fmt: skip


# -- territories -------------------------------------------------------------------------------------------------------


@group.command()
@acts
def place(occasion: Acting) -> None:
    """Give every waiting account its territory and owner now, as the night does. Exit code 1 when some cannot be."""
    if not ACCESS.may(occasion.actor, Permission.ASSIGN_TERRITORY):
        raise NotAllowed("Accounts are placed by Ecosystem Operations.")
    done, failed = place_waiting(occasion)
    click.echo(f"{done:,} accounts placed, {len(failed):,} not.")
    for reference, why in failed:
        click.echo(f"{reference}: {why}", err=True)
    if failed:
        raise SystemExit(1)


@group.group()
def territories() -> None:
    """Who looks after which territory of the program."""


@territories.command("list")
@AS_JSON
@acts
def list_territories(occasion: Acting, as_json: bool) -> None:
    """List the territories of the program with their people."""
    found = queries.territories(occasion.actor, occasion.book, occasion.day)
    headers = ("Territory", "Title", "Region", "Owner", "Sales manager", "Area manager")
    rows = [
        [p.code, p.title, p.region, *((p.people.owner, p.people.esm, p.people.asm) if p.people else ("", "", ""))]
        for p in found
    ]
    if as_json:
        tables.as_json([dict(zip((h.lower().replace(" ", "_") for h in headers), row, strict=True)) for row in rows])
    else:
        tables.table(headers, rows)


@territories.command("set")
@click.argument("code")
@click.option("--owner", required=True, metavar="EMAIL", help="The Sales Rep who owns its accounts.")
@click.option("--esm", required=True, metavar="EMAIL", help="The Ecosystem Sales Manager.")
@click.option("--asm", required=True, metavar="EMAIL", help="The Area Sales Manager.")
@click.option("--move-accounts", is_flag=True, help="Also move the accounts of the former owner to the new one.")
@acts
def set_territory(occasion: Acting, code: str, owner: str, esm: str, asm: str, move_accounts: bool) -> None:
    """Name the people of a territory, by its code."""
    territory = places.set_people(
        code.upper(), occasion, owner=person_named(owner).pk, esm=person_named(esm).pk, asm=person_named(asm).pk,
        move_accounts=move_accounts,
    )  # fmt: skip
    click.echo(f"{territory.code}: {territory.owner.name} owns; {territory.esm.name} and {territory.asm.name} decide.")
