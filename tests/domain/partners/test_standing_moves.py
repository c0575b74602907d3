"""Statuses, what was accepted, contracts and the race of two sign-ups: what the database and the actions hold."""

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction

from tests.cast import partner, person
from tests.domain.partners.becoming import GOOD, accepted, begun, confirmed, nobody
from towpath.domain.partners.actions import agreements, legal_requests, partners, sign_up
from towpath.domain.partners.models import AgreementAcceptance, AgreementText, Membership, Partner, SignUp
from towpath.kernel.events.models import Event
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import Ineligible, Invalid, MoveNotOpen, NotFound, Taken

pytestmark = pytest.mark.usefixtures("fresh_counts")


@pytest.mark.django_db
@pytest.mark.rule("ONB-02", "ONB-04", "ONB-10")
def test_accepting_stamps_and_authorizes_in_one(cast, book, noon):
    person_ = confirmed(book, noon)
    done = accepted(person_, book, noon)
    assert (done.status, done.signed_contract_on.isoformat()) == ("authorized", "2026-09-01")
    event = Event.objects.get(name="partners.partner.accepted")
    assert event.data["decision"]["outcome"] is True
    assert Membership.objects.filter(partner=done, value="open", ends_on=None).count() == 1
    with pytest.raises(MoveNotOpen):
        accepted(person_, book, noon)


@pytest.mark.django_db
def test_an_agreement_that_changed_is_refused_and_nothing_is_kept(cast, book, noon):
    person_ = confirmed(book, noon)
    with pytest.raises(agreements.AgreementChanged, match="version 2025-1"):
        accepted(person_, book, noon, version="2022-1")
    assert not AgreementAcceptance.objects.exists()


@pytest.mark.django_db
def test_what_was_accepted_cannot_be_changed(cast, book, noon):
    accepted(confirmed(book, noon), book, noon)
    for rows in (AgreementAcceptance.objects, AgreementText.objects):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(version="9")
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.all()._raw_delete("default")


@pytest.mark.django_db
@pytest.mark.rule("ONB-03")
def test_who_may_not_sign_is_refused_with_the_way_to_go(cast, book, noon):
    with pytest.raises(Ineligible) as refused:
        accepted(confirmed(book, noon), book, noon, signatory=False)
    assert "ONB-03" in refused.value.because[0]["catalogue_ids"]


@pytest.mark.django_db
@pytest.mark.rule("ONB-04", "ELG-05")
def test_authorizing_by_hand_names_every_missing_thing(cast, by):
    willow = partner("Willow", status="prospect", signed_contract_on=None, click_through_agreement=False)
    with pytest.raises(Ineligible) as refused:
        partners.authorize(willow.reference, by(cast.omar))
    assert len(refused.value.because) == 2
    assert all(reason["mend"] for reason in refused.value.because)
    with pytest.raises(NotFound):
        partners.authorize(willow.reference, by(cast.elena))


@pytest.mark.django_db
def test_a_former_partner_comes_back_as_a_prospect_that_signs_anew(cast, by):
    ref = cast.northwind.reference
    partners.end(ref, by(cast.omar), reason="They closed.")
    back = partners.reinstate(ref, by(cast.omar), reason="They opened again.")
    assert (back.status, back.signed_contract_on, back.click_through_agreement) == ("prospect", None, False)


@pytest.mark.django_db
def test_a_contract_is_asked_for_once_and_signed_only_with_its_document(cast, by):
    lex = person("Lex", Role.LEGAL)
    ref = cast.northwind.reference
    made = legal_requests.ask(ref, by(cast.nina), question="Clause 3.")
    with pytest.raises(Taken, match=made.reference):
        legal_requests.ask(ref, by(cast.nina))
    with pytest.raises(NotFound):
        legal_requests.take_up(made.reference, by(cast.omar))
    legal_requests.send(made.reference, by(lex), note="Sign the draft.")
    with pytest.raises(NotFound):
        legal_requests.answer(made.reference, by(cast.ruth), note="Signed.")
    legal_requests.answer(made.reference, by(cast.nina), note="Signed.")
    with pytest.raises(Invalid) as refused:
        legal_requests.sign(made.reference, by(lex), signed_on=None, upload=None)
    assert set(refused.value.errors) == {"signed_on", "file"}
    file = SimpleUploadedFile("signed.pdf", b"%PDF-1.7 signed")
    signed = legal_requests.sign(made.reference, by(lex), signed_on=by(lex).day, upload=file)
    assert (signed.state, signed.contract.name) == ("signed", "signed.pdf")


@pytest.mark.django_db(transaction=True)
@pytest.mark.rule("ONB-05")
def test_two_sign_ups_of_one_company_at_once_make_one_partner(cast, book, noon):
    keys = [
        sign_up.key_of(begun(book, noon, email=f"{name}@bluewater.example", tax_number="")) for name in ("lena", "omid")
    ]
    start, ended = threading.Barrier(2), []

    def come_in(key: str) -> None:
        try:
            start.wait(timeout=20)
            sign_up.confirm(key, nobody(book, noon), password=GOOD)
            ended.append("in")
        except sign_up.Known:
            ended.append("known")
        finally:
            connection.close()

    threads = [threading.Thread(target=come_in, args=(key,)) for key in keys]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert sorted(ended) == ["in", "known"]
    assert Partner.objects.filter(domain="bluewater.example").count() == 1
    assert SignUp.objects.filter(used_at=None).count() == 1
