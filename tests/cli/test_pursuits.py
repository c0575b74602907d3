"""Sales, renewals, notices, tenders and preferred co-sell on the command line."""

import pytest

from tests.cast import account, partner, person
from tests.domain.pursuits.market import deal, sold
from towpath.domain.accounts.models import Territory
from towpath.domain.pursuits.actions import duties
from towpath.domain.pursuits.models import Bid, CustomerNotice, Duty, PreferredCoSell, Sale, Tender
from towpath.kernel.identity.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def said(command):
    """said(cast.omar, "sales", "list"): what the command prints, once it has gone well."""

    def run(who, *words: object) -> str:
        answer = command("pursuits", *words, who=who)
        assert answer.exit_code == 0, answer.output
        return answer.output

    return run


@pytest.mark.rule("INC-02", "INC-04")
def test_sales_are_read_and_what_follows_is_shown_and_given(cast, command, said, by, tmp_path):
    file = tmp_path / "sales.csv"
    lines = f"account,partner,sold on,id\n{cast.acme.reference},{cast.northwind.reference},2026-06-01,S-1\n"
    file.write_text(lines)
    assert "1 would be recorded" in said(cast.omar, "sales", "read", file, "--dry-run")
    assert not Sale.objects.exists()
    file.write_text(f"{lines}ACC99999,,2026-06-01,S-2\n")
    read = command("pursuits", "sales", "read", file, who=cast.omar)
    assert (read.exit_code, "1 recorded" in read.output, "line 3" in read.output) == (1, True, True)
    assert "the incumbent is Northwind" in said(cast.sofia, "incumbency", cast.acme.reference)
    duties.follow_all(by(None))
    reference = Duty.objects.get().reference
    assert reference in said(cast.nadia, "owed", "--quarter", "fy27-q3")
    said(cast.nadia, "give", reference, "--health", "good", "--text", "All teams.", "--seats", "240")
    assert "Nothing is owed" in said(cast.nadia, "owed")
    assert "Northwind" in said(cast.sofia, "renewals", "--from", "2027-05-01", "--until", "2027-07-01")
    sale = Sale.objects.get().reference
    assert "neither counts" in said(cast.omar, "sales", "take-back", sale, "--why", "Another customer.")
    assert "no" in said(cast.omar, "sales", "list", "--account", cast.acme.reference)
    assert command("pursuits", "sales", "read", file, who=cast.sofia).exit_code == 1


@pytest.mark.rule("INC-03", "INC-05")
def test_a_notice_from_its_letter_to_its_withdrawal(cast, said, tmp_path):
    sold(cast.acme, cast.northwind)
    letter, kept = tmp_path / "letter.pdf", tmp_path / "kept.pdf"
    letter.write_bytes(b"%PDF-1.7 wish")
    words = (
        "--names",
        cast.rival.reference,
        "--by",
        "Carla",
        "--from",
        "carla@acme-robotics.example",
        "--on",
        "2026-08-20",
    )
    said(cast.sofia, "notices", "record", cast.acme.reference, letter, *words)
    reference = CustomerNotice.objects.get().reference
    said(cast.elena, "notices", "letter", reference, kept)
    assert kept.read_bytes() == b"%PDF-1.7 wish"
    assert "accepted" in said(cast.elena, "notices", "accept", reference)
    assert "the incumbent is Rivalry" in said(cast.sofia, "incumbency", cast.acme.reference)
    assert reference in said(cast.omar, "notices", "list", "--state", "accepted")
    assert "withdrawn" in said(cast.elena, "notices", "withdraw", reference, "--reason", "Taken back.")


@pytest.mark.rule("INC-06")
def test_a_tender_is_opened_bid_for_and_awarded(cast, command, said):
    days = ("--from", "2026-08-10", "--until", "2026-09-30")
    said(cast.sofia, "tenders", "open", deal(cast.acme, cast.sofia).reference, "--title", "Forty teams", *days)
    reference = Tender.objects.get().reference
    for each in (cast.northwind, cast.rival):
        said(cast.sofia, "tenders", "bid", reference, each.reference)
    said(cast.sofia, "tenders", "amend", reference, *days[:2], "--until", "2026-10-15")
    mine = Bid.objects.get(partner=cast.northwind).reference
    said(cast.nadia, "bids", "services", mine, "--offered")
    assert "Forty teams" in said(cast.nadia, "bids", "list")
    assert "Rivalry" in said(cast.sofia, "tenders", "show", reference)
    assert "awarded" in said(cast.sofia, "tenders", "award", reference, mine)
    assert "Forty teams" in said(cast.omar, "tenders", "list", "--state", "awarded")
    assert command("pursuits", "tenders", "cancel", reference, "--reason", "No.", who=cast.sofia).exit_code == 1
    assert command("pursuits", "tenders", "show", reference, who=cast.nadia).exit_code == 1


@pytest.mark.rule("PSC-03", "PSC-06")
def test_preferred_co_sell_is_claimed_completed_approved_and_removed(cast, command, said):
    vera, liberty = person("Vera", Role.SALES_REP, region="PUBSEC"), partner("Liberty", region="PUBSEC", country="US")
    lou = person("Lou", Role.PARTNER_ADMIN, organisation=liberty.organisation)
    land = Territory.objects.create(code="US-FED", region="PUBSEC", owner=vera, esm=cast.elena, asm=cast.amir)
    opportunity = deal(account("Agency of Rivers", territory=land, country="US"), vera).reference
    said(lou, "preferred", "claim", "--customer", "Agency of Rivers", "--sae", vera.email)
    reference = PreferredCoSell.objects.get().reference
    assert said(vera, "preferred", "show", reference).count("Missing") == 4
    said(lou, "preferred", "amend", reference, "--met-on", "2026-08-20", "--plan", "One team, then all.")
    early = command("pursuits", "preferred", "approve", reference, "--reason", "Known.", who=vera)
    assert early.exit_code == 1
    said(vera, "preferred", "link", reference, opportunity, "--id", "006Aa00000BcDeF")
    assert "approved" in said(vera, "preferred", "approve", reference, "--reason", "They know the agency.")
    assert reference in said(lou, "preferred", "list", "--state", "approved")
    assert "removed" in said(vera, "preferred", "remove", reference, "--reason", "They left.")
    assert "They left." in said(lou, "preferred", "show", reference)
