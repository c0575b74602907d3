"""What is said and attached: comments, contact with the partner, files."""

from django.db import transaction

from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.actions.moves import MOVES
from towpath.domain.deals.lifecycles import DRAFT, RETURNED
from towpath.domain.deals.models import Comment, Registration
from towpath.kernel.documents import store
from towpath.kernel.documents.models import Document
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotFound

E = "deals.registration."


@transaction.atomic(durable=True)
def comment(
    reference: str, occasion: Occasion, *, body: str, audience: str = "shared", mentions: list[int] | None = None
) -> Comment:
    """Write on a registration. Inside comments never reach the partner; what the vendor writes to her is contact.

    mentions  ids of colleagues who are told; those who may not see the registration are refused by name
    """
    inside = _inside(audience)
    permission = Permission.CONFER if inside else Permission.COMMENT
    registration = MOVES.lock(reference, permission, occasion)
    MOVES.open("comment", registration, occasion.actor)
    if not body.strip():
        raise Invalid({"body": ["Write something first."]})
    if len(body) > 10_000:
        raise Invalid({"body": ["At most 10,000 characters fit; attach the rest as a file."]})
    told = _mentioned(registration, mentions or [], by=occasion.person, inside=inside)
    said = Comment.objects.create(
        registration=registration,
        author=occasion.actor,
        audience=Comment.Audience.INTERNAL if inside else Comment.Audience.SHARED,
        body=body.strip(),
        mentions=[p.pk for p in told],
        at=occasion.at,
    )
    event = E + ("commented" if inside else "told_partner" if occasion.person.is_internal else "partner_commented")
    if event == E + "told_partner":
        registration.contacted_at = registration.contacted_at or occasion.at
    registration.changed_at = occasion.at
    MOVES.tick(registration, event, occasion)
    registration.version += 1
    MOVES.write(registration)
    MOVES.note(
        registration, event, occasion, author=occasion.person.name, partner=registration.partner.name, comment=said.pk,
        mentions=said.mentions,
    )  # fmt: skip
    return said


def _inside(audience: str) -> bool:
    """Whether it stays inside the vendor; an audience that nobody knows is never taken for one that reads more."""
    if audience not in Comment.Audience.values:
        raise Invalid({"audience": [f"Choose who reads it: {', '.join(Comment.Audience.values)}."]})
    return audience == Comment.Audience.INTERNAL


def _mentioned(registration: Registration, ids: list[int], *, by: Person, inside: bool) -> list[Person]:
    people = list(Person.objects.filter(pk__in=ids, is_active=True))
    if not by.is_internal and (
        {p.pk for p in people} != set(ids) or any(p.organisation_id != by.organisation_id for p in people)
    ):  # names of others must not come out by trying numbers
        raise Invalid({"mentions": ["Mention colleagues of your own company."]})
    blind = [p.name for p in people if not ACCESS.held(p, [Permission.VIEW], registration)]
    if blind:
        raise Invalid({"mentions": [f"{', '.join(blind)} cannot see this registration; leave them out."]})
    if inside and any(not p.is_internal for p in people):
        raise Invalid({"mentions": ["A comment inside the vendor mentions colleagues only."]})
    return people


@transaction.atomic(durable=True)
def contact(reference: str, occasion: Occasion, *, note: str, version: int | None = None) -> Registration:
    """Record an outreach to the partner made elsewhere, by telephone or mail (DRG-11)."""
    registration, move = MOVES.take("contact", reference, occasion, version=version)
    if not note.strip():
        raise Invalid({"note": ["Say how and about what: the partner reads it too."]})
    registration.contacted_at = registration.contacted_at or occasion.at
    registration.changed_at = occasion.at
    return MOVES.keep(registration, move, occasion, note=note.strip())


@transaction.atomic(durable=True)
def add_file(reference: str, occasion: Occasion, upload: store.Upload, *, audience: str = "shared") -> Document:
    """Attach a file: who may write to the other side may, for the vendor alone who may confer there."""
    inside = _inside(audience)
    registration = MOVES.lock(reference, Permission.CONFER if inside else Permission.COMMENT, occasion)
    document = store.accept(
        upload,
        subject=registration,
        organisation=registration.organisation_id,
        audience=Document.Audience.INTERNAL if inside else Document.Audience.SHARED,
        occasion=occasion,
    )
    MOVES.note(registration, E + ("file_kept" if inside else "file_added"), occasion, file=document.name)
    return document


@transaction.atomic(durable=True)
def remove_file(reference: str, occasion: Occasion, *, document: int) -> Document:
    """Take back a file that one added oneself, while the registration is still in one's hands."""
    registration = MOVES.lock(reference, Permission.VIEW, occasion)
    found = store.documents_of(registration).filter(pk=document, added_by=occasion.actor).first()
    if found is None:
        raise NotFound("There is no such file for you.")
    if not occasion.person.is_internal and registration.state not in (DRAFT, RETURNED):
        raise MoveNotOpen("The vendor is working with this file.", remedy="Add the right one, and say so in a comment.")
    found.removed_at = occasion.at
    found.save(update_fields=["removed_at"])
    inside = found.audience == Document.Audience.INTERNAL
    MOVES.note(registration, E + ("kept_file_removed" if inside else "file_removed"), occasion, file=found.name)
    return found
