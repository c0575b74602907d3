"""Requests for licences that are not for resale: judged at once, excepted by two people, sent, ended (NFR-01, NFR-02)."""

from datetime import date, timedelta

import pytest

from tests.domain.enablement.licences.stages import asked, excepted, people, sent
from towpath.domain.enablement import nfr_queries as queries
from towpath.domain.enablement.actions import nfr
from towpath.domain.enablement.models import Licence, LicenceRequest
from towpath.domain.partners.models import Partner
from towpath.kernel.clocks.models import Clock
from towpath.kernel.events.models import Event
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotFound, NotReady, Taken

pytestmark = [pytest.mark.django_db, pytest.mark.rule("NFR-01")]


@pytest.fixture
def staff(cast):
    return people(cast)


def test_what_the_policy_gives_passes_at_once_and_starts_the_clock(staff, by):
    request = asked(staff, by)
    clock = Clock.objects.get()
    assert (request.state, request.due_at, clock.team) == ("to_fulfil", clock.due_at, "licence_support")
    assert (clock.amount, clock.unit, clock.kind) == (2, "days", "sla.nfr_fulfilment")
    decision = Event.objects.get(name="enablement.licence.asked").data["decision"]
    assert (decision["question"], decision["outcome"]) == ("nfr.policy", "pass")


def test_a_kept_decision_can_be_asked_again(staff, by, book, noon):
    from towpath.program.questions import ask

    asked(staff, by)
    kept = Event.objects.get(name="enablement.licence.asked").data["decision"]
    assert ask(kept["question"], kept["facts"], book, noon.date()).outcome == "pass"


@pytest.mark.rule("NFR-01", "ELG-05")
def test_a_refusal_names_each_missing_requirement_and_what_mends_it(cast, staff, by):
    Partner.objects.filter(pk=cast.rival.pk).update(good_standing=False)
    request = asked(staff, by, who=cast.ruth, partner=cast.rival, amount=40)
    assert request.state == "refused"
    assert [one["says"] for one in request.missing] == [
        "The partner organisation is not in good standing with the program.",
        "Nobody holds one of the technical certifications that this asks for.",
        "40 users are asked for; 10 of 10 are left.",
    ]
    assert all(one["mend"] for one in request.missing)
    assert not Clock.objects.exists()


@pytest.mark.rule("NFR-02")
@pytest.mark.parametrize("given", [{"amount": 11}, {"use": "own_development"}, {"product": "duo"}])
def test_what_is_outside_the_policy_is_refused_by_itself(staff, by, given):
    assert asked(staff, by, **given).state == "refused"


