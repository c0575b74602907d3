"""The fields of an opportunity: which a person may write and how each is read, and which are stamped or computed (FLD-08).

Pages, API, command line and files of rows all read what was typed through `read`, so that one sentence says what is wrong.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from towpath.basics.money import CURRENCIES, Money, MoneyError
from towpath.domain.accounts.access import ACCESS, Permission
from towpath.domain.accounts.models import Arrangement, Cloud, Kind, Opportunity, Transacts
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.program.decisions.opportunities.order_type import categories, record_types
from towpath.program.decisions.tagging.cases import deal_paths
from towpath.program.problem import did_you_mean

MOST = Decimal("1e12")
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
YES, NO = ("true", "yes", "y", "1", "on", "x"), ("false", "no", "n", "0", "off", "")

REGISTRATION = "The approved registration stamps it; it changes only with the registration."
SERVICES = "The registration of the partner’s services stamps it; it changes only with that registration."
QUOTE = "The approved primary quote stamps it (QUO-08); Ecosystem Operations can take the stamp off."
ORDER_TYPE = "The program computes it; Ecosystem Operations can set another one with a reason."
SOURCES = "Fix the sources by hand with a reason; from then on no registration changes them."
OWN_MOVE = "It has a move of its own."
LOCKED: dict[str, str] = {
    **dict.fromkeys(("dr_partner", "dr_deal_type", "dr_status", "dr_distributor", "dr_deal_id"), REGISTRATION),
    **dict.fromkeys(
        (
            "service_attach_registration", "service_attach_partner", "service_attach_status",
            "service_attach_approved_on", "service_reg_approved_on",
        ), SERVICES,
    ),
    **dict.fromkeys(("resale_partner", "distributor", "resale_partner_track"), QUOTE),
    "order_type": ORDER_TYPE,
    **dict.fromkeys(("initial_source", "sales_qualified_source"), SOURCES),
    **dict.fromkeys(("stage", "state", "next_step", "duplicate_of", "lost_reason", "closed_reason"), OWN_MOVE),
    "account": "An opportunity stays with its customer; for an MSP deal its registration moves it.",
    "end_user": "The registration of an MSP deal sets it.",
    "segment": "It is the account's, as it was when the opportunity was created.",
    "region": "It follows from the account's territory.",
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Who writes, when, on which opportunity (None for a new one), in which currency."""

    occasion: Occasion
    opportunity: Opportunity | None
    currency: str


type Reader = Callable[[Any, Asked], Any]  # what was typed -> the value; ValueError says what would be right


def _text(most: int, *, needed: str = "") -> Reader:
    def read(given: Any, asked: Asked) -> str:
        text = " ".join(str(given or "").split()) if most <= 300 else str(given or "").strip()
        if "\0" in text:
            raise ValueError("There is a character in it that cannot be kept.")
        if needed and not text:
            raise ValueError(needed)
        if len(text) > most:
            raise ValueError(f"At most {most} characters fit; this has {len(text)}.")
        return text

    return read


def _choice(options: Callable[[Asked], tuple[str, ...]], *, needed: bool = True) -> Reader:
    """One of some words, however its letters are cased."""

    def read(given: Any, asked: Asked) -> str:
        text, known = str(given or "").strip(), options(asked)
        if not text and not needed:
            return ""
        found = {each.casefold().replace("_", " "): each for each in known}.get(text.casefold().replace("_", " "))
        if found is None:
            remedy = did_you_mean(text, known) if text else ""
            raise ValueError(remedy or f"Choose one of: {', '.join(known)}.")
        return found

    return read


def _money(*, negative: bool = False) -> Reader:
    def read(given: Any, asked: Asked) -> Decimal | None:
        if given is None or (isinstance(given, str) and not given.strip()):
            return None
        if asked.currency not in CURRENCIES:
            raise ValueError("It cannot be read without a currency that there is.")
        try:
            amount = Money.parse(str(given), asked.currency).amount
        except MoneyError as error:
            raise ValueError(str(error)) from error
        if not (-MOST if negative else Decimal(0)) <= amount < MOST:
            raise ValueError(
                "Write an amount such as 48000." if negative else "Write an amount from 0 on, such as 48000."
            )
        return amount.quantize(Decimal("0.01"))

    return read


def _currency(given: Any, asked: Asked) -> str:
    code = str(given or "").strip().upper()
    if code not in CURRENCIES:
        raise ValueError("Write the currency as its three letters of ISO 4217, such as USD or EUR.")
    return code


def _day(given: Any, asked: Asked) -> date | None:
    if given is None or (isinstance(given, str) and not given.strip()):
        return None
    try:
        day = given if isinstance(given, date) else date.fromisoformat(str(given).strip()[:10])
    except ValueError:
        raise ValueError("Write the day as year-month-day, such as 2026-12-31.") from None
    if not FIRST_DAY <= day <= LAST_DAY:
        raise ValueError(f"Choose a day from {FIRST_DAY} to {LAST_DAY}.")
    return day


