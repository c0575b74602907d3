"""The demonstration login (ONB-07): the vendor's people show the portal, and nothing of it is seen or counted."""

from datetime import date, timedelta

import pytest

from tests.cast import claim
from towpath.domain.deals import queries as deals
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Registration
from towpath.domain.enablement.actions import compliance, counts
from towpath.domain.partners import queries
from towpath.domain.partners.actions import colleagues, demonstration, legal_requests, people
from towpath.domain.partners.models import Partner
from towpath.jobs.dormancy import follow
from towpath.kernel import own_settings
from towpath.kernel.clocks import attainment
from towpath.kernel.clocks.models import Clock
from towpath.kernel.events.log import deliver
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.mail.models import OutgoingMail
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady

pytestmark = pytest.mark.rule("ONB-07")


@pytest.fixture
def shown(cast, by):
    """Omar's demonstration person, and a registration that he submitted as such."""
    person = demonstration.step_in(by(cast.omar))
    return person, registrations.register(by(person, door="portal"), claim(customer_name="Borealis"))


def test_the_pseudo_partner_is_made_once_and_each_has_a_person_of_her_own(cast, by):
    omar, again, elena = (demonstration.step_in(by(one)) for one in (cast.omar, cast.omar, cast.elena))
    partner = Partner.objects.get(demonstration=True)
    assert (partner.name, omar.organisation, elena.organisation) == ("GitLab PS", *[partner.organisation] * 2)
    assert (omar.pk, omar.name) == (again.pk, "Omar")
    assert elena.pk != omar.pk
    assert not omar.has_usable_password()
    assert Event.objects.filter(name="partners.demonstration.stepped_in").count() == 3


def test_only_the_vendors_people_step_in(cast, by):
    for stranger in (cast.nina, cast.ruth, cast.dirk):
        with pytest.raises(NotAllowed):
            demonstration.step_in(by(stranger))
    person = demonstration.step_in(by(cast.omar))
    with pytest.raises(NotAllowed):
        demonstration.step_in(by(person))


def test_the_view_is_a_partners(shown, by):
    person, registration = shown
    assert registration.demonstration
    assert [one.reference for one in deals.visible(person)] == [registration.reference]
    registrations.withdraw(registration.reference, by(person))


@pytest.mark.parametrize("name", ["omar", "elena", "amir", "sofia", "paula", "felix", "nadia", "ruth", "dirk"])
def test_nobody_else_sees_it_in_any_list_count_or_export(cast, shown, noon, name):
    reader, (_, registration) = getattr(cast, name), shown
    assert not deals.visible(reader).exists()
    for view in deals.VIEWS:
        assert not deals.listed(reader, deals.Filters(view=view)).rows
    assert list(deals.exported(reader, deals.Filters())) == []
    with pytest.raises(NotFound):
        deals.one(reader, registration.reference)
    counted = deals.counts(reader, noon.date())
    assert (counted.queue, counted.waiting, counted.returned) == (0, 0, 0)


def test_operations_cannot_move_it(cast, by, shown):
    _, registration = shown
    for act in (
        lambda: registrations.link_account(registration.reference, by(cast.omar), account=cast.acme.reference),
        lambda: registrations.send_back(registration.reference, by(cast.omar), comments="More"),
        lambda: registrations.put_forward(registration.reference, by(cast.omar)),
    ):
        with pytest.raises(NotFound):
            act()


def test_it_warns_no_partner_of_a_conflict(cast, by, shown):
    asked = {"name": "Borealis", "website": "acme-robotics.example", "country": "DE"}
    assert deals.maybe_registered(cast.nadia, by(cast.nadia), **asked) == ""
    real = registrations.register(by(cast.nadia), claim(customer_name="Borealis"))
    assert not real.maybe_known


def test_no_clock_runs_and_attainment_counts_nothing(cast, by, shown, book):
    assert not Clock.objects.exists()
    person, registration = shown
    registrations.comment(registration.reference, by(person), body="Hello")
    assert not Clock.objects.exists()
    assert Registration.objects.get().due_at is None
    filters = attainment.Filters(since=date(2026, 1, 1), until=date(2027, 12, 31))
    assert attainment.attainment(book, filters) == []


def test_nobody_gets_mail_of_it(cast, by, shown):
    person, registration = shown
    registrations.comment(registration.reference, by(person), body="Hello")
    registrations.withdraw(registration.reference, by(person))
    for event in Event.objects.order_by("id"):
        deliver(event.pk, event.at)
    assert not OutgoingMail.objects.exists()


def test_it_is_no_partner_of_any_list_and_its_training_is_never_recounted(cast, by, shown):
    assert {one.name for one in queries.listed(cast.omar).rows} == {"Northwind", "Rivalry"}
    assert len(list(queries.exported(cast.omar))) == 2
    night = by(None, door="job")
    counts.follow_the_day(night)
    compliance.recompute_all(night)
    pseudo = Partner.objects.get(demonstration=True)
    assert (pseudo.sales_certified, pseudo.foundations_completed) == (1, 1)
    follow(by(None, at=night.at + timedelta(days=900), door="job"))
    pseudo.organisation.refresh_from_db()
    assert pseudo.organisation.asleep_since is None


def test_what_would_reach_others_is_closed_in_a_demonstration(cast, by, shown):
    person, _ = shown
    other = demonstration.step_in(by(cast.elena))
    pseudo = Partner.objects.get(demonstration=True)
    for act in (
        lambda: people.invite(by(person), email="x@example.org", role="partner_seller"),
        lambda: people.remove(by(person), person=other.pk),
        lambda: people.change_role(by(person), person=other.pk, roles=["partner_viewer"]),
        lambda: people.hand_over(by(person), person=other.pk),
        lambda: legal_requests.ask(pseudo.reference, by(person), question="May we?"),
    ):
        with pytest.raises(NotFound):
            act()
    with pytest.raises(NotReady, match="demonstration"):
        own_settings.make_token(by(person), name="key", days=30)


def test_with_a_colleagues_access_her_demonstration_ends(cast, by, shown):
    person, _ = shown
    colleagues.deactivate(by(None), email=cast.omar.email)
    assert not Person.objects.get(pk=person.pk).is_active


def test_nobody_can_be_given_the_mark_of_a_demonstration(cast, by):
    with pytest.raises(Invalid):
        people.change_role(by(cast.nina), person=cast.nadia.pk, roles=[Role.DEMONSTRATION.value])
    with pytest.raises(Invalid):
        colleagues.add(by(None), email="x@example.org", name="X", roles=[Role.DEMONSTRATION.value])
