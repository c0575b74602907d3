"""What belongs to a registration: history, decisions, comments, files, clocks; accounts and opportunities it may mean."""

from typing import Any, Literal

from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Form, Router
from ninja.files import UploadedFile

from towpath.api.deals import faces, given, shown
from towpath.api.door import answer, inside, moment_of, occasion_of, reader
from towpath.api.fields import reference as read_reference
from towpath.api.once import once
from towpath.api.opportunities import OpportunityList, opportunity_shown
from towpath.domain.accounts.models import Account
from towpath.domain.accounts.queries import likely_opportunities, visible_accounts
from towpath.domain.accounts.similar import claim_of, similar_accounts
from towpath.domain.deals import history, queries
from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Comment, Registration
from towpath.kernel.clocks import faces as clock_faces
from towpath.kernel.documents import store
from towpath.kernel.documents.models import Document
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import NotFound
from towpath.program.decisions.vendor import vendor

router = Router(tags=["registrations"])
BIG = 2**63


def _one(request: HttpRequest, reference: str) -> tuple[Person, Registration]:
    actor = reader(request)
    return actor, queries.one(actor, read_reference(reference))


def _vendor(occasion: Occasion) -> str:
    return vendor(occasion.book, max(occasion.book["vendor"].since)).name


@router.get(
    "/{reference}/history", response=shown.InsideHistory | shown.OutsideHistory, operation_id="registration_history"
)
def timeline(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that happened, newest first, as far as the reader may know it."""
    actor, registration = _one(request, reference)
    entries = history.timeline(actor, registration, vendor=_vendor(occasion_of(request)))
    if actor.is_internal:
        return answer(shown.InsideHistory(items=[_inside_entry(one) for one in entries]))
    return answer(shown.OutsideHistory(items=[shown.OutsideEntry(**_entry(one)) for one in entries]))


def _entry(one: history.Entry) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "at": one.at,
        "sentence": one.sentence,
        "actor": one.actor,
        "body": one.body,
        "changes": [{"field": f, "before": b, "after": a} for f, b, a in one.changes],
    }


def _inside_entry(one: history.Entry) -> shown.InsideEntry:
    return shown.InsideEntry(
        **_entry(one),
        name=one.name,
        on_behalf_of=one.on_behalf_of,
        door=one.door,
        audience=one.audience,
        decisions=[_decision(each, inside=True) for each in one.decisions],
    )


def _decision(record: dict[str, Any], *, inside: bool) -> Any:
    names = ("question", "on", "outcome", "because", "at", "event", *(("facts", "book") if inside else ()))
    shape = shown.InsideDecision if inside else shown.DecisionShown
    return shape(**{name: record[name] for name in names if name in record})


@router.get(
    "/{reference}/decisions",
    response=shown.InsideDecisions | shown.OutsideDecisions,
    operation_id="registration_decisions",
)
def decisions(request: HttpRequest, reference: str) -> HttpResponse:
    """Every decision of the program on it with its reasons, newest first; for a partner those she may read."""
    actor, registration = _one(request, reference)
    kept = history.decisions(registration, occasion_of(request).book, partner=not actor.is_internal)
    shape = shown.InsideDecisions if actor.is_internal else shown.OutsideDecisions
    return answer(shape(items=[_decision(each, inside=actor.is_internal) for each in kept]))


@router.get("/{reference}/comments", response=shown.Comments, operation_id="list_comments")
def comments(request: HttpRequest, reference: str) -> HttpResponse:
    """What was said on it, oldest first; comments inside the vendor are for the vendor's people."""
    actor, registration = _one(request, reference)
    said = registration.comments.select_related("author")
    if not actor.is_internal:
        said = said.filter(audience=Comment.Audience.SHARED)
    return answer(shown.Comments(items=[_comment(one) for one in said]))


def _comment(one: Comment) -> shown.CommentShown:
    return shown.CommentShown(
        id=one.pk, author=one.author.name, audience=one.audience, body=one.body, mentions=one.mentions, at=one.at
    )


@router.post("/{reference}/comments", response={201: shown.CommentShown}, operation_id="comment")
def comment(request: HttpRequest, reference: str, body: given.CommentIn) -> HttpResponse:
    """Write to the other side, or with audience “internal” to colleagues of the vendor."""
    reader(request)
    ref = read_reference(reference)

    def act(occasion: Occasion) -> HttpResponse:
        said = registrations.comment(ref, occasion, body=body.body, audience=body.audience, mentions=body.mentions)
        return answer(_comment(said), 201, Location=faces.href(ref, "comments"))

    return once(request, act)


def _file(one: Document, reference: str, occasion: Occasion) -> shown.FileShown:
    """A file as the reader sees it: a partner knows her colleagues by name, of the vendor its name alone."""
    named = occasion.person.is_internal or not one.added_by.is_internal
    return shown.FileShown(
        id=one.pk,
        name=one.name,
        media_type=one.media_type,
        size=one.size,
        sha256=one.sha256,
        audience=one.audience,
        added_by=one.added_by.name if named else _vendor(occasion),
        added_at=one.added_at,
        href=faces.href(reference, "files", str(one.pk)),
    )


@router.get("/{reference}/files", response=shown.Files, operation_id="list_files")
def files(request: HttpRequest, reference: str) -> HttpResponse:
    """The files attached to it that the reader may see."""
    actor, registration = _one(request, reference)
    return answer(
        shown.Files(
            items=[
                _file(one, registration.reference, occasion_of(request)) for one in queries.files(actor, registration)
            ]
        )
    )


@router.post("/{reference}/files", response={201: shown.FileShown}, operation_id="add_file")
def add_file(
    request: HttpRequest,
    reference: str,
    file: UploadedFile = File(...),  # noqa: B008
    audience: Literal["shared", "internal"] = Form("shared"),
) -> HttpResponse:
    """Attach a file of at most 10 MB."""
    reader(request)
    ref = read_reference(reference)

    def act(occasion: Occasion) -> HttpResponse:
        kept = _file(registrations.add_file(ref, occasion, file, audience=audience), ref, occasion)
        return answer(kept, 201, Location=kept.href)

    return once(request, act)


@router.get(
    "/{reference}/files/{int:document}",
    operation_id="read_file",
    openapi_extra={
        "responses": {
            200: {
                "description": "The bytes.",
                "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
            }
        }
    },
)
def read_file(request: HttpRequest, reference: str, document: int) -> HttpResponseBase:
    """The bytes of a file, for keeping: never shown in a browser."""
    actor, registration = _one(request, reference)
    found = queries.file(actor, registration, document)
    return FileResponse(
        store.opened(found), as_attachment=True, filename=found.name, content_type="application/octet-stream"
    )


@router.delete("/{reference}/files/{int:document}", response=shown.FileShown, operation_id="remove_file")
def remove_file(request: HttpRequest, reference: str, document: int) -> HttpResponse:
    """Take back a file that one added oneself."""
    reader(request)
    ref = read_reference(reference)
    if document >= BIG:
        raise NotFound("There is no such file for you.")

    def act(occasion: Occasion) -> HttpResponse:
        return answer(_file(registrations.remove_file(ref, occasion, document=document), ref, occasion))

    return once(request, act)


@router.get(
    "/{reference}/clocks", response=shown.InsideClocks | shown.OutsideClocks, operation_id="registration_clocks"
)
def clocks(request: HttpRequest, reference: str) -> HttpResponse:
    """What is owed by when; a partner sees the promises that were made to her."""
    actor, registration = _one(request, reference)
    shape = shown.InsideClocks if actor.is_internal else shown.OutsideClocks
    found = clock_faces.faces(registration, occasion_of(request).book, moment_of(request))
    items = [faces.clock(one, registration.reference, actor) for one in found if _sees(one, actor)]
    return answer(shape(items=items))  # type: ignore[arg-type]


def _sees(face: clock_faces.Face, actor: Person) -> bool:
    return actor.is_internal or face.partner_may_see


@router.get(
    "/{reference}/clocks/{int:clock}",
    response=shown.InsideExplanation | shown.OutsideExplanation,
    operation_id="explain_clock",
)
def explain_clock(request: HttpRequest, reference: str, clock: int) -> HttpResponse:
    """Why a clock is due when it is: open hours, closed hours, holidays and pauses, each with its length."""
    actor, registration = _one(request, reference)
    book, now = occasion_of(request).book, moment_of(request)
    face = next(
        (one for one in clock_faces.faces(registration, book, now) if one.clock.pk == clock and _sees(one, actor)), None
    )
    if face is None:
        raise NotFound("There is no such clock for you.")
    told = clock_faces.explain(face.clock, book, now)
    pieces = [
        shown.PieceShown(kind=str(one.kind), start=one.start, end=one.end, amount=one.amount, why=one.why)
        for one in told.pieces
    ]
    seen = faces.clock(told.face, registration.reference, actor)
    if not actor.is_internal:
        return answer(shown.OutsideExplanation(clock=seen, pieces=pieces))
    return answer(
        shown.InsideExplanation(
            clock=seen,  # type: ignore[arg-type]
            pieces=pieces,
            pauses=[shown.PauseShown(start=a, end=b, why=why) for a, b, why in told.pauses],
            calendar=told.calendar.name,
            zone=told.calendar.zone,
            until=told.until,
            changed_since=told.changed_since,
        )
    )


@router.get("/{reference}/candidates", response=shown.Candidates, operation_id="account_candidates")
def candidates(request: HttpRequest, reference: str) -> HttpResponse:
    """The customer accounts that the registration may mean, best first, each with its grounds."""
    actor = inside(request)
    registration = _one(request, reference)[1]
    if not ACCESS.may(actor, Permission.LINK_ACCOUNT):
        raise NotFound("There is no such address for you.")
    claim = claim_of(registration.customer_name, registration.customer_website, registration.customer_country)
    found = similar_accounts(claim, within=visible_accounts(actor))
    references = dict(Account.objects.filter(pk__in=[one.account_id for one in found]).values_list("pk", "reference"))
    return answer(
        shown.Candidates(
            items=[
                shown.CandidateShown(
                    reference=references[one.account_id],
                    name=one.name,
                    domain=one.domain,
                    country=one.country,
                    score=one.match.score,
                    strength=one.match.strength,
                    grounds=[shown.Ground(what=g.what, points=g.points, says=g.says) for g in one.match.grounds],
                )
                for one in found
            ]
        )
    )


@router.get("/{reference}/likely-opportunities", response=OpportunityList, operation_id="likely_opportunities")
def likely(request: HttpRequest, reference: str) -> HttpResponse:
    """The opportunities of its customer that the reader may see, open ones first (DRG-12)."""
    actor = inside(request)
    registration = _one(request, reference)[1]
    found = likely_opportunities(actor, registration.account_id) if registration.account_id else []
    return answer(OpportunityList(items=[opportunity_shown(one) for one in found]))
