"""Texts of purchase orders: labels in any dress, tables, and nothing that is guessed."""

import pytest

from towpath.basics.order_texts import days_of, months_of, read_order

LINES = """
PO Number: PO-4711
Quote #: QUO00042-1
Vendor: GitLab GmbH
Order total: USD 8,550.00
Payment terms: Net 30
Term: 12 months
Sold to: Acme, Inc.
Regards, Ruth
"""


def test_lines_of_label_and_value():
    found = read_order(LINES)
    assert found.values == {
        "po_number": "PO-4711", "quote_number": "QUO00042-1", "entity": "GitLab GmbH", "amount": "USD 8,550.00",
        "net_days": "Net 30", "term_months": "12 months", "sold_to": "Acme, Inc.",
    }  # fmt: skip
    assert found.unread == ("Regards, Ruth",)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_table_with_a_line_for_each_item(mark):
    rows = (("PO Number", "Description", "Total", "Colour"), ("PO-1", "Premium", "100.00", "red"), ("PO-1", "Days", "100.00", "red"))  # fmt: skip
    found = read_order("\n".join(mark.join(row) for row in rows))
    assert found.values == {"po_number": "PO-1", "line_descriptions": "Premium; Days", "amount": "100.00"}
    assert found.unread == ("Colour",)


def test_what_is_said_in_two_ways_is_not_taken():
    found = read_order("Total: 100\nGrand total: 200\nCurrency:\nSold to: Acme\nSold to: Acme")
    assert found.values == {"sold_to": "Acme"}
    assert found.twice == {"amount": ("100", "200")}


def test_a_text_without_any_known_label_says_nothing():
    found = read_order("Dear all,\nwe order what you quoted, for the price we agreed.\n")
    assert (found.values, found.twice, len(found.unread)) == ({}, {}, 2)
    assert read_order("").values == {}


@pytest.mark.parametrize(
    ("text", "days"), [("Net 30", 30), ("30 days", 30), ("45", 45), ("30 days net", 30), ("soon", None), ("", None)]
)
def test_days_until_payment(text, days):
    assert days_of(text) == days


@pytest.mark.parametrize(
    ("text", "months"), [("12", 12), ("12 months", 12), ("3 years", 36), ("a year", None), ("1.5 years", None)]
)
def test_months_of_a_term(text, months):
    assert months_of(text) == months
