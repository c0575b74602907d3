"""What waits for a person and can be handed to her backup: every room whose people approve says so here.

A room fills this from its AppConfig. Absences are planned, begun and ended in one place, for the work of all rooms.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from towpath.kernel.approvals.models import Absence
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion

type Hands = Callable[[Absence, Occasion], int]


@dataclass(frozen=True)
class Work:
    """One kind of work that waits for people.

    noun       one and many, in words: ("registration", "registrations")
    approvers  selects, among people, those for whom such work can wait on an occasion
    fits       selects, among people, who may stand in for a person in it; told for those only whom `approvers` selects
    unfit      why somebody may not, in a sentence
    hand_over  moves what waits for the absent person to the backup; how much it was
    hand_back  moves what still waits back
    """

    noun: tuple[str, str]
    approvers: Callable[[Occasion], Q]
    fits: Callable[[Person, Occasion], Q]
    unfit: Callable[[Person, Person], str]
    hand_over: Hands
    hand_back: Hands

    def is_of(self, person: Person, occasion: Occasion) -> bool:
        return Person.objects.filter(self.approvers(occasion), pk=person.pk).exists()


_kinds: dict[str, Work] = {}


def register(work: Work) -> None:
    _kinds[work.noun[0]] = work


def kinds() -> Iterator[Work]:
    """Every kind of work, in a fixed order."""
    return iter([_kinds[name] for name in sorted(_kinds, reverse=True)])


def approvers(occasion: Occasion) -> Q:
    """Selects everybody for whom any work can wait."""
    found = Q(pk__in=())
    for work in kinds():
        found |= work.approvers(occasion)
    return found


def backups(person: Person, occasion: Occasion) -> Q:
    """Selects everybody who may stand in for a person in all the work that can wait for her, she herself left out."""
    found = ~Q(pk=person.pk)
    for work in kinds():
        if work.is_of(person, occasion):
            found &= work.fits(person, occasion)
    return found


def unfit(person: Person, backup: Person, occasion: Occasion) -> str:
    """Why somebody cannot stand in for a person in some of her work; "" when she can."""
    for work in kinds():
        fit = Person.objects.filter(pk=backup.pk)
        if work.is_of(person, occasion) and not fit.filter(work.fits(person, occasion)).exists():
            return work.unfit(person, backup)
    return ""


def moved(hands: Callable[[Work], Hands], absence: Absence, occasion: Occasion) -> str:
    """Let every kind of work be handed over or back; how much it was, in words."""
    told = []
    for work in kinds():
        number = hands(work)(absence, occasion)
        if number:
            told.append(f"{number} {work.noun[number > 1]}")
    return " and ".join(told) or "nothing"
