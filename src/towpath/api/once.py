"""Idempotency keys: a write that carries one is done once, however often it is sent.

How nothing is done twice and nothing acknowledged is lost: the key's row is written by the act's own transaction, at its
first event (`Occasion.kept`). So the key exists exactly if the act does. Of two requests with one key at the same time,
the second waits on the unique constraint, fails with all it did, and finds the first one's row. The answer is put on the
row right after; a process that dies in between leaves a row without an answer, and whoever asks again is told that it
was done, when, and where to look, instead of a guess. Refusals did nothing and are not kept: the same key may be used for
the corrected request. A change to a draft writes no event; it is kept afterwards, and repeating it changes nothing.
"""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from pydantic import BaseModel

from towpath.api import problems
from towpath.api.door import actor_of, answer, moment_of, occasion_of
from towpath.api.models import KeptAnswer
from towpath.domain.deals.models import Registration
from towpath.kernel.kept_reads import KeptRead
from towpath.kernel.new_rows import insert
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, Refusal

HEADER = "Idempotency-Key"
ONCE = "kept_answer_once"
_KEPT: KeptRead[KeptAnswer] = KeptRead(
    lambda person, key: KeptAnswer.objects.filter(person=person, key=key), person=int, key=str
)


def once(request: HttpRequest, act: Callable[[Occasion], HttpResponse]) -> HttpResponse:
    """Carry out a write and answer; with a key that was used before, give the first answer again."""
    key = request.headers.get(HEADER)
    occasion = occasion_of(request)
    if key is None:
        return act(occasion)
    if not 1 <= len(key) <= 200 or not key.isascii() or not key.isprintable():
        raise Invalid({HEADER: ["A key is 1 to 200 printable ASCII characters, such as a UUID."]})
    row = KeptAnswer(person=actor_of(request), key=key, request=fingerprint(request), made_at=moment_of(request))
    if (kept := _found(row)) is not None:
        return _again(request, row, kept)
    try:
        first = act(replace(occasion, kept=_mark(row)))
    except (Refusal, IntegrityError) as error:
        if isinstance(error, IntegrityError) and ONCE not in str(error):
            raise
        if (kept := _found(row)) is None:
            raise
        return _again(request, row, kept)
    _keep(row, first)
    return first


def moved[R](
    request: HttpRequest, record: Callable[[], R], shown: Callable[[R], BaseModel], act: Callable[[Occasion], Any]
) -> HttpResponse:
    """Carry out a move on one record, once, and answer with the record as it stands then.

    record  reads it for the asker and raises NotFound where it is not hers; asked before anything else
    """
    record()

    def done(occasion: Occasion) -> HttpResponse:
        act(occasion)
        return answer(shown(record()))

    return once(request, done)


def fingerprint(request: HttpRequest) -> str:
    """The same for the same request: over method, path and content; a form's content, not its boundary."""
    digest = hashlib.sha256(f"{request.method} {request.path}\n".encode())
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            digest.update(repr((name, values)).encode())
        for name, files in sorted(request.FILES.lists()):
            for file in files:
                digest.update(repr((name, getattr(file, "name", ""))).encode())
                for chunk in file.chunks():
                    digest.update(chunk)
                file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()


def forget(before: datetime) -> int:
    """Delete answers that were kept before a moment; returns how many."""
    return KeptAnswer.objects.filter(made_at__lt=before).delete()[0]


def _found(row: KeptAnswer) -> KeptAnswer | None:
    found = _KEPT.rows(person=row.person_id, key=row.key)
    return found[0] if found else None


def _mark(row: KeptAnswer) -> Callable[[Any], None]:
    """What the act calls with its events, inside its transaction: the first one writes the row."""

    def mark(event: Any) -> None:
        if row.event is None:
            row.event = event
            insert([row])

    return mark


def _keep(row: KeptAnswer, answer: HttpResponse) -> None:
    row.status, row.body = answer.status_code, answer.content.decode()
    row.location = answer.headers.get("Location", "")
    if row.pk is None:
        KeptAnswer.objects.bulk_create([row], ignore_conflicts=True)
    else:
        KeptAnswer.objects.filter(pk=row.pk).update(status=row.status, body=row.body, location=row.location)


def _again(request: HttpRequest, row: KeptAnswer, kept: KeptAnswer) -> HttpResponse:
    if kept.request != row.request:
        return problems.problem(
            request,
            "key-reused",
            "This key was used for another request.",
            remedy="Send each request under a key of its own; a key is used again only to repeat the very same request.",
        )
    if kept.status is None:
        return problems.problem(
            request,
            "already-done",
            f"The request with this key was carried out at {kept.made_at.isoformat()}; its answer is not there.",
            remedy=f"Ask again in a second, in case it is just being written; else read {_what(kept)}. It was done once.",
        )
    answer = HttpResponse(kept.body, status=kept.status, content_type="application/json")
    answer["Idempotency-Replayed"] = "true"
    if kept.location:
        answer["Location"] = kept.location
    return answer


def _what(kept: KeptAnswer) -> str:
    """The record that a request changed, as its person calls it."""
    event = kept.event
    if event is not None and event.subject_type == Registration._meta.label_lower:
        found = Registration.objects.filter(pk=event.subject_id).values_list("reference", flat=True).first()
        return f"/api/v1/deals/registrations/{found}"
    return "the record"
