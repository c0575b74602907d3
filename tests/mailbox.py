"""A real mail server in a thread of the test, and the delivery of what happened so far."""

import email
import threading
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from email.policy import default

from aiosmtpd.controller import Controller

from towpath.kernel.events import log
from towpath.kernel.events.models import Event


class Mailbox:
    """Listens on 127.0.0.1; keeps what it accepted, in order. `answers` may refuse by address: {"a@b": "550 no"}."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"smtp://127.0.0.1:{port}"
        self.accepted: list[EmailMessage] = []
        self.answers: dict[str, str] = {}
        self.on_data: Callable[[EmailMessage], str | None] = lambda message: None
        self.data_seen = threading.Event()  # a message is complete on our side, and not yet answered
        self._controller: Controller | None = None

    def start(self) -> "Mailbox":
        self._controller = Controller(_Handler(self), hostname="127.0.0.1", port=self.port)
        self._controller.start()
        return self

    def stop(self) -> None:
        if self._controller is not None:
            self._controller.stop()
            self._controller = None

    def to(self, address: str) -> list[EmailMessage]:
        return [m for m in self.accepted if m["To"] == address]

    @property
    def ids(self) -> list[str]:
        return [m["Message-ID"] for m in self.accepted]


class _Handler:
    def __init__(self, box: Mailbox) -> None:
        self.box = box

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.box.answers.get(address, "250 fine")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):
        message = email.message_from_bytes(envelope.content, policy=default)
        self.box.data_seen.set()
        answer = self.box.on_data(message) or "250 kept"
        if answer.startswith("250"):
            self.box.accepted.append(message)
        return answer


def deliver_everything(now: datetime) -> None:
    """Give every event that happened to its listeners, oldest first, as the worker would."""
    for event in Event.objects.order_by("id"):
        log.deliver(event.pk, now)
