"""`towpath deals`: the main job from the command line, its refusals, and what a reader may see."""

import csv
import io
import json

import pytest

from tests.cast import claim
from towpath.domain.accounts.actions import opportunities
from towpath.domain.accounts.models import Opportunity
from towpath.domain.deals.actions import registrations
from towpath.domain.deals.models import Comment, Registration
from towpath.kernel.approvals.models import Absence
from towpath.kernel.documents.models import Document
from towpath.kernel.events.models import Event

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(cast, by) -> str:
    return registrations.register(by(cast.nadia), claim()).reference


def words(answer) -> str:
    assert answer.exit_code == 0, answer.stderr
    return answer.stdout


@pytest.mark.rule("DRG-05", "DRG-08", "DRG-09", "DRG-12", "DRG-17")
def test_a_deal_goes_from_the_partner_to_the_decision(cast, command, tmp_path):
    deal = tmp_path / "deal.json"
    deal.write_text(json.dumps(claim()))
    begun = words(command("deals", "register", "--from", deal, "-f", "deal_name=Two hundred seats", who=cast.nadia))
    ref = begun.split(":")[0]
    assert "Acme Robotics GmbH" in words(command("deals", "candidates", ref, who=cast.omar))
    words(command("deals", "link-account", ref, "--account", cast.acme.reference, who=cast.omar))
    assert "with Elena" in words(command("deals", "put-forward", ref, who=cast.omar))
    words(command("deals", "confirm-type", ref, who=cast.elena))
    words(command("deals", "record-sourcing", ref, "--finding", "partner_created", who=cast.elena))
    words(command("deals", "create-opportunity", ref, who=cast.elena))
    assert Opportunity.objects.get().reference in words(command("deals", "likely", ref, who=cast.elena))
    assert "with Amir" in words(command("deals", "approve", ref, who=cast.elena))
    words(command("deals", "align", ref, "--note", "Agreed with the Sales Rep", who=cast.amir))
    assert "protected until 2026-11-30" in words(command("deals", "approve", ref, who=cast.amir))

    told = words(command("deals", "history", ref, who=cast.omar))
    assert "Approved. Protected until 30 Nov 2026." in told
    assert "[cli]" in told
    assert set(Event.objects.filter(subject_type="deals.registration").values_list("door", flat=True)) == {"cli"}
    assert Registration.objects.get().deal_name == "Two hundred seats"
    assert "protection as of 2026-09-01" in words(command("deals", "why", ref, who=cast.omar))


def test_references_are_taken_as_people_type_them(cast, command, submitted):
    number = str(int(submitted[3:]))
    assert words(command("deals", "show", f"reg {number}", who=cast.omar)).startswith(submitted)


def test_show_says_what_is_known_and_what_can_be_done(cast, command, submitted):
    told = words(command("deals", "show", submitted, who=cast.omar))
    assert "Acme Robotics" in told
    assert "48,000.00 EUR" in told
    assert "link-account" in told
    assert "(Europe/Amsterdam)" in told


def test_a_partner_reads_nothing_of_the_vendors_own_matters(cast, command, submitted):
    told = words(command("deals", "show", submitted, who=cast.nadia))
    assert "Sales manager" not in told
    assert "Maybe registered" not in told
    assert "link-account" not in told
    assert "Elena" not in words(command("deals", "history", submitted, who=cast.nadia))


def test_a_rival_finds_the_same_as_where_nothing_is(cast, command, submitted):
    for verb in ("show", "history", "why", "clocks", "withdraw"):
        theirs = command("deals", verb, submitted, who=cast.ruth)
        missing = command("deals", verb, "REG99999", who=cast.ruth)
        assert theirs.exit_code == missing.exit_code == 1
        assert theirs.stderr.replace(submitted, "REG99999") == missing.stderr


def test_refusals_are_one_sentence_with_a_remedy(cast, command, submitted):
    answer = command("deals", "approve", submitted, who=cast.elena)
    assert (answer.exit_code, answer.stdout) == (1, "")
    assert "There is no registration" in answer.stderr
    early = command("deals", "put-forward", submitted, who=cast.omar)
    assert early.exit_code == 1
    assert "Link the account" in early.stderr
    assert "Traceback" not in early.stderr


