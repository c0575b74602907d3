"""What partners have learned and hold, for tests of compliance."""

from datetime import date

from towpath.domain.enablement.models import Completion, Employment, Learner
from towpath.domain.partners.models import Membership, Partner

BEGAN = date(2025, 3, 1)


def learner(partner: Partner, name: str, *badges: str, since: date = BEGAN, until: date | None = None) -> Learner:
    """Somebody at the partner who holds these badges over [since, until)."""
    who = Learner.objects.create(name=name, email=f"{name.lower()}@{partner.domain}")
    Employment.objects.create(learner=who, partner=partner, starts_on=date(2025, 1, 6))
    for badge in badges:
        Completion.objects.create(
            learner=who, badge=badge, completed_on=since, expires_on=until, source="manual", source_id=f"{name}-{badge}"
        )
    return who


def trained(partner: Partner, *, until: date | None = None) -> None:
    """What Open asks: two accredited sellers and an architect; the first seller's accreditation ends at `until`."""
    learner(partner, f"Sara{partner.pk}", "sales_professional", until=until)
    learner(partner, f"Simon{partner.pk}", "sales_professional")
    learner(partner, f"Aya{partner.pk}", "solutions_architect")


def member(partner: Partner, value: str, since: date = BEGAN, until: date | None = None) -> Membership:
    group = "track" if value in ("open", "select", "technology") else "designation"
    return Membership.objects.create(partner=partner, group=group, value=value, starts_on=since, ends_on=until)
