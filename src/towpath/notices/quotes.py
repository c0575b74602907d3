"""Mail about quotes: who must approve or agree, what was decided, who may read one, and when one runs out.

No figure and nothing that somebody typed stands in any of it (QUO-02): a letter names the quote and leads to its page,
where the reader signs in and reads what is hers.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime

from django.utils.translation import gettext as _

from towpath.domain.quotes.actions.sending import order_mailboxes
from towpath.domain.quotes.models import Approval, Quote
from towpath.kernel.events.log import listen
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.in_force import job_occasion
from towpath.notices.letter import Letter, address, day_words
from towpath.notices.post import post_to_address, post_to_all
from towpath.program.decisions.quotes.approvals import levels

Q = "quotes.quote."


def _quote(event: Event) -> Quote:
    names = ("account", "owner", "resale_partner__manager", "distributor", "submitted_by")
    return Quote.objects.select_related(*names).get(pk=event.subject_id)


def _letter(quote: Quote, subject: str, lead: str, why_you: str, *, outside: bool = False) -> Letter:
    """About a quote, with what names it: to the vendor's people, or to its audience."""
    facts = [(_("Customer"), quote.account.name), (_("Valid until"), day_words(quote.valid_until))]
    if quote.resale_partner is not None:
        facts.insert(1, (_("Partner"), quote.resale_partner.name))
    return Letter(
        subject=subject % {"reference": quote.reference, "customer": quote.account.name},
        lead=lead,
        link=address(f"/portal/quotes/{quote.reference}" if outside else f"/quotes/{quote.reference}"),
        link_label=_("Sign in and open the quote"),
        facts=tuple(facts),
        why_you=why_you,
    )


# -- approvals ---------------------------------------------------------------------------------------------------------


@listen(Q + "submitted")
def to_approvers(event: Event, now: datetime) -> None:
    """Each level that must approve hears of it: who decides for it today, as herself or for who is away (APR-01, APR-03)."""
    quote = _quote(event)
    waiting = quote.approvals.filter(outcome="").select_related("assigned_to", "assigned_for")
    by_reader: dict[int, list[Approval]] = {}
    for each in waiting.order_by("place"):
        by_reader.setdefault(each.assigned_to_id, []).append(each)
    for asked in by_reader.values():
        post_to_all(event, "quotes.to_approve", [asked[0].assigned_to], _to_approve(quote, asked), now)


@listen(Q + "handed_over")
def to_backup(event: Event, now: datetime) -> None:
    """Who has an approval from now on hears of it, when somebody's absence begins or ends."""
    quote = _quote(event)
    asked = quote.approvals.filter(outcome="", assigned_to=event.data["holder_id"], level=event.data["level"])
    mine = list(asked.select_related("assigned_to", "assigned_for"))
    if mine:
        post_to_all(event, "quotes.to_approve", [mine[0].assigned_to], _to_approve(quote, mine), now)


def _to_approve(quote: Quote, asked: list[Approval]) -> Letter:
    book, on = job_occasion(quote.priced_at).book, quote.judged_on
    labels = levels(book, on)
    away = next((each.assigned_for for each in asked if each.assigned_for is not None), None)
    why = _("You approve for %(name)s, who is away.") % {"name": away.name} if away else _("You approve at this level.")
    letter = _letter(
        quote, _("%(reference)s A quote for %(customer)s waits for your approval"),
        _("Approve it, or reject it and say what would have to differ. Everything that you need stands on its page."), why,
    )  # fmt: skip
    named = ", ".join(labels.get(each.level, each.level) for each in asked)
    facts = ((_("You are asked as"), named), (_("Submitted by"), _named(quote.submitted_by)), *letter.facts)
    return replace(letter, facts=facts)


def _named(person: Person | None) -> str:
    return person.name if person is not None else ""


@listen(Q + "approved", Q + "cleared", Q + "rejected")
def to_owner(event: Event, now: datetime) -> None:
    """The owner, and who submitted it, hear what was decided; others who were asked need not look any more."""
    quote, rejected = _quote(event), event.name == Q + "rejected"
    letter = _letter(
        quote,
        _("%(reference)s The quote for %(customer)s was rejected") if rejected else _("%(reference)s The quote for %(customer)s is approved"),
        _("Read on its page what would have to differ.") if rejected else _("Send it to its audience."),
        _("The quote is yours."),
    )  # fmt: skip
    post_to_all(event, f"quotes.{event.name.removeprefix(Q)}", [quote.owner, quote.submitted_by], letter, now)
    if rejected:
        _no_longer_asked(event, quote, now)


@listen(Q + "recalled")
def to_those_who_were_asked(event: Event, now: datetime) -> None:
    """Those who had not decided yet hear that they need not."""
    _no_longer_asked(event, _quote(event), now)


