"""A draft that shortens the protection to sixty days, and changes made by hand in the repository of the program."""

import subprocess
from pathlib import Path

from towpath.domain.rulebook.models import Draft, DraftPage
from towpath.kernel.references import next_reference

PROTECTION = "deal_registration.protection"
SIXTY = """[since.2027-01-01]
term_days = 60
counts_from = "original approval"
standard_extension_days = 30

[since.2027-01-01.reminders]
days_before = [14, 3]
invented = true

[[example]]
case = "sixty days from 2027 on"
on = 2027-03-01
given = { approved_on = 2027-03-01 }
expect = { expires_on = 2027-04-30 }

[[example]]"""


def sixty(book) -> str:
    """The page with its new wording; the one example that lies after it follows."""
    text = book.texts[PROTECTION].replace("[[example]]", SIXTY, 1)
    return text.replace("expect = { expires_on = 2028-04-14 }", "expect = { expires_on = 2028-03-15 }")


def sixty_from_2099(book) -> str:
    """The page with a wording that is still to come whenever a test runs: doors read the day from the clock."""
    wording, example = SIXTY.removesuffix("\n\n[[example]]").split("\n\n[[example]]")
    text = book.texts[PROTECTION]
    head, mark, examples = text.partition("[[example]]")
    made = f"{head}{wording}\n\n{mark}{examples}\n[[example]]{example}\n"
    for before, after in (
        ("2027-01-01", "2099-01-01"),
        ("from 2027", "from 2099"),
        ("2027-03-01", "2099-03-01"),
        ("2027-04-30", "2099-04-30"),
    ):
        made = made.replace(before, after)
    return made


def drafted(author, occasion, text: str | None = None) -> Draft:
    """A draft with that page, or with another text of it; an empty text leaves it without a page."""
    draft = Draft.objects.create(
        reference=next_reference("DRF"), title="Sixty days", why="Deals that stand still block others.", state="open",
        base_fingerprint=occasion.book.fingerprint, author=author, started_at=occasion.at, changed_at=occasion.at,
    )  # fmt: skip
    text = sixty(occasion.book) if text is None else text
    if text:
        base = occasion.book.texts[PROTECTION]
        DraftPage.objects.create(draft=draft, name=PROTECTION, text=text, base=base, changed_at=occasion.at)
    return draft


def git(folder: Path, *said: object, who: str = "Amir") -> str:
    """The real git at work in a folder."""
    name = ("-c", f"user.name={who}", "-c", f"user.email={who.lower()}@example.org")
    return subprocess.run(["git", "-C", folder, *name, *said], capture_output=True, text=True, check=True).stdout


def page(folder: Path, name: str) -> Path:
    """The file of a page."""
    return folder.joinpath(*name.split(".")).with_suffix(".toml")


def by_hand(folder: Path, name: str, change, message: str, **more: str) -> None:
    """Somebody changes a page in an editor and commits it."""
    path = page(folder, name)
    path.write_text(change(path.read_text()))
    git(folder, "commit", "-qam", message, **more)
