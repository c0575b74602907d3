"""The kinds of values that the API takes and gives, each with its limits."""

from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, PlainSerializer, StringConstraints

from towpath.kernel.refusals import Invalid, NotFound

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)  # far enough either way, and safe to reckon with


def _keepable(text: str) -> str:
    if "\x00" in text:
        raise ValueError("There is a character in it that cannot be kept.")
    return text


def _sane_day(day: date) -> date:
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"Choose a day from {FIRST_DAY} to {LAST_DAY}.")
    return day


def _sane_moment(moment: datetime) -> datetime:
    if not FIRST_DAY.year <= moment.year <= LAST_DAY.year:
        raise ValueError(f"Choose a moment in the years {FIRST_DAY.year} to {LAST_DAY.year}.")
    return moment.astimezone(UTC)


def reference(text: str) -> str:
    """A reference from an address. What cannot be one is not found, like any other that is not there."""
    if not (len(text) <= 20 and text.isascii() and text.isalnum()):
        raise NotFound(f"There is nothing under {text!r}.")
    return text.upper()


def amount(text: str) -> Decimal:
    """An amount of money as it was sent, with two places. Invalid where it is none, or not above zero."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite() or not 0 < value < Decimal("1e12"):
        raise Invalid({"amount": ["Write an amount above zero as digits, such as 48000.00."]})
    return value.quantize(Decimal("0.01"))


Line = Annotated[str, StringConstraints(max_length=255), AfterValidator(_keepable)]
Prose = Annotated[str, StringConstraints(max_length=10_000), AfterValidator(_keepable)]
Sentence = Annotated[str, StringConstraints(max_length=1000), AfterValidator(_keepable)]
Reference = Annotated[
    str,
    StringConstraints(max_length=20, pattern=r"^[A-Za-z0-9]+$", to_upper=True),
    Field(examples=["ACC00017"]),
]
Id = Annotated[int, Field(ge=1, le=2**63 - 1)]
Region = Annotated[
    Line,
    Field(
        description="The key of a region on the program's page territories.regions; another one is refused with those that "
        "there are. Empty: all of them."
    ),
]
Version = Annotated[
    int | None,
    Field(ge=0, le=2**31 - 1, description="The version that was last seen; another one is refused as stale."),
]
Words = Annotated[Sentence, Field(max_length=300)]  # a reason, a note
DayIn = Annotated[date, AfterValidator(_sane_day)]
MomentIn = Annotated[AwareDatetime, AfterValidator(_sane_moment)]
AmountIn = Annotated[str, StringConstraints(max_length=40), AfterValidator(_keepable), Field(examples=["48000.00"])]


def _two_places(value: Decimal) -> str:
    return f"{value:.2f}"


Amount = Annotated[
    Decimal,
    PlainSerializer(_two_places, return_type=str),
    Field(examples=["48000.00"], description="A decimal number as a string, in units of the currency."),
]


def _written_out(value: Decimal) -> str:
    return f"{round(value, 4).normalize():f}"


Number = Annotated[Decimal, PlainSerializer(_written_out, return_type=str), Field(examples=["1.5"])]


class Given(BaseModel):
    """Something the API takes: an unknown field is refused, never dropped."""

    model_config = ConfigDict(extra="forbid")


class Plain(Given):
    """A move that takes nothing but the version that was last seen."""

    version: Version = None


class Because(Plain):
    """A move that says why."""

    reason: Words


class Shown(BaseModel):
    """Something the API gives."""

    model_config = ConfigDict(extra="forbid")


def plain_json(value: Any) -> Any:
    """Values of a program page as JSON carries them: days and decimals as strings."""
    if isinstance(value, dict):
        return {str(name): plain_json(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [plain_json(each) for each in value]
    if isinstance(value, Decimal | date | datetime):
        return str(value)
    return value
