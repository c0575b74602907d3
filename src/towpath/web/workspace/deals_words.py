"""How a registration reads to the vendor's people: its state, with whom it is, its clock, facts, reasons and history."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.urls import NoReverseMatch
from django.utils.translation import gettext_lazy

from towpath.basics.countries import COUNTRY_NAMES
from towpath.domain.deals.actions.words import WRITABLE
from towpath.domain.deals.history import Entry
from towpath.domain.deals.lifecycles import IN_REVIEW
from towpath.domain.deals.models import Registration
from towpath.domain.deals.queries import status_of
from towpath.kernel.clocks.faces import Face
from towpath.program.book import Book
from towpath.program.decisions.deal_registration.eligibility import KIND_NAMES
from towpath.program.decisions.deal_registration.form import (
    FieldSpec,
    denial_reasons,
    form_fields,
    registration_types,
    sourcing_findings,
)
from towpath.web.shell import addresses
from towpath.web.shell.formats import counted as ngettext
from towpath.web.shell.formats import date_words, days_in_words, money, number, short_moment, working_left
from towpath.web.shell.formats import translated as _

CODE = re.compile(r"[a-z]+(_[a-z]+)+")  # a name of the program's pages, such as opportunity_existed
MEANINGS = {
    "draft": ("neutral", "edit"),
    "submitted": ("waiting", "inbox"),
    "in_review": ("waiting", "hourglass"),
    "returned": ("attention", "undo"),
    "approved": ("good", "check"),
    "denied": ("stop", "cross"),
    "withdrawn": ("neutral", "leave"),
    "expired": ("neutral", "clock"),
    "closed_won": ("good", "star"),
    "closed_lost": ("neutral", "cross"),
}
DOORS = {
    "portal": gettext_lazy("in the portal"),
    "workspace": gettext_lazy("in the workspace"),
    "api": gettext_lazy("through the API"),
    "cli": gettext_lazy("on the command line"),
    "job": gettext_lazy("by itself"),
}


def address(name: str, *args: Any) -> str:
    """The address of a page, or "" where the product has no such page."""
    try:
        return addresses.address(name, *args)
    except NoReverseMatch:
        return ""


def state(registration: Registration, book: Book) -> dict[str, str]:
    """The state as a badge: DR - Status in the program's words, never by colour alone."""
    meaning, icon = MEANINGS[registration.state]
    return {"state": registration.state, "label": status_of(registration, book), "meaning": meaning, "icon": icon}


def with_whom(registration: Registration) -> str:
    """With whom it is now and for whom; "" once nobody owes anything."""
    if registration.state == "draft" and registration.on_behalf:
        return _("being prepared by %(name)s, to be submitted by Ecosystem Operations") % {
            "name": registration.started_by.name
        }
    if registration.state == "submitted":
        return _("with Ecosystem Operations")
    if registration.state == "returned":
        return _("with the partner, %(name)s") % {"name": registration.partner.name}
    if registration.state != IN_REVIEW or registration.holder is None:
        return ""
    if registration.holder_for is not None:
        return _("with %(name)s, for %(absent)s who is away") % {
            "name": registration.holder.name,
            "absent": registration.holder_for.name,
        }
    return _("with %(name)s") % {"name": registration.holder.name}


def with_short(registration: Registration) -> str:
    """With whom it is now, as short as a column of a list wants it."""
    if registration.state == "draft":
        return registration.esm.name if registration.on_behalf and registration.esm else ""
    if registration.state == "submitted":
        return _("Operations")
    if registration.state == "returned":
        return _("the partner")
    if registration.holder is None:
        return ""
    if registration.holder_for is not None:
        return _("%(name)s for %(absent)s") % {"name": registration.holder.name, "absent": registration.holder_for.name}
    return registration.holder.name


def clock(face: Face | None, zone: str, now: datetime, why_url: str) -> dict[str, Any] | None:
    """A clock as the header draws it; None where none runs."""
    if face is None:
        return None
    paused = face.state == "paused"
    told = [] if face.clock.owner is None or face.meaning not in ("attention", "stop") else [face.clock.owner.name]
    return {
        "label": face.title,
        "due_at": face.due_at or face.clock.stopped_at or face.clock.started_at,
        "due_text": short_moment(face.due_at, zone, now) if face.due_at else "",
        "remaining_text": _("waiting for the partner") if paused else left(face),
        "fraction_left": float(face.fraction_left),
        "meaning": "waiting" if paused else face.meaning,
        "why_url": why_url,
        "paused": paused,
        "met": bool(face.met),
        "told": told,
    }


def left(face: Face) -> str:
    """What is left of a clock, in working time."""
    if face.unit == "hours":
        return working_left(float(face.remaining) * 3600)
    days = f"{abs(face.remaining):.1f}"
    if face.remaining >= 0:
        return _("%(days)s working days left") % {"days": days}
    return _("%(days)s working days over") % {"days": days}


def fact(label: Any, value: Any, url: str = "", help_text: str = "") -> dict[str, Any]:
    return {"label": label, "value": value, "url": url, "help": help_text}


