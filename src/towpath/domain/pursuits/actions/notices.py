"""What customers say in writing about who is to have their renewal (INC-03, INC-05): recorded, accepted or declined."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from towpath.domain.accounts.models import Account
from towpath.domain.pursuits.access import ACCESS, Permission
from towpath.domain.pursuits.actions.moves import NOTICES, by_whom, needed_day, partner_named, said
from towpath.domain.pursuits.lifecycles import NOTICE
from towpath.domain.pursuits.models import CustomerNotice
from towpath.kernel.documents import store
from towpath.kernel.documents.models import Document
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady


@transaction.atomic(durable=True)
def record(occasion: Occasion, typed: Mapping[str, str], upload: store.Upload | None) -> CustomerNotice:
    """Record a customer's written notice, with the letter or mail as evidence.

    typed  account (ACC…), partner (PAR… whom it names; none: it no longer wants a partner), contact_name,
           contact_email, dated_on
    """
    if not ACCESS.may(occasion.actor, Permission.RECORD_NOTICE):
        raise NotAllowed("Customers' notices are recorded by sales and Ecosystem Operations.")
    rows = ACCESS.rows(occasion.actor, Permission.RECORD_NOTICE, Account.objects.all())
    account = rows.filter(reference=typed.get("account", "").strip().upper()).first()
    if account is None:
        raise NotFound(f"There is no account {typed.get('account', '')} for you.")
    partner = partner_named(typed["partner"]) if typed.get("partner", "").strip() else None
    dated_on = needed_day(
        typed.get("dated_on", ""), "dated_on", "Write the day on the customer's letter.", until=occasion.day
    )
    if upload is None:
        raise Invalid({"file": ["Attach the customer's letter or mail: nothing counts without it."]})
    made = CustomerNotice(
        reference=next_reference("NTC"), account=account, region=account.region, partner=partner, dated_on=dated_on,
        contact_name=said(typed.get("contact_name", ""), "contact_name", "Who at the customer wrote it?", 120),
        contact_email=_mail(typed.get("contact_email", "")), recorded_by=occasion.person, recorded_at=occasion.at,
    )  # fmt: skip
    NOTICES.begin(made, NOTICE.moves["record"], occasion, account=account.name, wish=wish_of(made))
    made.document = store.accept(
        upload, subject=made, organisation=None, audience=Document.Audience.INTERNAL, occasion=occasion
    )
    made.save(update_fields=["document"])
    return made


def wish_of(notice: CustomerNotice) -> str:
    """What the customer wants, as part of a sentence."""
    return f"{notice.partner.name} is to have its renewal" if notice.partner else "it no longer wants a partner"


def _mail(text: str) -> str:
    address = text.strip()
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid({"contact_email": ["Write the address from which the customer wrote, such as name@customer.example."]}) from None  # fmt: skip
    return address


@transaction.atomic(durable=True)
def accept(reference: str, occasion: Occasion, *, version: int | None = None) -> CustomerNotice:
    """Accept it as the word of somebody authorized at the customer; from then on it decides who is the incumbent."""
    notice, move = NOTICES.take("accept", reference, occasion, version=version)
    if notice.document_id is None:
        raise NotReady("The customer's letter is not on file.", remedy="Record the notice again, with it.")
    notice.decided_by, notice.decided_at = occasion.person, occasion.at
    return NOTICES.keep(notice, move, occasion, by=by_whom(occasion), wish=wish_of(notice))


@transaction.atomic(durable=True)
def decline(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> CustomerNotice:
    """Decline it, with the reason: the writer may not say so, or did not say it."""
    why = said(reason, "reason", "Say why: it stands in the history.")
    notice, move = NOTICES.take("decline", reference, occasion, version=version)
    notice.decided_by, notice.decided_at, notice.reason = occasion.person, occasion.at, why
    return NOTICES.keep(notice, move, occasion, by=by_whom(occasion), reason=why)


@transaction.atomic(durable=True)
def withdraw(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> CustomerNotice:
    """The customer took it back, or it was accepted by mistake; it counts no more."""
    why = said(reason, "reason", "Say why: it stands in the history.")
    notice, move = NOTICES.take("withdraw", reference, occasion, version=version)
    notice.reason = why
    return NOTICES.keep(notice, move, occasion, reason=why)
