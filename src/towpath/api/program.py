"""The program as it is in force: types and their forms, reasons, findings, and the rule book itself."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from ninja import Router

from towpath.api.door import answer, inside, occasion_of, reader
from towpath.api.fields import Shown, plain_json
from towpath.kernel.refusals import NotFound
from towpath.program.book import INSIDE_KEYS, Page, stripped
from towpath.program.decisions.deal_registration import form

router = Router(tags=["program"])


class Choice(Shown):
    value: str
    label: str


class FieldShown(Shown):
    name: str
    label: str
    kind: str
    required: bool
    help: str
    section: str
    choices: list[Choice]
    longest: int | None


class TypeShown(Shown):
    key: str
    title: str
    meaning: str
    transacts: str
    reward: str
    collaboration: str
    fields: list[FieldShown]


class Types(Shown):
    items: list[TypeShown]


class DenialReasonShown(Shown):
    key: str
    words_for_partner: str
    words_internal: str


class DenialReasons(Shown):
    items: list[DenialReasonShown]


class FindingShown(Shown):
    key: str
    words: str
    supports_approval: bool


class Findings(Shown):
    items: list[FindingShown]


class RuleBrief(Shown):
    name: str
    href: str
    title: str
    rules: list[str]
    source: str
    since: date


class Rules(Shown):
    fingerprint: str
    items: list[RuleBrief]


class Wording(Shown):
    start: date
    end: date | None
    says: dict[str, object]


class Rule(Shown):
    name: str
    title: str
    rules: list[str]
    source: str
    audience: str
    note: str
    invented: list[str]
    wordings: list[Wording]


@router.get("/registration-types", response=Types, operation_id="registration_types")
def types(request: HttpRequest) -> HttpResponse:
    """The types of registration, each with the fields that its form asks for."""
    reader(request)
    occasion = occasion_of(request)
    return answer(Types(items=[_type(one) for one in form.registration_types(occasion.book, occasion.day)]))


def _type(one: form.RegistrationType) -> TypeShown:
    return TypeShown(
        key=one.key,
        title=one.title,
        meaning=one.meaning,
        transacts=one.transacts,
        reward=one.reward,
        collaboration=one.collaboration,
        fields=[
            FieldShown(
                name=each.name,
                label=each.label,
                kind=each.kind,
                required=each.required,
                help=each.help,
                section=each.section,
                choices=[Choice(value=value, label=label) for value, label in each.choices],
                longest=each.longest,
            )
            for each in one.fields
        ],
    )


@router.get("/denial-reasons", response=DenialReasons, operation_id="denial_reasons")
def denial_reasons(request: HttpRequest) -> HttpResponse:
    """The list from which a denial's reason is picked; for the vendor's people."""
    inside(request)
    occasion = occasion_of(request)
    found = form.denial_reasons(occasion.book, occasion.day)
    return answer(
        DenialReasons(
            items=[
                DenialReasonShown(
                    key=one.key, words_for_partner=one.words_for_partner, words_internal=one.words_internal
                )
                for one in found
            ]
        )
    )


@router.get("/findings", response=Findings, operation_id="sourcing_findings")
def findings(request: HttpRequest) -> HttpResponse:
    """What may be found about who sourced an opportunity; for the vendor's people."""
    inside(request)
    occasion = occasion_of(request)
    found = form.sourcing_findings(occasion.book, occasion.day)
    return answer(
        Findings(
            items=[FindingShown(key=one.key, words=one.words, supports_approval=one.supports_approval) for one in found]
        )
    )


@router.get("/rules", response=Rules, operation_id="list_rules")
def rules(request: HttpRequest) -> HttpResponse:
    """The pages of the rule book that the reader may read."""
    occasion, inner = occasion_of(request), reader(request).is_internal
    items = [
        RuleBrief(
            name=_name(page, inner),
            href=f"/api/v1/program/rules/{_name(page, inner)}",
            title=page.title,
            rules=list(page.rules),
            source=page.source,
            since=max([day for day in page.since if day <= occasion.day] or [min(page.since)]),
        )
        for page in occasion.book
        if inner or page.audience == "partner"
    ]
    return answer(Rules(fingerprint=occasion.book.fingerprint, items=items))


@router.get("/rules/{name}", response=Rule, operation_id="read_rule")
def rule(request: HttpRequest, name: str) -> HttpResponse:
    """One page of the rule book with every wording it has had, each from its first day up to, not including, its last."""
    actor, book = reader(request), occasion_of(request).book
    page = book[name] if name in book and actor.is_internal else book.outside(book.public_name(name))
    if page is None:
        raise NotFound("There is no such page for you.")
    return answer(_rule(page, actor.is_internal))


def _name(page: Page, inside: bool) -> str:
    return page.name if inside else page.public_name


def _rule(page: Page, inside: bool) -> Rule:
    return Rule(
        name=_name(page, inside),
        title=page.title,
        rules=list(page.rules),
        source=page.source,
        audience=page.audience,
        note=page.note,
        invented=list(page.invented),
        wordings=[
            Wording(start=start, end=end, says=plain_json(says if inside else stripped(says, INSIDE_KEYS)))
            for start, end, says in page.periods()
        ],
    )
