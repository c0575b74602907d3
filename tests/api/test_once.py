"""Idempotency keys: done once, answered alike, refused for another request, honest after a crash."""

import threading

import pytest
from django.db import close_old_connections, connection

from towpath.api.models import KeptAnswer
from towpath.domain.deals.models import Comment, Registration
from towpath.kernel.documents.models import Document
from towpath.kernel.events.models import Event

ROOT = "/deals/registrations"


def test_the_same_key_does_it_once_and_answers_alike(as_, cast, form):
    nadia = as_(cast.nadia)
    first = nadia.post(ROOT, form(submit=True), Idempotency_Key="k1")
    again = nadia.post(ROOT, form(submit=True), Idempotency_Key="k1")
    assert (first.status_code, first.content) == (again.status_code, again.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers
    assert (Registration.objects.count(), Event.objects.filter(name="deals.registration.submitted").count()) == (1, 1)


def test_the_first_answer_stays_even_when_the_record_has_moved_on(as_, cast, sent):
    nadia, omar = as_(cast.nadia), as_(cast.omar)
    body = {"account": cast.acme.reference}
    linked = omar.post(f"{ROOT}/{sent}/link_account", body, Idempotency_Key="link")
    nadia.post(f"{ROOT}/{sent}/withdraw", {"why": "Lost interest."})
    again = omar.post(f"{ROOT}/{sent}/link_account", body, Idempotency_Key="link")
    assert (again.status_code, again.content) == (200, linked.content)


def test_a_key_belongs_to_one_request(as_, cast, form, sent):
    nadia = as_(cast.nadia)
    nadia.post(f"{ROOT}/{sent}/comments", {"body": "One"}, Idempotency_Key="k")
    for path, body in ((f"{ROOT}/{sent}/comments", {"body": "Two"}), (f"{ROOT}/{sent}/withdraw", {"why": "No."})):
        other = nadia.post(path, body, Idempotency_Key="k")
        assert (other.status_code, other.json()["type"]) == (422, "/problems/key-reused")
    assert Comment.objects.count() == 1
    assert Registration.objects.get().state == "submitted"


def test_keys_are_each_persons_own(as_, cast, sent):
    for someone in (cast.nadia, cast.nina):
        assert as_(someone).post(f"{ROOT}/{sent}/comments", {"body": "One"}, Idempotency_Key="k").status_code == 201
    assert Comment.objects.count() == 2


def test_a_refusal_is_not_kept_so_the_corrected_request_may_use_the_key(as_, cast, form):
    nadia = as_(cast.nadia)
    assert nadia.post(ROOT, form(amount="lots"), Idempotency_Key="k").status_code == 422
    assert nadia.post(ROOT, form(), Idempotency_Key="k").status_code == 201


def test_a_change_without_an_event_keeps_its_key_too(as_, cast, form):
    nadia = as_(cast.nadia)
    one = nadia.post(ROOT, form()).json()["href"].removeprefix("/api/v1")
    nadia.patch(one, {"deal_name": "First"}, Idempotency_Key="k")
    nadia.patch(one, {"deal_name": "Second"})
    assert nadia.patch(one, {"deal_name": "First"}, Idempotency_Key="k").json()["deal_name"] == "First"
    assert nadia.get(one).json()["deal_name"] == "Second"
    assert nadia.patch(one, {"deal_name": "Third"}, Idempotency_Key="k").status_code == 422


def test_a_file_sent_twice_under_one_key_is_kept_once(as_, cast, sent):
    omar = as_(cast.omar)
    for _ in range(2):
        up = omar.upload(f"{ROOT}/{sent}/files", "a.txt", b"the same", audience="internal", key="k")
        assert up.status_code == 201
    assert omar.upload(f"{ROOT}/{sent}/files", "a.txt", b"another", audience="internal", key="k").status_code == 422
    assert Document.objects.count() == 1


def test_after_a_crash_between_act_and_answer_one_is_told_that_it_was_done(as_, cast, form, monkeypatch):
    from towpath.api import once

    nadia = as_(cast.nadia)

    def killed(*_):
        raise SystemExit("the process is killed here")

    with monkeypatch.context() as death:
        death.setattr(once, "_keep", killed)
        with pytest.raises(SystemExit):
            nadia.post(ROOT, form(submit=True), Idempotency_Key="k")
    told = nadia.post(ROOT, form(submit=True), Idempotency_Key="k")
    assert (told.status_code, told.json()["type"]) == (409, "/problems/already-done")
    assert Registration.objects.get().reference in told.json()["remedy"]
    assert Registration.objects.count() == 1


def test_an_unfit_key_is_refused(as_, cast, form):
    assert as_(cast.nadia).post(ROOT, form(), Idempotency_Key="k" * 201).status_code == 422
    assert Registration.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_two_at_once_have_one_effect(as_, cast, form):
    """Both pass the first look; the second waits on the constraint of the first one's transaction."""
    programs, answers = [as_(cast.nadia) for _ in range(4)], []
    body, start = form(submit=True), threading.Barrier(4)

    def send(program):
        try:
            start.wait(timeout=20)
            answers.append(program.post(ROOT, body, Idempotency_Key="k"))
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=send, args=(program,)) for program in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert len(answers) == 4
    assert Registration.objects.count() == 1
    assert KeptAnswer.objects.count() == 1
    codes = [answer.status_code for answer in answers]
    assert 201 in codes
    # One that came while the first answer was still being put into words is told that it was done, never does it again.
    assert set(codes) <= {201, 409}
    assert {answer.content for answer in answers if answer.status_code == 201}.__len__() == 1
