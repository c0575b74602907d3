"""Regions at the doors and in the rows: what the program does not know is refused with those it does, the form is the database's."""

from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from towpath.domain.accounts.models import Territory
from towpath.domain.partners.models import Partner
from towpath.kernel import regions
from towpath.kernel.books import shelf
from towpath.kernel.identity.models import Person
from towpath.kernel.refusals import Invalid
from towpath.program.book import Book
from towpath.program.decisions.territories import TerritoryFacts, territory
from towpath.program.replay import replayed

REFERENCE = Path(__file__).parents[2] / "program" / "gitlab"


@pytest.mark.parametrize(("written", "read"), [("", ""), ("EMEA", "EMEA"), (" pubsec ", "PUBSEC")])
def test_a_region_is_read_however_it_is_cased(cast, by, written, read):
    assert regions.asked(written, by(cast.omar)) == read


def test_an_unknown_region_is_refused_with_those_that_there_are(cast, by):
    with pytest.raises(Invalid) as refused:
        regions.asked("OVERSEAS", by(cast.omar))
    assert refused.value.errors == {"region": ["There is no region “OVERSEAS”; choose one of AMER, EMEA, APJ, PUBSEC."]}


@pytest.mark.parametrize("written", ["emea", "E MEA", "9TH", "É"])
@pytest.mark.parametrize("model", [Person, Partner, Territory])
def test_the_database_holds_the_form_of_a_region(cast, model, written):
    with pytest.raises(IntegrityError, match="region_form"), transaction.atomic():
        model.objects.update(region=written)


def test_a_region_of_another_program_is_a_form_like_any(cast):
    Partner.objects.update(region="NORTH_WEST")
    assert set(Partner.objects.values_list("region", flat=True)) == {"NORTH_WEST"}


def test_a_book_that_was_kept_before_there_was_a_page_of_regions_is_asked_again(cast, noon):
    """It reads as it was, under the fingerprint that its decisions bear, and answers as it did."""
    texts = {name: text for name, text in Book(REFERENCE).texts.items() if name != "territories.regions"}
    old = Book.of(texts)
    shelf.keep(old)
    decision = territory(TerritoryFacts("US", 12000, public_sector=True), old, on=noon.date())
    assert (decision.outcome.region, decision.outcome.segment) == ("PUBSEC", "PubSec")
    again = shelf.kept(old.fingerprint)
    assert (again.fingerprint, "territories.regions" in again) == (old.fingerprint, False)
    assert replayed(decision.as_record(), again).verdict == "same"
    assert replayed(decision.as_record(), Book(REFERENCE)).verdict == "same"
