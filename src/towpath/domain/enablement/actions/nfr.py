"""Licences that are not for resale: asked for, excepted, sent, renewed, ended (NFR-01, NFR-02)."""

import calendar
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from towpath.domain.enablement import nfr_queries as queries
from towpath.domain.enablement.access import ACCESS, Permission
from towpath.domain.enablement.events import LICENCE_ENDING, NFR_NOTED
from towpath.domain.enablement.lifecycles import ACTIVE, LICENCE, LICENCE_REQUEST, RENEWED
from towpath.domain.enablement.models import Licence, LicenceRequest
from towpath.domain.partners.facts import authorized
from towpath.domain.partners.models import Partner
from towpath.kernel.clocks.follow import mirror
from towpath.kernel.events.log import record
from towpath.kernel.events.models import Event
from towpath.kernel.moves import Moves
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady, Taken
from towpath.kernel.sealed import seal
from towpath.program.decisions.nfr import exception_facts, exception_terms, needs_director, policy

REQUESTS = Moves(
    LicenceRequest, LICENCE_REQUEST, ACCESS, organisation=lambda row: row.organisation_id,
    region=lambda row: row.region, clocked=mirror,
)  # fmt: skip
LICENCES = Moves(Licence, LICENCE, ACCESS, organisation=lambda row: row.organisation_id, region=lambda row: row.region)
MOST = 1_000_000
LONGEST_KEY = 10_000


@transaction.atomic(durable=True)
def ask(
    partner: str, occasion: Occasion, *, product: str, amount: int | None, use: str, contact_name: str, contact_email: str,
    note: str = "", renews: str = "",
) -> LicenceRequest:  # fmt: skip
    """Ask for licences. What the policy gives passes at once and goes to Licence Support; anything else is refused,
    with each missing requirement and what would mend it on the row (`missing`)."""
    found = _partner(partner, Permission.ASK_LICENCE, occasion)
    old = _renewed(found, renews, product, occasion)
    row = _read(found, occasion, product, amount, use, contact_name, contact_email, note)
    row.renews = old
    facts = queries.facts_of(occasion.person, found, occasion, product=product, amount=row.amount, use=use, renews=old)
    decision = queries.judged(facts, occasion)
    words = _words(row, occasion)
    if decision.outcome == "pass":
        return _begun(row, "ask", occasion, **words, decision=decision.as_record())
    row.missing = [each.as_record() for each in decision.because]
    missing = "; ".join(each.says.rstrip(".") for each in decision.because)
    return _begun(row, "refuse", occasion, **words, missing=missing, decision=decision.as_record())


@transaction.atomic(durable=True)
def file_exception(
    partner: str, occasion: Occasion, *, product: str, amount: int | None, use: str, contact_name: str, contact_email: str,
    should_pay: bool | None, consulted: str, justification: str, note: str = "",
) -> LicenceRequest:  # fmt: skip
    """Ask for more than the policy gives, as the partner's manager or an architect (NFR-02).

    First the question whether the partner should buy: yes ends here, and sales helps it. No goes to a director where the
    program asks for one. Noted on the partner either way. What the policy gives anyway needs no exception: NotReady.
    """
    found = _partner(partner, Permission.FILE_LICENCE, occasion)
    _named_by_the_program(exception_terms(occasion.book, occasion.day).filed_by, occasion)
    row = _read(
        found, occasion, product, amount, use, contact_name, contact_email, note,
        _ground(should_pay, consulted, justification),
    )  # fmt: skip
    row.exception, row.should_pay = True, should_pay
    row.consulted, row.justification = " ".join(consulted.split()), " ".join(justification.split())
    facts = queries.facts_of(occasion.person, found, occasion, product=product, amount=row.amount, use=use)
    decision = queries.judged(facts, occasion)
    if decision.outcome == "pass":
        raise NotReady("The policy gives this anyway.", remedy="Let the partner ask for it in the portal.")
    words = _words(row, occasion) | {"by": occasion.person.name, "justification": row.justification.rstrip(".")}
    beyond = exception_facts(facts, decision.outcome, occasion.book, occasion.day)
    director = needs_director(beyond, occasion.book, on=occasion.day)
    name = "refer" if should_pay else "file" if director.outcome else "pass"
    begun = _begun(row, name, occasion, **words, consulted=row.consulted, decision=director.as_record())
    note_words = f"{row.amount} of {words['product']}, " + ("to be bought: " if should_pay else "exception: ")
    _noted(begun, occasion, note_words + words["justification"])
    return begun


