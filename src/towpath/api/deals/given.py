"""What the API takes about registrations: the form, and one body for each move."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, StrictBool

from towpath.api.fields import AmountIn, DayIn, Given, Id, Line, Prose, Reference, Sentence, Version

Text = Annotated[str, Field(max_length=10_000)]

EXAMPLE: Any = {
    "deal_type": "resale",
    "business": "net_new",
    "deal_name": "200 seats for the data platform",
    "customer_name": "Acme Robotics",
    "customer_website": "acme-robotics.example",
    "customer_country": "DE",
    "contact_name": "Carla Contact",
    "contact_email": "carla@acme-robotics.example",
    "amount": "48000.00",
    "currency": "EUR",
    "close_on": "2026-12-18",
    "product": "premium",
    "need": "One platform for forty teams.",
    "how_sourced": "We ran the assessment that led to the project.",
}


class Form(Given):
    """The fields of the program's form (see /program/registration-types); those left out stay as they are.

    Values are written as people write them and read by the form itself, which says what is wrong with each.
    """

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    deal_type: Line | None = Field(None, examples=["resale"])
    business: Line | None = None
    deal_name: Line | None = None
    customer_name: Line | None = None
    customer_website: Line | None = None
    customer_country: Line | None = Field(None, description="ISO 3166 code, or the country's English name.")
    customer_employees: Annotated[int, Field(ge=0, le=2_000_000_000)] | None = None
    public_sector: StrictBool | None = None
    contact_name: Line | None = None
    contact_email: Line | None = None
    contact_phone: Line | None = None
    contact_title: Line | None = None
    amount: AmountIn | None = None
    currency: Line | None = None
    close_on: DayIn | None = None
    seats: Annotated[int, Field(ge=0, le=2_000_000_000)] | None = None
    product: Line | None = None
    distributor: Line | None = None
    need: Prose | None = None
    how_sourced: Prose | None = None
    extra: dict[Line, Prose | StrictBool | Id | None] = Field(
        default_factory=dict, description="Fields that only this program's form asks for, by name."
    )

    def fields(self) -> dict[str, object]:
        """What was given, as the form reads it."""
        sent = self.model_dump(
            exclude_unset=True, exclude={"extra"} | (set(type(self).model_fields) - set(Form.model_fields))
        )
        return sent | self.extra


class Draft(Form):
    """A new registration: kept as a draft, or sent to the vendor at once."""

    submit: StrictBool = Field(False, description="Send it to the vendor in the same act.")
    partner: Reference | None = Field(
        None, description="For the vendor's people only: on behalf of which alliance, OEM or GSI partner."
    )

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE | {"submit": True}]})


class Amend(Form):
    """Changes to a draft, or to a registration that was returned."""

    version: Version = None


class Bare(Given):
    """A move that needs nothing but its name."""

    version: Version = None


class Withdraw(Bare):
    why: Sentence = ""


class LinkAccount(Bare):
    account: Reference
    grounds: Sentence = Field("", description="Why it is the same company, as the candidates explain it.")


class CreateAccount(Bare):
    name: Line
    website: Line = ""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$", description="ISO 3166 code.", examples=["DE"])]
    employees: Annotated[int, Field(ge=0, le=2_000_000_000)] | None = None
    industry: Annotated[Line, Field(max_length=120)] = ""
    public_sector: StrictBool = False


class ReassignEsm(Bare):
    esm: Id = Field(description="A person's id, from /people?role=esm.")


class Note(Bare):
    note: Sentence


class ConfirmType(Bare):
    deal_type: Line = Field("", description="Another type than the partner chose, when it is wrong.")


class RecordSourcing(Bare):
    finding: Line = Field(description="A key of /program/findings.")
    note: Sentence = ""


class LinkOpportunity(Bare):
    opportunity: Reference = Field(examples=["OPP00021"])
    primary: StrictBool = Field(description="Make it primary: needed to approve.")


class CreateOpportunity(Bare):
    name: Line = ""
    amount: AmountIn | None = None


class Approve(Bare):
    comments: Prose = Field("", description="Told to the partner.")


class Deny(Bare):
    reason: Line = Field(description="A key of /program/denial-reasons.")
    comments: Prose = ""


class SendBack(Bare):
    comments: Prose = Field(description="What is missing; the partner reads it.")


class RelinkOpportunity(Bare):
    opportunity: Reference = Field(examples=["OPP00021"])
    why: Sentence


class AskExtension(Bare):
    why: Sentence
    until_on: DayIn | None = None


class Extend(Bare):
    why: Sentence = ""


class ExtendTo(Bare):
    until_on: DayIn
    why: Sentence


class Why(Bare):
    why: Sentence


class HandOver(Bare):
    to: Id
    why: Sentence


class CommentIn(Given):
    body: Prose
    audience: Literal["shared", "internal"] = Field("shared", description="“internal” stays inside the vendor.")
    mentions: list[Id] = Field(default_factory=list, max_length=50, description="Ids of colleagues to tell.")
