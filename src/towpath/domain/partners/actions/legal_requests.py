"""Contracts that go through Legal: asked for, worked on, sent and answered, signed with the document on file (ONB-03, ONB-09)."""

from datetime import date

from django.db import transaction

from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.actions.moves import LEGAL_REQUESTS, said
from towpath.domain.partners.actions.partners import entered, way_into
from towpath.domain.partners.lifecycles import LEGAL_REQUEST, OPEN_LEGAL, PROSPECT
from towpath.domain.partners.models import LegalRequest, Partner
from towpath.kernel.documents import store
from towpath.kernel.documents.models import Document
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Invalid, NotFound, Taken

LONGEST = 2000
EARLIEST = date(2000, 1, 1)


@transaction.atomic(durable=True)
def ask(
    reference: str, occasion: Occasion, *, question: str = "", signatory: bool = False, kind: str = "partner_contract"
) -> LegalRequest:
    """Ask Legal for a contract of a partner. One request for the partner contract waits at a time."""
    rows = ACCESS.rows(occasion.actor, Permission.ASK_LEGAL, Partner.objects.all())
    partner = rows.select_for_update(of=("self",)).filter(reference=reference).first()
    if partner is None:
        raise NotFound(f"There is no partner {reference} for you.")
    errors = {}
    if kind not in LegalRequest.Kind.values:
        errors["kind"] = [f"Choose one of {', '.join(LegalRequest.Kind.values)}."]
    if len(question.strip()) > LONGEST:
        errors["question"] = [f"At most {LONGEST} characters fit; this has {len(question.strip())}."]
    if errors:
        raise Invalid(errors)
    waiting = LegalRequest.objects.filter(partner=partner, kind=kind, state__in=OPEN_LEGAL).first()
    if waiting is not None and kind == LegalRequest.Kind.PARTNER_CONTRACT:
        raise Taken(f"The contract was asked for already: {waiting.reference}.", remedy="Go on there.")
    request = LegalRequest(
        reference=next_reference("LEG"), partner=partner, organisation_id=partner.organisation_id, kind=kind,
        question=question.strip(), signatory=signatory, asked_by=occasion.actor, asked_at=occasion.at,
    )  # fmt: skip
    move = LEGAL_REQUEST.moves["ask"]
    return LEGAL_REQUESTS.begin(request, move, occasion, kind=request.get_kind_display().lower())


@transaction.atomic(durable=True)
def take_up(reference: str, occasion: Occasion, *, version: int | None = None) -> LegalRequest:
    """Take a request up: it is with the one who did."""
    request, move = LEGAL_REQUESTS.take("take_up", reference, occasion, version=version)
    request.holder = occasion.person
    return LEGAL_REQUESTS.keep(request, move, occasion, holder=occasion.person.name)


@transaction.atomic(durable=True)
def send(
    reference: str, occasion: Occasion, *, note: str, upload: store.Upload | None = None, version: int | None = None
) -> LegalRequest:
    """Send a draft or a question to the partner, with the draft attached where there is one."""
    words = said(note, "note", why="Say what the partner is to do.")
    request, move = LEGAL_REQUESTS.take("send", reference, occasion, version=version)
    request.holder, request.note = occasion.person, words
    if upload is not None:
        _filed(request, upload, occasion)
    return LEGAL_REQUESTS.keep(request, move, occasion, note=words)


@transaction.atomic(durable=True)
def answer(
    reference: str, occasion: Occasion, *, note: str, upload: store.Upload | None = None, version: int | None = None
) -> LegalRequest:
    """The partner's answer: the request is with Legal again."""
    words = said(note, "note", why="Write your answer, such as “signed, see the file”.")
    request, move = LEGAL_REQUESTS.take("answer", reference, occasion, version=version)
    if upload is not None:
        _filed(request, upload, occasion)
    return LEGAL_REQUESTS.keep(request, move, occasion, note=words)


@transaction.atomic(durable=True)
def sign(
    reference: str, occasion: Occasion, *, signed_on: date | None, upload: store.Upload | None,
    version: int | None = None,
) -> LegalRequest:  # fmt: skip
    """Put the signed contract on file. A prospect is authorized by its partner contract (ONB-04)."""
    errors = {}
    if signed_on is None or not EARLIEST <= signed_on <= occasion.day:
        errors["signed_on"] = ["Choose the day on which it was signed, today at the latest."]
    if upload is None:
        errors["file"] = ["Attach the signed contract: without it on file nothing is signed."]
    if errors or upload is None:
        raise Invalid(errors)
    request, move = LEGAL_REQUESTS.take("sign", reference, occasion, version=version)
    request.contract = _filed(request, upload, occasion)
    request.signed_on, request.closed_at, request.holder = signed_on, occasion.at, occasion.person
    kept = LEGAL_REQUESTS.keep(request, move, occasion, signed_on=str(signed_on), kind=request.get_kind_display())
    if request.kind == LegalRequest.Kind.PARTNER_CONTRACT:
        _on_file(request, occasion)
    return kept


def _on_file(request: LegalRequest, occasion: Occasion) -> None:
    """The contract stands on the partner; a prospect enters the program with it."""
    partner = Partner.objects.select_for_update(of=("self",)).get(pk=request.partner_id)
    partner.contract_on_file, partner.signed_contract_on = True, request.signed_on
    partner.save(update_fields=["contract_on_file", "signed_contract_on"])
    if partner.state == PROSPECT:
        entered(partner, way_into(partner, occasion), occasion)


@transaction.atomic(durable=True)
def decline(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> LegalRequest:
    """Decline a request; the partner reads the reason."""
    why = said(reason, why="Say why: the partner reads it.")
    request, move = LEGAL_REQUESTS.take("decline", reference, occasion, version=version)
    request.closed_at, request.note = occasion.at, why
    return LEGAL_REQUESTS.keep(request, move, occasion, reason=why)


def _filed(request: LegalRequest, upload: store.Upload, occasion: Occasion) -> Document:
    return store.accept(
        upload, subject=request, organisation=request.organisation_id, audience=Document.Audience.SHARED, occasion=occasion
    )  # fmt: skip
