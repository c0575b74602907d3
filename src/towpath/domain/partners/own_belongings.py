"""What of this room and of the kernel goes along when a partner becomes part of another, and where two collide."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from towpath.basics.days import day_in_words
from towpath.domain.partners.belongings import Belonging, Clash, Pair, register
from towpath.domain.partners.lifecycles import ASKED, OPEN_LEGAL, OPEN_NAME_CHANGE
from towpath.domain.partners.models import AccessRequest, LegalRequest, Membership, Merger, NameChange, Partner
from towpath.kernel.identity.models import Invitation, Person
from towpath.kernel.identity.roles import Role


def people(pair: Pair) -> Iterator[Clash]:
    """Two administrations, and one name on both sides."""
    found = list(
        Person.objects.filter(
            organisation__in=[pair.kept.organisation_id, pair.gone.organisation_id], is_active=True
        ).order_by("id")
    )
    sides: dict[bool, list[Person]] = defaultdict(list)
    for each in found:
        sides[each.organisation_id == pair.kept.organisation_id].append(each)
    kept, gone = ([each for each in sides[side] if each.has(Role.PARTNER_ADMIN)] for side in (True, False))
    if kept and gone:
        both = pair.administrators == Merger.Administrators.BOTH
        says = f"{pair.kept.name} is administered by {_names(kept)}, {pair.gone.name} by {_names(gone)}."
        decided = "All of them administer the one partner." if both else f"Sellers from then on: {_names(gone)}."
        changes: dict[int, dict[str, Any]] = {} if both else {each.pk: {"roles": _as_seller(each)} for each in gone}
        yield Clash("administrators", says, decided, changes=changes)
    names = {each.name.casefold(): each for each in sides[True]}
    for each in sides[False]:
        other = names.get(each.name.casefold())
        if other is not None:
            says = f"{each.name} signs in as {other.email} and as {each.email}."
            yield Clash("people", says, "Both keep their access; remove the one that is not used.")


def _names(some: list[Person]) -> str:
    return ", ".join(each.name for each in some[:5]) + (f" and {len(some) - 5} more" if len(some) > 5 else "")


def _as_seller(person: Person) -> list[str]:
    return sorted(({*person.roles} - {Role.PARTNER_ADMIN.value}) | {Role.PARTNER_SELLER.value})


def invitations(pair: Pair) -> Iterator[Clash]:
    """One address invited by both, or by one where it signs in for the other."""
    waiting = Invitation.objects.filter(accepted_at=None, revoked_at=None)
    theirs = {each.email.lower() for each in waiting.filter(organisation=pair.kept.organisation_id)}
    mine = list(waiting.filter(organisation=pair.gone.organisation_id))
    signing_in = Person.objects.filter(organisation=pair.kept.organisation_id, is_active=True)
    theirs |= {email.lower() for email in signing_in.values_list("email", flat=True)}
    for each in mine:
        if each.email.lower() in theirs:
            says = f"{each.email} is invited by {pair.gone.name} and known to {pair.kept.name}."
            decided = f"The invitation of {pair.gone.name} is taken back."
            yield Clash("invitations", says, decided, changes={each.pk: {"revoked_at": pair.at}})


def memberships(pair: Pair) -> Iterator[Clash]:
    """A partner is in one track at a time; a designation goes on where the kept one does not hold it."""
    rows = list(Membership.objects.filter(partner__in=[pair.kept.pk, pair.gone.pk]).order_by("starts_on", "id"))
    kept = [each for each in rows if each.partner_id == pair.kept.pk]
    for each in rows:
        if each.partner_id != pair.gone.pk:
            continue
        runs = each.starts_on <= pair.on and (each.ends_on is None or each.ends_on > pair.on)
        ended = {each.pk: {"ends_on": pair.on}} if runs and each.starts_on < pair.on else {}
        if each.group == Membership.Group.TRACK:
            says = f"{pair.gone.name} is in the track {each.value} since {day_in_words(each.starts_on)}."
            decided = f"It ends; {pair.kept.name} stays in {pair.kept.get_track_display()}."
            past = "" if runs else "The past stays on record with the partner that goes."
            yield Clash("tracks" if runs else "", says, past or decided, stays=frozenset({each.pk}), changes=ended)
            continue
        rival = next((one for one in kept if one.value == each.value and _overlap(one, each)), None)
        if rival is not None or (runs and pair.designations == Merger.Designations.END):
            says = f"{pair.gone.name} holds {each.value.upper()} since {day_in_words(each.starts_on)}"
            says += f", {pair.kept.name} since {day_in_words(rival.starts_on)}." if rival else "."
            decided = "The older record of the kept partner counts alone." if rival else "It ends."
            yield Clash("designations" if runs else "", says, decided, stays=frozenset({each.pk}), changes=ended)
        elif runs:
            says = f"{pair.gone.name} holds {each.value.upper()} since {day_in_words(each.starts_on)}."
            yield Clash("designations", says, f"It goes on at {pair.kept.name}.")


def _overlap(one: Membership, other: Membership) -> bool:
    return (one.ends_on is None or other.starts_on < one.ends_on) and (
        other.ends_on is None or one.starts_on < other.ends_on
    )


def contracts(pair: Pair) -> Iterator[Clash]:
    """One contract of a partner waits at a time."""
    waiting = LegalRequest.objects.filter(
        partner__in=[pair.kept.pk, pair.gone.pk], kind=LegalRequest.Kind.PARTNER_CONTRACT, state__in=OPEN_LEGAL
    )
    found = list(waiting.order_by("id"))
    if len(found) > 1:
        says = f"Both wait for a contract: {', '.join(each.reference for each in found)}."
        yield Clash("contracts", says, "Let Legal sign or decline one of them first.", blocks=True)


def access_requests(pair: Pair) -> Iterator[Clash]:
    """One person asks for access to both."""
    asked = AccessRequest.objects.filter(partner__in=[pair.kept.pk, pair.gone.pk], state=ASKED).order_by("id")
    by_email: dict[str, list[str]] = defaultdict(list)
    for each in asked:
        by_email[each.email.lower()].append(each.reference)
    for email, references in by_email.items():
        if len(references) > 1:
            says = f"{email} asks for access to both: {', '.join(references)}."
            yield Clash("access requests", says, "Grant or decline one of them first.", blocks=True)


def subsidiaries(pair: Pair) -> Iterator[Clash]:
    """The kept partner may itself stand under the one that goes, directly or by several steps."""
    below: Partner | None = pair.kept
    while below is not None and below.parent_id != pair.gone.pk:
        below = below.parent
    if below is not None:
        above = pair.gone.parent
        says = f"{below.name} stands under {pair.gone.name}."
        decided = f"{below.name} stands under {above.name if above else 'nobody'} from then on."
        changes = {below.pk: {"parent_id": pair.gone.parent_id}}
        yield Clash("hierarchy", says, decided, stays=frozenset({below.pk}), changes=changes)


def name_changes(pair: Pair) -> Iterator[Clash]:
    waiting = NameChange.objects.filter(partner=pair.gone.pk, state__in=OPEN_NAME_CHANGE).first()
    if waiting is not None:
        says = f"{pair.gone.name} is about to be called {waiting.name}: {waiting.reference}."
        yield Clash("name changes", says, "Let Legal enter or decline it first.", blocks=True)


def standing(pair: Pair) -> Iterator[Clash]:
    """What the kept partner may not do, though the other may; it belongs to the partner's own row."""
    may = (Partner.Status.AUTHORIZED, Partner.Status.ACTIVE)
    if pair.gone.status in may and pair.kept.status not in may:
        says = f"{pair.gone.name} is {pair.gone.status}, {pair.kept.name} is {pair.kept.get_status_display().lower()}."
        decided = f"A contract passes to nobody: {pair.kept.name} signs its own before it registers deals."
        yield Clash("status", says, decided)
    if pair.gone.country != pair.kept.country or pair.gone.region != pair.kept.region:
        says = f"{pair.gone.name} is in {pair.gone.country} ({pair.gone.region}), {pair.kept.name} in {pair.kept.country} ({pair.kept.region})."
        decided = "Registrations keep the region of their customer; what is new follows the kept partner."
        yield Clash("regions", says, decided)


