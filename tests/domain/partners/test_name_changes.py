"""A partner bears another name: asked for, with Legal's documents on file, entered; the old name is still found (BRD-07)."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction

from tests.cast import person
from towpath.domain.partners import merger_queries, queries
from towpath.domain.partners.actions import name_changes
from towpath.domain.partners.duplicates import Company, resembling
from towpath.domain.partners.models import NameChange, Partner
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import Ineligible, Invalid, MoveNotOpen, NotFound, NotReady, Stale, Taken

pytestmark = [pytest.mark.django_db, pytest.mark.rule("BRD-07")]


@pytest.fixture
def lex(cast):
    return person("Lex", Role.LEGAL)


def asked(cast, by, **more) -> NameChange:
    given = {"name": "Northgale", "reason": "A new brand"} | more
    return name_changes.request(cast.northwind.reference, by(cast.nina, door="portal"), **given)


def paper(name: str = "w9.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 signed")


def test_from_the_wish_to_the_new_name(cast, by, lex):
    change = asked(cast, by)
    assert (change.state, change.old_name) == ("requested", "Northwind")
    name_changes.take_up(change.reference, by(lex))
    name_changes.file(change.reference, by(cast.nina), kind="tax_form", upload=paper())
    done = name_changes.enter(change.reference, by(lex))
    assert done.state == "done"
    partner = Partner.objects.select_related("organisation").get(pk=cast.northwind.pk)
    assert (partner.name, partner.organisation.name) == ("Northgale", "Northgale")
    assert "Called Northgale from 1 Sep 2026, Northwind before." in [
        line.sentence for line in merger_queries.history(partner, outside="Vendor")
    ]


def test_the_old_name_is_still_found_and_known_at_sign_up(cast, by, lex, book):
    change = asked(cast, by)
    name_changes.take_up(change.reference, by(lex))
    name_changes.file(change.reference, by(lex), kind="tax_form", upload=paper())
    name_changes.enter(change.reference, by(lex))
    assert [each.name for each in queries.listed(cast.omar, q="northwi").rows] == ["Northgale"]
    found = resembling(Company("Northwind GmbH", (), "DE"), book, by(lex).day)
    assert [each.partner.name for each in found] == ["Northgale"]


def test_without_the_documents_it_is_not_entered_and_each_missing_one_is_named(cast, by, lex):
    change = asked(cast, by, kind="change_of_control", category="acquisition")
    name_changes.take_up(change.reference, by(lex))
    name_changes.file(change.reference, by(lex), kind="transfer", upload=paper())
    with pytest.raises(Ineligible) as refused:
        name_changes.enter(change.reference, by(lex))
    assert [each["says"] for each in refused.value.because] == ["Signed consent to the transfer: not on file."]
    assert Partner.objects.get(pk=cast.northwind.pk).name == "Northwind"


def test_it_is_entered_on_its_day_and_not_before(cast, by, lex, noon):
    change = asked(cast, by, effective_on=(noon + timedelta(days=10)).date())
    name_changes.take_up(change.reference, by(lex))
    name_changes.file(change.reference, by(lex), kind="tax_form", upload=paper())
    with pytest.raises(NotReady, match="holds from"):
        name_changes.enter(change.reference, by(lex))
    assert name_changes.enter(change.reference, by(lex, noon + timedelta(days=10))).state == "done"


def test_what_is_wrong_is_said_field_by_field(cast, by):
    with pytest.raises(Invalid) as refused:
        asked(cast, by, name=" ", reason="", kind="wish")
    assert set(refused.value.errors) == {"name", "reason", "kind"}
    with pytest.raises(Invalid) as refused:
        asked(cast, by, name="Northwind")
    assert refused.value.errors == {"name": ["Northwind is what it is called already."]}
    with pytest.raises(Invalid) as refused:
        asked(cast, by, kind="change_of_control")
    assert set(refused.value.errors) == {"category"}
    change = asked(cast, by)
    with pytest.raises(Invalid) as refused:
        name_changes.file(change.reference, by(cast.nina), kind="letter", upload=None)
    assert set(refused.value.errors) == {"kind", "file"}


def test_one_waits_at_a_time_and_others_find_nothing(cast, by, lex):
    change = asked(cast, by)
    with pytest.raises(Taken, match=change.reference):
        asked(cast, by, name="Other")
    for who in (cast.ruth, cast.dirk, cast.erin, cast.aiko):
        with pytest.raises(NotFound):
            merger_queries.name_change(who, change.reference)
        with pytest.raises(NotFound):
            name_changes.take_up(change.reference, by(who))
    with pytest.raises(NotFound):
        name_changes.request(cast.northwind.reference, by(cast.nadia), name="Mine", reason="No administrator")
    with pytest.raises(NotFound):
        name_changes.enter(change.reference, by(cast.nina))
    with pytest.raises(MoveNotOpen):
        name_changes.enter(change.reference, by(lex))
    with pytest.raises(Stale):
        name_changes.take_up(change.reference, by(lex), version=99)
    assert name_changes.decline(change.reference, by(lex), reason="Not yours").note == "Not yours"
    assert asked(cast, by).state == "requested"


def test_the_database_holds_one_open_change_and_reasons(cast, by):
    change = asked(cast, by)
    with pytest.raises(IntegrityError, match="name_change_declined_says_why"), transaction.atomic():
        NameChange.objects.filter(pk=change.pk).update(state="declined", closed_at=change.requested_at)
    with pytest.raises(IntegrityError, match="name_change_closed_at"), transaction.atomic():
        NameChange.objects.filter(pk=change.pk).update(state="done")
