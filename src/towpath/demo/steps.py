"""Each thing that somebody does in a story of the demo: one call of the real action, by the right person, at its moment."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from towpath.demo.files import Made, note_file, offer_file
from towpath.demo.words import (
    ALIGNED,
    ANSWERS,
    CONTACTS,
    DEALS,
    DENIALS,
    INSIDE,
    LONGER,
    LOST,
    NEEDS,
    RETURNS,
    SOURCES,
    TITLES,
    TOLD,
    WITHDRAWN,
)  # fmt: skip
from towpath.domain.accounts.actions import opportunities
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.lifecycles import HELD
from towpath.domain.deals.models import Registration
from towpath.kernel.identity.roles import Role

if TYPE_CHECKING:
    from towpath.demo.channel import Channel
    from towpath.demo.stories import Story
    from towpath.kernel.identity.models import Person


# Reasons of a denial that follow from a finding; the first approver denies these.
AGAINST = {"not_partner_sourced": "vendor_sourced", "already_registered": "other_partner_sourced"}


def _holder(channel: Channel, story: Story) -> Person:
    """Whose turn it is now; an absence may have moved the registration since the last step."""
    if story.turns != channel.turns:
        story.registration.refresh_from_db(fields=["holder"])
        story.turns = channel.turns
    holder: int | None = story.registration.holder_id
    if holder is None:
        raise LookupError(f"Nobody holds {story.reference}.")
    return channel.people[holder]


def fields(channel: Channel, story: Story, at: datetime) -> dict[str, object]:
    """What the seller types into the form."""
    chance, customer = channel.chance, story.customer
    seats = chance.choice((40, 60, 90, 150, 200, 300, 450, 800, 1500))
    first = chance.choice(
        ("Anke", "Bertil", "Corin", "Dilan", "Edith", "Faiz", "Gesa", "Hiro", "Ilse", "Jamal", "Kaisa")
    )
    typed: dict[str, object] = {
        "deal_type": story.deal_type, "business": chance.choice(("net_new", "net_new", "add_on")),
        "deal_name": chance.choice(DEALS).format(seats=seats), "customer_name": customer.short,
        "customer_website": customer.website, "customer_country": customer.country,
        "customer_employees": str(customer.employees) if chance.random() < 0.7 else "",
        "public_sector": customer.public_sector, "contact_name": f"{first} ({customer.short.split()[0]})",
        "contact_title": chance.choice(TITLES), "contact_email": f"{first.lower()}@{customer.website}",
        "amount": str(seats * chance.choice((288, 348, 1188))), "currency": customer.currency,
        "close_on": (at + timedelta(days=chance.randrange(45, 170))).date().isoformat(), "seats": str(seats),
        "product": chance.choice(("premium", "ultimate", "ultimate", "undecided")), "need": chance.choice(NEEDS),
        "how_sourced": chance.choice(SOURCES),
    }  # fmt: skip
    if story.deal_type == "resale" and chance.random() < 0.35:
        typed["distributor"] = "Carrowmoor Distribution"
    if story.deal_type == "msp":
        typed["managed_service"] = "We run the platform in our own centre, with backups, upgrades and a service desk."
    if story.deal_type == "referral":
        typed["introduction"] = "I introduce you to the head of engineering next week; they expect your call."
    return typed


def draft(channel: Channel, story: Story, at: datetime) -> None:
    typed = fields(channel, story, at)
    if story.target == "draft" and channel.chance.random() < 0.5:
        for name in channel.chance.sample(sorted(typed), 6):
            if name not in ("customer_name", "deal_type", "currency"):
                del typed[name]
    if story.behalf:
        manager = story.partner.manager
        story.registration = registrations.draft(channel.by(manager, at), typed, partner=story.partner)
    else:
        door = "api" if channel.chance.random() < 0.1 else "portal"
        story.registration = registrations.draft(channel.by(story.seller, at, door), typed)


def register(channel: Channel, story: Story, at: datetime) -> None:
    """Drafted and submitted in one act, as the API and a quick seller do."""
    door = "api" if channel.chance.random() < 0.3 else "portal"
    story.registration = registrations.register(channel.by(story.seller, at, door), fields(channel, story, at))


def submit(channel: Channel, story: Story, at: datetime) -> None:
    who = channel.somebody(Role.OPS) if story.behalf else story.seller
    story.registration = registrations.submit(story.reference, channel.by(who, at))


def amend(channel: Channel, story: Story, at: datetime) -> None:
    more = {"need": channel.chance.choice(NEEDS) + " They decide on the first of next month."}
    story.registration = registrations.amend(story.reference, channel.by(story.seller, at), more)


def resubmit(channel: Channel, story: Story, at: datetime) -> None:
    story.registration = registrations.resubmit(story.reference, channel.by(story.seller, at))


def withdraw(channel: Channel, story: Story, at: datetime) -> None:
    who = channel.somebody(Role.OPS) if story.behalf else story.seller
    story.registration = registrations.withdraw(
        story.reference, channel.by(who, at), why=channel.chance.choice(WITHDRAWN)
    )


def link_account(channel: Channel, story: Story, at: datetime) -> None:
    grounds = channel.chance.choice(
        ("same domain, same name, same country", "same domain; the legal form differs", "same domain")
    )
    who = channel.by(channel.somebody(Role.OPS), at)
    story.registration = registrations.link_account(
        story.reference, who, account=story.account.reference, grounds=grounds
    )


def create_account(channel: Channel, story: Story, at: datetime) -> None:
    customer = story.customer
    story.registration = registrations.create_account(
        story.reference, channel.by(channel.somebody(Role.OPS), at), name=customer.name, website=customer.website,
        country=customer.country, employees=customer.employees, industry=customer.industry,
        public_sector=customer.public_sector,
    )  # fmt: skip


def reassign_esm(channel: Channel, story: Story, at: datetime) -> None:
    esm = story.account.territory.esm
    if story.registration.esm_id != esm.pk:
        who = channel.by(channel.somebody(Role.OPS), at)
        story.registration = registrations.reassign_esm(story.reference, who, esm=esm.pk)


def put_forward(channel: Channel, story: Story, at: datetime) -> None:
    story.registration = registrations.put_forward(story.reference, channel.by(channel.somebody(Role.OPS), at))


def confer(channel: Channel, story: Story, at: datetime) -> None:
    author, rep = _holder(channel, story), story.account.owner
    mentions = [rep.pk] if channel.chance.random() < 0.6 else []
    registrations.comment(
        story.reference,
        channel.by(author, at),
        body=channel.chance.choice(INSIDE),
        audience="internal",
        mentions=mentions,
    )
    if mentions and channel.chance.random() < 0.6:
        answer = channel.by(rep, at + timedelta(minutes=channel.chance.randrange(4, 15)))
        registrations.comment(story.reference, answer, body=channel.chance.choice(INSIDE), audience="internal")
    if channel.chance.random() < 0.15:
        registrations.add_file(
            story.reference,
            channel.by(author, at),
            note_file("notes.txt", channel.chance.choice(INSIDE)),
            audience="internal",
        )


def tell_partner(channel: Channel, story: Story, at: datetime) -> None:
    who = channel.by(_holder(channel, story), at)
    if channel.chance.random() < 0.4:
        registrations.contact(story.reference, who, note=channel.chance.choice(CONTACTS))
    else:
        registrations.comment(story.reference, who, body=channel.chance.choice(TOLD))


def partner_answers(channel: Channel, story: Story, at: datetime) -> None:
    registrations.comment(story.reference, channel.by(story.seller, at), body=channel.chance.choice(ANSWERS))


def send_back(channel: Channel, story: Story, at: datetime) -> None:
    who = _holder(channel, story) if story.registration.step else channel.somebody(Role.OPS)
    story.registration = registrations.send_back(
        story.reference, channel.by(who, at), comments=channel.chance.choice(RETURNS)
    )


def confirm_type(channel: Channel, story: Story, at: datetime) -> None:
    story.registration = registrations.confirm_type(story.reference, channel.by(_holder(channel, story), at))


def record_sourcing(channel: Channel, story: Story, at: datetime) -> None:
    finding = channel.chance.choice(("partner_created", "partner_created", "partner_converted"))
    story.registration = registrations.record_sourcing(
        story.reference, channel.by(_holder(channel, story), at), finding=AGAINST.get(story.reason, finding)
    )


def link_only(channel: Channel, story: Story, at: datetime) -> None:
    """Linked, not primary: on the way to a denial (DRG-12)."""
    known = channel.open_opportunities.get(story.account.pk, [])
    if known:
        registrations.link_opportunity(
            story.reference, channel.by(_holder(channel, story), at), opportunity=known[0].reference, primary=False
        )


def name_opportunity(channel: Channel, story: Story, at: datetime) -> None:
    """One that is there and free, or a new one."""
    known = channel.open_opportunities.get(story.account.pk, [])
    taken = Registration.objects.filter(state__in=HELD, opportunity__in=known).values_list("opportunity", flat=True)
    free = [one for one in known if one.pk not in set(taken) and one.created_at < at]
    who = channel.by(_holder(channel, story), at)
    if free and channel.chance.random() < 0.5:
        chosen = free[0]
        known.remove(chosen)  # no second story takes it
        story.registration = registrations.link_opportunity(
            story.reference, who, opportunity=chosen.reference, primary=True
        )
    else:
        story.registration = registrations.create_opportunity(story.reference, who)


def approve(channel: Channel, story: Story, at: datetime) -> None:
    words = "Good luck with the deal." if channel.chance.random() < 0.4 else ""
    story.registration = registrations.approve(story.reference, channel.by(_holder(channel, story), at), comments=words)


def align(channel: Channel, story: Story, at: datetime) -> None:
    story.registration = registrations.record_alignment(
        story.reference, channel.by(_holder(channel, story), at), note=channel.chance.choice(ALIGNED)
    )


def tell_delay(channel: Channel, story: Story, at: datetime) -> None:
    story.registration = registrations.tell_delay(
        story.reference, channel.by(_holder(channel, story), at), note="The Sales Rep is travelling; I decide tomorrow."
    )


def deny(channel: Channel, story: Story, at: datetime) -> None:
    story.registration = registrations.deny(
        story.reference, channel.by(_holder(channel, story), at), reason=story.reason, comments=DENIALS[story.reason]
    )


def switch_account(channel: Channel, story: Story, at: datetime) -> None:
    story.registration = registrations.switch_account(story.reference, channel.by(story.registration.esm, at))


def ask_extension(channel: Channel, story: Story, at: datetime) -> None:
    registrations.ask_extension(story.reference, channel.by(story.seller, at), why=channel.chance.choice(LONGER))


def extend(channel: Channel, story: Story, at: datetime) -> None:
    registrations.extend(story.reference, channel.by(story.registration.esm, at), why="the customer is real and moving")


def extend_to(channel: Channel, story: Story, at: datetime, *, until_on: date) -> None:
    if until_on > story.registration.expires_on:
        who = channel.by(channel.somebody(Role.OPS), at)
        registrations.extend_to(story.reference, who, until_on=until_on, why="public tender with a fixed calendar")


def decline_extension(channel: Channel, story: Story, at: datetime) -> None:
    registrations.decline_extension(
        story.reference,
        channel.by(story.registration.esm, at),
        why="No progress since the last call; register it anew.",
    )


def remind(channel: Channel, story: Story, at: datetime, *, days: int) -> None:
    """The nightly reminder, where the protection really ends so soon (an extension may have moved it)."""
    now = channel.by(None, at)
    ends = Registration.objects.filter(reference=story.reference).values_list("expires_on", flat=True).get()
    if ends is not None and (ends - now.day).days == days:
        registrations.remind_expiry(story.reference, now, days=days)


def expire(channel: Channel, story: Story, at: datetime) -> None:
    story.registration = registrations.expire(story.reference, channel.by(None, at))


def close(channel: Channel, story: Story, at: datetime, *, won: bool) -> None:
    """Sales closes the opportunity; the registration follows."""
    opportunity = story.registration.opportunity
    owner = channel.by(opportunity.owner, at)
    if won:
        opportunities.close_won(opportunity.reference, owner)
        story.registration = registrations.close_won(story.reference, channel.by(None, at + timedelta(seconds=5)))
    else:
        opportunities.close_lost(opportunity.reference, owner, reason=channel.chance.choice(LOST))
        story.registration = registrations.close_lost(story.reference, channel.by(None, at + timedelta(seconds=5)))


def add_file(channel: Channel, story: Story, at: datetime) -> None:
    who = story.registration.started_by if story.behalf else story.seller
    offer: Made = offer_file(story.reference, story.customer.name, at.date())
    registrations.add_file(story.reference, channel.by(who, at), offer)
