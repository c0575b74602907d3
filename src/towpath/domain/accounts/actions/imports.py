"""Reading a file of customer accounts in, as one unit: checked, staged, then added and changed in three statements."""
# ruff: noqa: S608 - statements are put together from our own column names alone

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, cast

from django.db import connection, transaction

from towpath.basics.account_files import ALIASES, AccountRow, AccountRows, parse_account_rows
from towpath.basics.csv_files import RowError, UnreadableFile, columns
from towpath.basics.names import match_keys
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.actions.accounts import words_of
from towpath.domain.accounts.models import Account, AccountImport
from towpath.kernel.events.log import record
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_references
from towpath.kernel.refusals import Invalid, NotAllowed, Refusal

type Progress = Callable[[int], None]  # called with the number of rows read so far

TELL_EVERY = 5_000  # rows
ONE_AT_A_TIME = 7_203_001  # the advisory lock under which one file is read in at a time
_NAMED = ("name", "name_norm", "website", "domain", "country", "match_keys")  # set together, by words_of
_PLAIN = ("industry", "phone", "employees")
_TYPES = {"match_keys": "text[]", "employees": "integer", "line": "integer"}
_STAGED = ("line", "external_id", *_NAMED, *_PLAIN)


class BadRows(Refusal):
    """Rows that cannot be taken; nothing of the file was kept. `errors` has one entry for each fault of each row."""

    code = "bad-rows"

    def __init__(self, errors: list[RowError], rows: int, refused: int):
        super().__init__(
            f"Nothing was imported: {refused:,} of {rows:,} rows cannot be taken.",
            remedy="Correct them and import the file again, or import the good rows alone.",
        )
        self.errors, self.rows, self.refused = errors, rows, refused


