"""Mail when a partner's standing with the program changes or is about to: to its administrators and to its manager."""

from collections.abc import Callable
from datetime import date, datetime

from django.utils.translation import gettext as _

from towpath.domain.enablement import events
from towpath.domain.partners.models import Partner
from towpath.kernel.events.log import listen
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.notices.letter import Letter, address, day_words
from towpath.notices.post import post

type Words = Callable[[Event, str, str], tuple[str, str]]  # event, company, label -> subject, what to do


def _warned(event: Event, company: str, label: str) -> tuple[str, str]:
    day = day_words(date.fromisoformat(event.data["breaks_on"]))
    return (
        _("%(company)s will fall out of %(label)s on %(day)s") % {"company": company, "label": label, "day": day},
        _("Renew what runs out before %(day)s, and nothing changes.") % {"day": day},
    )


def _in_grace(event: Event, company: str, label: str) -> tuple[str, str]:
    day = day_words(date.fromisoformat(event.data["until_on"]))
    return (
        _("%(company)s no longer meets what %(label)s asks") % {"company": company, "label": label},
        _("All rights are kept until %(day)s; put right what is missing by then.") % {"day": day},
    )


def _lost(event: Event, company: str, label: str) -> tuple[str, str]:
    return (
        _("%(company)s does not comply with %(label)s any more") % {"company": company, "label": label},
        _("Rights that depend on it rest until what is missing is put right."),
    )


def _regained(event: Event, company: str, label: str) -> tuple[str, str]:
    return (
        _("%(company)s complies with %(label)s") % {"company": company, "label": label},
        _("Nothing needs to be done."),
    )


WORDS: dict[str, tuple[str, Words]] = {
    events.WARNED: ("compliance.warned", _warned),
    events.IN_GRACE: ("compliance.in_grace", _in_grace),
    events.LOST: ("compliance.lost", _lost),
    events.REGAINED: ("compliance.regained", _regained),
    events.REACHED: ("compliance.regained", _regained),
}


@listen(*WORDS)
def tell(event: Event, now: datetime) -> None:
    partner = Partner.objects.select_related("manager").filter(pk=event.subject_id).first()
    if partner is None:
        return
    kind, words = WORDS[event.name]
    for reader in _readers(partner):
        post(
            event, kind, reader, _letter(event, partner, reader, *words(event, partner.name, event.data["label"])), now
        )


def _readers(partner: Partner) -> list[Person]:
    """The partner's administrators, and the Ecosystem Sales Manager."""
    administrators = Person.objects.filter(
        organisation=partner.organisation_id, is_active=True, roles__contains=[Role.PARTNER_ADMIN.value]
    ).order_by("pk")
    manager = [partner.manager] if partner.manager and partner.manager.is_active else []
    return [*administrators, *manager]


def _letter(event: Event, partner: Partner, reader: Person, subject: str, lead: str) -> Letter:
    page = f"/partners/{partner.reference}/compliance" if reader.is_internal else "/portal/compliance"
    facts = [(_("Track or designation"), event.data["label"])]
    if event.data.get("missing"):
        facts.append((_("Missing"), event.data["missing"]))
    if event.data.get("next_step"):
        facts.append((_("Next step"), event.data["next_step"]))
    why = _("You manage this partner.") if reader.is_internal else _("You administer your company's portal.")
    return Letter(
        subject=subject, lead=lead, link=address(page), link_label=_("See the scorecard"), facts=tuple(facts),
        why_you=why,
    )  # fmt: skip
