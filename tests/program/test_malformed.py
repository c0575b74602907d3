"""Every way in which a page can be bad is refused with its file, its line and what to write instead."""

import shutil
from pathlib import Path

import pytest

from towpath.program.check import check

HERE = Path(__file__).parent / "malformed"
REFERENCE = Path(__file__).parents[2] / "program" / "gitlab"

# fmt: off
EXPECTED: dict[str, list[str]] = {
    "active_counts_for_some": [
        'partners/authorization.toml:12: "alliance" is no kind of partner for which the status active counts (partners.statuses). Known here: oem.',
        'partners/statuses.toml:20: Example "an active alliance partner with a contract on file counts like an authorized one": expected true, but the answer is false. Correct the example or the rule.',
    ],
    "calendar_without_hours": [
        'sla/calendars.toml:9: since.2025-02-01.calendar.americas.weekly.mon has 0 entries. Write at least 1.',
    ],
    "conflict_on_an_unasked_field": [
        'deal_registration/conflict_warning.toml:8: "customer_web_site" is no field of the form. Did you mean "customer_website"?',
    ],
    "contradictory_exceptions": [
        'deal_registration/approval_chain.toml:13: Two exceptions hold for resale, amount 49999.99, any region, public sector: "small deals need one approval" and "public sector goes to the area first". Narrow one of them.',
    ],
    "contradictory_territories": [
        'territories/assignment.toml:154: Two exceptions hold for US, private sector, industry Higher education, segment Large: "US universities, public and private, belong to the public sector team" and "large companies in the United States". Narrow one of them, by except_industries for example.',
    ],
    "country_in_no_territory": [
        'territories/assignment.toml:11: No territory for AO and 54 more countries. Add the country to a territory, or write default = "CODE".',
    ],
    "country_in_two_territories": [
        'territories/assignment.toml:112: KR lies in APJ-JAPAN and in APJ-KOREA. Leave each country in one territory.',
    ],
    "dates_out_of_order": [
        'deal_registration/protection.toml:19: The wording of 2024-02-01 stands after that of 2025-02-01. Put the wordings in order of date.',
    ],
    "duplicate_key": [
        'deal_registration/protection.toml:7: This key stands in its table already. Keep one of the two.',
    ],
    "example_before_the_first_wording": [
        'deal_registration/protection.toml:13: Example "no extension" cannot be judged: deal_registration.protection: no wording in force on 2024-03-01; the first begins on 2025-02-01. Write a later day for it, or begin a wording earlier.',
    ],
    "exception_for_nobody": [
        'deal_registration/approval_chain.toml:14: The exception "deals worth nothing go to the area first" holds for no registration. Widen it, or take it out.',
    ],
    "gap_between_segments": [
        'territories/segments.toml:17: Segment "Mid-Market" begins at 101 employees, where 100 is due. Write from = 100, so that no number is left out or doubled.',
    ],
    "gap_in_a_table": [
        'tagging/source_tags.toml:20: No row answers moment = submitted, opportunity_existed = false, initial_source = other, forecast_locked = false. Add a row for it, or widen one.',
    ],
    "given_is_no_table": [
        'deal_registration/protection.toml:16: example 1.given must be a table, not a day. Write { key = value } or a [table].',
    ],
    "misplaced_key": [
        'deal_registration/protection.toml:4: "term_days" stands at the head of the page. Move it under [since.<the day on which it begins>].',
        'deal_registration/protection.toml:6: since.2025-02-01 lacks "term_days". Add term_days = ...',
    ],
    "missing_source": [
        'deal_registration/protection.toml:1: The page lacks "source". Add source = "...": the document and the heading that say so.',
    ],
    "no_equals_sign": [
        'deal_registration/protection.toml:8: There is no = after the key. Write key = value.',
    ],
    "no_example": [
        'deal_registration/protection.toml:1: The page lacks "example". Add [[example]], and under it case, on, given and expect.',
    ],
    "no_such_day": [
        'deal_registration/protection.toml:5: "2025-02-30" is not a day. Write each wording as [since.2025-02-01].',
    ],
    "not_utf8": [
        'deal_registration/protection.toml: Not UTF-8 (byte 10). Save the file as UTF-8.',
    ],
    "overlap_in_a_table": [
        'tagging/source_tags.toml:32: Rows 1 and 3 both answer moment = submitted, opportunity_existed = false, initial_source = partner_qualified_lead, forecast_locked = false. Narrow one of them.',
    ],
    "public_name_of_another_page": [
        'sla/asm_review.toml:5: Another page is called "sla.first_contact". Write a name that no page bears.',
    ],
    "region_badly_written": [
        'territories/regions.toml:7: since.2022-02-01.region 1.key cannot be "Emea". Write it like NORTH, in at most 10 capitals, digits, - and _.',
        'territories/regions.toml:7: since.2022-02-01.region 2.key cannot be "SOUTHERN-SEAS". Write it like NORTH, in at most 10 capitals, digits, - and _.',
    ],
    "region_left_out_of_tables": [
        'quotes/purchase_orders.toml:67: The table leaves out the region "LATAM". Add it to region, and rows for it.',
        'quotes/quoting.toml:58: The table leaves out the region "LATAM". Add it to region, and rows for it.',
        'territories/regions.toml:15: No territory of the default region "LATAM" lists a country. List one there, or name another default.',
    ],
    "region_of_no_calendar": [
        'sla/calendars.toml:65: "EMEAA" is no region of the program. Did you mean "EMEA"?',
    ],
    "region_that_no_page_names": [
        'partners/agreement.toml:10: "EMAE" is no region of the program. Did you mean "EMEA"?',
        'partners/agreement.toml:16: "EMEAA" is no region of the program on its day. Did you mean "EMEA"?',
    ],
    "resumes_but_never_pauses": [
        'sla/ops_review.toml:6: A clock that pauses must be able to resume. Write both pauses_on and resumes_on, or neither.',
    ],
    "role_without_a_label": [
        'deal_registration/approval_chain.toml:15: "asm" is no role of the status page\'s waiting_for. Did you mean "esm"?',
        'deal_registration/approval_chain.toml:20: Example "every registration has two approvals, the area sales manager\'s last" cannot be judged: deal_registration.status has no label for "asm". Did you mean "esm"?',
        'deal_registration/approval_chain.toml:29: Example "public sector and referral go the same way" cannot be judged: deal_registration.status has no label for "asm". Did you mean "esm"?',
        'deal_registration/status.toml:40: Example "handed to the Area Sales Manager" cannot be judged: deal_registration.status has no label for "asm". Did you mean "esm"?',
    ],
    "row_that_nothing_reaches": [
        'tagging/source_tags.toml:20: No row answers moment = submitted, opportunity_existed = true, initial_source = partner_qualified_lead, forecast_locked = true. Add a row for it, or widen one.',
        'tagging/source_tags.toml:38: Row 4 answers no case. Widen it, or take it out.',
    ],
    "segment_that_no_page_names": [
        'territories/assignment.toml:159: "Larg" is no segment. Did you mean "Large"?',
        'territories/assignment.toml:180: Example "a large US company": expected { code = "AMER-US-LARGE", region = "AMER", segment = "Large" }, but the answer is { code = "AMER-US", region = "AMER", segment = "Large" }. Correct the example or the rule.',
    ],
    "sentence_that_nobody_says": [
        'deal_registration/protection.toml:13: Example "no extension": expected the sentence "It is protected for ninety days.", but what is said is: Protected for 90 days from the approval on 1 Mar 2025; it expires on 30 May 2025. Correct the example or the rule.',
    ],
    "sla_that_no_page_names": [
        'deal_registration/approval_chain.toml:6: "asm_reviews" is no SLA page. Did you mean "asm_review"?',
        'deal_registration/approval_chain.toml:11: Example "every registration has two approvals, the area sales manager\'s last": expected [{ role = "esm", status_label = "Pending Sales Review", sla = "" }, { role = "asm", status_label = "Pending ASM Review", sla = "sla.asm_review" }], but the answer is [{ role = "esm", status_label = "Pending Sales Review", sla = "" }, { role = "asm", status_label = "Pending ASM Review", sla = "sla.asm_reviews" }]. Correct the example or the rule.',
    ],
    "text_not_closed": [
        'deal_registration/protection.toml:7: A text is not closed at the end of its line. Close it with ".',
    ],
    "unknown_event": [
        'sla/ops_review.toml:10: since.2025-02-01.met_by 1 cannot be "deals.registration.put_foward". Did you mean "deals.registration.put_forward"?',
    ],
    "unknown_fact": [
        'deal_registration/protection.toml:13: Example "no extension" cannot be judged: "aproved_on" is nothing that can be given here. Did you mean "approved_on"?',
    ],
    "unknown_key": [
        'deal_registration/protection.toml:5: since.2025-02-01 lacks "standard_extension_days". Add standard_extension_days = ...',
        'deal_registration/protection.toml:8: Unknown key "standard_extention_days" in since.2025-02-01. Did you mean "standard_extension_days"?',
    ],
    "unknown_page": [
        'deal_registration/protektion.toml: No decision reads the page deal_registration.protektion. Did you mean "deal_registration.protection"? A new question also needs its decision in the code.',
    ],
    "unknown_rule": [
        'deal_registration/protection.toml:2: The catalogue has no rule DRG-71. Did you mean "DRG-27"?',
    ],
    "unknown_value_in_a_table": [
        'tagging/source_tags.toml:21: Row 1 asks for initial_source = others, which never comes. Did you mean "other"?',
    ],
    "unknown_zone": [
        "sla/calendars.toml:12: 'Europe/Amsterdamm' is not a time zone: write an IANA name such as Europe/Berlin or UTC.",
    ],
    "value_not_allowed": [
        'deal_registration/protection.toml:7: since.2025-02-01.counts_from cannot be "first approval". Did you mean "original approval"?',
    ],
    "wrong_example": [
        'deal_registration/protection.toml:13: Example "no extension": expected { expires_on = 2025-05-31 }, but the answer is { expires_on = 2025-05-30 }. Correct the example or the rule.',
    ],
    "wrong_rule_identifier": [
        'deal_registration/protection.toml:2: rules 1 cannot be "DRG17". Write it like DRG-17.',
    ],
    "wrong_type": [
        'deal_registration/protection.toml:6: since.2025-02-01.term_days must be a whole number, not text. Write digits only, without quotes.',
    ],
}
# fmt: on


def found(case: str, folder: Path) -> list[str]:
    """What the check says of the reference program with the bad page laid over it."""
    shutil.copytree(REFERENCE, folder)
    shutil.copytree(HERE / case, folder, dirs_exist_ok=True)
    return [str(problem).removeprefix(f"{folder}/") for problem in check(folder)]


def test_every_malformed_page_has_its_expected_message():
    assert {path.name for path in HERE.iterdir()} == set(EXPECTED)


@pytest.mark.parametrize("case", sorted(EXPECTED))
def test_a_bad_page_is_refused_with_its_line_and_remedy(case, tmp_path):
    assert found(case, tmp_path / "program") == EXPECTED[case]
