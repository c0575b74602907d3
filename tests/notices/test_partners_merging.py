"""Letters about mergers and names: the administrators of both partners, Legal, and whoever asked."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.cast import person
from tests.domain.partners.mergers.stages import done, planned
from tests.notices.letters import expect, letters
from towpath.domain.partners.actions import mergers, name_changes
from towpath.kernel.identity.roles import Role

pytestmark = [pytest.mark.django_db, pytest.mark.rule("BRD-07")]
PORTAL = "http://localhost:8000/portal/"


@pytest.fixture
def told(noon):
    return lambda act, wanted: expect(letters(noon, act), wanted)


def test_the_administrators_of_both_hear_of_a_merger_and_of_its_end(cast, by, told):
    merger = planned(cast, by)
    words = ("Rivalry is part of Northwind now", "Sign in as before", "old links lead to them")
    both = [("partners.merger", who) for who in ("nina", "ruth")]
    told(lambda: mergers.carry_out(merger.reference, by(cast.omar)), dict.fromkeys(both, words))
    words = ("Rivalry is a partner of its own again", "its own portal again")
    told(lambda: mergers.undo(merger.reference, by(cast.omar), reason="Wrong"), dict.fromkeys(both, words))


def test_nobody_is_written_to_where_one_only_moves_under_the_other(cast, by, told):
    told(lambda: done(cast, by, kind="move_under"), {})


def test_legal_hears_of_the_wish_and_the_partner_of_the_answer(cast, by, told):
    lex, made = person("Lex", Role.LEGAL), []

    def ask():
        made.append(
            name_changes.request(cast.northwind.reference, by(cast.nina), name="Northgale", reason="A new brand")
        )

    told(ask, {("partners.name.requested", "lex"): ("Northwind asks to be called Northgale", "A new brand")})
    reference = made[0].reference
    name_changes.take_up(reference, by(lex))
    name_changes.file(reference, by(lex), kind="tax_form", upload=SimpleUploadedFile("w9.pdf", b"%PDF-1.7"))
    told(
        lambda: name_changes.enter(reference, by(lex)),
        {("partners.name.decided", "nina"): ("you are called Northgale from now on", "stands everywhere")},
    )


def test_a_declined_name_says_why(cast, by, told):
    lex = person("Lex", Role.LEGAL)
    change = name_changes.request(cast.northwind.reference, by(cast.nina), name="Northgale", reason="A new brand")
    told(
        lambda: name_changes.decline(change.reference, by(lex), reason="The register says otherwise"),
        {("partners.name.decided", "nina"): ("the new name was declined", "The register says otherwise")},
    )
