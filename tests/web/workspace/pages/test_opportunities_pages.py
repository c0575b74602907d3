"""Opportunities on pages: list, board, forecast, the record with its case, the forms; and what is refused there."""

import pytest
from django.urls import reverse

from tests.domain.deals.stages import opportunity_of
from towpath.domain.accounts.models import Opportunity

BOARD, LIST, FORECAST = (reverse(f"workspace:opportunities{part}") for part in ("_board", "", "_forecast"))


@pytest.fixture
def known(cast):
    one = opportunity_of(cast.acme, cast.sofia)
    Opportunity.objects.filter(pk=one.pk).update(close_on="2026-12-18", net_arr="48000", stage="4-Proposal")
    return Opportunity.objects.get(pk=one.pk)


def page(known, name: str = "") -> str:
    return reverse(f"workspace:opportunity{'_' if name else ''}{name}", args=[known.reference])


def test_the_list_is_narrowed_and_sorted(cast, seen, known):
    late = opportunity_of(cast.acme, cast.elena, name="Late and large")
    Opportunity.objects.filter(pk=late.pk).update(close_on="2027-06-01", net_arr="90000", type="renewal", segment="SMB")

    def found(**query) -> list[str]:
        said = seen(cast.omar, LIST, query).said
        names = [name for name in (known.name, late.name) if f">{name}</a>" in said]
        return sorted(names, key=lambda name: said.index(f">{name}</a>"))

    assert found(sort="largest") == [late.name, known.name]
    assert found(sort="closing") == [known.name, late.name]
    assert found(sort="idle") == [known.name, late.name]
    assert found(type="renewal") == found(segment="SMB") == found(q="large") == [late.name]
    assert (
        found(stage="4-Proposal", until="2026-12-18")
        == found(**{"from": "2026-12-18", "until": "2026-12-18"})
        == [known.name]
    )
    assert found(owner=str(cast.elena.pk)) == [late.name]
    assert found(state="closed_won") == found(q="OPP1") == found(region="APJ") == []
    assert found(q="acme robotics") == [late.name, known.name]
    mine = seen(cast.sofia, LIST, {"owner": "me"})
    assert (known.name in mine.said, late.name in mine.said) == (True, False)
    assert mine.queries <= 12
    assert seen(cast.omar, LIST, {"from": "soon"}).status_code in (400, 409, 422)


def test_the_board_shows_each_stage_and_a_card_moves_by_its_menu(cast, seen, sent, known):
    shown = seen(cast.sofia, BOARD)
    assert shown.queries <= 12
    for words in ("1-Discovery", "7-Closing", known.name, page(known, "move_stage")):
        assert words in shown.said
    back = f"{BOARD}?owner=me"
    answer = sent(
        cast.sofia, page(known, "move_stage"), {"stage": "5-Negotiating", "back": back, "version": known.version}
    )
    assert (answer.status_code, answer.url) == (302, back)
    assert Opportunity.objects.get(pk=known.pk).stage == "5-Negotiating"
    refused = sent(cast.sofia, page(known, "move_stage"), {"stage": "2-Scoping", "back": "https://elsewhere.example/"})
    assert refused.status_code == 409
    assert "forward only" in refused.content.decode()
    onwards = sent(
        cast.sofia, page(known, "move_stage"), {"stage": "6-Awaiting Signature", "back": "https://elsewhere.example/"}
    )
    assert onwards.url == page(known)
    assert 'class="deal-card-move"' not in seen(cast.felix, BOARD).said
    assert known.name not in seen(cast.erin, BOARD).said


def test_the_forecast_adds_up_by_stage_and_owner_and_leads_to_the_lists(cast, seen, known):
    won = opportunity_of(cast.acme, cast.sofia, name="Won")
    Opportunity.objects.filter(pk=won.pk).update(
        close_on="2026-11-02", net_arr="2000", currency="EUR", state="closed_won", stage="Closed Won"
    )
    shown = seen(cast.omar, FORECAST, {"on": "2026-12-01"})
    assert shown.queries <= 12
    for words in ("FY27-Q4", "48,000", "4-Proposal", "Closed Won", "Sofia", "EUR"):
        assert words in shown.said
    address = f"{LIST}?stage=4-Proposal&amp;sort=closing&amp;from=2026-11-01&amp;until=2027-01-31&amp;state=open"
    assert address in shown.said
    assert "Nothing closes" in seen(cast.omar, FORECAST, {"on": "2025-03-01"}).said
    assert seen(cast.omar, FORECAST, {"on": "never"}).status_code in (400, 409, 422)


@pytest.mark.rule("TAG-08", "FLD-08")
def test_the_record_says_which_case_it_is_and_one_click_takes_over(cast, seen, sent, known):
    Opportunity.objects.filter(pk=known.pk).update(transacts="partner", initial_source="", came_with_order=True)
    shown = seen(cast.sofia, page(known))
    assert shown.queries <= 12
    for words in (
        "use case 3",
        "neither an opportunity nor a registration",
        "Partner Qualified Lead",
        "Take over all of them",
    ):
        assert words in shown.said
    answer = sent(cast.sofia, page(known, "apply_tags"), {"field": "deal_path"})
    assert answer.url == page(known)
    kept = Opportunity.objects.get(pk=known.pk)
    assert (kept.deal_path, kept.initial_source) == ("Partner", "")
    sent(cast.sofia, page(known, "apply_tags"))
    assert Opportunity.objects.get(pk=known.pk).initial_source == "Partner Qualified Lead"


