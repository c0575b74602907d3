"""Compliance of a whole program: the night over all partners, and one scorecard page at two sizes.

Run `python -m bench.compliance` on a migrated, otherwise empty database that may be written to (DATABASE_URL), with
`--partners N` and `--json FILE`. Every partner has five people with two completions each; some lapse, some are missing.
"""

from __future__ import annotations

import os
import random
import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import django
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "towpath.config.settings")
if not apps.ready:
    django.setup()

from django.db import connection
from django.test import Client

from bench.report import alone
from towpath.domain.enablement.actions import compliance
from towpath.domain.enablement.models import Completion, ComplianceResult, Employment, Learner
from towpath.domain.partners.models import Membership, Partner
from towpath.kernel.events.log import jobs_held_back
from towpath.kernel.identity.models import Organisation, Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.in_force import job_occasion

FEW, MANY, PEOPLE, BADGES = 500, 50_000, 5, 2
AIM_SECONDS, AIM_RATIO = 60.0, 1.5
MOMENT = datetime(2026, 9, 1, 10, tzinfo=UTC)
HELD = ("sales_professional", "solutions_architect", "pse", "foundations", "sales_core")
MARK = "PBC"  # references of partners made here


def grow(until: int) -> None:
    """Partners up to a number, with people, completions and memberships; written at once."""
    chance, begun = random.Random(20260901), date(2026, 9, 1)
    have = Partner.objects.filter(reference__startswith=MARK).count()
    for start in range(have, until, 5_000):
        numbers = range(start, min(start + 5_000, until))
        organisations = Organisation.objects.bulk_create([Organisation(name=f"Bench {n:06}") for n in numbers])
        partners = Partner.objects.bulk_create(
            Partner(
                organisation=organisation, reference=f"{MARK}{n:06}", name=organisation.name, country="DE", region="EMEA",
                status=Partner.Status.AUTHORIZED, signed_contract_on=date(2024, 1, 8), click_through_agreement=True,
                kinds=["reseller"], domain=f"bench-{n}.example",
            )
            for n, organisation in zip(numbers, organisations, strict=True)
        )  # fmt: skip
        Membership.objects.bulk_create(_memberships(partners, chance))
        learners = Learner.objects.bulk_create(
            Learner(name=f"Learner {n}-{i}", email=f"l{n}-{i}@bench.example") for n in numbers for i in range(PEOPLE)
        )
        _teach(partners, learners, chance, begun)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _memberships(partners: list[Partner], chance: random.Random) -> list[Membership]:
    made = []
    for partner in partners:
        track = "select" if chance.random() < 0.2 else "open"
        made.append(Membership(partner=partner, group="track", value=track, starts_on=date(2024, 1, 8)))
        if chance.random() < 0.15:
            made.append(Membership(partner=partner, group="designation", value="psp", starts_on=date(2024, 6, 3)))
    return made


def _teach(partners: list[Partner], learners: list[Learner], chance: random.Random, begun: date) -> None:
    Employment.objects.bulk_create(
        Employment(learner=learner, partner=partners[i // PEOPLE], starts_on=date(2024, 2, 1))
        for i, learner in enumerate(learners)
    )
    Completion.objects.bulk_create(
        (
            Completion(
                learner=learner, badge=badge, completed_on=begun - timedelta(days=chance.randint(200, 700)),
                expires_on=begun + timedelta(days=chance.randint(-150, 600)), source="file",
                source_id=f"bench-{learner.pk}-{badge}",
            )
            for learner in learners
            for badge in chance.sample(HELD, k=BADGES)
        ),
        batch_size=5_000,
    )  # fmt: skip


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.perf_counter()
    answer = work()
    return answer, time.perf_counter() - began


def night(days: int) -> tuple[compliance.Computed, float]:
    """One night's work over all partners; its mails are dropped."""
    with jobs_held_back():
        return timed(lambda: compliance.recompute_all(job_occasion(MOMENT + timedelta(days=days))))


def page_ms(path: str, person: Person, times: int = 60) -> float:
    """The median time of a page in this process, in milliseconds."""
    client = Client(headers={"host": "localhost"})
    client.force_login(person)
    taken = []
    for n in range(times + 5):
        answer, seconds = timed(lambda: client.get(path))
        if answer.status_code != 200:
            raise SystemExit(f"{path} answers {answer.status_code}.")
        if n >= 5:
            taken.append(seconds * 1000)
    return statistics.median(taken)


def pages() -> dict[str, float]:
    partner = Partner.objects.get(reference=f"{MARK}{FEW // 2:06}")
    nina, _made = Person.objects.get_or_create(
        email="nina@bench.example",
        defaults={
            "name": "Nina",
            "organisation": partner.organisation,
            "roles": [Role.PARTNER_ADMIN.value],
            "joined_at": MOMENT,
        },
    )
    omar, _made = Person.objects.get_or_create(
        email="omar@bench.example", defaults={"name": "Omar", "roles": [Role.PROGRAMS.value], "joined_at": MOMENT}
    )
    return {
        "scorecard": page_ms("/portal/compliance", nina),
        "record": page_ms(f"/partners/{partner.reference}/compliance", omar),
        "list": page_ms("/partners/compliance", omar),
        "list_not_compliant": page_ms("/partners/compliance?state=not", omar),
    }


def main(many: int = MANY) -> dict[str, Any]:
    """Grow, compute for two nights, measure the pages at both sizes; print a table; the figures as a dictionary."""
    grow(FEW)
    night(0)
    few = pages()
    grow(many)
    first, first_seconds = night(1)
    second, second_seconds = night(2)
    large = pages()
    ratio = {name: round(large[name] / few[name], 2) for name in few}
    states = {s: ComplianceResult.objects.filter(state=s).count() for s in ("compliant", "temporary", "grace", "not")}
    return _shown(
        {
            "partners": first.partners, "completions": Completion.objects.count(), "states": states,
            "first_night_seconds": round(first_seconds, 1), "next_night_seconds": round(second_seconds, 1),
            "changed_next_night": second.changed, "page_ms_few": few, "page_ms_many": large, "page_ratio": ratio,
            "reached": max(first_seconds, second_seconds) < AIM_SECONDS and ratio["scorecard"] <= AIM_RATIO,
        }
    )  # fmt: skip


def _shown(figures: dict[str, Any]) -> dict[str, Any]:
    print(f"Compliance of {figures['partners']:,} partners with {figures['completions']:,} completions")
    print(f"  the first night            {figures['first_night_seconds']:8.1f} s   {figures['states']}")
    print(
        f"  the night after            {figures['next_night_seconds']:8.1f} s   {figures['changed_next_night']:,} changed"
    )
    for name, ratio in figures["page_ratio"].items():
        few, many = figures["page_ms_few"][name], figures["page_ms_many"][name]
        print(f"  {name:<24} {few:8.1f} ms with {FEW} partners, {many:8.1f} ms with all: {ratio} times")
    verdict = "reached" if figures["reached"] else "MISSED"
    print(f"Aim: under {AIM_SECONDS:.0f} s a night, a scorecard within {AIM_RATIO} times its time at {FEW}: {verdict}")
    return figures


if __name__ == "__main__":
    alone(main, __doc__, partners=MANY)
