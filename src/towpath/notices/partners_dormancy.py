"""Mail to a partner's administrators: the access ends soon, has ended, is opened again."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from towpath.domain.partners import events
from towpath.domain.partners.models import Partner
from towpath.kernel.events.log import listen
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.in_force import book
from towpath.notices.letter import Letter, address, day_words
from towpath.notices.post import post
from towpath.program.decisions.vendor import vendor


@listen(events.WARNED, events.FELL_ASLEEP, events.REVIVED)
def tell(event: Event, now: datetime) -> None:
    partner = Partner.objects.get(pk=event.subject_id)
    letter = _letter(event, partner, vendor(book(), now.date()).support_address)
    for reader in _administrators(partner):
        post(event, "partners.dormancy", reader, letter, now, urgent=True)


def _letter(event: Event, partner: Partner, support: str) -> Letter:
    if event.name == events.WARNED:
        day = day_words(date.fromisoformat(event.data["sleeps_on"]))
        return Letter(
            subject=_("The access of %(partner)s ends on %(day)s, unless somebody signs in")
            % {"partner": partner.name, "day": day},
            lead=_("Sign in once before %(day)s, any one of you, and nothing changes.") % {"day": day},
            link=address("/account/login/"),
            link_label=_("Sign in"),
            facts=((_("Last seen"), day_words(date.fromisoformat(event.data["last_seen_on"]))),),
        )
    if event.name == events.FELL_ASLEEP:
        return Letter(
            subject=_("The access of %(partner)s has ended") % {"partner": partner.name},
            lead=_("Nobody signed in for a long time. Write to %(address)s to have it opened again.")
            % {"address": support},
            link=address("/account/login/"),
            link_label=_("The sign-in page"),
            more=(_("Nothing is lost: your deals and your people's records stay as they are."),),
        )
    return Letter(
        subject=_("The portal is open to %(partner)s again") % {"partner": partner.name},
        lead=_("Sign in as before, with the password you had."),
        link=address("/account/login/"),
        link_label=_("Sign in"),
    )


def _administrators(partner: Partner) -> list[Person]:
    found = Person.objects.filter(
        organisation=partner.organisation_id, is_active=True, roles__contains=[Role.PARTNER_ADMIN.value]
    )
    return list(found.order_by("pk"))
