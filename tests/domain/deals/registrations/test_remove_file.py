"""Files are taken back by who added them, while the registration is in her hands."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.domain.deals.stages import stage
from towpath.domain.deals import queries
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.history import timeline
from towpath.kernel.refusals import MoveNotOpen, NotFound


def added(reached, who, by):
    upload = SimpleUploadedFile("offer.pdf", b"%PDF-1.7 an offer", content_type="application/pdf")
    return registrations.add_file(reached.reference, by(who), upload)


def test_the_partner_takes_back_her_own_file_of_a_draft(cast, by, noon):
    reached = stage("draft", cast, by)
    document = added(reached, cast.nadia, by)
    gone = registrations.remove_file(reached.reference, by(cast.nadia), document=document.pk)
    assert gone.removed_at == noon
    assert list(queries.files(cast.nadia, reached.row)) == []
    assert reached.last().name == "deals.registration.file_removed"
    assert any("offer.pdf" in entry.sentence for entry in timeline(cast.nadia, reached.row))


def test_not_while_the_vendor_works_with_it(cast, by):
    reached = stage("draft", cast, by)
    document = added(reached, cast.nadia, by)
    registrations.submit(reached.reference, by(cast.nadia))
    with pytest.raises(MoveNotOpen):
        registrations.remove_file(reached.reference, by(cast.nadia), document=document.pk)


@pytest.mark.parametrize("name", ["nina", "ruth", "omar"])
def test_not_what_somebody_else_added_and_not_twice(name, cast, by):
    reached = stage("draft", cast, by)
    document = added(reached, cast.nadia, by)
    with pytest.raises(NotFound):
        registrations.remove_file(reached.reference, by(getattr(cast, name)), document=document.pk)
    registrations.remove_file(reached.reference, by(cast.nadia), document=document.pk)
    with pytest.raises(NotFound):
        registrations.remove_file(reached.reference, by(cast.nadia), document=document.pk)
