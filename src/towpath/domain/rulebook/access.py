"""Who may do what in this room, to which rows. The only place that says so. Nobody outside sees a draft.

A draft is written by its author alone and reviewed by another person of Programs or their director.
"""

from enum import StrEnum

from django.db.models import Q

from towpath.kernel.access.grants import EVERY, Access, Grant
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role


class Permission(StrEnum):
    VIEW_DRAFT = "rulebook.draft.view"
    EDIT_DRAFT = "rulebook.draft.edit"  # start one; write, submit, give up her own
    REVIEW_DRAFT = "rulebook.draft.review"  # publish or send back another's
    VIEW_PUBLICATION = "rulebook.publication.view"
    ROLL_BACK = "rulebook.publication.roll_back"
    VIEW_COMPARISON = "rulebook.comparison.view"  # names partners and what hangs on their deals
    COMPARE = "rulebook.comparison.ask"
    END_COMPARISON = "rulebook.comparison.end"  # the product itself
    KEEP = "rulebook.publication.keep"  # make the program a repository; bring pages of an upgrade into it


def every(actor: Person) -> Q:
    return EVERY


def own(actor: Person) -> Q:
    return Q(author=actor.pk)


def of_others(actor: Person) -> Q:
    return ~Q(author=actor.pk)


READERS = (Role.PROGRAMS, Role.PROGRAMS_DIRECTOR, Role.OPS, Role.LEGAL, Role.CHANNELS_VP, Role.OPERATOR)
REVIEWERS = (Role.PROGRAMS, Role.PROGRAMS_DIRECTOR)
COMPARERS = (*REVIEWERS, Role.OPS, Role.CHANNELS_VP)

# fmt: off
ACCESS = Access(
    Permission,
    #       permission             role               on which rows
    *(Grant(permission,            role,              every) for role in READERS for permission in (
        Permission.VIEW_DRAFT, Permission.VIEW_PUBLICATION,
    )),
    Grant(Permission.EDIT_DRAFT,   Role.PROGRAMS,     own),
    *(Grant(Permission.REVIEW_DRAFT, role,            of_others) for role in REVIEWERS),
    *(Grant(permission,            role,              every) for role in (*REVIEWERS, Role.OPERATOR) for permission in (
        Permission.ROLL_BACK, Permission.KEEP,
    )),
    *(Grant(permission,            role,              every) for role in COMPARERS for permission in (
        Permission.COMPARE, Permission.VIEW_COMPARISON,
    )),
)
# fmt: on