@transaction.atomic(durable=True)
def approve(reference: str, occasion: Occasion, *, version: int | None = None) -> LicenceRequest:
    """Approve an exception, as a director who did not file it."""
    row, move = REQUESTS.take("approve", reference, occasion, version=version)
    _named_by_the_program(exception_terms(occasion.book, occasion.day).approved_by, occasion)
    if row.asked_by_id == occasion.person.pk:
        raise NotReady("You filed this yourself.", remedy="Another director decides it.")
    row.decided_by, row.decided_at = occasion.person, occasion.at
    kept = REQUESTS.keep(row, move, occasion, by=occasion.person.name)
    _noted(kept, occasion, f"exception approved by {occasion.person.name}")
    return kept


@transaction.atomic(durable=True)
def decline(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> LicenceRequest:
    """Decline an exception, with the reason."""
    why = _said(reason)
    row, move = REQUESTS.take("decline", reference, occasion, version=version)
    if row.asked_by_id == occasion.person.pk:
        raise NotReady("You filed this yourself.", remedy="Another director decides it, or withdraw it.")
    row.decided_by, row.decided_at, row.reason = occasion.person, occasion.at, why
    kept = REQUESTS.keep(row, move, occasion, by=occasion.person.name, reason=why)
    _noted(kept, occasion, f"exception declined by {occasion.person.name}: {why}")
    return kept


@transaction.atomic(durable=True)
def withdraw(reference: str, occasion: Occasion, *, version: int | None = None) -> LicenceRequest:
    row, move = REQUESTS.take("withdraw", reference, occasion, version=version)
    return REQUESTS.keep(row, move, occasion)


@transaction.atomic(durable=True)
def fulfil(
    reference: str, occasion: Occasion, *, key: str, starts_on: date | None = None, expires_on: date | None = None,
    version: int | None = None,
) -> Licence:  # fmt: skip
    """Send what was asked for: the key or where it stands. Without an end it runs as long as the policy says, or to the
    end of what runs already of the product; a renewal begins when the older one ends."""
    row, move = REQUESTS.take("fulfil", reference, occasion, version=version)
    errors: dict[str, list[str]] = {}
    opens = key.replace("\0", "").strip()
    if not 1 <= len(opens) <= LONGEST_KEY:
        errors["key"] = ["Paste the licence key, or write where the licence stands."]
    first = starts_on or (
        row.renews.expires_on if row.renews and row.renews.expires_on > occasion.day else occasion.day
    )
    last = expires_on or _end(row, first, occasion)
    if not occasion.day - timedelta(days=31) <= first <= occasion.day + timedelta(days=366):
        errors["starts_on"] = ["Choose a day within a year from now."]
    if not first < last <= first + timedelta(days=3660):
        errors["expires_on"] = ["Choose a day after the first one."]
    if errors:
        raise Invalid(errors)
    issued = _issued(row, occasion, opens, first, last)
    if row.renews is not None and row.renews.state == ACTIVE:
        old = Licence.objects.select_for_update(of=("self",)).get(pk=row.renews_id)
        LICENCES.keep(old, LICENCE.take("renew", old.state), occasion, newer=issued.reference)
    REQUESTS.keep(row, move, occasion, licence=issued.reference, expires_on=str(last))
    return issued


def _end(row: LicenceRequest, first: date, occasion: Occasion) -> date:
    """Where an added licence ends with what runs already, and any other after the policy's term."""
    together = None if row.renews_id else queries.co_term(row.partner, row.product, first)
    return together or after_months(first, policy(occasion.book, occasion.day).term_months)


def _issued(row: LicenceRequest, occasion: Occasion, opens: str, first: date, last: date) -> Licence:
    terms, partner = policy(occasion.book, occasion.day), row.partner
    words = _words(row, occasion)
    issued = Licence(
        reference=next_reference("LIC"), request=row, partner=partner, organisation_id=row.organisation_id,
        region=row.region, product=row.product, plan=terms.plan, amount=row.amount, starts_on=first, expires_on=last,
        sealed_key=seal(opens, queries.SEALED_FOR), issued_by=occasion.person, issued_at=occasion.at,
        note=f"{row.amount} {terms.plan} NFR licences for partner: {partner.name}"[:300],
    )  # fmt: skip
    return LICENCES.begin(issued, LICENCE.moves["issue"], occasion, **words, starts_on=str(first), expires_on=str(last))


@transaction.atomic(durable=True)
def revoke(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> Licence:
    """Take a licence back, after an audit for example; the partner reads the reason."""
    why = _said(reason)
    row, move = LICENCES.take("revoke", reference, occasion, version=version)
    row.reason = why
    return LICENCES.keep(row, move, occasion, reason=why)


# -- the night ---------------------------------------------------------------------------------------------------------


def follow_the_day(occasion: Occasion) -> dict[str, int]:
    """Renew by itself what the policy renews, end what is over, remind of what ends soon. Safe to repeat."""
    return {"ended": _each_due(occasion), "reminded": remind_due(occasion)}


def _each_due(occasion: Occasion) -> int:
    terms, done = policy(occasion.book, occasion.day), 0
    due = Licence.objects.filter(state=ACTIVE, expires_on__lte=occasion.day).order_by("expires_on", "id")
    for pk in list(due.values_list("pk", flat=True)):
        with transaction.atomic():
            row = due.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if row is None:
                continue
            done += 1
            partner = row.partner
            stands = partner.good_standing and authorized(partner, occasion.book, occasion.day)
            if partner.track in terms.renewed_by_itself and stands:
                row.expires_on = after_months(occasion.day, terms.term_months)
                LICENCES.keep(row, LICENCE.moves["extend"], occasion, expires_on=str(row.expires_on))
            else:
                LICENCES.keep(row, LICENCE.moves["expire"], occasion)
    return done


def remind_due(occasion: Occasion) -> int:
    """Say of each licence that ends within the policy's days, once for each end, unless a renewal is on its way."""
    days, said = policy(occasion.book, occasion.day).remind_days, 0
    soon = Licence.objects.filter(
        state=ACTIVE, expires_on__gt=occasion.day, expires_on__lte=occasion.day + timedelta(days=days)
    ).exclude(renewals__state__in=("to_fulfil", "with_director"))
    for pk in list(soon.order_by("expires_on", "id").values_list("pk", flat=True)):
        with transaction.atomic():
            row = Licence.objects.select_for_update(of=("self",)).get(pk=pk)
            if row.state == RENEWED or _reminded(row):
                continue
            record(
                LICENCE_ENDING, occasion, subject=row, organisation=row.organisation_id, expires_on=str(row.expires_on),
                days=(row.expires_on - occasion.day).days,
            )  # fmt: skip
            said += 1
    return said


def _reminded(row: Licence) -> bool:
    return Event.objects.filter(
        name=LICENCE_ENDING, subject_type=Licence._meta.label_lower, subject_id=row.pk, data__expires_on=str(row.expires_on)
    ).exists()  # fmt: skip


def after_months(first: date, months: int) -> date:
    """The same day so many months later; the last of the month where that month is shorter."""
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    return date(year, month + 1, min(first.day, calendar.monthrange(year, month + 1)[1]))


# -- what several acts share -------------------------------------------------------------------------------------------


def _partner(reference: str, permission: Permission, occasion: Occasion) -> Partner:
    """The partner, locked, so that two requests of one partner are judged one after the other."""
    rows = ACCESS.rows(occasion.actor, permission, Partner.objects.filter(merged_into=None))
    found = rows.select_for_update(of=("self",)).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no partner {reference} for you.")
    return found


def _renewed(partner: Partner, reference: str, product: str, occasion: Occasion) -> Licence | None:
    """The licence that a request renews; Invalid when it is none of the partner's that may be renewed now."""
    if not reference.strip():
        return None
    found = Licence.objects.filter(partner=partner, reference=reference.strip().upper(), product=product).first()
    if found is None or not queries.renewable(found, occasion):
        days = policy(occasion.book, occasion.day).ask_days
        raise Invalid({"renews": [f"Choose a licence of this product that ends within {days} days."]})
    return found


def _read(
    partner: Partner, occasion: Occasion, product: str, amount: int | None, use: str, name: str, email: str, note: str,
    more: dict[str, list[str]] | None = None,
) -> LicenceRequest:  # fmt: skip
    """A request as it was typed; Invalid says what is wrong with it."""
    terms, errors = policy(occasion.book, occasion.day), dict(more or {})
    if terms.product(product) is None:
        errors["product"] = ["Choose what you need."]
    if amount is None or not 1 <= amount <= MOST:
        errors["amount"] = ["Write how many, as a whole number from 1."]
    if use not in dict((*terms.permitted, *terms.prohibited)):
        errors["use"] = ["Say what it is for."]
    name, email, note = " ".join(name.split()), email.strip(), note.replace("\0", "").strip()
    if not 1 <= len(name) <= 120:
        errors["contact_name"] = ["Say who is sent the licence."]
    try:
        validate_email(email)
    except ValidationError:
        errors["contact_email"] = ["Write an e-mail address, such as name@example.org."]
    if len(note) > 1000:
        errors["note"] = [f"At most 1000 characters fit; this has {len(note)}."]
    if errors or amount is None:
        raise Invalid(errors)
    return LicenceRequest(
        reference=next_reference("NFR"), partner=partner, organisation_id=partner.organisation_id, region=partner.region,
        product=product, amount=amount, use=use, contact_name=name, contact_email=email, note=note,
        asked_by=occasion.person, asked_at=occasion.at,
    )  # fmt: skip


def _ground(should_pay: bool | None, consulted: str, justification: str) -> dict[str, list[str]]:
    errors = {}
    if should_pay is None:
        errors["should_pay"] = ["Answer this first: should the partner buy what it needs?"]
    if not 1 <= len(" ".join(consulted.split())) <= 300:
        errors["consulted"] = ["Say with whom you talked about it, and what came of it, in at most 300 characters."]
    if not 1 <= len(" ".join(justification.split())) <= 1000:
        errors["justification"] = ["Write the business justification, in at most 1000 characters."]
    return errors


def _begun(row: LicenceRequest, name: str, occasion: Occasion, **data: Any) -> LicenceRequest:
    try:
        with transaction.atomic():
            return REQUESTS.begin(row, LICENCE_REQUEST.moves[name], occasion, **data)
    except IntegrityError as error:
        if "licence_request_waits_once" not in str(error):
            raise
        live = LicenceRequest.objects.filter(
            partner=row.partner, product=row.product, state__in=("to_fulfil", "with_director")
        )
        waiting = live.values_list("reference", flat=True).first() or "Another request"
        raise Taken(
            f"{waiting} for this is on its way already.", remedy="Go on there, or withdraw it first."
        ) from error


def _named_by_the_program(roles: tuple[str, ...], occasion: Occasion) -> None:
    if set(roles).isdisjoint(occasion.person.roles):
        raise NotAllowed("The program names others for this.", remedy="See the rule book's page nfr.exceptions.")


def _words(row: LicenceRequest, occasion: Occasion) -> dict[str, Any]:
    product = policy(occasion.book, occasion.day).product(row.product)
    return {"amount": row.amount, "product": product.label if product else row.product, "partner": row.partner.name}


def _noted(row: LicenceRequest, occasion: Occasion, note: str) -> None:
    """NFR-02: what is special stands on the partner, too."""
    record(NFR_NOTED, occasion, subject=row.partner, reference=row.reference, note=note)


def _said(reason: str) -> str:
    text = " ".join(reason.replace("\0", "").split())
    if not 1 <= len(text) <= 300:
        raise Invalid({"reason": ["Say why, in at most 300 characters: the partner reads it."]})
    return text
