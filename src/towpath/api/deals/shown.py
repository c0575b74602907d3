"""What the API gives about registrations. Partners and the vendor have shapes of their own: what a partner must not
know has no field in hers."""

from datetime import date, datetime
from typing import Literal

from pydantic import Field

from towpath.api.fields import Amount, Number, Shown
from towpath.api.problems import Reason

State = Literal[
    "draft", "submitted", "in_review", "returned", "approved", "denied", "withdrawn", "expired", "closed_won",
    "closed_lost",
]  # fmt: skip


class PersonRef(Shown):
    id: int
    name: str


class Ref(Shown):
    """Another record, by its reference."""

    reference: str
    name: str


class OpportunityRef(Ref):
    state: str


class MoveLink(Shown):
    """A move that this reader may take now."""

    name: str
    label: str
    method: Literal["POST", "PATCH"]
    href: str


class Brief(Shown):
    """A registration in a list."""

    reference: str
    href: str
    state: State
    status: str = Field(description="The state in the program's words.")
    version: int
    deal_type: str
    deal_name: str
    customer_name: str
    customer_country: str
    amount: Amount | None
    currency: str
    with_whom: Literal["you", "partner", "vendor", "nobody"]
    due_at: datetime | None = Field(description="By when an answer is due, as far as the reader is promised one.")
    submitted_at: datetime | None
    changed_at: datetime
    expires_on: date | None = Field(description="The first day without protection.")


class OutsideBrief(Brief):
    """A registration in a partner's list."""


class InsideBrief(Brief):
    """A registration in a list of the vendor's people."""

    partner: Ref
    region: str
    on_behalf: bool
    esm: PersonRef | None
    holder: PersonRef | None
    holder_for: PersonRef | None
    account: Ref | None
    clock_kind: str


class Whole(Shown):
    """What every reader of a registration sees of it."""

    reference: str
    href: str
    state: State
    status: str
    version: int
    deal_type: str
    business: str
    deal_name: str
    customer_name: str
    customer_website: str
    customer_country: str
    customer_employees: int | None
    public_sector: bool
    contact_name: str
    contact_email: str
    contact_phone: str
    contact_title: str
    amount: Amount | None
    currency: str
    close_on: date | None
    seats: int | None
    product: str
    distributor: str
    need: str
    how_sourced: str
    extra: dict[str, str | int | bool | None]
    with_whom: Literal["you", "partner", "vendor", "nobody"]
    due_at: datetime | None
    created_at: datetime
    changed_at: datetime
    submitted_at: datetime | None
    decided_at: datetime | None
    told_partner: str
    denial: str = Field(description="Why it was denied, in the words for the partner; else empty.")
    approved_on: date | None
    expires_on: date | None
    days_left: int | None = Field(description="Days of protection left.")
    extension_asked: bool
    moves: list[MoveLink]


class OutsideRegistration(Whole):
    """A registration as its partner sees it."""


class PlaceShown(Shown):
    """One place of the approval sheet."""

    round: int
    place: int
    role: str
    status: str
    assigned_to: PersonRef | None
    opened_at: datetime | None
    aligned_at: datetime | None
    aligned_note: str
    delay_note: str
    decided_at: datetime | None
    decided_by: PersonRef | None
    decided_for: PersonRef | None
    outcome: str
    comments: str


class InsideRegistration(Whole):
    """A registration as the vendor's people see it."""

    partner: Ref
    region: str
    on_behalf: bool
    started_by: PersonRef
    submitted_by: PersonRef | None
    judged_on: date | None
    maybe_known: bool = Field(description="Another claim on this customer stood when it was submitted.")
    account: Ref | None
    contact: PersonRef | None
    opportunity: OpportunityRef | None
    is_primary: bool
    esm: PersonRef | None
    asm: PersonRef | None
    holder: PersonRef | None
    holder_for: PersonRef | None
    step: str
    type_confirmed: bool
    sourcing: str
    sourcing_note: str
    contacted_at: datetime | None
    clock_kind: str
    denial_reason: str
    approved_at: datetime | None
    extensions: int
    extended_to: date | None
    sheet: list[PlaceShown]


class OutsidePage(Shown):
    items: list[OutsideBrief]
    next: str | None
    previous: str | None


class InsidePage(Shown):
    items: list[InsideBrief]
    next: str | None
    previous: str | None


class Change(Shown):
    field: str
    before: str
    after: str


class DecisionShown(Shown):
    """A decision of the program, with its reasons and the day whose wording counted."""

    question: str
    on: str | None
    outcome: object
    because: list[Reason]
    at: datetime | None = None
    event: str = ""


class InsideDecision(DecisionShown):
    facts: dict[str, object]
    book: str


class OutsideEntry(Shown):
    kind: Literal["event", "comment", "mail"]
    at: datetime
    sentence: str
    actor: str
    body: str
    changes: list[Change]


class InsideEntry(OutsideEntry):
    name: str
    on_behalf_of: str
    door: str
    audience: str
    decisions: list[InsideDecision]


class OutsideHistory(Shown):
    items: list[OutsideEntry]


class InsideHistory(Shown):
    items: list[InsideEntry]


class OutsideDecisions(Shown):
    items: list[DecisionShown]


class InsideDecisions(Shown):
    items: list[InsideDecision]


class CommentShown(Shown):
    id: int
    author: str
    audience: Literal["shared", "internal"]
    body: str
    mentions: list[int]
    at: datetime


class Comments(Shown):
    items: list[CommentShown]


class FileShown(Shown):
    id: int
    name: str
    media_type: str
    size: int
    sha256: str
    audience: Literal["shared", "internal"]
    added_by: str
    added_at: datetime
    href: str


class Files(Shown):
    items: list[FileShown]


class OutsideClock(Shown):
    id: int
    href: str
    title: str
    state: str
    due_at: datetime | None
    remaining: Number = Field(description="In `unit` of business time; below zero once overdue.")
    unit: str
    met: bool | None
    meaning: str


class InsideClock(OutsideClock):
    kind: str = Field(description="The page of the program that promises it, such as sla.ops_review.")
    team: str
    owner: PersonRef | None
    started_at: datetime
    stopped_at: datetime | None
    warned_at: datetime | None
    breached_at: datetime | None


class OutsideClocks(Shown):
    items: list[OutsideClock]


class InsideClocks(Shown):
    items: list[InsideClock]


class PieceShown(Shown):
    kind: str
    start: datetime
    end: datetime
    amount: Number
    why: str


class OutsideExplanation(Shown):
    clock: OutsideClock
    pieces: list[PieceShown]


class PauseShown(Shown):
    start: datetime
    end: datetime | None
    why: str


class InsideExplanation(Shown):
    clock: InsideClock
    pieces: list[PieceShown]
    pauses: list[PauseShown]
    calendar: str
    zone: str
    until: datetime
    changed_since: bool


class Ground(Shown):
    what: str
    points: int
    says: str


class CandidateShown(Shown):
    reference: str
    name: str
    domain: str
    country: str
    score: int
    strength: str
    grounds: list[Ground]


class Candidates(Shown):
    items: list[CandidateShown]


class MaybeRegistered(Shown):
    maybe: bool
    says: str = Field(description="The program's words; never by whom.")
