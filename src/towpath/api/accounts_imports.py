"""Files of customer accounts, read in as one unit; and the files that were read in before."""

from datetime import datetime
from typing import Annotated, BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import Field

from towpath.api import problems
from towpath.api.deals.shown import PersonRef
from towpath.api.door import answer, answer_page, entitled
from towpath.api.fields import Given, Line, Shown
from towpath.api.once import once
from towpath.basics.csv_files import RowError
from towpath.domain.accounts import queries
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.actions.imports import BadRows, Outcome, import_accounts
from towpath.domain.accounts.models import AccountImport
from towpath.kernel.occasion import Occasion

router = Router(tags=["accounts"])
LIMIT = 50_000_000  # bytes; the command line takes larger files
TOLD = 200  # faults in one answer


class RowFault(Shown):
    line: int
    column: str
    value: str
    what: str
    remedy: str


class ImportOutcome(Shown):
    """What became of the file, or would become of it."""

    written: bool = Field(description="False after a dry run: nothing was kept.")
    rows: int
    added: int
    changed: int
    unchanged: int
    refused: int
    ignored: list[str] = Field(description="Columns that mean nothing here.")
    faults: list[RowFault] = Field(description=f"What is wrong with refused rows; the first {TOLD}.")


class ImportShown(Shown):
    file_name: str
    sha256: str
    rows: int
    added: int
    changed: int
    unchanged: int
    refused: int
    done_by: PersonRef | None
    done_at: datetime


class ImportPage(Shown):
    items: list[ImportShown]
    next: str | None
    previous: str | None


class ImportsAsked(Given):
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


def fault_shown(one: RowError) -> RowFault:
    return RowFault(line=one.line, column=one.column, value=one.value[:60], what=one.what, remedy=one.remedy)


def _outcome(one: Outcome) -> ImportOutcome:
    names = ("written", "rows", "added", "changed", "unchanged", "refused", "ignored")
    faults = [fault_shown(each) for each in one.errors[:TOLD]]
    return ImportOutcome(**{name: getattr(one, name) for name in names}, faults=faults)


def _import(one: AccountImport) -> ImportShown:
    names = ("file_name", "sha256", "rows", "added", "changed", "unchanged", "refused", "done_at")
    by = PersonRef(id=one.done_by.pk, name=one.done_by.name) if one.done_by else None
    return ImportShown(**{name: getattr(one, name) for name in names}, done_by=by)


@router.get("/imports", response=ImportPage, operation_id="list_account_imports")
def imports(request: HttpRequest, asked: ImportsAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """The files that were read in, newest first."""
    actor = entitled(request, ACCESS, Permission.IMPORT_ACCOUNTS)
    return answer_page(ImportPage, queries.imports(actor, **asked.model_dump()), _import)


@router.post("/imports", response=ImportOutcome, operation_id="import_accounts")
def import_file(
    request: HttpRequest,
    file: UploadedFile = File(...),  # noqa: B008
    dry_run: bool = Form(False, description="Count what would happen; keep nothing."),
    accept_good: bool = Form(False, description="Import the good rows although others are bad."),
    encoding: str = Form("", max_length=40, description="Only for files that are neither UTF-8 nor marked UTF-16, such as cp1252."),
) -> HttpResponse:  # fmt: skip
    """Read a CSV file of accounts in, as Salesforce's Data Loader exports them: all of it, or nothing.

    Columns: Name, and any of Id, Website, BillingCountry, BillingCountryCode, Industry, NumberOfEmployees, Phone. An
    account that is here already by its Id is changed; the same file again changes nothing. When any row is bad, nothing
    is written, unless `accept_good`.
    """
    entitled(request, ACCESS, Permission.IMPORT_ACCOUNTS)
    if (file.size or 0) > LIMIT:
        most = f"A file may have {LIMIT // 1_000_000} MB."
        return problems.problem(request, "too-large", most, remedy="Split it, or use `towpath accounts import`.")

    def act(occasion: Occasion) -> HttpResponse:
        source = cast("BinaryIO", file.file)
        name = (file.name or "accounts.csv")[:200]
        done = import_accounts(
            occasion, source, file_name=name, encoding=encoding or None, accept_good=accept_good, dry_run=dry_run
        )
        return answer(_outcome(done))

    try:
        return once(request, act)
    except BadRows as refusal:
        return bad_rows(request, refusal)


def bad_rows(request: HttpRequest, refusal: BadRows) -> HttpResponse:
    """Each fault under its line and column, as far as one answer should carry them."""
    errors: dict[str, list[str]] = {}
    for one in refusal.errors[:TOLD]:
        place = f"line {one.line}" + (f", {one.column}" if one.column else "")
        errors.setdefault(place, []).append(f"{one.what} {one.remedy}")
    return problems.problem(request, "bad-rows", refusal.sentence, remedy=refusal.remedy, errors=errors)