def test_every_wrong_field_is_named(cast, command):
    answer = command("deals", "draft", "-f", "amount=many", "-f", "close_on=soon", who=cast.nadia)
    assert answer.exit_code == 1
    assert "amount:" in answer.stderr
    assert "close_on:" in answer.stderr
    assert not Registration.objects.exists()


@pytest.mark.parametrize("arguments", [("-f", "amount"), ("--from", "{broken}"), ("--from", "{list}"), ()])
def test_fields_that_cannot_be_read_are_a_wrong_call(cast, command, tmp_path, arguments):
    (tmp_path / "broken").write_text("{")
    (tmp_path / "list").write_text("[]")
    filled = [a.format(broken=tmp_path / "broken", list=tmp_path / "list") for a in arguments]
    answer = command("deals", "draft", *filled, who=cast.nadia)
    assert answer.exit_code == 2
    assert "Usage:" in answer.stderr


def test_who_acts_must_be_known_and_active(cast, command, submitted):
    assert "--as EMAIL" in command("deals", "list").stderr
    stranger = command("deals", "list", "--as", "nobody@example.org")
    assert stranger.exit_code == 2
    assert "Nobody signs in as nobody@example.org" in stranger.stderr
    cast.emil.is_active = False
    cast.emil.save()
    assert "no access any more" in command("deals", "list", who=cast.emil).stderr


def test_somebody_elses_change_in_between_is_refused(cast, command, submitted):
    words(command("deals", "contact", submitted, "--note", "Called", "--if-version", 1, who=cast.omar))
    late = command("deals", "contact", submitted, "--note", "Called too", "--if-version", 1, who=cast.omar)
    assert late.exit_code == 1
    assert "Somebody changed" in late.stderr


def test_lists_filter_and_give_json_and_csv(cast, command, submitted, by):
    other = registrations.register(
        by(cast.ruth), claim(customer_name="=Birken, Werke", deal_type="referral", introduction="We met.")
    ).reference
    assert submitted in words(command("deals", "list", "--view", "queue", who=cast.omar))
    only = json.loads(words(command("deals", "list", "--type", "referral", "--json", who=cast.omar)))
    assert [row["reference"] for row in only] == [other]
    mine = json.loads(words(command("deals", "list", "--json", who=cast.nadia)))
    assert [row["reference"] for row in mine] == [submitted]
    rows = list(csv.DictReader(io.StringIO(words(command("deals", "list", "--csv", who=cast.omar)))))
    assert {row["Reference"] for row in rows} == {submitted, other}
    assert "'=Birken, Werke" in {row["Customer"] for row in rows}  # a spreadsheet would take it for a formula
    assert "No registration fits." in words(command("deals", "list", "--q", "zzz", who=cast.omar))


def test_deny_takes_a_reason_of_the_program(cast, command, submitted):
    command("deals", "link-account", submitted, "--account", cast.acme.reference, who=cast.omar)
    command("deals", "put-forward", submitted, who=cast.omar)
    wrong = command("deals", "deny", submitted, "--reason", "whim", who=cast.elena)
    assert wrong.exit_code == 1
    assert "Choose the reason from the list" in wrong.stderr
    assert "not_qualified" in words(command("deals", "choices", who=cast.elena))
    assert "Denied" in words(command("deals", "deny", submitted, "--reason", "not_qualified", who=cast.elena))


@pytest.mark.rule("DRG-22")
def test_return_amend_and_resubmit(cast, command, submitted):
    words(command("deals", "return", submitted, "--comments", "Which product?", who=cast.omar))
    words(command("deals", "amend", submitted, "-f", "need=Forty teams, one platform", who=cast.nadia))
    words(command("deals", "resubmit", submitted, who=cast.nadia))
    row = Registration.objects.get()
    assert (row.state, row.need) == ("submitted", "Forty teams, one platform")


def test_comments_and_files(cast, command, submitted, tmp_path):
    words(
        command(
            "deals",
            "comment",
            submitted,
            "Please look at this",
            "--internal",
            "--mention",
            cast.elena.email,
            who=cast.omar,
        )
    )
    assert Comment.objects.get().mentions == [cast.elena.pk]
    note = tmp_path / "note.txt"
    note.write_text("The customer's letter")
    words(command("deals", "attach", submitted, note, who=cast.nadia))
    assert Document.objects.get().name == "note.txt"
    wrong = tmp_path / "run.exe"
    wrong.write_bytes(b"MZ")
    answer = command("deals", "attach", submitted, wrong, who=cast.nadia)
    assert answer.exit_code == 1
    assert "not a kind of file" in answer.stderr


