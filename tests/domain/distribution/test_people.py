"""A distributor's people: asked in and removed by the vendor, and never more than a distributor's (DST-05)."""

import threading
from datetime import timedelta

import pytest
from django.db import connection

from towpath.domain.distribution import queries
from towpath.domain.distribution.actions import people as actions
from towpath.domain.partners.actions import people
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Invitation, Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound

GOOD = "four words nobody guesses"
AT_AMAZIC = "tariq@amazic.example"


@pytest.fixture
def nobody(book, noon):
    return lambda after=timedelta(0): Occasion(actor=None, at=noon + after, door="portal", book=book)


@pytest.mark.rule("DST-05", "ROL-01")
def test_operations_invites_and_the_invited_works_for_that_distributor_alone(channel, by, nobody):
    invitation = actions.invite("amazic", by(channel.omar), email="Tariq@Amazic.example", name=" Tariq ")
    assert (invitation.email, invitation.name, invitation.role) == (AT_AMAZIC, "Tariq", "distributor_user")
    assert queries.invitations(channel.omar, channel.amazic) == [invitation]

    tariq = people.accept(people.key_of(invitation), nobody(), name="Tariq", password=GOOD)

    assert (tariq.roles, tariq.organisation) == (["distributor_user"], channel.amazic.organisation)
    assert tariq in queries.people_of(channel.amazic)
    assert queries.invitations(channel.omar, channel.amazic) == []
    assert [one.code for one in queries.distributors(tariq)] == ["amazic"]
    noted = Event.objects.filter(organisation=channel.amazic.organisation_id).order_by("id")
    assert [one.name for one in noted][-2:] == ["partners.person.invited", "partners.person.joined"]


@pytest.mark.parametrize("who", ["nina", "nadia", "ruth", "dirk", "fiona", "elena", "amir", "bela", "felix"])
def test_nobody_else_invites_takes_back_or_removes(channel, by, who):
    invitation = actions.invite("amazic", by(channel.omar), email=AT_AMAZIC)
    other = by(getattr(channel, who))
    for act in (
        lambda: actions.invite("amazic", other, email="mallory@amazic.example"),
        lambda: actions.revoke("amazic", other, invitation=invitation.pk),
        lambda: actions.remove("amazic", other, person=channel.dirk.pk),
    ):
        with pytest.raises(NotFound):
            act()
    assert Invitation.objects.get().revoked_at is None
    assert Person.objects.get(pk=channel.dirk.pk).is_active
    assert queries.invitations(getattr(channel, who), channel.amazic) == []


@pytest.mark.parametrize("wrong", ["", "no address", "nadia@example.org", "omar@example.org", "dirk@example.org"])
def test_an_address_that_cannot_come_in_is_said_at_once(channel, by, wrong):
    with pytest.raises(Invalid) as refused:
        actions.invite("amazic", by(channel.omar), email=wrong)
    assert list(refused.value.errors) == ["email"]
    assert not Invitation.objects.exists()
    assert not Event.objects.filter(name="partners.person.invited").exists()


def test_an_address_is_invited_once_taken_back_and_invited_again(channel, by):
    first = actions.invite("amazic", by(channel.omar), email=AT_AMAZIC)
    with pytest.raises(Invalid, match="another look"):
        actions.invite("amazic", by(channel.paula), email=AT_AMAZIC)
    actions.invite("climb", by(channel.paula), email=AT_AMAZIC)  # whoever accepts first decides where she works
    with pytest.raises(NotFound):
        actions.revoke("climb", by(channel.omar), invitation=first.pk)
    actions.revoke("amazic", by(channel.omar), invitation=first.pk)
    assert actions.revoke("amazic", by(channel.omar), invitation=first.pk).revoked_at
    actions.invite("amazic", by(channel.omar), email=AT_AMAZIC)


def test_an_access_ends_with_its_tokens_and_can_be_given_again(channel, by, nobody):
    with pytest.raises(NotFound):
        actions.remove("amazic", by(channel.omar), person=channel.fiona.pk)
    with pytest.raises(NotFound):
        actions.remove("amazic", by(channel.omar), person=channel.nina.pk)
    dirk = actions.remove("amazic", by(channel.omar), person=channel.dirk.pk)
    assert not dirk.is_active
    with pytest.raises(NotFound):
        actions.remove("amazic", by(channel.omar), person=channel.dirk.pk)
    again = actions.invite("amazic", by(channel.omar), email=dirk.email)
    back = people.accept(people.key_of(again), nobody(), name="Dirk", password=GOOD)
    assert (back.pk, back.is_active, back.roles) == (dirk.pk, True, ["distributor_user"])


@pytest.mark.django_db(transaction=True)
def test_two_who_invite_the_same_address_at_once_make_one_invitation(channel, by):
    start, ended = threading.Barrier(2), []

    def invite(who):
        try:
            start.wait(10)
            actions.invite("amazic", by(who), email=AT_AMAZIC)
            ended.append("invited")
        except Invalid:
            ended.append("told")
        finally:
            connection.close()

    both = [threading.Thread(target=invite, args=(who,)) for who in (channel.omar, channel.paula)]
    for one in both:
        one.start()
    for one in both:
        one.join(30)
    assert sorted(ended) == ["invited", "told"]
    assert Invitation.objects.filter(revoked_at=None).count() == 1
