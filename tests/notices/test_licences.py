"""Letters about licences that are not for resale: each act, who hears of it and in which words."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.domain.enablement.licences.stages import asked, excepted, people, sent
from tests.notices.letters import expect, letters
from towpath.domain.enablement.actions import nfr
from towpath.domain.enablement.models import Licence
from towpath.domain.enablement.owed import whom
from towpath.kernel.clocks.models import Clock
from towpath.kernel.clocks.sweep import sweep

pytestmark = [pytest.mark.django_db, pytest.mark.rule("NFR-01", "NFR-02")]
INSIDE, PORTAL = "http://localhost:8000/licences/NFR", "http://localhost:8000/portal/support/licences/NFR"


@pytest.fixture
def staff(cast):
    return people(cast)


def decided(staff, by, act):
    """The act on a fresh exception, which waits for a director."""
    reference = excepted(staff, by).reference
    return lambda: act(reference)


def on_its_way(staff, by, act):
    request = asked(staff, by)
    return lambda: act(request)


def running(staff, by, act):
    licence = sent(staff, by, asked(staff, by))
    return lambda: act(licence)


WAY = ("your licences are on their way", "within two working days", PORTAL)
TO_SEND = ("Northwind: a licence to send", "Send the licence.", INSIDE)
# what happens -> how (staff, by) come to it, and the letters
CASES = {
    "a request passes": (
        lambda staff, by: lambda: asked(staff, by),
        {
            ("licences.to_send", "luca"): TO_SEND,
            ("licences.on_its_way", "nadia"): WAY,
            ("licences.on_its_way", "nina"): WAY,
        },
    ),
    "a request is outside the policy": (
        lambda staff, by: lambda: asked(staff, by, who=staff.cast.ruth, partner=staff.cast.rival),
        {
            ("licences.refused", "ruth"): (
                "outside the policy", "Nobody holds one of the technical certifications",
                "Have one of your people certified", PORTAL,
            )
        },
    ),
    "an exception is filed": (
        lambda staff, by: lambda: excepted(staff, by),
        {("licences.to_decide", "cora"): ("Northwind: an exception to decide", "> A large rollout", INSIDE)},
    ),
    "the partner is to buy": (
        lambda staff, by: lambda: excepted(staff, by, who=staff.sol, should_pay=True),
        {("licences.to_buy", "elena"): ("Northwind is to buy its licences", "> A large rollout", INSIDE)},
    ),
    "an exception is approved": (
        lambda staff, by: decided(staff, by, lambda ref: nfr.approve(ref, by(staff.cora))),
        {("licences.to_send", "luca"): TO_SEND, ("licences.on_its_way", "nina"): WAY},
    ),
    "an exception is declined": (
        lambda staff, by: decided(staff, by, lambda ref: nfr.decline(ref, by(staff.cora), reason="Let them buy")),
        {("licences.declined.inside", "elena"): ("the exception was declined", "> Let them buy", INSIDE)},
    ),
    "a request is withdrawn": (
        lambda staff, by: on_its_way(staff, by, lambda row: nfr.withdraw(row.reference, by(staff.cast.nadia))),
        {},
    ),
    "a licence is sent": (
        lambda staff, by: on_its_way(staff, by, lambda row: sent(staff, by, row)),
        {
            ("licences.fulfilled", "nadia"): ("your licence is there", "Ends: Wed 1 Sep 2027", PORTAL),
            ("licences.fulfilled", "nina"): ("your licence is there", "Sign in and take it.", PORTAL),
        },
    ),
    "a licence is taken back": (
        lambda staff, by: running(
            staff, by, lambda row: nfr.revoke(row.reference, by(staff.luca), reason="Used for customers")
        ),
        {
            ("enablement.licence.revoked", "nadia"): ("was taken back", "> Used for customers", PORTAL),
            ("enablement.licence.revoked", "nina"): ("was taken back", "Do not use it any more."),
        },
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_each_act(staff, by, noon, case):
    come_to, wanted = CASES[case]
    expect(letters(noon, come_to(staff, by)), wanted)


def night(by, *day: int):
    return by(None, at=datetime(*day, 10, tzinfo=UTC), door="job")


NIGHTS = {
    "it ends soon": ((2027, 8, 25), "ends in 7 days", "before Wed 1 Sep 2027"),
    "it ended": ((2027, 9, 1), "ended", "Ask for a new one"),
}


@pytest.mark.parametrize("case", NIGHTS)
def test_each_night(staff, by, noon, case):
    day, subject, words = NIGHTS[case]
    licence = sent(staff, by, asked(staff, by))
    found = letters(noon, lambda: nfr.follow_the_day(night(by, *day)))
    assert {to for _, to in found} == {"nadia@example.org", "nina@example.org"}
    for mail in found.values():
        assert f"{licence.reference} {subject}" in mail.subject
        assert words in mail.text
    assert letters(noon, lambda: nfr.follow_the_day(night(by, *day))) == {}, "the night repeated says nothing again"


def test_licence_support_is_warned_and_programs_hear_when_it_is_overdue(staff, by, noon):
    asked(staff, by)
    clock = Clock.objects.get()
    near = by(None, at=clock.warn_at + timedelta(seconds=1), door="job")
    expect(
        letters(noon, lambda: sweep(near, whom)),
        {("licences.nearly_due", "luca"): ("a licence is nearly due", "Send it by", INSIDE)},
    )
    late = by(None, at=clock.due_at + timedelta(seconds=1), door="job")
    overdue = ("a licence is overdue", "this was due", INSIDE)
    expect(
        letters(noon, lambda: sweep(late, whom)),
        {("licences.overdue", "luca"): overdue, ("licences.overdue", "paula"): overdue},
    )


def test_no_letter_carries_what_opens_the_licence(staff, by, noon):
    found = letters(noon, lambda: sent(staff, by, asked(staff, by)))
    assert Licence.objects.exists()
    assert not any("KEY-1" in mail.text + mail.html + mail.subject for mail in found.values())
