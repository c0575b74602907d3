"""What the tests of these pages do over and over: bring a registration to a state, open a page, send its form."""

import re

from tests.cast import claim
from towpath.domain.deals.actions import registrations

HERE = "/deals/registrations/"


def submitted(cast, by, **more) -> str:
    """A registration that Nadia sent; its reference."""
    return registrations.register(by(cast.nadia), claim(**more)).reference


def in_review(cast, by, **more) -> str:
    """One that waits for Elena."""
    ref = submitted(cast, by, **more)
    registrations.link_account(ref, by(cast.omar), account=cast.acme.reference)
    registrations.put_forward(ref, by(cast.omar))
    return ref


def ready(cast, by, **more) -> str:
    """One that Elena can approve."""
    ref = in_review(cast, by, **more)
    registrations.confirm_type(ref, by(cast.elena))
    registrations.record_sourcing(ref, by(cast.elena), finding="partner_created")
    registrations.create_opportunity(ref, by(cast.elena))
    return ref


def with_amir(cast, by, **more) -> str:
    """One that waits for the last signature."""
    ref = ready(cast, by, **more)
    registrations.approve(ref, by(cast.elena))
    return ref


def approved(cast, by, at, **more) -> str:
    """One that was approved at a moment, so that its protection still runs."""
    ref = with_amir(cast, by, **more)
    registrations.record_alignment(ref, by(cast.amir, at), note="Agreed.")
    registrations.approve(ref, by(cast.amir, at))
    return ref


def form_of(client, person, address: str) -> dict[str, str]:
    """The hidden fields of the form on a page, opened as somebody."""
    client.force_login(person)
    page = client.get(address)
    assert page.status_code == 200, page.content.decode()
    return dict(re.findall(r'name="(version|seen)" value="([^"]*)"', page.content.decode()))


def send(client, person, ref: str, move: str, **given):
    """Open a decision page as somebody, fill it in and send it."""
    address = f"{HERE}{ref}/{move}"
    return client.post(address, form_of(client, person, address) | given)


def done(answer):
    """The answer, which must be the way back to the record."""
    assert answer.status_code == 302, answer.content.decode()
    return answer


def words(answer) -> str:
    return answer.content.decode()
