"""Files: the partner attaches to what is its own, the vendor also for itself alone."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.domain.deals.stages import stage
from towpath.domain.deals import queries
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.history import timeline
from towpath.kernel.refusals import Invalid, NotFound


def quote(name: str = "offer.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.7 an offer", content_type="application/pdf")


def test_a_shared_file_stands_in_both_histories(cast, by):
    reached = stage("draft", cast, by)
    document = registrations.add_file(reached.reference, by(cast.nadia, door="portal"), quote())
    event = reached.last()
    assert (event.name, event.actor, event.data["file"]) == ("deals.registration.file_added", cast.nadia, "offer.pdf")
    assert list(queries.files(cast.nadia, reached.row)) == [document]


@pytest.mark.rule("ROL-01")
def test_a_file_for_the_vendor_alone_leaves_no_trace_for_the_partner(cast, by):
    reached = stage("submitted", cast, by)
    document = registrations.add_file(reached.reference, by(cast.elena), quote("margin.pdf"), audience="internal")
    registrations.remove_file(reached.reference, by(cast.elena), document=document.pk)
    registrations.add_file(reached.reference, by(cast.elena), quote("margin.pdf"), audience="internal")
    assert list(queries.files(cast.nadia, reached.row)) == []
    assert not any("margin" in entry.sentence + entry.body for entry in timeline(cast.nadia, reached.row))
    assert sum("margin" in entry.sentence for entry in timeline(cast.amir, reached.row)) == 3


@pytest.mark.parametrize("name", ["ruth", "dirk", "erin"])
def test_others_find_nothing(name, cast, by):
    reached = stage("submitted", cast, by)
    with pytest.raises(NotFound):
        registrations.add_file(reached.reference, by(getattr(cast, name)), quote())


def test_a_partner_keeps_nothing_for_the_vendor_alone(cast, by):
    reached = stage("submitted", cast, by)
    with pytest.raises(NotFound):
        registrations.add_file(reached.reference, by(cast.nadia), quote(), audience="internal")


@pytest.mark.parametrize("name", ["run.exe", "page.html", "noending"])
def test_a_wrong_kind_of_file_is_refused(name, cast, by):
    reached = stage("draft", cast, by)
    with pytest.raises(Invalid):
        registrations.add_file(reached.reference, by(cast.nadia), quote(name))
    assert reached.events() == ["drafted"]
