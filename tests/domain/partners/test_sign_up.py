"""A company signs up: every field is checked, the address is confirmed, the company begins once."""

from datetime import timedelta

import pytest

from tests.domain.partners.becoming import GOOD, PLACE, begun, confirmed, nobody, typed
from towpath.domain.partners.actions import sign_up
from towpath.domain.partners.models import AccessRequest, Partner, SignUp
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotFound, Taken, TooMany

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("fresh_counts")]


@pytest.mark.rule("ONB-01", "ONB-02")
def test_a_company_begins_as_a_prospect_with_its_first_administrator(cast, book, noon):
    person = confirmed(book, noon)
    partner = Partner.objects.get(organisation=person.organisation)
    assert (partner.status, partner.region, partner.kinds) == ("prospect", "EMEA", ["reseller"])
    assert (partner.tax_kind, partner.tax_number) == ("eu.vat", "DE136695976")
    assert set(person.roles) == {"partner_admin", "partner_seller"}
    assert person.check_password(GOOD)
    assert partner.sign_up.place == PLACE
    assert Event.objects.filter(name="partners.partner.signed_up", subject_id=partner.pk).count() == 1


def test_every_wrong_field_is_named_at_once(cast, book, noon):
    wrong = typed(
        company="", website="none", country="XX", kind="king", name="", email="not an address", phone="1" * 50
    )
    with pytest.raises(Invalid) as refused:
        sign_up.begin(nobody(book, noon), wrong, place=PLACE)
    assert set(refused.value.errors) == {"company", "website", "country", "kind", "name", "email", "phone"}
    assert not SignUp.objects.exists()


@pytest.mark.parametrize(
    ("country", "number", "kept"),
    [
        ("DE", "136 695 976", ("eu.vat", "DE136695976")),
        ("GB", "GB 980 7806 84", ("gb.vat", "980780684")),
        ("US", "91-1144442", ("us.ein", "911144442")),
        ("IN", "27AAPFU0939F1ZV", ("in_.gstin", "27AAPFU0939F1ZV")),
        ("BR", "16.727.230/0001-97", ("br.cnpj", "16727230000197")),
        ("AQ", " as  we say ", ("", "as we say")),
        ("DE", "", ("", "")),
    ],
)
def test_tax_numbers_are_checked_by_their_kind(cast, book, noon, country, number, kept):
    made = begun(book, noon, country=country, tax_number=number)
    assert (made.tax_kind, made.tax_number) == kept


def test_a_wrong_tax_number_says_what_would_be_right(cast, book, noon):
    with pytest.raises(Invalid) as refused:
        begun(book, noon, tax_number="DE123")
    assert "written like DE136695976" in refused.value.errors["tax_number"][0]


def test_free_mail_is_refused_with_words(cast, book, noon):
    with pytest.raises(Invalid) as refused:
        begun(book, noon, email="lena@gmail.com")
    assert "gmail.com is a free mail service" in refused.value.errors["email"][0]


def test_a_link_works_once_for_its_time(cast, book, noon):
    made = begun(book, noon)
    key = sign_up.key_of(made)
    assert key not in str(SignUp.objects.values().get())
    with pytest.raises(MoveNotOpen, match="expired"):
        sign_up.look_up(key, noon + timedelta(hours=48))
    sign_up.confirm(key, nobody(book, noon), password=GOOD)
    with pytest.raises(MoveNotOpen, match="used already"):
        sign_up.confirm(key, nobody(book, noon), password=GOOD)
    with pytest.raises(NotFound):
        sign_up.look_up("0" * 64, noon)


def test_a_newer_sign_up_of_an_address_replaces_the_older(cast, book, noon):
    older = begun(book, noon)
    newer = begun(book, noon + timedelta(minutes=1), company="Bluewater Limited")
    with pytest.raises(MoveNotOpen, match="newer link"):
        sign_up.look_up(sign_up.key_of(older), noon)
    assert sign_up.look_up(sign_up.key_of(newer), noon) == newer


