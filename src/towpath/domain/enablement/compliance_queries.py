"""What pages read of compliance: one partner's scorecard on any day, the list of all, and what a partner may do."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from towpath.domain.enablement.access import ACCESS, Permission
from towpath.domain.enablement.histories import histories
from towpath.domain.enablement.models import Attestation, ComplianceResult
from towpath.domain.partners.access import ACCESS as PARTNERS
from towpath.domain.partners.access import Permission as PartnersPermission
from towpath.domain.partners.models import Membership, Partner
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.paging import Page, Sort, every, page
from towpath.kernel.refusals import Invalid, NotFound
from towpath.program.book import Book, NoWordingInForce
from towpath.program.decision import Decision
from towpath.program.decisions.compliance import (
    COMPLIANT,
    History,
    Standing,
    Subject,
    breakdown_on,
    designations,
    standing_on,
    tracks,
    wording_of,
)
from towpath.program.decisions.eligibility import QUESTIONS, PartnerFacts, asked_of
from towpath.program.decisions.eligibility import may as judge
from towpath.program.decisions.enablement.badges import FOUNDATIONS, SALES_CERTIFICATION, counting_as

BY_NAME = Sort("name", "name")


@dataclass(frozen=True)
class SubjectCard:
    """How a partner stands in its track or in one designation on a day."""

    subject: Subject
    is_track: bool
    since: date | None  # in it since
    decision: Decision[Standing]
    breaks_on: date | None = None  # the day on which it falls out, if nothing is done

    @property
    def standing(self) -> Standing:
        return self.decision.outcome


@dataclass(frozen=True)
class Scorecard:
    """All of it for one partner on one day, the track first."""

    partner: Partner
    on: date
    cards: tuple[SubjectCard, ...]


def visible(actor: Person | None) -> QuerySet[Partner]:
    """The partners whose compliance the actor may see."""
    return ACCESS.rows(actor, Permission.VIEW_COMPLIANCE, Partner.objects.select_related("manager"))


def one(actor: Person, reference: str) -> Partner:
    found = visible(actor).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no partner {reference} for you.")
    return found


def all_answerable(actor: Person | None) -> QuerySet[Partner]:
    """The partners about which the actor may ask what they may do: everybody who sees a partner at all."""
    return Partner.objects.select_related("manager").filter(_asks(actor))


def answerable(actor: Person, reference: str) -> Partner:
    found = all_answerable(actor).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no partner {reference} for you.")
    return found


def _asks(actor: Person | None) -> Q:
    return PARTNERS.condition(actor, PartnersPermission.VIEW) | ACCESS.condition(actor, Permission.VIEW_COMPLIANCE)


def own(actor: Person) -> Partner:
    """The partner whose person the actor is."""
    found = visible(actor).filter(organisation=actor.organisation_id).first() if actor.organisation_id else None
    if found is None:
        raise NotFound("You belong to no partner.")
    return found


def scorecard(partner: Partner, book: Book, on: date) -> Scorecard:
    """The partner on a day, by the wordings and the memberships of that day; three queries, however many partners there are."""
    history = histories([partner], book, on)[partner.pk]
    known = {each.key: each for each in (*tracks(book, on), *designations(book, on))}
    return Scorecard(
        partner, on, tuple(_card(history, known[key], book, on) for key in history.subjects(on) if key in known)
    )


def _card(history: History, subject: Subject, book: Book, on: date) -> SubjectCard:
    decision = standing_on(history, subject.key, book, on)
    _, wording = wording_of(subject.key, book, on)
    within = max(wording["notice_days_before"], default=0) if wording else 0
    breaks_on = (
        breakdown_on(history, subject.key, book, on, within) if within and decision.outcome.state == COMPLIANT else None
    )
    dated = next((each for each in (*history.tracks, *history.designations) if each.value == subject.key), None)
    is_track = subject in tracks(book, on)
    since = decision.facts.get("member_since")
    return SubjectCard(
        subject, is_track, date.fromisoformat(since) if since else (dated.start if dated else None), decision, breaks_on
    )


def listed(
    actor: Person,
    *,
    q: str = "",
    state: str = "",
    subject: str = "",
    region: str = "",
    manager: str = "",
    cursor: str = "",
    size: int = 50,
) -> Page[Partner]:
    """One page of partners by name, each with its `results`.

    `state` "ending" selects those that fall out soon; `manager` is "me" or the e-mail address of an ESM.
    """
    rows = _filtered(actor, state, subject).prefetch_related(
        Prefetch("compliance", ComplianceResult.objects.order_by("-is_track", "subject"), to_attr="results")
    )
    if text := q.strip():
        rows = rows.filter(Q(name__icontains=text) | Q(domain__icontains=text) | Q(reference=text.upper()))
    if region:
        rows = rows.filter(region=region)
    if manager:
        rows = rows.filter(manager=actor) if manager == "me" else rows.filter(manager__email__iexact=manager)
    return page(rows, BY_NAME, cursor=cursor, size=size)


def _filtered(actor: Person, state: str, subject: str) -> QuerySet[Partner]:
    """Partners of their own that have been computed, in the state asked for, in the track or designation asked for."""
    results = ComplianceResult.objects.filter(partner=OuterRef("pk"))
    if subject:
        results = results.filter(subject=subject)
    if state == "ending":
        results = results.filter(breaks_on__isnull=False)
    elif state:
        results = results.filter(state=state)
    return visible(actor).filter(merged_into=None).filter(Exists(results))


def results(actor: Person, partners: Collection[Partner], subject: str = "") -> dict[int, list[ComplianceResult]]:
    """Partner -> how it stands as last computed, the track first; in one track or designation, or in all. One query."""
    seen = ACCESS.rows(actor, Permission.VIEW_COMPLIANCE, Partner.objects.filter(pk__in=[each.pk for each in partners]))
    rows = ComplianceResult.objects.filter(partner__in=seen).order_by("partner", "-is_track", "subject")
    found: dict[int, list[ComplianceResult]] = defaultdict(list)
    for row in rows.filter(subject=subject) if subject else rows:
        found[row.partner_id].append(row)
    return found


def exported(actor: Person, **asked: Any) -> Iterator[Partner]:
    """Every selected partner, for CSV, in pages so that memory stays small."""
    return every(lambda cursor: listed(actor, **asked, cursor=cursor, size=500))


def memberships(partner: Partner) -> list[Membership]:
    """Tracks and designations of all days, the newest first."""
    return list(Membership.objects.filter(partner=partner).order_by("-starts_on", "group", "value"))


def attestations(partner: Partner) -> list[Attestation]:
    """What was recorded about the partner, withdrawn entries too, the newest first."""
    rows = Attestation.objects.filter(partner=partner).select_related("recorded_by", "withdrawn_by")
    return list(rows.order_by("-starts_on", "-id")[:200])


def may(actor: Person, partner: Partner, question: str, occasion: Occasion, on: date | None = None) -> Decision[bool]:
    """Whether the partner may do what the question names, on any day; each failed condition and its remedy (ELG-05).

    The actor sees the partner, or finds nothing.
    """
    return all_answers(actor, partner, occasion, on, (question,))[0]


def all_answers(
    actor: Person | None,
    partner: Partner,
    occasion: Occasion,
    on: date | None = None,
    questions: tuple[str, ...] = (),
) -> list[Decision[bool]]:
    """One answer a question (without any: each that the program answers), from one reading of the partner's history; Invalid for a day before the program began."""
    if not Partner.objects.filter(_asks(actor), pk=partner.pk).exists():
        raise NotFound(f"There is no partner {partner.reference} for you.")
    if unknown := [each for each in questions if each not in QUESTIONS]:
        raise NotFound(f"There is no question {unknown[0]}.", remedy=f"Ask one of {', '.join(QUESTIONS)}.")
    day = on or occasion.day
    history = histories([partner], occasion.book, day)[partner.pk]
    try:
        return [
            judge(_facts(partner, history, each, occasion, day), occasion.book, on=day)
            for each in questions or asked_of(occasion.book)
        ]
    except NoWordingInForce as early:
        raise Invalid({"on": [f"The program says nothing about {day}. {early}"]}) from early


