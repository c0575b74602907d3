"""Who hears what about billing, banks, resellers and e-marketplace pages: each act, its letters, each once."""

from datetime import timedelta

import pytest

from tests.domain.distribution.houses import with_distributors
from tests.notices.letters import expect, letters
from towpath.domain.distribution.actions import banks, billing, buying, marketplace
from towpath.kernel.identity.models import Person

HOST = "http://localhost:8000"


@pytest.fixture
def channel(cast, by):
    return with_distributors(cast, by)


@pytest.fixture
def told(noon):
    """told(act, {(kind, who): (words, ...)}): the letters of the act are these."""
    return lambda act, wanted: expect(letters(noon, act), wanted)


# -- pages on e-marketplaces: the act, and who hears of it ---------------------------------------------------------------

PAGE = "distribution.marketplace"
TO_LIVE = ("request", "draft", "approve", "go_live")
STEPS = {
    "request": lambda c, by, ref: marketplace.request(
        c.northwind.reference, by(c.nina), distributor="amazic", expertise="x"
    ),
    "draft": lambda c, by, ref: marketplace.draft(ref, by(c.dirk), {"draft_address": "https://shop.example/d"}),
    "approve": lambda c, by, ref: marketplace.approve(ref, by(c.omar)),
    "go_live": lambda c, by, ref: marketplace.go_live(ref, by(c.dirk)),
    "send_back": lambda c, by, ref: marketplace.send_back(ref, by(c.omar), note="Name your services"),
    "decline": lambda c, by, ref: marketplace.decline(ref, by(c.omar), note="Not this year"),
    "pause": lambda c, by, ref: marketplace.pause(ref, by(c.omar), note="The figures are old"),
    "resume": lambda c, by, ref: marketplace.resume(ref, by(c.omar)),
    "end": lambda c, by, ref: marketplace.end(ref, by(c.omar), note="The page is empty"),
}
REVIEW = ("review the draft", f"{HOST}/e-marketplaces/EMP")


def both(*words: str) -> dict[tuple[str, str], tuple[str, ...]]:
    """The distributor's people and the partner's administrator, in the same words."""
    return {(PAGE, who): (*words, f"{HOST}/portal/e-marketplaces/EMP") for who in ("dirk", "nina")}


# what was done before, the act, its letters
PAGES = [
    ((), "request", {(PAGE, "dirk"): ("Northwind asks for a page", f"{HOST}/portal/e-marketplaces/EMP")}),
    (TO_LIVE[:1], "draft", {("distribution.marketplace.review", who): REVIEW for who in ("omar", "paula")}),
    (TO_LIVE[:2], "send_back", both("the draft of Northwind was returned", "> Name your services")),
    (TO_LIVE[:2], "decline", both("of Northwind was declined", "> Not this year")),
    (TO_LIVE[:3], "go_live", {(PAGE, "nina"): ("page of Northwind is live", f"{HOST}/portal/e-marketplaces/EMP")}),
    (TO_LIVE, "pause", both("take the e-marketplace page of Northwind off", "> The figures are old")),
    ((*TO_LIVE, "pause"), "resume", both("may be live again")),
    (TO_LIVE, "end", both("is ended", "> The page is empty")),
]


@pytest.mark.rule("DST-04")
@pytest.mark.parametrize(("before", "name", "wanted"), PAGES, ids=[each[1] for each in PAGES])
def test_each_step_of_a_page(channel, by, told, before, name, wanted):
    ref = ""
    for step in before:
        ref = STEPS[step](channel, by, ref).reference
    told(lambda: STEPS[name](channel, by, ref), wanted)


@pytest.mark.rule("DST-04")
def test_the_written_approval_goes_to_the_distributors_mailbox_and_people(channel, by, noon):
    ref = STEPS["request"](channel, by, "").reference
    STEPS["draft"](channel, by, ref)
    made = letters(noon, lambda: STEPS["approve"](channel, by, ref))
    approval = f"approves it on {by(channel.omar).day}"
    expect(
        made,
        both("page of Northwind is approved", approval)
        | {("distribution.marketplace.approval", "orders@amazic.example"): ("is approved", approval)},
    )


