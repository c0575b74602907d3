"""Mail about billing records, banks, who buys through whom, and pages on distributors' e-marketplaces."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from towpath.domain.distribution import events
from towpath.domain.distribution.lifecycles import COMPLETE
from towpath.domain.distribution.models import BillingRecord, Buying, MarketplacePage
from towpath.domain.partners.models import Partner
from towpath.kernel.events.log import listen
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.in_force import book
from towpath.notices.letter import Letter, address
from towpath.notices.post import post, post_to_address, post_to_all
from towpath.program.decisions.distribution.coverage import SEGMENTS, covering
from towpath.program.decisions.vendor import vendor


def _inside(*roles: Role) -> list[Person]:
    found = Person.objects.filter(organisation=None, is_active=True, roles__overlap=[role.value for role in roles])
    return list(found.order_by("id"))


def _of(organisation: int, *roles: Role) -> list[Person]:
    wanted = [role.value for role in roles]
    found = Person.objects.filter(organisation=organisation, is_active=True, roles__overlap=wanted)
    return list(found.order_by("id"))


# -- billing -----------------------------------------------------------------------------------------------------------


@listen(events.BILLING_REQUESTED, events.BILLING_RESUBMITTED, events.BILLING_AMENDED, events.BILLING_ADDRESS)
def to_billing(event: Event, now: datetime) -> None:
    """Billing Operations hears of a request, and of a change of what is complete."""
    record = BillingRecord.objects.select_related("partner").get(pk=event.subject_id)
    came = event.name in (events.BILLING_REQUESTED, events.BILLING_RESUBMITTED)
    if not came and record.state != COMPLETE:
        return
    words = {"reference": record.reference, "company": record.company_name}
    letter = Letter(
        subject=_("%(reference)s %(company)s needs a billing account") % words
        if came
        else _("%(reference)s %(company)s: something changed") % words,
        lead=_("Make the billing account, or return the request with what is missing.")
        if came
        else _("Carry the change over into the billing system, then confirm it."),
        link=address(f"/billing-records/{record.reference}"),
        link_label=_("Open the record"),
        facts=((_("Partner"), record.partner.name), (_("Company"), record.company_name)),
    )
    post_to_all(event, "distribution.billing", _inside(Role.BILLING_OPS), letter, now)


@listen(events.BILLING_NEEDED)
def to_manager(event: Event, now: datetime) -> None:
    """The partner's manager hears once that billing records are to be asked for; Operations, where nobody manages it."""
    partner = Partner.objects.select_related("manager").get(pk=event.subject_id)
    manager = partner.manager if partner.manager is not None and partner.manager.is_active else None
    letter = Letter(
        subject=_("%(name)s needs billing records") % {"name": partner.name},
        lead=_("Ask Billing Operations for a billing account: the partner has signed and buys directly."),
        link=address(f"/partners/{partner.reference}/buying/billing"),
        link_label=_("Ask for billing records"),
        facts=((_("Partner"), f"{partner.name} ({partner.reference})"), (_("Why"), str(event.data.get("reason", "")))),
        why_you=_("You look after this partner.") if manager else _("Nobody manages this partner yet."),
    )
    post_to_all(event, "distribution.billing.needed", [manager] if manager else _inside(Role.OPS), letter, now)


@listen(events.BILLING_RETURNED, events.BILLING_COMPLETED)
def billing_answered(event: Event, now: datetime) -> None:
    """Whoever asked and the partner's administrators hear what is missing, or that all is done."""
    record = BillingRecord.objects.select_related("partner", "requested_by").get(pk=event.subject_id)
    done, name = event.name == events.BILLING_COMPLETED, record.partner.name
    asked = [record.requested_by] if record.requested_by and record.requested_by.is_active else []
    for readers, page in ((asked, f"/billing-records/{record.reference}"), (
        _of(record.organisation_id, Role.PARTNER_ADMIN), "/portal/buying" if done else "/portal/buying/billing",
    )):  # fmt: skip
        letter = Letter(
            subject=(_("The billing account of %(name)s is made") if done else _("The billing data of %(name)s lack something")) % {"name": name},
            lead=_("You can buy directly now.") if done else _("Add what is missing and send it again."),
            link=address(page),
            link_label=_("Open it"),
            quote="" if done else str(event.data.get("note", "")),
            quote_label=_("What is missing"),
        )  # fmt: skip
        post_to_all(event, "distribution.billing.answered", readers, letter, now)


@listen(events.BANK_KEPT, events.BANK_REMOVED)
def bank_changed(event: Event, now: datetime) -> None:
    """All administrators of the partner hear of it, the one who did it too: a changed bank must not go unseen."""
    partner = Partner.objects.get(pk=event.subject_id)
    support = vendor(book(), now.date()).support_address
    letter = Letter(
        subject=_("The bank for your referral fees changed"),
        lead=_("Look whether this was right."),
        link=address("/portal/buying#bank"),
        link_label=_("See your bank"),
        facts=((_("Bank"), str(event.data.get("hint", ""))), (_("Company"), partner.name)),
        more=(_("Was it none of you? Write to %(address)s at once.") % {"address": support},),
        why_you=_("You administer your company's portal."),
    )
    for reader in _of(partner.organisation_id, Role.PARTNER_ADMIN):
        post(event, "distribution.bank", reader, letter, now, urgent=True)