def test_clocks_are_explained_stretch_by_stretch(cast, command, submitted):
    told = words(command("deals", "clocks", submitted, "--explain", who=cast.omar))
    assert "2 working hours" in told
    assert "Counts" in told


@pytest.mark.rule("DRG-19")
def test_absences_are_planned_in_the_zone_of_who_is_away(cast, command):
    plan = ("deals", "absences", "plan", "--from", "2026-09-07T00:00", "--until", "2026-09-14T00:00")
    assert "Emil stands in for Elena" in words(command(*plan, "--backup", cast.emil.email, who=cast.elena))
    absence = Absence.objects.get()
    assert absence.starts_at.isoformat() == "2026-09-06T22:00:00+00:00"  # midnight in Berlin
    assert "Emil" in words(command("deals", "absences", "list", who=cast.omar))
    refused = command(*plan, "--backup", cast.erin.email, who=cast.elena)
    assert refused.exit_code == 1
    assert "backup:" in refused.stderr
    words(command("deals", "absences", "cancel", absence.pk, who=cast.elena))
    assert "Nobody is away." in words(command("deals", "absences", "list", who=cast.omar))
    assert command("deals", "absences", "list", who=cast.nadia).exit_code == 1


def test_protection_is_extended(cast, command, by, submitted):
    for who, verb, *more in (
        (cast.omar, "link-account", "--account", cast.acme.reference), (cast.omar, "put-forward"),
        (cast.elena, "confirm-type"), (cast.elena, "record-sourcing", "--finding", "partner_created"),
        (cast.elena, "create-opportunity"), (cast.elena, "approve"), (cast.amir, "align", "--note", "Agreed"),
        (cast.amir, "approve"), (cast.nadia, "ask-extension", "--why", "Budget moved"),
        (cast.sofia, "extend"), (cast.omar, "extend-to", "2027-03-01", "--why", "A tender"),
    ):  # fmt: skip
        words(command("deals", verb, submitted, *more, who=who))
    assert str(Registration.objects.get().expires_on) == "2027-03-01"


def test_a_move_that_takes_the_registration_out_of_sight_is_told_all_the_same(cast, command, by, submitted):
    """A manager of another region who holds it sees it only as long as it is with her."""
    Registration.objects.filter(reference=submitted).update(esm=cast.erin)
    words(command("deals", "link-account", submitted, "--account", cast.acme.reference, who=cast.omar))
    words(command("deals", "put-forward", submitted, who=cast.omar))
    Registration.objects.filter(reference=submitted).update(esm=cast.elena)
    words(command("deals", "confirm-type", submitted, who=cast.erin))
    words(command("deals", "record-sourcing", submitted, "--finding", "partner_created", who=cast.erin))
    opportunity = opportunities_of(cast, by)
    words(command("deals", "link-opportunity", submitted, "--opportunity", opportunity, who=cast.erin))
    assert "Pending ASM Review" in words(command("deals", "approve", submitted, who=cast.erin))
    assert command("deals", "show", submitted, who=cast.erin).exit_code == 1


def opportunities_of(cast, by) -> str:
    made = opportunities.create(by(cast.omar), account=cast.acme, name="Acme: platform", owner=cast.sofia)
    Opportunity.objects.update(region="AMER")  # so that the manager of the other region may link it
    return made.reference


def test_a_partners_people_are_not_told_what_is_the_vendors_own(command, cast, submitted):
    words(command("deals", "link-account", submitted, "--account", cast.acme.reference, who=cast.omar))
    words(command("deals", "put-forward", submitted, who=cast.omar))
    told = [
        words(command("deals", "list", who=cast.nadia)), words(command("deals", "list", "--json", who=cast.nadia)),
        words(command("deals", "list", "--csv", who=cast.nadia)), words(command("deals", "show", submitted, who=cast.nadia)),
        words(command("deals", "show", submitted, "--json", who=cast.nadia)),
    ]  # fmt: skip
    for said in told:
        for secret in ("Elena", "elena@", cast.acme.reference, "ESM", "Sales Manager"):
            assert secret not in said, said
    inside = json.loads(words(command("deals", "show", submitted, "--json", who=cast.omar)))
    assert (inside["sales_manager"], inside["account"]) == (cast.elena.email, cast.acme.reference)
