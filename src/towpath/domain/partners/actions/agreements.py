"""The agreement accepted by click: shown with its version and checksum, and stamped with who, when and from where (ONB-02)."""

from django.db import transaction

from towpath.domain.partners.actions.moves import PARTNERS, contract_stands, enter_track
from towpath.domain.partners.models import AgreementAcceptance, AgreementText, Partner
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Ineligible, Stale
from towpath.program.decisions.partners.agreement import Agreement, WayInFacts, agreement, way_in


class AgreementChanged(Stale):
    """Another version came into force after this one was shown; what was answered is kept."""


@transaction.atomic(durable=True)
def accept(
    reference: str, occasion: Occasion, *, version: str, checksum: str, signatory: bool, place: str | None
) -> Partner:
    """Accept the agreement that was shown, as somebody who may sign; the partner is authorized by it (ONB-04).

    version, checksum  of the text that was shown; AgreementChanged when another one is in force now
    place              the address of the network from which it was accepted, or None when unknown
    """
    partner, move = PARTNERS.take("accept", reference, occasion)
    way = way_in(WayInFacts(_kind(partner), signatory, partner.region), occasion.book, on=occasion.day)
    found = agreement(partner.region, occasion.book, occasion.day)
    if way.outcome != "click_through" or found is None:
        raise Ineligible(
            "This agreement cannot be accepted by click.", because=[reason.as_record() for reason in way.because]
        )
    if (version, checksum) != (found.version, found.checksum):
        raise AgreementChanged(
            "The agreement changed after it was shown to you.",
            remedy=f"Read version {found.version}, which is in force now, then accept it.",
        )
    _stamped(partner, found, occasion, place)
    partner.click_through_agreement, partner.signed_contract_on = True, occasion.day
    decision = contract_stands(partner, occasion.book, occasion.day)
    if not decision.outcome:
        raise Ineligible("Something is still missing.", because=[reason.as_record() for reason in decision.because])
    enter_track(partner, occasion.day)
    return PARTNERS.keep(
        partner, move, occasion, name=occasion.person.name, title=found.title, agreement=found.version,
        checksum=found.checksum, decision=decision.as_record(),
    )  # fmt: skip


def _kind(partner: Partner) -> str:
    """The kind that decides: of several, the first one that the program does not let click through."""
    return partner.kinds[0] if len(partner.kinds) == 1 else ""


def _stamped(partner: Partner, found: Agreement, occasion: Occasion, place: str | None) -> AgreementAcceptance:
    text, _made = AgreementText.objects.get_or_create(
        checksum=found.checksum,
        defaults={"key": found.key, "version": found.version, "title": found.title, "text": found.text},
    )
    return AgreementAcceptance.objects.create(
        partner=partner, person=occasion.person, text=text, version=found.version, checksum=found.checksum,
        accepted_at=occasion.at, place=place, door=occasion.door,
    )  # fmt: skip
