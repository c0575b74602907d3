"""Quotes through the pages, as sales, approvers, partners and distributors do them; and whose prices nobody else reads."""

import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import person
from tests.domain.quotes.papers import OFF, sent_to_dirk, waiting_for_ann
from tests.domain.quotes.shop import SKU, complete, stocked
from towpath.domain.quotes import queries
from towpath.domain.quotes.actions import approvals, quotes, sending
from towpath.domain.quotes.models import Approval, Quote
from towpath.domain.quotes.pricing import Wanted
from towpath.kernel.identity.models import Organisation
from towpath.kernel.identity.roles import Role

pytestmark = pytest.mark.django_db


@pytest.fixture
def noon() -> datetime:
    """Now: pages act at the moment at which they are asked."""
    return datetime.now(UTC)


@pytest.fixture
def shop(cast, by):
    return stocked(cast, by)


def signed_in(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


def text(answer) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


def counted(client: Client, path: str):
    """The answer and how many queries it took."""
    client.get(path)  # what is kept from page to page is there
    with CaptureQueriesContext(connection) as seen:
        answer = client.get(path)
    return answer, len(seen)


@pytest.fixture
def two_tier(cast, by, shop) -> str:
    return sent_to_dirk(cast, by, shop)


@pytest.fixture
def one_tier(cast, by, shop) -> str:
    return waiting_for_ann(cast, by, shop)


def form_of(shop, **more) -> dict[str, str]:
    """What a browser posts from the form of a new quote."""
    return {
        "opportunity": shop.opportunity.reference, "do": "keep", "path": "resale", "sale": "new", "buys": "unsaid",
        "rows": "3", "sku_1": SKU.lower(), "quantity_1": "200", "starts_on": "2026-10-01", "term_months": "12",
        "renewal_term_months": "12", "currency": "USD", "payment_schedule": "Prepaid", "payment_days": "30",
        "valid_until": f"{datetime.now(UTC).date() + timedelta(days=9)}", "distributor": "amazic",
    } | more  # fmt: skip


# -- making one --------------------------------------------------------------------------------------------------------


@pytest.mark.rule("QUO-04", "QUO-05")
def test_the_form_says_to_whom_it_goes_and_why_before_the_first_line(cast, shop):
    seller = signed_in(cast.sofia)
    place = f"/quotes/new?opportunity={shop.opportunity.reference}"
    first = text(seller.get(place))
    assert "Show the route" in first
    assert "sku_1" not in first
    route = text(seller.get(f"{place}&path=resale&sale=new&buys=unsaid&partner={cast.northwind.reference}"))
    for words in ("Two\u2011tier: ", "the distributor is quoted", "orders@amazic.example", "Never by the customer, the reseller",
                  "/rules/quotes.route", "sku_1"):  # fmt: skip
        assert words in route, words
    refused = text(seller.get(f"{place}&path=resale&sale=new&buys=unsaid&partner={cast.rival.reference}"))
    assert "Say how the partner buys this time" in refused
    assert "sku_1" not in refused
    unknown = seller.get(f"{place}&path=resale&sale=new&partner=Nobody")
    assert "Write its reference or its whole name" in text(unknown)


def test_a_quote_is_made_changed_and_priced(cast, shop):
    seller = signed_in(cast.sofia)
    made = seller.post("/quotes/new", form_of(shop, partner="northwind", non_standard="price_lock"))
    found = Quote.objects.get()
    assert made.url == f"/quotes/{found.reference}"
    assert (found.kind, found.list_amount, found.non_standard) == ("two_tier", Decimal(45_600), ["price_lock"])
    page = text(seller.get(made.url))
    for words in ("45,600.00", f"{found.net_amount:,.2f}", "/rules/pricing.rates", "kept as a draft", "VP of Sales"):
        assert words in page, words
    place = f"{made.url}/edit"
    assert f'value="{SKU}"' in text(seller.get(place))
    posted = form_of(shop, partner=cast.northwind.reference, quantity_1="100", version=str(found.version))
    seller.post(place, posted)
    assert Quote.objects.get().list_amount == Decimal(22_800)
    late = seller.post(place, posted | {"quantity_1": "77"})
    assert late.status_code == 409
    assert "Somebody changed" in text(late)
    assert "Edited: " in text(late)
    assert 'value="77"' in text(late)


def test_what_is_wrong_is_said_at_its_line_and_nothing_typed_is_lost(cast, shop):
    seller = signed_in(cast.sofia)
    wrong = form_of(
        shop, partner=cast.northwind.reference, sku_1="NO-SUCH", quantity_2="5", sku_3=SKU, quantity_3="many",
        starts_on="soon", special_terms="Keep this.", lines_text="PREM-SAAS-12; 5; 200",
    )  # fmt: skip
    answer = seller.post("/quotes/new", wrong)
    page = text(answer)
    assert answer.status_code == 422
    for words in ("Write the part number, or empty the line.", "Write how many, such as 200", "Choose a day",
                  "Line 1: Write a percent from 0 to 100", "Keep this.", 'value="NO-SUCH"', 'value="many"'):  # fmt: skip
        assert words in page, words
    page = text(
        seller.post("/quotes/new", form_of(shop, partner=cast.northwind.reference, sku_2="NO-SUCH", quantity_2="1"))
    )
    assert "There is no product NO-SUCH" in page
    assert 'href="#id_sku_2"' in page
    assert not Quote.objects.exists()


def test_lines_are_written_row_by_row_or_as_text_and_come_back_so(cast, by, shop):
    seller = signed_in(cast.sofia)
    many = "\n".join(f"{SKU}; {number + 1}" for number in range(70))
    seller.post(
        "/quotes/new", form_of(shop, partner=cast.northwind.reference, sku_1="", quantity_1="", lines_text=many)
    )
    made = Quote.objects.get()
    assert made.lines.count() == 70
    page = text(seller.get(f"/quotes/{made.reference}/edit"))
    assert f"{SKU}; 70" in page
    assert "sku_1" not in page
    more = text(seller.post("/quotes/new", form_of(shop, partner=cast.northwind.reference, do="more")))
    assert 'id="id_sku_4"' in more
    assert text(seller.get("/quotes/products?sku_3=prem")).count("<option") == 1
    ramp = form_of(shop, partner=cast.northwind.reference, term_months="24", quantity_1="100 / 150")
    page = text(seller.get(seller.post("/quotes/new", ramp).url))
    assert "100 + 150 at" in page


def test_only_who_may_quote_an_opportunity_comes_to_the_form(cast, shop, two_tier):
    place = f"/quotes/new?opportunity={shop.opportunity.reference}"
    for who in (cast.erin, cast.omar, cast.nadia, cast.dirk):
        assert signed_in(who).get(place).status_code == 404, who
    assert signed_in(cast.omar).get(f"/quotes/{two_tier}/edit").status_code == 404
    assert signed_in(cast.omar).get(f"/quotes/{two_tier}").status_code == 200
    assert "Your open opportunities" in text(signed_in(cast.sofia).get("/quotes/new"))


# -- its moves ---------------------------------------------------------------------------------------------------------


@pytest.mark.rule("QUO-02")
def test_a_quote_is_approved_sent_and_ordered_through_its_pages(cast, by, shop, one_tier):
    seller, ann = signed_in(cast.sofia), signed_in(cast.ann)
    place = f"/quotes/{one_tier}"
    assert "waits for Ann" in text(seller.get(place))
    assert seller.get(f"{place}/decide").status_code == 404
    screen = text(ann.get(f"{place}/decide"))
    for words in ("You are asked as Area Sales Manager", "They sign this week if we give ten.", "above 0", "No earlier quote",
                  "They move from a rival product", "You are the last"):  # fmt: skip
        assert words in screen, words
    version = {"version": str(Quote.objects.get().version)}
    assert "Say what would have to differ" in text(ann.post(f"{place}/decide", version | {"answer": "reject"}))
    assert "Choose an answer" in text(ann.post(f"{place}/decide", version))
    assert ann.post(f"{place}/decide", version | {"answer": "approve", "comments": "Fine."}).url == "/quotes/waiting"
    assert ann.post(f"{place}/decide", version | {"answer": "approve"}).status_code == 409
    assert "Fine." in text(seller.get(place))
    send = text(seller.get(f"{place}/moves/send"))
    assert "No figure leaves by mail" in send
    assert "Ruth" in send
    assert "Nadia" not in send
    version = {"version": str(Quote.objects.get().version)}
    outside = seller.post(f"{place}/moves/send", version | {"people": str(cast.nadia.pk)})
    assert outside.status_code == 409
    assert "is not of the audience" in text(outside)
    seller.post(f"{place}/moves/send", version | {"people": str(cast.ruth.pk)})
    assert Quote.objects.get().state == "sent"
    version = {"version": str(Quote.objects.get().version)}
    assert seller.post(f"{place}/moves/accept", version).status_code == 422
    seller.post(f"{place}/moves/accept", version | {"how": "PO 4711"})
    assert Quote.objects.get().state == "accepted"


def test_every_move_has_its_page_and_does_it(cast, by, shop, two_tier):
    seller, place = signed_in(cast.sofia), f"/quotes/{two_tier}"

    def do(name: str, reference: str = two_tier, **more) -> str:
        version = Quote.objects.get(reference=reference).version
        answer = seller.post(f"/quotes/{reference}/moves/{name}", {"version": str(version)} | more)
        assert answer.status_code == 302, text(answer)
        return str(answer.url)

    for name in ("prolong", "make_primary", "revise", "withdraw", "accept", "send"):
        assert "What happens then" in text(seller.get(f"{place}/moves/{name}")), name
    assert seller.get(f"{place}/moves/recall").status_code == 409
    assert seller.get(f"{place}/moves/settle").status_code == 404
    assert "Choose a day after" in text(
        seller.post(f"{place}/moves/prolong", {"version": str(Quote.objects.get().version), "until": "2027-09-01"})
    )
    do("make_primary")
    assert "primary" in text(seller.get(place))
    following = do("revise").rsplit("/", 1)[1]
    assert following == f"{two_tier.removesuffix('-1')}-2"
    do("reprice", following)
    blocked = text(seller.get(f"/quotes/{following}/moves/submit"))
    assert "It cannot be submitted yet" in blocked
    assert "Put it right" in blocked
    assert "What would be right" not in blocked
    do("withdraw", following, why="The customer postponed it.")
    assert "The customer postponed it." in text(seller.get(f"/quotes/{following}"))


def test_recalled_rejected_and_worked_on_again(cast, by, shop, one_tier):
    seller, ann, place = signed_in(cast.sofia), signed_in(cast.ann), f"/quotes/{one_tier}"

    def version() -> dict[str, str]:
        return {"version": str(Quote.objects.get().version)}

    seller.post(f"{place}/moves/recall", version() | {"why": "Fifteen are needed"})
    assert "Fifteen are needed" in text(seller.get(place))
    assert "Nothing waits for you" in text(ann.get("/quotes/waiting"))
    seller.post(f"{place}/moves/submit", version())
    ann.post(f"{place}/decide", version() | {"answer": "reject", "comments": "Give them five."})
    page = text(seller.get(place))
    assert "Give them five." in page
    assert "Review 2" in page
    seller.post(f"{place}/moves/reopen", version())
    assert Quote.objects.get().state == "draft"


@pytest.mark.rule("INC-10")
def test_a_negotiated_discount_says_who_agreed_and_takes_each_agreement(cast, by, shop):
    lowered = (Wanted(SKU, Decimal(200), reduced_to=Decimal(5)),)
    made = quotes.create(by(cast.sofia), complete(shop, cast.rival, lines=lowered))
    seller, place = signed_in(cast.sofia), f"/quotes/{made.reference}"
    page = text(seller.get(place))
    assert "Negotiated down from" in page
    assert "Not yet agreed: Partner, Sales, Ecosystem Sales Manager." in page
    refused = seller.post(f"{place}/moves/consent", {"version": "1", "side": "partner"})
    assert (refused.status_code, "Say where the partner" in text(refused)) == (422, True)
    seller.post(f"{place}/moves/consent", {"version": "1", "side": "partner", "words": "Mail of Ruth, 1 September"})
    seller.post(f"{place}/moves/consent", {"version": "1", "side": "sales"})
    page = text(seller.get(place))
    assert "Mail of Ruth" in page
    assert "Not yet agreed: Ecosystem Sales Manager." in page
    blocked = seller.post(f"{place}/moves/submit", {"version": "1"})
    assert blocked.status_code == 409
    assert "Ecosystem Sales Manager is not recorded" in text(blocked)


@pytest.mark.rule("APR-03")
def test_a_delegate_decides_and_both_names_stand(cast, by, shop, one_tier):
    stand_in = person("Bert", Role.APPROVER)
    Approval.objects.update(assigned_to=stand_in, assigned_for=cast.ann)
    bert = signed_in(stand_in)
    assert "for Ann" in text(bert.get("/quotes/waiting"))
    assert "for Ann" in text(bert.get("/"))
    bert.post(f"/quotes/{one_tier}/decide", {"version": str(Quote.objects.get().version), "answer": "approve"})
    page = text(signed_in(cast.sofia).get(f"/quotes/{one_tier}"))
    assert re.search(r"Bert\s*<span class=\"muted\">for Ann", page)


def test_a_link_of_a_letter_asks_to_sign_in_and_comes_back(one_tier):
    answer = Client().get(f"/quotes/{one_tier}/decide")
    assert answer.url == f"/account/login/?next=/quotes/{one_tier}/decide"


# -- lists -------------------------------------------------------------------------------------------------------------


def test_the_list_is_filtered_sorted_and_exported(cast, by, two_tier, one_tier):
    seller = signed_in(cast.sofia)
    everything = text(seller.get("/quotes"))
    assert two_tier in everything
    assert one_tier in everything
    for query, there, gone in (
        ("kind=two_tier", two_tier, one_tier), ("state=approved.in_review", one_tier, two_tier),
        ("partner=rivalry", one_tier, two_tier), (f"q={two_tier[:8]}", two_tier, one_tier),
    ):  # fmt: skip
        page = text(seller.get(f"/quotes?{query}"))
        assert f"/quotes/{there}" in page, query
        assert f"/quotes/{gone}" not in page, query
    assert seller.get("/quotes?until=soon").status_code == 422
    assert "No quote fits these filters" in text(seller.get("/quotes?q=zzz"))
    lines = text(seller.get("/quotes.csv?kind=two_tier")).splitlines()
    assert len(lines) == 2
    assert f"{Quote.objects.get(reference=two_tier).net_amount:f}" in lines[1]
    assert two_tier in text(seller.get(f"/accounts/opportunities/{Quote.objects.first().opportunity.reference}"))
    assert "No quotes yet" in text(signed_in(cast.erin).get("/quotes"))


# -- whose prices ------------------------------------------------------------------------------------------------------


@pytest.mark.rule("QUO-02", "QUO-05", "DST-05")
def test_nobody_outside_the_audience_reads_a_price_on_any_page(cast, by, shop, two_tier, one_tier):
    """The distributor of the one, the reseller of the other, a rival, another distributor: each its own, and nothing else."""
    Quote.objects.filter(reference=one_tier).update(state="sent", sent_at=Quote.objects.get(reference=two_tier).sent_at)
    other = Organisation.objects.create(name="Freight", kind=Organisation.Kind.DISTRIBUTOR)
    fritz = person("Fritz", Role.DISTRIBUTOR_USER, organisation=other)
    two, one = (queries.one(cast.sofia, each) for each in (two_tier, one_tier))
    figures = {
        two_tier: (f"{two.net_amount:,.2f}", f"{two.list_amount - two.net_amount:,.2f}"),
        one_tier: (f"{one.net_amount:,.2f}", f"{one.list_amount - one.net_amount:,.2f}"),
    }  # fmt: skip
    assert two_tier in text(signed_in(cast.dirk).get("/search?q=acme"))
    assert two_tier in text(signed_in(cast.sofia).get(f"/search?q={two.number}"))
    mine = {cast.dirk: {two_tier}, cast.ruth: {one_tier}, cast.nadia: set(), cast.nina: set(), fritz: set()}
    for who, hers in mine.items():
        client = signed_in(who)
        shown = text(client.get("/portal/quotes?show=all")) + text(client.get("/search?q=acme")) + text(client.get(f"/search?q={two.number}"))  # fmt: skip
        for reference, amounts in figures.items():
            place = f"/portal/quotes/{reference}"
            assert (reference in text(client.get("/portal/quotes?show=all"))) == (reference in hers), (who, reference)
            answers = [client.get(path) for path in (place, f"{place}/paper.pdf", f"/quotes/{reference}", f"/quotes/{reference}/paper.pdf", "/quotes.csv", f"/quotes/{reference}/decide")]  # fmt: skip
            wanted = [200, 200] if reference in hers else [404, 404]
            assert [each.status_code for each in answers] == [*wanted, 404, 404, 404, 404], (who, reference)
            if reference in hers:
                assert all(amount in text(answers[0]) for amount in amounts)
                assert answers[1].content.startswith(b"%PDF")
            else:
                assert not any(amount in shown + text(answers[0]) for amount in amounts), (who, reference)


@pytest.mark.rule("QUO-02")
def test_the_audience_reads_its_quote_once_it_was_sent_and_no_word_of_who_approved(cast, by, shop, one_tier):
    ruth, place = signed_in(cast.ruth), f"/portal/quotes/{one_tier}"
    assert ruth.get(place).status_code == 404
    assert "No open quote" in text(ruth.get("/portal/quotes"))
    approvals.approve(one_tier, by(cast.ann), comments="Only this once")
    sending.send(one_tier, by(cast.sofia), people=[cast.ruth.pk])
    page = text(ruth.get(place))
    for words in ("Open to you", "They move from a rival product", "45,600.00", "Sent to you."):
        assert words in page, words
    for hidden in ("Ann", "Only this once", "They sign this week", "/rules/", "Approved as"):
        assert hidden not in page, hidden
    marketing = person("Mara", Role.PARTNER_MARKETING, organisation=cast.ruth.organisation)
    assert signed_in(marketing).get("/portal/quotes").status_code == 404


@pytest.mark.rule("INC-10")
def test_a_partner_agrees_to_a_negotiated_discount_in_the_portal(cast, by, shop, noon):
    lowered = (Wanted(SKU, Decimal(200), reduced_to=Decimal(5)),)
    made = quotes.create(by(cast.sofia), complete(shop, cast.rival, lines=lowered))
    sofia, asking = signed_in(cast.sofia), f"/quotes/{made.reference}/moves/ask_consent"
    assert "The partner’s sellers read this draft from then on" in text(sofia.get(asking))
    assert signed_in(cast.ruth).get(f"/portal/quotes/{made.reference}").status_code == 404
    sofia.post(asking, {"version": "1", "people": str(cast.ruth.pk)})
    ruth, place = signed_in(cast.ruth), f"/portal/quotes/{made.reference}"
    page = text(ruth.get(place))
    assert "Your agreement is asked for" in page
    assert "Being prepared" in page
    assert "negotiated down to 5" in page
    assert signed_in(cast.nadia).post(f"{place}/consent", {"version": "1"}).status_code == 404
    assert ruth.post(f"{place}/consent", {"version": "7"}).status_code == 409
    ruth.post(f"{place}/consent", {"version": "1"})
    assert made.consents.get().side == "partner"
    page = text(ruth.get(place))
    assert "Your company agreed to 5" in page
    assert "Ruth" in page
    assert ruth.post(f"{place}/consent", {"version": "1"}).status_code == 409


# -- how many queries --------------------------------------------------------------------------------------------------


def test_pages_take_few_queries(cast, by, shop, two_tier, one_tier):
    more = quotes.create(by(cast.sofia), complete(shop, cast.rival, lines=OFF * 5))
    route = (
        f"/quotes/new?opportunity={shop.opportunity.reference}&path=resale&sale=new&partner={cast.northwind.reference}"
    )
    for who, path in (
        (cast.sofia, "/quotes"), (cast.sofia, f"/quotes/{two_tier}"), (cast.sofia, f"/quotes/{one_tier}"),
        (cast.sofia, f"/quotes/{more.reference}"), (cast.sofia, f"/quotes/{more.reference}/edit"), (cast.sofia, route),
        (cast.sofia, f"/quotes/{more.reference}/moves/submit"), (cast.sofia, f"/quotes/{two_tier}/moves/accept"),
        (cast.ann, "/quotes/waiting"), (cast.ann, f"/quotes/{one_tier}/decide"), (cast.ann, "/"),
        (cast.dirk, "/portal/quotes"), (cast.dirk, f"/portal/quotes/{two_tier}"), (cast.elena, "/"),
        (cast.sofia, f"/accounts/opportunities/{shop.opportunity.reference}"),
    ):  # fmt: skip
        answer, queries_ = counted(signed_in(who), path)
        assert answer.status_code == 200, path
        assert queries_ <= 12, (path, queries_)
