"""Letters on the way into the program and out of it: who gets which, what they say, and each once."""

from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import partner, person
from tests.domain.partners.becoming import GOOD, accepted, begun, nobody
from tests.notices.letters import expect, letters
from towpath.domain.partners.actions import access_requests, dormancy, legal_requests, partners, people, sign_up
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Organisation, Person
from towpath.kernel.identity.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counts")]
LENA = "lena@northwind.example"


@pytest.fixture
def fresh_counts():
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def told(noon):
    """told(act, {(kind, who): (words, ...)}): the letters of the act are these."""
    return lambda act, wanted: expect(letters(noon, act), wanted)


@pytest.fixture
def lex(cast):
    return person("Lex", Role.LEGAL)


# -- signing up --------------------------------------------------------------------------------------------------------


@pytest.mark.rule("ONB-02")
def test_the_link_goes_to_the_address_that_signed_up(cast, book, noon, told):
    told(
        lambda: begun(book, noon),
        {
            ("partners.sign_up", "lena@bluewater.example"): (
                "Confirm your address for the GitLab Partner Program", "Bluewater Consulting GmbH",
                "http://localhost:8000/join/", "If you did not sign up, ignore this mail",
            )
        },
    )  # fmt: skip


def test_who_signs_in_already_is_told_how_and_gets_no_link(cast, book, noon, told):
    told(
        lambda: begun(book, noon, email=cast.ruth.email),
        {("partners.sign_up.known", "ruth"): ("You have access", "http://localhost:8000/account/login/")},
    )


def test_a_link_that_a_newer_one_replaced_is_not_sent_any_more(cast, book, noon):
    def twice():
        begun(book, noon)
        begun(book, noon, company="Bluewater Limited")

    [mail] = letters(noon, twice).values()
    assert "Bluewater Limited" in mail.text


@pytest.mark.rule("ONB-02", "ONB-04")
def test_the_first_administrator_is_welcomed_and_operations_hear_of_the_new_partner(cast, book, noon, told):
    lena = sign_up.confirm(sign_up.key_of(begun(book, noon)), nobody(book, noon), password=GOOD)
    reference = lena.organisation.partner.reference
    told(
        lambda: accepted(lena, book, noon),
        {
            ("partners.authorized", "lena@bluewater.example"): (
                "Bluewater Consulting GmbH is authorized", "You can register deals now",
                "http://localhost:8000/portal/", "trainings",
            ),
            ("partners.authorized.inside", "omar"): (
                f"{reference} Bluewater", f"http://localhost:8000/partners/{reference}", "look whether it is a duplicate",
            ),
        },
    )  # fmt: skip


# -- standing: the partner before, the act, the letters ----------------------------------------------------------------

SIGNED = {"status": "prospect", "contract_on_file": True, "signed_contract_on": "2026-08-31"}
STANDING = {
    "authorized by hand": (
        SIGNED,
        lambda ref, who: partners.authorize(ref, who),
        {
            ("partners.authorized", "nina"): ("Northwind is authorized", "http://localhost:8000/portal/"),
            ("partners.authorized.inside", "elena"): ("Northwind is authorized", "Say who manages it"),
        },
    ),
    "made active": (
        SIGNED | {"kinds": ["alliance"]},
        lambda ref, who: partners.authorize(ref, who),
        {
            ("partners.authorized", "nina"): ("Northwind is authorized", "You can register deals now"),
            ("partners.authorized.inside", "elena"): ("Northwind is authorized", "http://localhost:8000/partners/PAR"),
        },
    ),
    "denied, in the words for the applicant alone": (
        {"status": "prospect"},
        lambda ref, who: partners.deny(ref, who, reason="Debts", told="You sell by auction"),
        {("partners.denied", "nina"): ("was denied", "> You sell by auction", "partner-support@gitlab.example")},
    ),
    "ended: the history says so, no letter does": ({}, lambda ref, who: partners.end(ref, who, reason="Closed"), {}),
    "suspended: the pages say so, no letter does": ({}, lambda ref, who: partners.suspend(ref, who, reason="x"), {}),
}


@pytest.mark.parametrize("case", STANDING)
def test_standing(cast, by, told, case):
    before, act, wanted = STANDING[case]
    Partner.objects.filter(pk=cast.northwind.pk).update(**before)
    told(lambda: act(cast.northwind.reference, by(cast.omar)), wanted)


def test_the_reason_of_a_denial_stays_inside(cast, by, noon):
    Partner.objects.filter(pk=cast.northwind.pk).update(status="prospect")
    found = letters(noon, lambda: partners.deny(cast.northwind.reference, by(cast.omar), reason="Debts of its owner"))
    assert all("Debts" not in mail.text + mail.html + mail.subject for mail in found.values())
    assert len(found) == 1


# -- a colleague who asks for access -----------------------------------------------------------------------------------


@pytest.fixture
def asked(cast, book, noon):
    """asked(): Lena, who confirmed her address, asks for access to Northwind's portal."""
    made = begun(book, noon, website="northwind.example", email=LENA, title="Account executive")
    return lambda: sign_up.ask_access(sign_up.key_of(made), nobody(book, noon))


@pytest.mark.rule("ONB-05", "ONB-06")
def test_the_right_administrators_are_asked(cast, asked, told):
    person("Nils", Role.PARTNER_ADMIN, organisation=cast.northwind.organisation)
    person("Vera", Role.PARTNER_VIEWER, organisation=cast.northwind.organisation)
    words = ("Lena asks for access", "Account executive", LENA, "http://localhost:8000/portal/access-requests/ACR")
    told(asked, {("partners.access_asked", "nina"): words, ("partners.access_asked", "nils"): words})