def _flag(given: Any, asked: Asked) -> bool:
    if isinstance(given, bool):
        return given
    text = str("" if given is None else given).strip().lower()
    if text not in (*YES, *NO):
        raise ValueError("Write yes or no.")
    return text in YES


def _link(given: Any, asked: Asked) -> str:
    text = str(given or "").strip()
    try:
        whole = not text or (urlsplit(text).scheme in ("http", "https") and bool(urlsplit(text).hostname))
    except ValueError:
        whole = False
    if not whole or len(text) > 500 or any(each.isspace() or each == "\0" for each in text):
        raise ValueError("Write the whole address, such as https://example.com/registration/17.")
    return text


def _colleague(given: Any, asked: Asked) -> Person | None:
    """A person of the vendor's, by address or id; where the opportunity has a region, one who works there."""
    text = str(given.pk if isinstance(given, Person) else given or "").strip()
    if not text:
        return None
    rows = Person.objects.filter(is_active=True, organisation=None)
    found = (
        rows.filter(pk=int(text))
        if text.isascii() and text.isdigit() and len(text) < 18
        else rows.filter(email__iexact=text)
    ).first()
    region = asked.opportunity.region if asked.opportunity else ""
    if found is None or (region and found.region not in ("", region)):
        raise ValueError("Choose an active colleague who works in the opportunity’s region or in all regions.")
    return found


def _owner(given: Any, asked: Asked) -> Person:
    found = _colleague(given, asked)
    if found is None:
        raise ValueError("Choose who owns it.")
    return found


def _partner(given: Any, asked: Asked) -> Partner | None:
    """A partner by its reference or by its whole name."""
    if isinstance(given, Partner):
        return given
    text = str(given or "").strip()
    if not text:
        return None
    rows = Partner.objects.filter(merged_into=None).order_by("id")
    found = rows.filter(reference=text.upper()[:12]).first() or rows.filter(name__iexact=text).first()
    if found is None:
        raise ValueError("There is no partner of this reference or name. Write it like PAR00012.")
    return found


def _base(given: Any, asked: Asked) -> Opportunity | None:
    """An opportunity that the writer may see."""
    text = str(given.reference if isinstance(given, Opportunity) else given or "").strip().upper()
    if not text:
        return None
    rows = ACCESS.rows(asked.occasion.actor, Permission.VIEW_OPPORTUNITY, Opportunity.objects.all())
    found = rows.filter(reference=text[:12]).first()
    if found is None:
        raise ValueError("There is no such opportunity for you. Write its reference, such as OPP00042.")
    return found


def _of(values: list[str]) -> Callable[[Asked], tuple[str, ...]]:
    return lambda asked: tuple(values)


READERS: dict[str, Reader] = {
    "name": _text(255, needed="An opportunity needs a name, such as “Acme: 200 seats”."),
    "type": _choice(_of(Kind.values)),
    "category": _choice(lambda asked: categories(asked.occasion.book, asked.occasion.day)),
    "record_type": _choice(lambda asked: record_types(asked.occasion.book, asked.occasion.day)),
    "owner": _owner,
    "base": _base,
    "amount": _money(),
    "net_arr": _money(negative=True),
    "arr_basis": _money(),
    "currency": _currency,
    "close_on": _day,
    "starts_on": _day,
    "ends_on": _day,
    "new_logo_eligible": _flag,
    "public_sector": _flag,
    "deal_path": _choice(lambda asked: tuple(deal_paths(asked.occasion.book, asked.occasion.day).values()), needed=False),
    "transacts": _choice(_of(Transacts.values), needed=False),
    "came_with_order": _flag,
    "sdr": _colleague,
    "influence_partner": _partner,
    "psp_engaged": _partner,
    "partner_services_amount": _money(),
    "cloud": _choice(_of(Cloud.values), needed=False),
    "on_marketplace": _flag,
    "arrangement": _choice(_of(Arrangement.values), needed=False),
    "cppo_or_dsor_partner": _partner,
    "alliance_opportunity_id": _text(60),
    "platform_partner": _text(120),
    "referral_link": _link,
    "esm_notes": _text(2000),
}  # fmt: skip
FIELDS = tuple(READERS)


def read(
    given: Mapping[str, Any], occasion: Occasion, opportunity: Opportunity | None = None
) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """What was typed as values, and what is wrong with the rest, field by field. Nothing is written.

    A stamped or computed field is an error that names it and says how it changes; so is a field that there is not.
    """
    values: dict[str, Any] = {}
    errors: dict[str, list[str]] = {}
    currency = str(given.get("currency") or (opportunity.currency if opportunity else "USD")).strip().upper()
    asked = Asked(occasion, opportunity, currency)
    for name, typed in given.items():
        if name in LOCKED:
            errors[name] = [f"{name} is not written here. {LOCKED[name]}"]
        elif name not in READERS:
            errors[name] = [f"An opportunity has no field {name[:60]}. {did_you_mean(name[:60], FIELDS)}"]
        else:
            try:
                values[name] = READERS[name](typed, asked)
            except ValueError as error:
                errors[name] = [str(error)]
    return values, errors


def in_words(value: Any) -> str:
    """A value as the history shows it; what is empty is empty."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
