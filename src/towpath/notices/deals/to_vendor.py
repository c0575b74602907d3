"""What the vendor's people are told about registrations."""

from django.utils.translation import gettext as _

from towpath.domain.deals.queries import status_of
from towpath.kernel.identity.models import Person
from towpath.notices.deals.case import Case
from towpath.notices.deals.to_partner import comment_of
from towpath.notices.letter import Letter, day_words, moment_words


def _letter(case: Case, reader: Person, subject: str, lead: str, *more: str, why_you: str, **rest: str) -> Letter:
    quote = rest.get("quote", "")
    status = status_of(case.registration, case.book)
    return Letter(
        subject=subject,
        lead=lead,
        link=case.link(reader),
        link_label=rest.get("link_label") or _("Open the registration"),
        quote=quote,
        quote_label=rest.get("quote_label", "") if quote else "",
        facts=(*case.facts(reader), (_("Status"), status)),
        more=more,
        why_you=why_you,
    )


def to_review(case: Case, reader: Person) -> Letter:
    due = moment_words(case.due(partner=False), reader)
    by = _(" by %(due)s") % {"due": due} if due else ""
    again = case.event.name.endswith("resubmitted")
    subject = _("%(ref)s to review again: %(customer)s") if again else _("%(ref)s to review: %(customer)s")
    more = (
        [_("Another registration may stand on this customer: compare them first.")]
        if case.registration.maybe_known
        else []
    )
    return _letter(
        case, reader, subject % {"ref": case.ref, "customer": case.customer},
        _("Review it%(by)s: link or create the customer account, then submit it for approval.") % {"by": by},
        *more, why_you=_("You receive this because you work for Ecosystem Operations."), link_label=_("Review it"),
    )  # fmt: skip


def ready_for_review(case: Case, reader: Person) -> Letter:
    """To whoever decides next, and as whose backup."""
    r = case.registration
    due = moment_words(case.due(partner=False), reader)
    by = _(" by %(due)s") % {"due": due} if due else ""
    more = []
    if r.holder_for is not None:
        more.append(_("You stand in for %(name)s, who is away.") % {"name": r.holder_for.name})
    if case.said("why"):
        more.append(
            _("Handed over from %(before)s: %(why)s.")
            % {"before": case.said("before_holder"), "why": case.said("why").rstrip(".")}
        )
    why = _("You receive this because it waits for your decision.")
    return _letter(
        case, reader, _("%(ref)s ready for review: %(customer)s") % {"ref": case.ref, "customer": case.customer},
        _("Decide%(by)s: approve, deny or return it.") % {"by": by}, *more, why_you=why, link_label=_("Decide"),
    )  # fmt: skip


def returned(case: Case, reader: Person) -> Letter:
    """To whoever prepared it on behalf of a partner."""
    return _letter(
        case, reader, _("%(ref)s returned: %(customer)s") % {"ref": case.ref, "customer": case.customer},
        _("Add what is missing; Ecosystem Operations then resubmit it."),
        quote=case.said("comments"), quote_label=_("What is missing"), link_label=_("Amend it"),
        why_you=_("You receive this because it was prepared by you on behalf of the partner."),
    )  # fmt: skip


def withdrawn(case: Case, reader: Person) -> Letter:
    return _letter(
        case, reader, _("%(ref)s withdrawn: %(customer)s") % {"ref": case.ref, "customer": case.customer},
        _("Nothing more to do: the partner took this registration back."),
        quote=case.said("why"), quote_label=_("The partner’s reason"),
        why_you=_("You receive this because it waited for your decision."),
    )  # fmt: skip


def extension_asked(case: Case, reader: Person) -> Letter:
    until = day_words(case.day("until_on"))
    ends = day_words(case.registration.expires_on)
    lead = (
        _("Extend it to %(day)s or decline, before its protection ends on %(ends)s.") % {"day": until, "ends": ends}
        if until
        else _("Extend it or decline, before its protection ends on %(ends)s.") % {"ends": ends}
    )
    return _letter(
        case, reader, _("%(ref)s extension asked for: %(customer)s") % {"ref": case.ref, "customer": case.customer}, lead,
        quote=case.said("why"), quote_label=_("The partner writes"), link_label=_("Answer"),
        why_you=_("You receive this because you may extend it."),
    )  # fmt: skip


def written(case: Case, reader: Person) -> Letter:
    """A comment: of the partner's, or one that mentions the reader."""
    mentioned = reader.pk in (case.event.data.get("mentions") or [])
    return _letter(
        case, reader,
        _("%(ref)s: %(author)s on %(customer)s")
        % {"ref": case.ref, "author": case.said("author"), "customer": case.customer},
        _("Read the comment and answer where needed."),
        quote=comment_of(case), quote_label=case.said("author"), link_label=_("Answer"),
        why_you=_("You receive this because the comment mentions you.")
        if mentioned
        else _("You receive this because the registration is in your hands."),
    )  # fmt: skip
