"""What its author does to a draft: start it, write its pages, ask for review, take it back, give it up."""

from django.db import transaction

from towpath.domain.rulebook.access import ACCESS, Permission
from towpath.domain.rulebook.checking import Finding
from towpath.domain.rulebook.events import WRITTEN
from towpath.domain.rulebook.lifecycles import DRAFT, IN_REVIEW
from towpath.domain.rulebook.models import Draft, DraftPage, Publication
from towpath.domain.rulebook.standing import against_publishing, conflicts
from towpath.kernel.events.models import Event
from towpath.kernel.moves import Moves
from towpath.kernel.occasion import Occasion
from towpath.kernel.references import next_reference
from towpath.kernel.refusals import Invalid, NotAllowed, NotFound, NotReady
from towpath.program.shapes import shape_of

MOVES = Moves(Draft, DRAFT, ACCESS, organisation=lambda row: None)
LONGEST = 200_000  # characters of one page


@transaction.atomic(durable=True)
def start(occasion: Occasion, *, title: str, why: str) -> Draft:
    """Begin a change of the program as it is in force now."""
    if not ACCESS.may(occasion.actor, Permission.EDIT_DRAFT):
        raise NotAllowed("The program is changed by the programs team.")
    newest = Publication.objects.order_by("-number").first()
    draft = Draft(
        reference=next_reference("DRF"),
        **_words(title, why),
        base_fingerprint=occasion.book.fingerprint,
        base_commit=newest.commit if newest else "",
        author=occasion.person,
        started_at=occasion.at,
        changed_at=occasion.at,
    )
    return MOVES.begin(draft, DRAFT.moves["start"], occasion, title=draft.title)


@transaction.atomic(durable=True)
def describe(reference: str, occasion: Occasion, *, title: str, why: str, version: int | None = None) -> Draft:
    """Say otherwise what the draft is for."""
    words = _words(title, why)
    draft, move = MOVES.take("describe", reference, occasion, version=version)
    if (draft.title, draft.why) == (words["title"], words["why"]):
        return draft
    draft.title, draft.why, draft.changed_at = words["title"], words["why"], occasion.at
    return MOVES.keep(draft, move, occasion)


@transaction.atomic(durable=True)
def write(reference: str, occasion: Occasion, *, page: str, text: str, version: int | None = None) -> Draft:
    """Put down a page as the draft would have it. It may still be wrong: nothing that was typed is refused for that.

    A page that says what is in force is no change and leaves the draft.
    """
    text = _readable(page, text)
    draft, _ = MOVES.take("write", reference, occasion, version=version)
    in_force = occasion.book.texts.get(page, "")
    kept = DraftPage.objects.filter(draft=draft, name=page).first()
    if text == (kept.text if kept else in_force):
        return draft
    if text.rstrip() == in_force.rstrip():
        return _leave(draft, page, occasion)
    if kept is None:
        kept = DraftPage(draft=draft, name=page, base=in_force)
    goes_on = kept.pk is not None and _wrote_last(draft, page)
    kept.text, kept.changed_at = text, occasion.at
    kept.save()
    return (
        _go_on(draft, occasion)
        if goes_on
        else _touch(draft, "write", occasion, page=page, title=occasion.book.title_of(page))
    )


@transaction.atomic(durable=True)
def leave(reference: str, occasion: Occasion, *, page: str, version: int | None = None) -> Draft:
    """Let a page stay as it is in force: what the draft said on it is dropped."""
    draft, _ = MOVES.take("leave", reference, occasion, version=version)
    if not DraftPage.objects.filter(draft=draft, name=page).exists():
        raise NotFound(f"The draft {draft.reference} changes no page {page}.")
    return _leave(draft, page, occasion)


@transaction.atomic(durable=True)
def bring_forward(reference: str, occasion: Occasion, *, page: str, keep: str, version: int | None = None) -> Draft:
    """Decide a page that was changed in force too since the draft took it up.

    keep  "mine": the draft's page stays and will replace the one in force; "theirs": the page in force stays
    """
    if keep not in ("mine", "theirs"):
        raise Invalid({"keep": ["Say mine or theirs."]})
    draft, _ = MOVES.take("bring_forward", reference, occasion, version=version)
    stuck = {each.name: each for each in conflicts(draft, occasion.book)}
    if page not in stuck:
        raise NotFound(f"The page {page} was not changed by anybody else since.")
    if keep == "theirs":
        return _leave(draft, page, occasion)
    stuck[page].base = occasion.book.texts.get(page, "")
    stuck[page].save()
    return _touch(draft, "bring_forward", occasion, page=page, title=occasion.book.title_of(page))