@dataclass
class Outcome:
    """What became of a file. `unchanged` rows were here already as they are; `errors` are those of refused rows."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    errors: list[RowError] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)  # headers that mean nothing here
    written: bool = False


@transaction.atomic(durable=True)
def import_accounts(
    occasion: Occasion,
    source: Path | BinaryIO,
    *,
    file_name: str = "",
    encoding: str | None = None,
    accept_good: bool = False,
    dry_run: bool = False,
    progress: Progress = lambda rows: None,
) -> Outcome:
    """Add the accounts of a file, and change those that are here already by their CRM id.

    A row without id is the account of the same name, domain and country, or a new one. Columns that the file lacks stay
    as they are. Raises Invalid when the file as a whole is unreadable, BadRows when a row is wrong and not
    `accept_good`; then nothing is kept. `dry_run` counts what would happen and keeps nothing.
    """
    if not ACCESS.may(occasion.actor, Permission.IMPORT_ACCOUNTS):
        raise NotAllowed("Customer accounts are imported by Ecosystem Operations.")
    outcome = Outcome()
    try:
        digest = _digest(source)
        rows = parse_account_rows(source, encoding)
        outcome.ignored = rows.ignored
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
            _stage(cursor, _good(rows, outcome, progress))
            if outcome.errors and not accept_good:
                raise BadRows(outcome.errors, outcome.rows, outcome.refused)
            _merge(cursor, _present(rows), occasion, outcome)
    except UnreadableFile as error:
        raise Invalid({"file": [str(error)]}, "The file cannot be read; nothing of it was imported.") from error
    if dry_run:
        transaction.set_rollback(True)
        return outcome
    _keep(outcome, occasion, file_name or getattr(source, "name", "") or "accounts.csv", digest)
    outcome.written = True
    return outcome


def _digest(source: Path | BinaryIO) -> str:
    if isinstance(source, Path):
        with source.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    digest = hashlib.file_digest(source, "sha256").hexdigest()  # type: ignore[arg-type]
    source.seek(0)
    return digest


def _present(rows: AccountRows) -> set[str]:
    """The fields that the file has a column for."""
    return set(columns(rows.header, ALIASES)[0])


def _good(rows: AccountRows, outcome: Outcome, progress: Progress) -> Iterator[tuple[Any, ...]]:
    """Rows ready to be staged; what is wrong with the others is gathered in the outcome."""
    last_bad = 0
    for row in rows:
        if isinstance(row, AccountRow):
            outcome.rows += 1
            words = words_of(row.name, row.website, row.country)
            fault = _unfit(row, words)
            if fault is None:
                words["match_keys"] = _array(cast("list[str]", words["match_keys"]))
                named = (words[name] for name in _NAMED)
                yield (row.line, row.external_id or None, *named, row.industry, row.phone, row.employees)
            else:
                outcome.errors.append(fault)
                outcome.refused += 1
        else:
            outcome.errors.append(row)
            if row.line != last_bad:  # a bad row gives one error for each fault
                last_bad = row.line
                outcome.rows += 1
                outcome.refused += 1
        if outcome.rows % TELL_EVERY == 0:
            progress(outcome.rows)


def _array(words: list[str]) -> str:
    """A PostgreSQL array as text: what the driver would write, in a tenth of its time."""
    if any('"' in word or "\\" in word for word in words):
        words = [word.replace("\\", "\\\\").replace('"', '\\"') for word in words]
    return '{"' + '","'.join(words) + '"}' if words else "{}"


def _unfit(row: AccountRow, words: dict[str, Any]) -> RowError | None:
    """What the table could not keep although the row reads well."""
    for column, value in (
        ("Name", row.name),
        ("Website", row.website),
        ("Industry", row.industry),
        ("Phone", row.phone),
    ):
        if "\0" in value:
            return RowError(
                row.line, column, value.replace("\0", "?"), "there is a character that cannot be kept.", "Type it anew."
            )
    if not words["name_norm"]:
        return RowError(row.line, "Name", row.name, "there is no letter or digit in it.", "Write the customer's name.")
    return None


def _stage(cursor: Any, rows: Iterator[tuple[Any, ...]]) -> None:
    """Copy the good rows into a table of this transaction."""
    fields = ", ".join(f"{name} {_TYPES.get(name, 'text')}" for name in _STAGED)
    cursor.execute("DROP TABLE IF EXISTS arriving_account")  # of an earlier file in the same transaction
    cursor.execute(f"CREATE TEMPORARY TABLE arriving_account ({fields}, account_id bigint) ON COMMIT DROP")
    with cursor.copy(f"COPY arriving_account ({', '.join(_STAGED)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _merge(cursor: Any, present: set[str], occasion: Occasion, outcome: Outcome) -> None:
    """Find which rows are here already, change those that differ, add the others."""
    cursor.execute("CREATE INDEX ON arriving_account (external_id)")
    cursor.execute("ANALYZE arriving_account")
    table = connection.ops.quote_name(Account._meta.db_table)
    cursor.execute(
        f"UPDATE arriving_account AS new SET account_id = old.id FROM {table} AS old "
        "WHERE new.external_id IS NOT NULL AND old.external_id = new.external_id"
    )
    alike = " AND ".join(f"old.{name} = new.{name}" for name in ("name_norm", *_given(("domain", "country"), present)))
    cursor.execute(
        f"UPDATE arriving_account AS new SET account_id = (SELECT min(old.id) FROM {table} AS old WHERE {alike}) "
        "WHERE new.external_id IS NULL"
    )
    changed = _change(cursor, table, present)
    cursor.execute("SELECT count(*), count(account_id) FROM arriving_account")
    staged, known = cursor.fetchone()
    outcome.changed, outcome.unchanged, outcome.added = changed, known - changed, staged - known
    if outcome.added:
        _add(cursor, table, occasion, outcome.added)


def _add(cursor: Any, table: str, occasion: Occasion, count: int) -> None:
    """Insert the staged rows that no account was found for, each with a reference of its own."""
    fields = ("external_id", *_NAMED, *_PLAIN)
    values = ", ".join(f"new.{name}" for name in fields)
    cursor.execute(
        f"INSERT INTO {table} (reference, {', '.join(fields)}, public_sector, segment, region, created_at, created_by_id) "
        f"SELECT given.reference, {values}, false, '', '', %s, %s FROM "
        "(SELECT *, row_number() OVER (ORDER BY line) AS n FROM arriving_account WHERE account_id IS NULL) AS new "
        "JOIN unnest(%s::text[]) WITH ORDINALITY AS given (reference, n) USING (n) ORDER BY n",
        [occasion.at, occasion.actor.pk if occasion.actor else None, next_references("ACC", count)],
    )


def _given(names: Iterable[str], present: set[str]) -> list[str]:
    """Of our columns those that the file says something about."""
    needs = {"website": "website", "domain": "website"}
    has_country = bool(present & {"country", "country_code"})
    return [
        name
        for name in names
        if (
            has_country
            if name == "country"
            else needs.get(name, name) in present or name in ("name_norm", "match_keys")
        )
    ]


def _change(cursor: Any, table: str, present: set[str]) -> int:
    """Set what the file says on the accounts that say otherwise; returns how many."""
    names = _given((*_NAMED, *_PLAIN), present)
    partial = not {"domain", "country"} <= set(names)
    if partial:  # the keys rest on all of name, domain and country: they are made anew below
        names.remove("match_keys")
    old, new = (", ".join(f"{side}.{name}" for name in names) for side in ("old", "new"))
    sets = ", ".join(f"{name} = new.{name}" for name in names)
    cursor.execute(
        f"UPDATE {table} AS old SET {sets} FROM arriving_account AS new "
        f"WHERE old.id = new.account_id AND ({old}) IS DISTINCT FROM ({new}) RETURNING old.id"
    )
    changed = [row[0] for row in cursor.fetchall()]
    if partial:
        touched = list(Account.objects.filter(pk__in=changed))
        for account in touched:
            account.match_keys = match_keys(account.name, account.domain, account.country)
        Account.objects.bulk_update(touched, ["match_keys"], batch_size=1000)
    return len(changed)


def _keep(outcome: Outcome, occasion: Occasion, file_name: str, digest: str) -> AccountImport:
    kept = AccountImport.objects.create(
        file_name=Path(file_name).name[:200],
        sha256=digest,
        rows=outcome.rows,
        added=outcome.added,
        changed=outcome.changed,
        unchanged=outcome.unchanged,
        refused=outcome.refused,
        done_by=occasion.actor,
        done_at=occasion.at,
    )
    record(
        "accounts.account.imported",
        occasion,
        subject=kept,
        file=kept.file_name,
        added=outcome.added,
        changed=outcome.changed,
        unchanged=outcome.unchanged,
        refused=outcome.refused,
    )
    return kept
