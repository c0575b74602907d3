"""What a draft would change, on its pages: asked, waited for, read by sum, case by case and as a file; in few queries."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.cast import person
from tests.domain.deals.stages import stage
from tests.domain.rulebook.drafting import PROTECTION, drafted
from towpath.basics.periods import Period
from towpath.domain.rulebook.actions import comparisons, drafts, editions
from towpath.domain.rulebook.models import Comparison, DifferingCase
from towpath.kernel.identity.roles import Role

pytestmark = pytest.mark.django_db
MOST_QUERIES = 12
YEAR = {"over": "days", "start": "2026-01-01", "end": "2027-01-01", "how": "then"}


def said(answer) -> str:
    return (b"".join(answer) if answer.streaming else answer.content).decode()


@pytest.fixture
def asked(cast, by, client):
    """A deal that was approved, and the question asked through the page by Programs."""
    stage("approved", cast, by)
    draft = drafted(cast.paula, by(cast.paula))
    client.force_login(cast.paula)
    answer = client.post(f"/program/drafts/{draft.reference}/comparisons", YEAR)
    assert answer.status_code == 302
    return Comparison.objects.get(), answer.headers["Location"]


@pytest.fixture
def done(asked, by):
    one, address = asked
    return comparisons.compute(one.reference, by(None, door="job")), address


def test_while_it_is_computed_the_page_says_how_far_it_is_and_looks_again(asked, client):
    one, address = asked
    Comparison.objects.filter(pk=one.pk).update(parts_done=3, parts_of=12)
    page = said(client.get(address))
    assert "3 of 12 parts are through" in page
    assert 'hx-trigger="every 2s"' in page


def test_the_sums_lead_to_the_cases_and_a_case_shows_both_sides(done, client):
    one, address = done
    page = said(client.get(address))
    assert "Worse for the partner" in page
    assert "Expires on: 30 Nov 2026 becomes 31 Oct 2026" in page
    assert 'hx-trigger="every 2s"' not in page
    listed = said(client.get(f"{address}/cases?effect=loss"))
    assert "Northwind" in listed
    case = DifferingCase.objects.get(comparison=one)
    beside = said(client.get(f"{address}/cases/{case.pk}"))
    assert "Protected for 90 days" in beside
    assert "Protected for 60 days" in beside
    assert beside.count("differs</span>") == 2


def test_a_case_stands_beside_the_program_that_it_was_compared_with(done, client, kept, by, cast, django_capture_on_commit_callbacks):  # fmt: skip
    one, address = done
    drafts.submit(one.draft.reference, by(cast.paula))
    with django_capture_on_commit_callbacks(execute=True):
        editions.publish(one.draft.reference, by(person("Gwen", Role.PROGRAMS)), note="Sixty days from 2027.")
    case = DifferingCase.objects.get(comparison=one)
    beside = said(client.get(f"{address}/cases/{case.pk}"))
    for words in ("Under the program in force then", "Protected for 90 days", "Protected for 60 days"):
        assert words in beside, words
    assert "No case here" in said(client.get(f"{address}/cases?effect=gain"))


def test_the_cases_as_a_file(done, client):
    _, address = done
    lines = said(client.get(f"{address}/cases.csv?effect=loss")).strip().splitlines()
    assert len(lines) == 2
    assert lines[1].startswith(f"{PROTECTION},loss,REG")


def test_what_was_compared_before_stands_under_the_form(done, client):
    one, _ = done
    page = said(client.get(f"/program/drafts/{one.draft.reference}/comparisons"))
    assert one.reference in page
    assert "as if they had held then" in page


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"over": "days", "start": "2026-03-01", "end": "2026-02-01"}, "names no days"),
        ({"over": "days", "start": "", "end": ""}, "names no days"),
        ({"over": "for-ever"}, "names no days"),
    ],
)
def test_days_that_cannot_be_are_refused_and_what_was_typed_stays(cast, by, client, typed, says):
    draft = drafted(cast.paula, by(cast.paula))
    client.force_login(cast.paula)
    answer = client.post(f"/program/drafts/{draft.reference}/comparisons", {**YEAR, **typed})
    assert answer.status_code == 422
    assert says in said(answer)
    assert f'value="{typed.get("start", "2026-01-01")}"' in said(answer) or not typed.get("start", "x")


def test_a_draft_without_a_page_says_what_to_do_first(cast, by, client):
    draft = drafted(cast.paula, by(cast.paula), text="")
    client.force_login(cast.paula)
    answer = client.post(f"/program/drafts/{draft.reference}/comparisons", YEAR)
    assert (answer.status_code, "changes no page yet" in said(answer)) == (422, True)


def test_when_the_program_in_force_moved_on_the_case_is_shown_as_it_was_computed(done, client):
    one, address = done
    Comparison.objects.filter(pk=one.pk).update(texts={PROTECTION: "title = 1"})
    case = DifferingCase.objects.get(comparison=one)
    assert "Shown as it was computed" in said(client.get(f"{address}/cases/{case.pk}"))


def test_few_queries(done, client):
    one, address = done
    case = DifferingCase.objects.get(comparison=one)
    pages = (
        address,
        f"{address}/cases",
        f"{address}/cases/{case.pk}",
        f"/program/drafts/{one.draft.reference}/comparisons",
    )
    for page in pages:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(page).status_code == 200
        assert len(queries) <= MOST_QUERIES, page


@pytest.mark.parametrize("who", ["nadia", "elena", "sofia", "dirk"])
def test_nobody_else_finds_it(done, client, cast, who):
    one, address = done
    client.force_login(getattr(cast, who))
    for page in (
        address,
        f"{address}/cases",
        f"{address}/cases.csv",
        f"/program/drafts/{one.draft.reference}/comparisons",
    ):
        assert client.get(page).status_code in (403, 404), page


def test_a_comparison_that_failed_says_why(asked, client, by, cast):
    one, address = asked
    Comparison.objects.filter(pk=one.pk).update(texts={PROTECTION: "title = 1"})
    comparisons.compute(one.reference, by(None, door="job"))
    page = said(client.get(address))
    assert "It could not be computed" in page
    assert (
        comparisons.ask(one.draft.reference, by(cast.paula), over=Period(date(2026, 1, 1), date(2027, 1, 1))).pk
        != one.pk
    )
