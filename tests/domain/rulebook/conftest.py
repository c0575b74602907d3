"""A program of its own for each test, the one who writes drafts and those who review them."""

from types import SimpleNamespace

import pytest

PROTECTION = "deal_registration.protection"
SHORTER = """
[since.2026-10-01]
term_days = 60
counts_from = "original approval"
standard_extension_days = 30

[since.2026-10-01.reminders]
days_before = [14, 3]
invented = true
"""
EXAMPLE = """
[[example]]
case = "approved after the first of October"
on = 2026-10-05
given = { approved_on = 2026-10-05 }
expect = { expires_on = 2026-12-04 }
"""


def shortened(text: str, wording: str = SHORTER, example: str = EXAMPLE) -> str:
    """The page of protection with a wording of 60 days from October, its examples of days after that, and one of its own."""
    text = text.replace("expires_on = 2028-04-14", "expires_on = 2028-03-15")
    head, mark, examples = text.partition("\n[[example]]")
    return head + wording + mark + examples + example


@pytest.fixture
def team(cast, by, kept):
    """Paula writes, Gwen reviews, Ines is their director, Olga operates; `now(person)` acts under the program on disk."""
    from tests.cast import person  # models can be imported only once Django is set up
    from towpath.kernel.identity.roles import Role

    people = {
        "paula": cast.paula,
        "gwen": person("Gwen", Role.PROGRAMS),
        "ines": person("Ines", Role.PROGRAMS_DIRECTOR),
        "olga": person("Olga", Role.OPERATOR),
        "sofia": cast.sofia,
        "nadia": cast.nadia,
    }

    def now(who):
        from dataclasses import replace

        from towpath.kernel import program_folder
        from towpath.program.book import Book

        return replace(by(who), book=Book.of(program_folder.texts(program_folder.in_use())[0]))

    return SimpleNamespace(**people, now=now)


@pytest.fixture
def drafted(team):
    """A draft of Paula's that shortens the protection, ready to be reviewed."""
    from towpath.domain.rulebook.actions import drafts

    paula = team.now(team.paula)
    draft = drafts.start(paula, title="Protection of 60 days", why="Deals lie too long.")
    return drafts.write(draft.reference, paula, page=PROTECTION, text=shortened(paula.book[PROTECTION].text))


@pytest.fixture
def submitted(team, drafted):
    from towpath.domain.rulebook.actions import drafts

    return drafts.submit(drafted.reference, team.now(team.paula))