# -- who buys through whom ---------------------------------------------------------------------------------------------


@listen(events.BUYING_BEGAN, events.BUYING_ENDED)
def reseller_changed(event: Event, now: datetime) -> None:
    """The distributor's people hear of a reseller that came or went."""
    day = event.data.get("starts_on") or event.data.get("ends_on")
    began = event.name == events.BUYING_BEGAN
    rows = Buying.objects.select_related("distributor", "partner").filter(
        partner=event.subject_id, distributor__isnull=False, **{"starts_on" if began else "ends_on": day}
    )
    for row in rows:
        if row.distributor is None or f"through {row.distributor.name}" != event.data.get("how"):
            continue
        words = {"name": row.partner.name}
        letter = Letter(
            subject=(_("%(name)s buys through you") if began else _("%(name)s no longer buys through you")) % words,
            lead=_("See your resellers and whether they may be quoted."),
            link=address("/portal/distributor/resellers"),
            link_label=_("Open your resellers"),
        )
        post_to_all(
            event, "distribution.reseller", _of(row.distributor.organisation_id, Role.DISTRIBUTOR_USER), letter, now
        )


# -- pages on e-marketplaces -------------------------------------------------------------------------------------------


@listen(events.PAGE_DRAFTED)
def to_review(event: Event, now: datetime) -> None:
    page = MarketplacePage.objects.select_related("partner", "distributor").get(pk=event.subject_id)
    letter = Letter(
        subject=_("%(reference)s %(partner)s: review the draft of an e-marketplace page")
        % {"reference": page.reference, "partner": page.partner.name},
        lead=_("Read the draft, then approve it in writing or return it."),
        link=address(f"/e-marketplaces/{page.reference}"),
        link_label=_("Review the draft"),
        facts=((_("Distributor"), page.distributor.name), (_("Draft"), page.draft_address)),
    )
    post_to_all(event, "distribution.marketplace.review", _inside(Role.OPS, Role.PROGRAMS), letter, now)


OUTSIDE = {
    events.PAGE_REQUESTED: (lazy("%(reference)s: %(partner)s asks for a page on your e-marketplace"), False),
    events.PAGE_APPROVED: (lazy("%(reference)s: the e-marketplace page of %(partner)s is approved"), True),
    events.PAGE_RETURNED: (lazy("%(reference)s: the draft of %(partner)s was returned"), True),
    events.PAGE_DECLINED: (lazy("%(reference)s: the e-marketplace page of %(partner)s was declined"), True),
    events.PAGE_WENT_LIVE: (lazy("%(reference)s: the e-marketplace page of %(partner)s is live"), True),
    events.PAGE_PAUSED: (lazy("%(reference)s: take the e-marketplace page of %(partner)s off"), True),
    events.PAGE_RESUMED: (lazy("%(reference)s: the e-marketplace page of %(partner)s may be live again"), True),
    events.PAGE_ENDED: (lazy("%(reference)s: the e-marketplace page of %(partner)s is ended"), True),
}


@listen(*OUTSIDE)
def to_partner_and_distributor(event: Event, now: datetime) -> None:
    """The distributor's people and, but for its own request, the partner's hear of each step; the approval as a letter."""
    page = MarketplacePage.objects.select_related("partner", "distributor").get(pk=event.subject_id)
    subject, partner_too = OUTSIDE[event.name]
    approved = event.name == events.PAGE_APPROVED
    letter = Letter(
        subject=subject % {"reference": page.reference, "partner": page.partner.name},
        lead=page.approval if approved else _("Open the page to see what is next."),
        link=address(f"/portal/e-marketplaces/{page.reference}"),
        link_label=_("Open the page"),
        quote="" if approved else str(event.data.get("note", "")),
        quote_label=_("What was said"),
    )
    readers = _of(page.distributor.organisation_id, Role.DISTRIBUTOR_USER)
    if partner_too:
        readers += _of(page.organisation_id, Role.PARTNER_ADMIN, Role.PARTNER_MARKETING)
    post_to_all(event, "distribution.marketplace", readers, letter, now)
    if approved:
        _in_writing(event, page, letter, now)


def _in_writing(event: Event, page: MarketplacePage, letter: Letter, now: datetime) -> None:
    """The written approval goes to the distributor's mailbox too, whoever of it can sign in (DST-04)."""
    boxes = [page.distributor.mailbox] if page.distributor.mailbox else [
        each.mailbox
        for segment in SEGMENTS
        for each in covering(page.partner.country, segment, book(), now.date()).distributors
        if each.code == page.distributor.code
    ]  # fmt: skip
    for box in dict.fromkeys(boxes):
        post_to_address(event, "distribution.marketplace.approval", box, letter, now)
