"""`towpath partners`: every move of becoming a partner and staying one, each done, refused and, for lists, as JSON."""

import json
from datetime import timedelta

import pytest

from tests.cast import partner, person
from tests.domain.partners.becoming import begun, nobody
from towpath.domain.accounts.actions import opportunities
from towpath.domain.accounts.models import OneOffPermission
from towpath.domain.partners.actions import legal_requests, sign_up
from towpath.domain.partners.models import AccessRequest, LegalRequest, Partner
from towpath.kernel.events.models import Event
from towpath.kernel.identity.models import Invitation, Organisation
from towpath.kernel.identity.roles import Role

pytestmark = pytest.mark.django_db
NEW = ("--company", "Willow Works", "--country", "DE", "--kind", "reseller", "--website", "willow.example")


@pytest.fixture
def willow(cast):
    """A prospect that has signed nothing."""
    return partner(
        "Willow", status="prospect", signed_contract_on=None, click_through_agreement=False, sales_certified=0
    )


@pytest.fixture
def lex(cast):
    return person("Lex", Role.LEGAL)


# -- statuses ----------------------------------------------------------------------------------------------------------

# what Northwind was before, the command, what is printed of it, its event
MOVES = [
    ({"status": "prospect"}, "deny", "denied", "partners.partner.denied"),
    ({}, "end", "former", "partners.partner.ended"),
    ({"status": "former"}, "reinstate", "prospect", "partners.partner.reinstated"),
    ({}, "suspend", "authorized, not in good standing", "partners.partner.suspended"),
    ({"good_standing": False}, "restore", "authorized", "partners.partner.restored"),
    ({"asleep": True}, "revive", "authorized", "partners.partner.revived"),
]


def brought_to(cast, noon, *, asleep: bool = False, **before) -> Partner:
    Partner.objects.filter(pk=cast.northwind.pk).update(**({"good_standing": True} | before))
    if asleep:
        Organisation.objects.filter(pk=cast.northwind.organisation_id).update(asleep_since=noon - timedelta(days=3))
    return Partner.objects.get(pk=cast.northwind.pk)


@pytest.mark.rule("ONB-04", "ELG-01")
@pytest.mark.parametrize(("before", "name", "told", "event"), MOVES, ids=[move[1] for move in MOVES])
def test_a_move_says_where_the_partner_stands_and_keeps_the_reason(cast, command, noon, before, name, told, event):
    brought_to(cast, noon, **before)
    answer = command("partners", name, "northwind", "--reason", "As agreed on the phone", who=cast.omar)
    assert (answer.exit_code, answer.stderr) == (0, "")
    assert answer.stdout == f"{cast.northwind.reference} Northwind: {told}.\n"
    kept = Event.objects.get(name=event)
    assert (kept.actor, kept.door, kept.data["reason"]) == (cast.omar, "cli", "As agreed on the phone")


@pytest.mark.parametrize(("before", "name", "told", "event"), MOVES, ids=[move[1] for move in MOVES])
def test_a_move_is_refused_to_others_without_a_reason_and_where_it_does_not_fit(
    cast, command, noon, before, name, told, event
):
    there = brought_to(cast, noon, **before)
    assert command("partners", name, "Northwind", who=cast.omar).exit_code == 2, "a reason is asked for"
    blank = command("partners", name, "Northwind", "--reason", " ", who=cast.omar)
    assert (blank.exit_code, "reason:" in blank.stderr) == (1, True)
    for who in (cast.elena, cast.nina, cast.ruth):
        if not (who.is_partner and "asleep" in before):  # nobody of a partner that is asleep acts at all
            assert command("partners", name, "Northwind", "--reason", "I want it", who=who).exit_code == 1
    nobody_there = command("partners", name, "PAR99999", "--reason", "x", who=cast.omar)
    assert (nobody_there.exit_code, "PAR99999" in nobody_there.stderr) == (1, True)
    assert Partner.objects.get(pk=there.pk).version == there.version
    assert not Event.objects.filter(name=event).exists()
    command("partners", name, "Northwind", "--reason", "Once", who=cast.omar)
    again = command("partners", name, "Northwind", "--reason", "Twice", who=cast.omar)
    assert (again.exit_code, again.stdout) == (1, "")
    assert again.stderr.strip()
    assert Event.objects.filter(name=event).count() == 1


@pytest.mark.rule("ONB-04", "ELG-05")
def test_a_prospect_is_authorized_only_once_its_contract_stands(cast, command, willow):
    refused = command("partners", "authorize", "Willow", who=cast.omar)
    assert refused.exit_code == 1
    assert "cannot be authorized yet" in refused.stderr
    assert "Willow" in refused.stderr
    Partner.objects.filter(pk=willow.pk).update(contract_on_file=True, signed_contract_on="2026-08-31")
    done = command("partners", "authorize", "Willow", who=cast.omar)
    assert done.stdout == f"{willow.reference} Willow: authorized.\n"
    assert command("partners", "authorize", "Willow", who=cast.elena).exit_code == 1


