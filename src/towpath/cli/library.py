"""`towpath library`: look for files, take them, publish and replace them, see who took them."""

from datetime import date
from pathlib import Path
from typing import Any

import click
from django.core.files.uploadedfile import UploadedFile

from towpath.cli import tables
from towpath.cli.acting import AS_JSON, Acting, Day, ReferenceType, acts
from towpath.domain.library import queries
from towpath.domain.library.actions import assets, downloads
from towpath.domain.library.models import Asset
from towpath.kernel.documents.store import opened

ASSET = click.argument("reference", type=ReferenceType("AST"), metavar="AST…")
FILE = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@click.group(epilog="Say who acts with --as EMAIL, or once with TOWPATH_AS. Each command takes --help.")
def group() -> None:
    """The library: list, take, publish, replace and withdraw files.

    \b
    towpath library list --q discount --as omar@example.org
    towpath library get AST00001 --as omar@example.org
    towpath library publish prices.xlsx --title "Price file, Q3" --kind price_file --partners --as omar@example.org
    """


def _row(one: Asset) -> dict[str, Any]:
    current = one.current
    return {
        "reference": one.reference, "title": one.title, "kind": one.kind, "state": one.state,
        "starts_on": str(one.starts_on), "ends_on": str(one.ends_on or ""), "version": current.number if current else 0,
        "file": one.file_name, "sha256": current.document.sha256 if current else "",
    }  # fmt: skip


@group.command("list")
@click.option("--q", default="", help="Words of title, summary or file name.")
@click.option("--kind", default="", help="A kind of the rule book's page library.kinds.")
@click.option("--state", type=click.Choice(["in_force", "coming", "over", "withdrawn"]), default=None)
@click.option("--limit", default=50, type=click.IntRange(1, 1000), show_default=True)
@AS_JSON
@acts
def list_assets(occasion: Acting, q: str, kind: str, state: str | None, limit: int, as_json: bool) -> None:
    """The files that you may have, what was renewed last first."""
    found = queries.listed(occasion.actor, occasion.day, q=q, kind=kind, state=state or "", size=limit)
    rows = [_row(one) for one in found.rows]
    if as_json:
        tables.as_json(rows)
        return
    heads, keys = ("Reference", "Title", "Kind", "Version", "File"), ("reference", "title", "kind", "version", "file")
    tables.table(heads, [[each[key] for key in keys] for each in rows], empty="Nothing fits.")


@group.command("get")
@ASSET
@click.option("--to", type=click.Path(path_type=Path), help="Folder or file to write; otherwise its own name here.")
@click.option("--version", "number", type=click.IntRange(1), help="An older version, for who looks after the library.")
@acts
def get(occasion: Acting, reference: str, to: Path | None, number: int | None) -> None:
    """Take a file. Who took it is recorded. What is there already is not overwritten."""
    kept = downloads.take(reference, occasion, number=number)
    place = (to / kept.name) if to is not None and to.is_dir() else (to or Path(kept.name))
    try:
        with place.open("xb") as out, opened(kept) as source:
            while chunk := source.read(1 << 20):
                out.write(chunk)
    except FileExistsError:
        raise click.ClickException(f"{place} is there already. Name another place with --to.") from None
    click.echo(f"{place}: {kept.size:,} bytes, SHA-256 {kept.sha256}")


@group.command("publish")
@FILE
@click.option("--title", required=True)
@click.option("--kind", required=True, help="A kind of the rule book's page library.kinds.")
@click.option("--summary", default="")
@click.option("--from", "starts_on", type=Day(), help="The first day; today if left out.")
@click.option("--until", "ends_on", type=Day(), help="The first day on which it is no longer there.")
@click.option("--partners", "for_partners", is_flag=True, help="Partners see it.")
@click.option("--prospects", "for_prospects", is_flag=True, help="Companies that are not authorized yet, too.")
@click.option("--track", "tracks", multiple=True, help="Only partners of this track; may be repeated.")
@click.option("--designation", "designations", multiple=True, help="Or with this designation; may be repeated.")
@click.option("--region", "regions", multiple=True, help="Only partners of this region; may be repeated.")
@click.option("--distributors", "for_distributors", is_flag=True, help="Distributors see it.")
@click.option("--inside/--not-inside", "for_inside", default=True, help="The vendor's own people see it.")
@acts
def publish(occasion: Acting, file: Path, starts_on: date | None, ends_on: date | None, **given: Any) -> None:
    """Publish a file with its audience."""
    with file.open("rb") as source:
        upload = UploadedFile(source, name=file.name, size=file.stat().st_size)
        made = assets.publish(occasion, given | {"starts_on": starts_on, "ends_on": ends_on}, upload)
    click.echo(f"{made.reference} is published: {made.title}.")


@group.command("replace")
@ASSET
@FILE
@click.option("--note", default="", help="What is new in it; readers see it.")
@acts
def replace(occasion: Acting, reference: str, file: Path, note: str) -> None:
    """Put a newer file in the place of the current one, which stays in the history."""
    with file.open("rb") as source:
        upload = UploadedFile(source, name=file.name, size=file.stat().st_size)
        made = assets.replace(reference, occasion, upload=upload, note=note)
    click.echo(f"{made.reference} has version {made.current.number} now." if made.current else made.reference)


@group.command("withdraw")
@ASSET
@click.option("--reason", required=True, help="The history keeps it.")
@acts
def withdraw(occasion: Acting, reference: str, reason: str) -> None:
    """Take a file out of readers' sight."""
    click.echo(f"{assets.withdraw(reference, occasion, reason=reason).reference} is withdrawn.")


@group.command("restore")
@ASSET
@acts
def restore(occasion: Acting, reference: str) -> None:
    """Publish a withdrawn file again."""
    click.echo(f"{assets.restore(reference, occasion).reference} is published again.")


@group.command("downloads")
@ASSET
@click.option("--csv", "as_csv", is_flag=True, help="All of them as CSV.")
@acts
def downloads_of(occasion: Acting, reference: str, as_csv: bool) -> None:
    """Who took a file, newest first: the last 50, or all of them as CSV."""
    asset = queries.one(occasion.actor, reference, occasion.day)
    heads = ("At", "Person", "Organisation", "Version", "Through")
    found = (
        queries.every_download(occasion.actor, asset) if as_csv else iter(queries.downloads(occasion.actor, asset).rows)
    )
    rows = [
        [one.at.isoformat() if as_csv else tables.moment(one.at, occasion.actor), one.person.name,
         one.organisation.name if one.organisation else "", one.asset_version.number, one.door]
        for one in found
    ]  # fmt: skip
    if as_csv:
        tables.as_csv(heads, rows)
        return
    tables.table(heads, rows, empty="Nobody has taken it yet.")
