"""An alliance partner whose status reads Active: its contract through Legal, then a registration on its behalf to the end."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import claim, person
from tests.domain.enablement.compliance.stages import learner
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Registration
from towpath.domain.enablement import compliance_queries
from towpath.domain.enablement.actions import counts
from towpath.domain.partners.actions import legal_requests, partners
from towpath.domain.partners.models import Partner
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import Ineligible
from towpath.program.decisions.deal_registration.eligibility import IncentiveFacts, incentives_apply

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def summit(cast, by) -> Partner:
    """An alliance prospect, created by hand, that Elena looks after."""
    typed = {"company": "Summit Cloud", "country": "DE", "kind": "alliance", "website": "summit.example"}
    made = partners.create(by(cast.omar), typed, reason="Alliances do not sign up.")
    Partner.objects.filter(pk=made.pk).update(manager=cast.elena)
    return made


def active(summit: Partner, cast, by) -> Partner:
    """The same with its contract signed and on file."""
    lex = person("Lex", Role.LEGAL)
    asked = legal_requests.ask(summit.reference, by(cast.omar), question="The alliance agreement.")
    legal_requests.take_up(asked.reference, by(lex))
    file = SimpleUploadedFile("signed.pdf", b"%PDF-1.7 signed")
    legal_requests.sign(asked.reference, by(lex), signed_on=by(lex).day, upload=file)
    summit.refresh_from_db()
    return summit


@pytest.mark.rule("DRG-21", "ONB-04", "ELG-01", "ELG-05")
def test_a_deal_is_registered_for_an_active_alliance_partner(cast, by, summit):
    ref = registrations.draft(by(cast.elena), claim(), partner=summit).reference
    with pytest.raises(Ineligible, match="not authorized"):
        registrations.submit(ref, by(cast.omar))

    assert active(summit, cast, by).status == Partner.Status.ACTIVE
    learner(summit, "Fay", "foundations", "sales_professional")
    counts.follow(by(None, door="job"), [summit.pk])
    registrations.submit(ref, by(cast.omar))
    registrations.link_account(ref, by(cast.omar), account=cast.acme.reference)
    registrations.put_forward(ref, by(cast.omar))
    registrations.confirm_type(ref, by(cast.elena))
    registrations.record_sourcing(ref, by(cast.elena), finding="partner_created")
    registrations.create_opportunity(ref, by(cast.elena))
    registrations.approve(ref, by(cast.elena))
    registrations.record_alignment(ref, by(cast.amir), note="Agreed with the sales manager.")
    assert registrations.approve(ref, by(cast.amir)).state == "approved"
    kept = Registration.objects.get()
    assert (kept.on_behalf, kept.partner) == (True, summit)
    assert not incentives_apply(IncentiveFacts(tuple(summit.kinds)), by(cast.omar).book, on=by(cast.omar).day).outcome


@pytest.mark.rule("ELG-01", "ELG-05")
def test_an_active_alliance_partner_may_transact_and_have_letters_and_an_active_reseller_may_not(cast, by, summit):
    occasion = by(cast.omar)
    answer = compliance_queries.may(cast.omar, summit, "letter", occasion)
    assert not answer.outcome
    active(summit, cast, by)
    learner(summit, "Fay", "foundations", "sales_professional")
    counts.follow(by(None, door="job"), [summit.pk])
    summit.refresh_from_db()
    for question in ("register", "transact", "letter"):
        assert compliance_queries.may(cast.omar, summit, question, occasion).outcome, question
    Partner.objects.filter(pk=summit.pk).update(kinds=["reseller"])
    summit.refresh_from_db()
    for question in ("register", "transact", "letter"):
        refused = compliance_queries.may(cast.omar, summit, question, occasion)
        assert "not authorized" in refused.because[0].says, question
