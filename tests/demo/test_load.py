"""The demo channel: there is everything that the product promises to show, and it is told in order."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from towpath import demo
from towpath.demo.cast import DOMAIN, SHOWN
from towpath.domain.accounts.models import Account, OneOffPermission, Opportunity, Territory
from towpath.domain.deals.lifecycles import STATES
from towpath.domain.deals.models import Comment, ExtensionRequest, Registration
from towpath.domain.distribution.lifecycles import BILLING
from towpath.domain.distribution.models import BankDetails, BillingRecord, Distributor, MarketplacePage
from towpath.domain.enablement.actions import counts
from towpath.domain.enablement.lifecycles import LICENCE, LICENCE_REQUEST, VOUCHER
from towpath.domain.enablement.models import (
    Completion,
    CompletionImport,
    ComplianceResult,
    CredlyReading,
    Employment,
    Learner,
    Licence,
    LicenceRequest,
    Voucher,
)
from towpath.domain.library.models import Asset, Download
from towpath.domain.partners.actions import memberships
from towpath.domain.partners.lifecycles import LEGAL_REQUEST
from towpath.domain.partners.models import (
    AccessRequest,
    AgreementAcceptance,
    LegalRequest,
    Membership,
    Merger,
    Partner,
)
from towpath.domain.pricing.facts import prices_on
from towpath.domain.pricing.models import Price, PriceBook, Product
from towpath.jobs.accounts import close_idle
from towpath.kernel import in_force
from towpath.kernel.approvals.models import Absence
from towpath.kernel.clocks.models import Clock
from towpath.kernel.documents.models import Document
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Organisation, Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.mail.models import OutgoingMail
from towpath.kernel.occasion import Occasion

NOW = datetime(2026, 9, 2, 13, 20, tzinfo=UTC)  # a Wednesday


@pytest.mark.django_db(transaction=True)
def test_the_demo_is_whole():
    """One load, many looks: loading takes seconds, so that one test makes all the looks."""
    demo.load(NOW)
    _people_and_places()
    _in_the_program()
    _coming_in()
    _trained()
    _complying()
    _shelved()
    _priced()
    _buying()
    _licensed()
    _asleep()
    _merged()
    _registrations()
    _pipeline()
    _clocks_and_talk()
    _nothing_in_the_queue()
    _told_in_order()
    assert demo.load_if_empty() == "The database is not empty; it stays as it is."
    assert Registration.objects.count() == 400


def _people_and_places():
    assert Partner.objects.count() == 44
    assert set(Partner.objects.values_list("region", flat=True)) == {"AMER", "EMEA", "APJ", "PUBSEC"}
    assert set(Partner.objects.values_list("track", flat=True)) == {"open", "select", "technology"}
    statuses = Counter(Partner.objects.values_list("status", flat=True))
    assert statuses == {"authorized": 39, "prospect": 2, "active": 1, "denied": 1, "former": 1}
    assert Partner.objects.filter(status="authorized", good_standing=False).count() == 1
    assert all(person.email.endswith(DOMAIN) and not person.has_usable_password() for person in Person.objects.all())
    assert Person.objects.filter(email__in=[email for _, email in SHOWN]).count() == len(SHOWN)
    held = {role for roles in Person.objects.values_list("roles", flat=True) for role in roles}
    lent = {Role.DEMONSTRATION.value}  # stands beside the roles of a stepped-in colleague, and is nobody's own
    assert held | lent == {role.value for role in Role}, "somebody to sign in as in every role"
    assert Account.objects.filter(partner=None, territory__isnull=False).count() == 300
    assert Opportunity.objects.count() >= 500
    assert set(Territory.objects.values_list("region", flat=True)) == {"AMER", "EMEA", "APJ", "PUBSEC"}


def _in_the_program():
    """Who is in the program has signed something, and is in a track since a day."""
    inside = Partner.objects.filter(status__in=("authorized", "active"))
    tracked = Membership.objects.filter(group="track", ends_on=None)
    assert set(inside.values_list("pk", "track")) <= set(tracked.values_list("partner", "value"))
    held = Membership.objects.filter(group="designation", ends_on=None)
    kinds = Counter(held.values_list("value", flat=True))
    assert set(kinds) == {"psp", "msp", "alliance", "gsi", "oem"}
    assert all(one.value in one.partner.kinds for one in held.select_related("partner"))
    clicked = set(AgreementAcceptance.objects.values_list("partner", flat=True))
    agreed = Partner.objects.filter(click_through_agreement=True).values_list("pk", "merged_into")
    assert clicked == {into or pk for pk, into in agreed}, "what a merged partner accepted went along"
    assert memberships.follow_the_day(Occasion(None, NOW, "job", in_force.book())) == 0, (
        "the night finds nothing to mend"
    )


def _coming_in():
    assert set(LegalRequest.objects.values_list("state", flat=True)) == set(LEGAL_REQUEST.states)
    assert AccessRequest.objects.filter(state="asked").count() == 1
    waiting = Partner.objects.get(status="prospect", sign_up__used_at__isnull=False)
    assert waiting.signed_contract_on is None
    assert set(OneOffPermission.objects.values_list("state", flat=True)) == {"recorded", "approved"}


def _trained():
    assert set(Voucher.objects.values_list("state", flat=True)) == set(VOUCHER.states)
    file = CompletionImport.objects.get()
    assert (file.state, file.added, file.refused, file.unplaced) == ("applied", 11, 4, 1)
    reading = CredlyReading.objects.get()
    assert (reading.revoked, reading.gone) == (0, 0), "what it gave before, it gives still"
    assert reading.unmapped >= 1
    soon = Completion.objects.filter(expires_on__gt=NOW, expires_on__lte=NOW + timedelta(days=60))
    assert soon.count() >= 10
    moved = Employment.objects.filter(learner__in=Employment.objects.exclude(ends_on=None).values("learner"))
    assert moved.values("partner").distinct().count() == 2
    assert Learner.objects.filter(works_at=None).count() == 1
    assert counts.follow_the_day(Occasion(None, NOW, "job", in_force.book())) == 0, "counts are right"


def _complying():
    results = ComplianceResult.objects.filter(is_track=True)
    states = Counter(results.values_list("state", flat=True))
    assert states["compliant"] >= 33
    assert {state: states[state] for state in ("grace", "temporary", "not")} == {"grace": 1, "temporary": 1, "not": 1}
    assert results.filter(breaks_on__lte=NOW + timedelta(days=30)).count() == 2
    assert ComplianceResult.objects.filter(is_track=False, state="grace").count() == 1
    wrong = Partner.objects.filter(compliance__in=results).exclude(compliant=True).values_list("name", flat=True)
    assert list(wrong) == ["Jarvenport Logic"]
    told = set(Event.objects.filter(name__startswith="enablement.compliance.").values_list("name", flat=True))
    assert told == {"enablement.compliance.in_grace", "enablement.compliance.warned"}


def _shelved():
    assert set(Asset.objects.values_list("state", flat=True)) == {"published", "withdrawn"}
    kinds = {"partner_guide", "agreement", "deal_registration_guide", "locator_guide", "discount_table", "price_file"}
    assert set(Asset.objects.values_list("kind", flat=True)) == kinds
    assert Asset.objects.filter(versions__number=2).exists()
    assert Download.objects.exists()


def _priced():
    assert Product.objects.filter(invented=True).count() == Product.objects.count() == 21
    assert set(PriceBook.objects.values_list("currency", flat=True)) == {"USD", "EUR", "GBP", "JPY"}
    book, day = PriceBook.objects.get(reference="list-usd"), NOW.date()
    assert len(prices_on(book, day, Product.objects.all())) == 21
    assert Price.objects.filter(book=book, starts_on__gt=day).count() == 3


def _buying():
    assert Distributor.objects.filter(active=True, resellers__isnull=False).distinct().count() == 2
    assert set(BillingRecord.objects.values_list("state", flat=True)) == set(BILLING.states)
    assert BankDetails.objects.get(replaced_at=None).hint
    states = set(MarketplacePage.objects.values_list("state", flat=True))
    assert states == {"requested", "draft_in_review", "returned", "live"}


def _licensed():
    """Requests and licences in every state, and nobody of the vendor's or the partner's is left without one to look at."""
    assert set(LicenceRequest.objects.values_list("state", flat=True)) == set(LICENCE_REQUEST.states)
    assert set(Licence.objects.values_list("state", flat=True)) == set(LICENCE.states)
    ending = Licence.objects.get(state="active", expires_on__lte=(NOW + timedelta(days=14)).date())
    assert ending.partner.name == "Alderbrook Systems"
    assert Event.objects.filter(name="enablement.licence.ending", subject_id=ending.pk).count() == 1
    assert LicenceRequest.objects.get(state="refused").missing


def _asleep():
    """One partner lost its access unseen, warned twice before; every other one is awake."""
    house = Organisation.objects.get(asleep_since__isnull=False)
    assert house.name == "Sundrift Consulting"
    told = Event.objects.filter(subject_id=house.partner.pk, name__startswith="partners.partner.").order_by("at")
    assert [one.name.rsplit(".", 1)[1] for one in told][-3:] == ["warned", "warned", "fell_asleep"]
    for role in ("partner_viewer", "partner_marketing"):
        held = Person.objects.filter(roles=[role], organisation__asleep_since=None)
        assert held.values("organisation").distinct().count() >= 5, role


def _pipeline():
    rows = Opportunity.objects.all()
    assert not rows.filter(segment="").exists()
    assert {"1. New - First Order", "3. Growth", "4. Contraction", "5. Churn - Partial"} <= set(
        rows.values_list("order_type", flat=True)
    )
    running = rows.filter(state="open")
    assert set(running.values_list("type", flat=True)) == {"new_business", "add_on", "renewal"}
    assert running.filter(warned_at__isnull=False).exists()
    assert running.values("stage").distinct().count() >= 7
    idle = close_idle(Occasion(None, NOW, "job", in_force.book()))
    assert idle == (0, 0), "the first night finds nothing to warn of or close"


def _merged():
    done = Merger.objects.get(state="done")
    assert done.final_from > NOW.date(), "it can still be undone"
    assert done.gone.merged_into == done.kept
    planned = Merger.objects.get(state="planned")
    assert planned.report["counts"]
    assert planned.report["clashes"], "both sell to somebody, or have an administrator"


def _registrations():
    states = Counter(Registration.objects.values_list("state", flat=True))
    assert set(states) == set(STATES)
    assert min(states.values()) >= 10
    reasons = set(Registration.objects.filter(state="denied").values_list("denial_reason", flat=True))
    assert len(reasons) == 12
    ending = Registration.objects.filter(state="approved", expires_on__lte=(NOW + timedelta(days=14)).date())
    assert ending.count() >= 10
    assert not ending.filter(expires_on__lt=NOW.date()).exists()
    assert Registration.objects.filter(state="approved", extensions=1).count() >= 10
    assert Registration.objects.filter(on_behalf=True).count() >= 10
    assert Registration.objects.filter(state="in_review", step="esm").exists()
    assert Registration.objects.filter(state="in_review", step="asm").exists()
    assert Registration.objects.exclude(holder_for=None).exists(), "somebody is away and her backup has her work"
    assert Registration.objects.filter(changed_at__gt=NOW).count() == 0


def _clocks_and_talk():
    live = Clock.objects.filter(state="running")
    assert live.filter(due_at__lt=NOW).exists()
    assert live.filter(due_at__gt=NOW).exists()
    assert not live.filter(due_at__lt=NOW, breached_at=None).exists()
    said = Event.objects.filter(
        name__in=("clocks.clock.warned", "clocks.clock.breached"), at__gt=NOW - timedelta(days=7)
    )
    assert set(said.values_list("name", flat=True)) == {"clocks.clock.warned", "clocks.clock.breached"}
    assert Clock.objects.filter(state="paused").exists()
    assert {True, False} <= set(Clock.objects.filter(state="stopped").values_list("met", flat=True))
    assert set(Comment.objects.values_list("audience", flat=True)) == {"shared", "internal"}
    assert Document.objects.count() >= 20
    assert ExtensionRequest.objects.filter(state="open").count() >= 3
    assert Absence.objects.filter(state="active", starts_at__lte=NOW, ends_at__gt=NOW).count() == 2
    mails = OutgoingMail.objects.all()
    assert mails.exists()
    assert not mails.exclude(state="sent").exists()


def _nothing_in_the_queue():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs")
        assert cursor.fetchone() == (0,), "nobody gets today a mail about the past"


def _told_in_order():
    """Within a registration the events stand in order of time, as a history reads them."""
    last: dict[int, datetime] = {}
    names = Event.objects.filter(subject_type="deals.registration").exclude(name__endswith="commented").order_by("id")
    for subject, at in names.values_list("subject_id", "at"):
        assert at >= last.get(subject, at) - timedelta(minutes=15)
        last[subject] = at


def test_the_same_cast_is_shown_first():
    assert [email.split("@")[0] for _, email in SHOWN][:2] == ["nadia", "nina"]
