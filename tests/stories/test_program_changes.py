"""A programs manager shortens the protection from a date: sees whom it would have cost, publishes, and the past stays."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from click.testing import CliRunner

from tests.cast import person
from tests.domain.deals.stages import stage
from tests.domain.rulebook.conftest import PROTECTION, shortened
from towpath.basics.periods import Period
from towpath.cli.main import towpath
from towpath.domain.deals.models import Registration
from towpath.domain.rulebook import queries
from towpath.domain.rulebook.actions import comparisons, drafts, editions
from towpath.kernel import in_force
from towpath.kernel.identity.roles import Role
from towpath.kernel.occasion import Occasion

OCTOBER = datetime(2026, 10, 5, 9, tzinfo=UTC)


def told(reference: str) -> dict:
    """What `towpath program explain` says of the decision on protection."""
    answer = CliRunner().invoke(towpath, ["program", "explain", reference, "--json"])
    assert answer.exit_code == 0, answer.output
    return next(one for one in json.loads(answer.stdout) if one["question"] == PROTECTION)


@pytest.mark.rule("DRG-17")
def test_sixty_days_from_october(cast, kept, noon, django_capture_on_commit_callbacks):
    gwen = person("Gwen", Role.PROGRAMS)

    def by(who, at=None, door="workspace"):
        return Occasion(actor=who, at=at or noon, door=door, book=in_force.book())

    # Last year's deals: one that was approved in September, for ninety days.
    old = stage("approved", cast, by)
    assert Registration.objects.get(reference=old.reference).expires_on == date(2026, 11, 30)

    # Paula writes the new wording and looks at what it would have cost.
    draft = drafts.start(by(cast.paula), title="Protection of 60 days", why="Deals lie too long.")
    text = shortened(in_force.book()[PROTECTION].text)
    draft = drafts.write(draft.reference, by(cast.paula), page=PROTECTION, text=text)
    late = replace(by(None, door="job"), at=datetime(2026, 11, 15, 12, tzinfo=UTC))
    year = Period(date(2025, 11, 15), date(2026, 11, 15))
    asked = comparisons.ask(draft.reference, by(cast.paula), over=year)
    found = comparisons.compute(asked.reference, late)
    assert (found.result["total"]["loss"], found.result["lapses"]) == (1, 1)
    (lapsed,) = queries.differing(found, lapsed=True)
    assert (lapsed.subject, lapsed.partner) == (old.reference, "Northwind")
    assert lapsed.lapse == "still open; its protection would have ended on 31 Oct 2026"
    dated = comparisons.ask(draft.reference, by(cast.paula), over=year, as_if_then=False)
    assert comparisons.compute(dated.reference, late).result["total"]["loss"] == 0, (
        "nothing decided before its day changes"
    )

    # Her colleague reviews it and puts it in force.
    drafts.submit(draft.reference, by(cast.paula))
    with django_capture_on_commit_callbacks(execute=True):
        edition = editions.publish(draft.reference, by(gwen), note="Sixty days from October on.")
    in_force.look_again()
    assert in_force.book().fingerprint == edition.fingerprint != found.base_fingerprint

    # A deal of October has sixty days; the one of September keeps its ninety; and explain says so for both.
    def in_october(who, at=None, door="workspace"):
        return by(who, at=at or OCTOBER, door=door)

    new = stage("approved", cast, in_october, customer_name="Globex Fabrication GmbH")
    assert Registration.objects.get(reference=new.reference).expires_on == date(2026, 12, 4)
    assert Registration.objects.get(reference=old.reference).expires_on == date(2026, 11, 30)
    before, after = told(old.reference), told(new.reference)
    assert "Protected for 90 days" in before["because"][0]["says"]
    assert "Protected for 60 days" in after["because"][0]["says"]
    assert (before["book"], after["book"]) == (found.base_fingerprint, edition.fingerprint)
    assert (before["now"]["verdict"], after["now"]["verdict"]) == ("same", "same")
