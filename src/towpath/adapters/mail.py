"""The outbox's way out: the only place that talks SMTP. Nothing is lost, nothing is sent twice, order is kept.

A message is claimed (state "sending", committed) before a word is said to the server, and marked as sent after its
answer. A process that dies between the two leaves a claim that runs out after LEASE; then the message is tried again
under the same Message-ID. A server that cannot be reached is no message's fault: all wait, and go out in order later.

One message is under way at a time over all processes: whoever finds another's fresh claim leaves all that waits to that
process, which looks again after each message. One that died in the midst of it is waited for no longer than AT_WORK.
"""

import logging
import smtplib
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import Q, QuerySet

from towpath.kernel.mail.models import OutgoingMail
from towpath.kernel.mail.standing import why_not

log = logging.getLogger("towpath.mail")

State = OutgoingMail.State
LEASE = timedelta(minutes=5)  # longer than one message can take, patience with the database included
AT_WORK = timedelta(seconds=30)  # for so long a claim says that its process is sending
ONE_AT_A_TIME = 7_203_003  # the advisory lock under which a message is claimed
ANSWER_WITHIN = 20.0  # seconds for each answer of the server
MARK_WITHIN = 180.0  # seconds in which the database must be back to note that a message went out
GIVE_UP_AFTER = timedelta(days=5)  # of temporary refusals
LONGEST_WAIT = timedelta(hours=1)
PER_LINE = 100  # messages over one connection
PORTS = {"": 25, "starttls": 587, "ssl": 465}
SHAPE = "Write it as smtp://user:password@host:port?tls=starttls (or tls=ssl; without tls only to a server nearby)."


class MailUrlError(ValueError):
    """TOWPATH_MAIL_URL cannot be read. The message never repeats the password."""


class Unreachable(Exception):
    """The server does not answer, or does not let us in."""


@dataclass(frozen=True)
class Server:
    """Where mail goes: `tls` is "starttls", "ssl" or "" for none."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    tls: str = ""

    @classmethod
    def read(cls, url: str) -> "Server":
        """Read TOWPATH_MAIL_URL. Raises MailUrlError with what would be right."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise MailUrlError(f"The port in TOWPATH_MAIL_URL is no number from 1 to 65535. {SHAPE}") from None
        if parts.scheme != "smtp" or not parts.hostname:
            raise MailUrlError(f"TOWPATH_MAIL_URL does not name a mail server. {SHAPE}")
        options = parse_qs(parts.query, keep_blank_values=True)
        tls = options.pop("tls", [""])[-1].lower()
        if options or tls not in PORTS:
            strange = ", ".join(sorted(options)) or f"tls={tls}"
            raise MailUrlError(f"TOWPATH_MAIL_URL has an option that means nothing here: {strange}. {SHAPE}")
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        if user and not tls and parts.hostname not in ("localhost", "127.0.0.1", "::1"):
            raise MailUrlError(f"TOWPATH_MAIL_URL would send its password unencrypted. {SHAPE}")
        return cls(parts.hostname, port or PORTS[tls], user, password, tls)

    def connect(self) -> smtplib.SMTP:
        """An open, signed-in connection. Raises Unreachable."""
        secure = ssl.create_default_context() if self.tls else None
        peer: smtplib.SMTP | None = None
        try:
            if self.tls == "ssl":
                peer = smtplib.SMTP_SSL(self.host, self.port, timeout=ANSWER_WITHIN, context=secure)
            else:
                peer = smtplib.SMTP(self.host, self.port, timeout=ANSWER_WITHIN)
            if self.tls == "starttls":
                peer.starttls(context=secure)
            if self.user:
                peer.login(self.user, self.password)
            peer.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as error:
            if peer is not None:
                peer.close()
            raise Unreachable(f"{self.host}:{self.port} cannot be used: {_words(error)}") from error
        return peer


@dataclass
class Tally:
    """What one round of sending did. `problem` says why it ended early, "" when it did not."""

    sent: int = 0
    put_off: int = 0
    given_up: int = 0
    dropped: int = 0
    problem: str = ""


def configured() -> bool:
    """Whether there is a mail server to send by; without one everything waits in the outbox."""
    return bool(settings.MAIL_URL)


def due(now: datetime) -> QuerySet[OutgoingMail]:
    """What should go out now, oldest first: waiting, or claimed by a process that died."""
    ready = Q(next_try_at=None) | Q(next_try_at__lte=now)
    return OutgoingMail.objects.filter(ready, state__in=(State.WAITING, State.SENDING), digest=False).order_by("id")


def send_waiting(clock: Callable[[], datetime]) -> Tally:
    """Send everything that is due, in order of making, over one connection after another.

    Several processes may be asked to at once: one does it, the others end. Raises MailUrlError.
    """
    tally = Tally()
    if not configured():
        tally.problem = "No mail server is set (TOWPATH_MAIL_URL); mail waits."
        return tally
    server, line = Server.read(settings.MAIL_URL), _Line()
    try:
        while due(clock()).exists() and not _sent_elsewhere(clock()):
            peer = line.open(server)
            mail = _claim(clock())
            if mail is None:
                break
            if not _stands(mail, clock(), tally):
                continue
            _try(mail, peer, server, line, clock, tally)
    except Unreachable as error:
        tally.problem = str(error)
        log.warning("Mail waits: %s", error)
        first = due(clock()).first()
        if first is not None:
            OutgoingMail.objects.filter(pk=first.pk).update(last_error=str(error))
    finally:
        line.close()
    return tally


