"""What the people of the demo's partners have learned, and what else was recorded about each partner for compliance."""

import random
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from towpath.demo.cast import DOMAIN, LEARNERS, Company
from towpath.domain.enablement import events
from towpath.domain.enablement.actions import counts
from towpath.domain.enablement.models import Attestation, Completion, Employment, Learner
from towpath.domain.partners.models import Partner
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.program.decisions.compliance import evidence_kinds
from towpath.program.decisions.enablement.badges import runs_out_on

if TYPE_CHECKING:
    from towpath.demo.channel import Channel

HELD_FOR = timedelta(days=730)  # about as long as a badge holds; only the day of completion is reckoned with it
ENDING, ENDED = 24, -18  # days from now on which the last that the program asks for runs out
# company -> the badge on which its standing hangs
HANGS_ON = {"quarrystone": "solutions_architect", "chandrapur": "sales_professional", "lunevar": "pse"}
MOVED = ("calderwick", "brightfen", "Tove")  # she worked at the one, and moved to the other


def learned(channel: "Channel") -> None:
    """Learners, where they work and what they hold, for every partner that is or was in the program; counts follow."""
    chance = random.Random("what they learned")  # noqa: S311 - no secret
    names = iter(LEARNERS * 3)
    learners: list[Learner] = []
    completions: list[Completion] = []
    employments: list[Employment] = []
    for company, partner in channel.partners:
        if partner.signed_contract_on is None:
            continue
        staff = _staff(channel, company, partner, names)
        learners += staff
        since = channel.now.date() - timedelta(days=chance.randrange(800, 1500))
        employments += [Employment(learner=one, partner=partner, starts_on=since) for one in staff]
        completions += _completions(channel, company, staff, chance)
    for number, one in enumerate(completions, 1):
        one.source = Completion.Source.CREDLY if number % 3 == 0 else Completion.Source.FILE
        one.source_id = f"demo-{number:05}"
    Learner.objects.bulk_create(learners)
    Employment.objects.bulk_create(employments)
    Completion.objects.bulk_create(completions)
    _evidence(channel)
    _count(channel)


def _wanted(company: Company) -> Counter[str]:
    """Badge -> how many people hold it: what the program asks for, short of it where the company's learning says so."""
    wanted = Counter({"foundations": 2, "sales_professional": 2, "solutions_architect": 1})
    if company.track == "select":
        wanted = Counter({"foundations": 3, "sales_professional": 4, "solutions_architect": 2, "pse": 1})
    if company.track == "technology":
        wanted = Counter({"foundations": 2, "sales_professional": 1})
    if "psp" in company.kinds:
        wanted["pse"] = 3
    if company.learning in ("new", "short"):
        wanted = Counter({"foundations": 1, "sales_professional": 1})
    return wanted


