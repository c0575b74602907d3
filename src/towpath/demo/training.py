"""News of training in the demo's last weeks: a file of completions with bad rows, a reading of Credly, vouchers, a move."""

import io
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from towpath.demo.cast import DOMAIN
from towpath.demo.learning import MOVED
from towpath.domain.enablement.actions import compliance, credly, imports, learners, vouchers
from towpath.domain.enablement.actions.credly import Issued
from towpath.domain.enablement.models import Completion, Learner
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.roles import Role
from towpath.program.decisions.enablement.badges import badge_name

if TYPE_CHECKING:
    from towpath.demo.channel import Channel

DAY = 8  # working hours
LOOKED_AT = 40  # days ago: how those whose standing changed since then stood before
type Act = Callable[[datetime], None]
type Acts = Iterator[tuple[datetime, str, Act]]


def training(channel: "Channel", ago: Callable[[str, float], datetime]) -> Acts:
    """A region's partners are touched by its own acts alone, so that both sides of the demo can be played at once."""
    paula = channel.inside[Role.PROGRAMS, ""][0]

    def move(at: datetime) -> None:
        learner = Learner.objects.get(name__startswith=MOVED[2], employer__istartswith=MOVED[0])
        employer = Partner.objects.values_list("reference", flat=True).get(name__istartswith=MOVED[1])
        learners.place(channel.by(paula, at), learner.pk, partner=employer, starts_on=at.date())

    yield ago("EMEA", 14 * DAY), "EMEA", move
    yield ago("EMEA", 5 * DAY), "EMEA", partial(_file, channel=channel)
    yield channel.now - timedelta(hours=11), "AMER", partial(_credly, channel=channel)
    for number, (days, name, code, whose) in enumerate(VOUCHERS):
        at = ago("EMEA", days * DAY) + timedelta(minutes=number)
        yield at, "EMEA", partial(_voucher, channel=channel, name=name, code=code, whose=whose)


def _file(at: datetime, *, channel: "Channel") -> None:
    """The month's completions, exported by a training platform: most rows are good, some are not."""
    who = channel.by(channel.inside[Role.OPS, ""][0], at)
    content = completions_file(at.date()).encode()
    made = imports.receive(who, io.BytesIO(content), file_name=f"completions-{at:%Y-%m}.csv")
    imports.check(made.reference, who, columns=made.columns, run=False)
    imports.read(made.reference, who)
    imports.apply(made.reference, who, run=False)
    imports.read(made.reference, who)


def completions_file(on: date) -> str:
    """A made-up export: ten good rows, one of a learner at no partner, and four that cannot be taken."""
    rows = ["Record ID,Email,Name,Course,Completed on,Company"]
    firsts = ("Ebbe", "Fiete", "Grit", "Hasso", "Insa", "Jette", "Kuno", "Lale", "Momme", "Nele")
    companies = (
        "Brightfen Software",
        "Dunmarsh Data",
        "Fjellgard Digital",
        "Kingsmere Government",
        "Larkspurton Civic",
    )
    courses = ("Foundations for Partners", "Solutions Architect Verified Associate", "Partner Technical Associate")
    for number, first in enumerate(firsts):
        company = companies[number % 5]
        address = f"{first.lower()}@{company.split()[0].lower()}.{DOMAIN}"
        day = on - timedelta(days=3 + number)
        rows.append(
            f"TR-{number + 1:04},{address},{first} ({company.split()[0]}),{courses[number % 3]},{day},{company}"
        )
    day = on - timedelta(days=4)
    rows += [
        f"TR-0011,isa@freelance.{DOMAIN},Isa (Freelance),Foundations for Partners,{day},Freelance",
        f"TR-0012,ebbe@brightfen.{DOMAIN},Ebbe (Brightfen),Advanced Basket Weaving,{day},Brightfen Software",
        f"TR-0013,fiete at dunmarsh,Fiete (Dunmarsh),Foundations for Partners,{day},Dunmarsh Data",
        f"TR-0014,grit@fjellgard.{DOMAIN},Grit (Fjellgard),Foundations for Partners,03/04/{on.year},Fjellgard Digital",
        f"TR-0015,hasso@kingsmere.{DOMAIN},Hasso (Kingsmere),Foundations for Partners,{on + timedelta(days=30)},Kingsmere Government",
    ]
    return "\n".join(rows) + "\n"


def _credly(at: datetime, *, channel: "Channel") -> None:
    """One reading: what stood there already, and new badges of a region; one template stands for nothing here yet."""
    job = channel.by(None, at)
    known = Learner.objects.filter(works_at__region="AMER", person__isnull=False).order_by("id")
    templates = ("Partner Technical Associate", "GitLab Foundations for Partners", "Partner Summit Speaker")
    found = [
        Issued(
            badge_id=f"demo-badge-{number}", template_id=f"demo-template-{number % 3}", template_name=templates[number % 3],
            email=learner.email, name=learner.name, issued_on=at.date() - timedelta(days=2 + number), expires_on=None,
            revoked=False, private=number == 4,
        )
        for number, learner in enumerate(known[:8])
    ]  # fmt: skip
    credly.take_over(credly.begin(job), job, [*_standing(at.date(), channel), *found])


def _standing(on: date, channel: "Channel") -> Iterator[Issued]:
    """The badges that Credly gave before, as it gives them still: what it gives no more would count no more."""
    stood = Completion.objects.filter(source=Completion.Source.CREDLY, voided_at=None).select_related("learner")
    for one in stood.order_by("id"):
        name = badge_name(one.badge, channel.book, on)
        yield Issued(
            badge_id=one.source_id, template_id=f"demo-{one.badge}", template_name=name, email=one.learner.email,
            name=one.learner.name, issued_on=one.completed_on, expires_on=one.expires_on, revoked=False, private=one.private,
        )  # fmt: skip


# working days ago, what is done, to which code, for whom
VOUCHERS = (
    *((60, "receive", f"PSE-DEMO-{number:03}", "") for number in range(1, 9)),
    (50, "issue", "PSE-DEMO-001", "Alderbrook Systems"), (40, "issue", "PSE-DEMO-002", "Brightfen Software"),
    (30, "issue", "PSE-DEMO-003", "Lunevar Consulting"), (9, "issue", "PSE-DEMO-004", "Northgarth Solutions"),
    (20, "use", "PSE-DEMO-001", ""), (12, "use", "PSE-DEMO-002", ""), (28, "withdraw", "PSE-DEMO-005", ""),
)  # fmt: skip


def _voucher(at: datetime, *, channel: "Channel", name: str, code: str, whose: str) -> None:
    who = channel.by(channel.inside[Role.PROGRAMS, ""][0], at)
    if name == "receive":
        vouchers.receive(who, code=code, expires_on=(channel.now + timedelta(days=60 + 20 * int(code[-1]))).date())
        return
    reference = vouchers.Voucher.objects.values_list("reference", flat=True).get(code=code)
    if name == "issue":
        employer = Partner.objects.values_list("reference", flat=True).get(name=whose)
        vouchers.issue(reference, who, partner=employer)
    elif name == "use":
        vouchers.use(reference, who, used_on=at.date())
    else:
        vouchers.withdraw(reference, who, reason="The code was sent to a closed mailbox")


def computed(channel: "Channel") -> None:
    """How every partner stands with the program today, and how those stood before whose standing hangs on something."""
    changing = [partner.pk for company, partner in channel.partners if company.learning in ("ending", "grace")]
    compliance.recompute(channel.by(None, channel.now - timedelta(days=LOOKED_AT)), changing)
    compliance.recompute_all(channel.by(None, channel.now))
