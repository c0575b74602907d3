"""Readers of absences: one's own, those one stands in for, everybody's for Ops; and who may stand in."""

from django.db.models import Q

from towpath.kernel.approvals.models import Absence
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import NotFound

APPROVERS = (Role.ESM, Role.ASM)


def listed(actor: Person, *, limit: int = 200) -> list[Absence]:
    """The absences that concern the actor, the latest start first: Ops see everybody's, approvers their own and covers."""
    if not actor.has(Role.OPS, *APPROVERS):
        raise NotFound("There are no absences for you.")
    rows = Absence.objects.select_related("person", "backup", "made_by")
    if not actor.has(Role.OPS):
        rows = rows.filter(Q(person=actor) | Q(backup=actor))
    return list(rows.order_by("-starts_at", "-id")[:limit])


def approvers(actor: Person) -> list[Person]:
    """For whom the actor may plan: everybody who approves for Ops, oneself for an approver."""
    people = Person.objects.filter(is_active=True, roles__overlap=[role.value for role in APPROVERS])
    if not actor.has(Role.OPS):
        people = people.filter(pk=actor.pk)
    return list(people.order_by("name", "id"))


def backups(person: Person) -> list[Person]:
    """Who may stand in for a person: active, with her approver roles, of her region or global (DRG-19)."""
    needed = [role.value for role in APPROVERS if role in person.roles]
    people = Person.objects.filter(is_active=True, roles__contains=needed, region__in=("", person.region))
    return list(people.exclude(pk=person.pk).order_by("name", "id"))
