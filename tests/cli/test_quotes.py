"""`towpath quotes`: the same acts and the same walls as everywhere."""

import json
from datetime import date
from decimal import Decimal

import pytest

from tests.cast import person
from tests.domain.quotes.shop import SKU, approver, complete
from towpath.domain.quotes.actions import quotes
from towpath.domain.quotes.models import Quote
from towpath.domain.quotes.pricing import Wanted
from towpath.kernel.identity.roles import Role

pytestmark = pytest.mark.django_db
DEEP = ("--customer-percent", "20", "--customer-why", "Three years agreed")


@pytest.fixture
def done(command, cast):
    def run(*words, who=cast.sofia, code=0):
        answer = command("quotes", *words, who=who)
        assert answer.exit_code == code, answer.stderr or answer.stdout
        return answer.stdout if code == 0 else answer.stderr

    return run


@pytest.fixture
def drafted(shop, cast, done):
    """The reference of 200 seats for Rivalry, drafted by Sofia with every field."""
    whole = complete(shop, cast.rival)
    fields = ("sold_to", "bill_to", "end_user_email", "shipping_address", "postal_code", "vat_number")
    more = [part for name in fields for part in (f"--{name.replace('_', '-')}", getattr(whole, name))]
    said = done(
        "draft", shop.opportunity.reference, "--partner", cast.rival.reference, "--buys", "direct", "--line", f"{SKU}=200",
        "--from", "2026-10-01", *more,
    )  # fmt: skip
    assert "one_tier, draft; " in said
    assert "45,600.00 USD" in said
    return said.split(":")[0]


def test_a_quote_from_its_draft_to_its_order(cast, done, drafted, tmp_path):
    assert "Rivalry" in done("list", "--kind", "one_tier", "--mine")
    assert json.loads(done("list", "--state", "draft", "--json"))[0]["quote"] == drafted
    assert done("list", who=cast.ruth) == "No quote fits.\n"
    told = json.loads(done("show", drafted, "--json"))
    assert (told["list"], told["lines"][0]["list"], told["lines"][0]["quantity"]) == ("45600.0000", "45600.00", "200")
    assert "co-sell" in done("show", drafted.lower())
    assert "51,300.00" in done("line", "set", drafted, "PS-DAY", "--quantity", "3")
    assert "28,500.00" in done("line", "set", drafted, SKU, "--quantity", "100")
    assert "22,800.00" in done("line", "remove", drafted, "PS-DAY")
    assert "no line" in done("line", "remove", drafted, "PS-DAY", code=2)
    assert "--quantity" in done("line", "set", drafted, "PS-DAY", code=2)
    assert "22,800.00" in done("reprice", drafted, "--why", "New list")
    assert done("primary", drafted).endswith("primary.\n")
    assert done("submit", drafted).endswith("approved.\n")
    assert "Choose a day" in done("prolong", drafted, "--until", "2027-09-01", code=1)
    assert "There is no quote" in done("show", drafted, who=cast.ruth, code=1)
    assert done("send", drafted, "--to", cast.ruth.email).endswith("sent.\n")
    assert "22,800.00" in done("show", drafted, who=cast.ruth)
    into = tmp_path / "quote.pdf"
    done("pdf", drafted, "--out", into, who=cast.ruth)
    assert into.read_bytes()[:5] == b"%PDF-"
    assert done("accept", drafted, "--how", "PO 4711").endswith("accepted.\n")
    assert Quote.objects.get().state == "accepted"


@pytest.mark.rule("APR-01")
def test_it_is_approved_and_rejected_by_who_is_asked(cast, done, drafted):
    approver("asm", cast.amir, region="EMEA")
    approver("rd", person("Rolf", Role.APPROVER), region="")
    done("line", "set", drafted, SKU, *DEEP)
    assert "Would be approved by: Area Sales Manager, Regional Director." in done("show", drafted)
    assert done("submit", drafted, "--comments", "Friday").endswith("in review.\n")
    assert drafted in done("waiting", who=cast.amir)
    assert "There is no quote" in done("approve", drafted, who=cast.anna, code=1)
    assert done("approve", drafted, who=cast.amir).endswith("in review.\n")
    assert "asm: Amir, approved." in done("show", drafted)
    assert done("recall", drafted, "--why", "Fewer").endswith("draft.\n")
    done("submit", drafted)
    assert done("reject", drafted, "--comments", "Too deep", who=cast.amir).endswith("rejected.\n")
    assert done("reopen", drafted).endswith("draft.\n")
    assert done("withdraw", drafted, "--why", "Bought elsewhere").endswith("withdrawn.\n")
    assert done("waiting", who=cast.amir) == "No quote waits for you.\n"


@pytest.mark.rule("INC-10")
def test_all_three_agree_to_a_reduction(cast, done, drafted):
    done("line", "set", drafted, SKU, "--reduced-to", "5")
    done("ask-consent", drafted, "--to", cast.ruth.email)
    assert "agreed" in done("consent", drafted, "--side", "partner", who=cast.ruth)
    done("consent", drafted, "--side", "sales")
    assert "Esm: has not agreed yet." in done("show", drafted)
    assert "is not recorded" in done("submit", drafted, code=1)
    done("consent", drafted, "--side", "esm", who=cast.elena)
    done("line", "set", drafted, SKU, "--reduced-to", "4")
    assert "There is no quote" in done("show", drafted, who=cast.ruth, code=1)


@pytest.mark.rule("QUO-05")
def test_a_two_tier_quote_opens_to_its_distributor_alone(cast, shop, by, done):
    asked = complete(shop, cast.northwind, buys="unsaid", lines=(Wanted(SKU, Decimal(200)),))
    made = quotes.create(by(cast.sofia), asked)
    Quote.objects.filter(pk=made.pk).update(state="approved", valid_until=date(2026, 9, 30))
    assert "is not of the audience" in done("send", made.reference, "--to", cast.nadia.email, code=1)
    done("send", made.reference, "--to", cast.dirk.email, "--mailbox", "orders@amazic.example")
    figure = f"{made.net_amount:,.2f}"
    assert figure in done("show", made.reference, who=cast.dirk)
    for somebody in (cast.nadia, cast.nina, cast.ruth):
        for words in (("show", made.reference), ("pdf", made.reference), ("list",)):
            answer = done(*words, who=somebody, code=0 if words == ("list",) else 1)
            assert figure not in answer
            assert made.reference not in answer or words != ("list",)


def test_what_is_written_wrong_says_what_would_be_right(cast, done, shop):
    assert "QUO00042-1" in done("show", "QUO00042", code=2)
    assert "PREM-SAAS-12=200" in done(
        "draft", shop.opportunity.reference, "--line", SKU, "--from", "2026-10-01", code=2
    )
    assert "no figure" in done(
        "draft", shop.opportunity.reference, "--line", f"{SKU}=lots", "--from", "2026-10-01", code=2
    )
    route = done("route", shop.opportunity.reference, "--partner", cast.northwind.reference)
    assert route.startswith("two_tier, to the distributor (amazic).")
