"""What a notice about a registration knows: the event, the registration as it is now, and who may read of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from towpath.domain.deals.access import ACCESS, Permission
from towpath.domain.deals.clocks import promises
from towpath.domain.deals.models import Registration
from towpath.kernel.clocks.follow import LIVE, clocks_of
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.notices.letter import address, moment_words
from towpath.program.book import Book
from towpath.program.decisions.deal_registration.form import registration_types


@dataclass(frozen=True)
class Case:
    """One event of one registration, about to be told."""

    event: Event
    registration: Registration
    book: Book
    now: datetime

    @property
    def ref(self) -> str:
        return self.registration.reference

    @property
    def customer(self) -> str:
        return self.registration.customer_name

    def said(self, key: str) -> str:
        """What the event keeps under a key, as words; "" when nothing."""
        return str(self.event.data.get(key) or "").strip()

    def day(self, key: str) -> date | None:
        words = self.said(key)
        return date.fromisoformat(words) if words else None

    def link(self, reader: Person) -> str:
        """The registration's page on the reader's side of the house."""
        side = "" if reader.is_internal else "/portal"
        return address(f"{side}/deals/registrations/{self.registration.reference}")

    def type_words(self) -> str:
        r = self.registration
        on = r.judged_on or r.created_at.date()
        found = {one.key: one.title for one in registration_types(self.book, on)}
        return found.get(r.deal_type, r.deal_type)

    def facts(self, reader: Person) -> tuple[tuple[str, str], ...]:
        """What the reader recognises the deal by. The partner's name only inside: she knows her own."""
        r = self.registration
        amount = f"{r.currency} {r.amount:,.2f}".removesuffix(".00") if r.amount is not None else ""
        rows = (
            (_("Customer"), r.customer_name),
            (_("Partner"), r.partner.name if reader.is_internal else ""),
            (_("Deal"), r.deal_name),
            (_("Type"), self.type_words()),
            (_("Value"), amount),
            (_("Submitted"), moment_words(r.submitted_at, reader)),
        )
        return tuple((name, value) for name, value in rows if value)

    def due(self, *, partner: bool) -> datetime | None:
        """By when the vendor acts: for a partner the last live clock that she may read of, inside the first one."""
        if partner:
            return promises([self.registration], self.book).get(self.registration.pk)
        live = clocks_of(self.registration).filter(state__in=LIVE)
        return min((c.due_at for c in live if c.due_at is not None), default=None)

    def readers(self, people: Iterable[Person | None]) -> list[Person]:
        """Of these people, once each, those who are active and may see the registration (the wall)."""
        found: dict[int, Person] = {}
        for person in people:
            if person is None or not person.is_active or person.pk in found:
                continue
            if ACCESS.held(person, [Permission.VIEW], self.registration):
                found[person.pk] = person
        return list(found.values())

    # -- who -----------------------------------------------------------------------------------------------------

    def partner_people(self) -> list[Person]:
        """Whoever speaks for the partner here: who submitted it, else who began it, else all its people."""
        r = self.registration
        ours = [p for p in (r.submitted_by, r.started_by) if p is not None and p.organisation_id == r.organisation_id]
        first = self.readers(ours[:1]) or self.readers(ours[1:2])
        if first:
            return first
        return self.readers(Person.objects.filter(organisation=r.organisation_id, is_active=True).order_by("id"))

    def ops(self) -> list[Person]:
        team = Person.objects.filter(is_active=True, organisation=None, roles__contains=[Role.OPS.value])
        return self.but_actor(self.readers(team.order_by("id")))

    def holder(self) -> list[Person]:
        """Whom the registration went to by this event; nobody when it has moved on meanwhile."""
        r = self.registration
        if r.holder is None or self.said("holder") not in ("", r.holder.name):
            return []
        return self.but_actor(self.readers([r.holder]))

    def asked(self) -> list[Person]:
        """Who held it when it ended early: the person of the place that was left open."""
        open_places = self.registration.places.filter(decided_at=None, opened_at__isnull=False)
        place = open_places.select_related("assigned_to").order_by("-round", "place").first()
        return self.but_actor(self.readers([place.assigned_to])) if place else []

    def responsible(self) -> list[Person]:
        """Who answers the partner now: whoever holds it, else the sales manager, else Ecosystem Operations."""
        r = self.registration
        return self.but_actor(self.readers([r.holder or r.esm])) or self.ops()

    def mentioned(self) -> list[Person]:
        ids = self.event.data.get("mentions") or []
        return self.but_actor(self.readers(Person.objects.filter(pk__in=ids).order_by("id")))

    def but_actor(self, people: list[Person]) -> list[Person]:
        """Nobody is mailed what she has just done herself."""
        return [p for p in people if p.pk != self.event.actor_id]
