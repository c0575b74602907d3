"""A registration in words and as a record: what the commands of `towpath deals` print."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from towpath.cli import tables
from towpath.cli.acting import Acting
from towpath.domain.deals.actions.moves import MOVES
from towpath.domain.deals.models import Registration
from towpath.domain.deals.queries import status_for
from towpath.kernel.clocks import faces
from towpath.kernel.documents.store import KINDS

COLUMNS = ("Reference", "Status", "Type", "Partner", "Customer", "Amount", "With", "Due", "Protected until")
FIELDS = click.option(
    "--field", "-f", "fields", multiple=True, metavar="NAME=VALUE", help="One field of the form; repeat it for others."
)
FROM_FILE = click.option(
    "--from",
    "source",
    type=click.Path(exists=True, dir_okay=False, allow_dash=True),
    help="A JSON file with the fields as one object; - reads standard input. --field wins over it.",
)


# What is the vendor's own: whose turn it is by name, by when, and what was found. No partner's people read it.
INNER = (
    "step", "region", "account", "opportunity", "sales_manager", "with", "instead_of", "due_at", "denial_reason",
)  # fmt: skip


def record_of(registration: Registration, occasion: Acting) -> dict[str, Any]:
    """A registration as JSON carries it to whoever acts."""
    whole = _record_of(registration, occasion)
    if occasion.actor.is_internal:
        return whole
    return {name: value for name, value in whole.items() if name not in INNER}


def _record_of(row: Registration, occasion: Acting) -> dict[str, Any]:
    return {
        "reference": row.reference,
        "state": row.state,
        "status": status_for(occasion.actor, row, occasion.book),
        "step": row.step,
        "version": row.version,
        "type": row.deal_type,
        "partner": {"reference": row.partner.reference, "name": row.partner.name},
        "deal_name": row.deal_name,
        "customer_name": row.customer_name,
        "customer_website": row.customer_website,
        "customer_country": row.customer_country,
        "amount": row.amount,
        "currency": row.currency,
        "close_on": row.close_on,
        "region": row.region,
        "account": row.account.reference if row.account else None,
        "opportunity": row.opportunity.reference if row.opportunity else None,
        "sales_manager": row.esm.email if row.esm else None,
        "with": row.holder.email if row.holder else None,
        "instead_of": row.holder_for.email if row.holder_for else None,
        "due_at": row.due_at,
        "submitted_at": row.submitted_at,
        "approved_on": row.approved_on,
        "expires_on": row.expires_on,
        "denial_reason": row.denial_reason,
        "told_partner": row.told_partner,
    }


def row_of(registration: Registration, occasion: Acting) -> list[Any]:
    """A registration as one row of the list; a partner's people are not told who of the vendor has it, and by when."""
    row, inside = registration, occasion.actor.is_internal
    return [
        row.reference,
        status_for(occasion.actor, row, occasion.book),
        row.deal_type,
        row.partner.name,
        row.customer_name,
        f"{row.amount:,.2f} {row.currency}" if row.amount is not None else "",
        with_whom(row) if inside else "",
        tables.moment(row.due_at, occasion.actor) if inside else "",
        row.expires_on,
    ]


def with_whom(registration: Registration) -> str:
    """Who has it now, and for whom she stands in."""
    if registration.holder is None:
        return ""
    behalf = f" for {registration.holder_for.name}" if registration.holder_for else ""
    return registration.holder.name + behalf


def tell(registration: Registration, occasion: Acting, *, as_json: bool = False) -> None:
    """Say in one line how a registration stands after a move; for a partner without the vendor's own matters."""
    if as_json:
        tables.as_json(record_of(registration, occasion))
        return
    parts = [f"{registration.reference}: {status_for(occasion.actor, registration, occasion.book)}"]
    inside = occasion.actor.is_internal
    if inside and registration.holder is not None:
        parts.append(f"with {with_whom(registration)}")
    if inside and registration.due_at is not None:
        parts.append(f"due {tables.moment(registration.due_at, occasion.actor)}")
    if registration.state == "approved":
        parts.append(f"protected until {registration.expires_on}")
    click.echo("; ".join(parts) + ".")


