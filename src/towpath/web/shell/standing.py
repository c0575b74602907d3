"""How compliance and what a partner may do are drawn, in the portal and in the workspace alike."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from towpath.domain.enablement.compliance_queries import Scorecard, SubjectCard
from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.compliance import COMPLIANT, GRACE, NOT, TEMPORARY, Requirement
from towpath.web.shell.formats import date_words

LABELS = {
    COMPLIANT: lazy("Compliant"),
    TEMPORARY: lazy("Temporarily eligible"),
    GRACE: lazy("In grace"),
    NOT: lazy("Not compliant"),
}
MEANINGS = {COMPLIANT: "good", TEMPORARY: "waiting", GRACE: "attention", NOT: "stop"}
QUESTIONS = {
    "register": lazy("Register deals"),
    "transact": lazy("Transact"),
    "discount": lazy("Have the program’s discounts"),
    "nfr": lazy("Have licences that are not for resale"),
    "e_marketplace": lazy("Have a page on a distributor’s marketplace"),
    "letter": lazy("Have a letter of authorization"),
}


def badge(state: str) -> dict[str, Any]:
    """A state as the shell draws it."""
    return {"state": state, "label": LABELS[state], "meaning": MEANINGS[state]}


def day_asked(text: str, today: date) -> tuple[date, str]:
    """The day that an address asks for, and what is wrong with it; today where it asks for none or for nonsense."""
    if not text:
        return today, ""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today, _("“%(text)s” is no day; this is today’s.") % {"text": text[:40]}
    if not 2000 <= day.year <= today.year + 2:
        return today, _("Choose a day from 2000 to two years from now; this is today’s.")
    return day, ""


def cards(found: Scorecard, book: Book) -> list[dict[str, Any]]:
    """Each track and designation with its state, what was asked, how much of it is there, and what comes next."""
    return [_card(each, found.on, book) for each in found.cards]


def _card(one: SubjectCard, on: date, book: Book) -> dict[str, Any]:
    standing = one.standing
    page = one.decision.question
    return {
        "key": one.subject.key,
        "label": one.subject.label,
        "meaning_text": one.subject.meaning,
        "kind": _("Track") if one.is_track else _("Designation"),
        "since": one.since if one.since and one.since.year > 2000 else None,
        "badge": badge(standing.state),
        "text": _told(one, on),
        "missing": len(standing.missing),
        "next_step": standing.next_step,
        "rows": [_row(each) for each in standing.requirements],
        "met": sum(each.met for each in standing.requirements),
        "rule": page if page in book and standing.requirements else None,
        "wording": one.decision.because[0].in_force_since,
    }


def _told(one: SubjectCard, on: date) -> str:
    standing = one.standing
    if standing.state == GRACE:
        return _("All rights are kept until %(day)s.") % {"day": date_words(standing.grace_until)}
    if standing.state == TEMPORARY:
        if standing.temporary_until is None:
            return _("Rights are given for a time, since the first requirement is begun.")
        return _("Rights are given until %(day)s, since the first requirement is begun.") % {
            "day": date_words(standing.temporary_until)
        }
    if one.breaks_on is not None:
        days = (one.breaks_on - on).days
        return ngettext(
            "If nothing is done, this ends in %(num)d day, on %(day)s.",
            "If nothing is done, this ends in %(num)d days, on %(day)s.",
            days,
        ) % {"num": days, "day": date_words(one.breaks_on)}
    if not standing.requirements:
        return _("The program asks nothing on this day.")
    return ""


def _row(one: Requirement) -> dict[str, Any]:
    have = max(one.have, Decimal(0))
    if one.unit == "yes":
        text = _("yes") if one.met else _("not yet")
    else:
        text = _("%(have)s of %(need)s") % {"have": f"{have:,.0f}", "need": f"{one.need:,.0f}"}
    return {
        "label": one.label,
        "met": one.met,
        "text": text,
        "fraction": float(have / one.need) if one.need else 1.0,
        "meaning": "good" if one.met else "attention",
        "mend": one.mend,
    }


def answers(decisions: list[tuple[str, Decision[bool]]]) -> list[dict[str, Any]]:
    """Each question with yes or no, and every reason."""
    return [
        {"key": key, "title": QUESTIONS[key], "yes": decision.outcome, "because": decision.because}
        for key, decision in decisions
    ]
