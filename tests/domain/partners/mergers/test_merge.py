"""One partner becomes part of another: looked at first, all of it or nothing, both histories kept (BRD-07)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.cast import partner, person
from tests.domain.partners.mergers.stages import done, furnish, picture, planned
from towpath.domain.deals.models import Registration
from towpath.domain.enablement.models import Employment, Learner, Licence
from towpath.domain.partners import merger_queries as queries
from towpath.domain.partners.actions import mergers
from towpath.domain.partners.models import LegalRequest, Membership, Merger, Partner
from towpath.kernel.events.models import Event
from towpath.kernel.identity import tokens
from towpath.kernel.identity.models import Invitation, Organisation, Person
from towpath.kernel.identity.roles import Role
from towpath.kernel.refusals import Ineligible, Invalid, MoveNotOpen, NotAllowed, NotFound, NotReady, Stale, Taken

pytestmark = [pytest.mark.django_db, pytest.mark.rule("BRD-07")]


@pytest.fixture
def two(cast, by, noon):
    furnish(cast, by, noon)
    return cast


def test_a_plan_counts_what_would_move_and_says_what_is_decided_and_moves_nothing(two, by):
    before = picture()
    merger = planned(two, by)
    counts = dict(merger.report["counts"])
    assert counts["people"] == 2
    assert counts["registration"] == 1
    assert counts["licence"] == counts["employment"] == counts["learner"] == 1
    kinds = [each["kind"] for each in merger.report["clashes"]]
    assert kinds == [
        "administrators", "invitations", "tracks", "designations", "billing records", "banks", "registrations",
    ]  # fmt: skip
    assert not any(each["blocks"] for each in merger.report["clashes"])
    assert merger.report["clashes"][0]["decided"] == "Sellers from then on: Ruth."
    assert picture() == before


def test_everything_moves_in_one_go_and_the_partner_that_goes_is_a_former_one(two, by):
    done(two, by)
    gone = Partner.objects.get(pk=two.rival.pk)
    assert (gone.status, gone.merged_into) == ("former", two.northwind)
    registration = Registration.objects.get(reference=two.theirs)
    assert (registration.partner, registration.organisation) == (two.northwind, two.northwind.organisation)
    assert Licence.objects.get().organisation == two.northwind.organisation
    assert Learner.objects.get().works_at == Employment.objects.get().partner == two.northwind
    ruth = Person.objects.get(pk=two.ruth.pk)
    assert (ruth.organisation, ruth.roles) == (two.northwind.organisation, ["partner_seller"])
    assert not Person.objects.filter(organisation=two.rival.organisation).exists()
    both = Invitation.objects.filter(email="both@example.org").order_by("id")
    assert [each.revoked_at is None for each in both] == [False, True]


def test_tracks_do_not_overlap_a_designation_goes_on_and_the_counts_follow(two, by, noon):
    done(two, by)
    track = Membership.objects.get(partner=two.rival, group="track")
    assert track.ends_on == noon.date()
    assert Membership.objects.get(group="designation").partner == two.northwind
    kept = Partner.objects.get(pk=two.northwind.pk)
    assert kept.kinds == ["psp", "reseller"]
    assert kept.sales_certified == 1  # Tess, who alone holds a sales badge on record


def test_both_administer_where_that_was_chosen_and_designations_end_where_that_was(two, by):
    done(two, by, administrators="both", designations="end")
    assert Person.objects.get(pk=two.ruth.pk).has(Role.PARTNER_ADMIN)
    assert Membership.objects.get(group="designation").partner == two.rival
    assert Partner.objects.get(pk=two.northwind.pk).kinds == ["reseller"]


def test_money_never_goes_to_the_other_bank_by_itself(two, by, noon):
    from towpath.domain.distribution.models import BankDetails, BillingRecord

    done(two, by)
    bank = BankDetails.objects.get()
    assert (bank.partner, bank.replaced_at) == (two.northwind, noon)
    assert {each.partner_id for each in BillingRecord.objects.all()} == {two.northwind.pk, two.rival.pk}


def test_tokens_of_moved_people_go_on_working(two, by, noon):
    _token, key = tokens.make(two.ruth, "export", noon)
    done(two, by)
    assert tokens.bearer(key, noon).organisation == two.northwind.organisation


def test_both_histories_are_read_together_and_each_has_its_sentence(two, by):
    merger = done(two, by)
    kept = Partner.objects.get(pk=two.northwind.pk)
    names = [(line.name, line.of) for line in queries.history(kept)]
    assert ("partners.partner.merged", "Rivalry") in names
    assert ("partners.partner.took_in", "") in names
    said = [line.sentence for line in queries.history(kept, outside="Vendor")]
    assert any(f"{two.rival.reference} Rivalry became part of it, with" in text for text in said)
    assert not any("bought" in text for text in said), "the reason stays inside"
    assert Event.objects.filter(name="partners.merger.done", subject_id=merger.pk).exists()


def test_undone_it_is_row_by_row_as_it_was(two, by, noon):
    before, partners = picture(), _partners()
    merger = done(two, by)
    assert picture() != before
    later = by(two.omar, at=noon + timedelta(days=29))
    undone = mergers.undo(merger.reference, later, reason="The purchase fell through")
    assert undone.state == "undone"
    assert picture() == before
    assert _partners() == partners


def _partners():
    columns = ("pk", "status", "merged_into_id", "parent_id", "track", "name")
    return [(*row, sorted(kinds)) for *row, kinds in Partner.objects.order_by("pk").values_list(*columns, "kinds")]


def test_after_thirty_days_it_stays(two, by, noon):
    merger = done(two, by)
    with pytest.raises(Ineligible, match="can no longer be undone"):
        mergers.undo(merger.reference, by(two.omar, at=noon + timedelta(days=30)), reason="Late")
    assert Partner.objects.get(pk=two.rival.pk).merged_into == two.northwind


def test_what_was_changed_since_is_named_and_stays_only_where_that_is_wanted(two, by):
    merger = done(two, by)
    Registration.objects.filter(reference=two.theirs).update(version=99)
    Licence.objects.filter().update(version=99)
    with pytest.raises(NotReady, match="Changed since the merger") as refused:
        mergers.undo(merger.reference, by(two.omar), reason="Wrong partner")
    assert two.theirs in str(refused.value)
    assert "LIC90001" in str(refused.value)
    assert Registration.objects.get(reference=two.theirs).partner == two.northwind, "nothing went back"
    assert Partner.objects.get(pk=two.rival.pk).merged_into == two.northwind
    mergers.undo(merger.reference, by(two.omar), reason="Wrong partner", leave_changed=True)
    assert Registration.objects.get(reference=two.theirs).partner == two.northwind
    assert Person.objects.get(pk=two.ruth.pk).organisation == two.rival.organisation
    assert len(Event.objects.get(name="partners.merger.undone").data["left"]) == 2


def test_what_both_may_not_hold_is_refused_with_what_to_do_first(two, by, noon):
    for one, ref in ((two.northwind, "LEG90001"), (two.rival, "LEG90002")):
        LegalRequest.objects.create(
            reference=ref, partner=one, organisation=one.organisation, asked_at=noon, asked_by=two.omar
        )
    merger = planned(two, by)
    assert [each["kind"] for each in merger.report["clashes"] if each["blocks"]] == ["contracts"]
    with pytest.raises(NotReady, match="LEG90001, LEG90002"):
        mergers.carry_out(merger.reference, by(two.omar))
    assert Merger.objects.get().state == "planned"


def test_what_collides_since_somebody_looked_is_looked_at_again(two, by):
    merger = planned(two, by)
    person("Nora", Role.PARTNER_ADMIN, organisation=two.northwind.organisation)
    with pytest.raises(Stale, match="since these two were looked at"):
        mergers.carry_out(merger.reference, by(two.omar))
    mergers.look_again(merger.reference, by(two.omar))
    assert mergers.carry_out(merger.reference, by(two.omar)).state == "done"


def test_no_chain_of_mergers_the_later_one_takes_the_earlier_along_and_is_undone_first(two, by):
    first, third = done(two, by), partner("Thirdly")
    second = mergers.plan(third.reference, two.northwind.reference, by(two.omar), reason="Sold on")
    mergers.carry_out(second.reference, by(two.omar))
    assert {each.merged_into for each in Partner.objects.exclude(pk=third.pk)} == {third}
    with pytest.raises(NotReady, match="no part of Northwind"):
        mergers.undo(first.reference, by(two.omar), reason="Wrong order")
    mergers.undo(second.reference, by(two.omar), reason="Not sold")
    assert Partner.objects.get(pk=two.rival.pk).merged_into == two.northwind
    mergers.undo(first.reference, by(two.omar), reason="Neither")
    assert not Partner.objects.exclude(merged_into=None).exists()


def test_only_operations_merge_and_they_say_why(two, by):
    for who in (two.nina, two.elena, two.paula, two.dirk):
        with pytest.raises(NotAllowed):
            mergers.plan(two.northwind.reference, two.rival.reference, by(who), reason="Because")
    with pytest.raises(Invalid) as refused:
        mergers.plan(two.northwind.reference, "PAR99999", by(two.omar), reason="Because")
    assert refused.value.errors == {"gone": ["There is no partner PAR99999."]}
    with pytest.raises(Invalid, match="another look") as refused:
        planned(two, by, reason=" ")
    assert set(refused.value.errors) == {"reason"}
    merger = planned(two, by)
    with pytest.raises(NotFound):
        mergers.carry_out(merger.reference, by(two.elena))
    with pytest.raises(Taken, match=merger.reference):
        planned(two, by)
    assert queries.one(two.elena, merger.reference) == merger
    with pytest.raises(NotFound):
        queries.one(two.erin, merger.reference)
    with pytest.raises(NotFound):
        queries.one(two.nina, merger.reference)


def test_twice_is_refused_and_so_is_what_cannot_be(two, by):
    merger = done(two, by)
    with pytest.raises(MoveNotOpen):
        mergers.carry_out(merger.reference, by(two.omar))
    with pytest.raises(NotReady, match="became part of Northwind"):
        mergers.plan(two.rival.reference, partner("Thirdly").reference, by(two.omar), reason="Because")
    with pytest.raises(Invalid) as refused:
        mergers.plan(two.northwind.reference, two.northwind.reference, by(two.omar), reason="Because")
    assert set(refused.value.errors) == {"gone"}
    show = partner("Vendor's own", demonstration=True)
    with pytest.raises(NotReady, match="demonstrations"):
        mergers.plan(two.northwind.reference, show.reference, by(two.omar), reason="Because")


def test_a_dropped_plan_moves_nothing(two, by):
    before, merger = picture(), planned(two, by)
    assert mergers.drop(merger.reference, by(two.omar), reason="Not now").state == "dropped"
    assert picture() == before


def test_the_database_takes_nothing_new_for_a_partner_that_went(two, by):
    done(two, by)
    for make in (
        lambda: Membership.objects.create(partner=two.rival, group="designation", value="msp", starts_on=by(two.omar).day),
        lambda: Person.objects.create(
            email="late@example.org", name="Late", organisation=two.rival.organisation, roles=["partner_seller"],
            joined_at=by(two.omar).at,
        ),
        lambda: Registration.objects.filter(reference=two.theirs).update(partner=two.rival),
        lambda: Partner.objects.filter(pk=two.northwind.pk).update(parent=two.rival),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match="became part of another partner"), transaction.atomic():
            make()


def test_the_database_holds_that_a_merged_partner_is_former_and_that_there_is_no_chain(two, by):
    third = partner("Thirdly")
    done(two, by)
    with pytest.raises(IntegrityError, match="partner_merged_is_former"), transaction.atomic():
        Partner.objects.filter(pk=two.rival.pk).update(status="authorized")
    with pytest.raises(IntegrityError, match="others became part of"), transaction.atomic():
        Partner.objects.filter(pk=two.northwind.pk).update(merged_into=third, status="former")
    with pytest.raises(IntegrityError, match="became part of another itself"), transaction.atomic():
        Partner.objects.filter(pk=third.pk).update(merged_into=two.rival, status="former")


def test_under_a_parent_nothing_moves_no_wall_opens_and_a_circle_is_refused(two, by):
    before = picture()
    merger = done(two, by, kind="move_under")
    child = Partner.objects.get(pk=two.rival.pk)
    assert (child.parent, child.status, child.merged_into) == (two.northwind, "authorized", None)
    assert picture() == before
    assert queries.beside(two.elena, two.northwind).under == [child]
    assert queries.beside(two.nina, two.northwind).under == []
    with pytest.raises(NotReady, match="stands under Northwind itself"):
        mergers.plan(two.rival.reference, two.northwind.reference, by(two.omar), reason="Other way", kind="move_under")
    with pytest.raises(IntegrityError, match="would stand under itself"), transaction.atomic():
        Partner.objects.filter(pk=two.northwind.pk).update(parent=two.rival)
    mergers.undo(merger.reference, by(two.omar), reason="Not theirs")
    assert Partner.objects.get(pk=two.rival.pk).parent is None


def test_the_kept_partner_rises_where_it_stood_under_the_one_that_goes(two, by):
    Partner.objects.filter(pk=two.northwind.pk).update(parent=two.rival)
    merger = done(two, by)
    assert Partner.objects.get(pk=two.northwind.pk).parent is None
    mergers.undo(merger.reference, by(two.omar), reason="Wrong")
    assert Partner.objects.get(pk=two.northwind.pk).parent == two.rival


def test_addresses_and_references_of_the_one_that_went_mean_the_one_that_stays(two, by, book):
    from towpath.domain.enablement.actions.learners import partner_of_domain
    from towpath.domain.partners import queries as partners
    from towpath.domain.partners.duplicates import Company, resembling

    done(two, by)
    assert partner_of_domain("new@rivalry.example") == two.northwind
    assert queries.following(two.rival.reference.lower()) == two.northwind
    assert queries.following("PAR99999") is None
    found = resembling(Company("Rivalry", ("rivalry.example",), "DE"), book, by(two.omar).day)
    assert [each.partner for each in found] == [two.northwind]
    for words in ("rivalr", two.rival.reference):
        assert list(partners.listed(two.omar, q=words).rows) == [two.northwind]
    assert queries.leads_to(two.elena, Partner.objects.get(pk=two.rival.pk)) == two.northwind


def test_a_distributor_is_not_merged(two, by):
    from towpath.domain.distribution.models import Distributor

    Organisation.objects.filter(pk=two.rival.organisation_id).update(kind="distributor")
    Distributor.objects.create(organisation=two.rival.organisation, code="rival", name="Rivalry")
    merger = planned(two, by)
    with pytest.raises(NotReady, match="is a distributor"):
        mergers.carry_out(merger.reference, by(two.omar))
