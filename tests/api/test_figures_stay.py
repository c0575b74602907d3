"""What one audience pays never reaches another: by no address of the API, no event and no letter (QUO-02, QUO-05)."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from tests.api.test_walls import WALLS
from tests.cast import person
from tests.domain.quotes.shop import SKU, approver, complete
from tests.mailbox import deliver_everything
from towpath.domain.quotes.actions import approvals, quotes, sending
from towpath.domain.quotes.models import Quote
from towpath.domain.quotes.pricing import Wanted
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Organisation
from towpath.kernel.identity.roles import Role
from towpath.kernel.mail.models import OutgoingMail

pytestmark = [pytest.mark.django_db, pytest.mark.rule("QUO-02", "QUO-05", "DST-05")]
EVERY_LIST = [path for method, path in WALLS if method == "get" and "{" not in path]


def figures(quote: Quote) -> set[str]:
    """Each amount of a quote in every way in which somebody might write it."""
    amounts = {quote.list_amount, quote.net_amount}
    for line in quote.lines.all():
        amounts |= {line.list_amount, line.net_amount, line.program_off, line.customer_off, line.annual_amount}
    plain = {f"{one.normalize():f}" for one in amounts if one > 100}
    return plain | {f"{Decimal(one):,.2f}" for one in plain} | {f"{Decimal(one):,.0f}" for one in plain}


@pytest.fixture
def sold(cast, by, shop):
    """Two quotes with figures of their own, approved by Amir, sent: one to Amazic for Northwind, one to Rivalry itself."""
    approver("asm", cast.amir, region="EMEA")
    now = datetime.now(UTC)
    cast.fritz = person(
        "Fritz", Role.DISTRIBUTOR_USER, organisation=Organisation.objects.create(name="Freight", kind="distributor")
    )
    made = {}
    for name, partner, buys, seats, people in (
        ("two_tier", cast.northwind, "unsaid", 173, [cast.dirk.pk]), ("one_tier", cast.rival, "direct", 211, [cast.ruth.pk]),
    ):  # fmt: skip
        line = Wanted(SKU, Decimal(seats), customer_percent=Decimal(7), customer_why="A pilot")
        whole = complete(shop, partner, buys=buys, lines=(line,), valid_until=now.date() + timedelta(days=20))
        quote = quotes.create(by(cast.sofia, at=now), whole)
        Quote.objects.filter(pk=quote.pk).update(invoice_owner="x", invoice_contact="x")
        approvals.submit(quote.reference, by(cast.sofia, at=now), comments="As agreed")
        approvals.approve(quote.reference, by(cast.amir, at=now))
        sending.send(quote.reference, by(cast.sofia, at=now), people=people)
        made[name] = Quote.objects.get(pk=quote.pk)
    return made


def test_every_list_of_the_api_keeps_them_from_everybody_outside(as_, cast, sold):
    for who, own in (("nadia", None), ("nina", None), ("dirk", "two_tier"), ("ruth", "one_tier"), ("fritz", None)):
        program = as_(getattr(cast, who))
        said = [program.get(path).content.decode() for path in EVERY_LIST]
        for quote in sold.values():
            paths = ("", "/paper", "/addressees", "/past")
            answers = [program.get(f"/quotes/{quote.reference}{path}") for path in paths]
            if quote.kind == own:
                assert [answer.status_code for answer in answers] == [200, 200, 404, 404]
                continue
            assert {answer.status_code for answer in answers} == {404}
            said += [answer.content.decode() for answer in answers]
        for name, quote in sold.items():
            hidden = figures(quote) if name != own else set()
            assert not [one for one in hidden if any(one in text for text in said)], (who, name)


def test_one_s_own_figures_are_those_of_one_s_own_quote(as_, cast, sold):
    read = as_(cast.dirk).get(f"/quotes/{sold['two_tier'].reference}").json()
    assert Decimal(read["prices"]["net_amount"]) == sold["two_tier"].net_amount
    assert {row["reference"] for row in as_(cast.dirk).get("/quotes").json()["items"]} == {sold["two_tier"].reference}


def test_no_event_and_no_letter_names_one(cast, sold, noon):
    deliver_everything(noon)
    assert OutgoingMail.objects.filter(kind="quotes.sent").count() == 2
    told = [f"{mail.subject} {mail.text} {mail.html}" for mail in OutgoingMail.objects.all()]
    told += [str(event.data) for event in Event.objects.filter(name__startswith="quotes.")]
    told += [str(event.data) for event in Event.objects.filter(name__startswith="accounts.opportunity")]
    for quote in sold.values():
        assert not [one for one in figures(quote) if any(one in text for text in told)]
    for mail in OutgoingMail.objects.filter(kind="quotes.sent"):
        assert mail.to in (cast.dirk.email, cast.ruth.email)