def claim_groups(registration: Registration, book: Book, on: date) -> list[dict[str, Any]]:
    """What the partner said, as it was typed, under the headings of the form."""
    types = {kind.key: kind for kind in registration_types(book, on)}
    chosen = types.get(registration.deal_type) or next(iter(types.values()))
    groups: dict[str, list[dict[str, Any]]] = {}
    for spec in form_fields(chosen.key, book, on):
        raw = getattr(registration, spec.name) if spec.name in WRITABLE else registration.extra.get(spec.name)
        if spec.name == "currency":
            continue
        groups.setdefault(spec.section or _("Deal"), []).append(fact(spec.label, shown(spec, raw, registration)))
    kind = fact(_("Type"), types[registration.deal_type].title if registration.deal_type in types else "")
    kind["help"] = chosen.meaning if registration.deal_type else ""
    found = [{"title": title, "items": items} for title, items in groups.items()]
    partner = registration.partner
    who = fact(_("Partner"), partner.name, address("workspace:partner", partner.reference))
    return [{"title": _("Registration"), "items": [kind, who]}, *found]


def shown(spec: FieldSpec, raw: Any, registration: Registration) -> Any:
    """One answer of the form in words."""
    if raw in (None, ""):
        return ""
    if spec.kind == "money":
        return money(raw, registration.currency)
    if spec.kind == "day":
        return date_words(raw if isinstance(raw, date) else date.fromisoformat(raw))
    if spec.kind == "country":
        return COUNTRY_NAMES.get(raw, raw)
    if spec.kind == "flag":
        return _("yes") if raw else _("no")
    if spec.kind == "choice":
        return dict(spec.choices).get(raw, raw)
    return f"{raw:,}" if spec.kind == "whole" and isinstance(raw, int) else raw


def finding_groups(registration: Registration, book: Book, on: date) -> list[dict[str, Any]]:
    """What the vendor found: account, people, opportunity, who sourced it, and the decision."""
    account, opportunity = registration.account, registration.opportunity
    findings = {one.key: one for one in sourcing_findings(book, on)}
    found = findings.get(registration.sourcing)
    territory = account.territory.code if account and account.territory else ""
    waits = _("Waits for the nightly territory assignment.") if account and not account.territory else ""
    linked = _("linked and primary") if registration.is_primary else _("linked")
    groups = [
        {
            "title": _("Customer"),
            "items": [
                fact(_("Account"), account.name if account else "", _account_url(account), waits),
                fact(_("Territory"), territory),
                fact(_("Account owner"), account.owner.name if account and account.owner else ""),
                fact(_("Contact"), registration.contact.name if registration.contact else ""),
                fact(_("Region"), registration.region),
            ],
        },
        {
            "title": _("Sale"),
            "items": [
                fact(_("Ecosystem Sales Manager"), registration.esm.name if registration.esm else ""),
                fact(_("Area Sales Manager"), registration.asm.name if registration.asm else ""),
                fact(
                    _("Opportunity"),
                    str(opportunity) if opportunity else "",
                    address("workspace:opportunity", opportunity.reference) if opportunity else "",
                    linked if opportunity else "",
                ),
                fact(_("Type confirmed"), _("yes") if registration.type_confirmed else _("not yet")),
                fact(_("Who sourced it"), found.words if found else "", "", registration.sourcing_note),
            ],
        },
    ]
    outcome = outcome_group(registration, book, on)
    return [*groups, outcome] if outcome["items"] else groups


def _account_url(account: Any) -> str:
    return address("workspace:account", account.reference) if account else ""


def outcome_group(registration: Registration, book: Book, on: date) -> dict[str, Any]:
    """The decision and what it means for the holder; no items while there is none."""
    items = []
    if registration.approved_on:
        items.append(fact(_("Approved on"), date_words(registration.approved_on)))
        items.append(fact(_("Protected until"), date_words(registration.expires_on)))
        if registration.extensions or registration.extended_to:
            items.append(fact(_("Extended"), extended_words(registration)))
    if registration.denial_reason:
        words = {one.key: one for one in denial_reasons(book, on)}.get(registration.denial_reason)
        if words is not None:
            items.append(fact(_("Denied because"), words.words_internal, "", words.words_for_partner))
    if registration.told_partner:
        items.append(fact(_("Told the partner"), registration.told_partner))
    return {"title": _("Outcome"), "items": items}


def extended_words(registration: Registration) -> str:
    parts = []
    if registration.extended_to:
        parts.append(_("to %(day)s by Ecosystem Operations") % {"day": date_words(registration.extended_to)})
    if registration.extensions:
        parts.append(
            ngettext("%(num)d time", "%(num)d times", registration.extensions) % {"num": registration.extensions}
        )
    return ", ".join(parts)


