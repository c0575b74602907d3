"""What of this room goes along when a partner becomes part of another."""

from collections import defaultdict
from collections.abc import Iterator

from towpath.basics.days import day_in_words
from towpath.domain.distribution.lifecycles import RUNNING_PAGE
from towpath.domain.distribution.models import (
    BankDetails,
    BillingContact,
    BillingRecord,
    Buying,
    Distributor,
    MarketplacePage,
)
from towpath.domain.partners.belongings import Belonging, Clash, Pair, register


def records(pair: Pair) -> Iterator[Clash]:
    """A partner is invoiced under one record."""
    found = {each.partner_id: each for each in BillingRecord.objects.filter(partner__in=[pair.kept.pk, pair.gone.pk])}
    if len(found) > 1:
        kept, gone = found[pair.kept.pk], found[pair.gone.pk]
        says = f"{kept.reference} is for {kept.company_name}, {gone.reference} for {gone.company_name}."
        decided = f"{kept.reference} counts; {gone.reference} stays on file with its past invoices."
        yield Clash("billing records", says, decided, stays=frozenset({gone.pk}))


def contacts(pair: Pair) -> Iterator[Clash]:
    """One address once a partner; and whom a record that stays names stays with it."""
    theirs = BillingContact.objects.filter(partner=pair.kept.pk).values_list("email", flat=True)
    known = {email.lower() for email in theirs}
    recorded = BillingRecord.objects.filter(partner__in=[pair.kept.pk, pair.gone.pk])
    rows = {each.partner_id: each.contact_id for each in recorded}
    named = {rows[pair.gone.pk]} if len(rows) > 1 else set()
    for each in BillingContact.objects.filter(partner=pair.gone.pk).order_by("id"):
        if each.email.lower() in known:
            says = f"{each.email} is a billing contact of both."
            yield Clash("billing contacts", says, "The one of the kept partner counts.", stays=frozenset({each.pk}))
        elif each.pk in named:
            yield Clash("", "", "", stays=frozenset({each.pk}))


def banks(pair: Pair) -> Iterator[Clash]:
    """Money never goes to another bank by itself."""
    for each in BankDetails.objects.filter(partner=pair.gone.pk, replaced_at=None):
        says = f"Fees of {pair.gone.name} are paid to {each.hint}."
        has_own = BankDetails.objects.filter(partner=pair.kept.pk, replaced_at=None).exists()
        decided = f"It stays on file; fees of {pair.kept.name} go to its own bank."
        if not has_own:
            decided = f"It stays on file; {pair.kept.name} names its own bank before fees are paid."
        yield Clash("banks", says, decided, changes={each.pk: {"replaced_at": pair.at}})


def buying(pair: Pair) -> Iterator[Clash]:
    """Who buys one way twice buys that way once."""
    rows = list(Buying.objects.filter(partner__in=[pair.kept.pk, pair.gone.pk]).select_related("distributor"))
    kept = [each for each in rows if each.partner_id == pair.kept.pk]
    for each in rows:
        rivals = [one for one in kept if one.distributor_id == each.distributor_id and _overlap(one, each)]
        if each.partner_id != pair.gone.pk or not rivals:
            continue
        runs = each.starts_on < pair.on and (each.ends_on is None or each.ends_on > pair.on)
        through = f"through {each.distributor.name}" if each.distributor else "directly"
        says = f"Both buy {through}, {pair.gone.name} since {day_in_words(each.starts_on)}."
        changes = {each.pk: {"ends_on": pair.on}} if runs else {}
        decided = "The record of the kept partner counts."
        yield Clash("buying", says, decided, stays=frozenset({each.pk}), changes=changes)


def _overlap(one: Buying, other: Buying) -> bool:
    return (one.ends_on is None or other.starts_on < one.ends_on) and (
        other.ends_on is None or one.starts_on < other.ends_on
    )


def pages(pair: Pair) -> Iterator[Clash]:
    """One page with one distributor."""
    running = MarketplacePage.objects.filter(partner__in=[pair.kept.pk, pair.gone.pk], state__in=RUNNING_PAGE)
    by_distributor: dict[int, list[str]] = defaultdict(list)
    for each in running.order_by("id"):
        by_distributor[each.distributor_id].append(each.reference)
    for references in by_distributor.values():
        if len(references) > 1:
            says = f"Both have a page with one distributor: {', '.join(references)}."
            yield Clash("e-marketplaces", says, "End or decline one of them first.", blocks=True)


def distributors(pair: Pair) -> Iterator[Clash]:
    """A company that is a distributor too has people with walls of their own."""
    found = Distributor.objects.filter(organisation__in=[pair.kept.organisation_id, pair.gone.organisation_id]).first()
    if found is not None:
        yield Clash("distributors", f"{found.name} is a distributor.", "A distributor is not merged.", blocks=True)


register(
    Belonging("distribution.billingrecord", ("billing record", "billing records"), partner="partner",
              organisation="organisation", clashes=records),
    Belonging("distribution.billingneed", ("need of billing records", "needs of billing records"), partner="partner",
              stays="The night looks anew at what the kept partner needs."),
    Belonging("distribution.billingcontact", ("billing contact", "billing contacts"), partner="partner",
              organisation="organisation", clashes=contacts),
    Belonging("distribution.bankdetails", ("bank", "banks"), partner="partner", organisation="organisation",
              clashes=banks),
    Belonging("distribution.buying", ("way of buying", "ways of buying"), partner="partner",
              organisation="organisation", clashes=buying),
    Belonging("distribution.marketplacepage", ("e-marketplace page", "e-marketplace pages"), partner="partner",
              organisation="organisation", clashes=pages),
    Belonging("distribution.distributor", ("distributor", "distributors"), organisation="organisation",
              stays="A distributor is not merged.", clashes=distributors),
)  # fmt: skip