@pytest.mark.rule("ONB-01")
def test_a_partner_is_created_by_hand_with_a_reason_and_not_beside_one_that_it_resembles(cast, command):
    assert command("partners", "create", *NEW, who=cast.omar).exit_code == 2, "why it does not sign up itself"
    why = ("--reason", "Applied by letter")
    done = command("partners", "create", *NEW, *why, who=cast.omar)
    made = Partner.objects.get(name="Willow Works")
    assert done.stdout == f"{made.reference} Willow Works: prospect.\n"
    alike = ("--company", "Northwind GmbH", "--country", "DE", "--kind", "reseller", "--website", "nw.example", *why)
    refused = command("partners", "create", *alike, who=cast.omar)
    assert (refused.exit_code, cast.northwind.reference in refused.stderr) == (1, True)
    assert command("partners", "create", *alike, "--sure", who=cast.omar).exit_code == 0
    wrong = command("partners", "create", *NEW, *why, "--country", "Mars", "--tax-number", "1", who=cast.omar)
    assert (wrong.exit_code, "country:" in wrong.stderr) == (1, True)
    assert command("partners", "create", *NEW, *why, who=cast.elena).exit_code == 1
    assert Partner.objects.count() == 4


# -- contracts by Legal ------------------------------------------------------------------------------------------------


@pytest.mark.rule("ONB-03", "ONB-09", "ONB-04")
def test_a_contract_goes_from_the_request_to_the_signature(cast, command, by, willow, lex, tmp_path):
    asked = legal_requests.ask(willow.reference, by(cast.omar), question="Clause 3.")
    rows = json.loads(command("partners", "legal", "list", "--json", who=lex).stdout)
    assert rows == [
        {
            "request": asked.reference,
            "partner": "Willow",
            "kind": "Partner contract",
            "state": "received",
            "signed": None,
        }
    ]
    assert command("partners", "legal", "take-up", asked.reference.lower(), who=lex).stdout.endswith("with Legal.\n")
    sent = command("partners", "legal", "send", asked.reference, "--note", "Sign the draft", who=lex)
    assert sent.stdout == f"{asked.reference}: with the partner.\n"
    file = tmp_path / "signed.pdf"
    file.write_bytes(b"%PDF-1.7 signed")
    signing = ("partners", "legal", "sign", asked.reference, "--file", file)
    late = command(*signing, "--signed-on", "2027-01-01", who=lex)
    assert (late.exit_code, "signed_on:" in late.stderr) == (1, True)
    assert command(*signing, "--signed-on", "soon", who=lex).exit_code == 2
    assert command(*signing, "--signed-on", "2026-08-31", who=lex).stdout == f"{asked.reference}: signed.\n"
    asked.refresh_from_db()
    willow.refresh_from_db()
    assert (asked.state, asked.contract.name, willow.status) == ("signed", "signed.pdf", "authorized")
    assert command("partners", "legal", "list", who=lex).stdout == "No legal request here.\n"
    assert asked.reference in command("partners", "legal", "list", "--state", "", who=lex).stdout


def test_who_is_not_of_legal_works_on_no_contract(cast, command, by, lex, tmp_path):
    asked = legal_requests.ask(cast.northwind.reference, by(cast.nina), question="Clause 3.")
    file = tmp_path / "signed.pdf"
    file.write_bytes(b"%PDF-1.7 signed")
    for words in (
        ("take-up",), ("send", "--note", "x"), ("decline", "--reason", "x"),
        ("sign", "--signed-on", "2026-08-31", "--file", file),
    ):  # fmt: skip
        for who in (cast.omar, cast.nina, cast.ruth):
            name, *more = words
            answer = command("partners", "legal", name, asked.reference, *more, who=who)
            assert (answer.exit_code, asked.reference in answer.stderr) == (1, True), (name, who.name)
    asked.refresh_from_db()
    assert asked.state == "received"
    assert json.loads(command("partners", "legal", "list", "--json", who=cast.ruth).stdout) == []
    assert command("partners", "legal", "decline", asked.reference, who=lex).exit_code == 2
    done = command("partners", "legal", "decline", asked.reference, "--reason", "We make no such contracts", who=lex)
    assert done.stdout == f"{asked.reference}: declined.\n"
    again = command("partners", "legal", "send", asked.reference, "--note", "x", who=lex)
    assert (again.exit_code, LegalRequest.objects.get().state) == (1, "declined")


# -- requests for access -----------------------------------------------------------------------------------------------


