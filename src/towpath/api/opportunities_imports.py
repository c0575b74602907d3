"""Files of opportunities, read in as one unit: changed by reference, created on their accounts; and undone."""

from typing import BinaryIO, cast

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Router
from ninja.files import UploadedFile
from pydantic import Field

from towpath.api import problems
from towpath.api.accounts_imports import LIMIT, TOLD, RowFault, bad_rows, fault_shown
from towpath.api.door import answer, entitled
from towpath.api.fields import Plain, Shown
from towpath.api.given_columns import columns_given
from towpath.api.once import once
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.actions.imports import BadRows
from towpath.domain.accounts.actions.opportunity_files import Outcome, import_opportunities, undo_import
from towpath.kernel.occasion import Occasion

router = Router(tags=["opportunities"])


class OpportunityImportOutcome(Shown):
    """What became of the file, or would become of it."""

    number: int | None = Field(description="To undo it by; none after a dry run.")
    columns: dict[str, str]
    rows: int
    added: int
    changed: int
    unchanged: int
    refused: int
    ignored: list[str] = Field(description="Columns that mean nothing here.")
    faults: list[RowFault] = Field(description=f"What is wrong with refused rows; the first {TOLD}.")


class OpportunityImportUndone(Shown):
    number: int
    file_name: str


def _outcome(one: Outcome) -> OpportunityImportOutcome:
    names = ("columns", "rows", "added", "changed", "unchanged", "refused", "ignored")
    faults = [fault_shown(each) for each in one.errors[:TOLD]]
    number = one.kept.pk if one.kept else None
    return OpportunityImportOutcome(**{name: getattr(one, name) for name in names}, number=number, faults=faults)


@router.post("/imports", response=OpportunityImportOutcome, operation_id="import_opportunities")
def import_file(
    request: HttpRequest,
    file: UploadedFile = File(...),  # noqa: B008
    columns: str = Form("", max_length=8000, description="Field to header's cell, as JSON; guessed from the header if left out."),
    dry_run: bool = Form(False, description="Count what would happen; keep nothing."),
    accept_good: bool = Form(False, description="Import the good rows although others are bad."),
) -> HttpResponse:  # fmt: skip
    """Read a CSV or XLSX file of opportunities in: all of it, or nothing.

    A row with a reference changes that opportunity, one with an account creates one; an empty cell leaves its field as it
    is. Stamped and computed fields are no columns. When any row is bad, nothing is written, unless `accept_good`.
    """
    entitled(request, ACCESS, Permission.IMPORT_OPPORTUNITIES)
    if (file.size or 0) > LIMIT:
        most = f"A file may have {LIMIT // 1_000_000} MB."
        return problems.problem(request, "too-large", most, remedy="Split it.")
    named = columns_given(columns)

    def act(occasion: Occasion) -> HttpResponse:
        done = import_opportunities(
            occasion, cast("BinaryIO", file.file), file_name=(file.name or "opportunities.csv")[:200],
            columns=named or None, accept_good=accept_good, dry_run=dry_run,
        )  # fmt: skip
        return answer(_outcome(done))

    try:
        return once(request, act)
    except BadRows as refusal:
        return bad_rows(request, refusal)


@router.post("/imports/{int:number}/undo", response=OpportunityImportUndone, operation_id="undo_opportunity_import")
def undo(request: HttpRequest, number: int, body: Plain) -> HttpResponse:
    """Take an import back as a whole, as long as nothing of it was changed since."""
    entitled(request, ACCESS, Permission.IMPORT_OPPORTUNITIES)

    def act(occasion: Occasion) -> HttpResponse:
        kept = undo_import(min(number, 2**62), occasion)
        return answer(OpportunityImportUndone(number=kept.pk, file_name=kept.file_name))

    return once(request, act)
