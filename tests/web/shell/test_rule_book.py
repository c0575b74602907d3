"""The rule book: found by identifiers and words, two days beside each other, examples tried, who asks a page, what it decided."""

import shutil

import pytest
from django.test import Client

from tests.domain.deals.stages import stage
from towpath.domain.rulebook.enforced import found_in_source
from towpath.kernel import in_force
from towpath.program.book import Book
from towpath.web.shell import rule_parts
from towpath.web.shell.rule_book import speaks_of

PROTECTION = "deal_registration.protection"


def read(person, address: str, status: int = 200) -> str:
    client = Client()
    client.force_login(person)
    answer = client.get(address)
    assert answer.status_code == status, answer.content
    return answer.content.decode()


def test_the_address_of_a_rule_leads_to_its_page(cast, client, book):
    client.force_login(cast.elena)
    assert client.get("/rules/DRG-17")["Location"] == f"/rules/{PROTECTION}"
    assert client.get("/rules/drg-17")["Location"] == f"/rules/{PROTECTION}"
    assert client.get("/rules/ELG-01")["Location"] == "/rules?q=ELG-01"
    assert client.get("/rules/DRG-99").status_code == 404
    client.force_login(cast.nadia)
    assert client.get("/portal/rules/DRG-17")["Location"] == f"/portal/rules/{PROTECTION}"
    inside_only = next(
        each for page in book if page.audience == "internal" for each in page.rules
        if not any(each in other.rules for other in book if other.audience == "partner")
    )  # fmt: skip
    assert client.get(f"/portal/rules/{inside_only}").status_code == 404


def test_a_search_takes_an_identifier_as_a_whole_and_words_in_any_order(book):
    assert speaks_of(book[PROTECTION], "DRG-17")
    assert speaks_of(book[PROTECTION], "drg-17 extension")
    assert not speaks_of(book[PROTECTION], "DRG-1")
    assert not speaks_of(book[PROTECTION], "DRG-17 marketplace")
    assert [page.name for page in book if speaks_of(page, "DRG-17")] == [PROTECTION]


def test_the_whole_book_stands_on_one_page_for_each_reader(cast, client, book, django_assert_max_num_queries):
    client.force_login(cast.elena)
    with django_assert_max_num_queries(12):
        inside = client.get("/rules/whole").content.decode()
    outside = read(cast.ruth, "/portal/rules/whole")
    for page in book:
        assert (f'id="{page.name.replace(".", "-")}"' in inside) is True, page.name
        shown = f'id="{page.public_name.replace(".", "-")}"' in outside
        assert shown is (page.audience == "partner"), page.name
    assert book.fingerprint in inside
    for of_the_inside in (book.fingerprint, "escalate", "asm_review"):
        assert of_the_inside not in outside, of_the_inside
    assert ">changed<" not in inside, "what went before is not beside it"


def test_programs_see_what_is_to_be_reviewed(cast, settings, tmp_path):
    shutil.copytree(settings.PROGRAM, tmp_path / "program")
    for page in (tmp_path / "program").rglob("*.toml"):
        text = page.read_text(encoding="utf-8")
        due = text.replace("review_by = 2027-01-15", "review_by = 2020-01-15").replace(
            "review_by = 2027", "review_by = 2999"
        )
        page.write_text(due, encoding="utf-8")
    shipped, settings.PROGRAM = settings.PROGRAM, tmp_path / "program"
    in_force.look_again()
    try:
        texts = {who: read(who, "/rules?review=due") for who in (cast.paula, cast.elena)}
        partners = read(cast.ruth, "/portal/rules?review=due")
    finally:
        settings.PROGRAM = shipped
        in_force.look_again()
    assert "review was due on Wed 15 Jan 2020" in texts[cast.paula]
    assert "What the designation as Alliance asks" in texts[cast.paula]
    assert "How long an approved registration" not in texts[cast.paula]
    for text in (texts[cast.elena], partners):
        assert "How long an approved registration" in text
        assert "review was due" not in text


def test_a_page_tells_all_of_itself_inside(cast, by):
    reference = stage("approved", cast, by).reference
    text = read(cast.elena, f"/rules/{PROTECTION}")
    for said in (
        "Who may rely on it", "partners and the vendor", "holds", "Decided by it lately", f"{reference}: Expires on",
        "Where it is enforced", "Approve.", "One more standard extension",
    ):  # fmt: skip
        assert said in text, said


def test_partners_read_neither_acts_nor_decisions_of_others(cast, by):
    reference = stage("approved", cast, by).reference
    text = read(cast.ruth, f"/portal/rules/{PROTECTION}")
    for inside in ("Decided by it lately", "Where it is enforced", reference):
        assert inside not in text


def test_a_seller_of_another_region_finds_no_decision_of_this_one(cast, by):
    reference = stage("approved", cast, by).reference
    assert reference not in read(cast.erin, f"/rules/{PROTECTION}")


def test_two_days_stand_beside_each_other(book):
    page = next(page for page in book if len(page.since) > 1)
    first, last = min(page.since), max(page.since)
    found = rule_parts.compared(page, first.isoformat(), last.isoformat(), last)
    assert [side.since for side in found.sides] == [first, last]
    assert any(part.changed or any(fact.changed for fact in part.facts) for part in found.sides[1].blocks)
    assert not any(part.changed for part in found.sides[0].blocks)
    assert rule_parts.compared(page, last.isoformat(), last.isoformat(), last).same
    assert rule_parts.compared(page, "", "", last) is None


def test_a_day_that_is_none_or_too_early_is_refused_and_kept(cast, book):
    page = next(page for page in book if len(page.since) > 1)
    text = read(cast.elena, f"/rules/{page.name}?one=soon&other=1999-01-01")
    assert "Choose a day, such as" in text
    assert "The page begins on" in text
    assert 'value="1999-01-01"' in text


def test_an_example_that_does_not_hold_is_shown_as_such(book):
    texts = book.texts
    broken = Book.of(texts | {PROTECTION: texts[PROTECTION].replace("term_days = 90", "term_days = 91")})
    shown = rule_parts.examples(broken[PROTECTION], broken)
    assert shown[0]["differs"].startswith("expected")
    assert not any(each["differs"] for each in rule_parts.examples(book[PROTECTION], book))


@pytest.fixture(scope="module")
def asked() -> dict:
    """Where each page is asked, as the source has it."""
    return found_in_source()


def test_where_a_page_is_enforced_is_found_in_the_source(asked, book):
    acts = {name: {(place.room, place.act) for place in places} for name, places in asked.items()}
    assert acts[PROTECTION] == {("deals", "approve"), ("deals", "extend"), ("deals", "extend to")}
    assert ("deals", "put forward") in acts["deal_registration.approval_chain"]
    assert ("deals", "deny") in acts["deal_registration.denial_reasons"]
    assert ("distribution", "request") in acts["eligibility.e_marketplace"]
    assert "eligibility.letter" not in acts  # asked of nothing but pages so far
    assert set(acts) <= {page.name for page in book}
    assert all(place.says for places in asked.values() for place in places)


def test_the_page_costs_few_queries(cast, by, django_assert_max_num_queries):
    stage("approved", cast, by)
    client = Client()
    client.force_login(cast.elena)
    client.get(f"/rules/{PROTECTION}")
    with django_assert_max_num_queries(12):
        client.get(f"/rules/{PROTECTION}")