def describe(registration: Registration, occasion: Acting) -> None:
    """Everything that a person sees of a registration, but its history."""
    actor, row = occasion.actor, registration
    click.echo(f"{row.reference}  {row.deal_name or 'without a name'}\n")
    tables.pairs(_facts(row, occasion))
    if actor.is_internal:
        tables.title("What the vendor found")
        tables.pairs(_findings(row))
    shown = [f for f in faces.faces(row, occasion.book, occasion.at) if f.partner_may_see or actor.is_internal]
    if shown:
        tables.title("Clocks")
        tables.table(
            ("Clock", "State", "Due", "Left"),
            ([f.title, f.state, tables.moment(f.due_at, actor), left(f)] for f in shown),
        )
    moves = MOVES.offered(row, actor)
    tables.title("What can be done now: " + (", ".join(move.name.replace("_", "-") for move in moves) or "nothing"))


def _facts(row: Registration, occasion: Acting) -> list[tuple[str, Any]]:
    actor = occasion.actor
    return [
        ("Status", status_for(actor, row, occasion.book)),
        ("With", with_whom(row) if actor.is_internal else ""),
        ("Partner", f"{row.partner.name} ({row.partner.reference})"),
        ("Type", row.deal_type),
        ("Business", row.business.replace("_", " ")),
        ("Customer", ", ".join(filter(None, [row.customer_name, row.customer_website, row.customer_country]))),
        ("Contact", ", ".join(filter(None, [row.contact_name, row.contact_email, row.contact_phone]))),
        ("Amount", f"{row.amount:,.2f} {row.currency}" if row.amount is not None else ""),
        ("Close date", row.close_on),
        ("Need", row.need),
        ("How sourced", row.how_sourced),
        ("Submitted", tables.moment(row.submitted_at, actor)),
        ("Told the partner", row.told_partner),
        ("Approved on", row.approved_on),
        ("Protected until", row.expires_on),
        ("Version", row.version),
    ]


def _findings(row: Registration) -> list[tuple[str, Any]]:
    return [
        ("Account", f"{row.account.reference} {row.account.name}" if row.account else "not linked"),
        (
            "Opportunity",
            f"{row.opportunity}{', primary' if row.is_primary else ''}" if row.opportunity else "not linked",
        ),
        ("Sales manager", row.esm.name if row.esm else ""),
        ("Area manager", row.asm.name if row.asm else ""),
        ("Type confirmed", row.type_confirmed),
        ("Sourcing", row.sourcing),
        ("Maybe registered already", row.maybe_known),
        ("Denial reason", row.denial_reason),
    ]


def left(face: faces.Face) -> str:
    """What is left of a clock, in words."""
    if face.met is not None:
        return "met" if face.met else "missed"
    if face.state == "cancelled":
        return "cancelled"
    amount = f"{abs(face.remaining):.1f} working {face.unit}"
    return f"{amount} over" if face.remaining < 0 else amount


def fields_of(fields: Sequence[str], source: str | None) -> dict[str, Any]:
    """The fields of the form from a JSON file and from NAME=VALUE; a usage error says what is wrong with either."""
    found: dict[str, Any] = {}
    if source:
        with click.open_file(source, encoding="utf-8") as handle:
            try:
                found = json.load(handle)
            except (json.JSONDecodeError, UnicodeDecodeError) as error:
                raise click.UsageError(f"{source} is no JSON: {error}.") from error
        if not isinstance(found, dict):
            raise click.UsageError(f'{source} must hold one object, such as {{"deal_type": "resale"}}.')
    for field in fields:
        name, sign, value = field.partition("=")
        if not sign:
            raise click.UsageError(f"Write --field NAME=VALUE; “{field}” has no =.")
        found[name.strip()] = value
    if not found:
        raise click.UsageError("Say what to write: --field NAME=VALUE or --from FILE.json.")
    return found


class FileUpload:
    """A file of this machine on its way in."""

    def __init__(self, path: Path):
        self.path, self.name, self.size = path, path.name, path.stat().st_size

    def chunks(self) -> Any:
        with self.path.open("rb") as handle:
            while chunk := handle.read(65_536):
                yield chunk


ATTACHABLE = ", ".join(sorted(kind.lstrip(".") for kind in KINDS))
