"""What a partner's people are told about their registrations: never roles, other partners or what stays inside."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from towpath.domain.deals.models import Comment
from towpath.kernel.identity.models import Person
from towpath.notices.deals.case import Case
from towpath.notices.letter import Letter, address, day_words, moment_words
from towpath.program.decisions.vendor import vendor


def _letter(case: Case, reader: Person, subject: str, lead: str, *more: str, quote: str = "", **rest: object) -> Letter:
    return Letter(
        subject=subject,
        lead=lead,
        link=case.link(reader),
        link_label=str(rest.pop("link_label", "") or _("Open the registration")),
        quote=quote,
        quote_label=str(rest.pop("quote_label", "") or _("What we write to you")) if quote else "",
        facts=(*rest.pop("facts", ()), *case.facts(reader)),  # type: ignore[misc]
        more=more,
        why_you=_("You receive this because %(partner)s registered this deal.")
        % {"partner": case.registration.partner.name},
    )


def _vendor(case: Case) -> str:
    return vendor(case.book, case.registration.judged_on or case.now.date()).name


def acknowledged(case: Case, reader: Person) -> Letter:
    due = moment_words(case.due(partner=True), reader)
    lead = (
        _("Nothing to do now: we answer by %(due)s.") % {"due": due} if due else _("Nothing to do now: we answer soon.")
    )
    return _letter(
        case, reader, _("%(ref)s received: %(customer)s") % {"ref": case.ref, "customer": case.customer}, lead,
        _("%(vendor)s has your registration. Its page shows at any time where it stands.") % {"vendor": _vendor(case)},
    )  # fmt: skip


def received_again(case: Case, reader: Person) -> Letter:
    due = moment_words(case.due(partner=True), reader)
    lead = (
        _("Nothing to do now: we look at your changes by %(due)s.") % {"due": due}
        if due
        else _("Nothing to do now: we look at your changes.")
    )
    return _letter(
        case, reader, _("%(ref)s received again: %(customer)s") % {"ref": case.ref, "customer": case.customer}, lead
    )


def approved(case: Case, reader: Person) -> Letter:
    until = day_words(case.day("expires_on"))
    return _letter(
        case, reader, _("%(ref)s approved: %(customer)s") % {"ref": case.ref, "customer": case.customer},
        _("Go ahead: this deal is yours and protected until %(day)s.") % {"day": until},
        _("If it needs longer, ask for an extension on its page before that day."),
        quote=case.said("comments"), facts=((_("Protected until"), until),),
    )  # fmt: skip


def denied(case: Case, reader: Person) -> Letter:
    return _letter(
        case, reader, _("%(ref)s denied: %(customer)s") % {"ref": case.ref, "customer": case.customer},
        _("Read why before you go on: %(reason)s") % {"reason": case.said("reason_partner")},
        _("If something was missed, answer in a comment on its page; if things change, register the deal again."),
        *_rule(case),
        quote=case.said("comments"), facts=((_("Reason"), case.said("reason_partner")),),
    )  # fmt: skip


def _rule(case: Case) -> tuple[str, ...]:
    """Where the rule book says what the reason rests on: an address that stays."""
    page = case.said("rests_on")
    if not page:
        return ()
    return (
        _("What the program asks here: %(address)s")
        % {"address": address(f"/portal/rules/{case.book.public_name(page)}")},
    )


def returned(case: Case, reader: Person) -> Letter:
    return _letter(
        case, reader,
        _("%(ref)s returned: more information needed about %(customer)s") % {"ref": case.ref, "customer": case.customer},
        _("Add what is missing, then resubmit it."),
        _("Everything you entered is kept. Until you resubmit, the deal is not under review."),
        quote=case.said("comments"), quote_label=_("What is missing"), link_label=_("Amend and resubmit"),
    )  # fmt: skip


def extended(case: Case, reader: Person) -> Letter:
    until = day_words(case.day("expires_on"))
    return _letter(
        case, reader,
        _("%(ref)s extended to %(day)s: %(customer)s") % {"ref": case.ref, "day": until, "customer": case.customer},
        _("Go on: this deal is protected until %(day)s now.") % {"day": until},
        facts=((_("Protected until"), until), (_("Before"), day_words(case.day("before_expires_on")))),
    )  # fmt: skip


def extension_declined(case: Case, reader: Person) -> Letter:
    until = day_words(case.registration.expires_on)
    return _letter(
        case, reader, _("%(ref)s not extended: %(customer)s") % {"ref": case.ref, "customer": case.customer},
        _("Close this deal before %(day)s: the extension you asked for was declined.") % {"day": until},
        quote=case.said("why"), quote_label=_("Why"), facts=((_("Protected until"), until),),
    )  # fmt: skip


def expiring(case: Case, reader: Person) -> Letter:
    days = int(case.event.data["days"])
    until = day_words(case.day("expires_on"))
    left = ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
    return _letter(
        case, reader,
        _("%(ref)s expires in %(left)s: %(customer)s") % {"ref": case.ref, "left": left, "customer": case.customer},
        _("Close this deal or ask for an extension before %(day)s.") % {"day": until},
        _("From that day on the deal is no longer protected for you."),
        link_label=_("Ask for an extension"), facts=((_("Protected until"), until),),
    )  # fmt: skip


def expired(case: Case, reader: Person) -> Letter:
    return _letter(
        case, reader, _("%(ref)s expired: %(customer)s") % {"ref": case.ref, "customer": case.customer},
        _("Register this deal again if you still work on it."),
        _("Its protection ended on %(day)s.") % {"day": day_words(case.day("expires_on"))},
    )  # fmt: skip


def closed_won(case: Case, reader: Person) -> Letter:
    return _letter(
        case, reader, _("%(ref)s closed as won: %(customer)s") % {"ref": case.ref, "customer": case.customer},
        _("Nothing to do: the deal was won and your registration is closed with it."),
    )  # fmt: skip


def closed_lost(case: Case, reader: Person) -> Letter:
    return _letter(
        case, reader, _("%(ref)s closed as lost: %(customer)s") % {"ref": case.ref, "customer": case.customer},
        _("Answer in a comment if you see it otherwise: this deal was closed as lost."),
        _("The registration protects it no longer."),
    )  # fmt: skip


def written_to(case: Case, reader: Person) -> Letter:
    return _letter(
        case, reader, _("%(ref)s: a message about %(customer)s") % {"ref": case.ref, "customer": case.customer},
        _("Read the message and answer in a comment where needed."),
        quote=comment_of(case), quote_label=case.said("author"), link_label=_("Answer"),
    )  # fmt: skip


def comment_of(case: Case) -> str:
    """The words of the comment that the event speaks of; "" for one that was never there."""
    found = Comment.objects.filter(pk=case.event.data.get("comment"), registration=case.registration).first()
    return found.body if found else ""