class _Line:
    """One connection, renewed after so many messages or a break."""

    def __init__(self) -> None:
        self.peer: smtplib.SMTP | None = None
        self.used = 0

    def open(self, server: Server) -> smtplib.SMTP:
        if self.peer is not None and self.used >= PER_LINE:
            self.close()
        if self.peer is None:
            self.peer, self.used = server.connect(), 0
        self.used += 1
        return self.peer

    def close(self) -> None:
        """Say goodbye where anybody listens; never fails."""
        peer, self.peer = self.peer, None
        if peer is None:
            return
        try:
            peer.quit()
        except (OSError, smtplib.SMTPException):
            peer.close()


def _sent_elsewhere(now: datetime) -> bool:
    """Whether another process has claimed a message just now."""
    return OutgoingMail.objects.filter(state=State.SENDING, next_try_at__gt=now + LEASE - AT_WORK).exists()


def _claim(now: datetime) -> OutgoingMail | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        if _sent_elsewhere(now):
            return None
        mail = due(now).select_for_update(skip_locked=True).first()
        if mail is not None:
            mail.state, mail.tries, mail.next_try_at = State.SENDING, mail.tries + 1, now + LEASE
            mail.save(update_fields=["state", "tries", "next_try_at"])
    return mail


def _stands(mail: OutgoingMail, now: datetime, tally: Tally) -> bool:
    """Whether its reader may still have it. Asked after the claim, as late as can be; where it cannot be told, it waits."""
    try:
        reason = why_not(mail)
    except Exception:
        log.exception("Whether mail %s may still go out could not be told; it waits.", mail.pk)
        _mark(
            mail, state=State.WAITING, next_try_at=now + wait(mail.tries), last_error="Its reader could not be checked"
        )
        tally.put_off += 1
        return False
    if reason:
        _mark(mail, state=State.DROPPED, next_try_at=None, last_error=reason)
        tally.dropped += 1
    return not reason


def _try(
    mail: OutgoingMail,
    peer: smtplib.SMTP,
    server: Server,
    line: _Line,
    clock: Callable[[], datetime],
    tally: Tally,
) -> None:
    """Say one message to the server and keep its answer. Raises Unreachable when the server went away meanwhile."""
    try:
        peer.send_message(message(mail), from_addr=_sender()[1], to_addrs=[mail.to])
    except (OSError, smtplib.SMTPException, ValueError) as error:
        _failed(mail, error, server, line, clock(), tally)
    else:
        _mark(mail, state=State.SENT, sent_at=clock(), next_try_at=None, last_error="")
        tally.sent += 1


def _failed(mail: OutgoingMail, error: Exception, server: Server, line: _Line, now: datetime, tally: Tally) -> None:
    if _is_for_good(error, mail.to):
        _mark(mail, state=State.GIVEN_UP, next_try_at=None, last_error=_words(error))
        tally.given_up += 1
        log.error("Mail %s is given up: %s", mail.pk, _words(error))
        return
    if _is_broken(error):
        line.close()
        try:
            line.open(server)
        except Unreachable:
            _mark(mail, state=State.WAITING, next_try_at=now, last_error=_words(error))
            raise
    if now - mail.made_at > GIVE_UP_AFTER and not isinstance(error, smtplib.SMTPSenderRefused):
        _mark(mail, state=State.GIVEN_UP, next_try_at=None, last_error=_words(error))
        tally.given_up += 1
        return
    _mark(mail, state=State.WAITING, next_try_at=now + wait(mail.tries), last_error=_words(error))
    tally.put_off += 1


def wait(tries: int) -> timedelta:
    """How long a message refused for now waits: one minute, then twice as long each time, at most an hour."""
    return min(timedelta(minutes=2 ** min(tries - 1, 10)), LONGEST_WAIT)


def _is_for_good(error: Exception, to: str) -> bool:
    """Whether the server will never take this message for this address. Refusing us as the sender is not that."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return error.recipients.get(to, (450, b""))[0] >= 500
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= 500
    # An address or a message that cannot be put into words of SMTP.
    return isinstance(error, smtplib.SMTPNotSupportedError | ValueError) and not isinstance(error, OSError)


def _is_broken(error: Exception) -> bool:
    """Whether the connection is of no more use: gone, or ended by the server with 421."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return any(code == 421 for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return error.smtp_code in (421, -1)
    return True


def _mark(mail: OutgoingMail, **values: Any) -> None:
    """Keep what became of a claimed message, unless the claim has passed to somebody else.

    A database that restarts meanwhile is waited for: an answer that is forgotten would be a message sent twice.
    """
    end = time.monotonic() + MARK_WITHIN
    while True:
        try:
            OutgoingMail.objects.filter(pk=mail.pk, state=State.SENDING, tries=mail.tries).update(**values)
        except (OperationalError, InterfaceError):
            if connection.in_atomic_block or time.monotonic() > end:
                raise
            connection.close()
            time.sleep(0.2)
        else:
            return


def message(mail: OutgoingMail) -> EmailMessage:
    """The message as it goes over the wire: plain text first, HTML beside it."""
    made = EmailMessage(policy=SMTP)
    name, address = _sender()
    made["From"] = f"{name} <{address}>" if name else address
    made["To"] = mail.to
    made["Subject"] = mail.subject
    made["Date"] = format_datetime(mail.made_at)
    made["Message-ID"] = mail.message_id
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.text)
    if mail.html:
        made.add_alternative(mail.html, subtype="html")
    return made


def _sender() -> tuple[str, str]:
    return parseaddr(settings.MAIL_FROM)


def _words(error: BaseException) -> str:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return "; ".join(f"{code} {_text(answer)}" for code, answer in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return str(error) or type(error).__name__


def _text(answer: bytes | str) -> str:
    return answer.decode(errors="replace") if isinstance(answer, bytes) else str(answer)
