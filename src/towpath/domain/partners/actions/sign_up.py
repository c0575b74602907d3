"""A company signs up: what was typed is checked and kept, the address is confirmed by a link, then the partner begins.

Nothing tells who is a partner before the address is confirmed, and then no more than that the company is known.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_hex
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.crypto import salted_hmac

from towpath.basics.countries import COUNTRY_NAMES
from towpath.basics.domains import normalise_domain
from towpath.basics.tax_numbers import BadTaxNumber, TaxNumber, read
from towpath.domain.partners import events
from towpath.domain.partners.actions.moves import ACCESS_REQUESTS, PARTNERS, one_at_a_time
from towpath.domain.partners.duplicates import Company, Found, resembling
from towpath.domain.partners.lifecycles import ACCESS_REQUEST, ASKED, PARTNER
from towpath.domain.partners.models import AccessRequest, Partner, SignUp
from towpath.kernel.events.log import record
from towpath.kernel.identity.models import Organisation, Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.rates import spend
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Invalid, MoveNotOpen, NotFound, Refusal, Taken
from towpath.program.book import Book
from towpath.program.decisions.partners.agreement import SignUpTerms, sign_up_terms
from towpath.program.decisions.territories import TerritoryFacts, UnknownCountry, territory

NAMES = ("company", "legal_name", "website", "country", "tax_number", "kind", "name", "title", "email", "phone")


class Known(Taken):
    """The company is a partner already: its person asks for access instead."""


def begin(occasion: Occasion, typed: Mapping[str, str], *, place: str | None) -> SignUp:
    """Keep what was typed and send the link to the address. The answer is the same whoever the address belongs to.

    place  the address of the network from which it was sent, or None when unknown
    """
    terms = sign_up_terms(occasion.book, occasion.day)
    values = _checked(typed, terms, occasion)
    _count(values["email"], place, terms, occasion.at)
    with transaction.atomic(durable=True):
        one_at_a_time()
        waiting = SignUp.objects.filter(email__iexact=values["email"], used_at=None, replaced_at=None)
        waiting.update(replaced_at=occasion.at)
        made = SignUp.objects.create(
            **values, place=place, digest=token_hex(32), made_at=occasion.at,
            expires_at=occasion.at + timedelta(hours=terms.link_hours),
        )  # fmt: skip
        made.digest = _digest(key_of(made))
        made.save(update_fields=["digest"])
        record(events.SIGN_UP_BEGUN, occasion, subject=made, company=made.company, email=made.email)
    return made


def _count(email: str, place: str | None, terms: SignUpTerms, at: datetime) -> None:
    """TooMany when one place or one address asks too often."""
    seconds = terms.minutes * 60
    spend("partners.sign_up.place", _number(place or "unknown"), at, limit=terms.by_place, seconds=seconds)
    spend("partners.sign_up.address", _number(email), at, limit=terms.by_address, seconds=seconds)


def _number(text: str) -> int:
    return int.from_bytes(sha256(text.encode()).digest()[:7])


def key_of(sign_up: SignUp) -> str:
    """The key that the mail carries. Nothing stores it: it follows from the row and the secret key."""
    return salted_hmac("towpath.sign_up", f"{sign_up.pk}:{sign_up.email}", algorithm="sha256").hexdigest()


def _digest(key: str) -> str:
    return sha256(key.encode()).hexdigest()


def _checked(typed: Mapping[str, str], terms: SignUpTerms, occasion: Occasion) -> dict[str, Any]:
    """The columns of a sign-up; Invalid names every field that is wrong, all at once."""
    values = {name: " ".join(typed.get(name, "").split()) for name in NAMES}
    values["email"] = values["email"].lower()
    errors: dict[str, list[str]] = {}
    for field in terms.fields:
        text = values[field.name]
        if field.required and not text:
            errors[field.name] = [_missing(field.name)]
        elif len(text) > field.longest:
            errors[field.name] = [f"At most {field.longest} characters fit; this has {len(text)}."]
    wrong = (
        ("email", _against_email(values["email"], terms)),
        ("website", _against_website(values["website"])),
        ("country", "" if values["country"] in COUNTRY_NAMES else "Choose your country from the list."),
        ("kind", "" if values["kind"] in {kind.key for kind in terms.kinds} else "Choose one of the kinds of partner."),
    )
    for name, problem in wrong:
        if problem and name not in errors:
            errors[name] = [problem]
    number = TaxNumber("", "")
    if "country" not in errors and "tax_number" not in errors:
        try:
            number = read(values["tax_number"], values["country"])
        except BadTaxNumber as problem:
            errors["tax_number"] = [str(problem)]
    if errors:
        raise Invalid(errors)
    kept = ("email", "name", "title", "phone", "company", "legal_name", "country", "kind")
    return {name: values[name] for name in kept} | {
        "domain": normalise_domain(values["website"]),
        "region": region_of(values["country"], occasion),
        "tax_kind": number.kind,
        "tax_number": number.number,
    }


def _missing(name: str) -> str:
    return {
        "company": "Write the name of your company.",
        "website": "Write your company's web address, such as northwind.example.",
        "country": "Choose your country from the list.",
        "kind": "Choose one of the kinds of partner.",
        "name": "Write your name.",
        "email": "Write your work e-mail address.",
    }.get(name, "This is needed.")


def _against_email(email: str, terms: SignUpTerms) -> str:
    try:
        validate_email(email)
    except ValidationError:
        return "This is no e-mail address; write it like name@company.com."
    if terms.free_mail_refused and not normalise_domain(email):
        host = email.rpartition("@")[2]
        return (
            f"{host} is a free mail service, so it does not show whom you work for. Use your address at your company."
        )
    return ""


def _against_website(website: str) -> str:
    if normalise_domain(website):
        return ""
    return "This is no web address of a company; write it like northwind.example."


def region_of(country: str, occasion: Occasion) -> str:
    """The vendor's region of a company's country, by the page of territories."""
    try:
        return territory(TerritoryFacts(country=country), occasion.book, on=occasion.day).outcome.region
    except UnknownCountry as problem:
        raise Invalid({"country": [str(problem)]}) from problem


def look_up(key: str, at: datetime) -> SignUp:
    """The sign-up that a link leads to, if it can be used now; a refusal that says what to do otherwise."""
    return _usable(SignUp.objects.filter(digest=_digest(key)).first(), at)


def _usable(found: SignUp | None, at: datetime) -> SignUp:
    if found is None:
        raise NotFound("There is no such sign-up.")
    if found.used_at is not None:
        raise MoveNotOpen("This link was used already.", remedy="Sign in with your address and your password.")
    if found.replaced_at is not None:
        raise MoveNotOpen("A newer link was sent to this address.", remedy="Open the newest mail.")
    if found.expires_at <= at:
        raise MoveNotOpen("This link has expired.", remedy="Sign up again; it takes a minute.")
    return found


def company_of(sign_up: SignUp) -> Company:
    """The company in the sign-up's words: the domain of its website and that of the confirmed address."""
    domains = tuple(dict.fromkeys(domain for domain in (sign_up.domain, normalise_domain(sign_up.email)) if domain))
    return Company(sign_up.company, domains, sign_up.country, sign_up.tax_kind, sign_up.tax_number)


