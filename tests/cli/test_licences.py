"""Licences that are not for resale on the command line."""

import pytest

from tests.domain.enablement.licences.stages import excepted, people
from towpath.domain.enablement.models import LicenceRequest

pytestmark = [pytest.mark.django_db, pytest.mark.rule("NFR-01")]


def test_asked_sent_listed_and_refused(cast, command, tmp_path):
    staff = people(cast)
    words = ("--product", "saas", "--amount", 5, "--use", "training")
    assert "to fulfil" in command("licences", "ask", cast.northwind.reference, *words, who=cast.nadia).output
    reference = LicenceRequest.objects.get().reference
    key = tmp_path / "key.txt"
    key.write_text("KEY-1")
    assert reference in command("licences", "requests", "--state", "to_fulfil", who=staff.luca).output
    assert "runs until 2027-09-01" in command("licences", "fulfil", reference, key, who=staff.luca).output
    assert "Northwind" in command("licences", "list", who=cast.omar).output
    refused = command("licences", "ask", cast.rival.reference, *words, who=cast.ruth)
    assert (refused.exit_code, "Nobody holds" in refused.output) == (1, True)


def test_an_exception_is_approved_and_withdrawn(cast, command, by):
    staff = people(cast)
    reference = excepted(staff, by).reference
    assert "to fulfil" in command("licences", "approve", reference, who=staff.cora).output
    assert "withdrawn" in command("licences", "withdraw", reference, who=cast.elena).output
