"""What happens to each registration of the demo: a target, the steps that lead there, and when each step is taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from towpath.demo import steps
from towpath.demo.cast import Company
from towpath.demo.channel import Channel
from towpath.demo.hours import Hours
from towpath.demo.words import DENIALS, Customer
from towpath.domain.accounts.models import Account
from towpath.domain.deals.models import Registration
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person

# target -> how many; together 400. The second word says in which shape.
COUNTS = {
    "draft": 20, "draft behalf": 4, "submitted": 22, "submitted late": 7, "submitted account": 5, "submitted behalf": 2,
    "in_review esm": 24, "in_review esm late": 7, "in_review asm": 16, "in_review asm late": 6, "returned": 14,
    "approved now": 12, "approved": 52, "approved ending": 14, "approved last days": 5, "approved extended": 14,
    "approved asked": 6, "approved declined": 3, "approved until": 4, "denied": 60, "withdrawn": 21, "expired": 28,
    "closed_won": 34, "closed_lost": 20,
}  # fmt: skip
REASONS = tuple(DENIALS)
VENDOR_SUBMITS = {"alliance", "gsi", "oem"}

type Step = Callable[[Channel, Story, datetime], None]


@dataclass
class Story:
    """One registration on its way. `row` is what the last step returned, None before the first."""

    target: str
    shape: str
    company: Company
    partner: Partner
    seller: Person
    customer: Customer
    account: Account
    deal_type: str
    region: str
    row: Registration | None = None
    reason: str = ""
    turns: int = 0  # of the channel, when its holder was last looked up
    plan: list[tuple[datetime, Step]] = field(default_factory=list)

    @property
    def registration(self) -> Registration:
        """The registration, once there is one."""
        if self.row is None:
            raise LookupError("The story has not begun.")
        return self.row

    @registration.setter
    def registration(self, row: Registration) -> None:
        self.row = row

    @property
    def reference(self) -> str:
        return self.registration.reference

    @property
    def behalf(self) -> bool:
        return bool(VENDOR_SUBMITS & set(self.company.kinds))


def stories(channel: Channel) -> list[Story]:
    """All of them, each with its plan."""
    hours = Hours(channel.book, channel.now)
    made = []
    for label, count in COUNTS.items():
        target, _, shape = label.partition(" ")
        for number in range(count):
            story = _cast(channel, target, shape, number)
            _plan(channel, story, hours)
            made.append(story)
    return made


def _cast(channel: Channel, target: str, shape: str, number: int) -> Story:
    """Who registers, and for which customer of her region."""
    chance = channel.chance
    behalf = shape == "behalf" or (target not in ("draft", "submitted") and number % 11 == 10)
    fitting = [
        (company, partner)
        for company, partner in channel.partners
        if bool(VENDOR_SUBMITS & set(company.kinds)) == behalf
        and company.weight
        and (company.standing == "" or (target == "draft" and company.standing != "former"))
    ]
    company, partner = chance.choices(fitting, [one.weight for one, _ in fitting])[0]
    people = channel.sellers[partner.pk]
    seller = people[0] if chance.random() < 0.6 else chance.choice(people)
    near = [pair for pair in channel.customers if pair[0].region == company.region]
    if company.region == "EMEA" and chance.random() < 0.45:
        near = [pair for pair in near if pair[1].territory.code == "EMEA-DACH"]
    customer, account = chance.choice(near)
    if target == "submitted" and shape == "account":
        customer = channel.new_customer(company.region)  # Ops creates its account
    kinds = ["resale"] * 6 + ["referral"] * 2 + (["msp"] * 5 if "msp" in company.kinds else [])
    story = Story(target, shape, company, partner, seller, customer, account, chance.choice(kinds), company.region)
    if target == "denied":
        story.reason = REASONS[number % len(REASONS)]
    return story


def _plan(channel: Channel, story: Story, hours: Hours) -> None:
    """Lay the steps out in time: the last of the way to the target is taken at its anchor, the others before it."""
    way = _way(channel, story)
    anchor = _anchor(channel, story, hours)
    total = sum(gap for gap, _ in way[1:])
    at = hours.before(story.region, anchor, total)
    for number, (gap, step) in enumerate(way):
        at = hours.after(story.region, at, gap) if number else at
        story.plan.append((at, step))
    story.plan += _afterwards(channel, story, hours, at)


def _anchor(channel: Channel, story: Story, hours: Hours) -> datetime:
    """When the way to the target was finished."""
    chance, now, region = channel.chance, channel.now, story.region
    ranges: dict[str, tuple[float, float]] = {  # working hours ago
        "draft": (0.5, 160), "draft behalf": (2, 30), "submitted": (0.1, 1.4), "submitted late": (2.4, 9),
        "submitted account": (1.5, 5), "submitted behalf": (0.2, 1.2), "in_review esm": (0.3, 13),
        "in_review esm late": (18, 40), "in_review asm": (0.3, 6.5), "in_review asm late": (9, 20),
        "returned": (2, 90), "approved now": (0.2, 12), "denied": (3, 900), "withdrawn": (3, 900),
    }  # fmt: skip
    days = {  # days ago
        "approved": (16, 72), "approved ending": (77, 86), "approved last days": (87, 89), "approved extended": (62, 104),
        "approved asked": (70, 86), "approved declined": (66, 85), "approved until": (60, 120), "expired": (93, 230),
        "closed_won": (20, 230), "closed_lost": (20, 230),
    }  # fmt: skip
    label = f"{story.target} {story.shape}".strip()
    if label in ranges:
        return hours.before(region, now, chance.uniform(*ranges[label]))
    low, high = days[label]
    return hours.after(region, now - timedelta(days=chance.randint(low, high)), chance.uniform(0.1, 7))


type Way = list[tuple[float, Step]]


def _way(channel: Channel, story: Story) -> Way:
    """The steps to the target, each with the working hours since the one before."""
    chance = channel.chance
    late = story.shape == "late" and story.target != "submitted"
    way: Way = [(0, steps.draft)]
    if story.target != "draft" and not story.behalf and chance.random() < 0.45:
        way = [(0, steps.register)]
    elif story.target == "draft":
        return way + ([(chance.uniform(0.2, 5), steps.add_file)] if chance.random() < 0.3 else [])
    elif story.behalf:
        way += [(chance.uniform(0.5, 6), steps.submit)]
    elif chance.random() < 0.25:
        way += [(chance.uniform(0.1, 2), steps.add_file), (chance.uniform(0.1, 12), steps.submit)]
    else:
        way += [(chance.uniform(0.1, 16), steps.submit)]
    if story.target == "submitted":
        return way + ([(chance.uniform(0.2, 1.4), steps.create_account)] if story.shape == "account" else [])
    if story.target == "withdrawn" and chance.random() < 0.4:
        return [*way, (chance.uniform(0.5, 3), steps.withdraw)]
    if chance.random() < 0.12 and not story.behalf:
        way += [(chance.uniform(0.3, 1.8), steps.send_back)]
        if story.target == "returned":
            return way
        way += [(chance.uniform(2, 20), steps.amend), (chance.uniform(0.1, 0.5), steps.resubmit)]
    slow = chance.random() < 0.12  # Ops too late
    way += [(chance.uniform(0.2, 0.9) + 2 * slow, steps.link_account)]
    if chance.random() < 0.1:
        way += [(0.1, steps.reassign_esm)]
    way += [(chance.uniform(0.05, 0.5), steps.put_forward)]
    if story.target == "withdrawn":
        return [*way, (chance.uniform(1, 9), steps.withdraw)]
    return way + _review(channel, story, late=late)


def _review(channel: Channel, story: Story, *, late: bool) -> Way:
    chance = channel.chance
    at_esm = story.target == "in_review" and story.shape.startswith("esm")
    way: Way = []
    if chance.random() < 0.35:
        way += [(chance.uniform(0.3, 3), steps.confer)]
    if chance.random() < 0.6 and not late and not at_esm:
        way += [(chance.uniform(0.2, 4), steps.tell_partner)]
        if chance.random() < 0.5:
            way += [(chance.uniform(0.5, 5), steps.partner_answers)]
    if story.target == "returned":
        return [*way, (chance.uniform(0.5, 8), steps.send_back)]
    if at_esm:
        return way + ([(chance.uniform(0.1, 1), steps.confirm_type)] if chance.random() < 0.4 else [])
    way += [(chance.uniform(0.2, 5), steps.confirm_type), (chance.uniform(0.05, 0.4), steps.record_sourcing)]
    if story.target == "denied":
        way += [(0.1, steps.link_only)] if chance.random() < 0.4 else []
        if story.reason in steps.AGAINST or chance.random() < 0.75:
            return [*way, (chance.uniform(0.2, 8), steps.deny)]
    way += [(chance.uniform(0.05, 0.6), steps.name_opportunity), (chance.uniform(0.02, 0.5), steps.approve)]
    if story.target == "in_review":
        return way + (
            [(chance.uniform(0.1, 2), steps.tell_delay)] if "late" in story.shape and chance.random() < 0.6 else []
        )
    slow = 9 * (chance.random() < 0.1)  # the ASM too late
    way += [(chance.uniform(0.5, 5) + slow, steps.align)]
    return [*way, (chance.uniform(0.05, 1.5), steps.deny if story.target == "denied" else steps.approve)]


def _afterwards(channel: Channel, story: Story, hours: Hours, approved_at: datetime) -> list[tuple[datetime, Step]]:
    """What happens after the approval, at moments of its own."""
    chance, now, region = channel.chance, channel.now, story.region

    def day(number: float, hour: float = 3) -> datetime:
        return hours.after(region, approved_at + timedelta(days=number), hour)

    night = timedelta(hours=1)
    after = []
    if story.target == "approved" and story.deal_type == "msp" and story.shape != "now":
        after += [(day(1), steps.switch_account)]
    if story.target in ("approved", "expired") and chance.random() < 0.4:
        after += [(day(chance.uniform(2, 40)), steps.partner_answers)]
    if story.shape == "extended":
        after += [(day(chance.uniform(48, 58)), steps.ask_extension), (day(chance.uniform(58.5, 61)), steps.extend)]
    if story.shape == "until":
        after += [(day(50), partial(steps.extend_to, until_on=(now + timedelta(days=chance.randint(20, 70))).date()))]
    if story.shape == "asked":
        after += [(hours.before(region, now, chance.uniform(1, 20)), steps.ask_extension)]
    if story.shape == "declined":
        after += [(day(58), steps.ask_extension), (day(61), steps.decline_extension)]
    if story.target in ("approved", "expired"):
        after += [
            (night + approved_at + timedelta(days=90 - left), partial(steps.remind, days=left)) for left in (14, 3)
        ]
    if story.target == "expired":
        after += [(approved_at + timedelta(days=91), steps.expire)]
    if story.target in ("closed_won", "closed_lost"):
        after += [(day(chance.uniform(4, 17)), partial(steps.close, won=story.target == "closed_won"))]
    return sorted((one for one in after if approved_at < one[0] <= now), key=lambda one: one[0])
