"""What a colleague may do: given by an administrator, within the partner, never without one left (ROL-01)."""

import threading

import pytest
from django.db import connection

from tests.cast import claim, person
from towpath.domain.deals import queries as deals
from towpath.domain.deals.actions import registrations
from towpath.domain.partners import queries
from towpath.domain.partners.actions import people
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import PARTNER_ROLES, Role
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady, Refusal


@pytest.fixture
def vera(cast):
    return person("Vera", Role.PARTNER_VIEWER, organisation=cast.northwind.organisation)


@pytest.fixture
def mara(cast):
    return person("Mara", Role.PARTNER_MARKETING, organisation=cast.northwind.organisation)


@pytest.mark.rule("ROL-01")
@pytest.mark.parametrize("role", sorted(role.value for role in PARTNER_ROLES))
def test_an_administrator_gives_any_role_of_a_partner(cast, by, role):
    changed = people.change_role(by(cast.nina), person=cast.nadia.pk, roles=[role])
    assert changed.roles == Person.objects.get(pk=cast.nadia.pk).roles == [role]
    if role == "partner_seller":
        assert not Event.objects.exists(), "nothing changed, nothing is told"
    else:
        event = Event.objects.get()
        assert (event.name, event.organisation_id) == ("partners.person.roles_changed", cast.northwind.organisation_id)
        assert event.data["changed"]["may"]["before"] == "Partner seller"


@pytest.mark.rule("ROL-01")
@pytest.mark.parametrize("roles", [[], ["ops"], ["partner_seller", "operator"], ["distributor_user"], ["", "x"]])
def test_nobody_is_raised_beyond_the_organisation_not_even_oneself(cast, by, roles):
    for target in (cast.nadia, cast.nina):
        with pytest.raises(Invalid) as refused:
            people.change_role(by(cast.nina), person=target.pk, roles=roles)
        assert list(refused.value.errors) == ["roles"]
    assert not Event.objects.exists()


@pytest.mark.rule("ROL-01")
def test_the_last_administrator_stays_one(cast, by):
    with pytest.raises(NotReady, match="last administrator"):
        people.change_role(by(cast.nina), person=cast.nina.pk, roles=["partner_viewer"])
    people.change_role(by(cast.nina), person=cast.nadia.pk, roles=["partner_admin"])
    people.change_role(by(cast.nina), person=cast.nina.pk, roles=["partner_viewer"])
    with pytest.raises(NotFound):
        people.change_role(by(cast.nina), person=cast.nadia.pk, roles=["partner_seller"])


def test_only_an_administrator_of_the_very_partner_gives_roles(cast, by, vera, mara):
    for stranger in (cast.nadia, vera, mara, cast.ruth, cast.dirk, cast.omar, None):
        with pytest.raises(NotFound):
            people.change_role(by(stranger), person=cast.nadia.pk, roles=["partner_admin"])
    for other in (cast.ruth, cast.omar, cast.dirk):
        with pytest.raises(NotFound):
            people.change_role(by(cast.nina), person=other.pk, roles=["partner_viewer"])


@pytest.mark.rule("ROL-01")
@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_lower_each_other_at_once_leave_one(cast, by):
    """Whoever is second finds that she administers no more."""
    people.change_role(by(cast.nina), person=cast.nadia.pk, roles=["partner_admin"])
    pairs, start, met = [(cast.nina, cast.nadia), (cast.nadia, cast.nina)], threading.Barrier(2), []

    def lower(actor, other):
        start.wait()
        try:
            people.change_role(by(actor), person=other.pk, roles=["partner_seller"])
            met.append("done")
        except Refusal as refusal:
            met.append(type(refusal).__name__)
        finally:
            connection.close()

    racers = [threading.Thread(target=lower, args=pair) for pair in pairs]
    for one in racers:
        one.start()
    for one in racers:
        one.join()
    left = Person.objects.filter(organisation=cast.northwind.organisation, roles__contains=["partner_admin"])
    assert (left.count(), sorted(met)) == (1, ["NotFound", "done"])


@pytest.mark.rule("ROL-01")
def test_a_deal_viewer_reads_every_deal_and_changes_none(cast, by, vera):
    draft = registrations.draft(by(cast.nadia), claim())
    sent = registrations.submit(registrations.draft(by(cast.nadia), claim()).reference, by(cast.nadia))
    assert {one.reference for one in deals.visible(vera)} == {draft.reference, sent.reference}
    with pytest.raises(NotAllowed):
        registrations.draft(by(vera), claim())
    for act in (
        lambda: registrations.amend(draft.reference, by(vera), {"deal_name": "Other"}),
        lambda: registrations.submit(draft.reference, by(vera)),
        lambda: registrations.withdraw(sent.reference, by(vera)),
        lambda: registrations.comment(sent.reference, by(vera), body="Hello"),
    ):
        with pytest.raises(NotFound):
            act()
    assert queries.own(vera) == cast.northwind


@pytest.mark.rule("ROL-01")
def test_marketing_sees_no_deal_at_all(cast, by, mara):
    sent = registrations.submit(registrations.draft(by(cast.nadia), claim()).reference, by(cast.nadia))
    assert not deals.visible(mara).exists()
    with pytest.raises(NotFound):
        deals.one(mara, sent.reference)
    with pytest.raises(NotAllowed):
        registrations.draft(by(mara), claim())
