"""`towpath people`: access given and ended, and keys that are shown once."""

import json
from datetime import timedelta

import pytest

from towpath.kernel.events.models import Event
from towpath.kernel.identity import tokens
from towpath.kernel.identity.models import ApiToken, Invitation, Person

pytestmark = pytest.mark.django_db


def test_the_vendors_own_people_are_added(command):
    answer = command("people", "add", "Olga@Example.org", "--name", "Olga", "--role", "ops", "--zone", "Europe/Oslo")
    assert answer.exit_code == 0, answer.stderr
    olga = Person.objects.get()
    assert (olga.email, olga.roles, olga.zone, olga.has_usable_password()) == (
        "olga@example.org", ["ops"], "Europe/Oslo", False,
    )  # fmt: skip
    assert Event.objects.get().name == "partners.person.joined"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        (("--role", "king"), "roles"), (("--role", "partner_seller"), "roles"),
        (("--role", "ops", "--zone", "Mars/Base"), "zone"), (("--role", "esm", "--region", "MOON"), "region"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_new_person_is_named(command, more, field):
    answer = command("people", "add", "olga@example.org", "--name", "Olga", *more)
    assert answer.exit_code == 1
    assert f"{field}:" in answer.stderr
    assert not Person.objects.exists()


def test_an_address_signs_in_once(cast, command):
    answer = command("people", "add", "OMAR@example.org", "--name", "Omar", "--role", "ops")
    assert "signs in here already" in answer.stderr


def test_lists_everybody(cast, command):
    rows = json.loads(command("people", "list", "--json").stdout)
    assert {"nadia@example.org", "omar@example.org"} <= {row["email"] for row in rows}
    assert {row["email"] for row in json.loads(command("people", "list", "--role", "asm", "--json").stdout)} == {
        cast.amir.email, cast.anna.email, cast.aiko.email,
    }  # fmt: skip


@pytest.mark.rule("ROL-01")
def test_an_administrator_invites_a_colleague(cast, command):
    answer = command("people", "invite", "new@northwind.example", "--role", "partner_seller", who=cast.nina)
    assert answer.exit_code == 0, answer.stderr
    assert Invitation.objects.get().organisation == cast.northwind.organisation
    assert command("people", "invite", "x@northwind.example", "--role", "partner_seller", who=cast.nadia).exit_code == 1


def test_a_token_is_shown_once_and_can_be_taken_back(cast, command, noon):
    answer = command("people", "token", "nightly export", "--days", "30", who=cast.nadia)
    key = answer.stdout.strip()
    made = ApiToken.objects.get()
    assert made.expires_at == noon + timedelta(days=30)
    assert key not in answer.stderr
    assert tokens.bearer(key, noon) == cast.nadia
    assert made.hint in command("people", "tokens", who=cast.nadia).stdout
    assert command("people", "revoke-token", made.pk, who=cast.omar).exit_code == 1
    assert command("people", "revoke-token", made.pk, who=cast.nadia).exit_code == 0
    assert tokens.bearer(key, noon) is None


def test_a_password_link_opens_the_page_that_sets_one(cast, command, client):
    answer = command("people", "password-link", cast.omar.email)
    path = answer.stdout.strip().removeprefix("http://localhost:8000")
    page = client.get(path, follow=True)
    assert page.status_code == 200
    assert b'type="password"' in page.content


def test_access_ends_at_once(cast, command, noon):
    _, key = tokens.make(cast.nadia, "export", noon)
    assert command("people", "deactivate", cast.nadia.email, given="n\n").exit_code == 1
    answer = command("people", "deactivate", cast.nadia.email, "--yes")
    assert answer.exit_code == 0
    assert tokens.bearer(key, noon) is None
    assert not Person.objects.get(pk=cast.nadia.pk).is_active
    assert Event.objects.filter(name="partners.person.left").exists()
    assert command("people", "deactivate", cast.nadia.email, "--yes").exit_code == 1


def test_a_token_made_on_the_command_line_stands_in_the_history_and_counts(cast, command):
    for number in range(20):
        assert command("people", "token", f"use {number}", who=cast.nadia).exit_code == 0
    assert Event.objects.filter(name="identity.token.made", actor=cast.nadia).count() == 20
    assert command("people", "token", "one more", who=cast.nadia).exit_code == 1
    last = ApiToken.objects.order_by("-id").first()
    for _ in range(2):
        assert command("people", "revoke-token", last.pk, who=cast.nadia).exit_code == 0
    assert Event.objects.filter(name="identity.token.revoked").count() == 1
