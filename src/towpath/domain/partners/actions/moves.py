"""The moves of this room, bound to their lifecycles and grants, and what several actions share."""

from datetime import date

from django.db import connection

from towpath.domain.partners.access import ACCESS
from towpath.domain.partners.lifecycles import ACCESS_REQUEST, LEGAL_REQUEST, MERGER, NAME_CHANGE, PARTNER
from towpath.domain.partners.models import AccessRequest, LegalRequest, Membership, Merger, NameChange, Partner
from towpath.kernel.moves import Moves
from towpath.kernel.refusals import Invalid
from towpath.program.book import Book
from towpath.program.decision import Decision
from towpath.program.decisions.partners.standing import AuthorizationFacts, authorization

PARTNERS = Moves(Partner, PARTNER, ACCESS, organisation=lambda row: row.organisation_id, region=lambda row: row.region)
ACCESS_REQUESTS = Moves(AccessRequest, ACCESS_REQUEST, ACCESS, organisation=lambda row: row.organisation_id)
LEGAL_REQUESTS = Moves(LegalRequest, LEGAL_REQUEST, ACCESS, organisation=lambda row: row.organisation_id)
MERGERS = Moves(Merger, MERGER, ACCESS, organisation=lambda row: None)  # of two partners: no wall's own
NAME_CHANGES = Moves(NameChange, NAME_CHANGE, ACCESS, organisation=lambda row: row.organisation_id)
LONGEST_REASON = 300
ONE_AT_A_TIME = 0x70617274  # the lock of those who bring partners in: two of one company wait for each other


def one_at_a_time() -> None:
    """Wait until nobody else brings a partner in; holds to the end of the transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def said(reason: str, field: str = "reason", *, why: str = "Say why: it stands in the history.") -> str:
    """A reason as it is kept; Invalid when it is empty or too long."""
    text = " ".join(reason.split())
    if not text:
        raise Invalid({field: [why]})
    if len(text) > LONGEST_REASON:
        raise Invalid({field: [f"At most {LONGEST_REASON} characters fit; this has {len(text)}."]})
    return text


def contract_stands(partner: Partner, book: Book, on: date) -> Decision[bool]:
    """Whether the partner's status may read Authorized (ONB-04)."""
    facts = AuthorizationFacts(
        signed_contract=partner.signed_contract_on is not None,
        click_through=partner.click_through_agreement,
        contract_on_file=partner.contract_on_file,
    )
    return authorization(facts, book, on=on)


def enter_track(partner: Partner, on: date) -> None:
    """From its first day in the program on, a partner is in a track; one that runs already goes on."""
    running = Membership.objects.filter(partner=partner, group=Membership.Group.TRACK, ends_on=None)
    if not running.exists() and not Membership.objects.filter(partner=partner, group="track", ends_on__gt=on).exists():
        Membership.objects.create(partner=partner, group=Membership.Group.TRACK, value=partner.track, starts_on=on)
