"""Letters about licences that are not for resale: to the partner, to Licence Support, to directors, to the manager."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from towpath.domain.enablement import events
from towpath.domain.enablement.access import ACCESS, Permission
from towpath.domain.enablement.models import Licence, LicenceRequest
from towpath.domain.enablement.owed import team
from towpath.kernel.clocks.events import BREACHED, WARNED
from towpath.kernel.events.log import listen
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.notices.letter import Letter, address, day_words, moment_words
from towpath.notices.post import post


def _request(event: Event) -> LicenceRequest:
    rows = LicenceRequest.objects.select_related("partner__manager", "asked_by", "licence")
    return rows.get(pk=event.subject_id)


def _theirs(row: LicenceRequest) -> list[Person]:
    """The partner's people who asked or look after their company."""
    people = Person.objects.filter(organisation=row.organisation_id, is_active=True).order_by("id")
    return [one for one in people if one.pk == row.asked_by_id or one.has(Role.PARTNER_ADMIN)]


def _send(
    event: Event, kind: str, readers: Iterable[Person], letter: Letter, now: datetime, urgent: bool = False
) -> None:
    for reader in readers:
        post(event, kind, reader, letter, now, urgent=urgent)


def _inside(row: LicenceRequest) -> str:
    return address(f"/licences/{row.reference}")


def _portal(row: LicenceRequest) -> str:
    return address(f"/portal/support/licences/{row.reference}")


@listen(events.NFR_ASKED, events.NFR_PASSED, events.NFR_APPROVED)
def to_send(event: Event, now: datetime) -> None:
    """Licence Support has one to send; the partner hears that it is on its way."""
    row = _request(event)
    words = {"reference": row.reference, "partner": row.partner.name}
    letter = Letter(
        subject=_("%(reference)s %(partner)s: a licence to send") % words,
        lead=_("Send the licence."),
        link=_inside(row),
        link_label=_("Open the request"),
    )
    _send(event, "licences.to_send", team(Role.LICENCE_SUPPORT), letter, now)
    own = Letter(
        subject=_("%(reference)s: your licences are on their way") % words,
        lead=_("You are sent the licence within two working days. Nothing to do."),
        link=_portal(row),
        link_label=_("See where it stands"),
    )
    _send(event, "licences.on_its_way", _theirs(row), own, now)


@listen(events.NFR_REFUSED)
def refused(event: Event, now: datetime) -> None:
    """NFR-01: each missing requirement, and how to fulfil it."""
    row = _request(event)
    letter = Letter(
        subject=_("%(reference)s: your request is outside the policy") % {"reference": row.reference},
        lead=_("Put right what is missing, then ask again."),
        link=_portal(row),
        link_label=_("See what is missing"),
        more=tuple(f"{one['says']} {one.get('mend', '')}".strip() for one in row.missing),
    )
    _send(event, "licences.refused", _theirs(row), letter, now)


@listen(events.NFR_FILED)
def to_decide(event: Event, now: datetime) -> None:
    row = _request(event)
    letter = Letter(
        subject=_("%(reference)s %(partner)s: an exception to decide") % {"reference": row.reference, "partner": row.partner.name},
        lead=_("Approve or decline the exception."),
        link=_inside(row),
        link_label=_("Open the request"),
        quote=row.justification,
        quote_label=_("Justification"),
    )  # fmt: skip
    directors = team(Role.CHANNEL_DIRECTOR, Role.PROGRAMS_DIRECTOR)
    readers = [one for one in ACCESS.holders(Permission.DECIDE_LICENCE, row, directors) if one.pk != row.asked_by_id]
    _send(event, "licences.to_decide", readers, letter, now)


@listen(events.NFR_REFERRED)
def to_buy(event: Event, now: datetime) -> None:
    """NFR-02: the partner should pay, so its manager helps it to buy."""
    row = _request(event)
    if row.partner.manager is None or not row.partner.manager.is_active:
        return
    letter = Letter(
        subject=_("%(partner)s is to buy its licences") % {"partner": row.partner.name},
        lead=_("Help the partner to buy what it needs, with sales."),
        link=_inside(row),
        link_label=_("Open the request"),
        quote=row.justification,
        quote_label=_("Justification"),
    )
    _send(event, "licences.to_buy", [row.partner.manager], letter, now)


