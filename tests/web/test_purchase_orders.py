"""Orders on pages of both faces, through the API and from the command line: handed in, looked up, explained, accepted."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.cast import person
from tests.domain.quotes.papers import handed, lines, scan, sent_one_tier, sent_two_tier
from tests.domain.quotes.shop import asked, complete, stocked
from towpath.domain.quotes.actions import approvals, orders, quotes
from towpath.domain.quotes.models import PurchaseOrder, Quote
from towpath.kernel.identity.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.rule("QUO-09")]
MOST_QUERIES = 12


def said(answer) -> str:
    return (b"".join(answer) if answer.streaming else answer.content).decode()


def browser(who) -> Client:
    client = Client()
    client.force_login(who)
    return client


@pytest.fixture
def shop(cast, by):
    return stocked(cast, by)


@pytest.fixture
def quote(cast, by, shop):
    cast.desk = person("Della", Role.DEAL_DESK)
    return valid(sent_one_tier(cast, by, shop))


def valid(quote: Quote) -> Quote:
    """Still on the day on which the pages are opened."""
    Quote.objects.filter(pk=quote.pk).update(valid_until=date(2099, 1, 1))
    return quote


def test_a_direct_quote_takes_its_order_on_its_page_once_it_is_approved(cast, by, shop):
    full = complete(shop, cast.rival)
    told = {name: getattr(full, name) for name in ("sold_to", "bill_to", "end_user_email", "shipping_address", "postal_code", "vat_number")}  # fmt: skip
    made = quotes.create(by(cast.sofia), asked(shop, path="direct", **told))
    sofia, path = browser(cast.sofia), f"/quotes/{made.reference}"
    hand_in = f"/purchase-orders/new?quote={made.reference}"
    assert hand_in not in said(sofia.get(path))
    approvals.submit(made.reference, by(cast.sofia))
    assert hand_in in said(sofia.get(path))
    order = orders.receive(by(cast.sofia), handed(made))
    assert f"/purchase-orders/{order.reference}" in said(sofia.get(path))


@pytest.mark.rule("QUO-05")
def test_a_distributor_sends_its_order_in_the_portal_and_the_reseller_finds_nothing(cast, by, shop):
    quote = valid(sent_two_tier(cast, by, shop))
    dirk = browser(cast.dirk)
    assert quote.reference in said(dirk.get("/portal/purchase-orders/new"))
    empty = dirk.post("/portal/purchase-orders/new", {"quote": quote.reference, "kind": "purchase_order"})
    assert (empty.status_code, "Paste the order" in said(empty)) == (422, True)
    text = lines(quote, **{"Payment terms": None, "Total": "1.00"})
    made = dirk.post("/portal/purchase-orders/new", {"quote": quote.reference, "kind": "purchase_order", "text": text, "file": scan()})  # fmt: skip
    order = PurchaseOrder.objects.get()
    assert made.headers["Location"] == f"/portal/purchase-orders/{order.reference}"
    page = said(dirk.get(made.headers["Location"]))
    assert "Look these up on the paper" in page
    assert "Take it in spite" not in page
    wrong = dirk.post(f"{made.headers['Location']}/moves/check", {"net_days": "soon"})
    assert (wrong.status_code, "Write the days until payment" in said(wrong)) == (422, True)
    assert dirk.post(f"{made.headers['Location']}/moves/check", {"net_days": "Net 30"}).status_code == 302
    page = said(dirk.get(made.headers["Location"]))
    assert "In what it does not fit" in page
    assert f"{quote.net_amount:,.2f}" in page
    assert dirk.get(f"{made.headers['Location']}/file").status_code == 200
    assert dirk.post(f"{made.headers['Location']}/moves/accept").status_code == 404
    for outsider in (cast.nadia, cast.nina, cast.ruth):
        other = browser(outsider)
        assert quote.reference not in said(other.get("/portal/purchase-orders/new"))
        assert order.reference not in said(other.get("/portal/purchase-orders"))
        assert other.get(made.headers["Location"]).status_code == 404
        refused = other.post(
            "/portal/purchase-orders/new", {"quote": quote.reference, "kind": "purchase_order", "text": text}
        )
        assert "There is no quote" in said(refused)


def test_the_desk_explains_takes_and_accepts_an_order(cast, client, quote):
    client.force_login(cast.desk)
    text = lines(quote, Entity="Gitlab short")
    sent = {"quote": quote.reference, "kind": "purchase_order", "text": text}
    assert client.post("/purchase-orders/new", sent | {"received_on": "soon"}).status_code == 422
    one = client.post("/purchase-orders/new", sent).headers["Location"]
    again = client.post("/purchase-orders/new", sent)
    assert (again.status_code, "is here already" in said(again)) == (422, True)
    with CaptureQueriesContext(connection) as ran:
        page = said(client.get(one))
    assert len(ran) <= MOST_QUERIES
    assert "Gitlab short" in page
    assert quote.entity in page
    assert "QUO-04" in page
    assert client.post(f"{one}/moves/accept").status_code == 409
    assert client.post(f"{one}/moves/override", {"why": ""}).status_code == 422
    assert client.post(f"{one}/moves/override", {"why": "A short name"}).status_code == 302
    assert client.post(f"{one}/moves/accept").status_code == 302
    quote.refresh_from_db()
    assert quote.state == "accepted"
    assert client.post(f"{one}/moves/decline", {"why": "Late"}).status_code == 409
    with CaptureQueriesContext(connection) as ran:
        assert "PO-417" in said(client.get("/purchase-orders", {"state": "accepted", "q": "po-4"}))
    assert len(ran) <= MOST_QUERIES
    assert "PO-417" not in said(client.get("/purchase-orders"))
    for other in (cast.paula, cast.erin):
        assert browser(other).get(one).status_code == 404


def test_through_the_api(cast, quote):
    from tests.api.conftest import Program

    ruth, sofia = Program(cast.ruth), Program(cast.sofia)
    made = ruth.post("/purchase-orders", {"quote": quote.reference, "text": lines(quote, **{"Bill to": None})})
    assert (made.status_code, made.json()["state"], made.json()["asked"]) == (201, "received", ["bill_to"])
    one = f"/purchase-orders/{made.json()['reference']}"
    assert ruth.upload(f"{one}/attach", "order.pdf", b"%PDF-1.7 order").json()["file"] == "order.pdf"
    done = ruth.post(f"{one}/check", {"told": {"bill_to": "Rivalry"}})
    assert (done.json()["state"], done.json()["remit_to"], done.json()["moves"]) == ("checked", "opportunity_team", [])
    wrong = ruth.post("/purchase-orders", {"quote": quote.reference, "told": {"colour": "red"}})
    assert (wrong.status_code, set(wrong.json()["errors"])) == (422, {"colour"})
    assert {each["name"] for each in sofia.get(one).json()["moves"]} == {"accept", "decline"}
    assert sofia.post(f"{one}/accept", {"version": done.json()["version"]}).json()["state"] == "accepted"
    items = ruth.get("/purchase-orders?state=accepted").json()["items"]
    assert [each["number"] for each in items] == ["PO-417"]
    assert f"{quote.net_amount:.2f}" not in str(items)


def test_from_the_command_line(cast, quote, tmp_path):
    from click.testing import CliRunner

    from towpath.cli import orders

    def run(*words: str):
        return CliRunner().invoke(orders.group, [*words, "--as", cast.desk.email])

    paper = tmp_path / "order.txt"
    paper.write_text(lines(quote, Total="5.00"), encoding="utf-8")
    made = run("receive", quote.reference, "--file", str(paper))
    assert "Does not fit" in made.output, made.output
    reference = PurchaseOrder.objects.get().reference
    assert "checked" in run("check", reference, "--set", f"amount={quote.net_amount:.2f}").output
    assert reference in run("list", "--state", "waiting").output
    assert "is ordered" in run("accept", reference).output
    assert '"state": "accepted"' in run("show", reference, "--json").output
    assert run("decline", reference, "--why", "No").exit_code != 0


def test_the_home_of_who_accepts_orders_says_how_many_wait(cast, by, quote):
    from tests.domain.quotes.papers import handed
    from towpath.domain.quotes.actions import orders

    orders.receive(by(cast.ruth), handed(quote))
    for who in (cast.sofia, cast.desk):
        signed_in = browser(who)
        signed_in.get("/")
        with CaptureQueriesContext(connection) as ran:
            page = said(signed_in.get("/"))
        assert "Orders that wait" in page
        assert len(ran) <= MOST_QUERIES
    assert "Orders that wait" not in said(browser(cast.elena).get("/"))
