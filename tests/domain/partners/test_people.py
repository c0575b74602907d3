"""A partner's people: invited, come in, removed, and never beyond their organisation (ROL-01)."""

from datetime import timedelta

import pytest

from towpath.domain.partners.actions import people
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import ApiToken, Invitation, Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotFound, NotReady, Taken

GOOD = "four words nobody guesses"


@pytest.fixture
def nobody(book, noon):
    """nobody(): the occasion of somebody who is not signed in, at noon or `after` it."""
    return lambda after=timedelta(0): Occasion(actor=None, at=noon + after, door="portal", book=book)


def invited(cast, by, email="lina@northwind.example", role="partner_seller"):
    return people.invite(by(cast.nina), email=email, role=role, name="Lina")


@pytest.mark.rule("ROL-01")
def test_an_administrator_invites_and_the_colleague_comes_in(cast, by, nobody):
    invitation = invited(cast, by)
    key = people.key_of(invitation)
    assert key not in str(Event.objects.values_list("data", flat=True))
    assert key != invitation.digest

    person = people.accept(key, nobody(), name="Lina", password=GOOD, zone="Europe/Berlin")

    assert (person.email, person.organisation, person.roles, person.zone) == (
        "lina@northwind.example",
        cast.northwind.organisation,
        ["partner_seller"],
        "Europe/Berlin",
    )
    assert person.check_password(GOOD)
    names = list(Event.objects.order_by("id").values_list("name", "organisation"))
    assert names == [
        ("partners.person.invited", cast.northwind.organisation_id),
        ("partners.person.joined", cast.northwind.organisation_id),
    ]


def test_an_invitation_is_good_once(cast, by, nobody):
    key = people.key_of(invited(cast, by))
    people.accept(key, nobody(), name="Lina", password=GOOD)
    with pytest.raises(MoveNotOpen, match="used already"):
        people.accept(key, nobody(), name="Mallory", password=GOOD)
    assert Person.objects.get(email="lina@northwind.example").name == "Lina"


def test_an_invitation_expires_after_fourteen_days(cast, by, nobody):
    key = people.key_of(invited(cast, by))
    with pytest.raises(MoveNotOpen, match=r"expired.*Ask Nina"):
        people.accept(key, nobody(timedelta(days=14)), name="Lina", password=GOOD)
    people.accept(key, nobody(timedelta(days=14, microseconds=-1)), name="Lina", password=GOOD)


def test_one_taken_back_is_worth_nothing_and_another_can_follow(cast, by, nobody):
    first = invited(cast, by)
    with pytest.raises(Invalid, match="another look"):
        invited(cast, by, email="LINA@northwind.example")
    people.revoke(by(cast.nina), invitation=first.pk)
    assert people.revoke(by(cast.nina), invitation=first.pk).revoked_at
    with pytest.raises(MoveNotOpen, match="taken back"):
        people.accept(people.key_of(first), nobody(), name="Lina", password=GOOD)
    people.accept(people.key_of(invited(cast, by)), nobody(), name="Lina", password=GOOD)


def test_an_expired_one_does_not_stand_in_the_way_of_the_next(cast, by, noon):
    invited(cast, by)
    later = by(cast.nina, at=noon + timedelta(days=15))
    people.invite(later, email="lina@northwind.example", role="partner_seller")
    assert Invitation.objects.filter(revoked_at=None).count() == 1


def test_a_weak_password_is_refused_and_the_invitation_stays_good(cast, by, nobody):
    key = people.key_of(invited(cast, by))
    for weak in ("", "short", "123456789012", "lina@northwind"):
        with pytest.raises(Invalid) as refused:
            people.accept(key, nobody(), name=" ", password=weak)
        assert {"name", "password"} <= set(refused.value.errors)
    people.accept(key, nobody(), name="Lina", password=GOOD)


def test_unknown_keys_find_nothing(cast, by, nobody):
    invitation = invited(cast, by)
    for key in ("", "x", invitation.digest):
        with pytest.raises(NotFound):
            people.accept(key, nobody(), name="Lina", password=GOOD)


@pytest.mark.rule("ROL-01")
@pytest.mark.parametrize("role", ["ops", "esm", "distributor_user", "operator", "", "partner"])
def test_nobody_is_raised_beyond_the_organisation(cast, by, role):
    with pytest.raises(Invalid) as refused:
        invited(cast, by, role=role)
    assert list(refused.value.errors) == ["role"]


def test_only_administrators_look_after_people_and_only_after_their_own(cast, by):
    open_one = invited(cast, by)
    for stranger in (cast.nadia, cast.omar, cast.dirk, None):
        with pytest.raises(NotFound):
            people.invite(by(stranger), email="x@example.org", role="partner_seller")
    with pytest.raises(NotFound):
        people.revoke(by(cast.ruth), invitation=open_one.pk)
    for act in (people.remove, people.hand_over):
        for person in (cast.nadia, cast.omar, cast.dirk):
            with pytest.raises(NotFound):
                act(by(cast.ruth), person=person.pk)


def test_an_address_of_another_organisation_is_not_told_to_the_inviter_but_cannot_come_in(cast, by, nobody):
    for taken in (cast.ruth, cast.omar):
        invitation = invited(cast, by, email=taken.email)
        with pytest.raises(Taken, match="another organisation"):
            people.accept(people.key_of(invitation), nobody(), name="X", password=GOOD)
        taken.refresh_from_db()
        assert taken.name != "X"
    with pytest.raises(Invalid):
        invited(cast, by, email=cast.nadia.email)


@pytest.mark.rule("ROL-01")
def test_the_last_administrator_stays(cast, by):
    with pytest.raises(NotReady, match="last administrator"):
        people.remove(by(cast.nina), person=cast.nina.pk)
    people.hand_over(by(cast.nina), person=cast.nadia.pk)
    cast.nina.refresh_from_db()
    cast.nadia.refresh_from_db()
    assert (cast.nina.roles, cast.nadia.roles) == (["partner_seller"], ["partner_admin", "partner_seller"])
    people.remove(by(cast.nadia), person=cast.nina.pk)


def test_one_who_handed_over_a_moment_ago_can_do_no_more(cast, by):
    stale = by(cast.nina)
    people.hand_over(stale, person=cast.nadia.pk)
    with pytest.raises(NotFound):
        people.remove(stale, person=cast.nadia.pk)


def test_a_removed_colleague_is_out_at_once_and_can_be_asked_back(cast, by, noon, nobody):
    token = ApiToken.objects.create(person=cast.nadia, name="t", digest="d", hint="h", made_at=noon)
    people.remove(by(cast.nina), person=cast.nadia.pk)
    cast.nadia.refresh_from_db()
    token.refresh_from_db()
    assert not cast.nadia.is_active
    assert token.revoked_at == noon
    with pytest.raises(NotFound):
        people.remove(by(cast.nina), person=cast.nadia.pk)
    again = people.accept(
        people.key_of(invited(cast, by, email=cast.nadia.email)), nobody(), name="Nadia", password=GOOD
    )
    assert (again.pk, again.is_active) == (cast.nadia.pk, True)
