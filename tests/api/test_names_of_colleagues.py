"""Who of the vendor attached a file is the vendor's own affair: partners read its name, colleagues the person's."""

from tests.cast import claim
from towpath.domain.deals.actions import registrations


def test_a_partner_reads_the_vendors_name_on_its_file(as_, cast, by):
    ref = registrations.register(by(cast.nadia), claim()).reference
    path = f"/deals/registrations/{ref}/files"
    as_(cast.omar).upload(path, "terms.txt", b"Our terms", audience="shared")
    as_(cast.nadia).upload(path, "offer.txt", b"Our offer")
    assert [one["added_by"] for one in as_(cast.nina).get(path).json()["items"]] == ["GitLab", "Nadia"]
    assert [one["added_by"] for one in as_(cast.elena).get(path).json()["items"]] == ["Omar", "Nadia"]
