"""What a draft would change, over deals that were truly decided: who loses, what lapses, what it costs in clocks."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from tests.domain.deals.stages import stage
from tests.domain.enablement.test_holders import holds, learner
from tests.domain.rulebook.drafting import PROTECTION, drafted, sixty
from towpath.basics.periods import Period
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Registration
from towpath.domain.partners.models import Membership
from towpath.domain.rulebook import comparison, past, queries, tally
from towpath.domain.rulebook.actions import comparisons
from towpath.domain.rulebook.models import DifferingCase
from towpath.kernel.clocks.models import Clock
from towpath.kernel.events.models import Event
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady
from towpath.program.check import check_texts
from towpath.program.compare import PastDecision, changed_pages, overlaid, verdict

YEAR = Period(date(2026, 1, 1), date(2027, 1, 1))


def compared(cast, by, *, draft=None, at=None, **more):
    """Ask as Programs, and let the background compute it."""
    draft = draft or drafted(cast.paula, by(cast.paula))
    asked = comparisons.ask(draft.reference, by(cast.paula), over=YEAR, **more)
    return comparisons.compute(asked.reference, by(None, at=at, door="job"))


def test_the_draft_of_these_tests_is_sound(book):
    assert check_texts({**book.texts, PROTECTION: sixty(book)}) == []


def test_a_deal_that_would_have_had_fewer_days_is_a_loss_of_its_partner(cast, by):
    reference = stage("approved", cast, by).reference
    done = compared(cast, by)
    assert (done.state, done.result["total"]["loss"], done.result["total"]["gain"]) == ("done", 1, 0)
    assert done.result["pages"][PROTECTION]["loss"] == 1
    assert [(one["name"], one["loss"]) for one in done.result["partners"]] == [("Northwind", 1)]
    case = DifferingCase.objects.get(comparison=done)
    assert (case.subject, case.effect, case.question) == (reference, "loss", PROTECTION)
    assert case.says == "Expires on: 30 Nov 2026 becomes 31 Oct 2026"
    assert (case.before["expires_on"], case.after["expires_on"]) == ("2026-11-30", "2026-10-31")


def test_each_from_its_own_day_nothing_of_the_past_differs(cast, by):
    stage("approved", cast, by)
    done = compared(cast, by, as_if_then=False)
    assert done.result["total"]["same"] > 3
    assert [done.result["total"][kind] for kind in ("gain", "loss", "other", "unasked")] == [0, 0, 0, 0]


def test_decisions_outside_the_days_are_not_counted(cast, by):
    stage("approved", cast, by)
    draft = drafted(cast.paula, by(cast.paula))
    asked = comparisons.ask(draft.reference, by(cast.paula), over=Period(date(2025, 1, 1), date(2026, 1, 1)))
    done = comparisons.compute(asked.reference, by(None, door="job"))
    assert sum(done.result["total"].values()) == 0


def test_the_value_of_a_record_counts_once_however_often_it_was_decided(cast, by):
    reached = stage("approved", cast, by)
    registrations.extend(reached.reference, by(cast.omar))
    done = compared(cast, by)
    assert done.result["total"]["loss"] == 2
    row = reached.row
    row.refresh_from_db()
    assert done.result["money"] == [{"kind": "loss", "currency": row.currency, "amount": str(row.amount)}]


def test_a_deal_still_open_after_its_shorter_protection_would_have_lapsed(cast, by, noon):
    stage("approved", cast, by)
    done = compared(cast, by, at=noon + timedelta(days=70))
    assert done.result["lapses"] == 1
    assert (
        DifferingCase.objects.get(comparison=done).lapse == "still open; its protection would have ended on 31 Oct 2026"
    )
    assert compared(cast, by, at=noon + timedelta(days=20)).result["lapses"] == 0


def test_longer_clocks_leave_fewer_late(cast, by, book, noon):
    name = "sla.ops_review"
    stage("with_esm", cast, by)
    Clock.objects.filter(kind=name).update(
        stopped_at=noon + timedelta(hours=30), met=False, state="stopped", started_at=noon
    )
    text = book.texts[name].replace("allowance = { amount = 2,", "allowance = { amount = 40,")
    assert text != book.texts[name]
    one = comparison.comparison(book, {name: text}, YEAR, as_if_then=True)
    (load,) = comparison.compared(one, date(2026, 12, 1)).load
    assert (load.kind, load.clocks, load.late_before, load.late_after) == (name, 1, 1, 0)


def test_partners_that_would_fall_out_of_their_track_are_counted(cast, book):
    """Compliance of the past is kept nowhere: it is computed under both books, for those in a track on the last day."""
    for name in ("Elif", "Enno"):
        holds(learner(name, cast.northwind), "sales_professional")
    holds(learner("Eda", cast.northwind), "solutions_architect")
    text = book.texts["compliance.open"]
    newest = text.index("[since.2026-02-01]")
    stricter = text[:newest] + text[newest:].replace(
        '["sales_professional"], least = 2', '["sales_professional"], least = 3', 1
    )
    assert stricter != text
    tried = overlaid(book, {"compliance.open": stricter})
    one = comparison.Comparison(book, tried, tried, YEAR, False, changed_pages(book, tried))
    found = comparison.completed(one, date(2026, 9, 1), past.Tally()).tally
    mine = [row for row in found.rows if row.partner == "Northwind"]
    assert [(row.question, row.kind) for row in mine] == [("compliance.open", "loss")]
    assert (mine[0].before["state"], mine[0].after["state"]) == ("compliant", "not")
    same = comparison.Comparison(book, book, book, YEAR, False, ())
    assert sum(comparison.completed(same, date(2026, 9, 1), past.Tally()).tally.total.values()) == 0


@pytest.mark.rule("SVC-01")
def test_partners_that_would_earn_the_rebate_no_more_are_counted(cast, book):
    """Who earns the service-attach rebate follows from track and designations: nothing of the past keeps it."""
    text = book.texts["service_attach.eligibility"]
    newest = text.index("[since.2026-02-01]")
    wider = text[:newest] + text[newest:].replace("tracks = []", 'tracks = ["select"]', 1)
    Membership.objects.create(partner=cast.northwind, group="designation", value="psp", starts_on=date(2026, 2, 2))
    Membership.objects.create(partner=cast.rival, group="track", value="select", starts_on=date(2026, 2, 2))
    tried = overlaid(book, {"service_attach.eligibility": wider})
    one = comparison.Comparison(book, tried, tried, YEAR, False, changed_pages(book, tried))
    found = comparison.completed(one, date(2026, 9, 1), past.Tally()).tally
    track = {row.partner: row.kind for row in found.rows if row.question == "service_attach.eligibility"}
    assert track == {"Rivalry": "gain"}, "of the Select track; Northwind has it by its designation already"
    assert found.total["same"] >= 1


def test_a_demonstration_is_counted_nowhere(cast, by):
    reference = stage("approved", cast, by).reference
    Registration.objects.filter(reference=reference).update(demonstration=True)
    assert compared(cast, by).result["total"]["loss"] == 0


def test_no_record_stands_in_two_parts_and_none_is_left_out(cast, by):
    for _ in range(2):
        stage("with_esm", cast, by)
    for rows in (1, 2, 5, 10_000):
        parts = past.parts(rows)
        for kind in {part.kind for part in parts}:
            mine = [part for part in parts if part.kind == kind]
            assert all(one.high == two.low or one.high < two.low for one, two in pairwise(mine))
        events = Event.objects.values_list("subject_type", "subject_id")
        for kind, subject in events:
            assert sum(part.kind == kind and part.low <= subject < part.high for part in parts) == 1


def test_the_parts_together_give_what_one_gives(cast, by, book):
    stage("approved", cast, by)
    one = comparison.comparison(book, {PROTECTION: sixty(book)}, YEAR, as_if_then=True)
    whole = comparison.compared(one, date(2026, 12, 1)).tally
    replay = comparison.BothBooks(one.base, one.other)
    apart = past.Tally()
    for part in past.parts(3):
        apart.merge(past.tallied(replay, one.moments, date(2026, 12, 1), [part]))
    assert apart.as_record() == whole.as_record()


def test_the_same_question_waits_once(cast, by):
    draft = drafted(cast.paula, by(cast.paula))
    first = comparisons.ask(draft.reference, by(cast.paula), over=YEAR)
    assert comparisons.ask(draft.reference, by(cast.omar), over=YEAR).reference == first.reference


def test_computing_it_again_changes_nothing(cast, by):
    stage("approved", cast, by)
    done = compared(cast, by)
    again = comparisons.compute(done.reference, by(None, door="job"))
    assert (again.version, DifferingCase.objects.filter(comparison=done).count()) == (done.version, 1)


def test_a_draft_without_a_page_and_one_that_is_not_sound_are_refused(cast, by, book):
    empty = drafted(cast.paula, by(cast.paula), text="")
    with pytest.raises(NotReady, match="changes no page yet"):
        comparisons.ask(empty.reference, by(cast.paula), over=YEAR)
    wrong = drafted(cast.paula, by(cast.paula), text=book.texts[PROTECTION].replace("term_days = 90", "term_days = 91"))
    with pytest.raises(Invalid) as refused:
        comparisons.ask(wrong.reference, by(cast.paula), over=YEAR)
    assert 'Example "no extension"' in refused.value.errors["draft"][0]


@pytest.mark.parametrize("who", ["nadia", "elena", "sofia", "dirk"])
def test_others_neither_ask_nor_see(cast, by, who):
    done = compared(cast, by)
    person = getattr(cast, who)
    with pytest.raises(NotAllowed):
        comparisons.ask(done.draft.reference, by(person), over=YEAR)
    with pytest.raises(NotFound):
        queries.comparison(person, done.reference)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("last-year", date(2025, 9, 1), date(2026, 9, 1)),
        ("last-90-days", date(2026, 6, 3), date(2026, 9, 1)),
        ("last-quarter", date(2026, 5, 1), date(2026, 8, 1)),
        ("FY26", date(2025, 2, 1), date(2026, 2, 1)),
        ("fy26-q1", date(2025, 2, 1), date(2025, 5, 1)),
        ("2025-02-01..2025-03-01", date(2025, 2, 1), date(2025, 3, 1)),
    ],
)
def test_days_are_named_in_words(book, words, start, end):
    assert comparison.span_of(words, book, date(2026, 9, 1)) == Period(start, end)


@pytest.mark.parametrize(
    "words", ["", "yesterday", "2025-03-01..2025-02-01", "2025-02-30..2025-03-01", "FY", "FY26-Q9"]
)
def test_what_names_no_days_is_refused_with_what_can_be_written(book, words):
    with pytest.raises(Invalid) as refused:
        comparison.span_of(words, book, date(2026, 9, 1))
    assert "last-year" in refused.value.errors["over"][0]


def test_the_values_are_exact(cast, by):
    stage("approved", cast, by)
    assert isinstance(DifferingCase.objects.get(comparison=compared(cast, by)).value, Decimal)


def test_what_lapses_is_counted_beyond_the_cases_that_are_kept(monkeypatch):
    monkeypatch.setattr(tally, "MOST_ROWS", 1)
    counted = tally.Tally()
    outcomes = [
        {"expires_on": day, "extension_days": 30, "reminders_days_before": []} for day in ("2026-11-30", "2026-10-31")
    ]
    for reference in ("REG00001", "REG00002"):
        case = tally.Case(
            PastDecision(PROTECTION, "{}", "2026-09-01", ""), datetime(2026, 9, 1, tzinfo=UTC), reference,
            state="approved", expires_on=date(2026, 11, 30),
        )  # fmt: skip
        counted.add(case, verdict(PROTECTION, *outcomes), date(2026, 11, 10))
    assert (counted.as_record()["lapses"], len(counted.rows)) == (2, 1)
