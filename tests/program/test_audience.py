"""Which pages of the reference program partners read: those that say so, and none that speaks of what stays inside."""

from towpath.program.book import Page

OUTSIDE = {
    "compliance.alliance", "compliance.ctp", "compliance.distributor", "compliance.evidence", "compliance.gsi",
    "compliance.msp", "compliance.oem", "compliance.open", "compliance.psp", "compliance.select",
    "compliance.technology", "eligibility.discount", "eligibility.e_marketplace", "eligibility.letter",
    "eligibility.nfr", "enablement.badges", "partners.agreement", "partners.authorization", "partners.designations", "partners.dormancy", "partners.name_changes",
    "partners.sign_up", "partners.statuses", "partners.tracks", "deal_registration.conflict_warning", "deal_registration.eligibility", "deal_registration.form",
    "deal_registration.incentives", "deal_registration.protection", "deal_registration.transacting",
    "deal_registration.types", "distribution.billing", "distribution.coverage", "distribution.route", "fiscal.year", "quotes.discount", "quotes.purchase_orders", "pursuits.incumbency", "sla.asm_review", "nfr.policy", "sla.nfr_fulfilment", "sla.first_contact", "service_attach.eligibility", "service_attach.scope", "quotes.booking", "marketing_funds.eligibility", "marketing_funds.reminders",
}  # fmt: skip


def test_partners_read_exactly_the_pages_that_are_theirs(book):
    assert {page.name for page in book if page.audience == "partner"} == OUTSIDE


def test_a_page_that_says_nothing_of_its_readers_is_for_the_vendor_alone():
    assert Page.__dataclass_fields__["audience"].default == "internal"


def test_no_page_of_theirs_names_who_signs_or_the_words_for_colleagues(book):
    for name in OUTSIDE:
        page = book[name]
        said = str([page.title, page.source, page.note, page.since, page.examples])
        for word in ("Sales Manager", "Pending ASM", "Pending Sales", "'internal'"):
            assert word not in said, (name, word)


def test_the_rule_book_of_partners_does_not_say_who_inside_owes_a_promise(cast, client, book):
    client.force_login(cast.nadia)
    for name in OUTSIDE:
        page = client.get(f"/portal/rules/{book.public_name(name)}").content.decode()
        for word in ("Sales Manager", "Escalate", "Team"):
            assert word not in page, (name, word)
    for name in ("deal_registration.denial_reasons", "deal_registration.status", "sla.ops_review"):
        assert client.get(f"/portal/rules/{name}").status_code == 404


def test_no_address_of_theirs_holds_the_letters_of_a_role(cast, client, book):
    """The page keeps its own name inside; an old address leads on to the one that partners see."""
    public = [page.public_name for page in book if page.audience == "partner"]
    assert [name for name in public if {"asm", "esm", "ops"} & set(name.replace(".", "_").split("_"))] == []
    client.force_login(cast.nadia)
    assert b"asm_review" not in client.get("/portal/rules").content
    before = client.get("/portal/rules/sla.asm_review")
    assert (before.status_code, before["Location"]) == (301, "/portal/rules/sla.final_review")
    assert b"asm_review" not in client.get(before["Location"]).content
    client.force_login(cast.omar)
    assert client.get("/rules/sla.asm_review").status_code == 200
    assert client.get("/rules/sla.final_review").status_code == 200


def test_no_title_that_partners_read_names_a_team_or_a_role(book):
    for page in book:
        if page.audience == "partner":
            for word in ("Ecosystem Operations", "Ecosystem Sales", "Area Sales", "Sales Rep", "ESM", "ASM", "Ops"):
                assert word not in page.title, (page.name, word)


def test_every_page_cites_what_others_can_look_up(book):
    assert [
        page.name for page in book if not page.source or page.source.startswith("Facts") or "; Facts" in page.source
    ] == []
