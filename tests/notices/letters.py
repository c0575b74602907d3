"""The letters of one act: what happened by it is delivered twice, as after a crash, and each letter must be there once."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db.models import Max

from towpath.kernel.events import log
from towpath.kernel.events.models import Event
from towpath.kernel.mail.models import OutgoingMail

HOST = "http://localhost:8000"
type Letters = dict[tuple[str, str], OutgoingMail]  # kind, address -> the letter
type Wanted = Mapping[
    tuple[str, str], tuple[str, ...]
]  # kind, first part of the address -> words, the address of the link


def letters(now: datetime, act: Callable[[], Any]) -> Letters:
    """Every letter that the act leads to; what happened before it is told to nobody here."""
    last = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    act()
    events = list(Event.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True))
    for pk in events:
        log.deliver(pk, now)
    made = list(OutgoingMail.objects.filter(event__in=events).order_by("pk"))
    for pk in events:
        log.deliver(pk, now)
    assert OutgoingMail.objects.filter(event__in=events).count() == len(made), "a repeat sends nothing"
    found = {(mail.kind, mail.to): mail for mail in made}
    assert len(found) == len(made), "one letter of a kind to one person"
    return found


def expect(found: Letters, wanted: Wanted) -> None:
    """The letters are those and no others; each says its words, first the subject's, and leads to its page.

    An address without a host is one of the cast's.
    """
    full = {(kind, to if "@" in to else f"{to}@example.org"): words for (kind, to), words in wanted.items()}
    assert set(found) == set(full)
    for key, (subject, *rest) in full.items():
        mail = found[key]
        assert subject in mail.subject, mail.subject
        for words in rest:
            assert words in " ".join(mail.text.split()), f"{key}: {words!r} is not in {mail.text}"
        assert mail.text.count(HOST) == 1, f"{key}: one link to us and no more"
        assert HOST + mail.text.split(HOST, 1)[1].split()[0] in mail.html