def why(decisions: Iterable[Mapping[str, Any]], book: Book, registration: Registration) -> list[dict[str, Any]]:
    """Decisions of a registration as the why panel draws them: question, outcome, grounds with rule, source, since, facts."""
    return [
        {
            "question": book.title_of(one["question"]),
            "outcome": outcome_words(one["outcome"]),
            "meaning": {True: "good", False: "stop"}.get(one["outcome"], "neutral")
            if isinstance(one["outcome"], bool)
            else "neutral",
            "on": date.fromisoformat(one["on"]) if one.get("on") else None,
            "url": address("workspace:decision", *one["address"]) if "address" in one else "",
            "because": [_ground(reason, book) for reason in one["because"]],
            "facts": [_given(name, value, book, registration) for name, value in one["facts"].items()],
        }
        for one in decisions
    ]


def _given(name: str, value: Any, book: Book, registration: Registration) -> dict[str, Any]:
    """One fact that a decision rested on, in words: money with its currency, countries and types by name."""
    label = name.replace("_", " ").capitalize()
    if value in (None, "", [], ()):
        return fact(label, _("none"))
    if name == "amount":
        return fact(label, money(Decimal(str(value)), registration.currency))
    if name in ("type", "deal_type"):
        titles = {
            kind.key: kind.title
            for kind in registration_types(book, registration.judged_on or max(book["deal_registration.types"].since))
        }
        return fact(label, titles.get(str(value), outcome_words(value)))
    if name == "country":
        return fact(label, COUNTRY_NAMES.get(str(value), value))
    if name == "kinds":
        return fact(
            label, ", ".join(KIND_NAMES.get(kind, kind).removeprefix("a ").removeprefix("an ") for kind in value)
        )
    if isinstance(value, int) and not isinstance(value, bool):
        return fact(label, number(value))
    words = outcome_words(value)
    return fact(label, words.replace("_", " ") if CODE.fullmatch(words) else words)


def _ground(reason: Mapping[str, Any], book: Book) -> dict[str, Any]:
    invented = reason["rule"] in book and bool(book[reason["rule"]].invented)
    return {
        "sentence": days_in_words(reason["says"]),
        "rule": ", ".join(reason["catalogue_ids"]) or reason["rule"],
        "since": date.fromisoformat(reason["in_force_since"]),
        "source": reason["source"],
        "url": address("workspace:rule", reason["rule"]),
        "invented": invented,
    }


def outcome_words(value: Any) -> str:
    """The plain outcome or a fact of a decision in words."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if value is None or value == "":
        return _("none")
    if isinstance(value, list):
        if value and isinstance(value[0], Mapping):
            return _(", then ").join(str(each.get("status_label") or outcome_words(each)) for each in value)
        return ", ".join(outcome_words(each) for each in value)
    if isinstance(value, Mapping):
        given = [(name, each) for name, each in value.items() if each not in (None, "")]
        return ", ".join(f"{name.replace('_', ' ')}: {outcome_words(each)}" for name, each in given) or _("no change")
    try:
        return date_words(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def history(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Entries as the timeline draws them."""
    return [
        {
            "kind": entry.kind,
            "sentence": _sentence(entry),
            "actor": _actor(entry),
            "at": entry.at,
            "door": DOORS.get(entry.door, entry.door) if entry.kind == "event" else "",
            "body": entry.body,
            "changes": [{"field": name, "before": before, "after": after} for name, before, after in entry.changes],
            "meaning": _tone(entry.name),
            "judged": entry.judged,
        }
        for entry in _one_per_mail(entries)
    ]


def _one_per_mail(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The same mail to several people at one time is one line, with the addresses in its text."""
    for _key, same in groupby(entries, key=_letter):
        mails = list(same)
        if len(mails) == 1:
            yield mails[0]
            continue
        to = ", ".join(sorted(_addressee(mail) for mail in mails))
        words = {"count": len(mails), "subject": _subject(mails[0])}
        yield replace(
            mails[0],
            sentence=_("Mail to %(count)d people: %(subject)s") % words,
            body=_("To: %(people)s") % {"people": to} + "\n\n" + mails[0].body,
        )


def _letter(entry: Entry) -> Any:
    """What mails to several people share: the minute, subject and text; anything else stands alone."""
    if entry.kind != "mail":
        return object()
    return entry.at.replace(second=0, microsecond=0), _subject(entry), entry.body


def _addressee(mail: Entry) -> str:
    return mail.sentence.partition(": ")[0].rpartition(" ")[2]


def _subject(mail: Entry) -> str:
    return mail.sentence.partition(": ")[2]


def _sentence(entry: Entry) -> str:
    if entry.kind != "comment":
        return entry.sentence
    if entry.audience == "internal":
        return _("%(name)s wrote, inside only") % {"name": entry.sentence}
    return _("%(name)s wrote, shared with the partner") % {"name": entry.sentence}


def _actor(entry: Entry) -> str:
    if entry.on_behalf_of:
        return _("%(name)s for %(absent)s") % {"name": entry.actor, "absent": entry.on_behalf_of}
    return entry.actor


def _tone(name: str) -> str:
    last = name.rsplit(".", 1)[-1]
    return {
        "approved": "good",
        "step_approved": "good",
        "closed_won": "good",
        "denied": "stop",
        "returned": "attention",
        "delay_told": "attention",
        "submitted": "waiting",
        "resubmitted": "waiting",
    }.get(last, "neutral")
