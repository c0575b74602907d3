"""What the tests of the workspace's pages share: a decided registration, and a way to look at a page as somebody."""

from collections.abc import Callable
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

# Models are imported late, as in tests/conftest.py.


@pytest.fixture
def deal(cast, by) -> SimpleNamespace:
    """Northwind's registration of Acme in review by the ESM, with its opportunity made and its clocks running."""
    from tests.cast import claim
    from towpath.domain.accounts.models import Opportunity
    from towpath.domain.deals.actions import registrations
    from towpath.kernel.clocks.models import Clock

    ref = registrations.draft(by(cast.nadia), claim()).reference
    registrations.submit(ref, by(cast.nadia))
    registrations.link_account(ref, by(cast.omar), account=cast.acme.reference)
    registrations.put_forward(ref, by(cast.omar))
    registrations.confirm_type(ref, by(cast.elena))
    registrations.record_sourcing(ref, by(cast.elena), finding="partner_created")
    registrations.create_opportunity(ref, by(cast.elena))
    return SimpleNamespace(ref=ref, opportunity=Opportunity.objects.get(), clocks=list(Clock.objects.order_by("id")))


@pytest.fixture
def approved(deal, cast, by) -> SimpleNamespace:
    """The same, approved by both."""
    from towpath.domain.deals.actions import registrations

    registrations.approve(deal.ref, by(cast.elena))
    registrations.record_alignment(deal.ref, by(cast.amir), note="Agreed.")
    registrations.approve(deal.ref, by(cast.amir))
    deal.opportunity.refresh_from_db()
    return deal


@pytest.fixture
def seen(client: Client) -> Callable:
    """seen(person, address) -> the answer to a GET as that person; its text is in `.said`, its queries in `.queries`."""

    def look(person, address: str, data: dict | None = None):
        client.force_login(person)
        with CaptureQueriesContext(connection) as caught:
            answer = client.get(address, data or {})
            answer.said = b"".join(answer).decode() if answer.streaming else answer.content.decode()
        answer.queries = len([q for q in caught.captured_queries if not q["sql"].startswith(("SAVEPOINT", "RELEASE"))])
        return answer

    return look


@pytest.fixture
def sent(client: Client) -> Callable:
    """sent(person, address, data) -> the answer to a POST as that person."""

    def send(person, address: str, data: dict | None = None, **more):
        client.force_login(person)
        return client.post(address, data or {}, **more)

    return send
