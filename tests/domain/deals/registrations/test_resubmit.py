"""Resubmit: a returned registration comes back, judged by the book of its first day."""

import shutil
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.cast import claim, partner, person
from tests.conftest import ROOT
from tests.domain.deals.squares import squares
from tests.domain.deals.stages import stage
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.actions.words import specs
from towpath.kernel import in_force
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import Invalid, NotFound, NotReady
from towpath.program.book import Book


@squares("resubmit")
def test_refusals(refusal, cast, by):
    refusal(cast, by)


@pytest.mark.rule("DRG-22")
def test_it_comes_back_with_its_history_and_its_first_day(cast, by, noon):
    reached = stage("returned", cast, by)
    later = noon + timedelta(days=20)
    back = registrations.resubmit(reached.reference, by(cast.nadia, at=later), {"need": "Eighty teams."})
    assert (back.state, back.judged_on.isoformat(), back.submitted_at) == ("submitted", "2026-09-01", noon)
    assert (back.told_partner, back.type_confirmed, back.need) == ("", False, "Eighty teams.")
    assert reached.events()[-3:] == ["opportunity_linked", "returned", "resubmitted"]
    event = reached.last()
    assert event.data["changed"]["need"]["after"] == "Eighty teams."
    assert event.data["decisions"][0]["on"] == "2026-09-01"
    assert reached.row.places.get(round=1, place=1).outcome == "returned"


@pytest.mark.rule("DRG-22", "DRG-08")
def test_it_goes_through_the_whole_chain_again(cast, by):
    reached = stage("returned", cast, by)
    registrations.resubmit(reached.reference, by(cast.nadia))
    registrations.put_forward(reached.reference, by(cast.omar))
    assert list(reached.row.places.values_list("round", "place", "role")) == [
        (1, 1, "esm"), (1, 2, "asm"), (2, 1, "esm"), (2, 2, "asm"),
    ]  # fmt: skip
    with pytest.raises(NotReady, match="Confirm the type"):
        registrations.approve(reached.reference, by(cast.elena))


@pytest.fixture
def changed(tmp_path) -> Book:
    """The reference program with another form since the tenth of September: one field more, one less, one type less."""
    shutil.copytree(ROOT / "program" / "gitlab", tmp_path / "program")
    pages = tmp_path / "program" / "deal_registration"
    form, types = pages / "form.toml", pages / "types.toml"
    head, examples = form.read_text().split("[[example]]", 1)
    wording = head[head.index("[since.2025-02-01]") :].replace("since.2025-02-01", "since.2026-09-10")
    blocks = [block for block in wording.split("[[since.2026-09-10.field]]") if 'name = "need"' not in block]
    form.write_text(head + "[[since.2026-09-10.field]]".join(blocks) + MORE + "[[example]]" + examples)
    head, examples = types.read_text().split("[[example]]", 1)
    blocks = [block for block in head.split("[[since.2025-02-01.type]]") if 'key = "msp"' not in block]
    types.write_text(
        head + "[[since.2026-09-10.type]]" + "[[since.2026-09-10.type]]".join(blocks[1:]) + "[[example]]" + examples
    )
    return Book(tmp_path / "program")


MORE = """
[[since.2026-09-10.field]]
section = "Deal"
name = "campaign_number"
label = "Number of the campaign"
kind = "text"
required = true
"""


@pytest.mark.rule("DRG-22")
def test_a_form_that_changed_meanwhile_traps_no_returned_registration(cast, by, noon, changed):
    """It is asked for what its own day asked for, and what that day asked for can be written."""
    reached = stage("returned", cast, by)
    later = replace(by(cast.nadia, at=noon + timedelta(days=20)), book=changed)
    assert {spec.name for spec in specs("resale", later)} >= {"campaign_number"}
    with pytest.raises(Invalid):  # the form of its day has no such field
        registrations.amend(reached.reference, later, {"campaign_number": "7"})
    with pytest.raises(Invalid) as refused:
        registrations.resubmit(reached.reference, later, {"need": ""})
    assert set(refused.value.errors) == {"need"}
    registrations.amend(reached.reference, later, {"need": "Eighty teams.", "deal_type": "msp"})
    back = registrations.resubmit(reached.reference, later, {"need": "Ninety teams."})
    assert (back.state, back.deal_type, back.need) == ("submitted", "msp", "Ninety teams.")


@pytest.mark.rule("DRG-22")
def test_the_portal_shows_the_form_of_the_registrations_own_day(cast, by, noon, changed, client, settings, monkeypatch):
    reached = stage("returned", cast, by)
    settings.PROGRAM = changed.folder
    monkeypatch.setattr(in_force, "_kept", None)  # what was read of the other folder
    client.force_login(cast.nadia)
    page = client.get(f"/portal/deals/registrations/{reached.reference}/amend").content.decode()
    assert 'name="need"' in page
    assert "campaign_number" not in page


@pytest.mark.rule("DRG-21")
def test_what_was_sent_on_behalf_comes_back_through_operations(cast, by):
    cloud = partner("Cloudia", kinds=["alliance"], manager=cast.elena)
    theirs = person("Cleo", Role.PARTNER_SELLER, organisation=cloud.organisation)
    ref = registrations.register(by(cast.omar), claim(), partner=cloud).reference
    registrations.send_back(ref, by(cast.omar), comments="Which entity?")
    with pytest.raises(NotFound):
        registrations.resubmit(ref, by(theirs))
    assert registrations.resubmit(ref, by(cast.omar)).state == "submitted"
