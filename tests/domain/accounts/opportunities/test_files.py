"""Files of opportunities: a trial run, every fault by line, one unit, and an undo that loses nobody's later change."""

from io import BytesIO

import pytest
from openpyxl import Workbook

from tests.domain.deals.stages import opportunity_of
from towpath.domain.accounts.actions import opportunities
from towpath.domain.accounts.actions.imports import BadRows
from towpath.domain.accounts.actions.opportunity_files import import_opportunities, undo_import
from towpath.domain.accounts.models import Opportunity, OpportunityImport
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady


@pytest.fixture
def known(cast):
    return opportunity_of(cast.acme, cast.sofia)


def csv(*lines: str) -> BytesIO:
    return BytesIO("\n".join(lines).encode())


def again(one) -> Opportunity:
    return Opportunity.objects.get(pk=one.pk)


def test_a_trial_run_keeps_nothing_and_says_what_would_happen(cast, by, known):
    file = csv(
        "Reference,Account,Name,Net ARR,Close Date,Nobody knows",
        f"{known.reference},,Acme: 300 seats,9000,2026-12-18,x",
        f",{cast.acme.reference},A new one,500,,y",
    )
    found = import_opportunities(by(cast.omar), file, dry_run=True)
    assert (found.rows, found.added, found.changed, found.ignored) == (2, 1, 1, ["Nobody knows"])
    assert found.columns == {
        "reference": "Reference",
        "account": "Account",
        "name": "Name",
        "net_arr": "Net ARR",
        "close_on": "Close Date",
    }
    assert again(known).name == known.name
    assert Opportunity.objects.count() == 1


def test_it_is_applied_as_one_unit_and_undone(cast, by, known):
    file = csv(
        "Reference,Account,Name,Net ARR,SDR,Close Date",
        f"{known.reference},,Acme: 300 seats,9000,{cast.elena.email},2026-12-18",
        f",{cast.acme.reference},A new one,500,,",
    )
    kept = import_opportunities(by(cast.omar), file, file_name="pipeline.csv").kept
    made = Opportunity.objects.exclude(pk=known.pk).get()
    assert (again(known).name, again(known).sdr, made.name, made.owner) == (
        "Acme: 300 seats",
        cast.elena,
        "A new one",
        cast.sofia,
    )
    assert made.order_type == "1. New - First Order"
    undo_import(kept.pk, by(cast.omar))
    back = again(known)
    assert (back.name, back.net_arr, back.sdr, back.close_on) == (known.name, None, None, None)
    assert (again(made).state, again(made).closed_reason) == ("closed_lost", "Its import was undone")
    with pytest.raises(NotReady, match="undone already"):
        undo_import(kept.pk, by(cast.omar))


def test_an_undo_never_loses_a_later_change(cast, by, known):
    kept = import_opportunities(by(cast.omar), csv("reference,name", f"{known.reference},Other")).kept
    opportunities.log_next_step(known.reference, by(cast.sofia), next_step="Ring Carla")
    with pytest.raises(NotReady, match="changed since"):
        undo_import(kept.pk, by(cast.omar))
    assert again(known).name == "Other"


@pytest.mark.rule("FLD-08")
def test_one_wrong_row_keeps_the_whole_file_out_unless_the_good_ones_are_asked_for(cast, by, known):
    lines = (
        "reference,account,name,net_arr,owner",
        f"{known.reference},,Good,10,",
        f"{known.reference},,Twice,10,",
        "OPP99999,,Nobody's,10,",
        f",{cast.acme.reference},,lots,{cast.erin.email}",
        ",ACC99999,Lost,1,",
    )
    with pytest.raises(BadRows) as refused:
        import_opportunities(by(cast.omar), csv(*lines))
    faults = {(fault.line, fault.column) for fault in refused.value.errors}
    assert faults >= {(3, "reference"), (4, "reference"), (5, "name"), (5, "net_arr"), (6, "account")}
    assert again(known).name == known.name
    found = import_opportunities(by(cast.omar), csv(*lines), accept_good=True)
    assert (found.changed, found.refused, again(known).name) == (1, 4, "Good")


def test_columns_may_be_named_and_locked_ones_are_refused(cast, by, known):
    file = ("Deal,Words", f"{known.reference},Named otherwise")
    import_opportunities(by(cast.omar), csv(*file), columns={"reference": "Deal", "name": "Words"})
    assert again(known).name == "Named otherwise"
    for columns, field in (
        ({"reference": "Deal", "dr_status": "Words"}, "dr_status"),
        ({"name": "Words"}, "account"),
        ({"reference": "Deals"}, "reference"),
    ):
        with pytest.raises(Invalid) as refused:
            import_opportunities(by(cast.omar), csv(*file), columns=columns)
        assert field in refused.value.errors


def test_a_spreadsheet_is_read_like_a_csv_file(cast, by, known):
    book, stream = Workbook(), BytesIO()
    for row in (["Reference", "Net ARR"], [known.reference, 12000]):
        book.active.append(row)
    book.save(stream)
    stream.seek(0)
    import_opportunities(by(cast.omar), stream, file_name="pipeline.xlsx")
    assert str(again(known).net_arr) == "12000.00"


def test_what_is_no_table_or_nobodys_to_import(cast, by, known):
    with pytest.raises(Invalid):
        import_opportunities(by(cast.omar), BytesIO(b"\xd0\xcf\x11\xe0old"))
    with pytest.raises(NotReady, match="nothing to import"):
        import_opportunities(by(cast.omar), csv("reference,name", f"{known.reference},{known.name}"))
    for who in (cast.sofia, cast.elena, cast.nadia):
        with pytest.raises(NotAllowed):
            import_opportunities(by(who), csv("reference,name", f"{known.reference},Mine"))
    with pytest.raises(NotFound):
        undo_import(999, by(cast.omar))
    assert not OpportunityImport.objects.exists()
