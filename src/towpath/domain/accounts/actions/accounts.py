"""Everything that can be done to a customer account. One function: one transaction, one event."""

from django.db import transaction

from towpath.basics.countries import COUNTRY_NAMES
from towpath.basics.names import match_keys, normalise_domain, normalise_name
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.facts import territory_facts
from towpath.domain.accounts.models import Account, Contact, Territory
from towpath.kernel.events.log import record
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound
from towpath.program.decisions.territories import UnknownCountry, territory

LONGEST = {"name": 255, "website": 255, "industry": 120}


def words_of(name: str, website: str, country: str) -> dict[str, object]:
    """The columns by which an account is found again; set together whenever name, website or country change."""
    domain = normalise_domain(website)
    return {
        "name": name.strip(),
        "name_norm": normalise_name(name),
        "website": website.strip(),
        "domain": domain,
        "country": country,
        "match_keys": match_keys(name, domain, country),
    }


def begun(
    occasion: Occasion,
    *,
    name: str,
    website: str = "",
    country: str = "",
    employees: int | None = None,
    industry: str = "",
    public_sector: bool = False,
) -> Account:
    """A new account that waits for its territory, kept in the caller's transaction (DRG-05)."""
    errors: dict[str, list[str]] = {}
    if not name.strip():
        errors["name"] = ["An account needs the customer's name."]
    for field, text in (("name", name), ("website", website), ("industry", industry)):
        if len(text.strip()) > LONGEST[field]:
            errors[field] = [f"At most {LONGEST[field]} characters fit; this has {len(text.strip())}."]
    if country not in COUNTRY_NAMES:
        errors["country"] = ["Choose the customer's country: the territory follows from it."]
    if errors:
        raise Invalid(errors)
    account = Account(
        reference=next_reference("ACC"),
        employees=employees,
        industry=industry,
        public_sector=public_sector,
        created_at=occasion.at,
        created_by=occasion.actor,
        **words_of(name, website, country),
    )
    account.save(force_insert=True)
    record("accounts.account.created", occasion, subject=account, name=account.name)
    return account


@transaction.atomic(durable=True)
def create(
    occasion: Occasion,
    *,
    name: str,
    website: str = "",
    country: str = "",
    employees: int | None = None,
    industry: str = "",
    public_sector: bool = False,
) -> Account:
    """Create a customer account by hand; the night assigns its territory and owner."""
    if not ACCESS.may(occasion.actor, Permission.CREATE_ACCOUNT):
        raise NotAllowed("Customer accounts are created by Ecosystem Operations.")
    return begun(
        occasion,
        name=name,
        website=website,
        country=country,
        employees=employees,
        industry=industry,
        public_sector=public_sector,
    )


def contact_of(
    account: Account, occasion: Occasion, *, name: str, email: str, phone: str = "", title: str = ""
) -> Contact | None:
    """The account's contact with this address, made if there is none; None where nothing is known of one."""
    if not (name.strip() or email.strip()):
        return None
    known = (
        account.contacts.filter(email__iexact=email).first() if email else account.contacts.filter(name=name).first()
    )
    if known is not None:
        return known
    return Contact.objects.create(
        account=account, name=name.strip() or email, email=email, phone=phone, title=title, created_at=occasion.at
    )


@transaction.atomic(durable=True)
def place(reference: str, occasion: Occasion) -> Account:
    """Put one account into its territory by the program's page, with the owner who looks after it."""
    rows = ACCESS.rows(occasion.actor, Permission.ASSIGN_TERRITORY, Account.objects.all())
    account = rows.select_for_update(of=("self",)).filter(reference=reference).first()
    if account is None:
        raise NotFound(f"There is no account {reference} for you.")
    return placed(account, occasion)


def placed(account: Account, occasion: Occasion) -> Account:
    """Territory, region, segment and owner of a locked account, in the caller's transaction."""
    try:
        decision = territory(territory_facts(account), occasion.book, on=occasion.day)
    except UnknownCountry as error:
        raise Invalid({"country": [str(error)]}) from error
    found = Territory.objects.select_related("owner").filter(code=decision.outcome.code).first()
    if found is None:
        raise Invalid(
            {
                "territory": [
                    f"Nobody looks after the territory {decision.outcome.code} yet. Set its people under Territories."
                ]
            }
        )
    account.territory, account.owner = found, found.owner
    account.region, account.segment = found.region, decision.outcome.segment
    account.save()
    record(
        "accounts.account.placed",
        occasion,
        subject=account,
        territory=found.code,
        owner=found.owner.name,
        decision=decision.as_record(),
    )
    return account


def place_waiting(occasion: Occasion, *, batch: int = 500) -> tuple[int, list[tuple[str, str]]]:
    """The nightly assignment: place every waiting account; returns how many, and those it could not with the reason.

    Each account is a transaction of its own, so that one that cannot be placed keeps no other from its territory.
    """
    failed: list[tuple[str, str]] = []
    done = after = 0
    while True:
        waiting = list(Account.objects.filter(territory=None, partner=None, pk__gt=after).order_by("pk")[:batch])
        if not waiting:
            return done, failed
        for account in waiting:
            after = account.pk
            try:
                place(account.reference, occasion)
                done += 1
            except Invalid as refusal:
                failed.append(
                    (account.reference, "; ".join(text for texts in refusal.errors.values() for text in texts))
                )
