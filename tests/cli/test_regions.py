"""The command line narrows lists to regions of the program, however their letters are cased, and says which there are."""

import pytest


@pytest.mark.parametrize(
    "command_line",
    [("deals", "list"), ("deals", "attainment"), ("partners", "list"), ("accounts", "list")],
    ids=" ".join,
)
def test_a_region_that_the_program_has_not_is_refused_with_those_that_it_has(cast, command, command_line):
    assert command(*command_line, "--region", "emea", who=cast.omar).exit_code == 0
    answer = command(*command_line, "--region", "MOON", who=cast.omar)
    assert answer.exit_code == 1
    assert "There is no region “MOON”; choose one of AMER, EMEA, APJ, PUBSEC." in answer.stderr