def _facts(partner: Partner, history: History, question: str, occasion: Occasion, on: date) -> PartnerFacts:
    """Today's counts are those on the partner's row; another day's are counted, where completions are kept at all."""
    people = _people(history, on)
    sales, foundations = partner.sales_certified, partner.foundations_completed
    if on != occasion.day and history.holdings:
        sales, foundations = (
            sum(not counted.isdisjoint(badges) for badges in people)
            for counted in (
                counting_as(SALES_CERTIFICATION, occasion.book, on),
                counting_as(FOUNDATIONS, occasion.book, on),
            )
        )
    held = [each.value for each in history.designations if each.start <= on and (each.end is None or on < each.end)]
    dated = {each.value for each in history.designations}
    track = next(
        (each.value for each in history.tracks if each.start <= on and (each.end is None or on < each.end)), ""
    )
    compliant = standing_on(history, track, occasion.book, on).outcome.keeps_rights if track else False
    return PartnerFacts(
        question=question,
        authorized=history.authorized,
        good_standing=history.good_standing,
        track=track,
        agreement=history.agreement,
        compliant=compliant,
        sales_certified=sales,
        foundations=foundations,
        kinds=tuple(sorted({*held, *(kind for kind in partner.kinds if kind not in dated)})),
        people=people,
    )


def _people(history: History, on: date) -> tuple[tuple[str, ...], ...]:
    held: dict[int, list[str]] = {}
    for each in history.holdings:
        if each.start <= on and (each.end is None or on < each.end):
            held.setdefault(each.learner, []).append(each.badge)
    return tuple(tuple(badges) for badges in held.values())
