"""Where two texts of the sources differ, one page decides, says what the other text says, and is judged so."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from towpath.program.book import Book
from towpath.program.decision import Decision, plain
from towpath.program.questions import ask

BOOK = Book(Path(__file__).parents[2] / "program" / "gitlab")
IN_2022, IN_2025, IN_2026 = date(2022, 6, 1), date(2025, 3, 1), date(2026, 9, 1)
SALE = {"sale": "new", "tender": True}
PUBLIC = SALE | {"market": "us_public_sector"}

# fmt: off
CONFLICTS: dict[str, tuple[str, str, list[tuple[date, dict[str, Any], str, Any]]]] = {
    # question -> page, words of its note (or of a wording's), and what is decided: day, facts, key of the outcome, outcome
    "who earns the service-attach rebate": ("service_attach.eligibility", "Two texts differ", [(IN_2025, {"track": "select"}, "", True), (IN_2026, {"track": "select"}, "", False)]),
    "training as an attached service": ("service_attach.scope", "Two texts differ", [(IN_2025, {"service": "training", "worth": 5000}, "", "out_of_scope"), (IN_2026, {"service": "training", "worth": 5000}, "", "in_scope")]),
    "a registration that nobody answers": ("deal_registration.unanswered", "Three texts differ", [(IN_2025, {"days_since_submission": 30, "signed": ["esm"]}, "", "wait"), (IN_2026, {"days_since_submission": 30, "signed": ["esm"]}, "", "operations_may_approve")]),
    "who approves last": ("deal_registration.approval_chain", "Regional Director", [(IN_2026, {"type": "resale"}, "role", ["esm", "asm"]), (IN_2022, {"type": "resale"}, "role", ["esm"])]),
    "bidders of a tender": ("quotes.discount", "Of two wordings about tenders", [(IN_2025, SALE, "basis", "co_sell"), (IN_2026, SALE, "basis", "partner_base")]),
    "bidders of a tender in the US public sector": ("quotes.discount", "whether or not another has one", [(IN_2025, PUBLIC, "basis", "co_sell"), (IN_2026, PUBLIC, "basis", "msrp")]),
    "how early an order is booked": ("quotes.booking", "Two texts differ", [(IN_2025, {"booked_on": date(2025, 3, 2), "starts_on": date(2025, 4, 1)}, "", True)]),
    "when a late renewal closes": ("opportunities.late_renewals", "Two texts differ", [(IN_2025, {"days_late": 16}, "", "new_renewal")]),
    "who may have marketing funds": ("marketing_funds.eligibility", "Two texts differ", [(IN_2025, {"track": "open", "marketing_ready": True}, "", True)]),
    "reminders of a claim": ("marketing_funds.reminders", "Two texts differ", [(IN_2025, {"completed_on": date(2025, 5, 31)}, "remind_on", ["2025-06-01", "2025-06-14", "2025-06-28"])]),
    "two trainings by two names": ("deal_registration.eligibility", "Two texts name two trainings", []),
    "how long a licence not for resale runs": ("nfr.policy", "twelve months", [(IN_2025, {}, "term_months", 12), (IN_2026, {}, "term_months", 12), (IN_2022, {}, "renewed_by_itself", ["select"]), (IN_2025, {}, "renewed_by_itself", [])]),
    "where small companies end": ("territories.segments", "Texts differ", [(IN_2022, {"country": "FR", "employees": 100}, "", "SMB"), (IN_2025, {"country": "FR", "employees": 100}, "", "Mid-Market"), (IN_2026, {"country": "FR", "employees": 250}, "", "SMB")]),
    "how soon Operations review": ("sla.ops_review", "twenty-four hours", [(IN_2022, {}, "allowance", {"amount": 4, "unit": "hours"}), (IN_2026, {}, "allowance", {"amount": 2, "unit": "hours"})]),
}
# fmt: on


@pytest.mark.parametrize("question", CONFLICTS)
def test_the_page_says_what_the_other_text_says(question):
    page, words, _ = CONFLICTS[question]
    notes = [BOOK[page].note, *(wording.get("note", "") for wording in BOOK[page].since.values())]
    assert any(words in note for note in notes)


@pytest.mark.parametrize("question", [each for each, (_, _, decided) in CONFLICTS.items() if decided])
def test_each_edition_is_judged_as_decided(question):
    page, _, decided = CONFLICTS[question]
    for on, facts, key, outcome in decided:
        assert shown(ask(page, facts, BOOK, on), key) == outcome, on


def shown(answer: Any, key: str) -> Any:
    """The outcome in plain values, or one key of it; of a list, that key of each."""
    found = plain(answer.outcome if isinstance(answer, Decision) else answer)
    if not key:
        return found
    return [each[key] for each in found] if isinstance(found, list) else found[key]