@pytest.mark.rule("FLD-08")
def test_the_form_keeps_what_was_typed_and_says_what_is_locked(cast, seen, sent, known):
    shown = seen(cast.sofia, page(known, "edit")).said
    for words in (
        "Stamped or computed, and locked",
        "DR deal type",
        "changes only with the registration",
        "approved primary quote",
    ):
        assert words in shown
    typed = {
        "name": "Acme: 250 seats",
        "owner": "sofia@example.org",
        "net_arr": "lots",
        "currency": "USD",
        "version": known.version,
    }
    wrong = sent(cast.sofia, page(known, "edit"), typed)
    assert wrong.status_code == 422
    assert "Acme: 250 seats" in wrong.content.decode()
    answer = sent(cast.sofia, page(known, "edit"), typed | {"net_arr": "50,000", "on_marketplace": "on"})
    assert answer.url == page(known)
    kept = Opportunity.objects.get(pk=known.pk)
    assert (kept.name, str(kept.net_arr), kept.on_marketplace, kept.new_logo_eligible) == (
        "Acme: 250 seats",
        "50000.00",
        True,
        False,
    )
    assert sent(cast.sofia, page(known, "edit"), typed | {"net_arr": "1"}).status_code == 409, "stale"
    forged = sent(cast.sofia, page(known, "edit"), {"dr_status": "approved", "version": kept.version})
    assert Opportunity.objects.get(pk=known.pk).dr_status == ""
    assert forged.status_code in (302, 409, 422)


def test_each_small_form_opens_and_does_what_it_says(cast, seen, sent, known):
    other = opportunity_of(cast.acme, cast.sofia, name="The first record")
    steps = [
        ("fix_sources", {"initial_source": "Web", "sales_qualified_source": "SDR Generated", "why": "Ours"}, "Ours"),
        ("free_sources", {}, "set the sources again"),
        ("set_order_type", {"order_type": "3. Growth", "why": "Known before"}, "set by hand"),
        ("compute_order_type", {}, "computed again"),
    ]
    for name, data, said in steps:
        assert seen(cast.omar, page(known, name)).status_code == 200
        assert sent(cast.omar, page(known, name), data).url == page(known)
        assert said in seen(cast.omar, page(known)).said
    assert sent(cast.omar, page(known, "set_order_type"), {"order_type": "", "why": ""}).status_code == 422
    assert sent(cast.sofia, page(known, "log_next_step"), {"next_step": "Ring Carla"}).url == page(known)
    assert sent(cast.sofia, page(known, "log_next_step"), {"next_step": ""}).status_code == 422
    assert other.reference in seen(cast.sofia, page(known, "merge")).said
    assert sent(cast.sofia, page(known, "merge"), {"into": ""}).status_code == 422
    assert sent(cast.sofia, page(known, "merge"), {"into": other.reference}).url == page(other)
    assert "was merged into" in seen(cast.sofia, page(known)).said
    Opportunity.objects.filter(pk=other.pk).update(stage="0-Pending Acceptance")
    assert sent(cast.sofia, page(other, "disqualify"), {"reason": "Students"}).url == page(other)


@pytest.mark.parametrize(
    "name", ["edit", "move_stage", "merge", "fix_sources", "set_order_type", "unlock_partner_fields"]
)
def test_nobody_else_finds_the_forms(cast, seen, known, name):
    for who in (cast.erin, cast.felix, cast.paula, cast.nadia, cast.dirk):
        assert seen(who, page(known, name)).status_code == 404


def test_a_loss_names_its_reason(cast, seen, sent, known):
    assert "Lost to a competitor" in seen(cast.sofia, page(known, "close_lost")).said
    assert sent(cast.sofia, page(known, "close_lost"), {"lost_reason": "Price", "reason": ""}).status_code == 422
    answer = sent(cast.sofia, page(known, "close_lost"), {"lost_reason": "Price", "reason": "A third dearer"})
    assert answer.url == page(known)
    assert "Price: A third dearer" in seen(cast.sofia, page(known)).said


def test_a_file_is_checked_then_imported_then_undone(cast, seen, sent, known, settings, tmp_path):
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.FILES = tmp_path
    address = reverse("workspace:opportunities_import")
    lines = ["Reference,Account,Words,Net ARR", f"{known.reference},,,9000", f",{cast.acme.reference},New one,x"]
    upload = SimpleUploadedFile("pipeline.csv", "\n".join(lines).encode())
    checked = sent(cast.omar, address, {"step": "check", "file": upload}).content.decode()
    assert "An opportunity needs a name" in checked
    columns = {
        "column_reference": "Reference",
        "column_account": "Account",
        "column_name": "Words",
        "column_net_arr": "Net ARR",
    }
    assert "New one" not in sent(cast.omar, address, {"step": "columns"} | columns).content.decode()
    assert (
        sent(
            cast.omar,
            address,
            {"step": "confirm", "accept_good": "1", "column_reference": "Reference", "column_net_arr": "Net ARR"},
        ).url
        == address
    )
    assert str(Opportunity.objects.get(pk=known.pk).net_arr) == "9000.00"
    shown = seen(cast.omar, address)
    assert "pipeline.csv" in shown.said
    assert shown.queries <= 12
    from towpath.domain.accounts.models import OpportunityImport

    undo = reverse("workspace:opportunities_import_undo", args=[OpportunityImport.objects.get().pk])
    assert sent(cast.sofia, undo).status_code == 404
    assert sent(cast.omar, undo).url == address
    assert str(Opportunity.objects.get(pk=known.pk).net_arr) == "48000.00"
    assert sent(cast.omar, address, {"step": "check"}).status_code == 422
    assert sent(cast.omar, address, {"step": "confirm"}).status_code == 409
    assert seen(cast.sofia, address).status_code == 404