@pytest.fixture
def asking(cast, book, noon):
    """Two people of Northwind who ask for access."""
    from django.core.cache import cache

    cache.clear()
    made = [begun(book, noon, website="northwind.example", email=f"{n}@northwind.example") for n in ("lena", "omid")]
    yield [sign_up.ask_access(sign_up.key_of(one), nobody(book, noon)) for one in made]
    cache.clear()


@pytest.mark.rule("ONB-06", "ROL-01")
def test_who_asks_for_access_is_let_in_or_declined(cast, command, asking):
    lena, omid = asking
    rows = json.loads(command("partners", "access", "list", "--json", who=cast.nina).stdout)
    assert {row["request"]: (row["address"], row["state"]) for row in rows} == {
        lena.reference: ("lena@northwind.example", "asked"), omid.reference: ("omid@northwind.example", "asked"),
    }  # fmt: skip
    for who in (cast.ruth, cast.nadia, cast.elena):
        assert (
            command("partners", "access", "grant", lena.reference, "--role", "partner_seller", who=who).exit_code == 1
        )
        assert command("partners", "access", "decline", lena.reference, "--reason", "x", who=who).exit_code == 1
        assert lena.reference not in command("partners", "access", "list", who=who).stdout
    beyond = command("partners", "access", "grant", lena.reference, "--role", "ops", who=cast.nina)
    assert (beyond.exit_code, "partner_marketing" in beyond.stderr) == (2, True)
    done = command("partners", "access", "grant", lena.reference, "--role", "partner_viewer", who=cast.nina)
    assert done.stdout == f"{lena.reference}: lena@northwind.example is invited.\n"
    assert Invitation.objects.values_list("email", "role").get() == ("lena@northwind.example", "partner_viewer")
    declined = command("partners", "access", "decline", omid.reference, "--reason", "He left", who=cast.omar)
    assert declined.stdout == f"{omid.reference}: declined.\n"
    assert (
        command("partners", "access", "grant", omid.reference, "--role", "partner_viewer", who=cast.nina).exit_code == 1
    )
    assert set(AccessRequest.objects.values_list("state", flat=True)) == {"granted", "declined"}
    assert command("partners", "access", "list", who=cast.nina).stdout == "Nobody asks.\n"


# -- one-off permissions -----------------------------------------------------------------------------------------------


@pytest.fixture
def deals(cast, by):
    return [
        opportunities.create(by(cast.sofia), account=cast.acme, name=f"Acme: {seats} seats", owner=cast.sofia)
        for seats in (40, 50)
    ]


@pytest.mark.rule("ONB-08")
def test_a_permission_is_asked_for_approved_declined_and_withdrawn(cast, command, willow, deals):
    vera = person("Vera", Role.CHANNELS_VP)
    ask = ("partners", "permission", "ask", willow.reference, deals[0].reference)
    reason = ("--customer-reason", "Their framework names this partner")
    joins = command(*ask, *reason, who=cast.paula)
    assert (joins.exit_code, "no exception" in joins.stderr) == (1, True), "one that would join, joins"
    assert command(*ask, *reason, "--will-not-join", who=cast.omar).exit_code == 1
    assert command(*ask, *reason, "--will-not-join", who=cast.paula).stdout.endswith("waits for approval.\n")
    first = OneOffPermission.objects.get()
    twice = command(*ask, *reason, "--will-not-join", who=cast.paula)
    assert (twice.exit_code, first.reference in twice.stderr) == (1, True)
    assert command("partners", "permission", "approve", first.reference, who=cast.paula).exit_code == 1
    approved = command("partners", "permission", "approve", first.reference.lower(), who=vera)
    assert approved.stdout == f"{first.reference}: approved, good until 2026-11-30.\n"
    rows = json.loads(command("partners", "permission", "list", "--json", who=cast.paula).stdout)
    assert rows == [
        {"permission": first.reference, "partner": "Willow", "opportunity": deals[0].reference, "state": "approved",
         "good until": "2026-11-30"}
    ]  # fmt: skip
    withdrawn = command("partners", "permission", "withdraw", first.reference, "--reason", "Sold", who=cast.paula)
    assert withdrawn.stdout == f"{first.reference}: withdrawn.\n"
    command(*ask[:4], deals[1].reference, *reason, "--will-not-join", who=cast.paula)
    second = OneOffPermission.objects.get(state="recorded")
    assert command("partners", "permission", "decline", second.reference, "--reason", "x", who=cast.omar).exit_code == 1
    declined = command("partners", "permission", "decline", second.reference, "--reason", "Let it join", who=vera)
    assert declined.stdout == f"{second.reference}: declined.\n"
    again = command("partners", "permission", "approve", second.reference, who=vera)
    assert (again.exit_code, again.stdout) == (1, "")
    assert (
        command("partners", "permission", "list", "--state", "used", who=cast.paula).stdout == "No permission here.\n"
    )
