"""Whether a claim to preferred co-sell in the US public sector meets the guidelines (PSC-03, PSC-05, PSC-08)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from towpath.basics import crm_ids
from towpath.program.book import Book
from towpath.program.decision import Decision, Reason
from towpath.program.decisions.judged import judged
from towpath.program.locate import Place
from towpath.program.shapes_pursuits import GUIDELINES
from towpath.program.spec import Misfit

PREFERRED = "pursuits.preferred_co_sell"


@dataclass(frozen=True)
class PreferredFacts:
    """A claim when it is to be approved.

    authorized_public_sector  the partner is approved for the US public sector and may transact
    met, alignment            the partner met the SAE on the opportunity, and they spoke of landing and expanding together
    opportunity_id            of the CRM, 15 or 18 characters; given_id is the one that the claim holds
    """

    us_public_sector: bool
    authorized_public_sector: bool
    vendor_sourced: bool = True
    met: bool = False
    alignment: bool = False
    opportunity_id: str = ""
    given_id: str = ""
    reason: str = ""


def preferred(facts: PreferredFacts, book: Book, *, on: date) -> Decision[bool]:
    """Whether the claim may be approved; every guideline that fails is named, with what would mend it."""
    page = book[PREFERRED]
    _, wording = page.in_force(on)
    failing, why = dict.fromkeys(GUIDELINES, False), ""
    for name in ("us_public_sector", "vendor_sourced", "authorized_public_sector", "met", "alignment"):
        failing[name] = not getattr(facts, name)
    failing["reason"] = not facts.reason.strip()
    try:
        failing["opportunity_id"] = not same_opportunity(facts.given_id, facts.opportunity_id, book, on)
    except crm_ids.BadCrmId as error:
        failing["opportunity_id"], why = True, str(error) if facts.given_id.strip() else ""
    reasons: list[Reason] = [
        page.reason(
            on, (why if each["key"] == "opportunity_id" else "") or each["says"], *each["rules"], mend=each["mend"]
        )
        for each in wording["guideline"]
        if failing[each["key"]]
    ]
    passed = page.reason(on, "The claim meets every guideline.", "PSC-05")
    return judged(PREFERRED, not reasons, reasons or [passed], facts, book, on)


def same_opportunity(given: str, known: str, book: Book, on: date) -> bool:
    """Whether a claim's identifier, of 15 or 18 characters, is that of the opportunity; BadCrmId for one that cannot be."""
    prefix = book[PREFERRED].in_force(on)[1]["opportunity_prefix"]
    return crm_ids.read(given, prefix=prefix) == crm_ids.read(known, prefix=prefix)


def preferred_misfits(wording: Mapping[str, Any], place: Place) -> Iterator[Misfit]:
    """Every guideline that the code judges has its sentence."""
    written = {each["key"] for each in wording["guideline"]}
    for key in GUIDELINES:
        if key not in written:
            yield Misfit(
                (*place, "guideline"), f'No guideline speaks of "{key}".', "Write its sentence and its remedy."
            )
