"""One table of grants answers three questions: may I, which rows, and who may."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db.models import BooleanField, Case, Model, Q, QuerySet, Value, When

from towpath.kernel.identity.roles import Role

if TYPE_CHECKING:
    from towpath.kernel.identity.models import Person

EVERY = Q()
NONE = Q(pk__in=())


@dataclass(frozen=True)
class Grant:
    """A role holds a permission on the rows that `rows(actor)` selects."""

    permission: str
    role: Role
    rows: Callable[["Person"], Q]


class Access:
    """The grants of a room. Row conditions follow forward keys only, so they never double a row."""

    def __init__(self, permissions: type[Any], *grants: Grant, shown: frozenset[str] = frozenset()):
        """`shown`: what demonstration people may do beyond looking; everything else that acts is closed to them."""
        self.grants, self.shown = grants, shown
        known = {p.value for p in permissions}
        unknown = {g.permission for g in grants} - known
        if unknown:
            raise ValueError(f"Grants name unknown permissions: {sorted(unknown)}.")
        self.permissions = known

    def condition(self, actor: "Person | None", permission: str) -> Q:
        """The condition that selects the actor's rows for a permission; NONE when there is no grant."""
        if permission not in self.permissions:
            raise ValueError(f"{permission!r} is no permission of this room.")
        if actor is None:
            return EVERY  # the product itself, through a job
        if not actor.is_active:
            return NONE
        if actor.is_demonstration and not (permission.endswith(".view") or permission in self.shown):
            return NONE
        wanted = [g.rows(actor) for g in self.grants if g.permission == permission and g.role in actor.roles]
        if not wanted:
            return NONE
        if any(q == EVERY for q in wanted):
            return EVERY
        any_of = wanted[0]
        for more in wanted[1:]:
            any_of |= more
        return any_of

    def rows[M: Model](self, actor: "Person | None", permission: str, queryset: QuerySet[M]) -> QuerySet[M]:
        """The rows of a queryset on which the actor holds a permission."""
        return queryset.filter(self.condition(actor, permission))

    def held(self, actor: "Person | None", permissions: Iterable[str], row: Model) -> set[str]:
        """Which of these permissions the actor holds on one row as it was read; at most one query.

        What a condition says of the row's own columns needs none; what it says of other tables is asked of them.
        """
        conditions = {p: self.condition(actor, p) for p in permissions}
        told = {p: fits(row, q) for p, q in conditions.items()}
        certain = {p for p, fit in told.items() if fit}
        asked = {p: conditions[p] for p, fit in told.items() if fit is None}
        if not asked:
            return certain
        found = (
            type(row)
            ._base_manager.filter(pk=row.pk)
            .values_list(
                *(
                    Case(When(q, then=Value(True)), default=Value(False), output_field=BooleanField())
                    for q in asked.values()
                )
            )
            .first()
        )
        return certain | {p for p, yes in zip(asked, found or (), strict=False) if yes}

    def may(self, actor: "Person | None", permission: str) -> bool:
        """Whether the actor holds the permission on any row at all: for menus and forms without a row."""
        return self.condition(actor, permission) != NONE

    def holders(self, permission: str, row: Model, people: Iterable["Person"]) -> list["Person"]:
        """The people who hold a permission on one row: whom to ask, whom to mail."""
        roles = {g.role for g in self.grants if g.permission == permission}
        asked = [p for p in people if p.has(*roles)]
        return [p for p in asked if self.held(p, [permission], row)]


def fits(row: Model, condition: Q) -> bool | None:
    """Whether a row as it was read fulfils a condition; None where only the database can tell.

    Told here: columns of the row that equal a value or are among values, joined by and, or and not. A column without a
    value equals None alone, and "not" means what is left, as in Django's own queries.
    """
    if condition == NONE:
        return False
    found = [fits(row, part) if isinstance(part, Q) else _equals(row, part) for part in condition.children]
    if condition.connector == Q.OR:
        known = True if True in found else None if None in found else False
    elif condition.connector == Q.AND:
        known = False if False in found else None if None in found else True
    else:
        return None
    if not found:
        known = True  # an empty condition selects every row
    return known if known is None or not condition.negated else not known


def _equals(row: Model, lookup: Any) -> bool | None:
    if not isinstance(lookup, tuple):
        return None  # an expression
    name, _, kind = str(lookup[0]).partition("__")
    columns = _columns(row._meta)
    if name not in columns or kind not in ("", "exact", "in"):
        return None
    mine, values = getattr(row, columns[name]), lookup[1] if kind == "in" else (lookup[1],)
    if not isinstance(values, tuple | list | set | frozenset):
        return None  # a query
    plain = [value.pk if isinstance(value, Model) else value for value in values]
    if kind == "in" and None in plain:
        return None
    if any(value is not None and not isinstance(value, str | int) for value in (mine, *plain)):
        return None
    if len({isinstance(value, str) for value in (mine, *plain) if value is not None}) > 1:
        return None  # "5" beside 5: the database would convert
    return mine in plain


@cache
def _columns(of: Any) -> Mapping[str, str]:
    """What a condition may call a column of a model (by its options), and the attribute that holds it."""
    found = {name: field.attname for field in of.concrete_fields for name in (field.name, field.attname)}
    return found | {"pk": "pk"}