@listen(events.NFR_DECLINED)
def declined(event: Event, now: datetime) -> None:
    row = _request(event)
    letter = Letter(
        subject=_("%(reference)s: the exception was declined") % {"reference": row.reference},
        lead=_("Read why; ask for what the policy gives, or buy the rest."),
        link=_inside(row),
        link_label=_("Open the request"),
        quote=row.reason,
        quote_label=_("Why"),
    )
    _send(event, "licences.declined.inside", [row.asked_by] if row.asked_by.is_active else [], letter, now)


@listen(events.NFR_FULFILLED)
def fulfilled(event: Event, now: datetime) -> None:
    """The key itself stays out of the mail: it opens for those who may see it, after signing in."""
    row = _request(event)
    letter = Letter(
        subject=_("%(reference)s: your licence is there") % {"reference": row.reference},
        lead=_("Sign in and take it."),
        link=_portal(row),
        link_label=_("Open the licence"),
        facts=((_("Ends"), day_words(row.licence.expires_on)),),
    )
    _send(event, "licences.fulfilled", _theirs(row), letter, now)


@listen(events.LICENCE_ENDING, events.LICENCE_EXPIRED, events.LICENCE_REVOKED, events.LICENCE_EXTENDED)
def of_a_licence(event: Event, now: datetime) -> None:
    """What happens to a licence that runs, to those whose it is."""
    licence = Licence.objects.select_related("request__asked_by").get(pk=event.subject_id)
    row, name = licence.request, {"licence": licence.reference}
    if event.name == events.LICENCE_ENDING:
        count = event.data["days"]
        left = ngettext("%(count)d day", "%(count)d days", count) % {"count": count}
        until = day_words(date.fromisoformat(event.data["expires_on"]))
        subject = _("%(licence)s ends in %(left)s") % (name | {"left": left})
        lead = _("Ask for its renewal before %(day)s; it is not renewed by itself.") % {"day": until}
    elif event.name == events.LICENCE_EXPIRED:
        subject, lead = _("%(licence)s ended") % name, _("Ask for a new one if you still need it.")
    elif event.name == events.LICENCE_EXTENDED:
        subject, lead = _("%(licence)s was renewed") % name, _("Nothing to do.")
    else:
        subject, lead = _("%(licence)s was taken back") % name, _("Do not use it any more.")
    letter = Letter(
        subject=subject,
        lead=lead,
        link=_portal(row),
        link_label=_("See the licence"),
        quote=licence.reason if event.name == events.LICENCE_REVOKED else "",
        quote_label=_("Why"),
    )
    _send(event, event.name, _theirs(row), letter, now)


@listen(WARNED, BREACHED)
def of_the_clock(event: Event, now: datetime) -> None:
    """What is owed to a partner is nearly due, or overdue: at once, to those whom the event names."""
    if event.subject_type != LicenceRequest._meta.label_lower:
        return
    row, late = _request(event), event.name == BREACHED
    readers = Person.objects.filter(pk__in=event.data["people"], organisation=None, is_active=True).order_by("id")
    words = {"reference": row.reference, "partner": row.partner.name}
    for reader in readers:
        due = moment_words(datetime.fromisoformat(event.data["due_at"]), reader) if event.data["due_at"] else ""
        letter = Letter(
            subject=(_("%(reference)s %(partner)s: a licence is overdue") if late else _("%(reference)s %(partner)s: a licence is nearly due")) % words,
            lead=_("Send it now: this was due %(due)s.") % {"due": due} if late else _("Send it by %(due)s.") % {"due": due},
            link=_inside(row),
            link_label=_("Open the request"),
        )  # fmt: skip
        post(event, "licences.overdue" if late else "licences.nearly_due", reader, letter, now, urgent=True)