ITSELF = "It is the partner itself."
register(
    Belonging("identity.person", ("person", "people"), organisation="organisation", clashes=people,
              watch=("roles", "is_active")),
    Belonging("identity.invitation", ("invitation", "invitations"), organisation="organisation", clashes=invitations),
    Belonging("identity.singlesignon", ("sign-in of a domain", "sign-ins of domains"), organisation="organisation"),
    Belonging("partners.membership", ("track or designation", "tracks and designations"), partner="partner",
              clashes=memberships),
    Belonging("partners.agreementacceptance", ("accepted agreement", "accepted agreements"), partner="partner"),
    Belonging("partners.legalrequest", ("legal request", "legal requests"), partner="partner",
              organisation="organisation", clashes=contracts),
    Belonging("partners.accessrequest", ("request for access", "requests for access"), partner="partner",
              organisation="organisation", clashes=access_requests),
    Belonging("partners.partner", ("partner under it", "partners under it"), partner="parent", clashes=subsidiaries,
              watch=("parent_id",)),
    Belonging("partners.partner", ("partner merged earlier", "partners merged earlier"), partner="merged_into",
              watch=("merged_into_id",), guarded=False),
    Belonging("clocks.clock", ("clock", "clocks"), organisation="organisation", watch=("organisation_id",),
              guarded=False),
    Belonging("documents.document", ("file", "files"), organisation="organisation", watch=("organisation_id",),
              guarded=False),
    Belonging("partners.partner", ("partner", "partners"), organisation="organisation", stays=ITSELF, clashes=standing),
    Belonging("partners.signup", ("sign-up", "sign-ups"), partner="partner",
              stays="It tells how the partner came in."),
    Belonging("partners.namechange", ("change of name", "changes of name"), partner="partner",
              organisation="organisation", stays="It is about the name of the partner that goes.", clashes=name_changes),
    Belonging("partners.merger", ("merger", "mergers"), partner="kept", stays="It tells what was done."),
    Belonging("partners.merger", ("merger", "mergers"), partner="gone", stays="It tells what was done."),
    Belonging("events.event", ("event", "events"), organisation="organisation",
              stays="What happened is kept as it happened; both histories are read together."),
)  # fmt: skip
