"""Which of the vendor's companies quotes: by the country of the bill, with the named invoice owners that depart from it."""

from dataclasses import dataclass
from datetime import date

from towpath.basics.countries import COUNTRY_NAMES
from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.judged import judged

ENTITY = "quotes.entity"


@dataclass(frozen=True)
class EntityFacts:
    """The bill's country (of the invoice owner's contact where a partner buys), and the company of what is amended."""

    country: str  # ISO 3166-1, two letters
    invoice_owner: str = ""  # its name, where the customer is not billed itself
    amends: str = ""  # company of the subscription that an amendment changes


def entity(facts: EntityFacts, book: Book, *, on: date) -> Decision[str]:
    """The company's name; ValueError for a text that is no country."""
    if facts.country not in COUNTRY_NAMES:
        raise ValueError(f'"{facts.country}" is not a country code. Write the two letters of ISO 3166-1, such as DE.')
    page = book[ENTITY]
    _, wording = page.in_force(on)
    if facts.amends and wording["amendments_keep"]:
        says = f"An amendment keeps the company of its subscription, {facts.amends}."
        return judged(ENTITY, facts.amends, [page.reason(on, says)], facts, book, on)
    owner = facts.invoice_owner.strip().casefold()
    for each in wording.get("override", ()):
        if each["invoice_owner"].casefold() == owner:
            says = f"{each['invoice_owner']} is quoted by {each['entity']}, wherever it is billed."
            return judged(ENTITY, each["entity"], [page.reason(on, says)], facts, book, on)
    named = next((each["name"] for each in wording["entity"] if facts.country in each["countries"]), wording["default"])
    says = f"Bills to {COUNTRY_NAMES[facts.country]} are quoted by {named}."
    return judged(ENTITY, named, [page.reason(on, says)], facts, book, on)