def resembled(sign_up: SignUp, book: Book, occasion: Occasion) -> list[Found]:
    return resembling(company_of(sign_up), book, occasion.day)


def is_known(sign_up: SignUp, occasion: Occasion) -> bool:
    """Whether the company is a partner already; never which, and never why."""
    found = resembled(sign_up, occasion.book, occasion)
    return bool(found) and found[0].decision.outcome == "known"


@transaction.atomic(durable=True)
def confirm(key: str, occasion: Occasion, *, password: str, zone: str = "UTC") -> Person:
    """Follow the link: the partner begins as a prospect, and the person becomes its first administrator.

    Known is raised where the company came in meanwhile or was a partner before; nothing is used up by that.
    """
    one_at_a_time()
    sign_up = _usable(SignUp.objects.select_for_update().filter(digest=_digest(key)).first(), occasion.at)
    if Person.objects.filter(email__iexact=sign_up.email).exists():
        raise Taken(f"{sign_up.email} signs in here already.", remedy="Sign in, or set a new password.")
    found = resembled(sign_up, occasion.book, occasion)
    if found and found[0].decision.outcome == "known":
        raise Known("Your company is known here already.", remedy="Ask for access to its portal instead.")
    person = Person(
        email=sign_up.email, name=sign_up.name, zone=zone, joined_at=occasion.at,
        roles=sorted([Role.PARTNER_ADMIN.value, Role.PARTNER_SELLER.value]),
    )  # fmt: skip
    _check_password(person, password)
    try:
        with transaction.atomic():
            partner = _begun(sign_up, occasion, person)
            sign_up.partner, sign_up.person, sign_up.used_at = partner, person, occasion.at
            sign_up.suspects = [
                {"reference": each.partner.reference, "says": each.decision.because[0].says} for each in found[:5]
            ]
            sign_up.save(update_fields=["partner", "person", "used_at", "suspects"])
    except IntegrityError as error:
        if "sign_up_" not in str(error):
            raise
        raise Known("Your company is known here already.", remedy="Ask for access to its portal instead.") from error
    return person


