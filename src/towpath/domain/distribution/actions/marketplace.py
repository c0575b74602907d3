"""Pages on distributors' e-marketplaces: asked for, drafted, approved in writing, live, paused, ended (DST-04)."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import IntegrityError, transaction

from towpath.domain.distribution.access import Permission
from towpath.domain.distribution.actions.moves import PAGES, locked, said
from towpath.domain.distribution.facts import marketplace_facts, route_facts
from towpath.domain.distribution.lifecycles import MARKETPLACE, RUNNING_PAGE
from towpath.domain.distribution.models import Distributor, MarketplacePage
from towpath.domain.partners.models import Partner
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Ineligible, Invalid, Taken
from towpath.program.decision import Decision
from towpath.program.decisions.distribution.coverage import SEGMENTS, covering
from towpath.program.decisions.eligibility import may
from towpath.program.decisions.vendor import vendor

LONGEST = 2000


def eligible(partner: Partner, occasion: Occasion) -> Decision[bool]:
    """Whether the partner may have such a page, with every failed condition (ELG-05)."""
    return may(marketplace_facts(partner, occasion.book, occasion.day), occasion.book, on=occasion.day)


def _demand(partner: Partner, occasion: Occasion) -> Decision[bool]:
    decision = eligible(partner, occasion)
    if not decision.outcome:
        raise Ineligible(
            f"{partner.name} may not have a page on a distributor's marketplace now.",
            because=[reason.as_record() for reason in decision.because],
        )
    return decision


@transaction.atomic(durable=True)
def request(
    reference: str, occasion: Occasion, *, distributor: str, expertise: str = "", services: str = ""
) -> MarketplacePage:
    """Ask for a page on a distributor's marketplace, with an overview of the partner's expertise or services."""
    partner = locked(reference, Permission.REQUEST_PAGE, occasion)
    words, errors = _overview(expertise, services)
    found = Distributor.objects.filter(code=distributor, active=True).first()
    if found is None or distributor not in offered(partner, occasion):
        errors["distributor"] = ["Choose a distributor that covers your country."]
    if errors or found is None:
        raise Invalid(errors)
    decision = _demand(partner, occasion)
    page = MarketplacePage(
        reference=next_reference("EMP"), partner=partner, organisation_id=partner.organisation_id, distributor=found,
        requested_by=occasion.actor, requested_at=occasion.at, **words,
    )  # fmt: skip
    try:
        with transaction.atomic():
            return PAGES.begin(
                page, MARKETPLACE.moves["request"], occasion, distributor=found.name, decision=decision.as_record()
            )
    except IntegrityError as error:
        if "marketplace_page_once" not in str(error):
            raise
        live = MarketplacePage.objects.filter(partner=partner, distributor=found, state__in=RUNNING_PAGE).first()
        raise Taken(
            f"{live.reference if live else 'A page'} stands for {found.name}.", remedy="Go on there."
        ) from error


def offered(partner: Partner, occasion: Occasion) -> tuple[str, ...]:
    """Codes of the active distributors that cover the partner's country, in either segment."""
    away = route_facts(partner).inactive
    found = (covering(partner.country, segment, occasion.book, occasion.day, away) for segment in SEGMENTS)
    return tuple(dict.fromkeys(each.code for one in found for each in one.distributors))


def _overview(expertise: str, services: str) -> tuple[dict[str, str], dict[str, list[str]]]:
    words = {"expertise": expertise.strip(), "services": services.strip()}
    errors = {
        name: [f"At most {LONGEST} characters fit; this has {len(text)}."]
        for name, text in words.items()
        if len(text) > LONGEST
    }
    if not any(words.values()):
        errors["expertise"] = ["Write an overview of your technical expertise, of your services, or of both."]
    return words, errors


