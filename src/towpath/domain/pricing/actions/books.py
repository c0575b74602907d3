"""What is done to price books: opened, renamed, closed, opened again."""

import re
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import IntegrityError, transaction

from towpath.basics.money import CURRENCIES
from towpath.domain.distribution.models import Distributor
from towpath.domain.pricing.access import ACCESS, Permission
from towpath.domain.pricing.lifecycles import BOOK
from towpath.domain.pricing.models import PriceBook
from towpath.kernel.moves import Moves
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotAllowed, Taken

MOVES = Moves(PriceBook, BOOK, ACCESS, organisation=lambda row: None)
_CODE = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")


@transaction.atomic(durable=True)
def open_book(
    occasion: Occasion, *, code: str, name: str, kind: str, currency: str, zone: str, distributor: str = "",
    invented: bool = False,
) -> PriceBook:  # fmt: skip
    """Open a book. Its kind, currency and zone are for good.

    zone         in which its days begin, such as Europe/Berlin
    distributor  the code of the one that it is for; "": for all whom its kind is for
    """
    if not ACCESS.may(occasion.actor, Permission.MANAGE_BOOK):
        raise NotAllowed("Price books are looked after by Programs and Finance.")
    code, words = code.strip().lower(), " ".join(name.split())
    errors = _against(code, words, kind, currency, zone)
    house = Distributor.objects.filter(code=distributor).first() if distributor else None
    if distributor and house is None:
        errors["distributor"] = ["There is no distributor of this code."]
    elif house is not None and kind not in (PriceBook.Kind.DISTRIBUTION, PriceBook.Kind.PUBLIC_SECTOR):
        errors["distributor"] = ["Only distribution and public-sector books are for one distributor."]
    if errors:
        raise Invalid(errors)
    book = PriceBook(
        reference=code, name=words, kind=kind, currency=currency, zone=zone, distributor=house, invented=invented
    )
    try:
        with transaction.atomic():
            return MOVES.begin(book, BOOK.moves["open"], occasion, name=words)
    except IntegrityError as error:
        raise _taken(error, book) from error


@transaction.atomic(durable=True)
def rename(reference: str, occasion: Occasion, *, name: str, version: int | None = None) -> PriceBook:
    words = " ".join(name.split())
    if errors := _name_against(words):
        raise Invalid({"name": errors})
    book, move = MOVES.take("rename", reference, occasion, version=version)
    before, book.name = book.name, words
    return book if before == words else MOVES.keep(book, move, occasion, name=words, before_name=before)


@transaction.atomic(durable=True)
def close(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> PriceBook:
    """Price nothing new by it. Its prices stay, for what was quoted by them."""
    why = " ".join(reason.split())
    if not 1 <= len(why) <= 300:
        raise Invalid({"reason": ["Say why in at most 300 characters: it stands in the history."]})
    book, move = MOVES.take("close", reference, occasion, version=version)
    return MOVES.keep(book, move, occasion, reason=why)


@transaction.atomic(durable=True)
def reopen(reference: str, occasion: Occasion, *, version: int | None = None) -> PriceBook:
    book, move = MOVES.take("reopen", reference, occasion, version=version)
    try:
        with transaction.atomic():
            return MOVES.keep(book, move, occasion)
    except IntegrityError as error:
        raise _taken(error, book) from error


def _against(code: str, name: str, kind: str, currency: str, zone: str) -> dict[str, list[str]]:
    errors: dict[str, list[str]] = {}
    if not _CODE.fullmatch(code):
        errors["code"] = ["Write a code of 2 to 40 small letters, digits and hyphens, such as list-usd."]
    if said := _name_against(name):
        errors["name"] = said
    if kind not in PriceBook.Kind.values:
        errors["kind"] = [f"Choose among {', '.join(PriceBook.Kind.values)}."]
    if currency not in CURRENCIES:
        errors["currency"] = ["Write the ISO 4217 code of a currency in use, in capitals, such as EUR."]
    if not known_zone(zone):
        errors["zone"] = ["There is no such time zone; write it like Europe/Berlin."]
    return errors


def known_zone(zone: str) -> bool:
    """Whether it is a zone with a name of its own; an unknown one is never taken for UTC."""
    try:
        return bool(zone) and ZoneInfo(zone).key == zone
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False


def _name_against(name: str) -> list[str]:
    return [] if 1 <= len(name) <= 120 and "\0" not in name else ["Name it in 1 to 120 characters."]


def _taken(error: IntegrityError, book: PriceBook) -> Exception:
    if "price_book_open_once" in str(error):
        return Taken(
            f"Another {book.kind.replace('_', ' ')} book in {book.currency} is open, for the same readers.",
            remedy="Close that one first.",
        )
    if "reference" in str(error):
        return Taken(f"The code {book.reference} is given already.", remedy="Choose another.")
    return error
