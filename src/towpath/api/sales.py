"""Past and won sales: listed, recorded by hand or from a file, taken back; and who is the incumbent of a customer."""

from datetime import date, datetime
from typing import Annotated, Any, BinaryIO, Literal, cast

from django.http import HttpRequest, HttpResponse
from ninja import File, Form, Query, Router
from ninja.files import UploadedFile
from pydantic import Field

from towpath.api import problems
from towpath.api.door import actor_of, answer, answer_page, entitled, inside, occasion_of
from towpath.api.fields import Amount, AmountIn, DayIn, Given, Line, Number, Reference, Shown, Words
from towpath.api.fields import reference as read_reference
from towpath.api.once import moved, once
from towpath.domain.accounts import queries as accounts
from towpath.domain.pursuits import queries
from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.domain.pursuits.actions import sales as actions
from towpath.domain.pursuits.actions import sales_files
from towpath.domain.pursuits.models import Sale
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion

sales = Router(tags=["sales"])
incumbencies = Router(tags=["sales"])
LIMIT = 2_000_000  # bytes of a file
TOLD = 200  # wrong lines that one answer carries


class SaleShown(Shown):
    reference: str
    href: str
    account: str
    account_name: str
    kind: Literal["subscription", "services"]
    product: str
    partner: str = Field(description="Empty: the customer bought directly.")
    transacted_on: date
    starts_on: date
    ends_on: date | None = Field(description="The day of the renewal.")
    amount: Amount | None
    currency: str
    percent_off: Number | None = Field(description="What the partner had off list price, in percent.")
    opportunity: str = Field(description="For the vendor's people; empty where the sale came from a file.")
    source_id: str
    cancels: str
    cancelled_by: str = Field(description="The row that took it back; neither of the two counts.")
    why: str
    recorded_at: datetime


class SalePage(Shown):
    items: list[SaleShown]
    next: str | None
    previous: str | None


class SalesAsked(Given):
    account: Annotated[Line, Field(max_length=20)] = ""
    partner: Annotated[Line, Field(max_length=20)] = ""
    cursor: Line = ""
    size: Annotated[int, Field(ge=1, le=200)] = 50


class SaleIn(Given):
    account: Reference
    transacted_on: DayIn
    source_id: Annotated[Line, Field(max_length=80, description="What your records call it; it is recorded once.")]
    partner: Annotated[Line, Field(max_length=20, description="Empty: bought directly.")] = ""
    kind: Literal["subscription", "services"] = "subscription"
    product: Annotated[Line, Field(max_length=60)] = ""
    starts_on: DayIn | None = None
    ends_on: DayIn | None = None
    amount: AmountIn = ""
    currency: Annotated[str, Field(pattern=r"^[A-Z]{3}$")] = "USD"
    percent_off: Annotated[Line, Field(max_length=20)] = ""


class TakenBack(Given):
    why: Words


class WrongLine(Shown):
    line: int
    what: str


class SalesFileRead(Shown):
    taken: int = Field(description="How many were recorded, or would be.")
    known: int = Field(description="How many were recorded before, and passed over.")
    wrong: int
    lines: list[WrongLine] = Field(description="The first of them.")


class IncumbencyGround(Shown):
    rule: str
    catalogue_ids: list[str]
    in_force_since: date
    says: str
    mend: str


class IncumbencyShown(Shown):
    account: str
    incumbent: str = Field(description="Who stands first for the renewal; empty where nobody does.")
    standing: Literal["this", "this_lapsed", "another", "none"] = Field(
        description="“this_lapsed”: it does not comply."
    )
    last_sale: str
    notice: str = Field(description="The customer's accepted notice in force, if there is one.")
    because: list[IncumbencyGround]


def _shown(one: Sale, reader: Person) -> SaleShown:
    names = (
        "reference", "kind", "product", "transacted_on", "starts_on", "ends_on", "amount", "currency", "percent_off",
        "source_id", "why", "recorded_at",
    )  # fmt: skip
    deal, back = one.opportunity, getattr(one, "cancelled_by", None)
    return SaleShown(
        **{name: getattr(one, name) for name in names}, href=f"/api/v1/sales/{one.reference}",
        account=one.account.reference, account_name=one.account.name, partner=one.partner.reference if one.partner else "",
        opportunity=deal.reference if deal is not None and reader.is_internal else "",
        cancels=one.cancels.reference if one.cancels else "", cancelled_by=back.reference if back is not None else "",
    )  # fmt: skip


