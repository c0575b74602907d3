"""The line of anything written on a page, also beside long strings, comments and lists over several lines."""

import pytest

from towpath.program.locate import line_of

TEXT = '''# [not.a.table]
title = "a = [ { not brackets"   # nor = here [
note = """
source = "inside a long string"
[neither.this]
"""
source = 'single # quoted'

[since.2025-02-01]
list = [
    "key = value",   # ]
    { name = "x" },
]
dotted.key = 1
"quoted key" = 2

[[since.2025-02-01.row]]
when = 1
[[since.2025-02-01.row]]
when = 2
[since.2025-02-01.row.then]
x = 3
'''
DAY = ("since", "2025-02-01")


@pytest.mark.parametrize(
    ("place", "line"),
    [
        (("title",), 2),
        (("note",), 3),
        (("source",), 7),
        (("since",), 9),
        (DAY, 9),
        ((*DAY, "list"), 10),
        ((*DAY, "list", 1, "name"), 10),
        ((*DAY, "dotted", "key"), 14),
        ((*DAY, "quoted key"), 15),
        ((*DAY, "row", 0), 17),
        ((*DAY, "row", 0, "when"), 18),
        ((*DAY, "row", 1, "when"), 20),
        ((*DAY, "row", 1, "then", "x"), 22),
        ((*DAY, "row", 1, "nowhere"), 19),
        (("neither", "this"), 0),
        (("nowhere",), 0),
    ],
)
def test_the_line_of_a_place_or_of_the_nearest_thing_around_it(place, line):
    assert line_of(TEXT, place) == line
