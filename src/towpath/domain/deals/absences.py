"""Readers of absences: one's own, those one stands in for, everybody's for Ops; and who may stand in."""

from django.db.models import Q

from towpath.kernel.approvals import work
from towpath.kernel.approvals.models import Absence
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import NotFound


def listed(occasion: Occasion, *, limit: int = 200) -> list[Absence]:
    """The absences that concern the actor, the latest start first: Ops see everybody's, others their own and covers.

    NotFound for who approves nothing, now or ever before, and stands in for nobody.
    """
    actor = occasion.person
    rows = Absence.objects.select_related("person", "backup", "made_by").order_by("-starts_at", "-id")
    if actor.has(Role.OPS):
        return list(rows[:limit])
    found = list(rows.filter(Q(person=actor) | Q(backup=actor))[:limit])
    if not (found or approvers(occasion)):
        raise NotFound("There are no absences for you.")
    return found


def approvers(occasion: Occasion) -> list[Person]:
    """For whom the actor may plan: everybody who approves anything for Ops, oneself for an approver."""
    people = Person.objects.filter(work.approvers(occasion), is_active=True)
    if not occasion.person.has(Role.OPS):
        people = people.filter(pk=occasion.person.pk)
    return list(people.order_by("name", "id"))


def backups(person: Person, occasion: Occasion) -> list[Person]:
    """Who may stand in for a person in all that can wait for her (DRG-19, APR-03)."""
    return list(Person.objects.filter(work.backups(person, occasion), is_active=True).order_by("name", "id"))
