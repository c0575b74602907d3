"""The program's decisions on a quote open like all others, on pages, over the API and on the command line; to its audience alone."""

from datetime import UTC, datetime

import pytest
from click.testing import CliRunner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.api.conftest import Program
from tests.domain.quotes.papers import lines, sent_to_dirk, waiting_for_ann
from tests.domain.quotes.shop import SKU, stocked
from towpath.cli.main import towpath
from towpath.domain.quotes.actions import approvals, orders
from towpath.domain.quotes.models import Quote
from towpath.domain.rulebook import decisions
from towpath.kernel.refusals import NotFound

pytestmark = pytest.mark.django_db
LINE, APPROVALS = "line-1", "approvals"


@pytest.fixture
def noon() -> datetime:
    """Now: pages act at the moment at which they are asked."""
    return datetime.now(UTC)


@pytest.fixture
def shop(cast, by):
    return stocked(cast, by)


@pytest.fixture
def two_tier(cast, by, shop) -> str:
    return sent_to_dirk(cast, by, shop)


@pytest.fixture
def one_tier(cast, by, shop) -> str:
    return waiting_for_ann(cast, by, shop)


def page(who, path: str, status: int = 200) -> str:
    client = Client()
    client.force_login(who)
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def of(quote: str, key: str, door: str = "") -> str:
    return f"{door}/decisions/of/{quote}/{key}"


@pytest.mark.rule("INC-10")
def test_a_price_opens_to_rule_facts_and_what_would_have_changed_it(cast, two_tier):
    assert f'href="{of(two_tier, LINE)}"' in page(cast.sofia, f"/quotes/{two_tier}")
    text = page(cast.sofia, of(two_tier, LINE))
    for said in ("/rules/pricing.rates", "/rules/quotes.discount", "This wording still holds.", "Through distributor",
                 "Had “registration” been", "the answer is the same", two_tier, SKU):  # fmt: skip
        assert said in text, said


@pytest.mark.rule("QUO-05", "DST-05")
def test_only_who_may_see_its_prices_opens_them(cast, two_tier):
    """Dirk, whom it is quoted to, reads why; the reseller, a rival and another distributor's people find nothing."""
    assert f'href="{of(two_tier, LINE, "/portal")}"' in page(cast.dirk, f"/portal/quotes/{two_tier}")
    text = page(cast.dirk, of(two_tier, LINE, "/portal"))
    assert "percent off list price" in text
    for inside in ("/rules/", "What it was judged on", "Had “", "Asked again", "<code>", "In an act of"):
        assert inside not in text, inside
    for outsider in (cast.nadia, cast.nina, cast.ruth):
        page(outsider, of(two_tier, LINE, "/portal"), 404)
        page(outsider, of(two_tier, LINE), 404)
    page(cast.dirk, of(two_tier, "fields", "/portal"), 404)
    page(cast.dirk, of(two_tier, APPROVALS, "/portal"), 404)


@pytest.mark.rule("QUO-05")
def test_a_row_that_was_found_is_no_price_that_may_be_seen(cast, by, two_tier, monkeypatch):
    """Were a quote's row ever found by somebody outside its audience, its decisions would still stay closed."""
    everything = Quote._base_manager.all()
    monkeypatch.setattr("towpath.domain.rulebook.records.Kind.rows", lambda kind, actor: everything)
    assert decisions.one_of(by(cast.dirk), two_tier, LINE).kept.record["question"] == "pricing.rates"
    for outsider in (cast.nadia, cast.ruth):
        with pytest.raises(NotFound):
            decisions.one_of(by(outsider), two_tier, LINE)


@pytest.mark.rule("APR-01")
def test_what_it_was_submitted_by_is_kept_and_opens(cast, by, one_tier):
    kept = Quote.objects.get(reference=one_tier).judgements[APPROVALS]
    assert kept["question"] == "quotes.approvals"
    assert f'href="{of(one_tier, APPROVALS)}"' in page(cast.sofia, f"/quotes/{one_tier}")
    assert f'href="{of(one_tier, APPROVALS)}"' in page(cast.ann, f"/quotes/{one_tier}/decide")
    text = page(cast.ann, of(one_tier, APPROVALS))
    assert "Had “discount percent” been" in text
    assert "the answer is the same" in text
    page(cast.ruth, of(one_tier, APPROVALS, "/portal"), 404)
    approvals.recall(one_tier, by(cast.sofia))
    assert "asked now, and kept nowhere" in page(cast.sofia, of(one_tier, APPROVALS))
    assert f'href="{of(one_tier, "fields")}"' not in page(cast.sofia, f"/quotes/{one_tier}")
    assert "Nothing" in page(cast.sofia, of(one_tier, "fields"))


def test_its_route_is_kept_in_its_history_and_names_no_amount(cast, by, one_tier):
    _kind, _row, told = decisions.on_record(by(cast.sofia), one_tier)
    route = next(one for one in told if one.kept.record["question"] == "quotes.route")
    assert f'href="/decisions/{route.address}"' in page(cast.sofia, f"/quotes/{one_tier}")
    assert "Had “" in page(cast.sofia, f"/decisions/{route.address}")
    assert not {"amount", "percent", "arr"} & {part for name in route.kept.record["facts"] for part in name.split("_")}


@pytest.mark.rule("QUO-02")
def test_the_check_of_an_order_opens_for_who_sent_it(cast, by, two_tier):
    sent = lines(Quote.objects.get(reference=two_tier), Total="1.00", **{"PO number": "AMZ-7"})
    order = orders.receive(by(cast.dirk), orders.Handed(two_tier, sent))
    assert f'href="{of(order.reference, "check", "/portal")}"' in page(
        cast.dirk, f"/portal/purchase-orders/{order.reference}"
    )
    assert "/rules/quotes.purchase_orders" in page(cast.sofia, of(order.reference, "check"))
    text = page(cast.dirk, of(order.reference, "check", "/portal"))
    assert "What it was judged on" not in text
    page(cast.nadia, of(order.reference, "check", "/portal"), 404)


def test_programs_read_the_same(cast, noon, one_tier, two_tier):
    listed = {each["key"]: each for each in Program(cast.sofia).get("/decisions", {"record": one_tier}).json()["items"]}
    assert {LINE, APPROVALS, ""} == listed.keys()
    told = Program(cast.sofia).get(listed[APPROVALS]["href"].removeprefix("/api/v1")).json()
    assert told["replayed_then"]["verdict"] == "same"
    assert told["would_have_changed_it"]
    seen = Program(cast.dirk).get(f"/decisions/of/{two_tier}/{LINE}").json()
    assert (seen["facts"], seen["why_no_change"], seen["replayed_now"], seen["book"]) == (None, "closed", None, None)
    for outsider in (cast.nadia, cast.ruth):
        assert Program(outsider).get(f"/decisions/of/{two_tier}/{LINE}").status_code == 404
        assert Program(outsider).get("/decisions", {"record": two_tier}).status_code == 404
    said = CliRunner().invoke(towpath, ["program", "explain", one_tier, "--why-not"], obj=noon).stdout
    for words in ("(pricing.rates): ", "(quotes.approvals)", "(quotes.route)", "Had “discount percent” been"):
        assert words in said, words
    rival = CliRunner().invoke(towpath, ["program", "explain", two_tier, "--as", cast.ruth.email], obj=noon)
    assert (rival.exit_code, rival.stdout) == (1, "")


def test_it_costs_few_queries(cast, two_tier, one_tier):
    client = Client()
    client.force_login(cast.sofia)
    for path in (of(two_tier, LINE), of(one_tier, APPROVALS)):
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            client.get(path)
        assert len(seen) <= 12, path