@transaction.atomic(durable=True)
def draft(
    reference: str, occasion: Occasion, typed: Mapping[str, str], *, version: int | None = None
) -> MarketplacePage:
    """Send the draft for review: its address, and the overview as it stands on the page.

    typed  draft_address; expertise and services where they changed
    """
    page, move = PAGES.take("draft", reference, occasion, version=version)
    given = {
        name: typed[name] if typed.get(name, "").strip() else getattr(page, name) for name in ("expertise", "services")
    }
    words, errors = _overview(**given)
    draft_address = typed.get("draft_address", "").strip()
    try:
        URLValidator(schemes=["https", "http"])(draft_address)
        if len(draft_address) > 300:
            raise ValidationError("long")
    except ValidationError:
        errors["draft_address"] = ["Write the address where the draft can be read, such as https://shop.example/draft."]
    if errors:
        raise Invalid(errors)
    for name, text in (words | {"draft_address": draft_address, "note": ""}).items():
        setattr(page, name, text)
    return PAGES.keep(page, move, occasion)


@transaction.atomic(durable=True)
def approve(reference: str, occasion: Occasion, *, version: int | None = None) -> MarketplacePage:
    """Approve the draft in writing: the letter goes to the distributor and stays on file."""
    page, move = PAGES.take("approve", reference, occasion, version=version)
    decision = _demand(page.partner, occasion)
    page.approval, page.approved_by, page.approved_at = _letter(page, occasion), occasion.person, occasion.at
    return PAGES.keep(page, move, occasion, distributor=page.distributor.name, decision=decision.as_record())


def _letter(page: MarketplacePage, occasion: Occasion) -> str:
    name = vendor(occasion.book, occasion.day).name
    return (
        f"{name} has reviewed the draft of the e-marketplace page of {page.partner.name} ({page.reference}) at "
        f"{page.draft_address} and approves it on {occasion.day.isoformat()}. {page.distributor.name} may switch the "
        f"page on. {name} may pause or end it if issues arise."
    )


@transaction.atomic(durable=True)
def send_back(reference: str, occasion: Occasion, *, note: str, version: int | None = None) -> MarketplacePage:
    """Return the draft: the note says what to change."""
    return _noted("send_back", reference, occasion, note, version)


@transaction.atomic(durable=True)
def decline(reference: str, occasion: Occasion, *, note: str, version: int | None = None) -> MarketplacePage:
    """Decline the page; the partner and the distributor read why."""
    return _noted("decline", reference, occasion, note, version)


@transaction.atomic(durable=True)
def go_live(reference: str, occasion: Occasion, *, version: int | None = None) -> MarketplacePage:
    """Switch an approved page on. The partner must still be one that may have it."""
    page, move = PAGES.take("go_live", reference, occasion, version=version)
    decision = _demand(page.partner, occasion)
    page.live_since = occasion.at
    return PAGES.keep(page, move, occasion, decision=decision.as_record())


@transaction.atomic(durable=True)
def pause(reference: str, occasion: Occasion, *, note: str, version: int | None = None) -> MarketplacePage:
    """Pause a live page: the distributor takes it off until it is resumed."""
    return _noted("pause", reference, occasion, note, version)


@transaction.atomic(durable=True)
def resume(reference: str, occasion: Occasion, *, version: int | None = None) -> MarketplacePage:
    """Let a paused page go live again."""
    page, move = PAGES.take("resume", reference, occasion, version=version)
    decision = _demand(page.partner, occasion)
    page.note = ""
    return PAGES.keep(page, move, occasion, decision=decision.as_record())


@transaction.atomic(durable=True)
def end(reference: str, occasion: Occasion, *, note: str, version: int | None = None) -> MarketplacePage:
    """End a page for good; a new one can be asked for."""
    return _noted("end", reference, occasion, note, version)


def _noted(name: str, reference: str, occasion: Occasion, note: str, version: int | None) -> MarketplacePage:
    words = said(note, "note", "Say why: the partner and the distributor read it.")
    page, move = PAGES.take(name, reference, occasion, version=version)
    page.note = words
    if name == "end":
        page.ended_at = occasion.at
    return PAGES.keep(page, move, occasion, note=words)
