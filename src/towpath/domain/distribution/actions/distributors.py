"""What is done to distributors: brought in under their code, switched on and off, their mailbox and billing account."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from towpath.domain.distribution import events
from towpath.domain.distribution.access import ACCESS, Permission
from towpath.domain.distribution.models import Distributor
from towpath.kernel.events.log import record
from towpath.kernel.identity.models import Organisation
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, Stale, Taken
from towpath.program.decisions.distribution.coverage import distributors as known

LONGEST = 200


@transaction.atomic(durable=True)
def add(occasion: Occasion, *, code: str, organisation: int | None = None) -> Distributor:
    """Bring a distributor of the program's coverage in. Its people then work under its organisation.

    organisation  one of the kind distributor that is here already; without it a new one is made
    """
    if not ACCESS.may(occasion.actor, Permission.MANAGE_DISTRIBUTOR):
        raise NotAllowed("Distributors are looked after by Operations and Programs.")
    names = known(occasion.book, occasion.day)
    if code not in names:
        raise Invalid({"code": [f"The program's coverage knows no such code. Choose one of {', '.join(names)}."]})
    if Distributor.objects.filter(code=code).exists():
        raise Taken(f"{names[code]} is here already.", remedy="Change it on its page.")
    house = _house(organisation, names[code])
    found = Distributor.objects.create(organisation=house, code=code, name=names[code])
    record(events.DISTRIBUTOR_ADDED, occasion, subject=found, organisation=house.pk, name=found.name, code=code)
    return found


def _house(organisation: int | None, name: str) -> Organisation:
    if organisation is None:
        return Organisation.objects.create(name=name, kind=Organisation.Kind.DISTRIBUTOR)
    house = Organisation.objects.filter(
        pk=organisation, kind=Organisation.Kind.DISTRIBUTOR, distributor__isnull=True
    ).first()
    if house is None:
        raise Invalid({"organisation": ["Choose a distributor's organisation that no other code bears."]})
    return house


@transaction.atomic(durable=True)
def change(
    code: str, occasion: Occasion, *, active: bool, mailbox: str = "", billing_account: str = "",
    billing_contact: str = "", billing_email: str = "", version: int | None = None,
) -> Distributor:  # fmt: skip
    """Change what is on file: whether it takes orders, its mailbox, and the invoice owner of its quotes (BIL-04)."""
    rows = ACCESS.rows(occasion.actor, Permission.MANAGE_DISTRIBUTOR, Distributor.objects.all())
    found = rows.select_for_update(of=("self",)).filter(code=code).first()
    if found is None:
        raise NotFound(f"There is no distributor {code} for you.")
    if version is not None and version != found.version:
        raise Stale(f"Somebody changed {found.name} since you opened it.", remedy="Reload it, then try again.")
    words = {
        "mailbox": mailbox.strip(), "billing_account": " ".join(billing_account.split()),
        "billing_contact": " ".join(billing_contact.split()), "billing_email": billing_email.strip(),
    }  # fmt: skip
    if errors := _against(words):
        raise Invalid(errors)
    changed = {
        name: {"before": str(getattr(found, name)), "after": str(value)}
        for name, value in (words | {"active": active}).items()
        if getattr(found, name) != value
    }
    if not changed:
        return found
    for name in changed:
        setattr(found, name, active if name == "active" else words[name])
    found.version += 1
    found.save()
    what = ", ".join(name.replace("_", " ") for name in changed)
    record(
        events.DISTRIBUTOR_CHANGED, occasion, subject=found, organisation=found.organisation_id, name=found.name,
        what=f"{what} changed", changed=changed,
    )  # fmt: skip
    return found


def _against(words: dict[str, str]) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    for name in ("mailbox", "billing_email"):
        if words[name] and (problem := address_problem(words[name])):
            errors[name] = [problem]
    for name in ("billing_account", "billing_contact"):
        if len(words[name]) > LONGEST:
            errors[name] = [f"At most {LONGEST} characters fit."]
    names = ("billing_account", "billing_contact", "billing_email")
    if any(words[name] for name in names):
        for name in names:
            if not words[name]:
                errors.setdefault(name, ["Give the account, the contact and its address together, or none of them."])
    return errors


def address_problem(address: str) -> str:
    """What is wrong with an e-mail address; "" when nothing is."""
    try:
        validate_email(address)
    except ValidationError:
        return "This is no e-mail address; write it like accounts@company.com."
    return "" if len(address) <= 254 else "At most 254 characters fit."
