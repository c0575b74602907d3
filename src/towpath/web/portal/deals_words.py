"""A registration in a partner's words: its state, with whom it is now, its clock, the reasons of its decisions."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_noop

from towpath.domain.deals.lifecycles import (
    APPROVED,
    CLOSED_LOST,
    CLOSED_WON,
    DENIED,
    DRAFT,
    EXPIRED,
    IN_REVIEW,
    RETURNED,
    SUBMITTED,
    WITHDRAWN,
)
from towpath.domain.deals.models import Registration
from towpath.kernel.clocks.faces import Face
from towpath.kernel.clocks.models import Clock
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.program.book import Book
from towpath.program.decisions import sla
from towpath.program.decisions.deal_registration.form import registration_types
from towpath.program.decisions.deal_registration.protection import PROTECTION
from towpath.program.decisions.vendor import vendor
from towpath.web.shell.addresses import address
from towpath.web.shell.formats import FILTERS, days_in_words, length_words
from towpath.web.shell.formats import counted as ngettext
from towpath.web.shell.formats import translated as _

FIRST_CONTACT = "sla.first_contact"
E = "deals.registration."

# state -> label, meaning, icon. Who inside the vendor has it is none of these words.
STATES: dict[str, tuple[str, str, str | None]] = {
    DRAFT: (gettext_noop("Draft"), "neutral", "edit"),
    SUBMITTED: (gettext_noop("Submitted"), "waiting", None),
    IN_REVIEW: (gettext_noop("In review"), "waiting", None),
    RETURNED: (gettext_noop("Returned to you"), "attention", "undo"),
    APPROVED: (gettext_noop("Approved"), "good", None),
    DENIED: (gettext_noop("Denied"), "stop", None),
    WITHDRAWN: (gettext_noop("Withdrawn"), "neutral", None),
    EXPIRED: (gettext_noop("Expired"), "neutral", "hourglass"),
    CLOSED_WON: (gettext_noop("Won"), "good", "star"),
    CLOSED_LOST: (gettext_noop("Lost"), "neutral", None),
}


def state_words(state: str) -> dict[str, Any]:
    """The state as `ui.state_badge` takes it."""
    label, meaning, icon = STATES[state]
    return {"state": state, "label": _(label), "meaning": meaning, "icon": icon}


def state_of(registration: Registration) -> dict[str, Any]:
    """The state as the partner sees it: what the vendor prepares on its behalf goes back to the vendor, not to it."""
    inside = registration.state == RETURNED and registration.on_behalf
    return state_words(IN_REVIEW if inside else registration.state)


def vendor_name(book: Book, on: date) -> str:
    return vendor(book, on).name


def with_whom(registration: Registration, vendor: str) -> str:
    """With whom it is now, by team: never by role or person of the vendor; "" once nobody has to act."""
    if registration.state in (DRAFT, RETURNED) and not registration.on_behalf:
        return _("With you")
    if registration.state == SUBMITTED:
        return _("With %(vendor)s’s partner operations") % {"vendor": vendor}
    if registration.state in (IN_REVIEW, RETURNED):
        return _("With %(vendor)s’s sales team") % {"vendor": vendor}
    return ""


def type_titles(book: Book, on: date) -> dict[str, str]:
    return {one.key: one.title for one in registration_types(book, on)}


def answer_within(book: Book, on: date) -> str:
    """How soon the vendor promises an answer: "two business days"."""
    page = next((p for p in sla.sla_pages(book, on) if p.name == FIRST_CONTACT), None)
    if page is None:
        return ""
    amount = page.allowance.amount
    number = f"{amount.normalize():f}"
    if page.allowance.unit == "days":
        return ngettext("%(n)s business day", "%(n)s business days", int(amount)) % {"n": number}
    return ngettext("%(n)s working hour", "%(n)s working hours", int(amount)) % {"n": number}


def protection_term(book: Book, on: date) -> int:
    """For how many days an approval protects (DRG-17)."""
    _since, wording = book[PROTECTION].in_force(on)
    return int(wording["term_days"])


def remaining_words(face: Face) -> str:
    """What is left of a clock, in its own unit of business time."""
    if face.unit == "days":
        amount = abs(face.remaining)
        days = f"{amount:.1f}".removesuffix(".0")
        many = 1 if days == "1" else 2
        left = ngettext("%(days)s business day left", "%(days)s business days left", many)
        over = ngettext("%(days)s business day over", "%(days)s business days over", many)
        return (over if face.remaining < 0 else left) % {"days": days}
    length = length_words(float(abs(face.remaining)) * 3600)
    over, left = _("%(length)s of working time over"), _("%(length)s of working time left")
    return (over if face.remaining < 0 else left) % {"length": length}


def clock_words(face: Face | None, registration: Registration, reader: Person, now: datetime) -> dict[str, Any] | None:
    """A face as `ui.clock` takes it, in the reader's zone; None where no clock runs that she may see."""
    if face is None:
        return None
    paused = face.state == Clock.State.PAUSED
    return {
        "due_at": face.due_at,
        "due_text": _("while we wait for you") if paused else FILTERS["moment_in_zone"](face.due_at, reader.zone),
        "remaining_text": remaining_words(face),
        "fraction_left": float(face.fraction_left),
        "meaning": face.meaning,
        "paused": paused,
        "met": False,
        "label": _("Our answer"),
        "why_url": address("portal:clock", registration.reference, face.clock.pk),
    }


def why(decisions: Iterable[Mapping[str, Any]], book: Book) -> list[dict[str, Any]]:
    """Kept decisions as `ui.why_panel` takes them."""
    return [
        {
            "question": book.title_of(decision["question"]),
            "outcome": _outcome(decision["outcome"]),
            "meaning": "stop" if decision["outcome"] is False else "good" if decision["outcome"] is True else "neutral",
            "on": date.fromisoformat(decision["on"]) if decision.get("on") else None,
            "url": address("portal:decision", *decision["address"]) if "address" in decision else "",
            "because": [reason_words(reason, book) for reason in decision["because"]],
            "facts": [],
        }
        for decision in decisions
    ]


def reason_words(reason: Mapping[str, Any], book: Book) -> dict[str, Any]:
    since = reason["in_force_since"]
    return {
        "sentence": days_in_words(" ".join(part for part in (reason["says"], reason.get("mend", "")) if part)),
        "rule": ", ".join(reason["catalogue_ids"]) or book.public_name(reason["rule"]),
        "since": date.fromisoformat(since) if isinstance(since, str) else since,
        "source": reason["source"],
        "url": address("portal:rule", book.public_name(reason["rule"])),
    }


def _outcome(outcome: Any) -> str:
    if outcome is True:
        return _("yes")
    if outcome is False:
        return _("no")
    if isinstance(outcome, Mapping) and "expires_on" in outcome:
        return _("until %(day)s") % {"day": FILTERS["date_words"](date.fromisoformat(outcome["expires_on"]))}
    return ""


def extension_is_asked(events: Iterable[Event]) -> bool:
    """Whether an extension was asked for and not answered yet, as the events tell it, oldest first."""
    asked = False
    for event in events:
        if event.name == E + "extension_asked":
            asked = True
        elif event.name in (E + "extended", E + "extension_declined", E + "expired"):
            asked = False
    return asked
