"""Steps on the way to becoming a partner, for tests: what is typed, and how far one has come."""

from towpath.domain.partners.actions import agreements, sign_up
from towpath.domain.partners.models import SignUp
from towpath.kernel.occasion import Occasion
from towpath.program.decisions.partners.agreement import agreement

GOOD = "four words nobody guesses"
PLACE = "192.0.2.7"


def typed(**more) -> dict[str, str]:
    """A sign-up of Bluewater in Germany that is right in every field."""
    return {
        "company": "Bluewater Consulting GmbH", "legal_name": "", "website": "bluewater.example", "country": "DE",
        "tax_number": "DE136695976", "kind": "reseller", "name": "Lena", "title": "Managing director",
        "email": "lena@bluewater.example", "phone": "",
    } | more  # fmt: skip


def nobody(book, at) -> Occasion:
    """Somebody who is not signed in, in the portal."""
    return Occasion(actor=None, at=at, door="portal", book=book)


def begun(book, at, **more) -> SignUp:
    return sign_up.begin(nobody(book, at), typed(**more), place=PLACE)


def confirmed(book, at, **more):
    """The first administrator of a new prospect."""
    return sign_up.confirm(sign_up.key_of(begun(book, at, **more)), nobody(book, at), password=GOOD)


def accepted(person, book, at, **more):
    """The partner, after its administrator accepted the agreement that is in force."""
    occasion = Occasion(actor=person, at=at, door="portal", book=book)
    partner = person.organisation.partner
    shown = agreement(partner.region, book, occasion.day)
    given = {"version": shown.version, "checksum": shown.checksum, "signatory": True, "place": PLACE} | more
    return agreements.accept(partner.reference, occasion, **given)
