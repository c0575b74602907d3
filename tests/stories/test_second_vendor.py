"""Another vendor, of another trade: its machines are registered, reviewed and protected by its own pages, and by nothing of the first one's."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.core.cache import cache
from django.urls import URLResolver, get_resolver, reverse

from tests.cast import claim, partner, person
from tests.domain.partners.becoming import accepted, confirmed
from towpath.cli.main import towpath
from towpath.domain.accounts.actions.accounts import place_waiting
from towpath.domain.accounts.actions.territories import set_people
from towpath.domain.accounts.models import Account, Opportunity
from towpath.domain.deals import queries
from towpath.domain.deals.actions import registrations
from towpath.domain.partners.actions import demonstration
from towpath.domain.rulebook import decisions
from towpath.jobs import distribution as distribution_jobs
from towpath.jobs import pursuits as pursuits_jobs
from towpath.kernel import in_force
from towpath.kernel.clocks.models import Clock
from towpath.kernel.identity.models import Person
from towpath.kernel.identity.roles import INSIDE_ROLES, Role
from towpath.kernel.identity.tokens import make
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
    dealer = partner("Tannenried", region="HOME", manager=cast.elena, foundations_completed=2)
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
    for record in (ref, opportunity.reference, approved.partner.reference, cast.acme.reference):
        told = decisions.on_record(under(cast.omar), record)[2]
        assert not [one.address for one in told if one.kept.record["question"].startswith(("quotes.", "pursuits."))]
        for one in told:
            decisions.explained(one.kept, machines, approved.approved_on, inside=True)


def test_a_single_machine_needs_one_approval_and_one_trained_person_is_too_few(cast, under):
    dealer = partner("Tannenried", region="HOME", manager=cast.elena, foundations_completed=2)
    tilda = person("Tilda", Role.PARTNER_SELLER, organisation=dealer.organisation)
    sent = claim(product="mill", amount="9000")
    ref = registrations.register(under(tilda), sent).reference
    registrations.link_account(ref, under(cast.omar), account=cast.acme.reference)
    registrations.put_forward(ref, under(cast.omar))
    registrations.confirm_type(ref, under(cast.elena))
    registrations.record_sourcing(ref, under(cast.elena), finding="partner_created")
    registrations.create_opportunity(ref, under(cast.elena))
    assert registrations.approve(ref, under(cast.elena)).state == "approved"
    short = partner("Untrained", region="HOME", manager=cast.elena, foundations_completed=1)
    with pytest.raises(Refusal) as refused:
        registrations.register(under(person("Ulla", Role.PARTNER_SELLER, organisation=short.organisation)), sent)
    assert "Safety at the machine" in str(refused.value)


@pytest.fixture
def overseas(cast, under):
    """The people of the territory overseas, in a region that only this program has."""
    seats = (("owner", "Sergio", Role.SALES_REP), ("esm", "Estela", Role.ESM), ("asm", "Alma", Role.ASM))
    people = {seat: person(name, role, region="OVERSEAS", zone="America/Sao_Paulo") for seat, name, role in seats}
    set_people("OVERSEAS", under(cast.omar), **{seat: each.pk for seat, each in people.items()})
    return people


def test_a_dealer_of_a_region_that_only_this_program_has_goes_through_its_people_and_hours(
    cast, under, machines, noon, overseas
):
    cache.clear()  # how often somebody signed up in other tests
    bruna = confirmed(
        machines, noon, country="BR", tax_number="", website="bancada.example", email="bruna@bancada.example"
    )
    dealer = accepted(bruna, machines, noon)
    assert (dealer.region, dealer.track, dealer.status) == ("OVERSEAS", "bench", "authorized")
    dealer.foundations_completed = 2
    dealer.save(update_fields=["foundations_completed"])
    bruna = Person.objects.get(pk=bruna.pk)  # as she signs in the next time

    ref = registrations.register(
        under(bruna), claim(product="lathe", need="Two lathes.", customer_country="BR")
    ).reference
    registrations.create_account(ref, under(cast.omar), name="Oficina Aurora", country="BR", employees=40)
    assert place_waiting(under(None)) == (1, [])
    registrations.release(ref, under(None))
    assert Account.objects.get(name="Oficina Aurora").region == "OVERSEAS"
    sent = registrations.put_forward(ref, under(cast.omar))
    assert (sent.region, sent.esm, sent.asm) == ("OVERSEAS", overseas["esm"], overseas["asm"])
    assert set(Clock.objects.values_list("team", "region", "calendar")) >= {
        ("ops", "OVERSEAS", "works"),
        ("esm", "OVERSEAS", "overseas"),
    }
    at_home = person("Helga", Role.ESM, region="HOME")
    seen = [queries.listed(each, queries.Filters()).rows for each in (overseas["esm"], at_home)]
    assert [[row.reference for row in rows] for rows in seen] == [[ref], []]


def test_its_regions_are_what_lists_offer_and_doors_take(cast, under, machines, noon, client):
    client.force_login(cast.omar)
    listed = client.get("/deals/registrations").content.decode()
    calendars = client.get("/calendars").content.decode()
    for page in (listed, calendars):
        assert "OVERSEAS" in page
        assert "EMEA" not in page
    assert '<option value="ISLANDS"' in listed
    assert "ISLANDS · The islands, served by agents" in client.get("/library/new").content.decode()
    token = make(cast.omar, "tests", noon)[1]
    answers = [
        client.get("/api/v1/accounts", {"region": each}, headers={"Authorization": f"Bearer {token}"})
        for each in ("overseas", "EMEA")
    ]
    assert [each.status_code for each in answers] == [200, 422]
    assert answers[1].json()["errors"] == {
        "region": ["There is no region “EMEA”; choose one of HOME, OVERSEAS, ISLANDS."]
    }
    shown = demonstration.step_in(under(cast.paula)).organisation.partner
    assert (shown.name, shown.region, shown.country) == ("Brackenhall Service", "HOME", "PT")


def addresses(under: str) -> list[str]:
    """Every plain address below one: those that name no record."""

    def found(resolver: URLResolver, before: str) -> Iterator[str]:
        for each in resolver.url_patterns:
            here = before + str(each.pattern)
            yield from found(each, here) if isinstance(each, URLResolver) else [here]

    plain = {f"/{each}" for each in found(get_resolver(), "") if not set(each) & set("<(^")}
    return sorted(each for each in plain if each.startswith(under))


@pytest.fixture
def everybody(cast) -> Person:
    """A colleague with every role of the vendor's own people: whatever there is to be seen is hers."""
    return person("Olga", *sorted(INSIDE_ROLES))