def _begun(sign_up: SignUp, occasion: Occasion, person: Person) -> Partner:
    """The organisation, its first person and the partner, in the caller's transaction."""
    organisation = Organisation.objects.create(name=sign_up.company)
    person.organisation = organisation
    person.save(force_insert=True)
    kind = next(each for each in sign_up_terms(occasion.book, occasion.day).kinds if each.key == sign_up.kind)
    partner = Partner(
        organisation=organisation, reference=next_reference("PAR"), name=sign_up.company, domain=sign_up.domain,
        legal_name=sign_up.legal_name, country=sign_up.country, region=sign_up.region, kinds=[sign_up.kind],
        track=kind.track, tax_kind=sign_up.tax_kind, tax_number=sign_up.tax_number,
    )  # fmt: skip
    own = replace(occasion, actor=person)
    move = PARTNER.moves["sign_up"]
    PARTNERS.begin(partner, move, own, name=person.name, company=partner.name)
    record(events.JOINED, own, subject=person, organisation=organisation, name=person.name, role=Role.PARTNER_ADMIN)
    return partner


def _check_password(person: Person, password: str) -> None:
    try:
        validate_password(password, user=person)
    except ValidationError as problem:
        raise Invalid({"password": list(problem.messages)}) from problem
    person.set_password(password)


@transaction.atomic(durable=True)
def ask_access(key: str, occasion: Occasion) -> AccessRequest:
    """Ask the administrators of the known partner for access (ONB-05, ONB-06). The link is used up by it."""
    one_at_a_time()
    sign_up = _usable(SignUp.objects.select_for_update().filter(digest=_digest(key)).first(), occasion.at)
    if Person.objects.filter(email__iexact=sign_up.email, is_active=True).exists():
        raise Taken(f"{sign_up.email} signs in here already.", remedy="Sign in, or set a new password.")
    found = resembled(sign_up, occasion.book, occasion)
    if not found or found[0].decision.outcome != "known":
        raise Refusal("Your company is not known here.", remedy="Go on with signing up.")
    partner = found[0].partner
    sign_up.used_at = occasion.at
    sign_up.save(update_fields=["used_at"])
    earlier = AccessRequest.objects.filter(partner=partner, email__iexact=sign_up.email, state=ASKED).first()
    if earlier is not None:
        return earlier
    request = AccessRequest(
        partner=partner, organisation_id=partner.organisation_id, reference=next_reference("ACR"), sign_up=sign_up,
        email=sign_up.email, name=sign_up.name, title=sign_up.title, asked_at=occasion.at,
    )  # fmt: skip
    move = ACCESS_REQUEST.moves["ask"]
    return ACCESS_REQUESTS.begin(request, move, occasion, name=sign_up.name, email=sign_up.email)
