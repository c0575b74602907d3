"""One mail a day for those who chose so: what waited is gathered at eight in the morning of the reader's zone."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils.translation import ngettext

from towpath.kernel.events.log import enqueue
from towpath.kernel.identity.models import Person
from towpath.kernel.mail.models import OutgoingMail
from towpath.kernel.mail.outbox import SEND_TASK, message_id, one_line
from towpath.kernel.mail.standing import why_not
from towpath.notices.letter import Letter, day_words, rendered_digest

AT = time(8)
State = OutgoingMail.State


def gather(now: datetime) -> int:
    """Make each reader's digest whose hour has come; returns how many. Each is one transaction, safe to repeat."""
    waiting = OutgoingMail.objects.filter(state=State.WAITING, digest=True, person__isnull=False)
    readers = Person.objects.filter(pk__in=waiting.values("person"))
    return sum(_gathered(reader, now) for reader in readers.order_by("pk"))


def _gathered(reader: Person, now: datetime) -> bool:
    until, day = _last_eight(reader, now)
    with transaction.atomic():
        rows = list(
            OutgoingMail.objects.select_for_update(of=("self",))
            .filter(person=reader, state=State.WAITING, digest=True, made_at__lt=until)
            .select_related("person")
            .order_by("id")
        )
        for row in rows:
            row.last_error = why_not(row)
            row.state = State.DROPPED if row.last_error else State.GATHERED
        kept = [row for row in rows if row.state == State.GATHERED]
        if kept:
            _post(reader, kept, day, now)
        OutgoingMail.objects.bulk_update(rows, ["state", "last_error"])
    return bool(kept)


def _post(reader: Person, rows: list[OutgoingMail], day: date, now: datetime) -> None:
    mark = f"digest/{reader.pk}/{day}/{rows[0].pk}"
    count = ngettext("%(count)d message", "%(count)d messages", len(rows)) % {"count": len(rows)}
    text, html = rendered_digest([gist(row) for row in rows], day_words(day))
    mail = OutgoingMail.objects.create(
        person=reader,
        kind="digest",
        to=reader.email,
        subject=one_line(f"{count}: {rows[0].subject}" + (" …" if len(rows) > 1 else "")),
        text=text,
        html=html,
        message_id=message_id(mark),
        made_at=now,
        next_try_at=now,
    )
    enqueue(SEND_TASK, queue="mail", mail_id=mail.pk)


def _last_eight(reader: Person, now: datetime) -> tuple[datetime, date]:
    """The last eight o'clock of the reader's zone that has come, and its day."""
    zone = ZoneInfo(reader.zone)
    day = now.astimezone(zone).date()
    if now < datetime.combine(day, AT, zone):
        day -= timedelta(days=1)
    return datetime.combine(day, AT, zone), day


def gist(mail: OutgoingMail) -> Letter:
    """Subject, first line and link of a message that was made before."""
    lines = [line for line in mail.text.splitlines() if line.strip()]
    link = next((line for line in lines if line.startswith(settings.BASE_URL)), settings.BASE_URL)
    return Letter(subject=mail.subject, lead=lines[0] if lines else "", link=link, link_label="")
