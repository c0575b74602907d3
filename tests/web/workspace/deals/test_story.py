"""The vendor's side of a deal through the pages: from submitted to decided, as people click it."""

from datetime import timedelta

import pytest

from tests.web.workspace.deals.steps import HERE, done, send, submitted
from towpath.domain.deals.actions import absences, registrations
from towpath.domain.deals.models import Registration
from towpath.kernel.approvals.models import Absence


@pytest.fixture
def in_review(client, cast, by):
    """A registration that waits for Elena."""
    ref = submitted(cast, by)
    done(send(client, cast.omar, ref, "link_account", account=cast.acme.reference))
    done(send(client, cast.omar, ref, "put_forward"))
    return ref


def prepared_for_approval(client, cast, ref):
    done(send(client, cast.elena, ref, "confirm_type", deal_type="resale"))
    done(send(client, cast.elena, ref, "record_sourcing", finding="partner_created", note="Seen in the calls."))
    done(send(client, cast.elena, ref, "create_opportunity", name="Platform", amount="48,000"))


@pytest.mark.rule("DRG-05", "DRG-08", "DRG-09", "DRG-12", "DRG-16", "DRG-18")
def test_from_submitted_to_approved_and_extended(client, cast, in_review):
    ref = in_review
    prepared_for_approval(client, cast, ref)
    done(send(client, cast.elena, ref, "approve", comments="Good work."))
    done(send(client, cast.amir, ref, "tell_delay", note="Until tomorrow, the Sales Rep travels."))
    done(send(client, cast.amir, ref, "record_alignment", note="Agreed with Elena and Sofia."))
    done(send(client, cast.amir, ref, "approve"))
    first = Registration.objects.get(reference=ref)
    assert first.state == "approved"
    done(send(client, cast.sofia, ref, "extend"))
    done(send(client, cast.omar, ref, "extend_to", until_on="2099-01-04", why="Case 12: the budget moves."))
    last = Registration.objects.get(reference=ref)
    assert (last.expires_on.isoformat(), last.opportunity.owner) == ("2099-01-04", cast.sofia)
    client.force_login(cast.elena)
    page = client.get(HERE + ref).content.decode()
    for words in (
        "Approved. Protected until",
        "approved by Amir",
        "Next steps",
        "Extended to 4 Jan 2099: Case 12: the budget moves.<",
    ):
        assert words in page


@pytest.mark.rule("DRG-08", "FLD-09")
def test_denied_with_the_words_the_partner_reads(client, cast, in_review):
    client.force_login(cast.elena)
    page = client.get(f"{HERE}{in_review}/deny").content.decode()
    assert "The partner reads: “Our review found that this opportunity was not sourced by your organisation.”" in page
    done(send(client, cast.elena, in_review, "deny", reason="not_partner_sourced", comments="Look at the dates."))
    assert Registration.objects.get().state == "denied"
    page = client.get(HERE + in_review).content.decode()
    assert "The opportunity was created or converted by the vendor&#39;s own team" in page


@pytest.mark.rule("DRG-22")
def test_returned_and_again_with_operations(client, cast, by, in_review):
    done(send(client, cast.elena, in_review, "send_back", comments="Which subsidiary buys?"))
    client.force_login(cast.elena)
    page = client.get(HERE + in_review).content.decode()
    assert "with the partner, Northwind" in page
    assert "Which subsidiary buys?" in page
    registrations.amend(in_review, by(cast.nadia), {"need": "The Hamburg subsidiary."})
    registrations.resubmit(in_review, by(cast.nadia))
    client.force_login(cast.omar)
    assert "Submit for approval" in client.get(HERE + in_review).content.decode()


@pytest.mark.rule("DRG-05")
def test_an_account_is_created_where_none_exists(client, cast, by):
    ref = submitted(cast, by, customer_name="Zephyr Mills", customer_website="zephyr-mills.example")
    client.force_login(cast.omar)
    assert "No account is alike" in client.get(f"{HERE}{ref}/link_account").content.decode()
    done(send(client, cast.omar, ref, "create_account", name="Zephyr Mills", country="DE", employees="250"))
    held = Registration.objects.get(reference=ref)
    assert (held.account.name, held.account.employees, held.account.territory) == ("Zephyr Mills", 250, None)
    page = client.get(HERE + ref).content.decode()
    assert "The account has no territory and owner yet: the nightly assignment places it." in page


@pytest.mark.rule("DRG-19")
def test_both_names_stand_on_the_sheet_when_a_backup_acts(client, cast, by, in_review, noon):
    prepared_for_approval(client, cast, in_review)
    away = absences.plan(
        by(cast.elena), person=cast.elena.pk, backup=cast.emil.pk, starts_at=noon, ends_at=noon + timedelta(days=9999)
    )
    absences.begin(Absence.objects.get(pk=away.pk).pk, by(None, door="job"))
    client.force_login(cast.emil)
    assert "with Emil, for Elena who is away" in client.get(HERE + in_review).content.decode()
    done(send(client, cast.emil, in_review, "approve"))
    assert "approved by Emil, for Elena" in client.get(HERE + in_review).content.decode()
