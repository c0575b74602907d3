"""By when a partner is promised an answer: the same moment in a list, on the record, in its clocks, its mail and on its page."""

import pytest

from tests.mailbox import deliver_everything
from towpath.domain.deals.models import Registration
from towpath.kernel.clocks.models import Clock
from towpath.kernel.mail.models import OutgoingMail
from towpath.web.shell.formats import moment_in_zone

ROOT = "/deals/registrations"


def due(kind: str):
    return Clock.objects.get(kind=kind, state="running").due_at


def iso(moment) -> str:
    return moment.isoformat().replace("+00:00", "Z")


@pytest.mark.rule("DRG-11", "SLA-01")
def test_one_answer_is_promised_everywhere_and_never_the_teams_own_two_hours(as_, cast, client, form):
    nadia = as_(cast.nadia)
    made = nadia.post(ROOT, form(submit=True)).json()
    answer, hers = iso(due("sla.first_contact")), f"{ROOT}/{made['reference']}"
    assert due("sla.ops_review") < due("sla.first_contact")
    assert made["due_at"] == answer
    assert nadia.get(ROOT).json()["items"][0]["due_at"] == answer
    assert nadia.get(hers).json()["due_at"] == answer
    assert [one["due_at"] for one in nadia.get(f"{hers}/clocks").json()["items"]] == [answer]

    inside = as_(cast.omar).get(f"{ROOT}/{made['reference']}").json()
    assert (inside["due_at"], inside["clock_kind"]) == (iso(due("sla.ops_review")), "sla.ops_review")

    deliver_everything(Registration.objects.get().submitted_at)
    words = moment_in_zone(due("sla.first_contact"), "Europe/Berlin")
    assert words in OutgoingMail.objects.get(kind="deals.acknowledgement", person=cast.nadia).text
    client.force_login(cast.nadia)
    assert words in client.get(f"/portal/deals/registrations/{made['reference']}").content.decode()


def test_the_teams_own_clock_is_not_hers_to_look_at(as_, cast, sent):
    clock = Clock.objects.get(kind="sla.ops_review").pk
    assert as_(cast.omar).get(f"{ROOT}/{sent}/clocks/{clock}").status_code == 200
    assert as_(cast.nadia).get(f"{ROOT}/{sent}/clocks/{clock}").status_code == 404


@pytest.mark.rule("DRG-10")
def test_no_answer_to_a_partner_names_a_role_by_its_letters(as_, cast, reviewed):
    elena, nadia, one = as_(cast.elena), as_(cast.nadia), f"{ROOT}/{reviewed}"
    elena.post(f"{one}/confirm_type")
    elena.post(f"{one}/record_sourcing", {"finding": "partner_created"})
    elena.post(f"{one}/create_opportunity")
    assert elena.post(f"{one}/approve").json()["step"] == "asm"
    assert due("sla.asm_review")
    for path in ("", f"/{reviewed}", f"/{reviewed}/clocks", f"/{reviewed}/history", f"/{reviewed}/decisions"):
        said = nadia.get(ROOT + path).content.decode()
        for word in ("asm", "ASM", "esm", "ops_review", "sla."):
            assert word not in said, (path, word)
    clocks = nadia.get(f"{one}/clocks").json()["items"]
    for clock in clocks:
        assert "asm" not in nadia.get(clock["href"].removeprefix("/api/v1")).content.decode()


@pytest.mark.rule("DRG-11", "DRG-22")
def test_after_she_amended_it_an_answer_is_promised_anew(as_, cast, sent):
    omar, nadia, one = as_(cast.omar), as_(cast.nadia), f"{ROOT}/{sent}"
    omar.post(f"{one}/send_back", {"comments": "Who pays?"})
    assert nadia.get(one).json()["due_at"] is None
    assert nadia.post(f"{one}/resubmit").json()["due_at"] == iso(due("sla.first_contact"))


def test_a_page_of_the_rule_book_has_a_name_for_partners_where_its_own_holds_letters_of_a_role(as_, cast):
    """An address of before still answers, under the name that partners know; the vendor's people keep the page's own."""
    rules, nadia = "/program/rules", as_(cast.nadia)
    listed = {one["name"]: one["href"] for one in nadia.get(rules).json()["items"]}
    assert listed["sla.final_review"] == "/api/v1/program/rules/sla.final_review"
    for name in ("sla.final_review", "sla.asm_review"):
        assert nadia.get(f"{rules}/{name}").json()["name"] == "sla.final_review"
    assert b"asm" not in nadia.get(rules).content
    assert as_(cast.omar).get(f"{rules}/sla.asm_review").json()["name"] == "sla.asm_review"
