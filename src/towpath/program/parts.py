"""The parts of the product that a program may do without: which one a page belongs to, and which ones a book has."""

from towpath.program.book import Book
from towpath.program.questions import PARTS

# What a part is called in a sentence.
WORDS = {
    "quotes": "quotes, prices and renewals",
    "distribution": "distributors",
    "licences": "licences that are not for resale",
    "marketplaces": "cloud marketplaces",
    "letters": "letters of authorization",
}


def has(part: str, book: Book) -> bool:
    """Whether a program has a part; it has every page of one, or none."""
    return PARTS[part][0] in book


def parts_of(book: Book) -> frozenset[str]:
    return frozenset(part for part in PARTS if has(part, book))


def part_of(page: str) -> str:
    """The part that a page belongs to; "" for one that every program has."""
    return next((part for part, pages in PARTS.items() if page in pages), "")
