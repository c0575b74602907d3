"""Registrations on behalf of partners, the MSP's and the referral's ways, and files."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import account, claim, partner
from tests.web.workspace.deals.steps import HERE, approved, done, form_of, in_review, send, submitted, words
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Registration
from towpath.kernel.documents.models import Document


def later() -> str:
    return (datetime.now(UTC) + timedelta(days=60)).date().isoformat()


@pytest.mark.rule("DRG-21")
def test_the_esm_drafts_for_an_alliance_partner_and_operations_submit(client, cast, by):
    highcloud = partner("Highcloud", manager=cast.elena, kinds=["alliance"])
    client.force_login(cast.elena)
    page = words(client.get(f"{HERE}new"))
    assert "Highcloud" in page
    assert "Northwind" not in page  # a reseller submits for itself
    assert client.get(f"{HERE}new?partner=&deal_type=").status_code == 422
    form = f"{HERE}new?partner={highcloud.reference}&deal_type=resale"
    assert "What the customer needs" in words(client.get(form))
    given = {"partner": highcloud.reference, "deal_type": "resale"} | claim(close_on=later())
    answer = client.post(f"{HERE}new", given | {"amount": "much", "deal_name": "Kept words"})
    assert (answer.status_code, "Kept words" in words(answer)) == (422, True)
    done(client.post(f"{HERE}new", given))
    done(client.post(f"{HERE}new", given))
    made = Registration.objects.get()  # the second click began no second deal
    assert (made.on_behalf, made.partner, made.state) == (True, highcloud, "draft")
    address = f"{HERE}{made.reference}/amend"
    done(client.post(address, form_of(client, cast.elena, address) | claim(close_on=later(), need="More teams.")))
    assert client.get(f"{HERE}{made.reference}/submit").status_code == 404
    page = words(client.get(HERE + made.reference))
    assert "The vendor registers this for Highcloud." in page
    assert "an alliance partner" in page  # the incentives do not apply, says the program
    done(send(client, cast.omar, made.reference, "submit"))
    made.refresh_from_db()
    assert (made.state, made.need) == ("submitted", "More teams.")


@pytest.mark.rule("DRG-21")
def test_what_is_missing_is_named_when_operations_submit(client, cast, by):
    highcloud = partner("Highcloud", manager=cast.elena, kinds=["gsi"])
    made = registrations.draft(by(cast.elena), claim(close_on=later(), need=""), partner=highcloud)
    answer = send(client, cast.omar, made.reference, "submit")
    assert (answer.status_code, "What the customer needs is needed." in words(answer)) == (422, True)
    client.force_login(cast.aiko)
    assert client.get(f"{HERE}new").status_code == 404


@pytest.mark.rule("DRG-13", "DRG-24")
def test_an_msp_deal_moves_to_the_partners_account(client, cast, by):
    ref = approved(cast, by, datetime.now(UTC), deal_type="msp", managed_service="We run it.")
    account("Northwind", territory=cast.dach, partner=cast.northwind)
    client.force_login(cast.elena)
    page = words(client.get(HERE + ref))
    for text in (
        "Move the opportunity to the account of Northwind.", "Put Sofia in touch with the rep of Northwind.",
        "Give Sofia what quoting needs:", "How MSP deals are quoted",
    ):  # fmt: skip
        assert text in page
    done(send(client, cast.elena, ref, "switch_account"))
    opportunity = Registration.objects.get().opportunity
    assert (opportunity.account.name, opportunity.end_user) == ("Northwind", cast.acme)
    assert "stands on the partner&#39;s account" in words(client.get(HERE + ref))


@pytest.mark.rule("DRG-14", "DRG-24")
def test_a_referral_says_who_leads_and_what_it_earns(client, cast, by):
    ref = approved(cast, by, datetime.now(UTC), deal_type="referral", introduction="To their CIO.")
    client.force_login(cast.sofia)
    page = words(client.get(HERE + ref))
    for text in ("we lead the sale", "A rebate after the deal is closed won", "Sofia leads the sale"):
        assert text in page
    assert "Move the opportunity" not in page
    assert "what quoting needs" not in page


@pytest.mark.rule("DRG-18")
def test_an_asked_extension_is_declined_with_a_reason(client, cast, by):
    ref = approved(cast, by, datetime.now(UTC))
    registrations.ask_extension(ref, by(cast.nadia, datetime.now(UTC)), why="The board meets later.")
    client.force_login(cast.sofia)
    assert "The partner asks for more time" in words(client.get(HERE + ref))
    assert send(client, cast.sofia, ref, "decline_extension", why="").status_code == 422
    done(send(client, cast.sofia, ref, "decline_extension", why="No progress since spring."))
    assert "Extension declined: No progress since spring." in words(client.get(HERE + ref))


@pytest.mark.rule("DRG-25")
def test_operations_link_to_another_opportunity_by_its_reference(client, cast, by):
    ref = approved(cast, by, datetime.now(UTC))
    other = in_review(cast, by, deal_name="Another")
    done(send(client, cast.elena, other, "create_opportunity", name="Another", amount=""))
    wanted = Registration.objects.get(reference=other).opportunity.reference
    answer = send(client, cast.omar, ref, "relink_opportunity", opportunity=wanted.lower(), why="")
    assert answer.status_code == 422
    done(send(client, cast.omar, ref, "relink_opportunity", opportunity=wanted.lower(), why="Case 7: same project."))
    assert Registration.objects.get(reference=ref).opportunity.reference == wanted


def test_files_are_attached_downloaded_and_taken_back(client, cast, by, settings, tmp_path):
    settings.FILES = tmp_path
    ref = submitted(cast, by)
    client.force_login(cast.omar)
    upload = SimpleUploadedFile("../notes <1>.txt", b"What they said")
    done(client.post(f"{HERE}{ref}/files", {"file": upload, "audience": "internal"}))
    document = Document.objects.get()
    assert (document.name, document.audience) == ("notes 1.txt", "internal")
    answer = client.get(f"{HERE}{ref}/files/{document.pk}")
    assert b"".join(answer.streaming_content) == b"What they said"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    wrong = client.post(f"{HERE}{ref}/files", {"file": SimpleUploadedFile("run.exe", b"MZ"), "audience": "shared"})
    assert (wrong.status_code, "is not a kind of file that can be attached" in words(wrong)) == (422, True)
    other = submitted(cast, by, deal_name="Another")
    assert client.get(f"{HERE}{other}/files/{document.pk}").status_code == 404
    for stranger in (cast.erin, cast.nadia):
        client.force_login(stranger)
        assert client.get(f"{HERE}{ref}/files/{document.pk}").status_code == 404
    client.force_login(cast.elena)
    assert client.post(f"{HERE}{ref}/files/{document.pk}/remove").status_code == 404
    client.force_login(cast.omar)
    done(client.post(f"{HERE}{ref}/files/{document.pk}/remove"))
    assert client.get(f"{HERE}{ref}/files/{document.pk}").status_code == 404
