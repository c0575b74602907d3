"""What people of a story have in hand: a browser without scripts, and the mails that came for them."""

import re
from datetime import UTC, datetime, timedelta

from django.test import Client

from tests.mailbox import deliver_everything
from towpath.kernel.mail.models import OutgoingMail

GOOD = "four words nobody guesses"
NUMBERS = r'name="version" value="([^"]+)"><input type="hidden" name="checksum" value="([^"]+)"'


def browser(person=None) -> Client:
    """A browser, signed in where a person is named."""
    client = Client()
    if person is not None:
        client.force_login(person)
    return client


def said(answer) -> str:
    """The words of a page."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode()


def mail(to: str, kind: str) -> str:
    """The newest mail of a kind to an address, after everything that happened is delivered."""
    deliver_everything(datetime.now(UTC))
    return OutgoingMail.objects.filter(to=to, kind=kind).latest("pk").text


def link_in(text: str) -> str:
    """The page to which a mail leads."""
    return re.search(r"http://localhost:8000(/\S+)", text).group(1)


def accept(client: Client):
    """Accept the agreement as it is shown, as somebody who may sign."""
    version, checksum = re.search(NUMBERS, said(client.get("/portal/agreement"))).groups()
    return client.post("/portal/agreement", {"signatory": "yes", "version": version, "checksum": checksum})


def a_deal(**more) -> dict[str, str]:
    """A deal as the form sends it, to be closed two months from now."""
    from tests.cast import claim

    return claim(close_on=(datetime.now(UTC) + timedelta(days=60)).date().isoformat()) | more
