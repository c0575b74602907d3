"""Mail about clocks: nearly up, and broken (SLA-02). Both go out at once, whatever pace the reader chose."""

from datetime import datetime

from django.utils.translation import gettext as _

from towpath.domain.deals.models import Registration
from towpath.kernel.clocks.events import BREACHED, WARNED
from towpath.kernel.events.log import listen
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.in_force import book
from towpath.notices.deals.case import Case
from towpath.notices.letter import Letter, moment_words
from towpath.notices.post import post


@listen(WARNED, BREACHED)
def tell(event: Event, now: datetime) -> None:
    """Tell those whom the event names and who may still see the record."""
    if event.subject_type != Registration._meta.label_lower:
        return
    registration = Registration.objects.select_related("partner", "holder", "holder_for").get(pk=event.subject_id)
    case = Case(event, registration, book(), now)
    kind, words = ("clocks.breached", _breached) if event.name == BREACHED else ("clocks.warned", _warned)
    for reader in case.readers(Person.objects.filter(pk__in=event.data["people"], organisation=None).order_by("id")):
        post(event, kind, reader, words(case, reader), now, urgent=True)


def _due(case: Case, reader: Person) -> str:
    return moment_words(datetime.fromisoformat(case.said("due_at")), reader)


def _warned(case: Case, reader: Person) -> Letter:
    due = _due(case, reader)
    return Letter(
        subject=_("%(ref)s nearly due: %(customer)s") % {"ref": case.ref, "customer": case.customer},
        lead=_("Act by %(due)s, while there is time.") % {"due": due},
        link=case.link(reader),
        link_label=_("Open the registration"),
        facts=((_("What is owed"), case.said("title")), (_("Due"), due), *case.facts(reader)),
        why_you=_("You receive this because it is yours to do."),
    )


def _breached(case: Case, reader: Person) -> Letter:
    due = _due(case, reader)
    return Letter(
        subject=_("%(ref)s overdue: %(customer)s") % {"ref": case.ref, "customer": case.customer},
        lead=_("Act now or see to it that somebody does: this was due %(due)s.") % {"due": due},
        link=case.link(reader),
        link_label=_("Open the registration"),
        facts=(
            (_("What is owed"), case.said("title")),
            (_("Due"), due),
            (_("Now with"), case.registration.holder.name if case.registration.holder else ""),
            *case.facts(reader),
        ),
        more=(_("%(told)s told.") % {"told": case.said("told")},),
        why_you=_("You receive this because it is yours to do, or you stand in or lead there."),
    )
