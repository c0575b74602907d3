"""Events in words: what somebody wrote keeps its own end, days are written out."""

import pytest

from towpath.kernel.events.registry import sentence


@pytest.mark.parametrize(
    ("note", "says"),
    [
        ("Agreed with Sofia", "Alignment with the other sales people confirmed: Agreed with Sofia."),
        ("Agreed with Sofia.", "Alignment with the other sales people confirmed: Agreed with Sofia."),
        ("Agreed?", "Alignment with the other sales people confirmed: Agreed?"),
    ],
)
def test_a_note_with_its_own_full_stop_gets_no_second_one(note, says):
    assert sentence("deals.registration.alignment_recorded", {"note": note}, inside=True) == says


def test_days_are_written_out_in_every_sentence():
    said = sentence("deals.calendar.closed", {"calendar": "europe", "on": "2027-02-17", "reason": "Move."}, inside=True)
    assert said == "Calendar europe closed on 17 Feb 2027: Move."
