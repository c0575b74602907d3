"""How each partner of the demo came into the program: what it signed, its tracks and designations with their days."""

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from towpath.demo.cast import Company
from towpath.domain.partners import events
from towpath.domain.partners.models import AgreementAcceptance, AgreementText, Membership, Partner
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import Role
from towpath.program.decisions.compliance import designations, tracks
from towpath.program.decisions.partners.agreement import Agreement, agreement

if TYPE_CHECKING:
    from towpath.demo.channel import Channel

PROVED = timedelta(days=400)  # how long a partner was in the Open track before it was invited into Select, at most
PLACE = "198.51.100.23"  # an address of networks that are kept for examples


def came_in(channel: "Channel") -> None:
    """Acceptances, memberships and their events for every partner that is or was in the program; all at once."""
    accepted, told = _acceptances(channel), list[Event]()
    memberships: list[Membership] = []
    for company, partner in channel.partners:
        if partner.signed_contract_on is None:
            continue
        memberships += _memberships(company, partner, told, channel)
        if partner.pk not in accepted:
            data = {"before": "prospect", "after": partner.status, "reason": "The contract is signed and on record."}
            name = events.ACTIVATED if company.standing == "active" else events.AUTHORIZED
            told.append(_event(name, partner, partner.signed_contract_on, _ops(channel), data))
    told += accepted.values()
    Membership.objects.bulk_create(memberships)
    Event.objects.bulk_create(sorted(told, key=lambda one: one.at))


def _ops(channel: "Channel") -> Person:
    return channel.inside[Role.OPS, ""][0]


def _event(name: str, partner: Partner, on: date, actor: Person, data: dict[str, Any], hour: int = 10) -> Event:
    return Event(
        name=name, at=datetime.combine(on, time(hour), UTC), actor=actor, data=data, organisation_id=partner.organisation_id,
        door="workspace" if actor.is_internal else "portal", subject_type="partners.partner", subject_id=partner.pk,
    )  # fmt: skip


def _acceptances(channel: "Channel") -> dict[int, Event]:
    """Partner -> the event of its click, for those that clicked the agreement through."""
    texts: dict[str, AgreementText] = {}
    rows: list[AgreementAcceptance] = []
    told: dict[int, Event] = {}
    for _, partner in channel.partners:
        signed = partner.signed_contract_on
        found = agreement(partner.region, channel.book, signed) if signed else None
        if signed is None or found is None or not partner.click_through_agreement:
            continue
        person = channel.sellers[partner.pk][-1]  # its administrator
        text = texts.setdefault(found.checksum, _kept_text(found))
        data = {"before": "prospect", "after": "authorized", "name": person.name, "title": found.title,
                "agreement": found.version, "checksum": found.checksum}  # fmt: skip
        told[partner.pk] = _event(events.ACCEPTED, partner, signed, person, data, hour=9)
        rows.append(
            AgreementAcceptance(
                partner=partner, person=person, text=text, version=found.version, checksum=found.checksum,
                accepted_at=told[partner.pk].at, place=PLACE, door="portal",
            )
        )  # fmt: skip
    AgreementText.objects.bulk_create(texts.values())
    AgreementAcceptance.objects.bulk_create(rows)
    return told


def _kept_text(found: Agreement) -> AgreementText:
    return AgreementText(
        checksum=found.checksum, key=found.key, version=found.version, title=found.title, text=found.text
    )


def _memberships(company: Company, partner: Partner, told: list[Event], channel: "Channel") -> list[Membership]:
    """A Select partner was an Open one first; designations came with the contract, those for services a little later."""
    today, begun = channel.now.date(), partner.signed_contract_on
    if begun is None:
        return []
    labels = {each.key: each.label for each in (*tracks(channel.book, today), *designations(channel.book, today))}
    made = [_row(partner, Membership.Group.TRACK, company.track if company.track != "select" else "open", begun)]
    later = begun + min(PROVED, (channel.started_at.date() - begun) * 2 // 3)
    paula = channel.inside[Role.PROGRAMS, ""][0]
    if company.track == "select":
        made[0].ends_on = later
        made.append(_row(partner, Membership.Group.TRACK, "select", later))
        data = {
            "track": labels["select"], "before": "open", "starts_on": later.isoformat(),
            "why": "It sells in the whole region and has a plan with us", "invitation": "Invited by the programs team",
        }  # fmt: skip
        told.append(_event(events.TRACK_ENTERED, partner, later, paula, data))
    for kind in company.kinds:
        if kind not in labels:
            continue
        starts_on = later if kind in ("psp", "msp") else begun
        made.append(_row(partner, Membership.Group.DESIGNATION, kind, starts_on))
        why = "Its certified engineers deliver services" if kind == "psp" else "By its contract"
        data = {"designation": labels[kind], "starts_on": starts_on.isoformat(), "why": why}
        told.append(_event(events.DESIGNATION_GRANTED, partner, starts_on, paula, data, hour=11))
    return made


def _row(partner: Partner, group: str, value: str, starts_on: date) -> Membership:
    return Membership(partner=partner, group=group, value=value, starts_on=starts_on)