# -- billing records, banks --------------------------------------------------------------------------------------------

TYPED = {"contact_email": "pay@northwind.example", "street": "1 Dock", "city": "Kiel"}
NEEDS = ("Northwind needs a billing account", f"{HOST}/billing-records/BIL", "Partner: Northwind")
CHANGED = ("something changed", "Carry the change over", f"{HOST}/billing-records/BIL")


@pytest.fixture
def direct(channel, by):
    """Northwind buys directly, so that it needs a billing account."""
    channel.northwind.track = "select"
    channel.northwind.save()
    buying.begin(channel.northwind.reference, by(channel.nina), how="direct")
    return channel


@pytest.mark.rule("BIL-03")
def test_billing_operations_and_then_the_partner_hear(direct, by, told):
    ref, bela = direct.northwind.reference, by(direct.bela)
    made = {}

    def ask():
        made["ref"] = billing.request(ref, by(direct.elena), TYPED).reference

    told(ask, {("distribution.billing", "bela"): NEEDS})
    record = made["ref"]
    told(lambda: billing.take_up(record, bela), {})
    missing = ("lack something", "> The VAT number")
    told(
        lambda: billing.send_back(record, bela, note="The VAT number"),
        {
            ("distribution.billing.answered", "elena"): (*missing, f"{HOST}/billing-records/BIL"),
            ("distribution.billing.answered", "nina"): (*missing, f"{HOST}/portal/buying/billing"),
        },
    )
    told(lambda: billing.resubmit(record, by(direct.elena), TYPED), {("distribution.billing", "bela"): NEEDS})
    told(
        lambda: billing.complete(record, bela, account_number="BA-1"),
        {
            ("distribution.billing.answered", "elena"): ("is made", "You can buy directly now."),
            ("distribution.billing.answered", "nina"): ("is made", f"{HOST}/portal/buying"),
        },
    )
    told(
        lambda: billing.change_address(ref, by(direct.nina), {"street": "2 Quay", "city": "Kiel"}),
        {("distribution.billing", "bela"): CHANGED},
    )


@pytest.mark.rule("BIL-02")
def test_a_change_before_the_record_is_complete_is_told_to_nobody(direct, by, told):
    billing.request(direct.northwind.reference, by(direct.elena), TYPED)
    typed = {"street": "2 Quay", "city": "Kiel"}
    told(lambda: billing.change_address(direct.northwind.reference, by(direct.nina), typed), {})


BANK = {"holder": "N", "number": "DE89370400440532013000"}


def test_a_bank_kept_or_removed_is_told_to_every_administrator_without_its_number(channel, by, noon):
    Person.objects.filter(pk=channel.nina.pk).update(mail_pace="digest")
    ref = channel.northwind.reference
    for act in (
        lambda: banks.keep(ref, by(channel.nina), BANK),
        lambda: banks.remove(ref, by(channel.nina), reason="Closed"),
    ):
        found = letters(noon, act)
        expect(found, {("distribution.bank", "nina"): ("bank for your referral fees changed", "DE••••3000", "#bank")})
        [mail] = found.values()
        assert "532013" not in mail.text + mail.html
        assert not mail.digest, "at once, whatever pace she chose"


# -- who buys through whom ---------------------------------------------------------------------------------------------


@pytest.mark.rule("DST-05")
def test_a_distributor_hears_of_its_own_reseller_alone(channel, by, told, noon):
    ref, nina, made = channel.northwind.reference, by(channel.nina), {}

    def begin():
        made["row"] = buying.begin(ref, nina, how="amazic")

    page = f"{HOST}/portal/distributor/resellers"
    told(begin, {("distribution.reseller", "dirk"): ("Northwind buys through you", page)})
    later = by(channel.nina, at=noon + timedelta(days=30))
    told(
        lambda: buying.end(ref, made["row"].pk, later),
        {("distribution.reseller", "dirk"): ("Northwind no longer buys through you", page)},
    )


def test_a_partner_that_buys_directly_is_no_news_for_distributors(channel, by, told):
    channel.northwind.track = "select"
    channel.northwind.save()
    told(lambda: buying.begin(channel.northwind.reference, by(channel.nina), how="direct"), {})
