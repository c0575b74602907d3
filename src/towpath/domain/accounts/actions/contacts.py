"""What can be done to the people at a customer."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.models import Account, Contact
from towpath.kernel.events.log import record
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound

LONGEST = {"name": 150, "email": 254, "phone": 60, "title": 120}


@transaction.atomic(durable=True)
def add(reference: str, occasion: Occasion, *, name: str, email: str = "", phone: str = "", title: str = "") -> Contact:
    """Add a contact to an account. Invalid names each field; an address that is there already is refused."""
    rows = ACCESS.rows(occasion.actor, Permission.ADD_CONTACT, Account.objects.all())
    account = rows.select_for_update(of=("self",)).filter(reference=reference).first()
    if account is None:
        raise NotFound(f"There is no account {reference} for you.")
    fields = {"name": name.strip(), "email": email.strip(), "phone": phone.strip(), "title": title.strip()}
    errors = _wrong(fields)
    if fields["email"] and "email" not in errors and account.contacts.filter(email__iexact=fields["email"]).exists():
        errors["email"] = [f"{fields['email']} is a contact of {account.name} already."]
    if errors:
        raise Invalid(errors)
    contact = Contact.objects.create(account=account, created_at=occasion.at, **fields)
    record("accounts.contact.added", occasion, subject=account, name=contact.name)
    return contact


def _wrong(fields: dict[str, str]) -> dict[str, list[str]]:
    errors = {
        field: [f"At most {most} characters fit; this has {len(fields[field])}."]
        for field, most in LONGEST.items()
        if len(fields[field]) > most
    }
    if not fields["name"]:
        errors["name"] = ["Write the contact's name."]
    if fields["email"] and "email" not in errors:
        try:
            validate_email(fields["email"])
        except ValidationError:
            errors["email"] = ["Write it like name@company.com."]
    return errors
