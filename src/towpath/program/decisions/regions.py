"""The regions into which the vendor divides its markets: what each is called, and whether it is one of the public sector."""

from dataclasses import dataclass
from datetime import date

from towpath.program.book import Book
from towpath.program.kept import kept
from towpath.program.problem import did_you_mean

REGIONS = "territories.regions"
ASSIGNMENT = "territories.assignment"


@dataclass(frozen=True)
class Region:
    """One region. Pages and rows name it by its key: at most ten capital letters, digits, - and _."""

    key: str
    label: str
    public_sector: bool = False  # its customers are of the public sector, to which some pages give rules of its own


@dataclass(frozen=True)
class RegionTerms:
    """Every region of a day in the page's order, and the one that counts where none is known."""

    default: str
    regions: tuple[Region, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(each.key for each in self.regions)


@kept
def region_terms(book: Book, on: date) -> RegionTerms:
    """The regions of a day. A kept book of before the page has those of its territories."""
    if REGIONS not in book:
        return _of_before_the_page(book, on)
    _, wording = book[REGIONS].in_force(on)
    found = [Region(each["key"], each["label"], each.get("public_sector", False)) for each in wording["region"]]
    return RegionTerms(wording["default"], tuple(found))


def _of_before_the_page(old: Book, on: date) -> RegionTerms:
    """What a book without the page says of its regions: its territories name them, and which one the public sector is sent to."""
    _, wording = old[ASSIGNMENT].in_force(on)
    of = {each["code"]: each["region"] for each in wording["territory"]}
    public = {of[each["territory"]] for each in wording.get("exception", ()) if each.get("public_sector")}
    found = [Region(key, key, key in public) for key in dict.fromkeys(of.values())]
    return RegionTerms(of[wording["default"]] if "default" in wording else found[0].key, tuple(found))


def region_keys(book: Book, on: date) -> tuple[str, ...]:
    """The regions of a day by their keys, in the page's order."""
    return region_terms(book, on).keys


def region(key: str, book: Book, on: date) -> Region:
    """One region by its key; LookupError for one that the book does not know."""
    terms = region_terms(book, on)
    for each in terms.regions:
        if each.key == key:
            return each
    raise LookupError(f'There is no region "{key}". {did_you_mean(key, terms.keys)}')


def of_public_sector(key: str, book: Book, on: date) -> bool:
    """Whether a region is one of the public sector; one that the book does not know is none."""
    return any(each.public_sector for each in region_terms(book, on).regions if each.key == key)


def default_region(book: Book, on: date) -> str:
    """The region that counts where none is known, and in which the vendor's own pseudo-partner is at home."""
    return region_terms(book, on).default


def home_country(book: Book, on: date) -> str:
    """A country of the default region: the first that one of its territories lists. `program check` sees to it that one does."""
    home = default_region(book, on)
    _, wording = book[ASSIGNMENT].in_force(on)
    return str(
        next(country for each in wording["territory"] if each["region"] == home for country in each["countries"])
    )