def _no_longer_asked(event: Event, quote: Quote, now: datetime) -> None:
    """The rows that this very act set aside."""
    aside = quote.approvals.filter(outcome=Approval.Outcome.SET_ASIDE, decided_at=event.at).select_related(
        "assigned_to"
    )
    letter = _letter(
        quote, _("%(reference)s The quote for %(customer)s needs no approval of yours now"),
        _("Nothing needs to be done. If it is submitted again, you are asked again."), _("You were asked to approve it."),
    )  # fmt: skip
    post_to_all(event, "quotes.set_aside", [each.assigned_to for each in aside.order_by("place")], letter, now)


# -- the audience ------------------------------------------------------------------------------------------------------


@listen(Q + "sent")
def to_audience(event: Event, now: datetime) -> None:
    """Who may read it from now on hears that it is there; the distributor's mailbox for orders likewise (QUO-05, DST-03)."""
    quote = _quote(event)
    letter = _letter(
        quote, _("%(reference)s A quote for you"),
        _("Sign in and read it; its prices are shown there alone."), _("Your company is quoted."), outside=True,
    )  # fmt: skip
    post_to_all(event, "quotes.sent", _of_audience(quote, event.data["people"]), letter, now)
    mailbox = str(event.data.get("mailbox", ""))
    if mailbox and mailbox in {one.lower() for one in order_mailboxes(quote, job_occasion(event.at))}:
        post_to_address(event, "quotes.sent", mailbox, letter, now)


def _of_audience(quote: Quote, people: Iterable[int]) -> list[Person]:
    """Those of them who are still of the organisation that is quoted."""
    found = Person.objects.filter(pk__in=list(people), organisation=quote.organisation_id, organisation__isnull=False)
    return list(found.order_by("id"))


def _readers(quote: Quote) -> list[Person]:
    """Everybody of its audience to whom it was sent."""
    return _of_audience(quote, quote.dispatches.exclude(person=None).values_list("person", flat=True))


@listen(Q + "consent_asked")
def to_those_who_must_agree(event: Event, now: datetime) -> None:
    """The sides whose agreement to a reduced discount is missing hear of it (INC-10)."""
    quote = _quote(event)
    given = set(quote.consents.values_list("side", flat=True))
    subject = _("%(reference)s Your agreement is asked for")
    lead = _("Read on its page what was negotiated, and agree to it there if it is so.")
    if "partner" not in given:
        letter = _letter(quote, subject, lead, _("You agree for your company."), outside=True)
        post_to_all(event, "quotes.consent_asked", _of_audience(quote, event.data["people"]), letter, now)
    manager = quote.resale_partner.manager if quote.resale_partner is not None else None
    inside = {"sales": quote.owner, "esm": manager}
    letter = _letter(quote, subject, lead, _("Sales and the Ecosystem Sales Manager agree too."))
    post_to_all(event, "quotes.consent_asked", [who for side, who in inside.items() if side not in given], letter, now)


@listen(Q + "revised", Q + "withdrawn")
def to_readers(event: Event, now: datetime) -> None:
    """Who was sent it hears that it cannot be ordered any more."""
    quote = _quote(event)
    letter = _letter(
        quote, _("%(reference)s This quote cannot be ordered any more"),
        _("If another one takes its place, you are sent that."), _("You were sent this quote."), outside=True,
    )  # fmt: skip
    # The quote is closed to its readers by now, so the letter leads to the list of what is theirs.
    letter = replace(letter, link=address("/portal/quotes"), link_label=_("Open your quotes"))
    for reader in _readers(quote):
        post_to_address(event, "quotes.ended", reader.email, letter, now)


# -- validity ----------------------------------------------------------------------------------------------------------


@listen(Q + "lapsing")
def before_it_lapses(event: Event, now: datetime) -> None:
    """Owner and readers hear once that its last day is near."""
    quote = _quote(event)
    last = {"day": day_words(date.fromisoformat(event.data["valid_until"]))}
    subject = _("%(reference)s The quote for %(customer)s runs out soon")
    inside = _letter(
        quote, subject, _("It can be ordered until %(day)s. Prolong it, or ask for the order.") % last, _("The quote is yours."),
    )  # fmt: skip
    post_to_all(event, "quotes.lapsing", [quote.owner], inside, now)
    outside = _letter(
        quote, subject, _("It can be ordered until %(day)s.") % last, _("You were sent this quote."), outside=True
    )
    post_to_all(event, "quotes.lapsing", _readers(quote), outside, now)


@listen(Q + "lapsed")
def when_it_lapsed(event: Event, now: datetime) -> None:
    quote = _quote(event)
    letter = _letter(
        quote, _("%(reference)s The quote for %(customer)s has lapsed"),
        _("Revise it if it is still wanted: the new version has the prices of today."), _("The quote is yours."),
    )  # fmt: skip
    post_to_all(event, "quotes.lapsed", [quote.owner], letter, now)


@listen(Q + "accepted")
def when_it_is_ordered(event: Event, now: datetime) -> None:
    quote = _quote(event)
    letter = _letter(
        quote, _("%(reference)s The quote for %(customer)s is ordered"),
        _("Close the opportunity as won."), _("The quote is yours."),
    )  # fmt: skip
    post_to_all(event, "quotes.accepted", [quote.owner], letter, now)
