"""Everything that the vendor can do to a partner as a whole. One function: one transaction, one event."""

from collections.abc import Mapping

from django.db import transaction

from towpath.basics.countries import COUNTRY_NAMES
from towpath.basics.domains import normalise_domain
from towpath.basics.tax_numbers import BadTaxNumber, TaxNumber, read
from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.actions.moves import PARTNERS, contract_stands, enter_track, one_at_a_time, said
from towpath.domain.partners.actions.sign_up import region_of
from towpath.domain.partners.duplicates import Company, resembling
from towpath.domain.partners.lifecycles import PARTNER
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Organisation
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Ineligible, Invalid, NotAllowed, NotReady
from towpath.program.decisions.partners.agreement import sign_up_terms
from towpath.program.decisions.partners.standing import active_for

LONGEST_NAME = 200
TOLD = "The application does not fit the program at present"


@transaction.atomic(durable=True)
def create(occasion: Occasion, typed: Mapping[str, str], *, reason: str, sure: bool = False) -> Partner:
    """Create a partner by hand, which is an exception and needs a reason (ONB-01). It begins as a prospect.

    typed  company, website, country, tax_number, kind, legal_name
    sure   the writer saw the partners that it resembles, and it is none of them
    """
    if not ACCESS.may(occasion.actor, Permission.CREATE):
        raise NotAllowed("Partners are created by Ecosystem Operations.")
    words = {name: " ".join(value.split()) for name, value in typed.items()}
    terms = sign_up_terms(occasion.book, occasion.day)
    errors, number = _against(words, {kind.key for kind in terms.kinds})
    try:
        why = said(reason, why="Say why it does not sign up itself: creating by hand is the exception.")
    except Invalid as refusal:
        errors |= refusal.errors
    if errors:
        raise Invalid(errors)
    one_at_a_time()
    company = Company(
        words["company"], (normalise_domain(words.get("website", "")),), words["country"], number.kind, number.number
    )
    alike = resembling(company, occasion.book, occasion.day)
    if alike and not sure:
        named = ", ".join(f"{each.partner.reference} {each.partner.name}" for each in alike[:3])
        raise Invalid({"sure": [f"It resembles {named}. Look there first; say so if it is another company."]})
    kind = next(each for each in terms.kinds if each.key == words["kind"])
    partner = Partner(
        organisation=Organisation.objects.create(name=words["company"]), reference=next_reference("PAR"),
        name=words["company"], legal_name=words.get("legal_name", ""), domain=company.domains[0],
        country=words["country"], region=region_of(words["country"], occasion), kinds=[kind.key], track=kind.track,
        tax_kind=number.kind, tax_number=number.number,
    )  # fmt: skip
    return PARTNERS.begin(partner, PARTNER.moves["create"], occasion, reason=why)


def _against(words: Mapping[str, str], kinds: set[str]) -> tuple[dict[str, list[str]], TaxNumber]:
    errors: dict[str, list[str]] = {}
    for name in ("company", "legal_name"):
        if len(words.get(name, "")) > LONGEST_NAME:
            errors[name] = [f"At most {LONGEST_NAME} characters fit."]
    if not words.get("company"):
        errors["company"] = ["Write the name of the company."]
    if words.get("website") and not normalise_domain(words["website"]):
        errors["website"] = ["This is no web address of a company; write it like northwind.example."]
    if words.get("kind") not in kinds:
        errors["kind"] = ["Choose one of the kinds of partner."]
    if words.get("country") not in COUNTRY_NAMES:
        errors["country"] = ["Choose the company's country."]
        return errors, TaxNumber("", "")
    try:
        return errors, read(words.get("tax_number", ""), words["country"])
    except BadTaxNumber as problem:
        return errors | {"tax_number": [str(problem)]}, TaxNumber("", "")


@transaction.atomic(durable=True)
def authorize(reference: str, occasion: Occasion, *, version: int | None = None) -> Partner:
    """Record that a prospect is authorized; refused with every missing thing unless its contract stands (ONB-04)."""
    partner = PARTNERS.lock(reference, Permission.AUTHORIZE, occasion)
    name = way_into(partner, occasion)
    PARTNERS.take(name, reference, occasion, version=version)
    return entered(partner, name, occasion)


def way_into(partner: Partner, occasion: Occasion) -> str:
    """The move by which a prospect enters: alliance and OEM partners become Active, all others Authorized."""
    active = set(partner.kinds) & set(active_for(occasion.book, occasion.day))
    return "activate" if active else "authorize"


def entered(partner: Partner, name: str, occasion: Occasion) -> Partner:
    """A locked prospect enters the program, in the caller's transaction (ONB-04)."""
    move = PARTNER.take(name, partner.state)
    decision = contract_stands(partner, occasion.book, occasion.day)
    if not decision.outcome:
        raise Ineligible(
            f"{partner.name} cannot be authorized yet.", because=[reason.as_record() for reason in decision.because]
        )
    enter_track(partner, occasion.day)
    return PARTNERS.keep(partner, move, occasion, reason=decision.because[0].says, decision=decision.as_record())


@transaction.atomic(durable=True)
def deny(reference: str, occasion: Occasion, *, reason: str, told: str = "", version: int | None = None) -> Partner:
    """Deny an application. The reason stays inside; `told` is what the applicant reads."""
    why, words = said(reason), " ".join(told.split())[:300] or TOLD
    partner, move = PARTNERS.take("deny", reference, occasion, version=version)
    return PARTNERS.keep(partner, move, occasion, reason=why, told=words.rstrip("."))


@transaction.atomic(durable=True)
def end(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> Partner:
    """End the partnership: the partner is a former one from now on. What it registered and bought stays."""
    why = said(reason)
    partner, move = PARTNERS.take("end", reference, occasion, version=version)
    return PARTNERS.keep(partner, move, occasion, reason=why)


@transaction.atomic(durable=True)
def reinstate(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> Partner:
    """Take a denied or former partner back as a prospect. Its contract is over: it signs anew."""
    why = said(reason)
    partner, move = PARTNERS.take("reinstate", reference, occasion, version=version)
    if partner.merged_into_id is not None:
        raise NotReady(
            "This partner was merged into another one.", remedy="Undo the merge, or work with the other one."
        )
    partner.signed_contract_on, partner.click_through_agreement, partner.contract_on_file = None, False, False
    partner.good_standing = True
    return PARTNERS.keep(partner, move, occasion, reason=why)


@transaction.atomic(durable=True)
def suspend(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> Partner:
    """Take good standing away; registering and transacting stop with it (ELG-01)."""
    why = said(reason)
    partner, move = PARTNERS.take("suspend", reference, occasion, version=version)
    if not partner.good_standing:
        raise NotReady(f"{partner.name} is not in good standing as it is.", remedy="Restore it when all is settled.")
    partner.good_standing = False
    return PARTNERS.keep(partner, move, occasion, reason=why)


@transaction.atomic(durable=True)
def restore(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> Partner:
    """Give good standing back."""
    why = said(reason)
    partner, move = PARTNERS.take("restore", reference, occasion, version=version)
    if partner.good_standing:
        raise NotReady(f"{partner.name} is in good standing.", remedy="There is nothing to restore.")
    partner.good_standing = True
    return PARTNERS.keep(partner, move, occasion, reason=why)
