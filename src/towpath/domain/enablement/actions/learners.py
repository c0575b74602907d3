"""Where learners work and under which addresses they learn: the only writer of both, files of completions aside."""

from datetime import date

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower

from towpath.basics.domains import normalise_domain
from towpath.domain.enablement import events
from towpath.domain.enablement.access import ACCESS, Permission
from towpath.domain.enablement.actions import counts
from towpath.domain.enablement.models import Alias, Employment, Learner
from towpath.domain.partners.merger_queries import following
from towpath.domain.partners.models import Partner
from towpath.kernel.events.log import record
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Invalid, NotFound, NotReady


def by_address(email: str) -> Learner | None:
    """Who learns under this address, as her own or as another one of hers."""
    return Learner.objects.filter(Q(email__iexact=email) | Q(aliases__email__iexact=email)).first()


def partner_of_domain(email: str) -> Partner | None:
    """The one partner whose domain the address has; None where there is none, or more than one."""
    domain = normalise_domain(email)
    rows = Partner.objects.annotate(plain=Lower("domain")).filter(plain=domain).select_related("merged_into")[:20]
    found = list({each.merged_into or each for each in rows}) if domain else []
    return found[0] if len(found) == 1 else None


def met(
    occasion: Occasion, *, email: str, name: str, country: str = "", since: date, partner: Partner | None
) -> Learner:
    """The learner of an address, or a new one; placed at the partner given or of her domain if she never worked anywhere.

    Part of the caller's transaction.
    """
    learner = by_address(email)
    if learner is None:
        person = Person.objects.filter(email__iexact=email).first()
        learner = Learner.objects.create(
            email=email.lower(), name=name.strip() or email.split("@")[0], country=country, person=person
        )
    if not learner.employments.exists() and (employer := partner or partner_of_domain(email)) is not None:
        _employ(occasion, learner, employer, since)
    return learner


@transaction.atomic(durable=True)
def place(occasion: Occasion, learner_pk: int, *, partner: str, starts_on: date) -> Learner:
    """Say where a learner works from a day on; what she had before ends on that day.

    partner  a reference such as PAR00001
    Her completions count there from then on, and at the former partner until then.
    """
    learner = _hers(occasion, learner_pk)
    employer = _employer(partner)
    later = learner.employments.filter(starts_on__gte=starts_on).exclude(partner=employer, starts_on=starts_on).first()
    if later is not None:
        raise NotReady(
            f"{learner} works at {later.partner} since {later.starts_on} already.",
            remedy="Give a later day, or let that employment end first.",
        )
    before = counts.employers_of([learner.pk])
    if learner.employments.filter(partner=employer, starts_on=starts_on).exists():
        return learner
    _end(learner, starts_on)
    _employ(occasion, learner, employer, starts_on)
    counts.follow(occasion, before | {employer.pk})
    return learner


@transaction.atomic(durable=True)
def leave(occasion: Occasion, learner_pk: int, *, ends_on: date) -> Learner:
    """A learner leaves her partner: from that day on her completions count nowhere, until she is placed again."""
    learner = _hers(occasion, learner_pk)
    running = learner.employments.filter(starts_on__lt=ends_on).filter(Q(ends_on=None) | Q(ends_on__gt=ends_on)).first()
    if running is None:
        raise NotReady(f"{learner} works nowhere on {ends_on}.", remedy="Give a day of that employment.")
    _end(learner, ends_on)
    _settle(occasion, learner)
    record(
        events.LEFT, occasion, subject=learner, organisation=running.partner.organisation_id,
        learner=learner.name, partner=running.partner.name, ends_on=ends_on.isoformat(),
    )  # fmt: skip
    counts.follow(occasion, counts.employers_of([learner.pk]))
    return learner


@transaction.atomic(durable=True)
def add_alias(occasion: Occasion, learner_pk: int, *, email: str) -> Learner:
    """Another address of a learner. If somebody else learned under it, the two are the same person and become one."""
    learner = _hers(occasion, learner_pk)
    address = email.strip().lower()
    if "@" not in address or "." not in address.rpartition("@")[2] or len(address) > 254:
        raise Invalid({"email": ["This is no e-mail address; write it like name@company.com."]})
    other = by_address(address)
    if other is not None and other.pk == learner.pk:
        return learner
    if other is not None:
        _join(occasion, learner, other)
    else:
        Alias.objects.create(learner=learner, email=address)
        record(events.ALIASED, occasion, subject=learner, learner=learner.name, email=address)
    return learner


def _join(occasion: Occasion, learner: Learner, other: Learner) -> None:
    """All that is the other's becomes the learner's; the other's employments give way to hers."""
    employers = counts.employers_of([learner.pk, other.pk])
    moved = other.completions.update(learner=learner)
    other.vouchers.update(learner=learner)
    if not learner.employments.exists():
        other.employments.update(learner=learner)
    other.employments.all().delete()
    other.aliases.update(learner=learner)
    address, name = other.email, other.name
    learner.person_id = learner.person_id or other.person_id
    Learner.objects.filter(pk=other.pk).delete()
    Alias.objects.create(learner=learner, email=address)
    learner.save(update_fields=["person"])
    _settle(occasion, learner)
    record(events.JOINED, occasion, subject=learner, learner=learner.name, other=name, moved=moved)
    counts.follow(occasion, employers)


def _hers(occasion: Occasion, pk: int) -> Learner:
    mine = ACCESS.rows(occasion.actor, Permission.PLACE, Learner.objects.all())
    learner = mine.select_for_update(of=("self",)).filter(pk=pk).first()
    if learner is None:
        raise NotFound("There is no such learner for you.")
    return learner


def _employer(reference: str) -> Partner:
    found = following(reference)
    if found is None:
        raise Invalid(
            {"partner": [f"There is no partner {reference.strip() or '…'}; give its reference, such as PAR00001."]}
        )
    return found


def _end(learner: Learner, day: date) -> None:
    running = Q(ends_on=None) | Q(ends_on__gt=day)
    learner.employments.filter(running, starts_on__lt=day).update(ends_on=day)


def _employ(occasion: Occasion, learner: Learner, partner: Partner, starts_on: date) -> None:
    Employment.objects.create(learner=learner, partner=partner, starts_on=starts_on)
    _settle(occasion, learner)
    record(
        events.PLACED, occasion, subject=learner, organisation=partner.organisation_id,
        learner=learner.name, partner=partner.name, starts_on=starts_on.isoformat(),
    )  # fmt: skip


def _settle(occasion: Occasion, learner: Learner) -> None:
    """Let `works_at` say where she works on the day of the occasion."""
    day = occasion.day
    now = learner.employments.filter(Q(ends_on=None) | Q(ends_on__gt=day), starts_on__lte=day).first()
    learner.works_at = now.partner if now else None
    learner.save(update_fields=["works_at"])