def test_no_page_fails_where_the_program_does_without_a_part_of_the_product(cast, under, machines, client, everybody):
    dealer = partner("Tannenried", region="HOME", manager=cast.elena, foundations_completed=2)
    tilda = person("Tilda", Role.PARTNER_ADMIN, Role.PARTNER_SELLER, organisation=dealer.organisation)
    ref = registrations.register(under(tilda), claim(product="lathe", need="Two lathes.")).reference
    registrations.link_account(ref, under(cast.omar), account=cast.acme.reference)
    registrations.put_forward(ref, under(cast.omar))
    registrations.confirm_type(ref, under(cast.elena))
    registrations.record_sourcing(ref, under(cast.elena), finding="partner_created")
    registrations.create_opportunity(ref, under(cast.elena))
    records = [
        reverse(f"workspace:{name}", args=[each])
        for name, each in (
            ("registration", ref),
            ("opportunity", Opportunity.objects.get().reference),
            ("partner", dealer.reference),
            ("partner_compliance", dealer.reference),
            ("account", cast.acme.reference),
        )
    ]
    client.raise_request_exception = False
    outside = ("/api", "/portal", "/account/", "/health")
    client.force_login(everybody)
    inside = [each for each in addresses("/") if not each.startswith(outside)]
    assert len(inside) > 80
    told = {each: client.get(each) for each in [*inside, *records]}
    client.force_login(tilda)
    told |= {each: client.get(each) for each in addresses("/portal")}
    assert [path for path, answer in told.items() if answer.status_code >= 500] == []
    assert [told[path].status_code for path in records] == [200] * len(records)
    refused = {path: answer.content.decode() for path, answer in told.items() if answer.status_code == 422}
    without = [path for path, page in refused.items() if "This program does without" in page]
    assert {"/approvers", "/licences", "/distributors", "/portal/buying"} <= set(without)
    led = [
        link for link in without if f'href="{link}"' in told["/"].content.decode() + told["/portal/"].content.decode()
    ]
    assert led == [], "no entry of the navigation leads to what is not there"


def test_the_other_doors_say_what_the_program_does_without_and_its_nights_pass(
    cast, under, machines, noon, client, everybody
):
    token = make(everybody, "tests", noon)[1]
    refused = client.get("/api/v1/approvers", headers={"Authorization": f"Bearer {token}"})
    assert (refused.status_code, refused.json()["detail"]) == (
        422,
        "This program does without quotes, prices and renewals.",
    )
    typed = CliRunner().invoke(towpath, ["approvers", "list", "--as", everybody.email], obj=noon)
    assert typed.exit_code == 1
    assert "This program does without quotes, prices and renewals." in typed.stderr
    partner("Tannenried", region="HOME", track="bench")
    for night in (distribution_jobs.nightly_billing_needs, pursuits_jobs.nightly):
        night(noon.replace(hour=2))
