"""Mail about preferred co-sell (PSC-02, PSC-04, PSC-06), bids, and what incumbents owe. No price stands in any of it."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from towpath.domain.pursuits.models import Bid, Duty, PreferredCoSell
from towpath.kernel.events.log import listen
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.notices.letter import Letter, address, day_words
from towpath.notices.post import post_to_all

P, D, B = "pursuits.preferred.", "pursuits.duty.", "pursuits.bid."


def _sellers(organisation: int) -> list[Person]:
    wanted = [Role.PARTNER_ADMIN.value, Role.PARTNER_SELLER.value]
    return list(Person.objects.filter(organisation=organisation, is_active=True, roles__overlap=wanted).order_by("id"))


@listen(P + "submitted", P + "completed")
def to_executive(event: Event, now: datetime) -> None:
    """The account executive whom a claim names hears of it, and again when it is complete (PSC-02)."""
    claim = PreferredCoSell.objects.select_related("partner", "sae").get(pk=event.subject_id)
    came = event.name == P + "submitted"
    words = {"reference": claim.reference, "partner": claim.partner.name, "customer": claim.customer_name}
    letter = Letter(
        subject=_("%(reference)s %(partner)s claims preferred co-sell for %(customer)s") % words
        if came
        else _("%(reference)s The claim of %(partner)s is complete") % words,
        lead=_("Link the opportunity with its identifier; decide once the claim is complete.")
        if came
        else _("Approve it by the guidelines, or deny it, with the business reason."),
        link=address(f"/preferred-co-sell/{claim.reference}"),
        link_label=_("Open the claim"),
        facts=((_("Partner"), claim.partner.name), (_("Customer"), claim.customer_name)),
        why_you=_("The claim names you as the account executive."),
    )
    post_to_all(event, "pursuits.preferred.claimed", [claim.sae], letter, now)


@listen(P + "approved", P + "denied", P + "removed")
def to_claimant(event: Event, now: datetime) -> None:
    """The partner hears of the decision, with the identifier when it is approved (PSC-04), and of a removal (PSC-06)."""
    claim = PreferredCoSell.objects.select_related("partner").get(pk=event.subject_id)
    outcome = event.name.removeprefix(P)
    words = {"reference": claim.reference, "customer": claim.customer_name}
    subject, lead = {
        "approved": (
            _("%(reference)s You are preferred for %(customer)s"), _("Quote the opportunity with the preferred co-sell discount."),
        ),
        "denied": (_("%(reference)s Preferred co-sell for %(customer)s was denied"), _("Read the reason below.")),
        "removed": (
            _("%(reference)s You are no longer preferred for %(customer)s"),
            _("Quotes of yours for this opportunity are at list price from now on."),
        ),
    }[outcome]  # fmt: skip
    letter = Letter(
        subject=subject % words,
        lead=lead,
        link=address(f"/portal/preferred-co-sell/{claim.reference}"),
        link_label=_("Open the claim"),
        quote="" if outcome == "approved" else str(event.data.get("reason", "")),
        quote_label=_("The reason"),
        facts=((_("Opportunity"), claim.known_id),) if outcome == "approved" else (),
        why_you=_("Your company claimed it."),
    )
    post_to_all(event, f"pursuits.preferred.{outcome}", _sellers(claim.organisation_id), letter, now)


@listen(D + "opened", D + "missed")
def to_incumbent(event: Event, now: datetime) -> None:
    """The incumbent's sellers hear what is owed and by when; of what was missed their manager at the vendor hears too."""
    duty = Duty.objects.select_related("account", "partner__manager").get(pk=event.subject_id)
    missed, review = event.name == D + "missed", duty.kind == Duty.Kind.REVIEW
    words = {"customer": duty.account.name, "day": day_words(date.fromisoformat(event.data["due_on"]))}
    what = (
        _("Review the renewal of %(customer)s by %(day)s") if review else _("Give an update on %(customer)s by %(day)s")
    )
    late = (
        _("The renewal of %(customer)s was not reviewed by %(day)s")
        if review
        else _("No update on %(customer)s came by %(day)s")
    )
    letter = Letter(
        subject=(late if missed else what) % words,
        lead=_("Give it now: the renewal discount of the incumbent rests until then.")
        if missed
        else _("It takes a few minutes, and keeps the renewal discount of the incumbent."),
        link=address(f"/portal/renewals/{duty.reference}"),
        link_label=_("Give it"),
        facts=((_("Customer"), duty.account.name), (_("Due"), words["day"])),
        why_you=_("Your company is the incumbent of this customer."),
    )
    post_to_all(event, f"pursuits.duty.{'missed' if missed else 'opened'}", _sellers(duty.organisation_id), letter, now)
    if missed and duty.partner.manager is not None:
        inside = Letter(
            subject=f"{duty.partner.name}: {late % words}",
            lead=_("Ask the partner for it: its renewal discount rests until then."),
            link=address("/renewals"),
            link_label=_("Open the renewals"),
            why_you=_("You manage this partner."),
        )
        post_to_all(event, "pursuits.duty.missed.inside", [duty.partner.manager], inside, now)


@listen(B + "entered", B + "won", B + "lost", B + "voided")
def to_bidder(event: Event, now: datetime) -> None:
    """A bidder hears of its own bid, and never of another's."""
    bid = Bid.objects.select_related("tender").get(pk=event.subject_id)
    outcome = event.name.removeprefix(B)
    subject = {
        "entered": _("%(reference)s Your bid in “%(tender)s” is entered"),
        "won": _("%(reference)s Your bid in “%(tender)s” won"),
        "lost": _("%(reference)s Your bid in “%(tender)s” did not win"),
        "voided": _("%(reference)s The tender “%(tender)s” was cancelled"),
    }[outcome] % {"reference": bid.reference, "tender": bid.tender.title}
    letter = Letter(
        subject=subject,
        lead=_("Say whether you offer services of your own.")
        if outcome == "entered"
        else _("Nothing needs to be done."),
        link=address(f"/portal/bids/{bid.reference}"),
        link_label=_("Open your bid"),
        facts=((_("Closes"), day_words(bid.tender.closes_on)),) if outcome == "entered" else (),
        why_you=_("Your company bids."),
    )
    post_to_all(event, f"pursuits.bid.{outcome}", _sellers(bid.organisation_id), letter, now)
