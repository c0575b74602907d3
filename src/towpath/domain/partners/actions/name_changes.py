"""A partner bears another name: asked for, looked at by Legal with its documents on file, entered (BRD-07)."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction

from towpath.domain.partners import events
from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.actions.moves import NAME_CHANGES, PARTNERS, said
from towpath.domain.partners.lifecycles import NAME_CHANGE, OPEN_NAME_CHANGE
from towpath.domain.partners.models import FiledDocument, NameChange, Partner
from towpath.kernel.documents import store
from towpath.kernel.documents.models import Document
from towpath.kernel.identity.models import Organisation
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Ineligible, Invalid, NotFound, NotReady, Taken
from towpath.program.decisions.partners.name_changes import NameChangeFacts, name_change, name_change_terms

LONGEST_NAME = 200
EARLIEST = date(2000, 1, 1)
FURTHEST = timedelta(days=366)


@transaction.atomic(durable=True)
def request(
    partner: str, occasion: Occasion, *, name: str, reason: str, kind: str = "name_change", category: str = "",
    legal_name: str = "", effective_on: date | None = None,
) -> NameChange:  # fmt: skip
    """Ask for a new name, as the partner's administrator or as Operations; Legal looks at it."""
    rows = ACCESS.rows(occasion.actor, Permission.REQUEST_NAME_CHANGE, Partner.objects.filter(merged_into=None))
    found = rows.select_for_update(of=("self",)).filter(reference=partner.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no partner {partner} for you.")
    words = {"name": " ".join(name.split()), "legal_name": " ".join(legal_name.split())}
    day = effective_on or occasion.day
    errors = _against(found, words, kind, category, day, occasion)
    try:
        why = said(reason)
    except Invalid as refusal:
        errors |= refusal.errors
    if errors:
        raise Invalid(errors)
    change = NameChange(
        reference=next_reference("NCH"), partner=found, organisation_id=found.organisation_id, kind=kind,
        category=category, name=words["name"], legal_name=words["legal_name"], old_name=found.name,
        old_legal_name=found.legal_name, reason=why, effective_on=day, requested_by=occasion.person,
        requested_at=occasion.at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            return NAME_CHANGES.begin(
                change, NAME_CHANGE.moves["request"], occasion, name=change.name, old_name=found.name, reason=why
            )
    except IntegrityError as error:
        if "name_change_open_once" not in str(error):
            raise
        waiting = NameChange.objects.get(partner=found, state__in=OPEN_NAME_CHANGE)
        raise Taken(f"A new name was asked for already: {waiting.reference}.", remedy="Go on there.") from error


def _against(
    partner: Partner, words: dict[str, str], kind: str, category: str, day: date, occasion: Occasion
) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    for field, text in words.items():
        if len(text) > LONGEST_NAME:
            errors[field] = [f"At most {LONGEST_NAME} characters fit; this has {len(text)}."]
    if not words["name"]:
        errors["name"] = ["Write the new name."]
    elif words["name"] == partner.name and words["legal_name"] in ("", partner.legal_name):
        errors["name"] = [f"{partner.name} is what it is called already."]
    terms = name_change_terms(occasion.book, occasion.day)
    chosen = terms.kind(kind)
    if chosen is None:
        errors["kind"] = [f"Choose one of {', '.join(each.key for each in terms.kinds)}."]
    elif chosen.categories and category not in chosen.categories:
        errors["category"] = [f"Say how: {', '.join(chosen.categories).replace('_', ' ')}."]
    elif category and not chosen.categories:
        errors["category"] = ["This is only said where the control of the company changed."]
    if not EARLIEST <= day <= occasion.day + FURTHEST:
        errors["effective_on"] = ["Choose a day within the next twelve months, or one that is past."]
    return errors


@transaction.atomic(durable=True)
def take_up(reference: str, occasion: Occasion, *, version: int | None = None) -> NameChange:
    """Take a change up: it is with the one of Legal who did."""
    change, move = NAME_CHANGES.take("take_up", reference, occasion, version=version)
    change.holder = occasion.person
    return NAME_CHANGES.keep(change, move, occasion, holder=occasion.person.name)


@transaction.atomic(durable=True)
def file(
    reference: str, occasion: Occasion, *, kind: str, upload: store.Upload | None, version: int | None = None
) -> NameChange:
    """Put one of the documents on file; the partner's administrator may, so may Operations and Legal."""
    documents, errors = name_change_terms(occasion.book, occasion.day).documents, dict[str, list[str]]()
    if kind not in documents:
        errors["kind"] = ["Say which document it is."]
    if upload is None:
        errors["file"] = ["Choose the file."]
    if errors or upload is None:
        raise Invalid(errors)
    change, move = NAME_CHANGES.take("file", reference, occasion, version=version)
    document = store.accept(
        upload, subject=change, organisation=change.organisation_id, audience=Document.Audience.SHARED,
        occasion=occasion,
    )  # fmt: skip
    FiledDocument.objects.create(change=change, kind=kind, document=document)
    return NAME_CHANGES.keep(change, move, occasion, document=documents[kind], file=document.name)


@transaction.atomic(durable=True)
def enter(reference: str, occasion: Occasion, *, version: int | None = None) -> NameChange:
    """Enter the new name, once all that Legal needs is on file. The old one stays on record and is still found."""
    change, move = NAME_CHANGES.take("enter", reference, occasion, version=version)
    filed = tuple(sorted(set(change.filed.values_list("kind", flat=True))))
    decision = name_change(NameChangeFacts(change.kind, change.category, filed), occasion.book, on=occasion.day)
    if not decision.outcome:
        raise Ineligible(
            f"{change.reference} cannot be entered yet.", because=[each.as_record() for each in decision.because]
        )
    if change.effective_on > occasion.day:
        raise NotReady(f"The new name holds from {change.effective_on}.", remedy="Enter it on that day.")
    partner = Partner.objects.select_for_update().get(pk=change.partner_id)
    if partner.merged_into_id is not None:
        raise NotReady(f"{partner.name} became part of another partner.", remedy="Decline the change.")
    change.old_name, change.old_legal_name = partner.name, partner.legal_name
    change.closed_at, change.holder = occasion.at, occasion.person
    partner.name, partner.legal_name = change.name, change.legal_name or partner.legal_name
    partner.save(update_fields=["name", "legal_name"])
    Organisation.objects.filter(pk=partner.organisation_id).update(name=partner.name)
    told = {"name": change.name, "old_name": change.old_name, "effective_on": change.effective_on.isoformat()}
    PARTNERS.note(
        partner, events.RENAMED, occasion, **told, reference=change.reference,
        changed={"name": {"before": change.old_name, "after": change.name}},
    )  # fmt: skip
    return NAME_CHANGES.keep(change, move, occasion, **told, decision=decision.as_record())


@transaction.atomic(durable=True)
def decline(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> NameChange:
    """Decline a change; whoever asked for it reads the reason."""
    why = said(reason, why="Say why: the partner reads it.")
    change, move = NAME_CHANGES.take("decline", reference, occasion, version=version)
    change.closed_at, change.note = occasion.at, why
    return NAME_CHANGES.keep(change, move, occasion, reason=why)
