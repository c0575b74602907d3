"""A kept read gives what its queryset gives, each time with other values, and says it in one statement."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from towpath.kernel.events.models import Event
from towpath.kernel.identity import tokens
from towpath.kernel.identity.backend import Backend
from towpath.kernel.identity.models import ApiToken, Person
from towpath.kernel.kept_reads import KeptRead, UnplacedValue, put_together, taken_apart

pytestmark = pytest.mark.django_db

PEOPLE = KeptRead(
    lambda name, at: Person.objects.filter(name__in=["Emil 100%", "Ruth's"], joined_at__lt=at).exclude(name=name)
    .select_related("organisation").order_by("name"),
    name=str, at=datetime,
)  # fmt: skip


@pytest.fixture
def two(noon):
    for name in ("Emil 100%", "Ruth's"):
        Person.objects.create(name=name, email=f"{name[:4]}@example.org", roles=["ops"], joined_at=noon)


def test_it_gives_what_its_queryset_gives(two, noon, django_assert_num_queries):
    later = noon + timedelta(seconds=1)
    with django_assert_num_queries(4):
        assert [one.name for one in PEOPLE.rows(name="", at=later)] == ["Emil 100%", "Ruth's"]
        assert [one.name for one in PEOPLE.rows(name="Ruth's", at=later)] == ["Emil 100%"]
        assert PEOPLE.any(name="Ruth's", at=later)
        assert not PEOPLE.any(name="", at=noon)


def test_rows_are_whole_instances_with_what_they_select_along(cast, noon, django_assert_num_queries):
    token, _ = tokens.make(cast.nadia, "x", noon)
    read = KeptRead(
        lambda digest: ApiToken.objects.filter(digest=digest).select_related("person__organisation"), digest=str
    )
    (found,) = read.rows(digest=token.digest)
    with django_assert_num_queries(0):
        assert (found, found.person, found.person.roles) == (token, cast.nadia, cast.nadia.roles)
        assert found.person.organisation == cast.nadia.organisation
        assert not found._state.adding
    inside, _ = tokens.make(cast.omar, "y", noon)
    assert read.rows(digest=inside.digest)[0].person.organisation is None


def test_what_never_differs_stands_in_the_statement_itself(two, noon):
    PEOPLE.rows(name="", at=noon)
    with CaptureQueriesContext(
        connection,
    ) as told:
        PEOPLE.rows(name="x", at=noon)
    assert "'Ruth''s'" in told.captured_queries[0]["sql"]


def test_a_number_is_asked_for_in_a_column_of_any_size(cast):
    read = KeptRead(lambda subject: Event.objects.filter(subject_id=subject), subject=int)
    for subject in (7, 8):
        Event.objects.create(
            name="deals.registration.expired", at=cast.nadia.joined_at, door="job", subject_type="x", subject_id=subject
        )
    assert [read.rows(subject=subject)[0].subject_id for subject in (7, 8)] == [7, 8]
    assert not read.any(subject=9)


def test_the_reader_of_a_page_is_whole(cast):
    for person in Person.objects.select_related("organisation"):
        found = Backend().get_user(person.pk)
        assert found == person
        assert found.organisation == person.organisation
        assert {f.attname: getattr(found, f.attname) for f in Person._meta.concrete_fields} == {
            f.attname: getattr(person, f.attname) for f in Person._meta.concrete_fields
        }
    assert Backend().get_user(0) is None


def test_a_value_that_the_statement_does_not_ask_by_is_refused_not_kept(two):
    """Otherwise it would go on asking by what stood for the value, and find nothing, for ever."""
    read = KeptRead(lambda name, pk: Person.objects.filter(name=name), name=str, pk=int)
    for run in (read.rows, read.any):
        with pytest.raises(UnplacedValue, match="does not ask by pk"):
            run(name="Ruth's", pk=1)


def test_conditions_of_one_shape_differ_by_their_rows_alone(cast):
    def wall(person):
        return ~Q(state="draft") & Q(demonstration=False) & (Q(region="EMEA") | Q(esm=person) | Q(holder=person))

    (shape, ids), (other, more) = (taken_apart(wall(person)) for person in (cast.elena, cast.omar))
    assert shape == other
    assert hash(shape) == hash(other)
    assert (ids, more) == ([cast.elena.pk] * 2, [cast.omar.pk] * 2)
    assert str(put_together(shape, more)) == str(
        ~Q(state="draft") & Q(demonstration=False) & (Q(region="EMEA") | Q(esm=cast.omar.pk) | Q(holder=cast.omar.pk))
    )
    assert taken_apart(wall(cast.omar) | Q(region="AMER"))[0] != shape


def test_a_condition_that_asks_another_query_is_refused(cast):
    with pytest.raises(TypeError, match="No read can be kept"):
        taken_apart(Q(esm__in=Person.objects.all()))


@pytest.mark.parametrize(
    "within",
    [
        lambda name: {"email__startswith": name},
        lambda name: {"email__regex": f"^{name}$"},
        lambda name: {"email": name.upper()},
    ],
)
def test_a_value_within_another_is_refused_though_it_stands_elsewhere_too(two, within):
    """One place would follow the value, the other one would ask by what stood for it."""
    read = KeptRead(lambda name: Person.objects.filter(name=name, **within(name)), name=str)
    for run in (read.rows, read.any):
        with pytest.raises(UnplacedValue, match="asks by name within"):
            run(name="Ruth's")


def test_a_value_in_a_list_follows_with_the_others(two, noon):
    read = KeptRead(lambda name: Person.objects.filter(name__in=[name, "Emil 100%"]).order_by("name"), name=str)
    assert [[one.name for one in read.rows(name=name)] for name in ("Ruth's", "x")] == [
        ["Emil 100%", "Ruth's"], ["Emil 100%"]
    ]  # fmt: skip


def test_a_read_that_can_find_nothing_finds_nothing_and_asks_nobody(two, django_assert_num_queries):
    read = KeptRead(lambda name: Person.objects.filter(name=name, pk__in=[]), name=str)
    with django_assert_num_queries(0):
        assert read.rows(name="Ruth's") == []
        assert not read.any(name="Ruth's")