@sales.get("", response=SalePage, operation_id="list_sales")
def list_sales(request: HttpRequest, asked: SalesAsked = Query(...)) -> HttpResponse:  # noqa: B008
    """Sales that the reader may see, newest first: a partner its own, sales those of their region."""
    actor = entitled(request, ACCESS, Permission.VIEW_SALE)
    return answer_page(SalePage, queries.sales(actor, **asked.model_dump()), lambda one: _shown(one, actor))


@sales.post("", response={201: SaleShown}, operation_id="record_sale")
def record_sale(request: HttpRequest, body: SaleIn) -> HttpResponse:
    """Record a past sale; one whose `source_id` is known is refused as taken."""
    actor = entitled(request, ACCESS, Permission.RECORD_SALE)
    typed = {name: "" if value is None else str(value) for name, value in body.model_dump().items()}

    def made(occasion: Occasion) -> HttpResponse:
        shown = _shown(queries.sale(actor, actions.enter(occasion, typed).reference), actor)
        return answer(shown, 201, Location=shown.href)

    return once(request, made)


@sales.post("/read_file", response=SalesFileRead, operation_id="read_sales_file")
def read_file(
    request: HttpRequest,
    file: UploadedFile = File(...),  # noqa: B008
    dry_run: bool = Form(False, description="Say what would happen; keep nothing."),
    encoding: str = Form("", max_length=40, description="Only for files that are neither UTF-8 nor marked UTF-16."),
) -> HttpResponse:
    """Read a CSV file of past sales in. A line that is wrong is told and passed over; the others are recorded.

    Columns: account, transacted_on, source_id; and any of partner, kind, product, starts_on, ends_on, amount, currency,
    percent_off. The same file again records nothing twice.
    """
    entitled(request, ACCESS, Permission.RECORD_SALE)
    if (file.size or 0) > LIMIT:
        most = f"A file may have {LIMIT // 1_000_000} MB."
        return problems.problem(request, "too-large", most, remedy="Split it, or use `towpath pursuits sales read`.")

    def act(occasion: Occasion) -> HttpResponse:
        source = cast("BinaryIO", file.file)
        done = sales_files.read_csv(occasion, source, really=not dry_run, encoding=encoding or None)
        lines = [WrongLine(line=line, what=what) for line, what in done.wrong[:TOLD]]
        return answer(SalesFileRead(taken=done.taken, known=done.known, wrong=len(done.wrong), lines=lines))

    return once(request, act)


@sales.get("/{reference}", response=SaleShown, operation_id="read_sale")
def read_sale(request: HttpRequest, reference: str) -> HttpResponse:
    """One sale."""
    actor = entitled(request, ACCESS, Permission.VIEW_SALE)
    return answer(_shown(queries.sale(actor, read_reference(reference)), actor))


@sales.post("/{reference}/take_back", response=SaleShown, operation_id="take_sale_back")
def take_back(request: HttpRequest, reference: str, body: TakenBack) -> HttpResponse:
    """Take a sale back that was recorded by mistake: another row cancels it, and neither counts (INC-02)."""
    actor, found = actor_of(request), read_reference(reference)
    return moved(
        request,
        lambda: queries.sale(actor, found),
        lambda one: _shown(one, actor),
        lambda occasion: actions.take_back(found, occasion, why=body.why),
    )


@incumbencies.get("/{reference}/incumbency", response=IncumbencyShown, operation_id="read_incumbency")
def read_incumbency(request: HttpRequest, reference: str) -> HttpResponse:
    """Who is the incumbent of a customer today, whether it complies, and why (INC-02 to INC-04)."""
    account = accounts.account(inside(request), read_reference(reference))
    entitled(request, ACCESS, Permission.VIEW_SALE)
    occasion = occasion_of(request)
    past = queries.history(account, occasion.day)
    decision = queries.incumbency_in(past, past.incumbent, account, occasion)
    standing: Any = decision.outcome.standing
    grounds = [
        IncumbencyGround(rule=each.rule, catalogue_ids=list(each.catalogue_ids), in_force_since=each.in_force_since, says=each.says, mend=each.mend)
        for each in decision.because
    ]  # fmt: skip
    return answer(
        IncumbencyShown(
            account=account.reference, incumbent=past.incumbent.reference if past.incumbent else "",
            standing=standing, last_sale=past.sale.reference if past.sale else "",
            notice=past.notice.reference if past.notice else "", because=grounds,
        )
    )  # fmt: skip
