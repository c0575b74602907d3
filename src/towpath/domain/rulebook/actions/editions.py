"""What puts a program in force: publishing a draft, going back to an earlier edition, keeping, bringing pages of an upgrade.

Each is one commit and one row. The row decides: a commit whose row was never kept is undone, one whose row was kept is
finished, whoever looks next (`settle`). Only one of these acts goes on at a time; the others wait for it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from towpath.domain.rulebook.access import ACCESS, Permission
from towpath.domain.rulebook.actions.drafts import MOVES, refuse, said
from towpath.domain.rulebook.by_hand import since_edition
from towpath.domain.rulebook.changes import begins_on
from towpath.domain.rulebook.checking import check_whole
from towpath.domain.rulebook.events import MADE, ROLLED_BACK
from towpath.domain.rulebook.models import Draft, Publication
from towpath.domain.rulebook.queries import editions_made
from towpath.domain.rulebook.repository import TOWPATH, Hand, Pages, Repository, differing, found_new, pages_in
from towpath.domain.rulebook.standing import against_publishing, changes_of
from towpath.kernel import in_force, program_folder
from towpath.kernel.events.log import record
from towpath.kernel.identity.models import Person
from towpath.kernel.occasion import Occasion
from towpath.kernel.refusals import NotAllowed, NotFound, NotReady
from towpath.program.book import Book, texts_under
from towpath.program.questions import QUESTIONS

Kind = Publication.Kind
UNPUBLISHED = "The program cannot be published like this; nothing has changed."
WHO_KEEPS = "Programs, their director and operators look after the program."
ONE_AT_A_TIME = 0x70_75_62_6C  # the lock of whoever writes into the program, held until the end of the transaction


class OwnDraft(NotAllowed):
    """Her own draft is no secret to its author: every door tells her why she may not review it, and not that there is none."""

    code = "refused"


@transaction.atomic(durable=True)
def publish(reference: str, occasion: Occasion, *, note: str, version: int | None = None) -> Publication:
    """Put a reviewed draft in force. Only another person than its author; everything is checked once more."""
    words = said(note, "note", "Say in 1 to 1,000 characters what changes: it stands beside the edition for good.")
    _by_another(reference, occasion)
    draft, move = MOVES.take("publish", reference, occasion, version=version)
    with _opened(occasion) as repository:
        texts = repository.texts()
        refuse(against_publishing(draft, texts, occasion.day), UNPUBLISHED)
        pages: Pages = {page.name: page.text for page in draft.pages.order_by("name")}
        changes = list(changes_of(draft, texts))
        draft.reviewer, draft.changed_at = occasion.person, occasion.at
        return _make(
            repository, pages, occasion, kind=Kind.DRAFTED, note=words, subject=draft.title, draft=draft,
            author=draft.author, reviewer=occasion.person, begins_on=begins_on(changes),
            along=lambda made: MOVES.keep(draft, move, occasion, number=made.number, note=words),
        )  # fmt: skip


@transaction.atomic(durable=True)
def send_back(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> Draft:
    """Give a draft back to its author with what is to be done."""
    why = said(reason, "reason", "Say in 1 to 1,000 characters what is to be done.")
    _by_another(reference, occasion)
    draft, move = MOVES.take("send_back", reference, occasion, version=version)
    draft.reviewer, draft.answer, draft.changed_at = occasion.person, why, occasion.at
    return MOVES.keep(draft, move, occasion, reason=why)


@transaction.atomic(durable=True)
def roll_back(number: int, occasion: Occasion, *, reason: str) -> Publication:
    """Put the pages of an earlier edition in force again, at once. Decisions made in between keep their book."""
    _allowed(occasion, Permission.ROLL_BACK, "Programs, their director and operators go back to an earlier edition.")
    why = said(reason, "reason", "Say in 1 to 1,000 characters why: it stands beside the edition for good.")
    with _opened(occasion) as repository:
        earlier = Publication.objects.filter(number=number).first()
        if earlier is None:
            raise NotFound(f"There is no edition {number} of the program.")
        pages = returning(repository.texts_at(earlier.commit), repository.texts())
        if not pages:
            raise NotReady(f"The pages of edition {number} are in force now.", remedy="There is nothing to go back to.")
        return _make(
            repository, pages, occasion, kind=Kind.ROLLED_BACK, note=why, subject=f"Back to edition {number}",
            author=occasion.person, rolls_back=earlier,
        )  # fmt: skip


@transaction.atomic(durable=True)
def take_up(occasion: Occasion, *, note: str) -> Publication:
    """Make an edition of what was changed by hand since the newest one. Invalid, page by page, where the program does not prove."""
    _allowed(occasion, Permission.KEEP, WHO_KEEPS)
    words = said(note, "note", "Say in 1 to 1,000 characters what changes: it stands beside the edition for good.")
    with _opened(occasion) as repository:
        newest = Publication.objects.latest("number")
        found = since_edition(newest, repository, occasion.book, occasion.day)
        if not found.anything:
            raise NotReady(
                f"Nothing was changed by hand since edition {newest.number}.", remedy="There is nothing to take up."
            )
        refuse(list(found.findings), UNPUBLISHED)
        return _make(
            repository, {}, occasion, kind=Kind.BY_HAND, note=words, subject="Changed by hand",
            author=occasion.person, begins_on=found.begins_on, named=found.after,
        )  # fmt: skip


@transaction.atomic(durable=True)
def keep(occasion: Occasion) -> Publication:
    """Let Towpath keep the program in a repository from now on, if it does not yet; the newest edition."""
    _allowed(occasion, Permission.KEEP, WHO_KEEPS)
    with _opened(occasion):
        return Publication.objects.latest("number")


@transaction.atomic(durable=True)
def bring(occasion: Occasion) -> Publication | None:
    """Bring the pages that this version of Towpath asks for and the kept program lacks; None where it lacks none."""
    _allowed(occasion, Permission.KEEP, WHO_KEEPS)
    with _opened(occasion) as repository:
        pages = lacking(repository.texts())
        if not pages:
            return None
        note = f"Pages that this version of Towpath asks for: {', '.join(pages)}."
        return _make(
            repository,
            pages,
            occasion,
            kind=Kind.BROUGHT,
            note=note,
            subject="Pages of an upgrade",
            author=occasion.actor,
        )


@transaction.atomic(durable=True)
def settle(occasion: Occasion) -> int:
    """Finish or undo what was cut short; how many such changes there were."""
    folder = program_folder.in_use()
    if not program_folder.marks(folder):
        return 0
    _wait_for_the_others()
    with Repository(folder) as repository:
        return _settle(repository)


def lacking(texts: Mapping[str, str]) -> dict[str, str]:
    """Pages that the product asks and a program has not, as Towpath brings them: name -> text."""
    shipped, _ = texts_under(settings.SHIPPED_PROGRAM)
    return {name: shipped[name] for name in sorted(QUESTIONS.keys() - texts.keys()) if name in shipped}


def returning(earlier: Mapping[str, str], texts: Mapping[str, str]) -> dict[str, str | None]:
    """What going back to earlier pages would change. Pages that came since because the product asks for them stay."""
    return {name: text for name, text in differing(texts, earlier).items() if text is not None or name not in QUESTIONS}


def _opened(occasion: Occasion) -> Repository:
    """The repository of the program, made if there is none yet; nobody else writes into it until this act ends."""
    _wait_for_the_others()
    folder = program_folder.in_use()
    kept = settings.PROGRAM_KEPT
    if kept is not None and folder != kept:
        found_new(kept, pages_in(folder), "The program as Towpath found it", occasion.at).__exit__()
        folder = kept
    repository = Repository(folder)
    _settle(repository)
    if not Publication.objects.exists():
        book = Book.of(repository.texts_at(repository.head), folder)
        first = Publication(
            number=1, kind=Kind.FOUND, commit=repository.head, fingerprint=book.fingerprint,
            note="The program as it was when Towpath began to keep it.", published_at=occasion.at, author=occasion.actor,
        )  # fmt: skip
        first.save(force_insert=True)
        record(MADE, occasion, subject=first, number=1, note=first.note)
    return repository


def _make(
    repository: Repository, pages: Pages, occasion: Occasion, *, kind: str, note: str, subject: str,
    author: Person | None, reviewer: Person | None = None, draft: Draft | None = None,
    rolls_back: Publication | None = None, begins_on: date | None = None, named: Iterable[str] | None = None,
    along: Callable[[Publication], object] = lambda made: None,
) -> Publication:  # fmt: skip
    """One commit and its row, and what is to be kept along with them.

    The files are written last: whatever refuses before that leaves nothing behind. `named` are the pages that it is
    said to change, where these are not the ones that it writes.
    """
    texts = {name: text for name, text in {**repository.texts(), **pages}.items() if text is not None}
    if draft is None:  # a draft was checked with all that publishing asks
        refuse(check_whole(texts), UNPUBLISHED)
    number, changed = 1 + editions_made(), sorted(pages if named is None else named)
    head = repository.head
    by_hand = repository.by_hand()
    parent = (
        repository.commit(head, by_hand, f"Changed by hand before edition {number}", TOWPATH, occasion.at)
        if by_hand
        else head
    )
    message = _message(number, subject, note, draft, reviewer)
    signed = [_hand(each) for each in (author, reviewer)]
    commit = repository.commit(parent, pages, message, signed[0], occasion.at, signed[1] if reviewer else None)
    edition = Publication(
        number=number, kind=kind, commit=commit, fingerprint=Book.of(texts).fingerprint, note=note, pages=changed,
        begins_on=begins_on, draft=draft, author=author, reviewer=reviewer, published_at=occasion.at, rolls_back=rolls_back,
    )  # fmt: skip
    edition.save(force_insert=True)
    if rolls_back is not None:
        record(ROLLED_BACK, occasion, subject=edition, number=number, of=rolls_back.number, note=note)
    else:
        record(MADE, occasion, subject=edition, number=number, note=note, pages=changed)
    along(edition)
    mark = repository.write(commit, head, pages, committed_too=by_hand)
    transaction.on_commit(lambda: _in_force_now(repository, mark))
    return edition


def _in_force_now(repository: Repository, mark: Path) -> None:
    repository.finish(mark)
    in_force.look_again()


def _settle(repository: Repository) -> int:
    found = repository.marks()
    for mark in found:
        if Publication.objects.filter(commit=mark.stem).exists():
            repository.take_forward(mark)
        else:
            repository.take_back(mark)
    if found:
        in_force.look_again()
    return len(found)


def _message(number: int, subject: str, note: str, draft: Draft | None, reviewer: Person | None) -> str:
    lines = [f"Edition {number}: {subject}", "", note]
    if draft is not None:
        lines += ["", f"Why: {draft.why}", f"Draft: {draft.reference}"]
    if reviewer is not None:
        lines += [f"Reviewed-by: {reviewer.name} <{reviewer.email}>"]
    return "\n".join(lines)


def _hand(person: Person | None) -> Hand:
    return TOWPATH if person is None else Hand(person.name, person.email)


def _allowed(occasion: Occasion, permission: str, who: str) -> None:
    if not ACCESS.may(occasion.actor, permission):
        raise NotAllowed(who)


def _by_another(reference: str, occasion: Occasion) -> None:
    if Draft.objects.filter(reference=reference, author=occasion.person).exists():
        raise OwnDraft("You wrote this draft: another person of Programs, or their director, reviews it.")


def _wait_for_the_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])


def program_lacks() -> list[str]:
    """Pages that an upgrade asks for and the kept program has not: for whoever migrates to say so."""
    texts, _ = texts_under(program_folder.in_use())
    return list(lacking(texts))
