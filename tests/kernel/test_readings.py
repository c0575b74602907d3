"""A reading answers as the queryset does that it was worded from, for every value."""

import pytest

from towpath.kernel.identity.backend import READER
from towpath.kernel.identity.models import Person
from towpath.kernel.readings import Reading

pytestmark = pytest.mark.django_db


def test_it_answers_as_the_queryset_does(cast, django_assert_num_queries) -> None:
    for person in Person.objects.select_related("organisation"):
        with django_assert_num_queries(1):
            found = READER.first(pk=person.pk)
            assert found is not None
            assert found.organisation == person.organisation
        for field in Person._meta.concrete_fields:
            assert getattr(found, field.attname) == getattr(person, field.attname), field
    assert READER.all(pk=0) == []


def test_values_must_be_those_it_was_made_for() -> None:
    with pytest.raises(TypeError, match="takes"):
        READER.all(person=1)
    with pytest.raises(ValueError, match="does not ask"):
        Reading(lambda pk: Person.objects.all(), pk=int).all(pk=1)