def test_what_runs_and_what_is_on_its_way_counts(staff, by):
    sent(staff, by, asked(staff, by, amount=6))
    assert asked(staff, by, amount=5).state == "refused"
    assert asked(staff, by, amount=4).state == "to_fulfil"
    LicenceRequest.objects.filter(state="to_fulfil").update(amount=1)
    with pytest.raises(Taken):
        asked(staff, by, amount=1)


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"product": "beer"}, "product"), ({"amount": 0}, "amount"), ({"amount": None}, "amount"), ({"amount": 10**9}, "amount"),
        ({"use": "fun"}, "use"), ({"contact_name": " "}, "contact_name"), ({"contact_email": "nadia"}, "contact_email"),
        ({"note": "x" * 1001}, "note"), ({"renews": "LIC99999"}, "renews"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_says_why(staff, by, given, wrong):
    with pytest.raises(Invalid) as refusal:
        asked(staff, by, **given)
    assert list(refusal.value.errors) == [wrong]
    assert not LicenceRequest.objects.exists()


@pytest.mark.parametrize("who", ["ruth", "dirk", "omar", "elena"])
def test_nobody_asks_for_another_partner(cast, staff, by, who):
    with pytest.raises(NotFound):
        asked(staff, by, who=getattr(cast, who))


def test_licence_support_sends_it_and_the_clock_is_met(cast, staff, by):
    request = asked(staff, by)
    licence = nfr.fulfil(request.reference, by(staff.luca), key="KEY-1")
    request.refresh_from_db()
    assert (licence.starts_on, licence.expires_on, licence.plan) == (date(2026, 9, 1), date(2027, 9, 1), "Ultimate")
    assert (request.state, request.due_at, Clock.objects.get().met) == ("fulfilled", None, True)
    assert "KEY-1" not in licence.sealed_key
    assert queries.key_of(queries.licence(cast.nadia, licence.reference)) == "KEY-1"
    for who in (cast.ruth, cast.dirk, cast.erin):
        with pytest.raises(NotFound):
            queries.licence(who, licence.reference)
        with pytest.raises(NotFound):
            queries.request(who, request.reference)
    for who in (cast.omar, cast.nadia, cast.elena):
        with pytest.raises(NotFound):
            nfr.fulfil(request.reference, by(who), key="KEY-2")
    with pytest.raises(MoveNotOpen):
        nfr.fulfil(request.reference, by(staff.luca), key="KEY-2")


def test_without_a_key_nothing_is_sent(staff, by):
    request = asked(staff, by)
    with pytest.raises(Invalid) as refusal:
        nfr.fulfil(request.reference, by(staff.luca), key=" ", starts_on=date(2020, 1, 1), expires_on=date(2020, 1, 1))
    assert set(refusal.value.errors) == {"key", "starts_on", "expires_on"}
    assert not Licence.objects.exists()


def test_what_is_added_ends_with_what_runs(staff, by, noon):
    first = sent(staff, by, asked(staff, by, amount=3))
    later = noon + timedelta(days=90)
    added = sent(staff, by, asked(staff, by, amount=3, at=later), at=later)
    assert added.expires_on == first.expires_on


def test_a_renewal_is_asked_for_within_two_weeks_of_the_end_and_follows_it(staff, by, noon):
    old = sent(staff, by, asked(staff, by, amount=10))
    with pytest.raises(Invalid):
        asked(staff, by, amount=10, renews=old.reference)
    soon = noon + timedelta(days=355)
    new = sent(staff, by, asked(staff, by, amount=10, renews=old.reference, at=soon), at=soon)
    old.refresh_from_db()
    assert (new.starts_on, new.expires_on, old.state) == (date(2027, 9, 1), date(2028, 9, 1), "renewed")


def test_a_partner_withdraws_what_waits(cast, staff, by):
    request = asked(staff, by)
    with pytest.raises(NotFound):
        nfr.withdraw(request.reference, by(cast.ruth))
    assert nfr.withdraw(request.reference, by(cast.nina)).state == "withdrawn"
    assert Clock.objects.get().state == "cancelled"


# -- exceptions --------------------------------------------------------------------------------------------------------


@pytest.mark.rule("NFR-02")
def test_an_exception_goes_to_a_director_and_is_noted_on_the_partner(cast, staff, by):
    request = excepted(staff, by)
    assert (request.state, request.should_pay, Clock.objects.exists()) == ("with_director", False, False)
    nfr.approve(request.reference, by(staff.cora))
    assert Clock.objects.get().kind == "sla.nfr_fulfilment"
    assert sent(staff, by, request).amount == 40
    noted = Event.objects.filter(name="enablement.licence.noted", subject_id=cast.northwind.pk)
    assert [one.data["note"] for one in noted.order_by("id")] == [
        "40 of Self-Managed, exception: A large rollout", "exception approved by Cora",
    ]  # fmt: skip


@pytest.mark.rule("NFR-02")
def test_the_question_whether_to_buy_comes_first(staff, by):
    with pytest.raises(Invalid) as refusal:
        excepted(staff, by, should_pay=None, consulted="", justification=" ")
    assert set(refusal.value.errors) == {"should_pay", "consulted", "justification"}
    assert excepted(staff, by, should_pay=True).state == "referred"


@pytest.mark.rule("NFR-02")
def test_an_architect_files_too_and_others_do_not(cast, staff, by):
    assert excepted(staff, by, who=staff.sol).state == "with_director"
    for who in (cast.nadia, cast.omar, cast.erin, cast.amir):
        with pytest.raises(NotFound):
            excepted(staff, by, who=who)


def test_what_the_policy_gives_needs_no_exception(staff, by):
    with pytest.raises(NotReady):
        excepted(staff, by, amount=5)


def test_nobody_decides_what_she_filed_and_another_region_finds_nothing(cast, staff, by):
    from towpath.kernel.identity.models import Person

    request = excepted(staff, by)
    Person.objects.filter(pk=cast.elena.pk).update(roles=["esm", "channel_director"])
    cast.elena.refresh_from_db()
    with pytest.raises(NotReady):
        nfr.approve(request.reference, by(cast.elena))
    Person.objects.filter(pk=staff.cora.pk).update(region="AMER")
    staff.cora.refresh_from_db()
    with pytest.raises(NotFound):
        nfr.approve(request.reference, by(staff.cora))


def test_a_director_declines_with_a_reason(staff, by):
    request = excepted(staff, by)
    with pytest.raises(Invalid):
        nfr.decline(request.reference, by(staff.cora), reason=" ")
    assert nfr.decline(request.reference, by(staff.cora), reason="Let them buy").state == "declined"


# -- the night ---------------------------------------------------------------------------------------------------------


def test_a_licence_is_reminded_of_once_and_ends_by_itself(staff, by, noon):
    licence = sent(staff, by, asked(staff, by))
    days = [noon + timedelta(days=n) for n in (350, 352, 353, 364, 365, 366)]
    found = [nfr.follow_the_day(by(None, at)) for at in days]
    assert [one["reminded"] for one in found] == [0, 1, 0, 0, 0, 0]
    assert [one["ended"] for one in found] == [0, 0, 0, 0, 1, 0]
    licence.refresh_from_db()
    assert licence.state == "ended"


def test_a_renewal_on_its_way_needs_no_reminder(staff, by, noon):
    old, soon = sent(staff, by, asked(staff, by, amount=10)), noon + timedelta(days=352)
    asked(staff, by, amount=10, renews=old.reference, at=soon)
    assert nfr.follow_the_day(by(None, soon))["reminded"] == 0


def test_in_2022_a_select_partner_is_renewed_by_itself(cast, staff, by, noon):
    from datetime import UTC, datetime

    licence = sent(staff, by, asked(staff, by))
    Partner.objects.filter(pk=cast.northwind.pk).update(track="select")
    then = datetime(2022, 9, 1, 12, tzinfo=UTC)
    Licence.objects.update(starts_on=date(2021, 9, 1), expires_on=date(2022, 9, 1))
    nfr.follow_the_day(by(None, then))
    licence.refresh_from_db()
    assert (licence.state, licence.expires_on) == ("active", date(2023, 9, 1))
    Partner.objects.filter(pk=cast.northwind.pk).update(track="open")
    nfr.follow_the_day(by(None, then + timedelta(days=365)))
    licence.refresh_from_db()
    assert licence.state == "ended"


def test_a_licence_is_taken_back_with_a_reason(cast, staff, by):
    licence = sent(staff, by, asked(staff, by))
    with pytest.raises(NotFound):
        nfr.revoke(licence.reference, by(cast.elena), reason="Audit")
    with pytest.raises(Invalid):
        nfr.revoke(licence.reference, by(cast.paula), reason="")
    assert nfr.revoke(licence.reference, by(cast.paula), reason="Used for customers").state == "revoked"
    assert asked(staff, by, amount=10).state == "to_fulfil"


def test_what_a_partner_could_ask_for(cast, staff, by):
    sent(staff, by, asked(staff, by, amount=4))
    offers = {one.product.key: one.left for one in queries.offers(cast.nadia, cast.northwind, by(cast.nadia))}
    assert offers == {"self_managed": 6, "saas": 10, "duo": 0, "duo_amazon_q": 0, "credits": 1000}


@pytest.mark.parametrize(
    ("first", "months", "last"),
    [(date(2026, 1, 31), 1, date(2026, 2, 28)), (date(2024, 2, 29), 12, date(2025, 2, 28)), (date(2026, 12, 1), 12, date(2027, 12, 1))],
)  # fmt: skip
def test_a_term_ends_on_the_same_day_of_its_month(first, months, last):
    assert nfr.after_months(first, months) == last
