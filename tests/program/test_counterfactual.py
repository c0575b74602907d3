"""What would have had to differ: each change told truly changes the outcome, and nothing nearer does."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from towpath.program.book import Book
from towpath.program.counterfactual import Change, _changed, _unpacked, heart, nearest, together
from towpath.program.decision import plain
from towpath.program.given import UnfitFacts, facts_from
from towpath.program.questions import QUESTIONS, ask, question

ON = date(2026, 9, 1)
CENT = Decimal("0.01")


def told(name: str, facts: dict[str, Any], book: Book, on: date = ON) -> list[str]:
    return [change.says for change in nearest(name, facts, book, on)]


def outcome_with(name: str, facts: dict[str, Any], book: Book, on: date, path: Any, value: Any) -> Any:
    kind = question(name).facts
    tree = _unpacked(facts_from(kind, facts))
    return plain(ask(name, _changed(tree, path, value), book, on).outcome)


def between(change: Change) -> list[Any]:
    """Values that lie between what was and what would be: all where they are few, else those by the end of the way."""
    was, would = change.was, change.would_be
    if type(was) is int and type(would) is int:
        step = 1 if would > was else -1
        return list(range(was + step, would, step))[-40:]
    if not isinstance(was, str) or not isinstance(would, str):
        return []
    try:
        first, last = date.fromisoformat(was), date.fromisoformat(would)
        way = 1 if last > first else -1
        return [first + timedelta(days=way * n) for n in range(1, abs((last - first).days))][-40:]
    except ValueError:
        pass
    try:
        low, high = Decimal(was), Decimal(would)
    except ArithmeticError:
        return []
    way = 1 if high > low else -1
    steps = int(abs(high - low) / CENT)
    return [high - way * CENT * n for n in range(1, min(steps, 20))]


def judged_examples(book: Book) -> list[tuple[str, dict[str, Any]]]:
    judged = [page for page in book if question(page.name).facts is not None]
    return [
        (page.name, each) for page in judged for each in [one for one in page.examples if _judged(page.name, one)][:3]
    ]


def _judged(name: str, example: dict[str, Any]) -> bool:
    """Whether an example gives the facts of a judgement; some pages are also asked for their figures."""
    try:
        return bool(facts_from(question(name).facts, example["given"]))
    except UnfitFacts:
        return False


def test_each_change_changes_the_outcome_and_none_between_does(book):
    """Over all pages of the program, with what their examples give."""
    wrong, changes = [], 0
    for name, example in judged_examples(book):
        facts, on = example["given"], example["on"]
        before = plain(ask(name, facts, book, on).outcome)
        for change in nearest(name, facts, book, on):
            changes += 1
            after = outcome_with(name, facts, book, on, change.path, change.would_be)
            if after != change.outcome or heart(after) == heart(before):
                wrong.append(f"{name}, {example['case']}: {change.says} But it would have been {after}.")
            nearer = [
                value
                for value in between(change)
                if heart(outcome_with(name, facts, book, on, change.path, value)) != heart(before)
            ]
            if nearer:
                wrong.append(f"{name}, {example['case']}: {change.says} But {nearer[-1]} would have done.")
    assert not wrong, "\n".join(wrong)
    assert changes > 300


def test_the_same_question_is_answered_the_same(book):
    given = next(each for each in book["compliance.select"].examples if each["given"])
    assert nearest("compliance.select", given["given"], book, given["on"]) == nearest(
        "compliance.select", dict(reversed(given["given"].items())), book, given["on"]
    )


def test_it_is_bounded(book, monkeypatch):
    """However many facts there are, the book is asked so often and no more; what was found till then is told."""
    facts = {"authorized": True, "good_standing": True, "agreement_accepted": True, "sales_certified": 1,
             "foundations_completed": 1, "kinds": ["reseller"], "track": "Open"}  # fmt: skip
    name = "deal_registration.eligibility"
    assert len(nearest(name, facts, book, ON)) > 2
    monkeypatch.setattr("towpath.program.counterfactual.BUDGET", 2)
    assert len(nearest(name, facts, book, ON)) == 2
    monkeypatch.setattr("towpath.program.counterfactual.BUDGET", 0)
    assert nearest(name, facts, book, ON) == ()


def test_a_registration_that_may_not_be_submitted(book):
    facts = {
        "authorized": True, "good_standing": True, "agreement_accepted": True, "sales_certified": 0,
        "foundations_completed": 0, "kinds": ["reseller"], "track": "Open",
    }  # fmt: skip
    assert told("deal_registration.eligibility", facts, book) == [
        "Had “foundations completed” been 1 or more instead of 0, the answer would have been yes."
    ]


def test_where_several_things_are_missing_all_of_them_are_told_together(book):
    facts = {
        "authorized": False, "good_standing": True, "agreement_accepted": True, "sales_certified": 0,
        "foundations_completed": 0, "kinds": ["reseller"], "track": "Open",
    }  # fmt: skip
    name = "deal_registration.eligibility"
    assert told(name, facts, book) == []
    found = together(name, facts, book, ON)
    assert found.says == (
        "Had “authorized” been yes instead of no, and “foundations completed” been 1 instead of 0, "
        "the answer would have been yes."
    )
    assert found.outcome is True
    whole: dict[str, Any] = facts
    for path, value in zip(found.paths, (True, 1), strict=True):
        assert outcome_with(name, facts, book, ON, path, value) is False
        whole = _changed(whole, path, value)
    assert ask(name, whole, book, ON).outcome is True


def test_what_changes_together_changes_the_outcome_over_all_pages(book):
    """Where it is told, the facts that it names lie on the way; where nothing failed, nothing is told."""
    several = 0
    for name, example in judged_examples(book):
        facts, on = example["given"], example["on"]
        if nearest(name, facts, book, on):
            continue
        before, found = ask(name, facts, book, on), together(name, facts, book, on)
        assert found is None or heart(found.outcome) != heart(plain(before.outcome)), name
        assert found is None or any(reason.mend for reason in before.because), name
        several += found is not None
    assert several >= 2


LOOKED_UP = {
    # The answer is the entry itself, found by its key: another key is another question.
    "compliance.evidence", "deal_registration.denial_reasons", "deal_registration.form", "deal_registration.guidance",
    "deal_registration.sourcing", "deal_registration.status", "deal_registration.types", "library.kinds",
    "partners.agreement", "partners.designations", "partners.tracks",
    # A calendar, a list or a figure that is read off, and weighed by the decisions that rest on it.
    "deal_registration.conflict_warning", "distribution.coverage", "enablement.badges", "fiscal.year", "sla.calendars",
    "territories.regions", "vendor",
}  # fmt: skip


def test_every_question_that_weighs_facts_says_what_would_have_changed_its_answer():
    assert {name for name, one in QUESTIONS.items() if one.facts is None} == LOOKED_UP
    assert question("compliance.select").facts is not None
    assert question("sla.asm_review").facts is None  # what an event does to a clock stands on the page, event by event


@pytest.mark.rule("DRG-17")
def test_protection(book):
    found = told("deal_registration.protection", {"approved_on": "2026-03-02"}, book)
    assert (
        "Had “approved on” been 3 Mar 2026 instead of 2 Mar 2026, "
        "“expires on” would have been 1 Jun 2026 instead of 31 May 2026." in found
    )
    assert any(
        each.startswith("Had “extensions” been 1 instead of 0, “expires on” would have been 30 Jun 2026")
        for each in found
    )


def test_a_chain_with_an_exception_by_amount(book):
    texts = book.texts
    name = "deal_registration.approval_chain"
    head, examples = texts[name].split("[[example]]", 1)
    exception = '[[since.2025-02-01.exception]]\nlabel = "small ones"\namount_below = 10000\n[[since.2025-02-01.exception.step]]\nrole = "esm"\n\n'
    changed = Book.of(texts | {name: f"{head}{exception}[[example]]{examples}"})
    small = nearest(name, {"type": "resale", "amount": "9000"}, changed, ON)[0]
    assert small.says == "Had “amount” been 10,000 or more instead of 9,000, “asm” would have come in."
    assert (small.fact, small.was, small.would_be, small.bound) == ("amount", "9000", "10000", "or more")
    large = nearest(name, {"type": "resale", "amount": "12000"}, changed, ON)[0]
    assert large.says == "Had “amount” been less than 10,000 instead of 12,000, “asm” would not have."


def test_the_basis_of_a_discount(book):
    found = told("quotes.discount", {"sale": "new", "registration": "approved"}, book)
    assert any(
        each.startswith("Had “eligible” been no instead of yes, “basis” would have been “msrp”") for each in found
    )
    assert any(each.startswith("Had “registration” been “") for each in found)


@pytest.mark.rule("APR-01")
def test_the_levels_that_approve_a_quote(book):
    """A percent more is no other outcome where the same levels are asked; the levels are told by their names."""
    facts = {"discount_percent": "11", "term_months": 12, "net_days": 30, "booked_arr": "44000", "kind": "quote"}
    found = {change.fact: change for change in nearest("quotes.approvals", facts, book, ON)}
    assert Decimal(found["discount_percent"].would_be) not in (Decimal("10.99"), Decimal("11.01"))
    assert all("other parts" not in change.says for change in found.values())
    assert "“levels” would also have named “" in found["special_terms"].says


@pytest.mark.rule("PSC-05")
def test_an_identifier_is_likened_to_the_one_that_it_must_be(book):
    facts = {
        "us_public_sector": True, "authorized_public_sector": True, "met": True, "alignment": True,
        "opportunity_id": "006Aa00000BcDeF", "given_id": "006Aa00000BcDeG", "reason": "Brings the integration",
    }  # fmt: skip
    assert any(
        "Had “given id” been “006Aa00000BcDeF”" in each for each in told("pursuits.preferred_co_sell", facts, book)
    )


@pytest.mark.rule("TAG-04")
def test_an_order_type(book):
    found = told("opportunities.order_type", {"type": "new_business", "net_arr": "48000"}, book)
    assert "Had “family bought” been yes instead of no, the answer would have been “2. New - Connected”." in found


def test_compliance_looks_at_the_state_alone(book):
    """One person more does not matter where the state stays: how far a requirement is met is no other outcome."""
    given = next(each for each in book["compliance.open"].examples if each["expect"] == {"state": "compliant"})
    found = nearest("compliance.open", given["given"], book, given["on"])
    assert found
    assert all(change.outcome["state"] != "compliant" for change in found)


def test_what_only_looks_something_up_has_no_such_changes(book):
    assert nearest("deal_registration.denial_reasons", {"key": "duplicate"}, book, ON) == ()


def test_facts_that_are_none_are_refused(book):
    with pytest.raises(ValueError, match="lacks"):
        nearest("deal_registration.protection", {}, book, ON)
