"""Mail about mergers and names: to the administrators of both partners, to Legal, and to whoever asked for a name."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from towpath.domain.partners import events
from towpath.domain.partners.models import Merger, NameChange, Partner
from towpath.kernel.events.log import listen
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.notices.letter import Letter, address, day_words
from towpath.notices.post import post


def _administrators(*partners: Partner) -> list[Person]:
    found = Person.objects.filter(
        organisation__in=[each.organisation_id for each in partners], is_active=True,
        roles__contains=[Role.PARTNER_ADMIN.value],
    )  # fmt: skip
    return list(found.order_by("pk"))


@listen(events.MERGER_DONE, events.MERGER_UNDONE)
def merged(event: Event, now: datetime) -> None:
    """The people who look after either partner hear of it; those who were administrators of the one that went, too."""
    merger = Merger.objects.select_related("kept", "gone").get(pk=event.subject_id)
    if merger.kind == Merger.Kind.MOVE_UNDER:
        return
    names = {"kept": merger.kept.name, "gone": merger.gone.name}
    if event.name == events.MERGER_DONE:
        letter = Letter(
            subject=_("%(gone)s is part of %(kept)s now") % names,
            lead=_("Sign in as before: everything of %(gone)s stands in the portal of %(kept)s.") % names,
            link=address("/portal/"),
            link_label=_("Open the portal"),
            more=(_("Deals, licences and certifications keep their references, and old links lead to them."),),
        )
    else:
        letter = Letter(
            subject=_("%(gone)s is a partner of its own again") % names,
            lead=_("Sign in as before: what belonged to %(gone)s stands in its own portal again.") % names,
            link=address("/portal/"),
            link_label=_("Open the portal"),
        )
    for reader in _readers(merger):
        post(event, "partners.merger", reader, letter, now)


def _readers(merger: Merger) -> list[Person]:
    """Administrators of both sides, by the roles of before the merger and of now."""
    moved = merger.moved.filter(model="identity.person", before__roles__contains=[Role.PARTNER_ADMIN.value])
    were = Person.objects.filter(pk__in=moved.values("row"), is_active=True)
    both = {each.pk: each for each in (*_administrators(merger.kept, merger.gone), *were)}
    return sorted(both.values(), key=lambda each: each.pk)


@listen(events.NAME_REQUESTED)
def name_requested(event: Event, now: datetime) -> None:
    change = NameChange.objects.select_related("partner").get(pk=event.subject_id)
    words = {"reference": change.reference, "old": change.old_name, "new": change.name}
    letter = Letter(
        subject=_("%(reference)s: %(old)s asks to be called %(new)s") % words,
        lead=_("Take it up, and look at its documents."),
        link=address(f"/name-changes/{change.reference}"),
        link_label=_("Open the change"),
        quote=change.reason,
        quote_label=_("Why"),
        facts=((_("From"), day_words(change.effective_on)),),
    )
    legal = Person.objects.filter(organisation=None, is_active=True, roles__contains=[Role.LEGAL.value]).order_by("pk")
    for reader in legal:
        post(event, "partners.name.requested", reader, letter, now)


@listen(events.NAME_DONE, events.NAME_DECLINED)
def name_decided(event: Event, now: datetime) -> None:
    change = NameChange.objects.select_related("partner").get(pk=event.subject_id)
    words = {"reference": change.reference, "name": change.name}
    entered = event.name == events.NAME_DONE
    letter = Letter(
        subject=_("%(reference)s: you are called %(name)s from now on") % words
        if entered
        else _("%(reference)s: the new name was declined") % words,
        lead=_("The new name stands everywhere in the portal.") if entered else _("You keep the name that you have."),
        link=address(f"/portal/name/{change.reference}"),
        link_label=_("Open the change"),
        quote="" if entered else change.note,
        quote_label="" if entered else _("Why"),
        facts=((_("From"), day_words(date.fromisoformat(event.data["effective_on"]))),) if entered else (),
    )
    for reader in _administrators(change.partner):
        post(event, "partners.name.decided", reader, letter, now)
