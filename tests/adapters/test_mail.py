"""Mail goes out through a real SMTP connection: in order, once, and not lost when the server is away."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from tests.mailbox import Mailbox
from towpath.adapters import mail
from towpath.adapters.mail import AT_WORK, LEASE, MailUrlError, Server
from towpath.kernel.mail.models import OutgoingMail

State = OutgoingMail.State


@pytest.fixture
def box(free_port, settings):
    one = Mailbox(free_port).start()
    settings.MAIL_URL, settings.MAIL_FROM = one.url, "Towpath <towpath@vendor.example>"
    yield one
    one.stop()


@pytest.fixture
def outbox(db, noon):
    """outbox("a@x.example", …): waiting messages, in that order."""

    def put(*addresses: str, **more) -> list[OutgoingMail]:
        start = OutgoingMail.objects.count()
        return [
            OutgoingMail.objects.create(
                **{
                    "to": to,
                    "kind": "test",
                    "subject": f"Müller & Söhne {n}",
                    "text": "Do this.\n",
                    "html": "<p>Do this.</p>",
                    "message_id": f"<{n}@test>",
                    "made_at": noon,
                    "next_try_at": noon,
                }
                | more
            )
            for n, to in enumerate(addresses, start)
        ]

    return put


def at(moment):
    return lambda: moment


def test_a_message_arrives_whole(box, outbox, noon):
    outbox("nadia@example.org")
    tally = mail.send_waiting(at(noon))
    assert (tally.sent, tally.problem) == (1, "")
    [got] = box.accepted
    assert got["From"] == "Towpath <towpath@vendor.example>"
    assert got["To"] == "nadia@example.org"
    assert got["Subject"] == "Müller & Söhne 0"
    assert got["Message-ID"] == "<0@test>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got.get_body(("plain",)).get_content().strip() == "Do this."
    assert "<p>Do this.</p>" in got.get_body(("html",)).get_content()
    row = OutgoingMail.objects.get()
    assert (row.state, row.sent_at, row.tries, row.last_error) == (State.SENT, noon, 1, "")
    assert mail.send_waiting(at(noon)).sent == 0, "what is sent stays sent"
    assert len(box.accepted) == 1


def test_a_server_away_for_an_hour_gets_everything_after_it_once_and_in_order(box, outbox, noon):
    box.stop()
    outbox(*[f"p{n}@x.example" for n in range(5)])
    for minute in range(0, 60, 10):
        tally = mail.send_waiting(at(noon + timedelta(minutes=minute)))
        assert tally.sent == 0
        assert "cannot be used" in tally.problem
    assert {m.state for m in OutgoingMail.objects.all()} == {State.WAITING}
    assert "cannot be used" in OutgoingMail.objects.order_by("id")[0].last_error
    outbox("late@x.example")
    box.start()
    assert mail.send_waiting(at(noon + timedelta(hours=1))).sent == 6
    assert box.ids == [f"<{n}@test>" for n in range(6)]
    assert set(OutgoingMail.objects.values_list("state", "last_error")) == {(State.SENT, "")}


def test_a_refusal_for_good_keeps_no_other_from_going(box, outbox, noon):
    box.answers["gone@x.example"] = "550 no such person"
    outbox("gone@x.example", "here@x.example")
    tally = mail.send_waiting(at(noon))
    assert (tally.sent, tally.given_up) == (1, 1)
    given_up = OutgoingMail.objects.get(to="gone@x.example")
    assert (given_up.state, given_up.last_error) == (State.GIVEN_UP, "550 no such person")


def test_a_refusal_for_now_waits_longer_each_time(box, outbox, noon):
    box.answers["busy@x.example"] = "451 later"
    [row] = outbox("busy@x.example")
    moment, waits = noon, []
    for _ in range(8):
        assert mail.send_waiting(at(moment)).put_off == 1
        row.refresh_from_db()
        waits.append(int((row.next_try_at - moment).total_seconds()) // 60)
        assert mail.send_waiting(at(row.next_try_at - timedelta(seconds=1))).put_off == 0
        moment = row.next_try_at
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]
    assert (row.state, row.last_error) == (State.WAITING, "451 later")
    box.answers.clear()
    assert mail.send_waiting(at(moment)).sent == 1


def test_refused_for_now_over_five_days_is_given_up(box, outbox, noon):
    box.answers["busy@x.example"] = "451 later"
    outbox("busy@x.example")
    assert mail.send_waiting(at(noon + timedelta(days=5, minutes=1))).given_up == 1


def test_a_server_that_ends_the_session_puts_only_that_message_off(box, outbox, noon):
    box.on_data = lambda message: "421 closing" if message["Message-ID"] == "<0@test>" else None
    outbox("a@x.example", "b@x.example")
    tally = mail.send_waiting(at(noon))
    assert (tally.sent, tally.put_off) == (1, 1)
    assert box.ids == ["<1@test>"]


def test_a_claim_left_by_a_dead_process_is_taken_up_after_its_lease(box, outbox, noon):
    outbox("a@x.example", state=State.SENDING, tries=1, next_try_at=noon + LEASE)
    assert mail.send_waiting(at(noon)).sent == 0
    assert mail.send_waiting(at(noon + LEASE)).sent == 1
    assert OutgoingMail.objects.get().tries == 2


def test_whoever_finds_another_sending_leaves_the_rest_to_it_but_not_for_long(box, outbox, noon):
    outbox("a@x.example", state=State.SENDING, tries=1, next_try_at=noon + LEASE)
    outbox("b@x.example")
    assert mail.send_waiting(at(noon)).sent == 0
    assert (
        mail.send_waiting(at(noon + AT_WORK)).sent == 1
    )  # it died: its own message waits for its lease, no other does
    assert box.ids == ["<1@test>"]


@pytest.mark.django_db(transaction=True)
def test_of_many_senders_at_once_all_goes_out_once_and_in_order(box):
    now = datetime.now(UTC)
    for n in range(30):
        OutgoingMail.objects.create(
            to="a@x.example", kind="test", subject="S", text="T", message_id=f"<{n}@test>", made_at=now, next_try_at=now
        )
    gate = threading.Barrier(6)

    def send() -> None:
        try:
            gate.wait()
            mail.send_waiting(lambda: datetime.now(UTC))
        finally:
            connection.close()

    threads = [threading.Thread(target=send) for _ in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert box.ids == [f"<{n}@test>" for n in range(30)]
    assert not OutgoingMail.objects.exclude(state=State.SENT).exists()


def test_a_claim_that_passed_to_another_process_is_not_overwritten(box, outbox, noon):
    [row] = outbox("a@x.example")
    row.state, row.tries = State.SENDING, 1
    row.save()
    OutgoingMail.objects.update(tries=2)
    mail._mark(row, state=State.SENT)
    row.refresh_from_db()
    assert (row.state, row.tries) == (State.SENDING, 2)


def test_what_waits_for_a_digest_does_not_go_out(box, outbox, noon):
    outbox("a@x.example", digest=True, next_try_at=None)
    assert mail.send_waiting(at(noon)).sent == 0


def test_without_a_server_mail_waits_and_says_so(outbox, noon, settings):
    settings.MAIL_URL = ""
    outbox("a@x.example")
    assert not mail.configured()
    assert "TOWPATH_MAIL_URL" in mail.send_waiting(at(noon)).problem
    assert OutgoingMail.objects.get().state == State.WAITING


def test_a_subject_cannot_smuggle_a_header(box, outbox, noon):
    outbox("a@x.example", subject="Hello\r\nBcc: everybody@x.example")
    outbox("b@x.example")
    tally = mail.send_waiting(at(noon))
    assert (tally.given_up, tally.sent) == (1, 1), "a message that cannot be written blocks no other"
    assert all("Bcc" not in m for m in box.accepted)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", Server("mail.example", 25)),
        ("smtp://mail.example?tls=starttls", Server("mail.example", 587, tls="starttls")),
        ("smtp://mail.example?tls=ssl", Server("mail.example", 465, tls="ssl")),
        ("smtp://me%40x:p%2Fw@mail.example:2525?tls=ssl", Server("mail.example", 2525, "me@x", "p/w", "ssl")),
    ],
)
def test_the_address_of_the_server_is_read(url, server):
    assert Server.read(url) == server


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mail.example", "does not name a mail server"),
        ("http://mail.example", "does not name a mail server"),
        ("smtp://mail.example:99999", "no number from 1 to 65535"),
        ("smtp://mail.example?tls=maybe", "tls=maybe"),
        ("smtp://mail.example?timeout=3", "timeout"),
        ("smtp://me:secret@mail.example", "unencrypted"),
    ],
)
def test_a_wrong_address_of_the_server_is_refused_with_what_is_right(url, says):
    with pytest.raises(MailUrlError, match=says) as refused:
        Server.read(url)
    assert "smtp://user:password@host:port?tls=starttls" in str(refused.value)
    assert "secret" not in str(refused.value)