def test_the_link_of_one_address_is_nothing_for_another(cast, book, noon):
    made, other = begun(book, noon), begun(book, noon, email="olga@bluewater.example")
    person = sign_up.confirm(sign_up.key_of(made), nobody(book, noon), password=GOOD)
    assert person.email == made.email
    assert sign_up.key_of(made) != sign_up.key_of(other)


def test_a_weak_password_keeps_the_link(cast, book, noon):
    key = sign_up.key_of(begun(book, noon))
    with pytest.raises(Invalid) as refused:
        sign_up.confirm(key, nobody(book, noon), password="short")
    assert "password" in refused.value.errors
    assert not Person.objects.filter(email="lena@bluewater.example").exists()
    assert sign_up.look_up(key, noon)


def test_a_flood_from_one_place_is_stopped_and_others_go_on(cast, book, noon):
    for number in range(20):
        begun(book, noon, email=f"lena{number}@bluewater.example")
    with pytest.raises(TooMany):
        begun(book, noon, email="last@bluewater.example")
    assert SignUp.objects.count() == 20
    sign_up.begin(nobody(book, noon), typed(email="omid@elsewhere.example"), place="198.51.100.4")
    begun(book, noon + timedelta(hours=1), email="last@bluewater.example")


def test_one_address_cannot_be_flooded_from_many_places(cast, book, noon):
    for number in range(4):
        sign_up.begin(nobody(book, noon), typed(), place=f"192.0.2.{number}")
    with pytest.raises(TooMany):
        sign_up.begin(nobody(book, noon), typed(), place="192.0.2.99")


@pytest.mark.rule("ONB-05", "ONB-06")
@pytest.mark.parametrize(
    "more",
    [
        {"website": "northwind.example"},
        {"email": "lena@northwind.example"},
        {"company": "Northwind GmbH"},
    ],
)
def test_a_known_company_is_led_to_a_request_for_access(cast, book, noon, more):
    made = begun(book, noon, **more)
    key = sign_up.key_of(made)
    assert sign_up.is_known(made, nobody(book, noon))
    with pytest.raises(sign_up.Known):
        sign_up.confirm(key, nobody(book, noon), password=GOOD)
    request = sign_up.ask_access(key, nobody(book, noon))
    assert (request.partner, request.state, request.email) == (cast.northwind, "asked", made.email)
    assert not Person.objects.filter(email=made.email).exists()
    with pytest.raises(MoveNotOpen):
        sign_up.ask_access(key, nobody(book, noon))


@pytest.mark.rule("ONB-05")
def test_a_tax_number_tells_a_known_company(cast, book, noon):
    first = confirmed(book, noon)
    made = begun(book, noon, company="Quite Different", website="other.example", email="ivo@other.example")
    assert sign_up.ask_access(sign_up.key_of(made), nobody(book, noon)).partner == first.organisation.partner


def test_a_name_alone_in_another_country_is_only_suspected(cast, book, noon):
    person = confirmed(
        book, noon, company="Northwind", country="FR", tax_number="", website="norvent.example",
        email="lena@norvent.example",
    )  # fmt: skip
    [suspect] = person.organisation.partner.sign_up.suspects
    assert suspect["reference"] == cast.northwind.reference


def test_somebody_who_signs_in_already_is_not_made_twice(cast, book, noon):
    made = begun(book, noon, email=cast.nadia.email)
    with pytest.raises(Taken, match="signs in here already"):
        sign_up.confirm(sign_up.key_of(made), nobody(book, noon), password=GOOD)


def test_two_who_ask_with_one_address_make_one_request(cast, book, noon):
    for minute in range(2):
        at = noon + timedelta(minutes=minute)
        sign_up.ask_access(sign_up.key_of(begun(book, at, website="northwind.example")), nobody(book, at))
    assert AccessRequest.objects.count() == 1
