"""Another vendor, of another trade: its machines are registered, reviewed and protected by its own pages, and by nothing of the first one's."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.cast import claim, partner, person
from towpath.domain.accounts.models import Opportunity
from towpath.domain.deals.actions import registrations
from towpath.kernel import in_force
from towpath.kernel.clocks.models import Clock
from towpath.kernel.identity.roles import Role
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import Refusal
from towpath.program.book import Book
from towpath.program.decisions.vendor import fiscal_calendar

FOLDER = Path(__file__).parents[2] / "program" / "brackenhall"


@pytest.fixture
def machines(settings) -> Iterator[Book]:
    """The program of the maker of machines, in force for the whole product."""
    before, settings.PROGRAM = settings.PROGRAM, FOLDER
    in_force.look_again()
    yield in_force.book()
    settings.PROGRAM = before
    in_force.look_again()


@pytest.fixture
def under(machines, noon):
    def occasion(person):
        return Occasion(actor=person, at=noon, door="workspace", book=machines)

    return occasion


def test_a_registration_goes_from_the_dealer_to_the_decision_by_the_other_program(cast, under, machines, client):
    dealer = partner("Tannenried", manager=cast.elena, foundations_completed=2)
    tilda = person("Tilda", Role.PARTNER_SELLER, organisation=dealer.organisation, zone="Europe/Lisbon")
    assert (dealer.track, dealer.get_track_display()) == ("bench", "Bench")
    sent = claim(deal_name="Two lathes for the training hall", product="lathe", need="Two lathes.")
    ref = registrations.register(under(tilda), sent).reference
    registrations.link_account(ref, under(cast.omar), account=cast.acme.reference)
    registrations.put_forward(ref, under(cast.omar))
    registrations.confirm_type(ref, under(cast.elena))
    registrations.record_sourcing(ref, under(cast.elena), finding="partner_created")
    registrations.create_opportunity(ref, under(cast.elena))
    registrations.approve(ref, under(cast.elena))
    registrations.record_alignment(ref, under(cast.amir), note="Agreed with the dealer manager.")
    approved = registrations.approve(ref, under(cast.amir))

    assert (approved.state, approved.expires_on) == ("approved", date(2026, 10, 16))  # forty-five days
    opportunity = Opportunity.objects.get()
    assert (opportunity.sales_qualified_source, opportunity.initial_source) == ("Dealer", "Dealer's lead")
    assert set(Clock.objects.values_list("kind", flat=True)) == {
        "sla.desk_answer",
        "sla.first_contact",
        "sla.area_answer",
    }
    assert str(fiscal_calendar(machines, approved.approved_on).quarter_of(approved.approved_on)) == "FY26-Q2"
    client.force_login(tilda)
    page = client.get(f"/portal/deals/registrations/{ref}").content.decode()
    assert "Two lathes for the training hall" in page
    assert "GitLab" not in page


def test_a_single_machine_needs_one_approval_and_one_trained_person_is_too_few(cast, under):
    dealer = partner("Tannenried", manager=cast.elena, foundations_completed=2)
    tilda = person("Tilda", Role.PARTNER_SELLER, organisation=dealer.organisation)
    sent = claim(product="mill", amount="9000")
    ref = registrations.register(under(tilda), sent).reference
    registrations.link_account(ref, under(cast.omar), account=cast.acme.reference)
    registrations.put_forward(ref, under(cast.omar))
    registrations.confirm_type(ref, under(cast.elena))
    registrations.record_sourcing(ref, under(cast.elena), finding="partner_created")
    registrations.create_opportunity(ref, under(cast.elena))
    assert registrations.approve(ref, under(cast.elena)).state == "approved"
    short = partner("Untrained", manager=cast.elena, foundations_completed=1)
    with pytest.raises(Refusal) as refused:
        registrations.register(under(person("Ulla", Role.PARTNER_SELLER, organisation=short.organisation)), sent)
    assert "Safety at the machine" in str(refused.value)
