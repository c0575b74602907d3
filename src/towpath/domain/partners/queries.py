"""The only readers of partners for lists and pages. Each takes the actor and shows what is hers."""

from collections.abc import Iterator

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from towpath.domain.partners.access import ACCESS, Permission
from towpath.domain.partners.facts import eligibility_facts
from towpath.domain.partners.lifecycles import DONE, OPEN_LEGAL
from towpath.domain.partners.models import AccessRequest, AgreementAcceptance, LegalRequest, NameChange, Partner
from towpath.kernel.identity.models import Invitation, Person, SingleSignOn
from towpath.kernel.occasion import Occasion
from towpath.kernel.paging import Page, Sort, every, page
from towpath.kernel.refusals import NotFound
from towpath.program.decision import Decision
from towpath.program.decisions.deal_registration.eligibility import eligibility


def visible(actor: Person) -> QuerySet[Partner]:
    """Every partner that the actor may see, with its manager."""
    return ACCESS.rows(actor, Permission.VIEW, Partner.objects.select_related("manager", "organisation", "parent"))


def one(actor: Person, reference: str) -> Partner:
    """One partner; NotFound when it is not hers."""
    try:
        return visible(actor).annotate(names_before=_names_before()).get(reference=reference.strip().upper())
    except Partner.DoesNotExist:
        raise NotFound(f"There is no partner {reference} for you.") from None


def _names_before() -> ArraySubquery:
    """The names that a partner bore before, newest first."""
    done = NameChange.objects.filter(partner=OuterRef("pk"), state=DONE).order_by("-id")
    return ArraySubquery(done.values("old_name")[:20])


def own(actor: Person) -> Partner:
    """The partner whose person the actor is."""
    found = Partner.objects.select_related("manager").filter(organisation=actor.organisation_id).first()
    if found is None:
        raise NotFound("You belong to no partner.")
    return found


def colleagues(actor: Person) -> QuerySet[Person]:
    """The people of the actor's own partner who have access, by name."""
    return Person.objects.filter(organisation=own(actor).organisation_id, is_active=True).order_by("name", "id")


def invitations(actor: Person) -> QuerySet[Invitation]:
    """Invitations of the actor's own partner that nobody has accepted yet, newest first; expired ones among them."""
    waiting = Invitation.objects.filter(organisation=own(actor).organisation_id, accepted_at=None, revoked_at=None)
    return waiting.select_related("invited_by").order_by("-id")


def sign_ins(actor: Person) -> list[SingleSignOn]:
    """Every domain whose people sign in at their own organisation's provider, by name; NotFound for all but operators."""
    if not ACCESS.may(actor, Permission.VIEW_SIGN_INS):
        raise NotFound("There is no such page for you.")
    return list(SingleSignOn.objects.select_related("provider", "organisation__partner").order_by("domain"))


def may_register(partner: Partner, occasion: Occasion) -> Decision[bool]:
    """Whether this partner could submit a registration now, and if not, every reason with what would mend it (ELG-05)."""
    return eligibility(
        eligibility_facts(partner, "partner", occasion.book, occasion.day), occasion.book, on=occasion.day
    )


BY_NAME = Sort("name", "name")


def listed(
    actor: Person, *, q: str = "", status: str = "", region: str = "", cursor: str = "", size: int = 50
) -> Page[Partner]:
    """One page of partners in order of name, without the one for demonstrations and those that became part of another.

    q  any part of the name, the domain, or a whole reference: of today, of before, or of one that became part of it
    """
    rows, text = visible(actor).filter(merged_into=None), q.strip()
    if actor.is_internal:
        rows = rows.filter(demonstration=False)
    if text:
        rows = rows.filter(
            Q(name__icontains=text) | Q(domain__icontains=text) | Q(reference=text.upper()) | _of_old(text)
        )
    if status:
        rows = rows.filter(status=status)
    if region:
        rows = rows.filter(region=region)
    return page(rows, BY_NAME, cursor=cursor, size=size)


def _of_old(text: str) -> Q:
    """Partners that bore such a name before, or of which one with such a name or reference became part."""
    renamed = NameChange.objects.filter(state=DONE, old_name__icontains=text).values("partner")
    merged = Partner.objects.filter(merged_into__isnull=False).filter(
        Q(name__icontains=text) | Q(domain__icontains=text) | Q(reference=text.upper())
    )
    return Q(pk__in=renamed) | Q(pk__in=merged.values("merged_into"))


def exported(actor: Person, *, q: str = "", status: str = "", region: str = "") -> Iterator[Partner]:
    """Every selected partner, for CSV, in pages so that memory stays small."""
    return every(lambda cursor: listed(actor, q=q, status=status, region=region, cursor=cursor, size=1000))


# -- becoming a partner ------------------------------------------------------------------------------------------------

NEWEST = Sort("id", "id", descending=True)


def access_requests(actor: Person, *, state: str = "", cursor: str = "", size: int = 50) -> Page[AccessRequest]:
    """Requests for access that the actor may see, newest first."""
    rows = ACCESS.rows(actor, Permission.VIEW_ACCESS, AccessRequest.objects.select_related("partner", "decided_by"))
    return page(rows.filter(state=state) if state else rows, NEWEST, cursor=cursor, size=size)


def access_request(actor: Person, reference: str) -> AccessRequest:
    """One request for access; NotFound when it is not the actor's to see."""
    rows = AccessRequest.objects.select_related("partner", "decided_by", "invitation", "sign_up")
    found = ACCESS.rows(actor, Permission.VIEW_ACCESS, rows).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no access request {reference} for you.")
    return found


def legal_requests(actor: Person, *, state: str = "", cursor: str = "", size: int = 50) -> Page[LegalRequest]:
    """Legal requests that the actor may see, newest first; state "open" stands for all that wait."""
    rows = ACCESS.rows(
        actor, Permission.VIEW_LEGAL, LegalRequest.objects.select_related("partner", "holder", "asked_by")
    )
    if state:
        rows = rows.filter(state__in=OPEN_LEGAL if state == "open" else [state])
    return page(rows, NEWEST, cursor=cursor, size=size)


def legal_request(actor: Person, reference: str) -> LegalRequest:
    """One legal request; NotFound when it is not the actor's to see."""
    rows = LegalRequest.objects.select_related("partner", "holder", "asked_by", "contract")
    found = ACCESS.rows(actor, Permission.VIEW_LEGAL, rows).filter(reference=reference.strip().upper()).first()
    if found is None:
        raise NotFound(f"There is no legal request {reference} for you.")
    return found


def legal_requests_of(actor: Person, partner: Partner) -> list[LegalRequest]:
    """A partner's legal requests that the actor may see, newest first."""
    rows = ACCESS.rows(actor, Permission.VIEW_LEGAL, LegalRequest.objects.filter(partner=partner))
    return list(rows.select_related("holder").order_by("-id")[:50])


def acceptances(partner: Partner) -> list[AgreementAcceptance]:
    """What was accepted by click for a partner that the reader sees already, newest first."""
    return list(partner.acceptances.select_related("person", "text").order_by("-id")[:50])