def _staff(channel: "Channel", company: Company, partner: Partner, names: Iterator[str]) -> list[Learner]:
    """The partner's people who sign in, and others who only learn, until there are enough for every badge."""
    people: list[tuple[str, str, Person | None]] = [(one.name, one.email, one) for one in channel.sellers[partner.pk]]
    word = company.name.split()[0]
    needed = max(3, sum(_wanted(company).values()) // 2)
    firsts = [next(names) for _ in range(needed - len(people))] + ([MOVED[2]] if company.slug == MOVED[0] else [])
    people += [(f"{first} ({word})", f"{first.lower()}@{company.slug}.{DOMAIN}", None) for first in firsts]
    return [
        Learner(name=name, email=email, person=person, country=company.country, employer=company.name, works_at=partner)
        for name, email, person in people
    ]


def _completions(
    channel: "Channel", company: Company, staff: list[Learner], chance: random.Random
) -> Iterator[Completion]:
    today, turn = channel.now.date(), 0
    staying = staff[:-1] if company.slug == MOVED[0] else staff
    for badge, count in _wanted(company).items():
        for number in range(count):
            on = today - timedelta(days=chance.randrange(66, 640))
            if badge == HANGS_ON.get(company.slug) and number == count - 1:
                on = today - HELD_FOR + timedelta(days=ENDING if company.learning == "ending" else ENDED)
            elif badge == "foundations" and number and chance.random() < 0.5:
                on = (
                    today - HELD_FOR + timedelta(days=chance.randrange(4, 58))
                )  # runs out soon, and nothing hangs on it
            yield _completion(channel, staying[turn % len(staying)], badge, on)
            turn += 1
    if company.slug == MOVED[0]:
        yield _completion(channel, staff[-1], "sales_professional", today - timedelta(days=210))


def _completion(channel: "Channel", learner: Learner, badge: str, on: date) -> Completion:
    return Completion(
        learner=learner, badge=badge, completed_on=on, expires_on=runs_out_on(badge, on, channel.book),
        voucher=f"PSE-{on:%y%m%d}-{learner.email[:3].upper()}" if badge == "pse" else "",
    )  # fmt: skip


def _count(channel: "Channel") -> None:
    """Counts on the partners' rows, and on the rows in hand with which the stories go on."""
    partners = {partner.pk: partner for _, partner in channel.partners}
    counts.follow(channel.by(None, channel.now), partners)
    found = Partner.objects.filter(pk__in=partners).values_list("pk", "sales_certified", "foundations_completed")
    for pk, sales, foundations in found:
        partners[pk].sales_certified, partners[pk].foundations_completed = sales, foundations


type Fact = tuple[str, int, int, int | None]  # kind, amount, began so many days ago, ends so many days from now


def _facts(company: Company) -> Iterator[Fact]:
    """What was recorded about a company."""
    if company.track == "select":
        yield "joint_business_plan", 1, 300, 25 if company.learning == "ending" else 65 + 3 * len(company.name)
        yield "devsecops_focus", 1, 280, None
        for quarter in range(4):
            yield "net_arr_bookings", 84_000 + 1_150 * len(company.name) * (quarter + 1), 35 + 90 * quarter, None
    if "psp" in company.kinds:
        yield "services_business", 1, 290, None
        for quarter in range(4):
            yield "service_registrations", 3, 20 + 80 * quarter, None
    if "msp" in company.kinds and company.track == "select":
        for kind in ("managed_service_practice", "self_managed_operation", "support_8x5", "msp_exhibit"):
            yield kind, 1, 270, None


SEEN = {
    "joint_business_plan": "Signed plan, page 1 names the sponsor", "net_arr_bookings": "Report of bookings of the quarter",
    "service_registrations": "Proofs of execution, filed with each registration",
    "support_8x5": "Their statement of support hours",
}  # fmt: skip


def _evidence(channel: "Channel") -> None:
    """Recorded by each partner's manager, two days after the day from which it holds, and told in its history."""
    today = channel.now.date()
    labels = {each.key: each.label for each in evidence_kinds(channel.book, today)}
    made: list[Attestation] = []
    for company, partner in channel.partners:
        for kind, amount, ago, left in _facts(company) if partner.signed_contract_on else ():
            starts_on = today - timedelta(days=ago)
            made.append(
                Attestation(
                    partner=partner, kind=kind, amount=Decimal(amount), starts_on=starts_on,
                    ends_on=None if left is None else today + timedelta(days=left),
                    evidence=SEEN.get(kind, "Seen at the yearly review"), recorded_by=partner.manager,
                    recorded_at=datetime.combine(starts_on + timedelta(days=2), time(9), UTC),
                )
            )  # fmt: skip
    Attestation.objects.bulk_create(made)
    Event.objects.bulk_create(
        Event(
            name=events.EVIDENCE_RECORDED, at=one.recorded_at, actor=one.recorded_by, door="workspace",
            organisation_id=one.partner.organisation_id, subject_type="partners.partner", subject_id=one.partner_id,
            data={"label": labels[one.kind], "amount": f"{one.amount:f}", "starts_on": one.starts_on.isoformat(),
                  "evidence": one.evidence, "attestation": one.pk},
        )
        for one in sorted(made, key=lambda one: one.recorded_at)
    )  # fmt: skip
