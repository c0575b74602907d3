"""What the program says about the library: the kinds of its files (LIB-01)."""

from dataclasses import dataclass
from datetime import date

from towpath.program.book import Book
from towpath.program.kept import kept
from towpath.program.problem import did_you_mean

KINDS = "library.kinds"


@dataclass(frozen=True)
class AssetKind:
    """One kind of file.

    formats     endings without the dot that it may come in
    pages_only  it is opened on the pages, after signing in, and through no other door
    """

    key: str
    label: str
    formats: tuple[str, ...]
    pages_only: bool


@kept
def asset_kinds(book: Book, on: date) -> tuple[AssetKind, ...]:
    """The kinds that the wording of a day names, in the page's order."""
    _, wording = book[KINDS].in_force(on)
    return tuple(
        AssetKind(each["key"], each["label"], tuple(each["formats"]), each.get("pages_only", False))
        for each in wording["kind"]
    )


def asset_kind(key: str, book: Book, on: date) -> AssetKind:
    """The kind of a key; LookupError with the nearest one when the wording of that day has none."""
    found = {each.key: each for each in asset_kinds(book, on)}
    if key not in found:
        raise LookupError(f'There is no kind "{key}". {did_you_mean(key, found)}')
    return found[key]
