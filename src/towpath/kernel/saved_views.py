"""A list's filters under a name, and the columns that a person wants: her own bookmarks. The only writer of these.

Every door with lists uses it: `kept` reads what a list needs in one query, `keep`, `rename`, `delete` and `keep_columns`
write. A place names a list ("deals.registrations", "portal.registrations"); the door knows which places there are.
No event is kept: a view is a reader's bookmark, nobody else sees it, and its query may hold the words she searched for.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.http import QueryDict

from towpath.kernel.identity.models import Person, SavedView
from towpath.kernel.kept_reads import KeptRead
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound

LONGEST_QUERY, LONGEST_NAME, MOST = 1000, 60, 50
OPENING = ""  # the name of the row that says how a list opens: its columns alone
PLACE, COLUMN = re.compile(r"[a-z_]+(\.[a-z_]+)+"), re.compile(r"[a-z_]{1,40}")
NONE_SUCH = "There is no such view for you."


@dataclass(frozen=True)
class Kept:
    """What a person keeps of one list: her named views, and the columns that it opens with (none: the list's own)."""

    views: tuple[SavedView, ...] = ()
    columns: tuple[str, ...] = ()


_KEPT: KeptRead[SavedView] = KeptRead(
    lambda person, place: SavedView.objects.filter(person=person, place=place).order_by("name"), person=int, place=str
)


def kept(person: Person, place: str) -> Kept:
    """The person's views of a list by name, and her columns; one query."""
    rows = _KEPT.rows(person=person.pk, place=place)
    columns: list[str] = next((row.query.split(".") for row in rows if row.name == OPENING), [])
    return Kept(tuple(row for row in rows if row.name != OPENING), tuple(columns))


def place_of(person: Person, view: int) -> str:
    """Which list one of the person's views is of; NotFound for anybody else's."""
    return _mine(person, view).place


def plain(query: str) -> str:
    """A query string as it is kept: without the cursor and the empty parts."""
    told = QueryDict(mutable=True)
    for name, values in QueryDict(query).lists():
        if name != "cursor" and any(values):
            told.setlist(name, [value for value in values if value])
    return told.urlencode()


@transaction.atomic(durable=True)
def keep(occasion: Occasion, *, place: str, name: str, query: str) -> SavedView:
    """Keep a list's address under a name; the same name again keeps the newer one.

    Invalid (field `name`): no name, too long a name, nothing to keep, too long a query, or too many views of this list.
    """
    person = _me(occasion)
    name, query = _name(name), plain(query)
    mine = SavedView.objects.filter(person=person, place=_place(place)).exclude(name=OPENING)
    wrong = _wrong_name(name)
    if not wrong and not query:
        wrong = "There is nothing to save: set a filter on the list first."
    if not wrong and len(query) > LONGEST_QUERY:
        wrong = "These filters are too long to keep; use fewer of them."
    if not wrong and mine.exclude(name=name).count() >= MOST:
        wrong = f"You have {MOST} views of this list; delete one first."
    if wrong:
        raise Invalid({"name": [wrong]})
    return SavedView.objects.update_or_create(person=person, place=place, name=name, defaults={"query": query})[0]


@transaction.atomic(durable=True)
def rename(occasion: Occasion, *, view: int, name: str) -> SavedView:
    """Give one of one's own views another name. Invalid (field `name`) when it is empty, too long or taken."""
    person = _me(occasion)
    found, name = _mine(person, view), _name(name)
    wrong = _wrong_name(name)
    if not wrong and SavedView.objects.filter(person=person, place=found.place, name=name).exclude(pk=view).exists():
        wrong = f"You have a view “{name}” already."
    if wrong:
        raise Invalid({"name": [wrong]})
    found.name = name
    found.save(update_fields=["name"])
    return found


@transaction.atomic(durable=True)
def delete(occasion: Occasion, *, view: int) -> SavedView:
    """Delete one of one's own views; the answer is what it was. NotFound for anybody else's."""
    found = _mine(_me(occasion), view)
    SavedView.objects.filter(pk=found.pk).delete()
    return found


@transaction.atomic(durable=True)
def keep_columns(occasion: Occasion, *, place: str, columns: Sequence[str]) -> None:
    """Keep the columns that a list opens with, in their order; none means the list's own again.

    The door offers the columns and passes over names that it does not know any more.
    """
    person, wanted = _me(occasion), list(dict.fromkeys(columns))
    if not all(COLUMN.fullmatch(name) for name in wanted) or len(".".join(wanted)) > LONGEST_QUERY:
        raise Invalid({"columns": ["Choose columns from the list."]})
    row = {"person": person, "place": _place(place), "name": OPENING}
    if wanted:
        SavedView.objects.update_or_create(**row, defaults={"query": ".".join(wanted)})
    else:
        SavedView.objects.filter(**row).delete()


def _me(occasion: Occasion) -> Person:
    """The person, locked: two of her clicks at once are written one after the other, and the counts stay true."""
    return Person.objects.select_for_update(of=("self",)).get(pk=occasion.person.pk)


def _mine(person: Person, view: int) -> SavedView:
    found = SavedView.objects.filter(pk=view, person=person).exclude(name=OPENING).first()
    if found is None:
        raise NotFound(NONE_SUCH)
    return found


def _place(place: str) -> str:
    if not PLACE.fullmatch(place) or len(place) > 60:
        raise NotFound("There is no such list for you.")
    return place


def _name(typed: str) -> str:
    return " ".join(typed.replace("\x00", "").split())


def _wrong_name(name: str) -> str:
    if not name:
        return "Give the view a name."
    return f"At most {LONGEST_NAME} characters fit; this name has {len(name)}." if len(name) > LONGEST_NAME else ""
