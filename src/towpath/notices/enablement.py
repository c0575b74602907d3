"""Letters about certifications: one that runs out soon, to its learner and her administrators; a file that was read in."""

from datetime import date, datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from towpath.domain.enablement.events import EXPIRING
from towpath.domain.enablement.models import Completion, CompletionImport
from towpath.kernel.events.log import listen
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.mail import outbox
from towpath.notices.letter import Letter, address, day_words, rendered


@listen(EXPIRING)
def warn(event: Event, now: datetime) -> None:
    """To the learner, if she signs in here, and to the administrators of the partner where she works."""
    completion = (
        Completion.objects.select_related("learner__works_at").filter(pk=event.subject_id, voided_at=None).first()
    )
    if completion is None or completion.learner.works_at is None:
        return
    organisation = completion.learner.works_at.organisation_id
    people = Person.objects.filter(organisation=organisation, is_active=True)
    for reader in people:
        if reader.pk == completion.learner.person_id or reader.has(Role.PARTNER_ADMIN):
            _send(event, "enablement.expiring", reader, _expiring(event, completion, reader), now)


def _expiring(event: Event, completion: Completion, reader: Person) -> Letter:
    until = day_words(date.fromisoformat(event.data["expires_on"]))
    left = ngettext("%(count)d day", "%(count)d days", event.data["days"]) % {"count": event.data["days"]}
    badge, mine = event.data["badge"], reader.pk == completion.learner.person_id
    words = {"badge": badge, "left": left, "name": completion.learner.name}
    return Letter(
        subject=_("%(badge)s runs out in %(left)s: %(name)s") % words,
        lead=_("Renew it before %(day)s.") % {"day": until} if mine else _("See to its renewal before %(day)s.") % {"day": until},
        link=address("/portal/certifications"),
        link_label=_("See the certifications"),
        facts=((_("Certification"), badge), (_("Held by"), completion.learner.name), (_("Counts until"), until)),
        more=(_("From that day on it counts no more for what your organisation may do."),),
    )  # fmt: skip


@listen("enablement.import.applied", "enablement.import.failed")
def tell_of_import(event: Event, now: datetime) -> None:
    """To who asked for it: a large file is read while she does something else."""
    row = CompletionImport.objects.select_related("done_by").filter(pk=event.subject_id).first()
    if row is None or row.done_by is None or not row.done_by.is_active:
        return
    failed = event.name.endswith("failed")
    words = {"file": row.file_name, "added": event.data.get("added", 0), "refused": event.data.get("refused", 0)}
    letter = Letter(
        subject=_("%(file)s cannot be imported") % words if failed else _("%(file)s is imported") % words,
        lead=_("Choose the file again: %(why)s.") % {"why": event.data["why"].rstrip(".")} if failed
        else _("Nothing to do: %(added)d completions were added, %(refused)d rows were left out.") % words,
        link=address(f"/enablement/imports/{row.reference}"),
        link_label=_("See the import"),
    )  # fmt: skip
    _send(event, "enablement.import", row.done_by, letter, now)


def _send(event: Event, kind: str, reader: Person, letter: Letter, now: datetime) -> None:
    text, html = rendered(letter)
    outbox.put(
        event, kind=kind, to=reader.email, person=reader, subject=letter.subject, text=text, html=html, now=now
    )  # fmt: skip