@pytest.mark.rule("ONB-06")
def test_operations_are_asked_where_nobody_administers(cast, asked, told):
    Person.objects.filter(pk=cast.nina.pk).update(is_active=False)
    told(asked, {("partners.access_asked", "omar"): ("Lena asks", "http://localhost:8000/access-requests/ACR")})


@pytest.mark.rule("ONB-06")
def test_the_answer_goes_to_who_asked(cast, by, asked, told):
    ref = asked().reference
    told(
        lambda: access_requests.decline(ref, by(cast.nina), reason="Nobody of this name works here"),
        {("partners.access_declined", LENA): ("was declined", "> Nobody of this name works here")},
    )


@pytest.mark.rule("ONB-06")
def test_access_given_is_an_invitation_to_the_confirmed_address(cast, by, asked, told):
    ref = asked().reference
    told(
        lambda: access_requests.grant(ref, by(cast.nina), role="partner_viewer"),
        {("partners.invitation", LENA): ("Nina invites you", "Northwind", "http://localhost:8000/invitations/")},
    )


def test_people_who_leave_or_change_roles_are_sent_nothing(cast, by, told):
    told(lambda: people.change_role(by(cast.nina), person=cast.nadia.pk, roles=["partner_viewer"]), {})
    told(lambda: people.remove(by(cast.nina), person=cast.nadia.pk), {})


# -- contracts by Legal ------------------------------------------------------------------------------------------------


@pytest.mark.rule("ONB-03", "ONB-09")
def test_a_contract_from_the_request_to_the_signature(cast, by, lex, told):
    person("Lotte", Role.LEGAL)
    willow = partner("Willow", status="prospect", signed_contract_on=None, click_through_agreement=False)
    wanda = person("Wanda", Role.PARTNER_ADMIN, organisation=willow.organisation)
    asked = {}

    def ask():
        asked["ref"] = legal_requests.ask(willow.reference, by(wanda), question="Clause 3 does not fit").reference

    to_legal = ("Willow asks for a contract", "> Clause 3 does not fit", "http://localhost:8000/legal-requests/LEG")
    told(
        ask,
        {
            ("partners.legal", "lex"): to_legal,
            ("partners.legal", "lotte"): to_legal,
            ("partners.legal.received", "wanda"): (
                "your contract was asked for",
                "http://localhost:8000/portal/contracts/",
            ),
        },
    )
    ref = asked["ref"]
    told(lambda: legal_requests.take_up(ref, by(lex)), {})
    told(
        lambda: legal_requests.send(ref, by(lex), note="Read clause 3 anew"),
        {("partners.legal.partner", "wanda"): (f"{ref}: your contract is with you", "> Read clause 3 anew")},
    )
    told(
        lambda: legal_requests.answer(ref, by(wanda), note="That fits us"),
        {("partners.legal", "lex"): (f"{ref} Willow answered", "> That fits us", "Read the answer and go on")},
    )
    file = SimpleUploadedFile("signed.pdf", b"%PDF-1.7 signed")
    told(
        lambda: legal_requests.sign(ref, by(lex), signed_on=by(lex).day, upload=file),
        {
            ("partners.legal.partner", "wanda"): (f"{ref}: your contract is signed", "on file"),
            ("partners.authorized", "wanda"): ("Willow is authorized", "You can register deals now"),
            ("partners.authorized.inside", "omar"): ("Willow is authorized", "http://localhost:8000/partners/PAR"),
        },
    )


def test_a_declined_contract_says_why(cast, by, lex, told):
    ref = legal_requests.ask(cast.northwind.reference, by(cast.nina)).reference
    told(
        lambda: legal_requests.decline(ref, by(lex), reason="We make no such contracts"),
        {("partners.legal.partner", "nina"): (f"{ref}: your request was declined", "> We make no such contracts")},
    )


# -- nobody signs in ---------------------------------------------------------------------------------------------------

NIGHTS = [
    (datetime(2026, 8, 2, 12, tzinfo=UTC), "ends on Tue 1 Sep 2026, unless somebody signs in", "Sign in once before"),
    (datetime(2026, 8, 25, 12, tzinfo=UTC), "ends on Tue 1 Sep 2026, unless somebody signs in", "any one of you"),
    (datetime(2026, 9, 1, 12, tzinfo=UTC), "The access of Northwind has ended", "partner-support@gitlab.example"),
]


@pytest.mark.rule("ROL-01")
def test_administrators_hear_before_the_access_ends_when_it_ends_and_when_it_is_opened(cast, by, told):
    Person.objects.filter(pk=cast.nina.pk).update(mail_pace="digest")
    Organisation.objects.filter(pk=cast.northwind.organisation_id).update(last_seen_on="2026-03-01")
    ref = cast.northwind.reference
    for at, subject, words in NIGHTS:
        night = by(None, at=at, door="job")
        told(
            lambda night=night: dormancy.follow_the_day(ref, night),
            {("partners.dormancy", "nina"): (subject, words, "http://localhost:8000/account/login/")},
        )
    told(
        lambda: dormancy.revive(ref, by(cast.omar, at=NIGHTS[-1][0]), reason="They wrote"),
        {("partners.dormancy", "nina"): ("The portal is open to Northwind again", "with the password you had")},
    )
    from towpath.kernel.mail.models import OutgoingMail

    assert not OutgoingMail.objects.filter(digest=True).exists(), "it goes out at once, whatever pace she chose"
