"""Who reads what is written or attached: nobody widens it by an unknown word or without the right to write there."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.domain.deals.stages import stage
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Comment
from towpath.kernel.documents.models import Document
from towpath.kernel.refusals import Invalid, NotFound


def note() -> SimpleUploadedFile:
    return SimpleUploadedFile("note.txt", b"Margin: 30 percent")


@pytest.mark.parametrize("audience", ["inside", "Internal", ""])
def test_an_audience_that_nobody_knows_is_refused_and_reaches_nobody(audience, cast, by):
    ref = stage("submitted", cast, by).reference
    with pytest.raises(Invalid):
        registrations.comment(ref, by(cast.omar), body="Among us.", audience=audience)
    with pytest.raises(Invalid):
        registrations.add_file(ref, by(cast.omar), note(), audience=audience)
    assert (Comment.objects.count(), Document.objects.count()) == (0, 0)


@pytest.mark.parametrize(("name", "audience"), [("felix", "shared"), ("felix", "internal"), ("paula", "shared")])
def test_who_only_reads_attaches_nothing(name, audience, cast, by, client):
    ref = stage("submitted", cast, by).reference
    with pytest.raises(NotFound):
        registrations.add_file(ref, by(getattr(cast, name)), note(), audience=audience)
    client.force_login(getattr(cast, name))
    page = client.get(f"/deals/registrations/{ref}").content.decode()
    assert ('id="comment"' in page) is (name == "paula")
    assert 'value="shared"' not in page
