"""A partner that nobody signs in for: warned, put to sleep, opened again (handbook: six months without a sign-in)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tests.cast import claim, person
from towpath.domain.deals.actions import registrations
from towpath.domain.partners.actions import dormancy
from towpath.domain.partners.events import FELL_ASLEEP, REVIVED, WARNED
from towpath.jobs.dormancy import follow
from towpath.kernel.coming_in import Asleep, come_in
from towpath.kernel.events.log import deliver
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Organisation, Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.mail.models import OutgoingMail
from towpath.kernel.refusals import Invalid, NotFound, NotReady

SEEN = date(2026, 3, 1)  # six months later: 1 September 2026


@pytest.fixture
def seen(cast):
    """seen(northwind=...): when each partner was last seen; the rival was here all the time."""

    def on(northwind: date | None, rival: date = date(2026, 12, 31)) -> None:
        Organisation.objects.filter(pk=cast.northwind.organisation_id).update(last_seen_on=northwind)
        Organisation.objects.filter(pk=cast.rival.organisation_id).update(last_seen_on=rival)

    return on


@pytest.fixture
def night(by):
    """night(2026, 8, 2): the work of that night; how many were warned and put to sleep."""
    return lambda *day: follow(by(None, at=datetime(*day, 12, tzinfo=UTC), door="job"))


def asleep(cast) -> bool:
    return Organisation.objects.get(pk=cast.northwind.organisation_id).asleep_since is not None


def said() -> list[str]:
    return list(
        Event.objects.filter(name__startswith="partners.partner.").order_by("id").values_list("name", flat=True)
    )


@pytest.mark.rule("ROL-01")
def test_administrators_are_warned_twice_then_the_access_ends(cast, seen, night):
    seen(SEEN)
    assert night(2026, 8, 1) == (0, 0)
    assert night(2026, 8, 2) == (1, 0)
    assert night(2026, 8, 3) == (0, 0), "each warning once"
    assert night(2026, 8, 25) == (1, 0)
    assert night(2026, 8, 31) == (0, 0)
    assert not asleep(cast)
    assert night(2026, 9, 1) == (0, 1)
    assert asleep(cast)
    assert night(2026, 9, 2) == (0, 0)
    assert said() == [WARNED, WARNED, FELL_ASLEEP]
    for event in Event.objects.order_by("id"):
        deliver(event.pk, event.at)
    mails = OutgoingMail.objects.order_by("id")
    assert {mail.to for mail in mails} == {cast.nina.email}
    assert "1 Sep 2026" in mails[0].subject
    assert "partner-support@gitlab.example" in mails[2].text


def test_one_who_signs_in_between_stays(cast, seen, night):
    seen(SEEN)
    night(2026, 8, 2)
    come_in(Person.objects.select_related("organisation").get(pk=cast.nadia.pk), datetime(2026, 8, 20, 9, tzinfo=UTC))
    assert night(2026, 9, 1) == (0, 0)
    assert not asleep(cast)
    assert night(2027, 1, 21) == (1, 0), "and counting began anew"


def test_nobody_loses_access_unwarned(cast, seen, night):
    """The worker was away for months: the first night warns, and a week later the access ends."""
    seen(date(2025, 1, 1))
    assert night(2026, 9, 1) == (1, 0)
    assert Event.objects.get().data["sleeps_on"] == "2026-09-08"
    assert night(2026, 9, 7) == (0, 0)
    assert not asleep(cast)
    assert night(2026, 9, 8) == (0, 1)


def test_one_never_seen_is_counted_from_the_first_night_on(cast, seen, night):
    seen(None)
    assert night(2026, 9, 1) == (0, 0)
    assert Organisation.objects.get(pk=cast.northwind.organisation_id).last_seen_on == date(2026, 9, 1)
    dirk = Organisation.objects.get(pk=cast.dirk.organisation_id)
    assert dirk.last_seen_on is None, "distributors are not partners"


def test_the_day_is_kept_once_and_only_forwards(cast, seen, django_assert_num_queries):
    seen(SEEN)
    nadia = Person.objects.select_related("organisation").get(pk=cast.nadia.pk)
    at = datetime(2026, 9, 1, 12, tzinfo=UTC)
    with django_assert_num_queries(1):
        come_in(nadia, at)
    with django_assert_num_queries(0):
        come_in(nadia, at + timedelta(hours=3))
        come_in(nadia, at - timedelta(days=3))
        come_in(cast.omar, at)
    assert Organisation.objects.get(pk=nadia.organisation_id).last_seen_on == date(2026, 9, 1)


@pytest.fixture
def sleeping(cast):
    Organisation.objects.filter(pk=cast.northwind.organisation_id).update(
        last_seen_on=SEEN, asleep_since=datetime(2026, 9, 1, 7, tzinfo=UTC)
    )
    return Person.objects.select_related("organisation").get(pk=cast.nadia.pk)


def test_one_of_a_sleeping_partner_hears_whom_to_write_to(sleeping, noon):
    with pytest.raises(Asleep, match=r"nobody signed in.*partner-support@gitlab\.example"):
        come_in(sleeping, noon)


def test_operations_and_partner_support_open_it_again_with_a_reason(cast, by, sleeping, noon):
    sven = person("Sven", Role.PARTNER_SUPPORT)
    with pytest.raises(Invalid) as refused:
        dormancy.revive(cast.northwind.reference, by(cast.omar), reason=" ")
    assert list(refused.value.errors) == ["reason"]
    dormancy.revive(cast.northwind.reference, by(sven), reason="Nina wrote to us")
    organisation = Organisation.objects.get(pk=cast.northwind.organisation_id)
    assert (organisation.asleep_since, organisation.last_seen_on) == (None, date(2026, 9, 1))
    assert said() == [REVIVED]
    come_in(Person.objects.select_related("organisation").get(pk=cast.nadia.pk), noon)
    with pytest.raises(NotReady, match="open to Northwind"):
        dormancy.revive(cast.northwind.reference, by(cast.omar), reason="Again")


def test_others_cannot_open_it(cast, by, sleeping):
    for stranger in (cast.nina, cast.ruth, cast.dirk, cast.elena, cast.felix, cast.paula):
        with pytest.raises(NotFound):
            dormancy.revive(cast.northwind.reference, by(stranger), reason="Mine")
    assert asleep(cast)


def test_what_it_registered_stays_readable_and_names_stay(cast, by, night):
    ref = registrations.submit(registrations.draft(by(cast.nadia), claim()).reference, by(cast.nadia)).reference
    Organisation.objects.filter(pk=cast.northwind.organisation_id).update(last_seen_on=SEEN)
    night(2026, 9, 1)
    night(2026, 9, 8)
    assert asleep(cast)
    from towpath.domain.deals import history, queries

    one = queries.one(cast.omar, ref)
    assert one.submitted_by.name == "Nadia"
    assert any("Nadia" in line.actor for line in history.timeline(cast.omar, one, vendor="GitLab"))
