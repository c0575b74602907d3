"""One table of grants answers may I, which rows, and who may."""

import pytest
from django.db.models import Q

from tests.cast import EVERYBODY
from tests.domain.deals.stages import submitted
from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.models import Registration
from towpath.kernel.access.grants import EVERY, NONE, Access, Grant, fits
from towpath.kernel.identity.roles import Role


@pytest.mark.rule("ROL-01", "ROL-02", "ROL-03", "ROL-04", "ROL-05", "ROL-20")
def test_which_rows_who_sees(cast, by):
    submitted(cast, by)
    rows = Registration.objects.all()
    sees = {name: ACCESS.rows(getattr(cast, name), Permission.VIEW, rows).exists() for name in EVERYBODY}
    assert {name for name, yes in sees.items() if not yes} == {"ruth", "dirk", "erin", "aiko"}


def test_the_three_answers_agree(cast, by):
    ref = submitted(cast, by)
    row = Registration.objects.get(reference=ref)
    people = list(type(cast.omar).objects.all())
    for permission in Permission:
        may_on_row = {p.pk for p in people if permission in ACCESS.held(p, [permission], row)}
        by_rows = {p.pk for p in people if ACCESS.rows(p, permission, Registration.objects.filter(pk=row.pk)).exists()}
        assert may_on_row == by_rows == {p.pk for p in ACCESS.holders(permission, row, people)}
        assert may_on_row <= {p.pk for p in people if ACCESS.may(p, permission)}


def test_who_has_left_may_nothing(cast, by):
    cast.omar.is_active = False
    assert all(ACCESS.condition(cast.omar, permission) == NONE for permission in Permission)


def test_the_product_itself_may_everything_and_unknown_permissions_fail(cast):
    assert ACCESS.condition(None, Permission.FOLLOW) == EVERY
    with pytest.raises(ValueError, match="is no permission"):
        ACCESS.condition(cast.omar, "deals.registration.explode")
    with pytest.raises(ValueError, match="unknown permissions"):
        Access(Permission, Grant("deals.registration.explode", Role.OPS, lambda actor: Q()))


def test_what_a_row_tells_of_itself_is_what_the_database_says(cast, by):
    row = Registration.objects.get(reference=submitted(cast, by))
    conditions = [
        Q(state="submitted"), ~Q(state="draft"), Q(esm=cast.elena), Q(asm=None), ~Q(asm=cast.anna), Q(region__in=("EMEA", "AMER")),
        ~Q(holder__in=(cast.omar,)), Q(on_behalf=False) & (Q(state="draft") | Q(organisation=row.organisation_id)),
        ~(Q(on_behalf=True) | Q(esm=None)), Q(pk__in=()), ~Q(pk__in=()), Q(pk=row.pk, partner_id=row.partner_id + 1), EVERY,
    ]  # fmt: skip
    for condition in conditions:
        told = fits(row, condition)
        assert told is Registration.objects.filter(condition, pk=row.pk).exists(), condition


def test_what_only_the_database_can_tell_is_asked_of_it(cast, by, django_assert_num_queries):
    row = Registration.objects.get(reference=submitted(cast, by))
    for condition in (Q(partner__name="x"), Q(state__contains="sub"), Q(partner="5"), Q(amount=row.amount)):
        assert fits(row, condition) is None
    assert fits(row, Q(state="draft") & Q(partner__name="x")) is False
    access = Access(Permission, Grant(Permission.VIEW, Role.OPS, lambda actor: Q(partner__name=row.partner.name)))
    row.partner  # noqa: B018 - read before the counting
    with django_assert_num_queries(1):
        assert access.held(cast.omar, [Permission.VIEW], row) == {Permission.VIEW}