@transaction.atomic(durable=True)
def submit(reference: str, occasion: Occasion, *, version: int | None = None) -> Draft:
    """Ask for review. Everything that publishing asks must hold; else Invalid, page by page."""
    draft, _ = MOVES.take("submit", reference, occasion, version=version)
    if not draft.pages.exists():
        raise NotReady(f"{draft.reference} changes nothing yet.", remedy="Change a page first.")
    refuse(against_publishing(draft, occasion.book.texts, occasion.day), "The draft cannot be reviewed yet.")
    draft.reviewer, draft.answer, draft.submitted_at = None, "", occasion.at
    return _touch(draft, "submit", occasion)


@transaction.atomic(durable=True)
def take_back(reference: str, occasion: Occasion, *, version: int | None = None) -> Draft:
    """Go on writing instead of waiting for the review."""
    draft, _ = MOVES.take("take_back", reference, occasion, version=version)
    draft.submitted_at = None
    return _touch(draft, "take_back", occasion)


@transaction.atomic(durable=True)
def give_up(reference: str, occasion: Occasion, *, reason: str, version: int | None = None) -> Draft:
    """End a draft without publishing it; it stays readable."""
    why = said(reason, "reason", "Say why in 1 to 1,000 characters: it stands in the history.")
    draft, _ = MOVES.take("give_up", reference, occasion, version=version)
    return _touch(draft, "give_up", occasion, reason=why)


def _wrote_last(draft: Draft, page: str) -> bool:
    """Whether the last thing that happened to the draft is that this page was changed: one line of history is enough."""
    last = Event.objects.filter(subject_type=draft._meta.label_lower, subject_id=draft.pk).order_by("-id").first()
    return last is not None and last.name == WRITTEN and last.data.get("page") == page


def _go_on(draft: Draft, occasion: Occasion) -> Draft:
    """A page that is being typed was kept again: another version, and no new line of history."""
    draft.changed_at, draft.base_fingerprint = occasion.at, occasion.book.fingerprint
    draft.version += 1
    MOVES.write(draft)
    return draft


def _leave(draft: Draft, page: str, occasion: Occasion) -> Draft:
    DraftPage.objects.filter(draft=draft, name=page).delete()
    return _touch(draft, "leave", occasion, page=page, title=occasion.book.title_of(page))


def _touch(draft: Draft, move: str, occasion: Occasion, **data: str) -> Draft:
    draft.changed_at = occasion.at
    if draft.state != IN_REVIEW:
        draft.base_fingerprint = occasion.book.fingerprint
    return MOVES.keep(draft, DRAFT.moves[move], occasion, **data)


def refuse(found: list[Finding], sentence: str) -> None:
    """Invalid, page by page, where anything was found."""
    errors: dict[str, list[str]] = {}
    for each in found:
        errors.setdefault(each.page or "program", []).append(str(each))
    if errors:
        raise Invalid(errors, sentence)


def said(text: str, field: str, remedy: str) -> str:
    """A sentence of a person for the history; Invalid where there is none or too much of it."""
    words = text.strip()
    if not 1 <= len(words) <= 1000 or "\0" in words:
        raise Invalid({field: [remedy]})
    return words


def _words(title: str, why: str) -> dict[str, str]:
    errors: dict[str, list[str]] = {}
    title, why = " ".join(title.split()), why.strip()
    if not 1 <= len(title) <= 120 or "\0" in title:
        errors["title"] = ["Name it in 1 to 120 characters, such as: Protection of 60 days from January."]
    if not 1 <= len(why) <= 1000 or "\0" in why:
        errors["why"] = ["Say in 1 to 1,000 characters why it is to change: who reviews it reads this first."]
    if errors:
        raise Invalid(errors)
    return {"title": title, "why": why}


def _readable(page: str, text: str) -> str:
    """A text that can be kept: lines end in one way, and the last one ends."""
    if len(text) > LONGEST or "\0" in text:
        raise Invalid({"text": [f"A page is text of at most {LONGEST:,} characters."]})
    if shape_of(page) is None:
        raise NotFound(f"No decision reads a page called {page}.")
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip() + "\n"
